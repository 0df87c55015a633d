import type { Fact, FactCode } from "./evidence.ts";
import { type Likeness, likenessOf } from "./likeness.ts";
import { type LineToMatch, type ShareToMatch, textsOf } from "./line.ts";
import { nameKey, nameWords, wordsOfAName } from "./names.ts";
import { foldInPlace } from "./references.ts";

/** Who the payer may be, by IBAN and by name, among those who owe; `known` also when he owes nothing. */
export type Parties = { iban: Set<bigint>; name: Set<bigint>; known: boolean };

/** Facts by which the payer confirms a number. Without one, a number and a lesser amount look just like a slip in the number. */
export const PAYER_AGREES = new Set<FactCode>([
  "iban_known",
  "name_exact",
  "name_spelling",
  "name_longer",
  "name_part",
  "name_close",
]);

export const LIKE_NAME: Record<Exclude<Likeness, "same">, FactCode> = {
  spelling: "name_spelling",
  longer: "name_longer",
  part: "name_part",
};

/** Whether the payer is the customer of a document that the line names: by IBAN, then by name. `whole`: the amount settles it. */
export function payerFacts(
  line: LineToMatch,
  share: ShareToMatch,
  parties: Parties,
  { whole }: { whole: boolean },
): Fact[] {
  const facts: Fact[] = [];
  if (parties.iban.has(share.thirdPartyId)) facts.push({ code: "iban_known" });
  else if (parties.iban.size > 0) facts.push({ code: "other_party_named" });
  if (parties.name.has(share.thirdPartyId)) return [...facts, { code: "name_exact" }];
  if (line.counterpartyName && nameKey(line.counterpartyName)) {
    // Somebody pays for somebody else: a relative, an employer. A customer of ours who does so may have slipped in the number.
    const stranger: FactCode = !parties.known && whole ? "payer_unknown" : "other_party_named";
    return [...facts, { code: namedLike(line.counterpartyName, share) ?? stranger }];
  }
  return standsInText(line, share) ? [...facts, { code: "name_close" }] : facts;
}

/** How the payer that the bank gives is like the customer's name; one common word is little, and still not somebody else. */
function namedLike(payer: string, share: ShareToMatch): FactCode | undefined {
  const known = share.nameKey.split(" ");
  const likeness = likenessOf(wordsOfAName(payer), known);
  if (likeness === "same") return "name_exact";
  if (likeness !== undefined) return LIKE_NAME[likeness];
  return nameWords(payer).some((word) => known.includes(word)) ? "name_close" : undefined;
}

/**
 * What a line without a payer of its own says of the customer of an invoice that has its amount: a telling word of his name stands
 * among its words, or its last word, where the bank cut the text, is how a word of his name begins. Six letters may be left of a
 * name: of the invoices of one amount they still tell some apart.
 * @returns the facts, for each share that is asked
 */
export function namedByWords(line: LineToMatch): (share: ShareToMatch) => Fact[] {
  const stranger: Fact = { code: "payer_not_named" };
  if (line.counterpartyName) return () => [stranger];
  const texts = textsOf(line).map((text) => ({ ...text, folded: foldInPlace(text.text) }));
  const written = texts.flatMap(({ text, folded }) =>
    wordsOfAName(text)
      .filter((word) => word.length >= TELLING_LETTERS)
      .map((word) => ({ word, at: new RegExp(`(?<![A-Z\\d])${word}(?![A-Z\\d])`).exec(folded)?.index }))
      .map(({ word, at }) => ({ word, token: at === undefined ? word : text.slice(at, at + word.length) })),
  );
  const ends = texts.flatMap(({ text, folded, cut }) => {
    const [word] = (cut && /(?<![A-Z\d])[A-Z]+$/.exec(folded)) || [];
    return word === undefined ? [] : [{ word, token: text.slice(-word.length) }];
  });
  return ({ nameKey }) => {
    const words = nameKey.split(" ");
    const whole = written.find(({ word }) => words.includes(word));
    if (whole) return [{ code: "name_part", token: whole.token }];
    const begun = ends.find((end) => words.some((word) => word.startsWith(end.word)));
    return begun ? [{ code: "name_cut_fits", token: begun.token }, stranger] : [stranger];
  };
}

/**
 * No payer of its own on the line, but a telling word of the customer's name among its words; where the bank cut the text, the
 * beginning of one ("VIR ACOMPTE FA2609-00113 PASQUI").
 */
function standsInText(line: LineToMatch, share: ShareToMatch): boolean {
  const texts = textsOf(line).map((text) => ({ ...text, words: nameWords(text.text) }));
  const words = new Set(texts.flatMap((text) => text.words));
  const beginnings = texts
    .filter(({ cut }) => cut !== undefined)
    .flatMap((text) => text.words.slice(-1))
    .filter((word) => word.length >= TELLING_LETTERS);
  return share.nameKey
    .split(" ")
    .filter((word) => word.length >= TELLING_LETTERS)
    .some((word) => words.has(word) || beginnings.some((beginning) => word.startsWith(beginning)));
}

const TELLING_LETTERS = 4;
