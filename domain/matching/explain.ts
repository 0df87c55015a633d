import type { Language } from "../money.ts";
import type { Fact, FactCode, ReasonCode } from "./evidence.ts";
import { COMPANY_FACTS, COMPANY_REASONS } from "./explainCompany.ts";
import { ORDER_FACTS, ORDER_REASONS } from "./explainOrders.ts";
import { speaksAgainst } from "./facts.ts";

type Said = { chip: string; sentence: string };

/** Each fact as two or three words, and as a sentence. `{token}` is the bank's text, `{number}` our document. */
const FACTS: Record<FactCode, Record<Language, Said>> = {
  ...COMPANY_FACTS,
  number_read: {
    fr: { chip: "n° lu", sentence: "Le libellé porte « {token} » : c’est la pièce {number}." },
    en: { chip: "number read", sentence: "The text says “{token}”: that is document {number}." },
  },
  number_in_reference: {
    fr: {
      chip: "n° en référence",
      sentence: "La référence du virement, « {token} », est le numéro de la pièce {number}.",
    },
    en: {
      chip: "number as reference",
      sentence: "The reference of the transfer, “{token}”, is the number of document {number}.",
    },
  },
  iban_known: {
    fr: { chip: "IBAN connu", sentence: "L’IBAN du payeur est celui de ce client." },
    en: { chip: "IBAN known", sentence: "The payer’s IBAN is this customer’s." },
  },
  name_exact: {
    fr: { chip: "nom exact", sentence: "Le nom du payeur est celui de ce client." },
    en: { chip: "exact name", sentence: "The payer’s name is this customer’s." },
  },
  name_close: {
    fr: { chip: "nom proche", sentence: "Le nom du payeur ressemble à celui de ce client." },
    en: { chip: "similar name", sentence: "The payer’s name is like this customer’s." },
  },
  amount_exact: {
    fr: { chip: "montant exact", sentence: "Le montant est exactement ce qui reste dû." },
    en: { chip: "exact amount", sentence: "The amount is exactly what is due." },
  },
  sum_exact: {
    fr: { chip: "somme exacte", sentence: "La somme des restes dus est exactement le montant." },
    en: { chip: "exact sum", sentence: "What is due adds up to exactly the amount." },
  },
  amount_below_due: {
    fr: {
      chip: "règlement partiel",
      sentence: "Le montant est inférieur au reste dû : la différence restera due.",
    },
    en: {
      chip: "part payment",
      sentence: "The amount is less than what is due: the difference will stay due.",
    },
  },
  amount_above_due: {
    fr: {
      chip: "montant supérieur",
      sentence: "Le montant dépasse le reste dû : il faut dire que faire de l’excédent.",
    },
    en: {
      chip: "amount above due",
      sentence: "The amount is more than what is due: somebody must say what becomes of the rest.",
    },
  },
  other_number_read: {
    fr: {
      chip: "autre n° lu",
      sentence: "Le libellé porte aussi la pièce {number}, et les montants ne s’additionnent pas.",
    },
    en: {
      chip: "other number read",
      sentence: "The text names document {number} too, and the amounts do not add up.",
    },
  },
  number_at_the_cut: {
    fr: {
      chip: "n° peut-être coupé",
      sentence: "« {token} » est à la fin d’un libellé coupé par la banque : le numéro peut continuer.",
    },
    en: {
      chip: "number may be cut",
      sentence: "“{token}” ends where the bank cuts the text: the number may go on.",
    },
  },
  other_answer_exact: {
    fr: {
      chip: "autre montant exact",
      sentence: "Une autre facture de ce client tombe juste : le numéro écrit est peut-être une erreur.",
    },
    en: {
      chip: "other exact amount",
      sentence: "Another invoice of this customer fits to the cent: the number may be a slip.",
    },
  },
  other_party_named: {
    fr: { chip: "autre nom", sentence: "Le payeur porte un autre nom que ce client." },
    en: { chip: "other name", sentence: "The payer bears another name than this customer." },
  },
  payer_unknown: {
    fr: {
      chip: "payeur inconnu",
      sentence: "Le payeur n’est pas un client connu : il règle peut-être pour un autre.",
    },
    en: { chip: "unknown payer", sentence: "The payer is no customer we know: perhaps he pays for another." },
  },
  payer_not_named: {
    fr: {
      chip: "payeur non confirmé",
      sentence:
        "Le montant ne solde pas la pièce et rien sur la ligne ne confirme le payeur : le numéro est peut-être une erreur.",
    },
    en: {
      chip: "payer not confirmed",
      sentence:
        "The amount does not settle the document and nothing on the line confirms the payer: the number may be a slip.",
    },
  },
  rival_as_good: {
    fr: {
      chip: "autre réponse égale",
      sentence: "Une autre réponse est aussi bonne : rien ne permet de choisir à votre place.",
    },
    en: { chip: "rival as good", sentence: "Another answer is as good: nothing allows choosing for you." },
  },
  wanted_by_another_line: {
    fr: { chip: "demandée ailleurs", sentence: "Une autre ligne du relevé demande la même facture." },
    en: { chip: "wanted elsewhere", sentence: "Another line of the statement wants the same invoice." },
  },
  return_read: {
    fr: {
      chip: "RSP lu",
      sentence: "Le libellé porte « {token} » : c’est la référence du retour {reference}.",
    },
    en: {
      chip: "return read",
      sentence: "The text says “{token}”: that is the reference of return {reference}.",
    },
  },
  insurer_named: {
    fr: { chip: "organisme nommé", sentence: "Le libellé nomme {insurer}." },
    en: { chip: "insurer named", sentence: "The text names {insurer}." },
  },
  return_amount_differs: {
    fr: { chip: "montant différent", sentence: "Le montant n’est pas celui qui était annoncé." },
    en: { chip: "other amount", sentence: "The amount is not the one that was announced." },
  },
  remittance_read: {
    fr: { chip: "remise lue", sentence: "Le libellé porte « {token} » : c’est la remise {reference}." },
    en: { chip: "remittance read", sentence: "The text says “{token}”: that is remittance {reference}." },
  },
  cheque_read: {
    fr: { chip: "n° de chèque lu", sentence: "Le libellé porte « {token} » : c’est le numéro du chèque." },
    en: {
      chip: "cheque number read",
      sentence: "The text says “{token}”: that is the number of the cheque.",
    },
  },
  sale_day_read: {
    fr: {
      chip: "jour de vente lu",
      sentence: "Le libellé porte « {token} » : c’est le jour de ces ventes par carte.",
    },
    en: { chip: "sale day read", sentence: "The text says “{token}”: that is the day of these card sales." },
  },
  told_by_hand: {
    fr: {
      chip: "règlement saisi",
      sentence: "Le libellé porte « {token} », dont quelqu’un a déjà saisi le règlement.",
    },
    en: {
      chip: "payment recorded",
      sentence: "The text says “{token}”, whose payment somebody recorded already.",
    },
  },
  cash_named: {
    fr: {
      chip: "versement d’espèces",
      sentence: "Le libellé dit « {token} », et un versement est en route.",
    },
    en: { chip: "cash paid in", sentence: "The text says “{token}”, and cash is on its way." },
  },
  unpaid_named: {
    fr: { chip: "impayé", sentence: "La banque reprend l’argent d’un règlement revenu impayé." },
    en: { chip: "unpaid", sentence: "The bank takes back the money of a payment that came back unpaid." },
  },
  charges_read: {
    fr: {
      chip: "commission lue",
      sentence: "Le libellé donne la commission que la banque a gardée : {fee} €.",
    },
    en: { chip: "commission read", sentence: "The text gives the commission that the bank kept: €{fee}." },
  },
  under_way_exact: {
    fr: { chip: "montant exact", sentence: "Le montant est exactement celui qui était en route." },
    en: { chip: "exact amount", sentence: "The amount is exactly the one that was on its way." },
  },
  under_way_differs: {
    fr: {
      chip: "montant différent",
      sentence: "Le montant n’est pas celui qui était en route : frais, oubli, ou autre remise.",
    },
    en: {
      chip: "other amount",
      sentence:
        "The amount is not the one that was on its way: a fee, something left out, or another remittance.",
    },
  },
  payee_named: {
    fr: {
      chip: "bénéficiaire nommé",
      sentence: "La ligne porte « {token} » : un remboursement de ce montant attendait sa ligne de relevé.",
    },
    en: {
      chip: "payee named",
      sentence: "The line says “{token}”: a refund of this amount was waiting for its bank line.",
    },
  },
  ...ORDER_FACTS,
  no_number: {
    fr: { chip: "aucun numéro", sentence: "Aucun numéro de pièce n’est écrit sur la ligne." },
    en: { chip: "no number", sentence: "No document number stands on the line." },
  },
};

