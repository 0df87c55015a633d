import { describe, expect, test } from "vitest";
import {
  type AwaitedFound,
  type AwaitedOrder,
  type AwaitedPayment,
  decideAwaited,
  type NamedPayment,
} from "../../../domain/matching/awaited.ts";
import type { LineToMatch } from "../../../domain/matching/line.ts";

const line = (changes: Partial<LineToMatch> = {}): LineToMatch => ({
  id: 1n,
  amount: -60_000n,
  bookedOn: "2026-11-13",
  label: "VIR SEPA EMIS",
  details: [],
  ...changes,
});
const payment = (
  paymentId: bigint,
  amount: bigint,
  changes: Partial<AwaitedPayment> = {},
): AwaitedPayment => ({
  paymentId,
  direction: "out",
  amount,
  party: "Papeterie",
  since: "2026-11-12",
  ...changes,
});
const order = (payments: AwaitedPayment[], changes: Partial<AwaitedOrder> = {}): AwaitedOrder => ({
  orderId: 7n,
  reference: "VIR-2026-0001",
  kind: "transfer",
  payments,
  ...changes,
});
const NOTHING: AwaitedFound = {
  referenced: new Map(),
  identified: new Map(),
  named: new Map(),
  cameBack: new Map(),
  ofPayer: new Map(),
  ofTotal: new Map(),
};
const read = (given: AwaitedPayment): NamedPayment => ({
  payment: given,
  fact: { code: "payment_read", token: "RAPPRO-1-1" },
});
const decided = (found: Partial<AwaitedFound>, ...lines: LineToMatch[]) =>
  decideAwaited(lines.length > 0 ? lines : [line()], { ...NOTHING, ...found });

describe("the reference of an order", () => {
  const named = (...payments: AwaitedPayment[]) => ({
    referenced: new Map([[1n, [{ order: order(payments), token: "VIR-2026-0001" }]]]),
  });

  test("carries out all that waits, when the sum is exact", () => {
    const decision = decided(named(payment(1n, 40_000n), payment(2n, 20_000n))).get(1n);
    expect(decision).toMatchObject({ decision: "post", reason: "order_and_amount" });
    expect(decision?.candidates[0]?.carries?.map(({ paymentId }) => paymentId)).toEqual([1n, 2n]);
  });

  test("carries out a part, when only one part makes the amount", () => {
    const decision = decided(named(payment(1n, 60_000n), payment(2n, 20_000n))).get(1n);
    expect(decision?.candidates[0]?.carries).toMatchObject([{ paymentId: 1n }]);
  });

  test("proposes, when two parts make the amount or none does", () => {
    const two = named(payment(1n, 60_000n), payment(2n, 60_000n));
    expect(decided(two).get(1n)).toMatchObject({ decision: "suggest" });
    expect(decided(named(payment(1n, 61_200n))).get(1n)).toMatchObject({
      decision: "suggest",
      reason: "order_amount_differs",
    });
  });

  test("says nothing of money the other way, or of a line long before its day", () => {
    const found = named(payment(1n, 60_000n));
    expect(decided(found, line({ amount: 60_000n })).size).toBe(0);
    expect(decided(found, line({ bookedOn: "2026-11-01" })).size).toBe(0);
  });
});

test("a name is enough with a payment under way of exactly the amount, not with two (D12)", () => {
  const fact = { code: "supplier_named" as const, token: "PAPETERIE" };
  const one = { payment: payment(1n, 60_000n), fact };
  const other = { payment: payment(2n, 60_000n), fact };
  expect(decided({ named: new Map([[1n, [one]]]) }).get(1n)).toMatchObject({
    decision: "post",
    reason: "supplier_and_amount",
  });
  expect(decided({ named: new Map([[1n, [one, other]]]) }).get(1n)).toMatchObject({
    decision: "suggest",
    reason: "several_answers",
  });
});

describe("a credit without a reference", () => {
  const debits = order([payment(1n, 60_000n, { direction: "in", since: "2026-11-12" })], {
    kind: "direct_debit",
    executeOn: "2026-11-12",
  });
  const found = (orders: AwaitedOrder[]) => ({ ofTotal: new Map([[1n, orders]]) });
  const credit = line({ amount: 60_000n, label: "REMISE PRLV SEPA NB 1" });

  test("is of direct debits when it says so, on their day, of the total of one file", () => {
    expect(decided(found([debits]), credit).get(1n)).toMatchObject({
      decision: "post",
      reason: "order_on_its_day",
    });
  });

  test.each([
    ["it says nothing (D12)", [debits], { label: "VIREMENT" }],
    ["it comes on another day", [debits], { bookedOn: "2026-11-25" }],
    ["two files have that total", [debits, { ...debits, orderId: 8n }], {}],
  ])("is left alone when %s", (_, orders, changes) => {
    expect(decided(found(orders), { ...credit, ...changes }).size).toBe(0);
  });
});

describe("a payment that comes back", () => {
  const back = (...payments: AwaitedPayment[]) => ({ cameBack: new Map([[1n, payments.map(read)]]) });
  const returned = line({ amount: 60_000n, label: "VIR SEPA RETOURNE" });

  test("in full is posted, named twice or once", () => {
    const found = back(payment(1n, 60_000n), payment(1n, 60_000n));
    expect(decided(found, returned).get(1n)).toMatchObject({ decision: "post", reason: "payment_sent_back" });
  });

  test("of another amount, or one of two, is left to a person", () => {
    expect(decided(back(payment(1n, 59_000n)), returned).get(1n)).toMatchObject({ decision: "suggest" });
    expect(decided(back(payment(1n, 60_000n), payment(2n, 60_000n)), returned).get(1n)).toMatchObject({
      decision: "suggest",
      reason: "several_answers",
    });
  });
});

test("two lines that want one payment: the first day keeps it, on one day nobody does", () => {
  const found = (second: string) => {
    const named = [{ payment: payment(1n, 60_000n), fact: { code: "supplier_named" as const, token: "P" } }];
    const lines = [line(), line({ id: 2n, bookedOn: second })];
    return decideAwaited(lines, {
      ...NOTHING,
      named: new Map([
        [1n, named],
        [2n, named],
      ]),
    });
  };
  expect(found("2026-11-14").get(1n)?.decision).toBe("post");
  expect(found("2026-11-14").get(2n)?.decision).toBe("suggest");
  expect([...found("2026-11-13").values()].map(({ decision }) => decision)).toEqual(["suggest", "suggest"]);
});
