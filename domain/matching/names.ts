import { fold } from "../text.ts";

/** Words that say what a payer is and not who: legal forms, titles, the bank's own words. Data, not rules. */
const NOISE = new Set(
  `SARL SAS SASU SA SCI SCM SCP SELARL SELAS SELAFA EURL EI EIRL SNC SCOP SC GIE GMBH LTD STE SOCIETE ETS ETABLISSEMENTS
   M MR MME MLLE MLE MONSIEUR MADAME DR DOCTEUR ME MAITRE OU ET DE DU DES LA LE LES D L
   VIR VIREMENT SEPA INST RECU`.split(/\s+/),
);

/** The words that tell one payer from another, in the order written. */
export function nameWords(name: string): string[] {
  const solid = fold(name).replace(/\b(?:[A-Z]\.){2,}/g, (letters) => `${letters.replaceAll(".", "")} `);
  return (solid.match(/[A-Z0-9]+/g) ?? []).filter((word) => !NOISE.has(word));
}

/**
 * What two writings of one name have in common: the telling words in alphabetical order ("Sacorec Théo" and
 * "M. THEO SACOREC" meet). Empty when nothing tells.
 */
export function nameKey(name: string): string {
  return [...new Set(nameWords(name))].sort().join(" ");
}

/** A key of one short word names nobody for sure. */
export function isTelling(key: string): boolean {
  return key.length >= 6 && key.includes(" ");
}

/** Words any payer of care may write: alone or together they name nobody. Data, not rules. */
const COMMON = new Set(
  `REMBOURSEMENT REMBOURSEMENTS RBT REGLEMENT REGLEMENTS PAIEMENT PAIEMENTS VERSEMENT PRESTATION PRESTATIONS FACTURE FACTURES
   TIERS PAYANT TP SANTE MUTUELLE MUTUELLES ASSURANCE ASSURANCES CAISSE FRANCE SOINS LOT REF REFERENCE FAVEUR POUR PAR
   NOTPROVIDED CLIENT PATIENT HONORAIRES ACOMPTE SOLDE`.split(/\s+/),
);

/**
 * The words by which a person's decision on a line names its payer, in alphabetical order: digits say which transfer it is, not
 * who pays, and are left out. Undefined when only words are left that any payer may write: such words would name everybody.
 */
export function learntWords(text: string): string | undefined {
  const words = [...new Set(nameWords(text).filter((word) => !/\d/.test(word)))].sort();
  return words.some((word) => word.length >= 3 && !COMMON.has(word)) ? words.join(" ") : undefined;
}

/** What is paid and how, and not who pays: words of a label that are no part of a name. Data, not rules. */
const PAYING = new Set(
  `RGLT RGT REGT FACT FACTURATION NUMERO PAYMENT ECHEANCE RELEVE COMPTE MOTIF NOTRE VOTRE SUITE AVOIR MOIS NOTPROVIDED
   RECEIVED EMIS PERMANENT INSTANTANE JANVIER FEVRIER MARS AVRIL MAI JUIN JUILLET AOUT SEPTEMBRE OCTOBRE NOVEMBRE DECEMBRE`.split(
    /\s+/,
  ),
);

/** The words of a text that may be of a name: no digits, nothing that any payer may write, twelve at the most. */
export function wordsOfAName(text: string): string[] {
  return nameWords(text.slice(0, 400))
    .filter((word) => word.length >= 2 && !/\d/.test(word) && !COMMON.has(word) && !PAYING.has(word))
    .slice(0, 12);
}
