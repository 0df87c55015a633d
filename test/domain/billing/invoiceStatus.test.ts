import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { invoiceStatus } from "../../../domain/billing/invoice.ts";

type Asked = Parameters<typeof invoiceStatus>[0];

/** An invoice of two insurers and a patient, as its ledger leaves it. */
const status = (dues: readonly bigint[], changes: Partial<Asked> = {}) =>
  invoiceStatus({
    lifecycle: "issued",
    replaced: false,
    markedPaid: false,
    shares: [25_912n, 10_104n, 0n].map((amount, nth) => ({ amount, due: dues[nth] ?? amount })),
    ...changes,
  });
const creditNote = (due: bigint) =>
  invoiceStatus({
    lifecycle: "issued",
    replaced: false,
    markedPaid: false,
    shares: [{ amount: -5_000n, due }],
  });

describe("the status of an invoice follows from what its ledger leaves due (D2)", () => {
  test.each([
    ["open", "nothing paid", status([])],
    ["partially_settled", "one share paid whole", status([0n])],
    ["partially_settled", "one share paid in part", status([25_911n])],
    ["settled", "every share at zero", status([0n, 0n, 0n])],
    ["overpaid", "a share below zero, whatever else is due", status([-42_112n])],
    ["overpaid", "paid where nothing was billed", status([0n, 0n, -1n])],
    ["open", "a credit note that nothing used", creditNote(-5_000n)],
    ["partially_settled", "a credit note used in part", creditNote(-1n)],
    ["settled", "a credit note used whole", creditNote(0n)],
    ["overpaid", "a credit note used beyond its amount", creditNote(1n)],
    ["draft", "not issued, whatever its figures", status([0n, 0n, 0n], { lifecycle: "draft" })],
    ["quote", "a quote", status([], { lifecycle: "quote" })],
    ["resubmitted", "billed again, even with a share still due", status([0n], { replaced: true })],
  ])("%s: %s", (expected, _, found) => {
    expect(found).toBe(expected);
  });

  test("but for the flag, which is no money: it is settled while its dues stay as they are (S4.14)", () => {
    expect([status([], { markedPaid: true }), status([])]).toEqual(["settled", "open"]);
  });

  test("settled is when nothing is due, and no other way", () => {
    const due = fc.bigInt({ min: -30_000n, max: 30_000n });
    fc.assert(
      fc.property(fc.array(fc.oneof(fc.constant(0n), due), { minLength: 3, maxLength: 3 }), (dues) => {
        expect(status(dues) === "settled").toBe(dues.every((each) => each === 0n));
      }),
    );
  });
});
