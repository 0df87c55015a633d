import { letterCode, letteringOf } from "../domain/accounting/lettering.ts";
import type { IsoDate } from "../domain/days.ts";
import { drawIds, idsOf, insertRows } from "./bulk.ts";
import type { Db } from "./connect.ts";

type OpenLine = {
  lineId: bigint;
  account: string;
  thirdPartyId: bigint | null;
  debit: bigint;
  credit: bigint;
  groupId: bigint | null;
  code: string | null;
};
type ShareLine = OpenLine & { shareId: bigint; excess: boolean };

/** Lines of one account and third party that belong together, with the group some of them are in already. */
export type LetteringLines = Group;

type Group = {
  account: string;
  thirdPartyId: bigint | null;
  groupId?: bigint;
  code?: string;
  lines: OpenLine[];
};

/** A group to make. One made by hand is left alone by the lettering of shares. */
type NewGroup = {
  account: string;
  thirdPartyId: bigint | null;
  state: string;
  byHand?: boolean;
  lines: readonly { lineId: bigint }[];
};

/**
 * Letters the customer lines of shares anew: capitals where a share is at zero, small letters while something is left.
 * A group keeps its code; a day is given to a group when it balances. Bounded statements for any number of shares.
 * @param on the day the lettering is made, not the day of the payment
 */
export async function letterShares(
  db: Db,
  companyId: bigint,
  shareIds: readonly bigint[],
  on: IsoDate,
): Promise<void> {
  await letterGroups(db, companyId, groupByShare(await linesOfShares(db, shareIds)), on);
}

/** Letters groups of lines that belong together, each as its sum says. */
export async function letterGroups(
  db: Db,
  companyId: bigint,
  groups: readonly LetteringLines[],
  on: IsoDate,
): Promise<void> {
  const wanted = groups.map((group) => ({ ...group, state: letteringOf(group.lines) }));
  const gone = wanted.filter((group) => group.state === "none" && group.groupId !== undefined);
  await deleteGroups(
    db,
    gone.flatMap((group) => group.groupId ?? []),
  );
  const fresh = wanted.filter((group) => group.state !== "none" && group.groupId === undefined);
  await createGroups(db, companyId, fresh, on);
  const kept = wanted.filter((group) => group.state !== "none" && group.groupId !== undefined);
  await extendGroups(db, companyId, kept, on);
}

/**
 * The lines of shares, except those that a person lettered otherwise.
 * Not those of a corrected entry and of its correction, nor those of a payment that came back and of its return: they are lettered
 * with each other (letterCorrections, letterReturns). What hangs on a line
 * is looked up line by line (lateral, limit 1): without statistics, sets would be held against each other row by row.
 */
async function linesOfShares(db: Db, shareIds: readonly bigint[]): Promise<ShareLine[]> {
  return db<ShareLine[]>`
    select line.id as line_id, line.account, line.third_party_id, line.share_id, line.excess,
           line.debit_cents as debit, line.credit_cents as credit,
           lettered.group_id, lettered.code
      from unnest(${idsOf(shareIds)}::text[]::bigint[]) as wanted (share_id)
      join journal_line as line on line.share_id = wanted.share_id
     cross join lateral (
       select entry.posted_on
         from journal_entry as entry
        where entry.id = line.entry_id
          and entry.corrects_id is null
          and line.returns_line_id is null
          and not exists (select from journal_entry as correction where correction.corrects_id = line.entry_id)
          and not exists (
            select from journal_line as back
             where back.returns_line_id = line.id
               and not exists (select from journal_entry as correction where correction.corrects_id = back.entry_id))
        limit 1
     ) as entry
      left join lateral (
       select lettering_line.group_id, lettering_group.code, lettering_group.by_hand
         from lettering_line
         join lettering_group on lettering_group.id = lettering_line.group_id
        where lettering_line.line_id = line.id
        limit 1
     ) as lettered on true
     where not coalesce(lettered.by_hand, false)
     order by entry.posted_on, line.entry_id, line.rank
  `;
}

/** One group per share and account, an excess apart from what settles the share. When undoing left two old groups on a share, the first one takes all. */
function groupByShare(lines: readonly ShareLine[]): Group[] {
  const groups = new Map<string, Group>();
  for (const line of lines) {
    const key = `${line.shareId}|${line.account}|${line.thirdPartyId}|${line.excess}`;
    const group = groups.get(key) ?? { account: line.account, thirdPartyId: line.thirdPartyId, lines: [] };
    group.lines.push(line);
    if (group.groupId === undefined && line.groupId !== null && line.code !== null) {
      group.groupId = line.groupId;
      group.code = line.code;
    }
    groups.set(key, group);
  }
  return [...groups.values()];
}

