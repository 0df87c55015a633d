import type { IsoDate } from "../days.ts";
import { type Cents, decimalOf, sumCents } from "../money.ts";
import { error, type Problem, warning } from "../problems.ts";
import type { Lifecycle } from "./invoice.ts";

/** Cents that a person says a share was paid. */
export type ReceivedPart = { shareId: bigint; amount: Cents };

/** What is known of a share that is said to be paid. */
export type PaidShareFacts = {
  invoice: string;
  issuedOn: IsoDate;
  due: Cents;
  lifecycle: Lifecycle | undefined;
};

/** What the person answered to the warnings: keep an excess on the customer's account (D1), and the day as it is (S2.30). */
export type ReceiptAnswers = { keepExcess?: boolean; keepDay?: boolean };

/**
 * What no answer helps: nothing is owed by nobody, drafts and quotes take no payment (S0.2, S0.3), and money came in. Cents below zero
 * use up a credit note, or what was paid too much, and no more than there is of it (GC27).
 */
export function receiptRefusals(
  parts: readonly ReceivedPart[],
  facts: ReadonlyMap<bigint, PaidShareFacts>,
): Problem[] {
  const wrong = parts.flatMap(({ shareId, amount }) => {
    const fact = facts.get(shareId);
    if (!fact) return [error("share_not_open")];
    if (fact.lifecycle !== "issued") return [error("invoice_takes_no_payment", { value: fact.invoice })];
    if (amount === 0n || (amount < 0n && fact.due >= 0n))
      return [error("amount_not_above_zero", { value: decimalOf(amount) })];
    if (amount > 0n || amount >= fact.due) return [];
    const params = { due: decimalOf(fact.due), number: fact.invoice };
    return [error("above_due", { value: decimalOf(amount), params })];
  });
  const isNetted = parts.some(({ amount }) => amount < 0n);
  const total = sumCents(parts.map(({ amount }) => amount));
  if (wrong.length > 0 || !isNetted || total > 0n) return wrong;
  return [error("amount_not_above_zero", { value: decimalOf(total) })];
}

/** Warnings that wait for an answer (S2.28, S2.30): the page shows them as questions, and nothing is written meanwhile. */
export function receiptQuestions(
  parts: readonly ReceivedPart[],
  facts: ReadonlyMap<bigint, PaidShareFacts>,
  { paidOn, answers = {} }: { paidOn: IsoDate; answers?: ReceiptAnswers },
): Problem[] {
  return parts.flatMap(({ shareId, amount }) => {
    const fact = facts.get(shareId);
    if (!fact) return [];
    const params = {
      number: fact.invoice,
      due: decimalOf(fact.due),
      over: decimalOf(amount - (fact.due > 0n ? fact.due : 0n)),
      issued: fact.issuedOn,
    };
    const excess = amount > 0n && amount > fact.due && !answers.keepExcess;
    const early = paidOn < fact.issuedOn && !answers.keepDay;
    return [
      ...(excess ? [warning("excess_to_decide", { value: decimalOf(amount), params })] : []),
      ...(early ? [warning("paid_before_invoice", { value: paidOn, params })] : []),
    ];
  });
}
