import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { endToEndIdOf, orderReference } from "../../../domain/treasury/order.ts";
import { type AskedShareFacts, askingRefusals } from "../../../domain/treasury/orderChecks.ts";

const share = (changes: Partial<AskedShareFacts> = {}): AskedShareFacts => ({
  invoice: "FF-1",
  payer: "supplier",
  lifecycle: "issued",
  total: 60_000n,
  due: 60_000n,
  underWay: 0n,
  ...changes,
});
const asked = (amount: bigint, changes: Partial<AskedShareFacts> = {}, direction: "in" | "out" = "out") =>
  askingRefusals(direction, [{ shareId: 1n, amount }], new Map([[1n, share(changes)]])).map(
    ({ code }) => code,
  );

describe("what may be asked of a document", () => {
  test.each([
    ["to pay in full, or in part (S4.1)", asked(60_000n), []],
    ["no more than is open (S2.8)", asked(60_001n), ["above_what_is_open"]],
    [
      "no more than what is not under way already",
      asked(20_000n, { underWay: 50_000n }),
      ["above_what_is_open"],
    ],
    ["a positive amount", asked(0n), ["amount_not_above_zero"]],
    ["nothing of a draft (S0.2)", asked(1n, { lifecycle: "draft" }), ["invoice_takes_no_payment"]],
    [
      "nothing before its total is completed (S4.2)",
      asked(1n, { total: 0n, due: 0n }),
      ["document_incomplete"],
    ],
    ["nothing of what is paid", asked(1n, { due: 0n }), ["share_not_open"]],
    ["out: suppliers only (D11)", asked(1n, { payer: "business" }), ["not_of_a_supplier"]],
    ["in: customers only (D11)", asked(1n, {}, "in"), ["not_of_a_customer"]],
  ])("%s", (_, codes, expected) => {
    expect(codes).toEqual(expected);
  });

  test("a supplier's credit note is deducted where one payment is of several documents, and no more of it than is open", () => {
    const facts = new Map([
      [1n, share()],
      [2n, share({ invoice: "AF-1", total: -6_000n, due: -6_000n })],
    ]);
    const codesOf = (deducted: bigint, paid = 60_000n, { nets = true } = {}) =>
      askingRefusals(
        "out",
        [
          { shareId: 1n, amount: paid },
          { shareId: 2n, amount: deducted },
        ],
        facts,
        { nets },
      ).map(({ code }) => code);
    expect(codesOf(-6_000n)).toEqual([]);
    expect(codesOf(-6_001n)).toEqual(["above_what_is_open"]);
    expect(codesOf(6_000n)).toEqual(["share_not_open"]);
    expect(codesOf(-6_000n, 6_000n)).toEqual(["amount_not_above_zero"]);
    expect(codesOf(-6_000n, 60_000n, { nets: false })).toEqual(["amount_not_above_zero"]);
  });

  test("a document that nobody knows, and no document at all, are refused", () => {
    expect(askingRefusals("out", [{ shareId: 9n, amount: 1n }], new Map()).map(({ code }) => code)).toEqual([
      "share_not_open",
    ]);
    expect(askingRefusals("out", [], new Map()).map(({ code }) => code)).toEqual(["nothing_chosen"]);
  });

  test("however it is cut in parts, never more than is open is asked", () => {
    fc.assert(
      fc.property(
        fc.array(fc.bigInt(1n, 10_000n), { minLength: 1, maxLength: 8 }),
        fc.bigInt(1n, 40_000n),
        fc.bigInt(0n, 20_000n),
        (amounts, due, underWay) => {
          const parts = amounts.map((amount) => ({ shareId: 1n, amount }));
          const problems = askingRefusals("out", parts, new Map([[1n, share({ due, underWay })]]));
          const sum = amounts.reduce((total, amount) => total + amount, 0n);
          expect(problems.length === 0).toBe(sum <= due - underWay);
        },
      ),
    );
  });
});

test("references and identifiers are short enough for every bank, and never alike", () => {
  expect(orderReference("transfer", 2026, 1)).toBe("VIR-2026-0001");
  expect(orderReference("direct_debit", 2026, 12_345)).toBe("PRLV-2026-12345");
  expect(endToEndIdOf(9_999_999n, 999_999_999_999n).length).toBeLessThanOrEqual(35);
  expect(endToEndIdOf(1n, 23n)).not.toBe(endToEndIdOf(12n, 3n));
});
