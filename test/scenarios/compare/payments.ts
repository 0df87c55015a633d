import { discountPercent } from "../../../domain/billing/discount.ts";
import { decimalOf } from "../../../domain/money.ts";
import type { ExpectedPayment } from "../expectSchema.ts";
import type { FoundPayment, Snapshot } from "../snapshot.ts";
import { compareValue, pairUp } from "./pairs.ts";

/** Some keys of a payment, and its label. */
export type PartialPayment = { [Key in keyof ExpectedPayment]?: ExpectedPayment[Key] | undefined } & {
  id: string;
};

/** Payments as a set: nothing missing, nothing extra. */
export function comparePayments(expected: readonly ExpectedPayment[], snapshot: Snapshot): string[] {
  const { pairs, missing, extra } = pairPayments(expected, snapshot);
  return [
    ...pairs.flatMap(([payment, found]) => comparePayment(payment, found, pairs)),
    ...missing.map(
      ({ id, method, paidOn, amount }) =>
        `payment ${id}   missing   ${method} ${paidOn} ${decimalOf(amount)}`,
    ),
    ...extra.map(
      (found) =>
        `payment not expected   ${found.direction} ${found.method} ${found.paidOn} ${decimalOf(found.amount)} ${found.status}`,
    ),
  ];
}

/** Of some payments only the keys named; the rest of each, from the end of the scenario, helps to find it. */
export function compareSomePayments(
  some: readonly PartialPayment[],
  all: readonly ExpectedPayment[],
  snapshot: Snapshot,
): string[] {
  const finals = new Map(all.map((payment) => [payment.id, payment]));
  const { pairs, missing } = pairPayments(
    some.map((payment) => ({ ...finals.get(payment.id), ...payment })),
    snapshot,
  );
  const named = new Map(some.map((payment) => [payment.id, payment]));
  return [
    ...pairs.flatMap(([{ id }, found]) => comparePayment(named.get(id) ?? { id }, found, pairs)),
    ...missing.map(({ id }) => `payment ${id}   missing`),
  ];
}

function pairPayments<T extends PartialPayment>(expected: readonly T[], snapshot: Snapshot) {
  return pairUp(expected, snapshot.payments, (payment, found) => {
    const known = snapshot.paymentIds.get(payment.id);
    if (known !== undefined) return known === found.id ? 10_000 : 0;
    if (payment.direction !== undefined && payment.direction !== found.direction) return 0;
    const agrees = [
      payment.paidOn === found.paidOn,
      payment.amount === found.amount,
      payment.method === found.method,
      payment.allocations !== undefined && allocationsText(payment) === allocationsText(found),
    ].filter(Boolean).length;
    if (agrees < 2) return 0;
    const optional = [
      payment.status === found.status,
      payment.bankLine !== undefined && payment.bankLine === (found.bankLine ?? "none"),
    ];
    return agrees * 10 + optional.filter(Boolean).length;
  });
}

function comparePayment(
  payment: PartialPayment,
  found: FoundPayment,
  pairs: readonly [PartialPayment, FoundPayment][],
): string[] {
  const { direction, method, paidOn, amount, status, allocations, bankLine, correctedOn } = payment;
  const differences = [
    ...(direction ? compareValue("direction", direction, found.direction) : []),
    ...(method ? compareValue("method", method, found.method) : []),
    ...(paidOn ? compareValue("paidOn", paidOn, found.paidOn) : []),
    ...(amount === undefined ? [] : compareValue("amount", decimalOf(amount), decimalOf(found.amount))),
    ...(status ? compareValue("status", status, found.status) : []),
    ...(allocations
      ? compareValue("allocations", allocationsText({ allocations }), allocationsText(found))
      : []),
    ...(["unallocated", "overpayment"] as const).flatMap((key) =>
      payment[key] === undefined ? [] : compareValue(key, decimalOf(payment[key]), decimalOf(found[key])),
    ),
    ...(["chequeNumber", "reason", "reasonCode", "returnedOn"] as const).flatMap((key) =>
      payment[key] === undefined ? [] : compareValue(key, payment[key], found[key] ?? "none"),
    ),
    ...(bankLine ? compareValue("bankLine", bankLine, found.bankLine ?? "none") : []),
    ...(correctedOn ? compareValue("correctedOn", correctedOn, found.correctedOn ?? "none") : []),
    ...compareBeside(payment, found),
    ...compareIdentifiers(payment, found, pairs),
  ];
  return differences.map((difference) => `payment ${payment.id}   ${difference}`);
}

/** What stands beside the allocations, with its share of the total where the file gives it. */
function compareBeside(payment: PartialPayment, found: FoundPayment): string[] {
  return (["writeOff", "earlyPaymentDiscount"] as const).flatMap((key) => {
    const expected = payment[key];
    if (expected === undefined) return [];
    const { amount, percent } =
      typeof expected === "bigint" ? { amount: expected, percent: undefined } : expected;
    const total = found.amount + found[key];
    return [
      ...compareValue(key, decimalOf(amount), decimalOf(found[key] < 0n ? -found[key] : found[key])),
      ...(percent === undefined
        ? []
        : compareValue(
            `${key} percent`,
            decimalOf(BigInt(percent)),
            decimalOf(BigInt(discountPercent(found[key], total))),
          )),
    ];
  });
}

/** The identifier we gave a payment is that of no other. */
function compareIdentifiers(
  { endToEndIdUnlike = [] }: PartialPayment,
  found: FoundPayment,
  pairs: readonly [PartialPayment, FoundPayment][],
): string[] {
  return endToEndIdUnlike.flatMap((id) => {
    const other = pairs.find(([payment]) => payment.id === id)?.[1];
    if (found.reference && other?.reference && found.reference !== other.reference) return [];
    return [`endToEndId   expected unlike ${id}   found ${found.reference ?? "none"}`];
  });
}

type Allocated = {
  allocations?:
    | readonly {
        share?: string | undefined;
        advance?: string | undefined;
        toRefund?: string | undefined;
        amount: bigint;
      }[]
    | undefined;
};

function allocationsText({ allocations = [] }: Allocated): string {
  const texts = allocations.map(
    ({ share, advance, toRefund, amount }) =>
      `${share ?? (advance ? `advance ${advance}` : `to refund ${toRefund}`)} ${decimalOf(amount)}`,
  );
  return texts.sort().join(", ") || "none";
}
