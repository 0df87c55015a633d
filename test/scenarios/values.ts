import { z } from "zod";
import { parseIsoDate } from "../../domain/days.ts";
import { parseCents } from "../../domain/money.ts";

/** The types of values of the scenario language. Amounts leave here as cents, everything else as written. */
export const PAYERS = ["amo", "amc", "patient", "business", "supplier"] as const;

export const METHODS = [
  "transfer",
  "insurer_transfer",
  "cheque",
  "cash",
  "card",
  "direct_debit",
  "bill_of_exchange",
  "promissory_note",
  "advance",
  "credit_note",
  "internal",
  "other",
] as const;

export const PAYMENT_STATUSES = [
  "scheduled",
  "sent",
  "announced",
  "received",
  "in_portfolio",
  "deposited",
  "issued",
  "cleared",
  "rejected",
  "returned",
  "corrected",
] as const;

export const DOCUMENT_STATUSES = [
  "draft",
  "quote",
  "open",
  "partially_settled",
  "settled",
  "overpaid",
  "resubmitted",
] as const;

export const text = z.string().min(1);
export const payer = z.enum(PAYERS);
export const method = z.enum(METHODS);
export const flag = z.boolean();
export const step = z.int().min(0);

export const amount = decimal(/^\d+\.\d{2}$/, 'an amount such as "1200.00"');
export const signedAmount = decimal(/^-?\d+\.\d{2}$/, 'an amount such as "-1200.00"');
/** In hundredths of a percent, as the product counts: "20.00" is 2000. */
export const percent = decimal(/^\d+\.\d{2}$/, 'a percentage such as "5.50"').transform(Number);
export const day = z
  .string()
  .refine((written) => parseIsoDate(written) !== undefined, "expected a day such as 2026-11-12");
export const account = z.string().regex(/^\d{3,}$/, 'expected an account such as "512100"');
export const share = z
  .string()
  .regex(/^[^/]+\/(?:amo|amc|patient|business|supplier)$/, "expected document/payer");
export const shareAmount = z.strictObject({ payer, aux: text, amount });

/** Cents given to a share, taken from an advance, or from what was set aside to refund. */
export const allocation = z
  .strictObject({
    share: share.optional(),
    advance: text.optional(),
    toRefund: text.optional(),
    amount: signedAmount,
  })
  .refine(
    (given) => [given.share, given.advance, given.toRefund].filter(Boolean).length === 1,
    "expected one of share, advance, toRefund",
  );

function decimal(form: RegExp, expected: string) {
  return z.string().transform((written, context) => {
    const cents = form.test(written) ? parseCents(written) : undefined;
    if (cents !== undefined) return cents;
    context.issues.push({ code: "custom", message: `expected ${expected}`, input: written });
    return z.NEVER;
  });
}
