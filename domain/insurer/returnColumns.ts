import { z } from "zod";
import type { Problem } from "../problems.ts";
import { locateFields } from "../tableColumns.ts";

/**
 * What a row of a table of returns may say, with the headers it is known by beside its own name (section 10: exports have no
 * standard and programs find columns by synonyms). Headers are compared without accents, capitals or punctuation. Amounts
 * exist twice, in whole cents (`…_cents`) and in euros.
 */
const SYNONYMS = {
  lot: ["n de lot", "numero de lot", "n lot", "numero lot"],
  lot_date: ["date du lot", "date de lot", "date lot"],
  paid_on: ["date de paiement", "date du paiement", "date de virement", "date du virement", "date comptable"],
  payer_type: ["type d organisme", "type organisme", "type de payeur", "part", "regime"],
  payer_code: ["code organisme", "numero organisme", "n organisme", "numero de l organisme"],
  payer_name: ["organisme", "nom organisme", "nom de l organisme", "payeur"],
  invoice: ["facture", "n de facture", "n facture", "numero de facture", "numero facture", "fse"],
  amount_paid_cents: ["montant paye en centimes"],
  amount_paid: ["montant paye", "paye", "montant regle", "regle", "montant vire"],
  share_cents: ["part en centimes", "montant demande en centimes"],
  share: ["montant demande", "montant attendu", "montant de la part"],
  rejection_code: ["code rejet", "code de rejet", "rejet", "code motif"],
  rejection_label: ["motif", "libelle", "motif de rejet", "libelle du rejet", "libelle rejet"],
  transfer_ref: [
    "reference du virement",
    "reference de virement",
    "reference virement",
    "n de virement",
    "virement",
    "libelle du virement",
  ],
} as const satisfies Record<string, readonly string[]>;

export type ReturnField = keyof typeof SYNONYMS;
const FIELDS = Object.keys(SYNONYMS) as [ReturnField, ...ReturnField[]];

/** Field → the header it has in the exports of this company. What it leaves out is looked for under its usual names. */
const returnMapping = z.partialRecord(z.enum(FIELDS), z.string().trim().min(1));
export type ReturnMapping = z.infer<typeof returnMapping>;

/** A mapping as it was stored or typed. Throws on a field that does not exist: it is checked before it is stored. */
export function parseReturnMapping(stored: unknown): ReturnMapping {
  return returnMapping.parse(stored ?? {});
}

/** Where each field stands in a row, from 0, and the header it has there, to name it in problems. */
export type ReturnColumns = Partial<Record<ReturnField, { at: number; header: string }>>;

/** Without one of each group a row cannot become an item of a transfer. */
const REQUIRED: readonly (readonly ReturnField[])[] = [
  ["invoice"],
  ["payer_type"],
  ["payer_name", "payer_code"],
  ["amount_paid_cents", "amount_paid"],
  ["transfer_ref", "lot"],
  ["paid_on", "lot_date"],
];

/** Finds the fields in the header, or says which are missing and which headers stand there. */
export function locateReturnColumns(
  headers: readonly string[],
  mapping: ReturnMapping = {},
): ReturnColumns | Problem {
  return locateFields({ fields: FIELDS, synonyms: SYNONYMS, required: REQUIRED }, headers, mapping);
}
