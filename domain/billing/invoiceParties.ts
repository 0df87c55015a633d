import { createHash } from "node:crypto";
import { fold } from "../text.ts";
import type { InvoiceDraft, InvoiceType, Payer, ShareDraft } from "./invoice.ts";
import type { InvoiceField } from "./invoiceColumns.ts";
import type { Billing, InvoiceRow } from "./invoiceRow.ts";

/** Codes stay this short, so that they fit the columns of the programs that read our exports. */
const CODE_LENGTH_MAX = 30;

const TYPES: Record<Billing, InvoiceType> = {
  business: "invoice",
  insured: "invoice",
  deposit: "deposit_invoice",
  credit_note: "credit_note",
  counter: "invoice",
  supplier: "supplier_invoice",
};

/** The share columns a kind of document may fill: a counter invoice has no insurer (S1.24), a business pays all. */
const SHARES_OF: Record<Billing, readonly (keyof InvoiceRow["shares"])[]> = {
  business: [],
  insured: ["amo", "amc", "patient"],
  deposit: ["patient"],
  credit_note: ["amo", "amc", "patient"],
  counter: ["patient"],
  supplier: [],
};

export type Parties = Pick<InvoiceDraft, "type" | "customer" | "shares">;

/** What stands in the way of knowing who owes, by the field that has to change. */
export type PartyObjection = {
  code: "share_not_expected" | "value_missing" | "patient_without_code";
  field: InvoiceField;
};

/** A file without types still says it all: an insurer's share makes third-party payment, a minus a credit note. */
export function billingOf(row: InvoiceRow): Billing {
  if (row.billing) return row.billing;
  if (row.total < 0n) return "credit_note";
  return hasShares(row) ? "insured" : "business";
}

/** Whether the row proves its customer a patient: only care has shares. */
export function namesPatient(row: InvoiceRow): boolean {
  return row.payer === "patient" || billingOf(row) === "insured" || hasShares(row);
}

/**
 * Who owes what of an invoice.
 * @param patients codes of customers that some row of the file proves to be patients
 */
export function partiesOf(row: InvoiceRow, patients: ReadonlySet<string>): Parties | PartyObjection[] {
  const billing = billingOf(row);
  const payer = customerPayer(row, billing, patients);
  const objections = objectionsTo(row, billing, payer);
  if (objections.length > 0) return objections;
  const name = row.customer.name === "" ? row.customer.code : row.customer.name;
  const aux = row.customer.code === "" ? codeOf(payer === "supplier" ? "F" : "C", name) : row.customer.code;
  return {
    type: TYPES[billing],
    customer: { payer, aux, name, ...(row.customer.iban ? { iban: row.customer.iban } : {}) },
    shares: sharesOf(row, billing, { payer, aux, name }),
  };
}

/**
 * A business unless something says patient: only patients have shares, so a customer without any, anywhere in the file,
 * is one to whom care was not billed. A column `payer` settles what is left, such as a private person at the counter.
 */
function customerPayer(row: InvoiceRow, billing: Billing, patients: ReadonlySet<string>): Payer {
  if (billing === "supplier") return "supplier";
  if (billing === "business") return "business";
  if (row.payer) return row.payer;
  return namesPatient(row) || patients.has(row.customer.code) ? "patient" : "business";
}

function objectionsTo(row: InvoiceRow, billing: Billing, payer: Payer): PartyObjection[] {
  const objections: PartyObjection[] = [];
  for (const share of ["amo", "amc", "patient"] as const) {
    if (row.shares[share] === 0n) continue;
    if (!SHARES_OF[billing].includes(share)) objections.push({ code: "share_not_expected", field: share });
    else if (share !== "patient" && codeWords(row.insurers[share]) === "") {
      objections.push({ code: "value_missing", field: `${share}_payer` });
    }
  }
  if (row.customer.code !== "") return objections;
  // A code made from the name would carry the name into the books, and one code for two namesakes would mix their care.
  if (payer === "patient") objections.push({ code: "patient_without_code", field: "customer_id" });
  else if (codeWords(row.customer.name) === "")
    objections.push({ code: "value_missing", field: "customer_name" });
  return objections;
}

/** Shares of zero are left out: nobody owes them. */
function sharesOf(row: InvoiceRow, billing: Billing, own: Omit<ShareDraft, "amount">): ShareDraft[] {
  const toPay = row.total - row.deposit.amount;
  if (billing !== "insured" && !hasShares(row)) return toPay === 0n ? [] : [{ ...own, amount: toPay }];
  const shares: ShareDraft[] = [
    { ...insurer("amo", row.insurers.amo), amount: row.shares.amo },
    { ...insurer("amc", row.insurers.amc), amount: row.shares.amc },
    { ...own, amount: row.shares.patient },
  ];
  return shares.filter((share) => share.amount !== 0n);
}

function insurer(payer: "amo" | "amc", name: string): Omit<ShareDraft, "amount"> {
  return { payer, aux: codeOf(payer.toUpperCase(), name), name };
}

/**
 * "AMO-CPAM-NORD": the same for every writing of the name, so that one fund is one third party. A long name is cut and
 * told apart by four digits of its hash.
 */
export function codeOf(prefix: string, name: string): string {
  const words = codeWords(name);
  const code = `${prefix}-${words}`;
  if (code.length <= CODE_LENGTH_MAX) return code;
  const digest = createHash("sha256").update(words).digest("hex").slice(0, 4).toUpperCase();
  return `${code.slice(0, CODE_LENGTH_MAX - 5)}-${digest}`;
}

function codeWords(name: string): string {
  return fold(name)
    .replace(/[^A-Z0-9]+/g, "-")
    .replace(/^-|-$/g, "");
}

function hasShares({ shares }: InvoiceRow): boolean {
  return shares.amo !== 0n || shares.amc !== 0n || shares.patient !== 0n;
}