/** Dissolves groups. Their lines bear no letter any more. */
export async function deleteGroups(db: Db, groupIds: readonly bigint[]): Promise<void> {
  if (groupIds.length === 0) return;
  await db`delete from lettering_group where id = any (${idsOf(groupIds)}::text[]::bigint[])`;
}

/** Makes groups with the next codes of their account and third party. */
export async function createGroups(
  db: Db,
  companyId: bigint,
  groups: readonly NewGroup[],
  on: IsoDate,
): Promise<void> {
  if (groups.length === 0) return;
  const ranks = await takeRanks(db, companyId, groups);
  const ids = await drawIds(db, "lettering_group", groups.length);
  const code = (at: number) => letterCode(ranks[at] ?? 1);
  await insertRows(
    db,
    "lettering_group",
    {
      id: "bigint",
      company_id: "bigint",
      account: "text",
      third_party_id: "bigint",
      code: "text",
      balanced: "boolean",
      lettered_on: "date",
      by_hand: "boolean",
    },
    groups.map((group, at) => {
      const balanced = group.state === "balanced";
      return [
        ids[at],
        companyId,
        group.account,
        group.thirdPartyId,
        balanced ? code(at) : code(at).toLowerCase(),
        balanced,
        balanced ? on : null,
        group.byHand ?? false,
      ];
    }),
  );
  await insertRows(
    db,
    "lettering_line",
    { line_id: "bigint", group_id: "bigint", company_id: "bigint" },
    groups.flatMap((group, at) => group.lines.map((line) => [line.lineId, ids[at], companyId])),
  );
}

/** The next ranks of the counters of each account and third party, in the order of the groups. Never used twice. */
async function takeRanks(
  db: Db,
  companyId: bigint,
  groups: readonly { account: string; thirdPartyId: bigint | null }[],
): Promise<number[]> {
  const counts = new Map<
    string,
    { group: { account: string; thirdPartyId: bigint | null }; count: number }
  >();
  for (const group of groups) {
    const key = counterKey(group);
    counts.set(key, { group, count: (counts.get(key)?.count ?? 0) + 1 });
  }
  const rows = await insertRows<{ account: string; thirdPartyId: bigint | null; lastRank: number }>(
    db,
    "lettering_counter",
    { company_id: "bigint", account: "text", third_party_id: "bigint", last_rank: "integer" },
    // in a fixed order, so that two batches wait for each other instead of blocking each other
    [...counts]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([, { group, count }]) => [companyId, group.account, group.thirdPartyId, count]),
    `on conflict on constraint lettering_counter_unique
     do update set last_rank = lettering_counter.last_rank + excluded.last_rank
     returning account, third_party_id, last_rank`,
  );
  const next = new Map(
    rows.map((row) => [counterKey(row), row.lastRank - (counts.get(counterKey(row))?.count ?? 0)]),
  );
  return groups.map((group) => {
    const key = counterKey(group);
    const rank = (next.get(key) ?? 0) + 1;
    next.set(key, rank);
    return rank;
  });
}

function counterKey({ account, thirdPartyId }: { account: string; thirdPartyId: bigint | null }): string {
  return `${account}|${thirdPartyId}`;
}

async function extendGroups(
  db: Db,
  companyId: bigint,
  groups: (Group & { state: string })[],
  on: IsoDate,
): Promise<void> {
  if (groups.length === 0) return;
  const ids = idsOf(groups.flatMap((group) => group.groupId ?? []));
  // Open while lines come and go: the database checks a balanced group at every change.
  await db`
    update lettering_group
       set balanced = false, code = lower(code), lettered_on = null
     where id = any (${ids}::text[]::bigint[]) and balanced
  `;
  await insertRows(
    db,
    "lettering_line",
    { line_id: "bigint", group_id: "bigint", company_id: "bigint" },
    groups.flatMap((group) => group.lines.map((line) => [line.lineId, group.groupId, companyId])),
    "on conflict (line_id) do update set group_id = excluded.group_id where lettering_line.group_id <> excluded.group_id",
  );
  const balanced = idsOf(
    groups.flatMap((group) =>
      group.state === "balanced" && group.groupId !== undefined ? [group.groupId] : [],
    ),
  );
  await db`
    update lettering_group
       set balanced = true, code = upper(code), lettered_on = ${on}
     where id = any (${balanced}::text[]::bigint[])
  `;
}

