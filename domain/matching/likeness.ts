/**
 * How alike two writings of a name are. `same`: the same words. `spelling`: every word there, with a slip or two, or run
 * together. `longer`: every word of the known name, and more. `part`: words of the known name are missing or cut.
 */
export type Likeness = "same" | "spelling" | "longer" | "part";

/** Letters that must agree before anything is called alike. */
const LETTERS_MIN = 6;
/** A slip is believed in a word of this many letters, two in a long one. */
const ONE_SLIP = 4;
const TWO_SLIPS = 8;

/**
 * Compares the telling words of a text with those of a known name, in whatever order they stand. Each word of the known name is
 * given the written word nearest to it. Undefined when they are not alike.
 */
export function likenessOf(written: readonly string[], known: readonly string[]): Likeness | undefined {
  if (known.length === 0 || written.length === 0) return undefined;
  let left = [...written];
  let [agreeing, slips, missing, merged] = [0, 0, 0, 0];
  for (const word of [...known].sort(longestFirst)) {
    const best = nearest(word, left);
    if (best) {
      left.splice(best.at, 1, ...best.rest);
      agreeing += word.length - best.slips;
      slips += best.slips;
      if (best.rest.length > 0) merged += 1;
    } else missing += 1;
  }
  left = left.filter((word) => word.length >= 2);
  if (agreeing < LETTERS_MIN || slips > Math.ceil(agreeing / ONE_SLIP)) return undefined;
  if (missing > 0)
    return missing < known.length && longestFound(written, known) >= ONE_SLIP + 1 ? "part" : undefined;
  if (left.length > 0) return known.length > 1 || agreeing >= TWO_SLIPS ? "longer" : undefined;
  return slips + merged > 0 ? "spelling" : "same";
}

type Near = { at: number; slips: number; rest: string[] };

/** The written word nearest to this one: itself, one with few slips, or one that holds it together with another. */
function nearest(word: string, written: readonly string[]): Near | undefined {
  const same = written.indexOf(word);
  if (same >= 0) return { at: same, slips: 0, rest: [] };
  if (word.length < ONE_SLIP) return undefined;
  const holding = written.findIndex((other) => other.startsWith(word) || other.endsWith(word));
  if (holding >= 0) {
    const other = written[holding] ?? "";
    const rest = other.startsWith(word) ? other.slice(word.length) : other.slice(0, -word.length);
    if (rest.length >= 2) return { at: holding, slips: 0, rest: [rest] };
  }
  const most = word.length >= TWO_SLIPS ? 2 : 1;
  const tried = written.map((other, at) => ({ at, slips: slipsBetween(word, other, most), rest: [] }));
  const [best] = tried.filter(({ slips }) => slips <= most).sort((a, b) => a.slips - b.slips || a.at - b.at);
  return best;
}

/** Letters of the longest known word that stands there as it is. */
function longestFound(written: readonly string[], known: readonly string[]): number {
  return Math.max(0, ...known.filter((word) => written.includes(word)).map((word) => word.length));
}

/**
 * Letters added, left out, changed or exchanged with their neighbour, to come from one word to the other (restricted
 * Damerau–Levenshtein); `most + 1` as soon as there are more.
 */
export function slipsBetween(one: string, other: string, most: number): number {
  if (Math.abs(one.length - other.length) > most) return most + 1;
  let [before, above] = [[] as number[], Array.from({ length: other.length + 1 }, (_, at) => at)];
  for (let row = 1; row <= one.length; row++) {
    const now = [row];
    for (let at = 1; at <= other.length; at++) {
      const same = one[row - 1] === other[at - 1];
      let least = Math.min(
        (above[at] ?? 0) + 1,
        (now[at - 1] ?? 0) + 1,
        (above[at - 1] ?? 0) + (same ? 0 : 1),
      );
      if (row > 1 && at > 1 && one[row - 1] === other[at - 2] && one[row - 2] === other[at - 1])
        least = Math.min(least, (before[at - 2] ?? 0) + 1);
      now.push(least);
    }
    if (Math.min(...now) > most) return most + 1;
    [before, above] = [above, now];
  }
  return above[other.length] ?? most + 1;
}

/**
 * The word, and what is left of it without each of its letters. Two words with no more than one slip between them have one of these
 * in common, whatever the slip: what a word with a slip was meant to be is found by key.
 */
export function tracesOf(word: string): string[] {
  const shorter = Array.from(word, (_, at) => word.slice(0, at) + word.slice(at + 1));
  return [...new Set([word, ...shorter])];
}

function longestFirst(a: string, b: string): number {
  return b.length - a.length || (a < b ? -1 : 1);
}
