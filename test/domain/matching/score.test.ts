import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { judge } from "../../../domain/matching/decide.ts";
import type { Fact, FactCode } from "../../../domain/matching/evidence.ts";
import { MODEL, speaksAgainst } from "../../../domain/matching/model.ts";
import { retrace } from "../../../domain/matching/retrace.ts";
import { chancesOf, keepsPromise, surest, weightOf, withChances } from "../../../domain/matching/score.ts";

const codes = Object.keys(MODEL.weights) as FactCode[];
const someFacts = fc
  .uniqueArray(fc.constantFrom(...codes), { minLength: 1, maxLength: 6 })
  .map((list) => list.map((code): Fact => ({ code })));

describe("a score is a probability", () => {
  test("the chances of all answers and of none of them make one", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -80, max: 120 }), { maxLength: 8 }), (weights) => {
        const sum = chancesOf(weights).reduce((total, chance) => total + chance, 0);
        expect(sum).toBeLessThanOrEqual(1 + 1e-9);
        const none = chancesOf([...weights, 0]).at(-1) ?? 0;
        expect(none).toBeGreaterThan(0);
      }),
    );
  });

  test("two answers as good as each other have at most one chance in two", () => {
    fc.assert(
      fc.property(fc.integer({ min: -50, max: 200 }), (weight) => {
        for (const chance of chancesOf([weight, weight])) expect(chance).toBeLessThanOrEqual(0.5);
      }),
    );
  });

  test("ten decibans are ten times the odds", () => {
    const [ten = 0] = chancesOf([10]);
    expect(ten / (1 - ten)).toBeCloseTo(10, 9);
  });

  test("nothing surer is said than the labelled lines can show", () => {
    const [only] = withChances([{ weight: 500 }]);
    expect(only?.chance).toBeLessThanOrEqual(surest(MODEL));
  });

  test("a promise of no error at all lets nothing post", () => {
    expect(keepsPromise(surest(MODEL), 0)).toBe(false);
    expect(keepsPromise(surest(MODEL), 10)).toBe(true);
  });
});

test("a fact against an answer never makes it likelier, a fact for it never less likely", () => {
  fc.assert(
    fc.property(someFacts, fc.constantFrom(...codes), (facts, code) => {
      const [without, with_] = [weightOf(facts), weightOf([...facts, { code }])];
      if (speaksAgainst(code)) expect(with_).toBeLessThanOrEqual(without);
      else expect(with_).toBeGreaterThanOrEqual(without);
    }),
  );
});

test("what is stored of a decision is enough to come to it again", () => {
  fc.assert(
    fc.property(fc.array(someFacts, { minLength: 1, maxLength: 5 }), fc.nat(3), (answers, unseen) => {
      const found = answers
        .map((facts) => ({ facts, allocations: [1], weight: weightOf(facts) }))
        .sort((a, b) => b.weight - a.weight);
      const verdict = judge(found, unseen, { promisedErrors: 10, takenBack: false });
      const recorded = { model: MODEL.id, promisedErrors: 10, unseen, ...verdict };
      expect(retrace(recorded)).toEqual({ kind: "same" });
    }),
  );
});

test("a fact that was taken off the record is noticed when the decision is come to again", () => {
  const facts: Fact[] = [{ code: "number_read" }, { code: "amount_exact" }];
  const found = [{ facts, allocations: [1], weight: weightOf(facts) }];
  const verdict = judge(found, 0, { promisedErrors: 10, takenBack: false });
  const recorded = { model: MODEL.id, promisedErrors: 10, ...verdict };
  expect(verdict.decision).toBe("post");
  const changed = {
    ...recorded,
    candidates: verdict.candidates.map((one) => ({ ...one, facts: facts.slice(1) })),
  };
  expect(retrace(changed).kind).toBe("different");
});
