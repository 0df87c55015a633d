import { type Cents, decimalOf } from "../money.ts";
import { error, type Problem } from "../problems.ts";
import type { Lifecycle } from "./invoice.ts";

/**
 * Why money cannot be paid back (S1.31): there must be an excess, and what is ordered to be paid back already counts.
 * @param over cents that stand beyond the due, or that were set aside for the third party
 * @param ordered cents of refunds under way
 */
export function refundRefusal(
  { name, over, ordered }: { name: string; over: Cents; ordered: Cents },
  amount: Cents,
): Problem | undefined {
  const left = over - ordered;
  if (left <= 0n) return error("not_overpaid", { value: name });
  if (amount > 0n && amount <= left) return undefined;
  const params = { over: decimalOf(left), number: name };
  return error("above_overpayment", { value: decimalOf(amount), params });
}

/** A payment that left an advance and that the bank has not credited yet, with what is left of it. */
export type AdvanceAwaited = { paymentId: bigint; left: Cents };

/**
 * Where the money of an advance comes from: what the bank has credited first, then payments it has still to credit, the oldest first.
 * The VAT of those parts waits for that day.
 * @param left all that is left of the advances, credited or not
 */
export function partsOfAdvance(
  amount: Cents,
  left: Cents,
  awaited: readonly AdvanceAwaited[],
): { amount: Cents; awaits?: bigint }[] {
  const credited = left - awaited.reduce((sum, each) => sum + each.left, 0n);
  const sources = [
    { left: credited },
    ...awaited.map(({ paymentId, ...each }) => ({ ...each, awaits: paymentId })),
  ];
  let wanted = amount;
  return sources.flatMap(({ left: available, ...source }) => {
    const taken = available < wanted ? available : wanted;
    if (taken <= 0n) return [];
    wanted -= taken;
    return [{ amount: taken, ...source }];
  });
}

/** Why an advance cannot pay a share: not that much is left of it, or the share does not owe that much. */
export function useAdvanceRefusal(
  { holder, left }: { holder: string; left: Cents },
  fact: { invoice: string; lifecycle: Lifecycle; due: Cents } | undefined,
  amount: Cents,
): Problem | undefined {
  if (!fact || (fact.due <= 0n && fact.lifecycle === "issued"))
    return error("share_not_open", fact ? { value: fact.invoice } : {});
  if (fact.lifecycle !== "issued") return error("invoice_takes_no_payment", { value: fact.invoice });
  if (amount <= 0n) return error("amount_not_above_zero", { value: decimalOf(amount) });
  if (amount > left)
    return error("above_advance", {
      value: decimalOf(amount),
      params: { left: decimalOf(left), name: holder },
    });
  if (amount <= fact.due) return undefined;
  const params = { due: decimalOf(fact.due), number: fact.invoice };
  return error("above_due", { value: decimalOf(amount), params });
}

/** Money above a due, and what a person says becomes of it. */
export type ExcessFacts = {
  over: Cents;
  into: "keep" | "advance" | "to_refund" | "profit" | "other";
  reason: string;
  rights: readonly string[];
};

/** Why an excess cannot go where a person says (D1): profit takes a right and a reason; another share must owe that much. */
export function excessRefusal(
  { over, into, reason, rights }: ExcessFacts,
  other: { invoice: string; lifecycle: Lifecycle; due: Cents } | undefined,
): Problem | undefined {
  if (into === "other") return useAdvanceRefusal({ holder: "", left: over }, other, over);
  if (into !== "profit") return undefined;
  if (!rights.includes("adjustment")) return error("right_missing", { value: "adjustment" });
  return reason.trim() ? undefined : error("reason_missing");
}
