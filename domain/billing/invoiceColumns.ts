import { z } from "zod";
import type { Problem } from "../problems.ts";
import { comparable, locateFields, type Place } from "../tableColumns.ts";

/**
 * What a row of an invoice file may say, with the headers it is known by beside its own name. Headers are compared
 * without accents, capitals or punctuation: "N° de facture" is "n de facture". Amounts exist twice, in whole cents
 * (`…_cents`) and in euros. "Client" is settled by `locateColumns`: software uses it for the code and for the name.
 */
const SYNONYMS = {
  number: ["numero", "n", "numero de facture", "numero facture", "n de facture", "n facture", "facture"],
  type: ["type de facture", "type de document", "nature"],
  status: ["statut", "etat"],
  issue_date: ["date", "date de facture", "date facture", "date d emission", "date emission"],
  due_date: ["echeance", "date d echeance", "date echeance"],
  customer_id: [
    "code client",
    "n client",
    "numero client",
    "reference client",
    "compte client",
    "code patient",
  ],
  customer_name: [
    "nom",
    "nom client",
    "nom du client",
    "raison sociale",
    "nom patient",
    "nom du patient",
    "fournisseur",
  ],
  customer_iban: ["iban", "iban client", "iban du client"],
  payer: ["payeur", "type de client"],
  total_cents: ["total en centimes"],
  total: ["total ttc", "montant ttc", "ttc", "montant total", "montant", "montant total ttc"],
  amo_cents: ["part amo en centimes"],
  amo: ["part amo", "montant amo", "part caisse", "part ro", "ro", "part obligatoire"],
  amc_cents: ["part amc en centimes"],
  amc: ["part amc", "montant amc", "part mutuelle", "part rc", "rc", "part complementaire"],
  patient_cents: ["part patient en centimes"],
  patient: ["part patient", "montant patient", "part assure", "reste a charge"],
  amo_payer: ["caisse", "nom de la caisse", "organisme amo", "regime obligatoire"],
  amc_payer: ["mutuelle", "nom de la mutuelle", "organisme amc", "regime complementaire", "complementaire"],
  agency: ["agence", "site", "etablissement"],
  deposit: ["acompte", "n acompte", "n d acompte", "facture d acompte", "n facture d acompte"],
  deposit_amount_cents: ["montant de l acompte en centimes"],
  deposit_amount: ["montant acompte", "montant de l acompte", "acompte deduit", "acompte ttc"],
  account: ["compte", "compte de produit", "compte comptable"],
  line_label: ["libelle", "designation"],
  net_cents: ["ht en centimes"],
  net: ["ht", "montant ht", "total ht"],
  vat_rate: ["taux de tva", "taux tva"],
  vat_cents: ["tva en centimes"],
  vat: ["tva", "montant tva", "montant de tva"],
  payment_terms: ["conditions de paiement", "conditions de reglement", "modalites de paiement"],
  discount_percent: ["escompte", "taux d escompte", "taux escompte"],
  discount_days: ["delai d escompte", "jours d escompte"],
  discount_vat_clause: ["clause d escompte", "escompte avec tva", "tva sur escompte"],
  vat_due: ["exigibilite", "exigibilite tva", "exigibilite de la tva"],
} as const satisfies Record<string, readonly string[]>;

export type InvoiceField = keyof typeof SYNONYMS;
const FIELDS = Object.keys(SYNONYMS) as [InvoiceField, ...InvoiceField[]];

/** Field → the header it has in the files of this company. What it leaves out is looked for under its usual names. */
export const invoiceMapping = z.partialRecord(z.enum(FIELDS), z.string().trim().min(1));
export type InvoiceMapping = z.infer<typeof invoiceMapping>;

/** A mapping as it was stored or typed. Throws on a field that does not exist: it is checked before it is stored. */
export function parseInvoiceMapping(stored: unknown): InvoiceMapping {
  return invoiceMapping.parse(stored ?? {});
}

/** Where each field stands in a row, from 0, and the header it has there, to name it in problems. */
export type InvoiceColumns = Partial<Record<InvoiceField, Place>>;

/** Without one of each group a row cannot become an invoice. */
const REQUIRED: readonly (readonly InvoiceField[])[] = [
  ["number"],
  ["issue_date"],
  ["customer_id", "customer_name"],
  ["total_cents", "total"],
];

/** Finds the fields in the header, or says which are missing and which headers stand there. */
export function locateColumns(
  headers: readonly string[],
  mapping: InvoiceMapping = {},
): InvoiceColumns | Problem {
  return locateFields(
    { fields: FIELDS, synonyms: SYNONYMS, required: REQUIRED },
    headers,
    mapping,
    (columns, places) => settleClient(columns, mapping, places.get("client")),
  );
}

/** "Client" beside a column of names is the code; alone it is the name, which must never serve as a patient's code. */
function settleClient(columns: InvoiceColumns, mapping: InvoiceMapping, client: Place | undefined): void {
  if (!client || Object.values(mapping).some((header) => comparable(header) === "client")) return;
  if (!columns.customer_name) columns.customer_name = client;
  else if (!columns.customer_id) columns.customer_id = client;
}
