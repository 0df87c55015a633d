import { blocksOf, normaliseNumber, solidNumber } from "../documentNumber.ts";
import { type LineToMatch, type ReadAs, textsOf } from "./line.ts";
import { foldInPlace, type Stretch, stretchesIn } from "./references.ts";

/**
 * A stretch of a line and the form in which it is compared with the numbers of our documents. `key`: letters and digits without
 * leading zeros (documentNumber.ts); `solid`: letters and digits run together, zeros and all ("FA260500112"); `digits`: a number
 * that lost its letters ("2605-00112").
 */
export type NumberRead = { by: "key" | "solid" | "digits"; key: string; token: string; as: ReadAs };

/** The letter that fingers and readers take for a digit. */
const LOOK_ALIKE = /(?<=\d[-/.]?)O+(?=\d)|(?<=\d)O+(?=[-/.]\d)/g;
/** ISO 11649: RF, two check digits, at most 21 letters and digits, often in groups of four. */
const CREDITOR_REFERENCE = /\bRF ?\d{2}(?: ?[A-Z0-9]{1,4}){1,6}\b/g;
/** How much of two neighbouring fields is read as one: a number is no longer. */
const SEAM = 24;

/** Every stretch of a line that may be one of our numbers, as people and banks mangle them. Bounded by the length of the texts. */
export function numbersRead(line: LineToMatch): NumberRead[] {
  const texts = textsOf(line).map(({ text }) => text);
  const found = [
    ...texts.flatMap(creditorReferences),
    ...texts.flatMap((text) => readings(stretchesIn(text), text, "plain")),
    ...texts.flatMap(misread),
    ...line.details.slice(1).flatMap((text, at) => acrossSeam(line.details[at] ?? "", text)),
  ];
  const first = new Map<string, NumberRead>();
  for (const read of found) {
    const key = `${read.by} ${read.key}`;
    if (!first.has(key)) first.set(key, read);
  }
  return [...first.values()];
}

function readings(stretches: readonly Stretch[], text: string, as: ReadAs): NumberRead[] {
  return stretches.flatMap(({ key, start, end }): NumberRead[] => {
    const token = text.slice(start, end);
    const read: NumberRead[] = [{ by: "key", key, token, as }];
    if (/^\d+$/.test(key)) return [...read, { by: "digits", key, token, as: "without_prefix" }];
    const blocks = blocksOf(token);
    if (blocks.length === 2 && (blocks[1] ?? "").length >= 7)
      read.push({ by: "solid", key: blocks.join(""), token, as });
    return read;
  });
}

/** "FA26O5-OO112": read again with zeros, at the same places. */
function misread(text: string): NumberRead[] {
  const folded = foldInPlace(text);
  const mended = folded.replace(LOOK_ALIKE, (letters) => "0".repeat(letters.length));
  return mended === folded ? [] : readings(stretchesIn(mended), text, "plain");
}

/** The end of one field and the beginning of the next, read as one: banks break a text wherever its field is full. */
function acrossSeam(left: string, right: string): NumberRead[] {
  const [before, after] = [left.trimEnd().slice(-SEAM), right.trimStart().slice(0, SEAM)];
  if (!/\w-?$/.test(before) || !/^[\w-]/.test(after)) return [];
  return stretchesIn(before + after)
    .filter(({ start, end }) => start < before.length && end > before.length)
    .flatMap(({ key, start, end }): NumberRead[] => {
      const token = `${before.slice(start)} ${after.slice(0, end - before.length)}`;
      const solid = solidNumber(token);
      return [
        { by: "key", key, token, as: "split" },
        { by: "solid", key: solid, token, as: "split" },
      ];
    });
}

/** Structured creditor references whose check digits are right: a slip in one would not pass (ISO 11649). */
function creditorReferences(text: string): NumberRead[] {
  const folded = foldInPlace(text);
  return [...folded.matchAll(CREDITOR_REFERENCE)].flatMap((match): NumberRead[] => {
    const token = text.slice(match.index, match.index + match[0].length);
    const reference = longestValid(match[0].replaceAll(" ", ""));
    if (reference === undefined) return [];
    return [
      { by: "key", key: normaliseNumber(reference), token, as: "creditor_reference" },
      { by: "solid", key: reference, token, as: "creditor_reference" },
    ];
  });
}

/** Words that follow the reference may look like its groups: the longest beginning that the check digits confirm. */
function longestValid(written: string): string | undefined {
  for (let length = Math.min(written.length, 25); length >= 5; length--) {
    if (remainder97(written.slice(4, length) + written.slice(0, 4)) === 1) return written.slice(4, length);
  }
  return undefined;
}

/** ISO 7064 MOD 97-10, letters counting from A = 10. */
function remainder97(text: string): number {
  let rest = 0;
  for (const sign of text) rest = Number(`${rest}${Number.parseInt(sign, 36)}`) % 97;
  return rest;
}
