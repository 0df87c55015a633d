import type { Cents } from "../money.ts";
import { error, type Problem } from "../problems.ts";

/** What is known of a payment that somebody wants to change or take back. Cents. */
export type PaymentStanding = {
  direction: "in" | "out";
  method: string;
  status: string;
  /** A bank line shows it, in whole or in part: it is taken back there. */
  shownByBank: boolean;
  /** It is part of an order, whose file the bank may have. */
  ordered: boolean;
  /** Of a bill: the VAT of its due day was counted, and is declared. */
  vatCounted: boolean;
  /** It came with an insurer's return, which says it again. */
  fromReturn: boolean;
  /** Its entry was validated, or stands behind the lock: it stays for good (S4.35). */
  final: boolean;
  discount: Cents;
  /** Of what it and those that go with it brought, something was kept for the third party and has been used or paid back since. */
  keptUsed: boolean;
  /** The shares it pays, with what each owes now. */
  shares: readonly {
    amount: Cents;
    due: Cents;
    allocated: Cents;
    /**
     * What the payments of its direction that go together with this one settle of the share, signed as a payment in. A refund whose line
     * is taken back is ordered still: it does not give back what it paid.
     */
    besides: Cents;
    /** Of what was paid too much, ordered to be paid back; no bank line shows it yet. */
    refundOrdered: Cents;
  }[];
};

/** A bill accepted lies in the portfolio, one issued waits for its day. */
const BILLS: Record<string, readonly string[]> = {
  bill_of_exchange: ["in_portfolio", "issued"],
  promissory_note: ["in_portfolio", "issued"],
};

/** Where a payment stands while nothing has happened to it since it was recorded, by method. */
const UNTOUCHED: Record<string, readonly string[]> = {
  cash: ["cleared"],
  advance: ["cleared"],
  credit_note: ["cleared"],
  internal: ["cleared"],
  cheque: ["received", "in_portfolio", "issued"],
  ...BILLS,
};
const UNTOUCHED_ELSE = ["received", "announced", "sent", "scheduled"];

/**
 * Why a payment cannot be taken back by itself (D4, S4.34): it is corrected already, it is on its way or at the bank, or something
 * rests on it that would be left without ground.
 */
export function takeBackRefusal(payment: PaymentStanding): Problem | undefined {
  const { method, status, shownByBank, fromReturn, ordered, vatCounted } = payment;
  if (status === "corrected") return error("payment_gone");
  if (shownByBank) return error("payment_of_bank_line");
  if (fromReturn) return error("payment_of_return");
  if (ordered || !(UNTOUCHED[method] ?? UNTOUCHED_ELSE).includes(status)) return error("payment_under_way");
  if (method in BILLS && vatCounted) return error("bill_vat_counted");
  return restRefusal(payment);
}

/** Why a payment cannot go, alone or together with others, whoever takes it back: something was done with its money that would be left without ground. */
export function restRefusal(
  payment: Pick<PaymentStanding, "keptUsed" | "direction" | "shares" | "discount">,
): Problem | undefined {
  const rests = payment.keptUsed || payment.shares.some((share) => losesGround(share, payment));
  return rests ? error("payment_rests") : undefined;
}

/**
 * Without its payment a share would owe more than it was billed, or a refund of it that was ordered would pay back what was never paid
 * too much: what was done with the excess has to be taken back first.
 */
function losesGround(
  { amount, due, allocated, besides, refundOrdered }: PaymentStanding["shares"][number],
  { direction, discount }: Pick<PaymentStanding, "direction" | "discount">,
): boolean {
  const without = due + (direction === "in" ? allocated : -allocated) + discount + besides;
  return (amount > 0n && without > amount) || (refundOrdered > 0n && without + refundOrdered > 0n);
}

/** Why a payment cannot be changed: as above, and a final one is reversed on its day instead (D4, S4.35). */
export function changeRefusal(payment: PaymentStanding): Problem | undefined {
  const refusal = takeBackRefusal(payment);
  if (refusal) return refusal;
  if (payment.final) return error("payment_is_final");
  const ofCustomer =
    payment.direction === "in" && !["advance", "credit_note", "internal"].includes(payment.method);
  return ofCustomer ? undefined : error("payment_not_changed");
}
