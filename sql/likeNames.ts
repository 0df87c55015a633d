import { likenessOf } from "../domain/matching/likeness.ts";
import type { LikeName, LineToMatch, Retrieved, ShareToMatch } from "../domain/matching/line.ts";
import { wordsOfAName } from "../domain/matching/names.ts";
import { nearNumbers } from "../domain/matching/nearNumbers.ts";
import { idsOf } from "./bulk.ts";
import type { Db } from "./connect.ts";

/** A word, or half of one, that more parties than this have in their names tells nobody apart. */
const PARTIES_PER_PROBE_MAX = 60;
/** From this many letters on, a word with one slip still has a half that tells. */
const HALVED_FROM = 6;
/** Open shares of one amount beyond this are not looked through. */
const SHARES_PER_AMOUNT_MAX = 50;

/** A question to the words of names: the word itself, its first half, or its last half read backwards. */
type Probe = { how: "word" | "first" | "last"; text: string; lineId: bigint };

/**
 * Finds, for lines that name nobody exactly, the customers whose names are like the words on the line. A slip leaves one half of
 * its word whole, and leaves the other words whole: each is looked up by key, and the names found are compared in the domain. A
 * fixed number of statements; bounded per line by the words of a line and the parties of a word.
 */
export async function findLikeNames(
  db: Db,
  lines: readonly LineToMatch[],
  into: Retrieved,
  sharesOf: (thirdPartyIds: readonly bigint[]) => Promise<Map<bigint, ShareToMatch[]>>,
): Promise<void> {
  const texts = new Map(lines.map((line) => [line.id, textOfName(line)]));
  const parties = await partiesNear(
    db,
    lines.flatMap((line) => probesOf(line.id, texts.get(line.id) ?? "")),
  );
  const alike = new Map<bigint, { thirdPartyId: bigint; likeness: LikeName["likeness"] }[]>();
  for (const { id } of lines) {
    const written = wordsOfAName(texts.get(id) ?? "");
    const found = (parties.get(id) ?? []).flatMap(({ thirdPartyId, nameKey }) => {
      const likeness = likenessOf(written, nameKey.split(" "));
      // The same words on a line without a payer of its own: the label says more than the name.
      return likeness
        ? [{ thirdPartyId, likeness: likeness === "same" ? ("longer" as const) : likeness }]
        : [];
    });
    if (found.length > 0) alike.set(id, found);
  }
  const ids = new Set([...alike.values()].flat().map(({ thirdPartyId }) => thirdPartyId));
  const shares = await sharesOf([...ids]);
  for (const [id, found] of alike) {
    const token = texts.get(id) ?? "";
    const finds = found.flatMap(({ thirdPartyId, likeness }) =>
      (shares.get(thirdPartyId) ?? []).map((share) => ({ share, token, likeness })),
    );
    if (finds.length > 0) into.byLikeName.set(id, finds);
  }
}

/** The payer that the bank gives; without one, its label. */
function textOfName(line: LineToMatch): string {
  return line.counterpartyName ?? line.label;
}

function probesOf(lineId: bigint, text: string): Probe[] {
  return wordsOfAName(text)
    .filter((word) => word.length >= 3)
    .flatMap((word): Probe[] => {
      const whole: Probe = { how: "word", text: word, lineId };
      if (word.length < HALVED_FROM) return [whole];
      const backwards = [...word].reverse().join("");
      return [
        whole,
        ...halvesOf(word).flatMap((half): Probe[] => [
          { how: "first", text: word.slice(0, half), lineId },
          { how: "last", text: backwards.slice(0, half), lineId },
        ]),
        ...middleExchanged(word).map((text): Probe => ({ how: "word", text, lineId })),
      ];
    });
}

/** Lengths of the halves. The longer ones of an odd word tell more; the shorter ones stay whole when the slip is in the middle. */
function halvesOf({ length }: string): number[] {
  return length % 2 === 0 ? [length / 2] : [(length + 1) / 2, (length - 1) / 2];
}

/** The one slip that spoils both halves of an even word: the two letters at its middle exchanged. */
function middleExchanged(word: string): string[] {
  const half = word.length / 2;
  if (!Number.isInteger(half) || word[half - 1] === word[half]) return [];
  return [`${word.slice(0, half - 1)}${word[half]}${word[half - 1]}${word.slice(half + 1)}`];
}

type NearParty = { thirdPartyId: bigint; nameKey: string };

