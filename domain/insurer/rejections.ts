import type { Language } from "../money.ts";
import { fold, squeeze } from "../text.ts";
import type { Rejection } from "./return.ts";

/** What to do about a rejection: mend and send again, look for the payment that exists already, or ask the insurer. */
export type RejectionAction = "resubmit" | "find_payment" | "ask_insurer";

type Words = Readonly<Record<Language, string>>;

export type RejectionAdvice = {
  /** The family, for the rejection rate by reason: codes come in hundreds. */
  reason: RejectionReason;
  /** By its code, by the words of its label, or not at all: then it is shown as received. */
  knownBy: "code" | "label" | "nothing";
  meaning: Words;
  remedy: Words;
  action: RejectionAction;
};

type Advice = Omit<RejectionAdvice, "knownBy">;

/** Families of reasons (section 7), with the words labels have in common. The surest come first. */
const FAMILIES = {
  already_paid: {
    words: /DEJA (PAYEE?|REGLEE?|REMBOURSEE?)|DOUBLON|DOUBLE (FACTURATION|PAIEMENT)/,
    action: "find_payment",
    meaning: { fr: "La facture a déjà été payée.", en: "The invoice was already paid." },
    remedy: {
      fr: "Cherchez ce paiement dans les retours précédents. Ne renvoyez pas la facture.",
      en: "Look for that payment in earlier returns. Do not send the invoice again.",
    },
  },
  prescriber: {
    words: /PRESCRIPTEUR/,
    action: "resubmit",
    meaning: { fr: "Le prescripteur n’est pas reconnu.", en: "The prescriber is not recognised." },
    remedy: {
      fr: "Vérifiez le numéro du prescripteur sur l’ordonnance, corrigez et renvoyez la facture.",
      en: "Check the prescriber’s number on the prescription, correct it and send the invoice again.",
    },
  },
  prescription: {
    words: /PRESCRIPTION|ORDONNANCE/,
    action: "resubmit",
    meaning: { fr: "La prescription n’est pas acceptée.", en: "The prescription is not accepted." },
    remedy: {
      fr: "Vérifiez le prescripteur et la date de la prescription, puis renvoyez la facture.",
      en: "Check the prescriber and the date of the prescription, then send the invoice again.",
    },
  },
  complementary_rights: {
    words: /(AMC|MUTUELLE|COMPLEMENTAIRE|CONTRAT|ADHERENT).*(INCONNUE?|FERMEE?S?|EXPIREE?|ABSENTE?)/,
    action: "resubmit",
    meaning: {
      fr: "Le contrat ou l’adhérent de la complémentaire est inconnu ou fermé.",
      en: "The complementary contract or its member is unknown or closed.",
    },
    remedy: {
      fr: "Demandez au patient son attestation de complémentaire, corrigez et renvoyez, ou facturez-lui cette part.",
      en: "Ask the patient for the complementary certificate, correct and send again, or bill the patient this share.",
    },
  },
  wrong_insurer: {
    words: /(ORGANISME|CAISSE|CENTRE).*(DESTINATAIRE|ERRONEE?|INCORRECTE?|INCONNUE?|INCOMPETENTE?)/,
    action: "resubmit",
    meaning: { fr: "La facture est partie à la mauvaise caisse.", en: "The invoice went to the wrong fund." },
    remedy: {
      fr: "Relisez la carte Vitale ou l’attestation du patient, corrigez la caisse et renvoyez la facture.",
      en: "Read the patient’s card or certificate again, correct the fund and send the invoice again.",
    },
  },
  insured_unknown: {
    words: /(NIR|ASSUREE?|BENEFICIAIRE|PATIENT).*(INCONNUE?|ABSENTE?|ERRONEE?|INCORRECTE?|NON TROUVEE?)/,
    action: "resubmit",
    meaning: {
      fr: "La caisse ne connaît pas cet assuré : caisse ou numéro inexact.",
      en: "The fund does not know this insured person: wrong fund or wrong number.",
    },
    remedy: {
      fr: "Vérifiez le numéro et la caisse sur la carte Vitale à jour, corrigez et renvoyez la facture.",
      en: "Check the number and the fund on the updated card, correct and send the invoice again.",
    },
  },
  exemption: {
    words: /EXONERATION|\bALD\b|TAUX/,
    action: "resubmit",
    meaning: {
      fr: "L’exonération n’est pas reconnue à la date des soins.",
      en: "The exemption is not recognised on the day of care.",
    },
    remedy: {
      fr: "Vérifiez les droits, faites mettre la carte à jour et corrigez le taux.",
      en: "Check the rights, have the card updated and correct the rate.",
    },
  },
  rights_closed: {
    words: /DROITS?.*(FERMEE?S?|CLOSE?S?|INCONNUE?S?|NON OUVERTE?S?|EXPIREE?S?)/,
    action: "resubmit",
    meaning: {
      fr: "Les droits du patient sont fermés ou inconnus à la date des soins.",
      en: "The patient’s rights are closed or unknown on the day of care.",
    },
    remedy: {
      fr: "Vérifiez les droits à cette date et faites mettre la carte à jour, puis renvoyez la facture.",
      en: "Check the rights on that day and have the card updated, then send the invoice again.",
    },
  },
  prior_agreement: {
    words: /ACCORD PREALABLE|ENTENTE PREALABLE|PRISE EN CHARGE/,
    action: "resubmit",
    meaning: {
      fr: "L’accord préalable ou la prise en charge manque.",
      en: "The prior agreement or the coverage agreement is missing.",
    },
    remedy: {
      fr: "Joignez ou demandez l’accord, puis renvoyez la facture.",
      en: "Attach or ask for the agreement, then send the invoice again.",
    },
  },
  supporting_document: {
    words: /PIECE|JUSTIFICATI|SCOR\b|NUMERISATION/,
    action: "resubmit",
    meaning: {
      fr: "Une pièce justificative manque ou est illisible.",
      en: "A supporting document is missing or unreadable.",
    },
    remedy: {
      fr: "Numérisez de nouveau la pièce et transmettez-la, puis renvoyez la facture.",
      en: "Scan and send the document again, then send the invoice again.",
    },
  },
  time_limit: {
    words: /DELAI|FORCLUSION|FORCLOSE?|HORS DELAIS?|TARDI/,
    action: "ask_insurer",
    meaning: { fr: "Le délai pour facturer est dépassé.", en: "The time limit for billing has passed." },
    remedy: {
      fr: "Retrouvez la preuve d’un premier envoi dans le délai (ARL) et réclamez auprès de l’organisme.",
      en: "Find the proof of a first sending in time (ARL) and complain to the insurer.",
    },
  },
  pricing: {
    words: /TARIF|COTATION|NGAP|CCAM|LPP|COEFFICIENT|\bPRIX\b|QUANTITE/,
    action: "resubmit",
    meaning: {
      fr: "La cotation ou le tarif n’est pas accepté.",
      en: "The code of the act or its price is not accepted.",
    },
    remedy: {
      fr: "Corrigez la cotation d’après la nomenclature en vigueur à la date des soins et renvoyez la facture.",
      en: "Correct the act by the schedule in force on the day of care and send the invoice again.",
    },
  },
  insurance_kind: {
    words: /NATURE D.ASSURANCE/,
    action: "resubmit",
    meaning: {
      fr: "La nature d’assurance ne convient pas.",
      en: "The kind of insurance does not fit.",
    },
    remedy: {
      fr: "Vérifiez la nature d’assurance (maladie, maternité, accident du travail) de la facture et renvoyez-la.",
      en: "Check the kind of insurance of the invoice (sickness, maternity, accident at work) and send it again.",
    },
  },
} as const satisfies Record<string, Omit<Advice, "reason"> & { words: RegExp }>;

