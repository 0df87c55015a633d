import { comesBack } from "../domain/matching/kindOfLine.ts";
import {
  type LineToMatch,
  type NumberFind,
  nothingRetrieved,
  type Retrieved,
  type ShareToMatch,
} from "../domain/matching/line.ts";
import { isTelling, nameKey } from "../domain/matching/names.ts";
import { mayGoOn } from "../domain/matching/nearNumbers.ts";
import { type NumberRead, numbersRead } from "../domain/matching/numbersRead.ts";
import { customersByAlias, type LearntName } from "./aliases.ts";
import { idsOf } from "./bulk.ts";
import type { Db } from "./connect.ts";
import { findLikeNames } from "./likeNames.ts";
import { findByAmount } from "./sameAmount.ts";

/** A payer with more open shares than this is not searched through; his lines need a number. */
const SHARES_PER_PARTY_MAX = 200;

/** Documents of one number in its shortest form: beyond this it names nothing. */
const SHARES_PER_NUMBER_MAX = 50;

/**
 * What the books know that could explain the lines of a batch: the documents they name, and the open shares of the
 * payers they name by IBAN or by name. A fixed number of statements, whatever the number of lines; each looks its rows up by
 * key (lateral, limit), so that a batch costs the same against a thousand invoices and against a million.
 */
export async function retrieveCandidates(db: Db, lines: readonly MoneyLine[]): Promise<Retrieved> {
  const all = nothingRetrieved();
  for (const currency of new Set(lines.map(currencyOf))) {
    const found = await retrieveIn(
      db,
      currency,
      lines.filter((line) => currencyOf(line) === currency),
    );
    for (const [lineId, finds] of found.byNumber) all.byNumber.set(lineId, finds);
    for (const [lineId, shares] of found.byIban) all.byIban.set(lineId, shares);
    for (const [lineId, finds] of found.byName) all.byName.set(lineId, finds);
    for (const [lineId, finds] of found.byLikeName) all.byLikeName.set(lineId, finds);
    for (const [lineId, shares] of found.byAmount) all.byAmount.set(lineId, shares);
    for (const lineId of found.namesCutShort) all.namesCutShort.add(lineId);
    for (const lineId of found.knownParties) all.knownParties.add(lineId);
  }
  return all;
}

/** A line with the currency of its account. Dollars pay documents in dollars, whatever number or name stands on the line. */
type MoneyLine = LineToMatch;

function currencyOf({ currency = "EUR" }: MoneyLine): string {
  return currency;
}

async function retrieveIn(db: Db, currency: string, lines: readonly LineToMatch[]): Promise<Retrieved> {
  const incoming = lines.filter((line) => line.amount > 0n);
  const byNumber = await findByNumber(
    db,
    currency,
    lines.filter((line) => line.amount > 0n || comesBack(line)),
  );
  const names = namesOf(incoming);
  const [ibanParties, nameParties] = [await findIbans(db, incoming), await findNames(db, names)];
  const learnt = await customersByAlias(db, incoming);
  const parties = [...ibanParties.values(), ...nameParties.values()].flat().filter((party) => !party.insurer);
  const owing = [...parties, ...learnt].map((party) => party.thirdPartyId);
  const shares = await openShares(db, currency, [...new Set(owing)]);
  const retrieved = withLearntNames(
    collect(incoming, byNumber, names, ibanParties, nameParties, shares),
    learnt,
    shares,
  );
  const explained = (line: LineToMatch) =>
    (retrieved.byNumber.get(line.id) ?? []).some(
      ({ share, token }) => share.due === line.amount && !mayGoOn(line, token),
    );
  const unknown = incoming.filter((line) => !retrieved.knownParties.has(line.id) && !explained(line));
  const { byAmount, common } = await findByAmount(db, currency, unknown);
  retrieved.byAmount = byAmount;
  const unnamed = unknown.filter(({ id }) => !retrieved.byNumber.has(id));
  await findLikeNames(db, unnamed, retrieved, (ids) => openShares(db, currency, ids));
  // Who saw every open share of its amount saw every customer that may owe it.
  for (const id of retrieved.namesCutShort) if (!common.has(id)) retrieved.namesCutShort.delete(id);
  for (const [id, finds] of retrieved.byLikeName)
    if (finds.some(({ likeness }) => likeness !== "part")) retrieved.byAmount.delete(id);
  return retrieved;
}