async function partiesNear(db: Db, probes: readonly Probe[]): Promise<Map<bigint, NearParty[]>> {
  const found = new Map<bigint, NearParty[]>();
  if (probes.length === 0) return found;
  const texts = (how: Probe["how"]) => [
    ...new Set(probes.filter((probe) => probe.how === how).map(({ text }) => text)),
  ];
  // Behind every word that begins so: computed here, since row-level security lets only plain comparisons use an index.
  const beyond = (beginnings: readonly string[]) => beginnings.map((text) => `${text}~`);
  // One more than the most is fetched: a probe that gives that many is too common, and says nothing.
  const rows = await db<(NearParty & { how: Probe["how"]; text: string })[]>`
    with hit as (
      select 'word' as how, probe.text, near.third_party_id
        from unnest(${texts("word")}::text[]) as probe (text)
       cross join lateral (select third_party_id from identity.party_word
                            where company_id = current_company() and word = probe.text
                            limit ${PARTIES_PER_PROBE_MAX + 1}) as near
      union all
      select 'first', probe.text, near.third_party_id
        from unnest(${texts("first")}::text[], ${beyond(texts("first"))}::text[]) as probe (text, beyond)
       cross join lateral (select third_party_id from identity.party_word
                            where company_id = current_company() and word >= probe.text and word < probe.beyond
                            limit ${PARTIES_PER_PROBE_MAX + 1}) as near
      union all
      select 'last', probe.text, near.third_party_id
        from unnest(${texts("last")}::text[], ${beyond(texts("last"))}::text[]) as probe (text, beyond)
       cross join lateral (select third_party_id from identity.party_word
                            where company_id = current_company()
                              and backwards >= probe.text and backwards < probe.beyond
                            limit ${PARTIES_PER_PROBE_MAX + 1}) as near
    )
    select hit.how, hit.text, hit.third_party_id, coalesce(third_party.name_key, person.name_key, '') as name_key
      from hit
      join third_party on third_party.id = hit.third_party_id and third_party.payer in ('patient', 'business')
      left join identity.person on person.third_party_id = hit.third_party_id
     order by hit.third_party_id
  `;
  const byProbe = new Map<string, NearParty[]>();
  for (const { how, text, ...party } of rows) {
    const key = `${how} ${text}`;
    const known = byProbe.get(key);
    if (known) known.push(party);
    else byProbe.set(key, [party]);
  }
  for (const { how, text, lineId } of probes) {
    const near = byProbe.get(`${how} ${text}`) ?? [];
    if (near.length > PARTIES_PER_PROBE_MAX) continue;
    const known = found.get(lineId) ?? [];
    const ids = new Set(known.map(({ thirdPartyId }) => thirdPartyId));
    found.set(lineId, [...known, ...near.filter(({ thirdPartyId }) => !ids.has(thirdPartyId))]);
  }
  return found;
}

/** Open shares of exactly the amount, for lines that name nobody; of too many of one amount, those with a number like the line's. */
export async function findByAmount(
  db: Db,
  currency: string,
  lines: readonly LineToMatch[],
): Promise<Retrieved["byAmount"]> {
  const found: Retrieved["byAmount"] = new Map();
  const amounts = new Set(lines.map((line) => line.amount));
  if (amounts.size === 0) return found;
  const rows = await db<ShareToMatch[]>`
    select share.id as share_id, invoice.id as invoice_id, invoice.number as invoice, invoice.lifecycle, invoice.type,
           share.payer, share.third_party_id, share.due_cents as due, invoice.issued_on,
           coalesce(third_party.name_key, person.name_key, '') as name_key
      from unnest(${idsOf(amounts)}::text[]::bigint[]) as wanted (amount)
     cross join lateral (
       select id from share
        where company_id = current_company() and due_cents = wanted.amount and payer in ('patient', 'business')
          and due_cents > 0
        limit ${SHARES_PER_AMOUNT_MAX + 1}
     ) as hit
      join share on share.id = hit.id
      join invoice on invoice.id = share.invoice_id and invoice.currency = ${currency}
      join third_party on third_party.id = share.third_party_id
      left join identity.person on person.third_party_id = share.third_party_id
     order by share.id
  `;
  const byAmount = new Map<bigint, ShareToMatch[]>();
  for (const row of rows) byAmount.set(row.due, [...(byAmount.get(row.due) ?? []), row]);
  const common: LineToMatch[] = [];
  for (const line of lines) {
    const shares = byAmount.get(line.amount) ?? [];
    if (shares.length > SHARES_PER_AMOUNT_MAX) common.push(line);
    else if (shares.length > 0) found.set(line.id, shares);
  }
  await findNearNumbers(db, currency, common, found);
  return found;
}

/** Of an amount that many invoices have, those whose number is nearly one on the line, or begins as one that was cut off. */
async function findNearNumbers(
  db: Db,
  currency: string,
  lines: readonly LineToMatch[],
  into: Retrieved["byAmount"],
): Promise<void> {
  const wanted = lines.flatMap((line) => nearNumbers(line).map((key) => ({ line, key })));
  if (wanted.length === 0) return;
  const rows = await db<(ShareToMatch & { lineId: bigint })[]>`
    select wanted.line_id, share.id as share_id, invoice.id as invoice_id, invoice.number as invoice, invoice.lifecycle,
           invoice.type, share.payer, share.third_party_id, share.due_cents as due, invoice.issued_on,
           coalesce(third_party.name_key, person.name_key, '') as name_key
      from unnest(${idsOf(wanted.map(({ line }) => line.id))}::text[]::bigint[],
                  ${wanted.map(({ key }) => key)}::text[],
                  ${idsOf(wanted.map(({ line }) => line.amount))}::text[]::bigint[]) as wanted (line_id, key, amount)
     cross join lateral (
       select id, number, lifecycle, type, issued_on from invoice
        where company_id = current_company() and number_solid = wanted.key and currency = ${currency}
        limit ${SHARES_PER_AMOUNT_MAX}
     ) as invoice
      join share on share.invoice_id = invoice.id and share.due_cents = wanted.amount
                and share.payer in ('patient', 'business')
      join third_party on third_party.id = share.third_party_id
      left join identity.person on person.third_party_id = share.third_party_id
     order by wanted.line_id, share.id
     limit ${SHARES_PER_AMOUNT_MAX * lines.length}
  `;
  for (const { lineId, ...share } of rows) into.set(lineId, [...(into.get(lineId) ?? []), share]);
}