export type RejectionReason = keyof typeof FAMILIES | "other";

const FAMILY_NAMES = Object.keys(FAMILIES) as (keyof typeof FAMILIES)[];

/**
 * Codes found published (section 7, memo of a CPAM), code and refinement; the list is partial and no complete one is public.
 * To add one: its four and three digits, its family, and what it says more than its family.
 */
const CODES: ReadonlyMap<string, { family: keyof typeof FAMILIES; remedy?: Words }> = new Map([
  [
    "0460 053",
    {
      family: "prescriber",
      remedy: {
        fr: "Prescripteur inconnu au fichier national : reprenez sur l’ordonnance l’identifiant propre à l’établissement (FINESS), corrigez et renvoyez.",
        en: "Prescriber unknown to the national file: take the establishment’s own identifier (FINESS) from the prescription, correct and send again.",
      },
    },
  ],
  ["0470 049", { family: "prescription" }],
  ["2900 005", { family: "already_paid" }],
  ["0450 072", { family: "exemption" }],
  ["0250 050", { family: "insured_unknown" }],
  ["0317 051", { family: "insurance_kind" }],
]);

/** What a rejection or a signalement means and what to do, by its code, else by the words of its label. */
export function adviceFor(
  rejection: Pick<Rejection, "code" | "refinement" | "label" | "detail">,
): RejectionAdvice {
  const known = CODES.get(codeOf(rejection));
  if (known) {
    const advice = familyAdvice(known.family);
    return { ...advice, remedy: known.remedy ?? advice.remedy, knownBy: "code" };
  }
  const label = squeeze(fold(`${rejection.label} ${rejection.detail ?? ""}`));
  const family = FAMILY_NAMES.find((name) => FAMILIES[name].words.test(label));
  return family ? { ...familyAdvice(family), knownBy: "label" } : unknownAdvice(rejection);
}

/** Code and refinement as people write them: "2900 005". */
export function codeOf({ code, refinement }: Pick<Rejection, "code" | "refinement">): string {
  return refinement === undefined ? code : `${code} ${refinement}`;
}

function familyAdvice(reason: keyof typeof FAMILIES): Advice {
  const { meaning, remedy, action } = FAMILIES[reason];
  return { reason, meaning, remedy, action };
}

function unknownAdvice(rejection: Pick<Rejection, "code" | "refinement" | "label">): RejectionAdvice {
  const received = squeeze(`${codeOf(rejection)} ${rejection.label}`);
  return {
    reason: "other",
    knownBy: "nothing",
    meaning: { fr: received, en: received },
    remedy: {
      fr: "Demandez à l’organisme ce que signifie ce code, corrigez et renvoyez la facture.",
      en: "Ask the insurer what this code means, correct and send the invoice again.",
    },
    action: "ask_insurer",
  };
}
