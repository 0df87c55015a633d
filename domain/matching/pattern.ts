import { fold } from "../text.ts";

/**
 * The small language in which a rule says what stands in a text. Letters and digits are themselves, whatever their case and
 * accents; a blank is any run of blanks; `*` is anything; `{name}` is a word that gets a name, `{name:digits}` digits,
 * `{name:amount}` an amount, `{name:rest}` all that follows.
 *
 * It is not regular expressions on purpose: every pattern is matched in time proportional to the pattern times the text,
 * whoever wrote either of them. Nothing a customer writes on a transfer can make a night hang.
 */
export type Pattern = { atoms: Atom[]; names: string[]; literal: string };

/** One place of a pattern: one sign, one or more, or any number of them. */
type Atom = { accepts: (sign: string) => boolean; times: "one" | "many" | "any"; name?: string };

export type Anchor = "contains" | "is" | "starts";

const PATTERN_MAX = 200;
/** A text is looked at up to here: labels are short, and a label of 10,000 signs is not one. */
const TEXT_MAX = 2_000;

const isBlank = (sign: string) => /\s/.test(sign);
const CAPTURES: Record<string, Omit<Atom, "name">> = {
  word: { accepts: (sign) => !isBlank(sign), times: "many" },
  digits: { accepts: (sign) => sign >= "0" && sign <= "9", times: "many" },
  amount: { accepts: (sign) => /[\d.,\s]/.test(sign), times: "many" },
  rest: { accepts: () => true, times: "any" },
};

/** Reads a pattern. Undefined when a brace is not closed, a name is given twice or unknown, or nothing is left to look for. */
export function readPattern(text: string): Pattern | undefined {
  if (text.trim() === "" || text.length > PATTERN_MAX) return undefined;
  const atoms: Atom[] = [];
  const names: string[] = [];
  for (let at = 0; at < text.length; ) {
    const sign = text[at] ?? "";
    if (sign === "{") {
      const read = /^\{([a-z][a-z0-9_]{0,19})(?::([a-z]+))?\}/i.exec(text.slice(at));
      const [whole = "", name = "", kind = "word"] = read ?? [];
      const capture = CAPTURES[kind];
      if (!read || !capture || names.includes(name)) return undefined;
      names.push(name);
      atoms.push({ ...capture, name });
      at += whole.length;
    } else if (sign === "}") {
      return undefined;
    } else if (sign === "*") {
      atoms.push({ accepts: () => true, times: "any" });
      at += 1;
    } else if (isBlank(sign)) {
      atoms.push({ accepts: isBlank, times: "many" });
      at += /^\s+/.exec(text.slice(at))?.[0].length ?? 1;
    } else {
      for (const letter of fold(sign)) atoms.push({ accepts: (other) => other === letter, times: "one" });
      at += 1;
    }
  }
  return { atoms, names, literal: longestLiteral(text) };
}

/** What must stand in any text that fits: most texts are told apart by it alone. */
function longestLiteral(text: string): string {
  const pieces = fold(text.replace(/\{[^}]*\}/g, "*")).split(/[*\s]+/);
  return pieces.reduce((longest, piece) => (piece.length > longest.length ? piece : longest), "");
}

/**
 * Whether a text fits a pattern, and what its names stand for there. As few signs as possible go to `*`, as many as possible
 * to a name; the first place that fits is taken.
 */
export function matchPattern(
  pattern: Pattern,
  text: string,
  anchor: Anchor,
): Record<string, string> | undefined {
  const folded = fold(text).slice(0, TEXT_MAX);
  if (!folded.includes(pattern.literal)) return undefined;
  const fits = placesThatFit(pattern.atoms, folded, anchor);
  const width = folded.length + 1;
  const starts = anchor === "contains" ? width : 1;
  for (let start = 0; start < starts; start++) {
    if (fits[start]) return capturesFrom(pattern.atoms, folded, fits, start);
  }
  return undefined;
}

/** For each atom and place, whether the atoms from this one on fit from this place on. Filled from the end, each cell once. */
function placesThatFit(atoms: readonly Atom[], text: string, anchor: Anchor): Uint8Array {
  const width = text.length + 1;
  const fits = new Uint8Array((atoms.length + 1) * width);
  const last = atoms.length * width;
  if (anchor === "is") fits[last + text.length] = 1;
  else fits.fill(1, last);
  for (let nth = atoms.length - 1; nth >= 0; nth--) {
    const atom = atoms[nth] as Atom;
    const [row, next] = [nth * width, (nth + 1) * width];
    for (let at = text.length; at >= 0; at--) {
      const taken = at < text.length && atom.accepts(text[at] as string);
      const after =
        taken && (fits[next + at + 1] === 1 || (atom.times !== "one" && fits[row + at + 1] === 1));
      fits[row + at] = after || (atom.times === "any" && fits[next + at] === 1) ? 1 : 0;
    }
  }
  return fits;
}

function capturesFrom(
  atoms: readonly Atom[],
  text: string,
  fits: Uint8Array,
  start: number,
): Record<string, string> {
  const width = text.length + 1;
  const captures: Record<string, string> = {};
  let at = start;
  for (const [nth, atom] of atoms.entries()) {
    const [row, next] = [nth * width, (nth + 1) * width];
    const from = at;
    const mayGoOn = () => at < text.length && atom.accepts(text[at] as string) && fits[row + at + 1] === 1;
    if (atom.times === "one") at += 1;
    else if (atom.name === undefined) {
      if (atom.times === "many") at += 1;
      while (fits[next + at] !== 1) at += 1;
    } else {
      while (mayGoOn()) at += 1;
      if (atom.times === "many") at += 1;
    }
    if (atom.name !== undefined) captures[atom.name] = text.slice(from, at).trim();
  }
  return captures;
}
