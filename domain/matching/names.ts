import { fold } from "../text.ts";

/** Words that say what a payer is and not who: legal forms, titles, the bank's own words. Data, not rules. */
const NOISE = new Set(
  `SARL SAS SASU SA SCI SCM SCP SELARL SELAS SELAFA EURL EI EIRL SNC SCOP SC GIE GMBH LTD STE SOCIETE ETS ETABLISSEMENTS
   M MR MME MLLE MLE MONSIEUR MADAME DR DOCTEUR ME MAITRE OU ET DE DU DES LA LE LES D L
   VIR VIREMENT SEPA INST RECU`.split(/\s+/),
);

/** The words that tell one payer from another, in the order written. */
export function nameWords(name: string): string[] {
  return (fold(name).match(/[A-Z0-9]+/g) ?? []).filter((word) => !NOISE.has(word));
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
