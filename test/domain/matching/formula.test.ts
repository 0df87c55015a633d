import fc from "fast-check";
import { expect, test } from "vitest";
import { centsOf, namesIn, readFormula } from "../../../domain/matching/formula.ts";
import { split } from "../../../domain/matching/rules.ts";

const worth = (text: string, amounts: Record<string, bigint> = { amount: 12_000n }) => {
  const formula = readFormula(text);
  return formula && centsOf(formula, amounts);
};

test.each([
  ["montant * 20 / 120", 2_000n],
  ["amount*20%", 2_400n],
  ["12,5", 1_250n],
  ["montant - 12,50 * 2", 9_500n],
  ["(montant - 10) / 3", 3_667n],
  ["{capital} + 1", 80_112n],
  ["montant / (1 - 1)", undefined],
  ["inconnu", undefined],
] as const)("%s is %s cents, rounded once", (text, cents) => {
  expect(worth(text, { amount: 12_000n, capital: 80_012n })).toBe(cents);
});

test.each(["", "+", "1 +", "(1", "1)", "1 2", "montant ** 2", "a;b", "1".repeat(130)])(
  "%j is no formula",
  (text) => {
    expect(readFormula(text)).toBeUndefined();
  },
);

test("the names a formula needs are told, the whole line aside", () => {
  expect(namesIn(readFormula("montant - {interets} + frais") ?? { kind: "name", name: "x" })).toEqual([
    "interets",
    "frais",
  ]);
});

test("the parts of a line make it to the cent, whatever the formulas: the last takes what is left", () => {
  const percent = fc.integer({ min: 0, max: 30 });
  fc.assert(
    // From one euro up: of a few cents, halves rounded up may take more than there is, and a person looks.
    fc.property(fc.bigInt(100n, 10_000_000n), fc.array(percent, { maxLength: 3 }), (size, percents) => {
      const parts = [
        ...percents.map((each) => ({ account: "627800", formula: `montant * ${each} %` })),
        { account: "658000" },
      ];
      const shared = split(size, parts, {});
      expect(shared?.reduce((sum, part) => sum + part.amount, 0n)).toBe(size);
      expect(shared?.every((part) => part.amount >= 0n)).toBe(true);
    }),
  );
});

test("parts that would take more than the line are none: a person must look (D12)", () => {
  expect(
    split(1_000n, [{ account: "661100", formula: "{interets}" }, { account: "164000" }], {
      interets: "12,00",
    }),
  ).toBeUndefined();
});