/** Two lines that cancel out, such as the two legs of an own transfer. */
export type Pair = { account: string; thirdPartyId: bigint | null; lineIds: readonly [bigint, bigint] };

/** Letters lines that cancel out, pair by pair, each pair with a code of its own. */
export async function letterPairs(
  db: Db,
  companyId: bigint,
  pairs: readonly Pair[],
  on: IsoDate,
): Promise<void> {
  const groups = pairs.map(({ account, thirdPartyId, lineIds }) => ({
    account,
    thirdPartyId,
    lines: lineIds.map((lineId) => ({ lineId })),
    state: "balanced",
  }));
  await createGroups(db, companyId, groups, on);
}

/** The shares that lines of entries name. */
export async function sharesOfEntries(db: Db, entryIds: readonly bigint[]): Promise<bigint[]> {
  const shares = await db<{ id: bigint }[]>`
    select distinct share_id as id
      from journal_line
     where entry_id = any (${idsOf(entryIds)}::text[]::bigint[]) and share_id is not null
  `;
  return shares.map(({ id }) => id);
}

/**
 * Takes the lines of entries out of their groups. A group that still has two lines or more stays, as a partial one; the
 * caller letters its share anew. The code of a group that goes is not used again.
 */
export async function unletterEntries(db: Db, entryIds: readonly bigint[]): Promise<void> {
  const lines = await db<{ id: bigint }[]>`
    select id from journal_line where entry_id = any (${idsOf(entryIds)}::text[]::bigint[])
  `;
  await unletterLines(
    db,
    lines.map((line) => line.id),
  );
}

async function unletterLines(db: Db, lineIds: readonly bigint[]): Promise<void> {
  const lines = idsOf(lineIds);
  const groups = await db<{ id: bigint }[]>`
    select distinct group_id as id from lettering_line where line_id = any (${lines}::text[]::bigint[])
  `;
  const ids = idsOf(groups.map((group) => group.id));
  // Open first: the database refuses to take a line from a balanced group.
  await db`
    update lettering_group
       set balanced = false, code = lower(code), lettered_on = null
     where id = any (${ids}::text[]::bigint[]) and balanced
  `;
  await db`delete from lettering_line where line_id = any (${lines}::text[]::bigint[])`;
  await db`
    delete from lettering_group
     where id = any (${ids}::text[]::bigint[])
       and (select count(*) from lettering_line where lettering_line.group_id = lettering_group.id) < 2
  `;
}

/**
 * Letters the lines of payments that came back with those of the entries of their returns. The groups they stood in are undone
 * first; the caller letters the shares anew.
 */
export async function letterReturns(
  db: Db,
  companyId: bigint,
  returnEntryIds: readonly bigint[],
  on: IsoDate,
): Promise<void> {
  const pairs = await db<(OpenLine & { returnsLineId: bigint })[]>`
    select line.id as line_id, line.account, line.third_party_id, line.debit_cents as debit, line.credit_cents as credit,
           null::bigint as group_id, null as code, line.returns_line_id
      from journal_line as line
     where line.entry_id = any (${idsOf(returnEntryIds)}::text[]::bigint[])
       and line.returns_line_id is not null
     order by line.entry_id, line.rank
  `;
  await unletterLines(
    db,
    pairs.map((pair) => pair.returnsLineId),
  );
  const groups = pairs.map(({ returnsLineId, ...line }) => ({
    account: line.account,
    thirdPartyId: line.thirdPartyId,
    lines: [line, { ...line, lineId: returnsLineId, debit: line.credit, credit: line.debit }],
  }));
  await letterGroups(db, companyId, groups, on);
}

/** Letters each line of corrected entries on a lettered account with its mirror in the entry that corrects it. */
export async function letterCorrections(
  db: Db,
  companyId: bigint,
  corrections: readonly bigint[],
  on: IsoDate,
): Promise<void> {
  const pairs = await db<{ line: bigint; mirror: bigint; account: string; thirdPartyId: bigint | null }[]>`
    select line.id as line, mirror.id as mirror, line.account, line.third_party_id
      from journal_entry as correction
      join journal_line as line on line.entry_id = correction.corrects_id
      join journal_line as mirror on mirror.entry_id = correction.id and mirror.rank = line.rank
      join account on account.company_id = line.company_id and account.number = line.account and account.lettered
     where correction.id = any (${idsOf(corrections)}::text[]::bigint[])
     order by correction.id, line.rank
  `;
  await letterPairs(
    db,
    companyId,
    pairs.map(({ line, mirror, account, thirdPartyId }) => ({
      account,
      thirdPartyId,
      lineIds: [line, mirror],
    })),
    on,
  );
}