type ShareRow = ShareToMatch & { numberBy: NumberRead["by"]; numberKey: string };

/**
 * Shares of the documents whose number stands somewhere on a line, in one of the forms that people write (numbersRead). Drafts and
 * settled ones too: they are a reason.
 */
async function findByNumber(
  db: Db,
  currency: string,
  lines: readonly LineToMatch[],
): Promise<Retrieved["byNumber"]> {
  const wanted = { key: new Set<string>(), solid: new Set<string>(), digits: new Set<string>() };
  const reads = new Map(lines.map((line) => [line.id, numbersRead(line)]));
  for (const { by, key } of [...reads.values()].flat()) wanted[by].add(key);
  const rows = await db<ShareRow[]>`
    with named as (
      select 'key' as number_by, wanted.key as number_key, hit.id
        from unnest(${[...wanted.key]}::text[]) as wanted (key)
       cross join lateral (select id from invoice
                            where company_id = current_company() and number_key = wanted.key
                              and currency = ${currency} limit ${SHARES_PER_NUMBER_MAX}) as hit
      union all
      select 'solid', wanted.key, hit.id
        from unnest(${[...wanted.solid]}::text[]) as wanted (key)
       cross join lateral (select id from invoice
                            where company_id = current_company()
                              and number_solid = wanted.key
                              and currency = ${currency} limit ${SHARES_PER_NUMBER_MAX}) as hit
      union all
      select 'digits', wanted.key, hit.id
        from unnest(${[...wanted.digits]}::text[]) as wanted (key)
       cross join lateral (select id from invoice
                            where company_id = current_company()
                              and number_digits = wanted.key
                              and currency = ${currency} limit ${SHARES_PER_NUMBER_MAX}) as hit
    )
    select named.number_by, named.number_key, of_invoice.*
      from named
     cross join lateral (
       select share.id as share_id, invoice.id as invoice_id, invoice.number as invoice, invoice.lifecycle, invoice.type,
              share.payer, share.third_party_id, share.due_cents as due, invoice.issued_on,
              coalesce(third_party.name_key, person.name_key, '') as name_key
         from invoice
         join share on share.invoice_id = invoice.id
         join third_party on third_party.id = share.third_party_id
         left join identity.person on person.third_party_id = share.third_party_id
        where invoice.id = named.id
        limit ${SHARES_PER_NUMBER_MAX}
     ) as of_invoice
     order by of_invoice.share_id
  `;
  const byRead = new Map<string, ShareToMatch[]>();
  for (const { numberBy, numberKey, ...share } of rows) {
    const known = byRead.get(`${numberBy} ${numberKey}`);
    if (known) known.push(share);
    else byRead.set(`${numberBy} ${numberKey}`, [share]);
  }
  const found: Retrieved["byNumber"] = new Map();
  for (const [lineId, read] of reads) {
    const finds = new Map<bigint, NumberFind>();
    for (const { by, key, token, as } of read) {
      for (const share of byRead.get(`${by} ${key}`) ?? [])
        if (!finds.has(share.shareId)) finds.set(share.shareId, { share, token, as });
    }
    if (finds.size > 0) found.set(lineId, [...finds.values()]);
  }
  return found;
}

type Party = { thirdPartyId: bigint; insurer: boolean; name: string };

/** The names a line may bear, with the text each came from: the payer the bank gives, else the words of the label. */
function namesOf(lines: readonly LineToMatch[]): Map<bigint, { key: string; token: string }> {
  const names = new Map<bigint, { key: string; token: string }>();
  for (const line of lines) {
    const token = line.counterpartyName ?? line.label;
    const key = nameKey(token);
    if (isTelling(key)) names.set(line.id, { key, token });
  }
  return names;
}

async function findIbans(db: Db, lines: readonly LineToMatch[]): Promise<Map<string, Party[]>> {
  const ibans = [...new Set(lines.flatMap((line) => line.counterpartyIban ?? []))];
  if (ibans.length === 0) return new Map();
  const rows = await db<(Party & { key: string })[]>`
    select known.iban as key, known.third_party_id, third_party.payer in ('amo', 'amc') as insurer,
           coalesce(third_party.name, third_party.aux) as name
      from third_party_iban as known
      join third_party on third_party.id = known.third_party_id
     where known.company_id = current_company()
       and known.iban = any (${ibans}::text[])
  `;
  return grouped(rows);
}

