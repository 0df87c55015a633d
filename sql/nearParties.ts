import { slipsBetween, tracesOf } from "../domain/matching/likeness.ts";
import type { Db } from "./connect.ts";

/** A customer whose name bears a word that was asked for, or one near it. */
export type NearParty = { thirdPartyId: bigint; nameKey: string };

/** A word, or half of one, that more customers than this have in their names tells nobody apart by itself. */
const PARTIES_PER_PROBE_MAX = 60;
/** Letters that a word must have to be asked for. */
const LETTERS_MIN = 3;
/** From this many letters on, half a word tells something. */
const HALVED_FROM = 6;
/** Two words that both tell little are asked for together where the rarer is in no more names than this. */
const PARTIES_OF_A_PAIR_MAX = 5_000;
/** Pairs of words asked for one line. */
const PAIRS_PER_LINE_MAX = 30;

/** A question to the words of names: the word itself, its first half, or its last half read backwards. */
type Probe = { how: "word" | "first" | "last"; text: string };
/** A word written on a line, with those it may mean: itself, and the words of names that are one slip away. */
type Meant = { word: string; known: string[] };
type Pair = { one: string; other: string };

/**
 * The customers whose names bear words of lines: as written, with one slip, or half of one. A word that too many names have says
 * nothing by itself; it is asked for together with each other such word of its line, of which one may have a slip.
 * @param wordsByLine the words of each line, by its id
 * @returns customers by line, and the lines of which more names may be alike than are found, because two words together are in too
 *   many names, or the only known one is
 */
export async function partiesNear(
  db: Db,
  wordsByLine: ReadonlyMap<bigint, readonly string[]>,
): Promise<{ parties: Map<bigint, NearParty[]>; cutShort: Set<bigint> }> {
  const written = new Set([...wordsByLine.values()].flat().filter((word) => word.length >= LETTERS_MIN));
  const near = await wordsNear(db, written);
  const meant = new Map(
    [...wordsByLine].map(([id, words]) => [
      id,
      [...new Set(words)].flatMap((word) =>
        written.has(word) ? { word, known: near.get(word) ?? [word] } : [],
      ),
    ]),
  );
  const byProbe = await askProbes(db, [...meant.values()].flat().flatMap(probesOf));
  const hitsOf = (probe: Probe) => byProbe.get(keyOf(probe)) ?? NO_HITS;
  const hitsOfWord = (text: string) => hitsOf({ how: "word", text });
  const isCommon = (word: string) => tooMany(hitsOfWord(word));
  const pairs = new Map([...meant].map(([id, words]) => [id, pairsOf(words, isCommon)]));
  const askable = (id: bigint) => (pairs.get(id) ?? []).slice(0, PAIRS_PER_LINE_MAX);
  const byPair = await askPairs(db, [...meant.keys()].flatMap(askable));

  const parties = new Map<bigint, NearParty[]>();
  const cutShort = new Set<bigint>();
  for (const [id, words] of meant) {
    // Beyond the most, a pair is not looked at even where another line asked for it: a line never depends on its batch.
    const together = (pairs.get(id) ?? []).map((pair, at) =>
      at < PAIRS_PER_LINE_MAX ? byPair.get(pairKey(pair)) : undefined,
    );
    const telling = [...words.flatMap(probesOf).map(hitsOf), ...together].flatMap((hits) =>
      hits && !tooMany(hits) ? hits.customers : [],
    );
    parties.set(id, [...new Map(telling.map((party) => [party.thirdPartyId, party])).values()]);
    const inNames = words.filter(({ known }) => known.some((word) => hitsOfWord(word).parties > 0));
    const isAlone = inNames.length === 1 && inNames.some(({ known }) => known.some(isCommon));
    if (isAlone || together.some((hits) => !hits || tooMany(hits))) cutShort.add(id);
  }
  return { parties, cutShort };
}

/** The words of names that are at most one slip away, by the word written: two such words have a trace in common. */
async function wordsNear(db: Db, written: ReadonlySet<string>): Promise<Map<string, string[]>> {
  const near = new Map([...written].map((word) => [word, [word]]));
  const traces = [...written].flatMap((word) => tracesOf(word).map((trace) => ({ word, trace })));
  if (traces.length === 0) return near;
  // By key, one trace at a time, whatever the planner knows of the table; of n letters there are at most 26 (n + 1) words one longer.
  const rows = await db<{ word: string; known: string }[]>`
    select distinct asked.word, near.word as known
      from unnest(${traces.map(({ word }) => word)}::text[], ${traces.map(({ trace }) => trace)}::text[]) as asked (word, trace)
     cross join lateral (select word from identity.word_trace
                          where company_id = current_company() and trace = asked.trace
                         offset 0) as near
     where near.word <> asked.word
     order by known
  `;
  for (const { word, known } of rows) if (slipsBetween(word, known, 1) === 1) near.get(word)?.push(known);
  return near;
}

/** Half a word finds what is run together and what has two slips in its other half; of an odd word the longer half tells more. */
function probesOf({ word, known }: Meant): Probe[] {
  const words = known.map((text): Probe => ({ how: "word", text }));
  if (word.length < HALVED_FROM) return words;
  const half = Math.ceil(word.length / 2);
  const backwards = [...word].reverse().join("");
  return [
    ...words,
    { how: "first", text: word.slice(0, half) },
    { how: "last", text: backwards.slice(0, half) },
  ];
}

