import { blocksOf, normaliseNumber } from "../documentNumber.ts";
import { fold } from "../text.ts";

/** A stretch of a line's text that may be a document number, and how it stood there. */
export type Reference = { key: string; token: string };

/** The same with its place in the text. */
export type Stretch = Reference & { start: number; end: number };

/** Runs of letters or digits with their place, so that a find can be shown in the text as the bank wrote it. */
type Run = { text: string; start: number; end: number };

/** A number is written in at most this many runs ("FA 26 10 00123" has four). */
const RUNS_MAX = 5;
/** Between the runs of one number stand separators only, and few of them. */
const SEPARATOR = /^[\s\-_/.:#°]{0,3}$/;
/** No text is read further: a label of ten thousand characters names nothing beyond its first thousand. */
const READ_MAX = 1_000;

/**
 * Every stretch of the text that could be a document number: one to five neighbouring runs with at least one digit.
 * Which of them are numbers of ours, the database knows; nothing is guessed here. A text of n runs gives at most 5n.
 */
export function referencesIn(text: string): Reference[] {
  return stretchesIn(text).map(({ key, token }) => ({ key, token }));
}

/** The same with places. Where a key stands twice, its first place. */
export function stretchesIn(whole: string): Stretch[] {
  const text = whole.slice(0, READ_MAX);
  const folded = foldInPlace(text);
  const runs = runsOf(folded);
  const found = new Map<string, Stretch>();
  for (let first = 0; first < runs.length; first++) {
    for (let last = first; last < Math.min(first + RUNS_MAX, runs.length); last++) {
      const [from, to, before] = [runs[first], runs[last], runs[last - 1]];
      if (!from || !to) break;
      if (last > first && before && !SEPARATOR.test(folded.slice(before.end, to.start))) break;
      const token = text.slice(from.start, to.end);
      if (!/\d/.test(to.text) && last === first) continue;
      const key = normaliseNumber(token);
      if (isPlausible(token, key) && !found.has(key))
        found.set(key, { key, token, start: from.start, end: to.end });
    }
  }
  return [...found.values()];
}

/** Same length as the text, so that places agree: one letter for one letter. Most texts of banks have no accents to fold. */
export function foldInPlace(text: string): string {
  if (/^[\x20-\x7e]*$/.test(text)) return text.toUpperCase();
  return Array.from(text, (letter) => {
    const plain = fold(letter);
    return plain.length === letter.length
      ? plain
      : letter.toUpperCase().slice(0, letter.length).padEnd(letter.length);
  }).join("");
}

function runsOf(folded: string): Run[] {
  return Array.from(folded.matchAll(/[A-Z]+|\d+/g), (match) => ({
    text: match[0],
    start: match.index,
    end: match.index + match[0].length,
  }));
}

/**
 * As written, four signs or more of which a letter ("FA-0001", whose zeros the key lacks), or six digits: less is a year, a
 * postcode or a count, and proves nothing.
 */
function isPlausible(token: string, key: string): boolean {
  if (key.length > 35 || !/\d/.test(key)) return false;
  return /[A-Z]/.test(key) ? blocksOf(token).join("").length >= 4 : key.length >= 6;
}
