import fc from "fast-check";
import { expect, test } from "vitest";
import { decimalsOf, decimalText, parseMinorUnits, rescale } from "../../../domain/bank/currency.ts";

test("euros have two decimals, Pacific francs none, Tunisian dinars three", () => {
  expect(["EUR", "XPF", "TND"].map(decimalsOf)).toEqual([2, 0, 3]);
});

test("what is written of an amount is read as the same amount, in every currency", () => {
  fc.assert(
    fc.property(
      fc.bigInt({ min: 0n, max: 10n ** 18n - 1n }),
      fc.constantFrom("EUR", "XPF", "TND"),
      (amount, currency) => {
        expect(parseMinorUnits(decimalText(amount, currency), currency)).toBe(amount);
      },
    ),
  );
});

test("an amount as it is usually written is read as it is read with a sign before it, which no bank writes, or not at all", () => {
  const written = fc
    .array(fc.constantFrom(..."0123456789.", "-", " ", ","), { maxLength: 20 })
    .map((characters) => characters.join(""));
  const decimal = fc
    .tuple(fc.nat(), fc.nat({ max: 9_999 }), fc.nat({ max: 4 }))
    .map(([whole, fraction, length]) => `${whole}.${String(fraction).padStart(4, "0").slice(0, length)}`);
  fc.assert(
    fc.property(fc.oneof(written, decimal), fc.constantFrom("EUR", "XPF", "TND"), (text, currency) => {
      expect(parseMinorUnits(text, currency)).toBe(parseMinorUnits(`+${text}`, currency));
    }),
  );
});

test("cents below one euro keep their zeros and their sign", () => {
  expect([5n, -5n, 0n, -105n].map((amount) => decimalText(amount, "EUR"))).toEqual([
    "0.05",
    "-0.05",
    "0.00",
    "-1.05",
  ]);
  expect(decimalText(-5n, "XPF")).toBe("-5");
});

test("a scale changes without loss or not at all", () => {
  expect([rescale(125n, 2, 3), rescale(1250n, 3, 2), rescale(1255n, 3, 2)]).toEqual([1250n, 125n, undefined]);
});
