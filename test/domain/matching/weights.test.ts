import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { calibrate } from "../../../domain/matching/calibrate.ts";
import { Lessons } from "../../../domain/matching/lessons.ts";
import { MODEL, speaksAgainst } from "../../../domain/matching/model.ts";
import { formatChance } from "../../../domain/matching/score.ts";
import {
  boundsOf,
  modelWith,
  ownDecibans,
  readWeights,
  versionOf,
  WEIGHABLE,
  type Weighable,
  weightIn,
} from "../../../domain/matching/weights.ts";

const what = fc.constantFrom(...WEIGHABLE);

describe("weights of a company", () => {
  test("within their bounds are read back as they were typed; others are refused, one problem each", () => {
    fc.assert(
      fc.property(fc.dictionary(what, fc.integer({ min: -400, max: 400 })), (wanted) => {
        const typed = Object.fromEntries(
          Object.entries(wanted).map(([name, value]) => [name, String(value)]),
        );
        const outside = Object.entries(wanted).filter(([name, value]) => {
          const { least, most } = boundsOf(name as Weighable);
          return value < least || value > most;
        });
        const read = readWeights(typed);
        expect(read.ok ? 0 : read.problems.length).toBe(outside.length);
        if (!read.ok) return;
        const model = modelWith({ version: "7", decibans: read.value });
        for (const each of WEIGHABLE)
          expect(weightIn(model, each)).toBe(wanted[each] ?? weightIn(MODEL, each));
      }),
    );
  });

  test("carry their version in the name of the model; the program's own has none", () => {
    expect(modelWith(undefined)).toBe(MODEL);
    const model = modelWith({ version: "42", decibans: { homonym: -9 } });
    expect([model.id, versionOf(model.id)]).toEqual([`${MODEL.id}/42`, "42"]);
    expect([versionOf(MODEL.id), versionOf("2020-01/42"), versionOf(undefined)]).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
  });
});

describe("weights fitted to decisions", () => {
  const fact = fc.constantFrom("number_read", "name_exact", "amount_exact", "homonym", "payer_not_named");
  const lesson = fc.record({
    answers: fc.array(fc.uniqueArray(fact, { minLength: 1 }), { minLength: 1, maxLength: 3 }),
    right: fc.integer({ min: -1, max: 2 }),
  });

  function fitted(given: readonly { answers: string[][]; right: number }[]) {
    const lessons = new Lessons();
    for (const { answers, right } of given)
      lessons.learn(
        answers.map((codes) => ({ facts: codes.map((code) => ({ code })), chance: 0.5 })),
        right < answers.length ? right : -1,
      );
    return calibrate(MODEL, lessons.all());
  }

  test("stay on their side of nothing, do not depend on the order, and leave alone what no decision shows", () => {
    fc.assert(
      fc.property(fc.array(lesson, { minLength: 1, maxLength: 12 }), (given) => {
        const model = fitted(given);
        for (const each of WEIGHABLE.filter((each) => each !== "prior"))
          expect(speaksAgainst(each) ? -model.weights[each] : model.weights[each]).toBeGreaterThanOrEqual(0);
        expect(fitted(given.toReversed()).weights).toEqual(model.weights);
        expect(model.weights.iban_known).toBe(MODEL.weights.iban_known);
      }),
      { numRuns: 40 },
    );
  });

  test("a fact of answers that people refuse loses weight, and what changed is all that is kept", () => {
    const model = fitted(
      Array.from({ length: 40 }, () => ({ answers: [["name_exact", "amount_exact"]], right: -1 })),
    );
    expect(model.weights.name_exact).toBeLessThan(MODEL.weights.name_exact);
    expect(Object.keys(ownDecibans(model)).sort()).toEqual(["amount_exact", "name_exact", "prior"]);
    expect(ownDecibans(MODEL)).toEqual({});
  });

  test("answers without a chance, and lines that two want, teach nothing", () => {
    const lessons = new Lessons();
    lessons.learn([{ facts: [{ code: "amount_exact" }] }], 0);
    lessons.learn([{ facts: [{ code: "wanted_by_another_line" }], chance: 0.5 }], 0);
    expect(lessons.all()).toEqual([]);
  });
});

test("a chance on screen is never more than it is, and next to nothing is under 1 %", () => {
  const said = [0.979, 0.9999, 0.99, 0.5, 0.0099, 0].map((chance) => formatChance(chance, "fr"));
  expect(said).toEqual(
    ["97 %", "99,9 %", "99,0 %", "50 %", "< 1 %", "< 1 %"].map((text) => text.replace(" %", "\u202f%")),
  );
  expect(formatChance(0.979, "en")).toBe("97%");
});
