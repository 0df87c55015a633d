import type { RawRow } from "../csvTable.ts";
import { fold } from "../text.ts";
import type { DiscountOffer, InvoiceDraft, PaymentTerms } from "./invoice.ts";
import { readRate } from "./invoiceCells.ts";
import { cellOf, type Reading, reportCell } from "./invoiceRow.ts";

/** Terms that change what happens to a document; every other wording only says when it is due. */
const TERMS = new Map<string, PaymentTerms>([
  ["COMPTANT", "on_receipt"],
  ["AU COMPTANT", "on_receipt"],
  ["ON_RECEIPT", "on_receipt"],
  ["COMPTANT AVEC ESCOMPTE", "on_receipt_with_discount"],
  ["COMPTANT AVEC ESCOMPTES", "on_receipt_with_discount"],
  ["ON_RECEIPT_WITH_DISCOUNT", "on_receipt_with_discount"],
]);

const YES = new Set(["OUI", "YES", "TRUE", "VRAI", "X", "1"]);
const NO = new Set(["", "NON", "NO", "FALSE", "FAUX", "0"]);

/** What a row says of the terms of its document and of a discount it offers (S4.22, S4.36, S4.38). */
export function readTerms(
  row: RawRow,
  reading: Reading,
): Pick<InvoiceDraft, "paymentTerms" | "discountOffer"> {
  const terms = TERMS.get(fold(cellOf(row, reading, "payment_terms")));
  const offer = readOffer(row, reading);
  return { ...(terms ? { paymentTerms: terms } : {}), ...(offer ? { discountOffer: offer } : {}) };
}

function readOffer(row: RawRow, reading: Reading): DiscountOffer | undefined {
  const [rate, days, clause] = [
    cellOf(row, reading, "discount_percent"),
    cellOf(row, reading, "discount_days"),
    fold(cellOf(row, reading, "discount_vat_clause")),
  ];
  const percent = rate === "" ? undefined : readRate(rate);
  const withinDays = /^\d{1,3}$/.test(days) && Number(days) <= 366 ? Number(days) : undefined;
  const isZero = percent === 0;
  if (rate !== "" && (percent === undefined || percent > 9_999))
    reportCell(row, reading, "discount_percent", "discount_unreadable");
  if (days !== "" && withinDays === undefined)
    reportCell(row, reading, "discount_days", "discount_unreadable");
  if (!YES.has(clause) && !NO.has(clause))
    reportCell(row, reading, "discount_vat_clause", "discount_unreadable");
  const vatClause = YES.has(clause);
  if ((percent === undefined || isZero) && withinDays === undefined && !vatClause) return undefined;
  return {
    vatClause,
    ...(percent === undefined || isZero ? {} : { percent }),
    ...(withinDays === undefined ? {} : { withinDays }),
  };
}
