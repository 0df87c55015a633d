import { absCents, type Cents, decimalOf } from "../money.ts";
import { error, type Problem, warning } from "../problems.ts";
import type { Lifecycle } from "./invoice.ts";

/** What is known of a share of which something is to be cancelled. `due` below zero: it was paid above what it owed. */
export type RemainderFacts = { invoice: string; lifecycle: Lifecycle; due: Cents };

type Cancelling = {
  /** Cents to cancel, above zero whichever way the due stands. */
  amount: Cents;
  reason: string;
  rights: readonly string[];
};

/**
 * Why a remainder cannot be cancelled (S3.21): the right `adjustment` and a reason are needed, and there must be as much to
 * cancel. The same holds for a debt lost for good, which is never more than what is owed.
 */
export function cancelRefusal(
  fact: RemainderFacts | undefined,
  { amount, reason, rights }: Cancelling,
): Problem | undefined {
  if (!rights.includes("adjustment")) return error("right_missing", { value: "adjustment" });
  if (!reason.trim()) return error("reason_missing");
  if (!fact || fact.due === 0n) return error("share_not_open", fact ? { value: fact.invoice } : {});
  if (fact.lifecycle !== "issued") return error("invoice_takes_no_payment", { value: fact.invoice });
  if (amount > 0n && amount <= absCents(fact.due)) return undefined;
  const params = { due: decimalOf(absCents(fact.due)), number: fact.invoice };
  return error("write_off_above_due", { value: decimalOf(amount), params });
}

/** A remainder above the company's limit is no small difference: asked once, so that a lost debt does not hide in 658. */
export function writeOffQuestion(
  fact: RemainderFacts,
  { amount, tolerance, confirmed }: { amount: Cents; tolerance: Cents; confirmed: boolean },
): Problem | undefined {
  if (confirmed || amount <= tolerance) return undefined;
  const params = { limit: decimalOf(tolerance), number: fact.invoice };
  return warning("write_off_to_confirm", { value: decimalOf(amount), params });
}

/** What is cancelled by itself of the remainder a payment leaves: all of it within the limit, else nothing (D13). */
export function smallRemainder(due: Cents, tolerance: Cents): Cents {
  return absCents(due) <= tolerance ? due : 0n;
}

/** Why the flag "paid" cannot be set, or taken back (S4.13 to S4.16, D6): where there is money, money says what is paid. */
export function markRefusal(
  fact: { invoice: string; lifecycle: Lifecycle; due: Cents; payments: number; marked: boolean },
  to: "paid" | "to_pay",
): Problem | undefined {
  const value = fact.invoice;
  if (fact.lifecycle !== "issued") return error("invoice_takes_no_payment", { value });
  if (fact.payments > 0) return error("mark_with_payment", { value });
  if (to === "to_pay") return fact.marked ? undefined : error("not_marked", { value });
  if (fact.marked) return error("marked_already", { value });
  return fact.due === 0n ? error("share_not_open", { value }) : undefined;
}
