import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type PaidShareFacts, receiptRefusals } from "../../../domain/billing/receiptChecks.ts";

const shareOf = (changes: Partial<PaidShareFacts> = {}): PaidShareFacts => ({
  invoice: "FA-1",
  issuedOn: "2026-11-02",
  due: 12_000n,
  lifecycle: "issued",
  ...changes,
});
const facts = new Map([
  [1n, shareOf()],
  [2n, shareOf({ invoice: "AV-1", due: -2_400n })],
]);
const refusalsOf = (...amounts: bigint[]) =>
  receiptRefusals(
    amounts.map((amount, nth) => ({ shareId: BigInt(nth + 1), amount })),
    facts,
  ).map(({ code }) => code);

describe("money that a person says came in", () => {
  test.each([
    ["a part of what is due (S2.17)", refusalsOf(1n), []],
    [
      "less a credit note, or a part of it (GC27)",
      [...refusalsOf(12_000n, -2_400n), ...refusalsOf(12_000n, -1n)],
      [],
    ],
    ["less no more than there is of the credit note", refusalsOf(12_000n, -2_401n), ["above_due"]],
    [
      "not below zero on an invoice that still owes: an amount is above zero, and there is no line",
      refusalsOf(-1n),
      ["amount_not_above_zero"],
    ],
    ["not nothing", refusalsOf(0n), ["amount_not_above_zero"]],
    ["not what credit notes make up", refusalsOf(2_400n, -2_400n), ["amount_not_above_zero"]],
    [
      "not on a draft (S0.2)",
      receiptRefusals([{ shareId: 1n, amount: 1n }], new Map([[1n, shareOf({ lifecycle: "draft" })]])).map(
        ({ code }) => code,
      ),
      ["invoice_takes_no_payment"],
    ],
  ])("%s", (_, codes, expected) => {
    expect(codes).toEqual(expected);
  });

  test("whatever is deducted, money is left and the credit note is not overdrawn", () => {
    fc.assert(
      fc.property(fc.bigInt(-5_000n, 15_000n), fc.bigInt(-5_000n, -1n), (paid, deducted) => {
        const isFine = refusalsOf(paid, deducted).length === 0;
        expect(isFine).toBe(paid > 0n && deducted >= -2_400n && paid + deducted > 0n);
      }),
    );
  });
});
