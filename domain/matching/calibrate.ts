import type { FactCode } from "./evidence.ts";
import type { Lesson } from "./lessons.ts";
import { type ScoreModel, speaksAgainst } from "./model.ts";

/** How strongly a weight is held to what it was before: so many decibans away cost as much as one line misjudged evenly. */
const HOLD_DECIBANS = 40;
const STEPS = 200;
/** Natural logarithms: nothing moves any more that a rounded deciban would show. */
const STILL = 1e-6;
/** Natural logarithms in a step at most: far from the answer the curve says little. */
const STEP_MAX = 1;
const NATS_PER_DECIBAN = Math.log(10) / 10;

type Row = { answers: number[][]; right: number; times: number };

/**
 * Fits prior and weights to labelled lines by maximum likelihood: of each line's answers, "none of these" among them, the right
 * one should have been given all the chance (conditional logit, which is Fellegi–Sunter with dependent facts and competing
 * answers). A fact for an answer never weighs less than nothing, a fact against it never more; weights without lessons stay.
 * By Newton's steps over the weights that are not held at nothing: the problem is convex, so that the same lessons give the same.
 */
export function calibrate(model: ScoreModel, lessons: readonly Lesson[]): ScoreModel {
  const codes = [...new Set(lessons.flatMap(({ answers }) => answers.flat()))].sort();
  const place = new Map(codes.map((code, at) => [code, at + 1]));
  const start = [model.prior, ...codes.map((code) => model.weights[code])].map(
    (each) => each * NATS_PER_DECIBAN,
  );
  const rows = lessons.map(
    ({ answers, right, times }): Row => ({
      answers: answers.map((facts) => [0, ...facts.map((code) => place.get(code) ?? 0)]),
      right,
      times,
    }),
  );
  const weights = [...start];
  const hold = 1 / (HOLD_DECIBANS * NATS_PER_DECIBAN) ** 2;
  for (let step = 0; step < STEPS; step++) {
    const { slope, curve } = slopeAt(rows, weights);
    weights.forEach((weight, at) => {
      slope[at] = (slope[at] ?? 0) + hold * (weight - (start[at] ?? 0));
      const row = curve[at];
      if (row) row[at] = (row[at] ?? 0) + hold;
    });
    // A weight at nothing whose slope pushes it over to the other side stays there, and the others are solved without it.
    const free = weights.flatMap((weight, at) => {
      const code = codes[at - 1];
      return code !== undefined && onItsSide(code, weight - (slope[at] ?? 0)) === 0 && weight === 0
        ? []
        : [at];
    });
    const change = solved(
      free.map((row) => free.map((column) => curve[row]?.[column] ?? 0)),
      free.map((at) => slope[at] ?? 0),
    );
    const before = [...weights];
    free.forEach((at, nth) => {
      const next = (weights[at] ?? 0) - Math.max(-STEP_MAX, Math.min(STEP_MAX, change[nth] ?? 0));
      const code = codes[at - 1];
      weights[at] = code === undefined ? next : onItsSide(code, next);
    });
    if (weights.every((weight, at) => Math.abs(weight - (before[at] ?? 0)) < STILL)) break;
  }
  const decibans = (weight = 0) => Math.round(weight / NATS_PER_DECIBAN);
  const fitted = Object.fromEntries(codes.map((code, at) => [code, decibans(weights[at + 1])]));
  const seen = lessons.reduce((sum, { times }) => sum + times, 0);
  return { ...model, lessons: seen, prior: decibans(weights[0]), weights: { ...model.weights, ...fitted } };
}

/** How the misjudgement of these lines changes with each weight, and how that changes with each other. */
function slopeAt(rows: readonly Row[], weights: readonly number[]): { slope: number[]; curve: number[][] } {
  const slope = weights.map(() => 0);
  const curve = weights.map(() => weights.map(() => 0));
  for (const { answers, right, times } of rows) {
    const scores = answers.map((facts) => facts.reduce((sum, fact) => sum + (weights[fact] ?? 0), 0));
    const top = Math.max(0, ...scores);
    const odds = scores.map((score) => Math.exp(score - top));
    const total = odds.reduce((sum, each) => sum + each, Math.exp(-top));
    const chances = odds.map((each) => each / total);
    const touched = [...new Set(answers.flat())];
    const mean = new Map(
      touched.map((at) => [
        at,
        answers.reduce((sum, facts, nth) => sum + (facts.includes(at) ? (chances[nth] ?? 0) : 0), 0),
      ]),
    );
    for (const at of touched) {
      slope[at] = (slope[at] ?? 0) + times * ((mean.get(at) ?? 0) - (answers[right]?.includes(at) ? 1 : 0));
      for (const other of touched) {
        const both = answers.reduce(
          (sum, facts, nth) => sum + (facts.includes(at) && facts.includes(other) ? (chances[nth] ?? 0) : 0),
          0,
        );
        const row = curve[at];
        if (row)
          row[other] = (row[other] ?? 0) + times * (both - (mean.get(at) ?? 0) * (mean.get(other) ?? 0));
      }
    }
  }
  return { slope, curve };
}

/** Solves `matrix · x = target` by elimination. The matrix is positive, held away from nothing by the hold. */
function solved(matrix: number[][], target: number[]): number[] {
  const rows = matrix.map((row, at) => [...row, target[at] ?? 0]);
  const size = rows.length;
  for (let at = 0; at < size; at++) {
    const pivot = rows[at] ?? [];
    for (let below = at + 1; below < size; below++) {
      const row = rows[below] ?? [];
      const factor = (row[at] ?? 0) / (pivot[at] ?? 1);
      for (let column = at; column <= size; column++)
        row[column] = (row[column] ?? 0) - factor * (pivot[column] ?? 0);
    }
  }
  const x = Array<number>(size).fill(0);
  for (let at = size - 1; at >= 0; at--) {
    const row = rows[at] ?? [];
    const rest = x.reduce((sum, each, column) => sum + (column > at ? each * (row[column] ?? 0) : 0), 0);
    x[at] = ((row[size] ?? 0) - rest) / (row[at] ?? 1);
  }
  return x;
}

function onItsSide(code: FactCode, weight: number): number {
  return speaksAgainst(code) ? Math.min(0, weight) : Math.max(0, weight);
}
