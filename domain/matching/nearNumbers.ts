import { solidNumber } from "../documentNumber.ts";
import { type LineToMatch, textsOf } from "./line.ts";
import { referencesOn } from "./references.ts";

/** Letters and a row of digits, run together: what a document number looks like, and a word with a year does not. */
const NUMBER_LIKE = /^[A-Z]{1,5}\d{6,14}$/;
/** Stretches of a line of which the neighbours are made: each gives some two hundred. */
const STRETCHES_MAX = 4;
/** Letters and digits that must be left of a number before anything is put behind it. */
export const CUT_NUMBER_MIN = 5;
const DIGITS = [..."0123456789"];

/**
 * The numbers that a line may mean although none of them stands on it: one digit changed, exchanged with its neighbour, left out
 * or added; or, where the bank may have cut the text, one or two digits more. Letters and digits run together, to be looked up
 * one by one: bounded, whatever the text.
 */
export function nearNumbers(line: LineToMatch): string[] {
  const solids = referencesOn(line)
    .map(({ token }) => solidNumber(token))
    .filter((solid) => NUMBER_LIKE.test(solid));
  const stretches = [...new Set(solids)].slice(0, STRETCHES_MAX);
  const cut = textsOf(line).flatMap((text) => cutEndOf(text) ?? []);
  return [...new Set([...stretches.flatMap(oneSlipAway), ...cut.map(solidNumber).flatMap(completed)])];
}

/** The last word of a text that the bank may have cut, where it may be the beginning of a number. */
export function cutEndOf({ text, cut }: { text: string; cut?: unknown }): string | undefined {
  const last = cut ? /[\p{L}\d][\p{L}\d\-/.]*$/u.exec(text)?.[0] : undefined;
  return last !== undefined && solidNumber(last).length >= CUT_NUMBER_MIN ? last : undefined;
}

/** Whether a number ends where the bank may have cut the text: it may be the beginning of another. */
export function mayGoOn(line: LineToMatch, token: string): boolean {
  return textsOf(line).some((text) => cutEndOf(text) !== undefined && text.text.endsWith(token));
}

function completed(beginning: string): string[] {
  if (!/\d/.test(beginning)) return [];
  const one = DIGITS.map((digit) => beginning + digit);
  return [...one, ...one.flatMap((longer) => DIGITS.map((digit) => longer + digit))];
}

function oneSlipAway(solid: string): string[] {
  const first = solid.search(/\d/);
  const near: string[] = [];
  for (let at = first; at <= solid.length; at++) {
    const [before, digit, after] = [solid.slice(0, at), solid.charAt(at), solid.slice(at + 1)];
    near.push(...DIGITS.map((added) => before + added + digit + after));
    if (digit === "") continue;
    near.push(before + after, ...DIGITS.map((changed) => before + changed + after));
    const [next, rest] = [after.charAt(0), after.slice(1)];
    if (next !== "") near.push(before + next + digit + rest);
  }
  return near.filter((each) => each !== solid);
}
