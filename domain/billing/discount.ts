import { type Cents, decimalOf } from "../money.ts";
import { error, type Problem } from "../problems.ts";
import type { InvoiceType } from "./invoice.ts";

/** What is known of a document on which a payment is to be taken with early-payment discount. Cents, tax included. */
export type DiscountedDocument = {
  invoice: string;
  type: InvoiceType;
  total: Cents;
  due: Cents;
  /** Payments that pay a part of it already. */
  payments: number;
  /** Payers among whom it is divided. */
  shares: number;
};

/**
 * Why a payment cannot close a document with early-payment discount, if anything stands in the way (S4.23 to S4.33): the company
 * has activated it, the payment is the first and only one, above zero and below the total, and the document is no credit note.
 * There is no limit on the percentage (S4.32).
 * @param paid cents received, @param discount cents granted: together they are the total
 */
export function discountRefusal(
  document: DiscountedDocument,
  { paid, discount, activated }: { paid: Cents; discount: Cents; activated: boolean },
): Problem | undefined {
  const { invoice, type, total, due, payments, shares } = document;
  if (!activated) return error("discount_not_activated");
  if (type === "credit_note") return error("discount_on_credit_note", { value: invoice });
  if (shares !== 1) return error("discount_on_shares", { value: invoice });
  if (payments > 0 || due !== total) return error("discount_not_first", { value: invoice });
  if (paid > 0n && discount > 0n && paid + discount === total) return undefined;
  return error("discount_amount", {
    value: decimalOf(paid),
    params: { discount: decimalOf(discount), total: decimalOf(total), number: invoice },
  });
}

/** The discount in hundredths of a percent of the total, rounded half up: what the tick box states (S4.27). */
export function discountPercent(discount: Cents, total: Cents): number {
  return total === 0n ? 0 : Number((discount * 20_000n + total) / (2n * total));
}

/** Whether a payment below the total could close the document with a discount: then the form offers it (S4.24, S4.25, S4.28). */
export function discountOffered(document: DiscountedDocument, activated: boolean): boolean {
  return !discountRefusal(document, { paid: document.total - 1n, discount: 1n, activated });
}
