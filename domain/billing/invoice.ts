import type { IsoDate } from "../days.ts";
import { type Cents, decimalOf, sumCents } from "../money.ts";
import type { Payer } from "../payer.ts";
import { error, type Problem } from "../problems.ts";

export type { Payer } from "../payer.ts";
export type InvoiceType = "invoice" | "credit_note" | "deposit_invoice" | "supplier_invoice";
/** A draft (PROV…) and a quote take no payment and are not in the books (S0.2, S0.3). */
export type Lifecycle = "draft" | "quote" | "issued";

export type ShareDraft = { payer: Payer; aux: string; name: string; amount: Cents; iban?: string };

/** A line with its account and VAT. `vatRate` in hundredths of a percent; `vatDue` says when the VAT falls due. */
export type InvoiceLine = {
  account: string;
  label?: string;
  net: Cents;
  vatRate: number;
  vat: Cents;
  vatDue: "delivery" | "collection" | "exempt";
};

/** On receipt: settled at once, without waiting (S4.36); or on receipt with a discount that is set by hand (S4.37, S4.39). */
export const PAYMENT_TERMS = ["on_receipt", "on_receipt_with_discount"] as const;
export type PaymentTerms = (typeof PAYMENT_TERMS)[number];

/** What a document says of a discount for paying early: hundredths of a percent, and whether its wording lets the VAT be adjusted. */
export type DiscountOffer = { percent?: number; withinDays?: number; vatClause: boolean };

/** An invoice as a file brings it. Amounts are signed: a credit note is negative all through. Totals include tax. */
export type InvoiceDraft = {
  number: string;
  type: InvoiceType;
  lifecycle: Lifecycle;
  issuedOn: IsoDate;
  dueOn?: IsoDate;
  total: Cents;
  customer: { payer: Payer; aux: string; name: string; iban?: string };
  branch?: string;
  paymentTerms?: PaymentTerms;
  discountOffer?: DiscountOffer;
  /** Of a supplier: what was bought is a fixed asset (404, 445620). */
  fixedAsset?: boolean;
  shares: ShareDraft[];
  lines: InvoiceLine[];
  /** Deposit invoices that a final invoice deducts, with the cents of each, tax included. The total is before, the shares after. */
  deposits?: readonly { number: string; amount: Cents }[];
  lineNumber?: number;
};

/** Whether a supplier's invoice is for fixed assets: it says so, or all its lines are on accounts of class 2. */
export function isForFixedAssets({ type, fixedAsset, lines }: InvoiceDraft): boolean {
  if (type !== "supplier_invoice") return false;
  return fixedAsset ?? (lines.length > 0 && lines.every(({ account }) => account.startsWith("2")));
}

/** D9: the source page itself bills 259,12 + 172,74 for a total of 431,87. */
export const ROUNDING_LIMIT_CENTS = 2n;

/**
 * What the shares lack to make the total less the deposits deducted, in cents (D9). Up to the limit it goes to profit or loss with the sale;
 * beyond it the document is refused, and the problem names shares, total and difference.
 */
export function shareGap(invoice: InvoiceDraft, limit: Cents = ROUNDING_LIMIT_CENTS): Cents | Problem {
  const deposits = sumCents((invoice.deposits ?? []).map((deposit) => deposit.amount));
  const gap = invoice.total - deposits - sumCents(invoice.shares.map((share) => share.amount));
  if (gap <= limit && gap >= -limit) return gap;
  return error("shares_differ_from_total", {
    ...(invoice.lineNumber === undefined ? {} : { line: invoice.lineNumber }),
    field: "total",
    value: decimalOf(invoice.total),
    params: {
      number: invoice.number,
      shares: invoice.shares.map((share) => `${share.payer} ${decimalOf(share.amount)}`).join(", "),
      gap: decimalOf(gap),
    },
  });
}

export type InvoiceStatus =
  | "draft"
  | "quote"
  | "open"
  | "partially_settled"
  | "settled"
  | "overpaid"
  | "resubmitted";

/** D2: the status follows from the dues of the ledger; only marked as paid is a flag, without money. */
export function invoiceStatus(invoice: {
  lifecycle: Lifecycle;
  replaced: boolean;
  markedPaid: boolean;
  shares: readonly { amount: Cents; due: Cents }[];
}): InvoiceStatus {
  if (invoice.lifecycle !== "issued") return invoice.lifecycle;
  if (invoice.replaced) return "resubmitted";
  if (invoice.markedPaid) return "settled";
  if (invoice.shares.some((share) => share.due !== 0n && share.due < 0n !== share.amount < 0n))
    return "overpaid";
  if (invoice.shares.every((share) => share.due === 0n)) return "settled";
  if (invoice.shares.every((share) => share.due === share.amount)) return "open";
  return "partially_settled";
}