async function findNames(db: Db, names: Map<bigint, { key: string }>): Promise<Map<string, Party[]>> {
  const keys = [...new Set([...names.values()].map(({ key }) => key))];
  if (keys.length === 0) return new Map();
  const rows = await db<(Party & { key: string })[]>`
    select party.name_key as key, party.id as third_party_id, party.payer in ('amo', 'amc') as insurer, party.name
      from party
     where party.company_id = current_company()
       and party.name_key = any (${keys}::text[])
  `;
  return grouped(rows);
}

function grouped(rows: readonly (Party & { key: string })[]): Map<string, Party[]> {
  const groups = new Map<string, Party[]>();
  for (const { key, ...party } of rows) groups.set(key, [...(groups.get(key) ?? []), party]);
  return groups;
}

/** What customers owe and are owed, to be matched. */
export async function openShares(
  db: Db,
  currency: string,
  thirdPartyIds: readonly bigint[],
): Promise<Map<bigint, ShareToMatch[]>> {
  const shares = new Map<bigint, ShareToMatch[]>();
  if (thirdPartyIds.length === 0) return shares;
  const rows = await db<ShareToMatch[]>`
    select open.share_id, open.invoice_id, invoice.number as invoice, invoice.lifecycle, invoice.type, open.payer,
           open.third_party_id, open.due, invoice.issued_on,
           coalesce(third_party.name_key, person.name_key, '') as name_key
      from unnest(${idsOf(thirdPartyIds)}::text[]::bigint[]) as wanted(id)
      cross join lateral (
        select share.id as share_id, share.invoice_id, share.payer, share.third_party_id, share.due_cents as due
          from share
         where share.company_id = current_company()
           and share.third_party_id = wanted.id
           and share.due_cents <> 0
         order by share.due_cents
         limit ${SHARES_PER_PARTY_MAX + 1}
      ) as open
      join invoice on invoice.id = open.invoice_id and invoice.currency = ${currency}
      join third_party on third_party.id = open.third_party_id
      left join identity.person on person.third_party_id = open.third_party_id
     order by open.share_id
  `;
  for (const row of rows) shares.set(row.thirdPartyId, [...(shares.get(row.thirdPartyId) ?? []), row]);
  for (const [id, list] of shares) if (list.length > SHARES_PER_PARTY_MAX) shares.delete(id);
  return shares;
}

function collect(
  lines: readonly LineToMatch[],
  byNumber: Retrieved["byNumber"],
  names: Map<bigint, { key: string; token: string }>,
  ibanParties: Map<string, Party[]>,
  nameParties: Map<string, Party[]>,
  shares: Map<bigint, ShareToMatch[]>,
): Retrieved {
  const retrieved: Retrieved = { ...nothingRetrieved(), byNumber };
  for (const line of lines) {
    const name = names.get(line.id);
    const ibans = line.counterpartyIban ? (ibanParties.get(line.counterpartyIban) ?? []) : [];
    const named = name ? (nameParties.get(name.key) ?? []) : [];
    if (ibans.length + named.length > 0) retrieved.knownParties.add(line.id);
    const ofParties = (parties: Party[]) => parties.flatMap((party) => shares.get(party.thirdPartyId) ?? []);
    retrieved.byIban.set(line.id, ofParties(ibans));
    retrieved.byName.set(
      line.id,
      ofParties(named).map((share) => ({ share, token: name?.token ?? "" })),
    );
  }
  return retrieved;
}

/** Beside the customers that bear the name on the line, those that a person said it means. */
function withLearntNames(
  retrieved: Retrieved,
  learnt: readonly LearntName[],
  shares: Map<bigint, ShareToMatch[]>,
): Retrieved {
  for (const { lineId, thirdPartyId, token } of learnt) {
    retrieved.knownParties.add(lineId);
    const known = retrieved.byName.get(lineId) ?? [];
    const found = (shares.get(thirdPartyId) ?? []).filter(
      (share) => !known.some((each) => each.share.shareId === share.shareId),
    );
    retrieved.byName.set(lineId, [
      ...known,
      ...found.map((share) => ({ share, token, learnt: true as const })),
    ]);
  }
  return retrieved;
}
