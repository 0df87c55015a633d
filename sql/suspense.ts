import type { IsoDate } from "../domain/days.ts";
import { idsOf, insertRows } from "./bulk.ts";
import type { Db } from "./connect.ts";
import { type LetteringLines, letterGroups } from "./lettering.ts";
import { undoLiveMatches, writeMatches } from "./matches.ts";

/** Where a line stands on the suspense account: the entry that put it there, and the account. */
export type Suspense = { entryId: bigint; account: string };

/** Where a line stands in suspense; undefined when it never did, or left it. */
export async function suspenseOf(db: Db, lineId: bigint): Promise<Suspense | undefined> {
  const [row] = await db<Suspense[]>`
    select posting.entry_id, line.account
      from match
      join line_posting as posting on posting.line_id = match.line_id
      join journal_line as line on line.entry_id = posting.entry_id
     where match.line_id = ${lineId}
       and match.undone_at is null
       and match.decision = 'post'
       and match.evidence ->> 'treatAs' = 'suspense'
       and not exists (select from bank_account
                        where bank_account.company_id = line.company_id and bank_account.account = line.account)
       and not exists (select from suspense_clearing where suspense_clearing.line_id = match.line_id)
  `;
  return row;
}

/**
 * Cents of a line that stand in suspense beside the shares it pays, since one of its allocations was taken back (GC37).
 * undefined when nothing of it does.
 */
export async function restOf(db: Db, lineId: bigint): Promise<bigint | undefined> {
  const [row] = await db<{ rest: bigint }[]>`
    select (evidence ->> 'rest')::bigint as rest
      from match
     where line_id = ${lineId} and undone_at is null and decision = 'post' and evidence ? 'rest'
  `;
  return row?.rest;
}

type Cleared = { entryId: bigint; line?: { id: bigint; suspense?: Suspense } };

/** Lines leave the suspense account by these entries, each lettered with the one that had put it there. */
export async function leaveSuspense(
  db: Db,
  companyId: bigint,
  cleared: readonly Cleared[],
  { at, on, by }: { at: Date; on: IsoDate; by?: bigint | undefined },
): Promise<void> {
  const given = cleared.flatMap(({ entryId, line }) =>
    line?.suspense ? [{ lineId: line.id, entryId }] : [],
  );
  if (given.length === 0) return;
  const lineIds = given.map(({ lineId }) => lineId);
  await insertRows(
    db,
    "suspense_clearing",
    { line_id: "bigint", entry_id: "bigint", company_id: "bigint" },
    given.map(({ lineId, entryId }) => [lineId, entryId, companyId]),
  );
  await undoLiveMatches(db, lineIds, { at, by, as: "other" });
  await letterGroups(db, companyId, await pairsOf(db, lineIds), on);
}

/** For each line the two lines of the ledger that put it on the suspense account and took it off. */
async function pairsOf(db: Db, lineIds: readonly bigint[]): Promise<LetteringLines[]> {
  const rows = await db<(LetteringLines["lines"][number] & { bankLineId: bigint })[]>`
    select posting.line_id as bank_line_id, line.id as line_id, line.account, line.third_party_id,
           line.debit_cents as debit, line.credit_cents as credit, null::bigint as group_id, null::text as code
      from line_posting as posting
      join suspense_clearing as clearing on clearing.line_id = posting.line_id
      join statement_line on statement_line.id = posting.line_id
      join journal_line as line on line.entry_id in (posting.entry_id, clearing.entry_id)
     where posting.line_id = any (${idsOf(lineIds)}::text[]::bigint[])
       and line.account in (select put.account from journal_line as put where put.entry_id = posting.entry_id)
       and line.third_party_id is null
       and abs(line.debit_cents - line.credit_cents) = abs(statement_line.amount_cents)
       and not exists (select from bank_account
                        where bank_account.company_id = line.company_id and bank_account.account = line.account)
     order by posting.line_id, line.id
  `;
  return lineIds.map((id) => {
    const [put, taken, ...others] = rows.filter(({ bankLineId }) => bankLineId === id);
    if (!put || !taken || others.length > 0)
      throw new Error(`bank line ${id} is not on suspense as it should be`);
    return { account: put.account, thirdPartyId: null, lines: [put, taken] };
  });
}

/** Lines whose clearing is taken back stand in suspense again, where they were before somebody placed them. */
export async function returnToSuspense(
  db: Db,
  companyId: bigint,
  lineIds: readonly bigint[],
  at: Date,
): Promise<void> {
  if (lineIds.length === 0) return;
  await writeMatches(
    db,
    companyId,
    lineIds.map((lineId) => ({
      lineId,
      decision: "post",
      level: "A",
      reason: "person",
      evidence: { treatAs: "suspense" },
    })),
    at,
  );
}

/** These lines do not leave suspense any more by the entries that took them off it: they can go. */
export async function forgetClearings(db: Db, lineIds: readonly bigint[]): Promise<void> {
  await db`delete from suspense_clearing where line_id = any (${idsOf(lineIds)}::text[]::bigint[])`;
}
