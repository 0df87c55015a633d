import { describe, expect, test } from "vitest";
import type { LineToMatch } from "../../../domain/matching/line.ts";
import { type AwaitedRefund, decideRefunds } from "../../../domain/matching/refunds.ts";

const line = (changes: Partial<LineToMatch> = {}): LineToMatch => ({
  id: 1n,
  amount: -700n,
  bookedOn: "2026-11-13",
  label: "VIR SEPA ATELIER DUBOIS",
  details: [],
  ...changes,
});
const refund = (changes: Partial<AwaitedRefund> = {}): AwaitedRefund => ({
  paymentId: 9n,
  amount: 700n,
  aux: "C0920",
  name: "Atelier Dubois",
  invoice: null,
  chequeNumber: null,
  endToEndId: null,
  ...changes,
});
const decided = (lines: LineToMatch[], awaited: AwaitedRefund[]) =>
  [...decideRefunds(lines, awaited).values()].map(({ decision, candidates }) => [
    decision,
    candidates.length,
  ]);

describe("the bank line of a refund", () => {
  test.each([
    ["the payee's name", line()],
    ["the payee as the bank gives it", line({ label: "VIR", counterpartyName: "ATELIER DUBOIS SARL" })],
    ["the code in the books", line({ label: "VIR C0920" })],
  ])("is known by %s and the exact amount", (_, bank) => {
    expect(decided([bank], [refund()])).toEqual([["post", 1]]);
  });

  test("is known by its document or its cheque", () => {
    expect(decided([line({ label: "VIR FA-9211" })], [refund({ invoice: "FA-9211" })])).toEqual([
      ["post", 1],
    ]);
    expect(decided([line({ label: "CHQ 0000042" })], [refund({ chequeNumber: "0000042" })])).toEqual([
      ["post", 1],
    ]);
  });

  test("is not known by an amount alone (D12), nor by a name with another amount", () => {
    expect(decided([line({ label: "PRLV DIVERS" })], [refund()])).toEqual([]);
    expect(decided([line({ amount: -701n })], [refund()])).toEqual([]);
    expect(decided([line({ amount: 700n })], [refund()])).toEqual([]);
  });

  test("is left to a person when two refunds fit, or two lines claim one", () => {
    expect(decided([line()], [refund(), refund({ paymentId: 10n })])).toEqual([["suggest", 2]]);
    expect(decided([line(), line({ id: 2n })], [refund()])).toEqual([
      ["suggest", 1],
      ["suggest", 1],
    ]);
  });
});
