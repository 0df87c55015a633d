import type { Language } from "../money.ts";
import { writtenValue } from "../written.ts";
import type { Fact, ReasonCode } from "./evidence.ts";
import { COMPANY_REASONS } from "./explainCompany.ts";
import { ORDER_REASONS } from "./explainOrders.ts";
import { FACTS } from "./factWords.ts";
import { speaksAgainst } from "./model.ts";

/** Why a line was posted or waits, and what would make it certain. */
const REASONS: Record<ReasonCode, Record<Language, string>> = {
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
  taken_back: {
    fr: "Une personne a déjà défait un rapprochement de cette ligne : à vous de dire.",
    en: "A person took a match of this line back before: please say.",
  },
  below_promise: {
    fr: "Réponse probable, mais moins sûre que le seuil du dossier : à confirmer.",
    en: "A likely answer, but less certain than this company’s threshold: please confirm.",
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
  ...COMPANY_REASONS,
  ...ORDER_REASONS,
  money_out: {
    fr: "Sortie d’argent : à comptabiliser ou à mettre en attente.",
    en: "Money out: book it or put it in suspense.",
  },
  payment_returned: {
    fr: "Règlement revenu impayé : dites quel règlement revient.",
    en: "A payment came back unpaid: say which one.",
  },
  cheques_deposited: {
    fr: "Remise de chèques : le relevé ne dit pas lesquels. Le bordereau le dit.",
    en: "Cheque deposit: the statement does not say which cheques. The deposit slip does.",
  },
  debits_collected: {
    fr: "Remise de prélèvements : le relevé ne dit pas lesquels. Le lot envoyé à la banque le dit.",
    en: "Direct debits collected: the statement does not say which. The batch sent to the bank does.",
  },
  cards_deposited: {
    fr: "Remise de cartes : ventes moins la commission. Le relevé du terminal le dit.",
    en: "Card sales, net of commission. The terminal’s report says which.",
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
  return fill(REASONS[reason][language], writtenParams(params, language));
}

/** A reason in a few words, for lists and totals: the sentence up to its first stop. */
export function nameReason(reason: ReasonCode, language: Language): string {
  const [title = ""] = REASONS[reason][language].split(/\s*[:.](?:\s|$)/);
  return fill(title, { insurer: language === "fr" ? "un organisme" : "an insurer" }).replace("de un", "d’un");
}

/** A fact as a whole sentence, for the open row and the command line. */
export function sayFact(fact: Fact, language: Language): string {
  return fill(FACTS[fact.code][language].sentence, {
    ...writtenParams(fact.params ?? {}, language),
    ...(fact.token ? { token: fact.token } : {}),
  });
}

/** A fact in two or three words, and whether it speaks against the answer. */
export function chipOf(fact: Fact, language: Language): { text: string; against: boolean } {
  return { text: FACTS[fact.code][language].chip, against: speaksAgainst(fact.code) };
}

/** Amounts and days, as people write them; what the line itself says stays as it stood there. */
function writtenParams(params: Record<string, string>, language: Language): Record<string, string> {
  return Object.fromEntries(
    Object.entries(params).map(([name, value]) => [name, writtenValue(value, language)]),
  );
}

function fill(text: string, values: Record<string, string>): string {
  return text.replace(/\{(\w+)\}/g, (_, name: string) => values[name] ?? "");
}
