import type { RawRow } from "../csvTable.ts";
import type { IsoDate } from "../days.ts";
import type { Cents } from "../money.ts";
import { error, type Problem, type ProblemCode, warning } from "../problems.ts";
import { fold, squeeze } from "../text.ts";
import type { InvoiceLine, Lifecycle } from "./invoice.ts";
import { type DayForm, readCents, readDay, readEuros, readIban, readRate } from "./invoiceCells.ts";
import type { InvoiceColumns, InvoiceField } from "./invoiceColumns.ts";

/** How a row bills: who its shares fall on, and what kind of document it is. */
export type Billing = "business" | "insured" | "deposit" | "credit_note" | "counter" | "supplier";

/** What reading a file is about: where its columns are, how it writes days, and where problems go. */
export type Reading = {
  columns: InvoiceColumns;
  dayForm: DayForm;
  report: (problem: Problem) => void;
  /** Errors reported so far: a row that added one gives no invoice. */
  errorCount: () => number;
};

/** A row understood cell by cell; what it means as an invoice is decided in invoiceParties. Amounts in signed cents. */
export type InvoiceRow = {
  line: number;
  number: string;
  billing: Billing | undefined;
  lifecycle: Lifecycle;
  issuedOn: IsoDate;
  dueOn: IsoDate | undefined;
  customer: { code: string; name: string; iban: string | undefined };
  payer: "patient" | "business" | undefined;
  total: Cents;
  shares: { amo: Cents; amc: Cents; patient: Cents };
  insurers: { amo: string; amc: string };
  branch: string;
  /** The deposit invoice that this one deducts; an empty number when it deducts none. */
  deposit: { number: string; amount: Cents };
};

/** The account and VAT of a row, as far as it says; undefined when it says nothing of them. */
export type RowLine = {
  account: string;
  label: string;
  net: Cents | undefined;
  vatRate: number | undefined;
  vat: Cents | undefined;
  vatDue: InvoiceLine["vatDue"] | undefined;
};

/** Codes as written by invoicing software → ours. Keys are folded: capitals, no accents. */
const BILLINGS = new Map<string, Billing | "quote">([
  ...(["PRO", "PROFESSIONNEL", "FACTURE", "INVOICE", "CLIENT PROFESSIONNEL"] as const).map(
    (word): [string, Billing] => [word, "business"],
  ),
  ...(["TP", "TIERS PAYANT", "ASSURE"] as const).map((word): [string, Billing] => [word, "insured"]),
  ...(["ACOMPTE", "FACTURE D'ACOMPTE", "FACTURE D’ACOMPTE", "DEPOSIT_INVOICE"] as const).map(
    (word): [string, Billing] => [word, "deposit"],
  ),
  ...(["AVOIR", "CREDIT_NOTE", "CREDIT NOTE"] as const).map((word): [string, Billing] => [
    word,
    "credit_note",
  ]),
  ...(["COMPTOIR", "FACTURE COMPTOIR", "COUNTER"] as const).map((word): [string, Billing] => [
    word,
    "counter",
  ]),
  ...(["FOURNISSEUR", "FACTURE FOURNISSEUR", "ACHAT", "SUPPLIER_INVOICE"] as const).map(
    (word): [string, Billing] => [word, "supplier"],
  ),
  ["DEVIS", "quote"],
  ["QUOTE", "quote"],
]);

const LIFECYCLES = new Map<string, Lifecycle>([
  ...words("FINALISED FINALISEE FINALISE GENEREE GENERATED ISSUED EMISE VALIDEE DEFINITIVE", "issued"),
  ...words("TELETRANSMISE TRANSMISE IMPAYEE OUVERTE OPEN", "issued"),
  ...words("PROV PROVISOIRE TEMPORAIRE BROUILLON DRAFT", "draft"),
  ...words("DEVIS QUOTE", "quote"),
]);