/** Why a line was posted or waits, and what would make it certain. */
const REASONS: Record<ReasonCode, Record<Language, string>> = {
  ...COMPANY_REASONS,
  number_and_amount: { fr: "Numéro lu et montant exact.", en: "Number read and exact amount." },
  number_and_part: { fr: "Numéro lu, règlement partiel.", en: "Number read, part payment." },
  numbers_and_sum: { fr: "Plusieurs numéros lus, somme exacte.", en: "Several numbers read, exact sum." },
  iban_and_amount: { fr: "IBAN connu et montant exact.", en: "Known IBAN and exact amount." },
  name_and_amount: { fr: "Nom exact et montant exact.", en: "Exact name and exact amount." },
  person: { fr: "Décidée par une personne.", en: "Decided by a person." },
  rule: { fr: "Passée par une règle : « {rule} ».", en: "Posted by a rule: “{rule}”." },
  several_answers: {
    fr: "Plusieurs réponses se valent : à vous de choisir.",
    en: "Several answers are as good as each other: choose one.",
  },
  above_due: {
    fr: "Le montant dépasse ce qui reste dû : l’excédent demande une décision.",
    en: "The amount is above what is due: the rest needs a decision.",
  },
  weak_answer: {
    fr: "Une réponse, mais un indice parle contre elle : à confirmer.",
    en: "One answer, but something speaks against it: please confirm.",
  },
  wanted_by_another_line: {
    fr: "Une autre ligne demande la même facture.",
    en: "Another line wants the same invoice.",
  },
  invoice_is_draft: {
    fr: "La pièce nommée est provisoire (PROV) : elle ne reçoit aucun règlement avant d’être finalisée.",
    en: "The document named is a draft (PROV): it takes no payment until it is final.",
  },
  invoice_is_quote: {
    fr: "La pièce nommée est un devis : il ne reçoit aucun règlement.",
    en: "The document named is a quote: it takes no payment.",
  },
  invoice_settled: {
    fr: "La facture nommée est déjà soldée : paiement en double, ou autre facture.",
    en: "The invoice named is already settled: paid twice, or another invoice.",
  },
  number_unknown: {
    fr: "Le numéro écrit ne correspond à aucune pièce.",
    en: "The number written is no document of ours.",
  },
  return_and_amount: {
    fr: "Retour (RSP) lu et montant annoncé.",
    en: "Return (RSP) read and amount as announced.",
  },
  insurer_and_amount: {
    fr: "Organisme nommé, montant annoncé une seule fois.",
    en: "Insurer named, amount announced only once.",
  },
  insurer_before_return: {
    fr: "Reçu de {insurer} avant son retour (RSP) : en attente sur 511700.",
    en: "Received from {insurer} before its return (RSP): waits on 511700.",
  },
  return_amount_differs: {
    fr: "Le retour (RSP) nommé annonce un autre montant : à vérifier avec l’organisme.",
    en: "The return (RSP) it names announces another amount: check with the insurer.",
  },
  insurer_without_fit: {
    fr: "Virement de {insurer} : aucun de ses retours annoncés ne fait ce montant.",
    en: "Transfer from {insurer}: none of its announced returns makes this amount.",
  },
  remittance_and_amount: {
    fr: "Remise lue et montant exact.",
    en: "Remittance read and exact amount.",
  },
  cheque_and_amount: {
    fr: "Numéro de chèque lu et montant exact.",
    en: "Cheque number read and exact amount.",
  },
  sale_day_and_amount: {
    fr: "Ventes par carte de ce jour, montant exact.",
    en: "Card sales of that day, exact amount.",
  },
  cash_and_amount: {
    fr: "Versement d’espèces en route, montant exact.",
    en: "Cash on its way to the bank, exact amount.",
  },
  told_and_amount: {
    fr: "Règlement déjà saisi à la main, montant exact.",
    en: "Payment already recorded by hand, exact amount.",
  },
  payment_came_back: {
    fr: "Règlement revenu impayé, reconnu.",
    en: "Payment come back unpaid, recognised.",
  },
  under_way_differs: {
    fr: "La remise nommée fait un autre montant : dites ce que la banque a gardé ou laissé de côté.",
    en: "The remittance named makes another amount: say what the bank kept or left out.",
  },
  refund_awaited: {
    fr: "Remboursement attendu : bénéficiaire et montant sont ceux de la ligne.",
    en: "A refund was awaited: its payee and amount are those of the line.",
  },
  ...ORDER_REASONS,
  money_out: {
    fr: "Sortie d’argent : à comptabiliser ou à mettre en attente.",
    en: "Money out: book it or put it in suspense.",
  },
  payment_returned: {
    fr: "Règlement revenu impayé : dites quel règlement revient.",
    en: "A payment came back unpaid: say which one.",
  },
  party_without_open_invoice: {
    fr: "Payeur connu, mais aucune de ses factures ouvertes ne fait ce montant.",
    en: "The payer is known, but no open invoice of his makes this amount.",
  },
  nothing_found: {
    fr: "Ni numéro, ni IBAN, ni nom connu. Un numéro de facture ou un IBAN enregistré la rendrait certaine.",
    en: "No number, IBAN or name that we know. An invoice number or a recorded IBAN would make it certain.",
  },
  other_currency: {
    fr: "Compte en devise : ce dossier tient ses écritures en euros.",
    en: "Account in another currency: this company keeps its books in euros.",
  },
  zero_amount: { fr: "Ligne à zéro : rien à comptabiliser.", en: "A line of zero: nothing to book." },
};

/** The sentence of a reason. Values named in it come from the decision's params. */
export function sayReason(reason: ReasonCode, params: Record<string, string>, language: Language): string {
  return fill(REASONS[reason][language], params);
}

/** A reason in a few words, for lists and totals: the sentence up to its first stop. */
export function nameReason(reason: ReasonCode, language: Language): string {
  const [title = ""] = REASONS[reason][language].split(/\s*[:.](?:\s|$)/);
  return fill(title, { insurer: language === "fr" ? "un organisme" : "an insurer" }).replace("de un", "d’un");
}

/** A fact as a whole sentence, for the open row and the command line. */
export function sayFact(fact: Fact, language: Language): string {
  return fill(FACTS[fact.code][language].sentence, {
    ...fact.params,
    ...(fact.token ? { token: fact.token } : {}),
  });
}

/** A fact in two or three words, and whether it speaks against the answer. */
export function chipOf(fact: Fact, language: Language): { text: string; against: boolean } {
  return { text: FACTS[fact.code][language].chip, against: speaksAgainst(fact.code) };
}

function fill(text: string, values: Record<string, string>): string {
  return text.replace(/\{(\w+)\}/g, (_, name: string) => values[name] ?? "");
}
