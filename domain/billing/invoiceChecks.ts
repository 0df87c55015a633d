import { type Cents, decimalOf, sumCents } from "../money.ts";
import { error, type Problem } from "../problems.ts";
import { type InvoiceDraft, shareGap } from "./invoice.ts";

/**
 * What an invoice must satisfy to be posted, wherever it comes from: shares that make the total (D9), lines that make the
 * total, and the sign of its type. Each is a problem that names the invoice and the amounts.
 * @param limit cents by which shares and total may differ
 */
export function checkInvoice(invoice: InvoiceDraft, limit: Cents): Problem[] {
  const gap = shareGap(invoice, limit);
  return [
    ...(typeof gap === "bigint" ? [] : [gap]),
    ...lineProblems(invoice),
    ...signProblems(invoice),
    ...vatProblems(invoice),
    ...depositProblems(invoice),
  ];
}

/** To the cent: the entry is made of the lines, and nothing says where a difference should go. */
function lineProblems(invoice: InvoiceDraft): Problem[] {
  if (invoice.lines.length === 0) return [];
  const lines = sumCents(invoice.lines.map((line) => line.net + line.vat));
  if (lines === invoice.total) return [];
  return [
    error("lines_differ_from_total", {
      ...placeOf(invoice, "total", decimalOf(invoice.total)),
      params: {
        number: invoice.number,
        lines: decimalOf(lines),
        gap: decimalOf(invoice.total - lines),
      },
    }),
  ];
}

/** A negative invoice is a credit note under a wrong name. A supplier's credit note has no type of its own. */
function signProblems(invoice: InvoiceDraft): Problem[] {
  const isNote = invoice.type === "credit_note";
  if (invoice.type === "supplier_invoice" || invoice.total === 0n || invoice.total < 0n === isNote) return [];
  return [
    error("invoice_of_wrong_sign", {
      ...placeOf(invoice, "total", decimalOf(invoice.total)),
      params: { number: invoice.number },
    }),
  ];
}

function vatProblems(invoice: InvoiceDraft): Problem[] {
  const wrong = invoice.lines.find(
    (line) => line.vat !== 0n && (line.vatRate === 0 || line.vatDue === "exempt"),
  );
  if (!wrong) return [];
  return [
    error("vat_without_rate", {
      ...placeOf(invoice, "vat", decimalOf(wrong.vat)),
      params: { number: invoice.number },
    }),
  ];
}

/** Only an ordinary invoice is the final one of a deposit. */
function depositProblems(invoice: InvoiceDraft): Problem[] {
  const [deposit] = invoice.deposits ?? [];
  if (!deposit || invoice.type === "invoice") return [];
  const place = placeOf(invoice, "deposit", deposit.number);
  return [error("deposit_not_expected", { ...place, params: { number: invoice.number } })];
}

function placeOf(invoice: InvoiceDraft, field: string, value: string) {
  return { field, value, ...(invoice.lineNumber === undefined ? {} : { line: invoice.lineNumber }) };
}