const PAYERS = new Map<string, "patient" | "business">([
  ["PATIENT", "patient"],
  ["PARTICULIER", "patient"],
  ["BUSINESS", "business"],
  ["PRO", "business"],
  ["PROFESSIONNEL", "business"],
]);

const VAT_DUES = new Map<string, InvoiceLine["vatDue"]>([
  ["DELIVERY", "delivery"],
  ["DEBITS", "delivery"],
  ["LIVRAISON", "delivery"],
  ["COLLECTION", "collection"],
  ["ENCAISSEMENTS", "collection"],
  ["ENCAISSEMENT", "collection"],
  ["EXEMPT", "exempt"],
  ["EXONERE", "exempt"],
  ["EXONEREE", "exempt"],
]);

/** S0.2: a number that begins with PROV, or with PROV in brackets, is temporary whatever its status says. */
const TEMPORARY = /^\(?\s*PROV/i;

/** Reads the head of an invoice from a row. Undefined when a cell cannot be read: each has been reported. */
export function readRow(row: RawRow, reading: Reading): InvoiceRow | undefined {
  const before = reading.errorCount();
  const billing = wordOf(row, reading, "type", BILLINGS, "invoice_type_unknown");
  const status = wordOf(row, reading, "status", LIFECYCLES, "invoice_status_unknown");
  const number = required(row, reading, "number");
  const issuedOn = dayOf(row, reading, "issue_date", required(row, reading, "issue_date"));
  const total = amountOf(row, reading, "total");
  const totalField = reading.columns.total_cents ? "total_cents" : "total";
  if (cellOf(row, reading, totalField) === "") reportMissing(row, reading, totalField);
  const read: InvoiceRow = {
    line: row.line,
    number,
    billing: billing === "quote" ? undefined : billing,
    lifecycle: TEMPORARY.test(number) ? "draft" : billing === "quote" ? "quote" : (status ?? "issued"),
    issuedOn: issuedOn ?? "",
    dueOn: dayOf(row, reading, "due_date", cellOf(row, reading, "due_date")),
    customer: {
      code: cellOf(row, reading, "customer_id"),
      name: cellOf(row, reading, "customer_name"),
      iban: ibanOf(row, reading),
    },
    payer: wordOf(row, reading, "payer", PAYERS, "invoice_payer_unknown", true),
    total: total ?? 0n,
    shares: {
      amo: amountOf(row, reading, "amo") ?? 0n,
      amc: amountOf(row, reading, "amc") ?? 0n,
      patient: amountOf(row, reading, "patient") ?? 0n,
    },
    insurers: { amo: cellOf(row, reading, "amo_payer"), amc: cellOf(row, reading, "amc_payer") },
    branch: cellOf(row, reading, "agency"),
    deposit: depositOf(row, reading),
  };
  return reading.errorCount() === before ? read : undefined;
}

/** A deposit is named with what is deducted of it: neither says enough alone. */
function depositOf(row: RawRow, reading: Reading): InvoiceRow["deposit"] {
  const number = cellOf(row, reading, "deposit");
  const amount = amountOf(row, reading, "deposit_amount");
  const field = reading.columns.deposit_amount_cents ? "deposit_amount_cents" : "deposit_amount";
  if (number !== "" && cellOf(row, reading, field) === "") reportMissing(row, reading, field);
  if (number === "" && amount !== undefined && amount !== 0n) reportMissing(row, reading, "deposit");
  return { number, amount: number === "" ? 0n : (amount ?? 0n) };
}

/** Reads the account and VAT of a row. Undefined when it says nothing of them, or cannot be read (reported). */
export function readRowLine(row: RawRow, reading: Reading): RowLine | undefined {
  const before = reading.errorCount();
  const rate = cellOf(row, reading, "vat_rate");
  const vatRate = rate === "" ? undefined : readRate(rate);
  if (rate !== "" && vatRate === undefined) reportCell(row, reading, "vat_rate", "vat_rate_unreadable");
  const line: RowLine = {
    account: cellOf(row, reading, "account"),
    label: cellOf(row, reading, "line_label"),
    net: amountOf(row, reading, "net"),
    vatRate,
    vat: amountOf(row, reading, "vat"),
    vatDue: wordOf(row, reading, "vat_due", VAT_DUES, "vat_due_unknown", true),
  };
  const isSilent =
    line.account === "" && line.net === undefined && line.vat === undefined && line.vatRate === undefined;
  return reading.errorCount() > before || isSilent ? undefined : line;
}

/** A cell with one blank between words; empty when the file has no such column. */
export function cellOf(row: RawRow, reading: Reading, field: InvoiceField): string {
  const column = reading.columns[field];
  return column === undefined ? "" : squeeze(row.cells[column.at] ?? "");
}

/** Reports a cell under the header it has in the file, so that it can be found there. */
export function reportCell(
  row: RawRow,
  reading: Reading,
  field: InvoiceField,
  code: ProblemCode,
  params: Record<string, string> = {},
): void {
  reading.report(
    error(code, {
      line: row.line,
      field: reading.columns[field]?.header ?? field,
      value: cellOf(row, reading, field),
      params: { number: cellOf(row, reading, "number"), ...params },
    }),
  );
}

export function reportMissing(row: RawRow, reading: Reading, field: InvoiceField): void {
  reportCell(row, reading, field, "value_missing");
}

function required(row: RawRow, reading: Reading, field: InvoiceField): string {
  const text = cellOf(row, reading, field);
  if (text === "") reportMissing(row, reading, field);
  return text;
}

function dayOf(row: RawRow, reading: Reading, field: InvoiceField, text: string): IsoDate | undefined {
  if (text === "") return undefined;
  const day = readDay(text, reading.dayForm);
  if (day === undefined) reportCell(row, reading, field, "invoice_day_unreadable");
  return day;
}

type AmountField = "total" | "amo" | "amc" | "patient" | "deposit_amount" | "net" | "vat";

/** Cents if the file has them, else euros. Undefined for an empty cell: no amount is not an amount of zero. */
function amountOf(row: RawRow, reading: Reading, name: AmountField): Cents | undefined {
  const inCents = reading.columns[`${name}_cents`] !== undefined;
  const field = inCents ? (`${name}_cents` as const) : name;
  const text = cellOf(row, reading, field);
  if (text === "") return undefined;
  const amount = inCents ? readCents(text) : readEuros(text);
  if (amount === undefined) reportCell(row, reading, field, "invoice_amount_unreadable");
  return amount;
}

/** A column that exists must say a word we know; a column that does not exist says nothing. */
function wordOf<Code>(
  row: RawRow,
  reading: Reading,
  field: InvoiceField,
  known: ReadonlyMap<string, Code>,
  code: ProblemCode,
  mayBeEmpty = false,
): Code | undefined {
  if (reading.columns[field] === undefined) return undefined;
  const text = cellOf(row, reading, field);
  const meaning = known.get(fold(text));
  if (text === "" && !mayBeEmpty) reportMissing(row, reading, field);
  if (text !== "" && meaning === undefined) reportCell(row, reading, field, code);
  return meaning;
}

/** A wrong IBAN costs a means of recognising the payer, not the invoice: it is left out, and said. */
function ibanOf(row: RawRow, reading: Reading): string | undefined {
  const text = cellOf(row, reading, "customer_iban");
  if (text === "") return undefined;
  const iban = readIban(text);
  if (iban === undefined) {
    reading.report(
      warning("iban_ignored", {
        line: row.line,
        field: reading.columns.customer_iban?.header ?? "customer_iban",
        value: text,
        params: { number: cellOf(row, reading, "number") },
      }),
    );
  }
  return iban;
}

function words(list: string, meaning: Lifecycle): [string, Lifecycle][] {
  return list.split(" ").map((word) => [word, meaning]);
}
