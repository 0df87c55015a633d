import type { Language } from "../money.ts";
import type { Fact } from "./evidence.ts";
import { MODEL, type ScoreModel } from "./model.ts";

/** Decibans of an answer: its prior and its facts. Facts of one kind count once: ten numbers read are not ten times a proof. */
export function weightOf(facts: readonly Fact[], model: ScoreModel = MODEL): number {
  const codes = new Set(facts.map((fact) => fact.code));
  return [...codes].reduce((sum, code) => sum + model.weights[code], model.prior);
}

/**
 * The probability of each answer of one line, in the order given. The answers exclude each other, and one more, "none of these",
 * weighs 0: so two answers as good as each other have at most one chance in two, and what separates the first from the second
 * counts as much as what speaks for it.
 */
export function chancesOf(weights: readonly number[]): number[] {
  const top = Math.max(0, ...weights);
  const odds = weights.map((weight) => 10 ** ((weight - top) / 10));
  const total = odds.reduce((sum, each) => sum + each, 10 ** (-top / 10));
  return odds.map((each) => each / total);
}

/**
 * The answers of one line with their probabilities, as they are stored. `unseen` answers were found too and are not kept: each
 * counts as one as good as the last that is, so that what is stored is enough to come to the same chances again.
 */
export function withChances<T extends { weight: number }>(
  candidates: readonly T[],
  unseen = 0,
  model: ScoreModel = MODEL,
): (T & { chance: number })[] {
  const weights = candidates.map(({ weight }) => weight);
  const chances = chancesOf([...weights, ...Array<number>(unseen).fill(weights.at(-1) ?? 0)]);
  return candidates.map((candidate, at) => ({
    ...candidate,
    chance: toMillionths(Math.min(chances[at] ?? 0, surest(model))),
  }));
}

/**
 * The rule of three: of so many lines without an error, no more follows than that fewer than three in so many are wrong. However
 * much speaks for an answer, nothing surer is said.
 */
export function surest({ lessons }: ScoreModel): number {
  return 1 - 3 / lessons;
}

/** Stored and compared to the millionth: the same on every machine. */
export function toMillionths(chance: number): number {
  return Math.floor(chance * 1_000_000) / 1_000_000;
}

/** Errors in 10,000 that a company accepts of what posts by itself, until it says otherwise. */
export const PROMISED_ERRORS = 10;

/** Whether an answer of this probability keeps the promise of at most so many errors in 10,000. */
export function keepsPromise(chance: number, promisedErrors: number): boolean {
  return (1 - chance) * 10_000 <= promisedErrors;
}

/** A part of one in the reader's language, with as many digits behind the point as tell something: 99.981 %. */
export function formatPercent(part: number, language: Language): string {
  const digits = part > 0.99 && part < 1 ? 3 : 1;
  const text = new Intl.NumberFormat(language, {
    style: "percent",
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  });
  return text.format(part);
}

/** A chance as a screen says it, never more than it is: 97 %, 99.9 %; what is next to nothing is under 1 %. */
export function formatChance(chance: number, language: Language): string {
  const digits = chance >= 0.99 ? 1 : 0;
  const unit = 10 ** (digits + 2);
  const least = chance < 0.01;
  const part = least ? 0.01 : Math.floor(chance * unit) / unit;
  const text = new Intl.NumberFormat(language, {
    style: "percent",
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  }).format(part);
  // As the other texts of the screens: a narrow space that does not break.
  const set = text.replace("\u00a0", "\u202f");
  return least ? `< ${set}` : set;
}
