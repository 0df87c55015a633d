import { blocksOf, normaliseNumber, withoutZeros } from "../documentNumber.ts";
import { fold } from "../text.ts";
import { type LineToMatch, textsOf } from "./line.ts";

/** A stretch of a line's text that may be a document number, and how it stood there. */
export type Reference = { key: string; token: string };

/** The same with its place in the text. */
export type Stretch = Reference & { start: number; end: number };

/** A run of letters or of digits, its part of a key, and its place, so that a find can be shown in the text as the bank wrote it. */
type Run = { text: string; key: string; isDigits: boolean; start: number; end: number };

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

const ofLines = new WeakMap<LineToMatch, readonly Reference[]>();

/** The same of all texts of a line. Each search asks for it, and each answer: a line, which nobody changes, is read once. */
export function referencesOn(line: LineToMatch): readonly Reference[] {
  const known = ofLines.get(line);
  if (known) return known;
  const read = textsOf(line).flatMap(({ text }) => referencesIn(text));
  ofLines.set(line, read);
  return read;
}

/** What may be an identifier that we gave: the field for it, or the form of ours in the text, which CFONB 120 mixes. */
export function identifiersIn(line: LineToMatch): string[] {
  const own = line.endToEndId && line.endToEndId !== "NOTPROVIDED" ? [line.endToEndId] : [];
  const said = textsOf(line).flatMap(({ text }) => text.match(/\bRAPPRO-\d+-\d+\b/gi) ?? []);
  return [...new Set([...own, ...said])];
}

/** The references of a text with their places. Where a key stands twice, its first place. */
export function stretchesIn(whole: string): Stretch[] {
  const text = whole.slice(0, READ_MAX);
  const plain = isPlain(text);
  const folded = foldInPlace(text);
  const runs = runsOf(folded);
  const found = new Map<string, Stretch>();
  for (const [first, from] of runs.entries()) {
    let written = { solid: "", key: "" };
    for (let last = first; last < Math.min(first + RUNS_MAX, runs.length); last++) {
      const [to, before] = [runs[last], runs[last - 1]];
      if (!to) break;
      if (last > first && before && !SEPARATOR.test(folded.slice(before.end, to.start))) break;
      written = { solid: written.solid + to.text, key: written.key + to.key };
      if (last === first && !to.isDigits) continue;
      const [start, end] = [from.start, to.end];
      // Letters that fold to two ("œ") have one place in the text: they are read apart.
      const { solid, key } = plain ? written : numberOf(text.slice(start, end));
      if (isPlausible(solid, key) && !found.has(key))
        found.set(key, { key, token: text.slice(start, end), start, end });
    }
  }
  return [...found.values()];
}

function numberOf(token: string): { solid: string; key: string } {
  return { solid: blocksOf(token).join(""), key: normaliseNumber(token) };
}

/** Printable ASCII: capitals of it have their place, which is so of most texts of banks. */
function isPlain(text: string): boolean {
  return /^[\x20-\x7e]*$/.test(text);
}

/** Same length as the text, so that places agree: one letter for one letter. */
export function foldInPlace(text: string): string {
  if (isPlain(text)) return text.toUpperCase();
  return Array.from(text, (letter) => {
    const plain = fold(letter);
    return plain.length === letter.length
      ? plain
      : letter.toUpperCase().slice(0, letter.length).padEnd(letter.length);
  }).join("");
}

function runsOf(folded: string): Run[] {
  return Array.from(folded.matchAll(/[A-Z]+|\d+/g), ({ 0: text, index: start }) => {
    const isDigits = text < "A";
    return { text, key: isDigits ? withoutZeros(text) : text, isDigits, start, end: start + text.length };
  });
}

/**
 * As written, four signs or more of which a letter ("FA-0001", whose zeros the key lacks), or six digits: less is a year, a
 * postcode or a count, and proves nothing.
 */
function isPlausible(solid: string, key: string): boolean {
  if (key.length > 35 || !/\d/.test(key)) return false;
  return /[A-Z]/.test(key) ? solid.length >= 4 : key.length >= 6;
}
