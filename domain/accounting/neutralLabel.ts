import { fold, squeeze } from "../text.ts";

/** What a label may carry that must not leave the books: the words of the bank, and the names of patients with their codes. */
export type Unsaid = {
  /** The texts of the bank line that the entry was written from, as our labels quote them. */
  bankWords: readonly string[];
  patients: readonly { name: string; code: string }[];
};

/**
 * The label of an entry as it may be handed out: the bank's words are cut, since anybody's name may stand in
 * them, and a patient is known by the code. What is left is ours: the kind of the operation, document numbers, codes.
 * @param otherwise what stands for a label of which nothing is left, such as the journal's name
 */
export function neutralLabel(label: string, { bankWords, patients }: Unsaid, otherwise: string): string {
  let text = squeeze(label);
  // The longest first: a short text may be part of a longer one.
  for (const words of bankWords.map(squeeze).toSorted((a, b) => b.length - a.length))
    if (words !== "") text = text.replace(new RegExp(`(?<!\\S)${literally(words)}(?!\\S)`, "gu"), " ");
  for (const { name, code } of patients) if (mayName(text, name)) text = text.replace(patternOf(name), code);
  return squeeze(text) || otherwise;
}

/** A look before the search: a file has a million labels, and few of them name anybody. */
function mayName(text: string, name: string): boolean {
  const folded = fold(text);
  return fold(name)
    .split(/[^A-Z0-9]+/)
    .every((word) => folded.includes(word));
}

/** The words of a name in either order, whatever their case and accents: "SACOREC THEO", "Théo Sacorec". */
function patternOf(name: string): RegExp {
  const words = squeeze(name)
    .split(/[\s'’-]+/)
    .filter((word) => word !== "")
    .map(loosely);
  if (words.length === 0) return /(?!)/u;
  const apart = "[\\s'’-]+";
  return new RegExp(`(?<!\\p{L})(?:${words.join(apart)}|${words.toReversed().join(apart)})(?!\\p{L})`, "giu");
}

/** A word that matches with or without its accents. */
function loosely(word: string): string {
  return Array.from(word.normalize("NFC"), (sign) => {
    const bare = sign.normalize("NFD").replace(/\p{M}/gu, "");
    return /\p{L}/u.test(bare) ? `[${bare}${VARIANTS[bare.toLowerCase()] ?? ""}]` : literally(bare);
  }).join("");
}

function literally(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&");
}

const VARIANTS: Record<string, string> = {
  a: "àâäáãå",
  c: "ç",
  e: "éèêë",
  i: "îïíì",
  n: "ñ",
  o: "ôöóòõ",
  u: "ûüùú",
  y: "ÿ",
};