/** Two common words of two words of a line, of which one at the most has a slip: those as written first. */
function pairsOf(words: readonly Meant[], isCommon: (word: string) => boolean): Pair[] {
  const common = words.map(({ word, known }) => ({ word, known: known.filter(isCommon) }));
  const pairs = common.flatMap((first, at) =>
    common.slice(at + 1).flatMap((second) =>
      first.known.flatMap((one) =>
        second.known.map((other) => ({
          one,
          other,
          slips: Number(one !== first.word) + Number(other !== second.word),
        })),
      ),
    ),
  );
  return pairs.filter(({ slips }) => slips < 2).sort((a, b) => a.slips - b.slips);
}

function keyOf({ how, text }: Probe): string {
  return `${how} ${text}`;
}

function pairKey({ one, other }: Pair): string {
  return one < other ? `${one} ${other}` : `${other} ${one}`;
}

/** One more than the most is found of each probe and pair: one that finds that many is too common, and says nothing. */
const ENOUGH = PARTIES_PER_PROBE_MAX + 1;
/** What was found of a probe or a pair. Insurers are found by their returns: they count, and are not among the customers. */
type Hits = { parties: number; customers: NearParty[] };
const NO_HITS: Hits = { parties: 0, customers: [] };

function tooMany({ parties }: Hits): boolean {
  return parties >= ENOUGH;
}

async function askProbes(db: Db, probes: readonly Probe[]): Promise<Map<string, Hits>> {
  if (probes.length === 0) return new Map();
  const texts = (how: Probe["how"]) => [
    ...new Set(probes.filter((probe) => probe.how === how).map(({ text }) => text)),
  ];
  // Behind every word that begins so: computed here, since row-level security lets only plain comparisons use an index.
  const beyond = (beginnings: readonly string[]) => beginnings.map((text) => `${text}~`);
  const rows = await db<Row[]>`
    with hit as (
      select 'word ' || probe.text as key, near.third_party_id
        from unnest(${texts("word")}::text[]) as probe (text)
       cross join lateral (select third_party_id from identity.party_word
                            where company_id = current_company() and word = probe.text
                            limit ${ENOUGH}) as near
      union all
      select 'first ' || probe.text, near.third_party_id
        from unnest(${texts("first")}::text[], ${beyond(texts("first"))}::text[]) as probe (text, beyond)
       cross join lateral (select third_party_id from identity.party_word
                            where company_id = current_company() and word >= probe.text and word < probe.beyond
                            limit ${ENOUGH}) as near
      union all
      select 'last ' || probe.text, near.third_party_id
        from unnest(${texts("last")}::text[], ${beyond(texts("last"))}::text[]) as probe (text, beyond)
       cross join lateral (select third_party_id from identity.party_word
                            where company_id = current_company()
                              and backwards >= probe.text and backwards < probe.beyond
                            limit ${ENOUGH}) as near
    )
    ${named(db)}
  `;
  return byKey(rows);
}

/** Of each pair the customers whose names bear both words. Nothing is said of a pair whose rarer word is in very many names too. */
async function askPairs(db: Db, pairs: readonly Pair[]): Promise<Map<string, Hits>> {
  const distinct = [...new Map(pairs.map((pair) => [pairKey(pair), pair])).values()];
  if (distinct.length === 0) return new Map();
  const counts = await db<{ word: string; parties: number }[]>`
    select asked.word, counted.parties
      from unnest(${[...new Set(distinct.flatMap(({ one, other }) => [one, other]))]}::text[]) as asked (word)
     cross join lateral (
       select count(*)::integer as parties
         from (select from identity.party_word
                where company_id = current_company() and word = asked.word
                limit ${PARTIES_OF_A_PAIR_MAX + 1}) as borne
     ) as counted
  `;
  const parties = new Map(counts.map((row) => [row.word, row.parties]));
  const ordered = distinct
    .map((pair) => ({
      pair,
      words: [pair.one, pair.other].sort((a, b) => (parties.get(a) ?? 0) - (parties.get(b) ?? 0)),
    }))
    .filter(({ words: [rarer = ""] }) => (parties.get(rarer) ?? 0) <= PARTIES_OF_A_PAIR_MAX);
  const rows = await db<Row[]>`
    with hit as (
      select pair.key, bearer.third_party_id
        from unnest(${ordered.map(({ pair }) => pairKey(pair))}::text[], ${ordered.map(({ words }) => words[0] ?? "")}::text[],
                    ${ordered.map(({ words }) => words[1] ?? "")}::text[]) as pair (key, rarer, other)
       cross join lateral (
         select rarer.third_party_id
           from identity.party_word as rarer
          cross join lateral (select from identity.party_word
                               where company_id = current_company() and word = pair.other
                                 and third_party_id = rarer.third_party_id
                              offset 0) as other
          where rarer.company_id = current_company() and rarer.word = pair.rarer
          limit ${ENOUGH}
       ) as bearer
    )
    ${named(db)}
  `;
  const found = byKey(rows);
  return new Map(ordered.map(({ pair }) => [pairKey(pair), found.get(pairKey(pair)) ?? NO_HITS]));
}

/** The parties hit, with their names. */
function named(db: Db) {
  return db`
    select hit.key, hit.third_party_id, coalesce(third_party.name_key, person.name_key, '') as name_key,
           third_party.payer in ('patient', 'business') as is_customer
      from hit
      join third_party on third_party.id = hit.third_party_id
      left join identity.person on person.third_party_id = hit.third_party_id
     order by hit.third_party_id
  `;
}

type Row = NearParty & { key: string; isCustomer: boolean };

function byKey(rows: readonly Row[]): Map<string, Hits> {
  const found = new Map<string, Hits>();
  for (const { key, isCustomer, ...party } of rows) {
    const hits = found.get(key) ?? { parties: 0, customers: [] };
    found.set(key, hits);
    hits.parties += 1;
    if (isCustomer) hits.customers.push(party);
  }
  return found;
}
