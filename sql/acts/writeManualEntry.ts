import { OPENING_JOURNAL } from "../../domain/accounting/carryForward.ts";
import { type ManualEntry, manualDraft, manualProblems } from "../../domain/accounting/manualEntry.ts";
import type { IsoDate } from "../../domain/days.ts";
import { sumCents } from "../../domain/money.ts";
import { error, type Parsed, type Problem } from "../../domain/problems.ts";
import { lockBooks, writeAudit } from "../books.ts";
import { ensureOpeningAccounts } from "../closings.ts";
import { currentCompany } from "../companies.ts";
import { asCompany, type Db, type Pool } from "../connect.ts";
import { deleteDraftEntries, writeEntries } from "../ledger.ts";
import { unletterEntries } from "../lettering.ts";
import { closedYearOf, isRemovable, manualBooks } from "../manualEntries.ts";
import { cashShort } from "../till.ts";
import { lockedFor } from "./takeBackEntry.ts";

type Acting = { companyId: bigint; by?: bigint; at: Date; on: IsoDate };

/**
 * An accountant writes an entry line by line: what comes from no document, payment or bank line (opération diverse, journal OD), or
 * the balances with which the books begin (journal AN), the only entry of a bank account that has no bank line.
 * Without a piece it is given one. Refused when it does not balance, stands behind the lock or in a closed year, or moves
 * an account that only something else may move. A draft until it is validated; then it is reversed like any other.
 */
export function writeManualEntry(
  pool: Pool,
  act: Acting & { entry: Omit<ManualEntry, "piece"> & { piece?: string } },
): Promise<Parsed<{ entryId: bigint }>> {
  return asCompany(pool, act.companyId, async (db): Promise<Parsed<{ entryId: bigint }>> => {
    await lockBooks(db, act);
    const { companyId } = act;
    const given: ManualEntry = { ...act.entry, piece: act.entry.piece ?? (await pieceOf(db, act.entry)) };
    const books = await manualBooks(db, companyId, { lines: given.lines, today: act.on });
    const closed = await closedDay(db, given.postedOn);
    const problems = [
      ...manualProblems(given, books).filter(
        ({ code }) => closed.length === 0 || code !== "manual_day_outside_years",
      ),
      ...closed,
      ...(await tillProblems(db, given, books.roles.cash)),
    ];
    if (problems.length > 0) return { ok: false, problems };
    if (given.journal === OPENING_JOURNAL) await ensureOpeningAccounts(db, companyId, { accounts: [] });
    const [entryId] = await writeEntries(db, companyId, [{ ...manualDraft(given, books), byHand: true }]);
    if (entryId === undefined) throw new Error("the entry was not written");
    await tell(db, act, "write_entry", entryId);
    return { ok: true, value: { entryId }, warnings: [] };
  });
}

/** Takes away an entry written by hand, while it is a draft: nothing else hangs on it. */
export function removeManualEntry(
  pool: Pool,
  act: Acting & { entryId: bigint },
): Promise<Parsed<{ entryId: bigint }>> {
  return asCompany(pool, act.companyId, async (db): Promise<Parsed<{ entryId: bigint }>> => {
    await lockBooks(db, act);
    const { entryId, on } = act;
    if (!(await isRemovable(db, entryId))) return { ok: false, problems: [error("entry_not_removable")] };
    const locked = await lockedFor(db, [entryId], on);
    if (locked) return { ok: false, problems: [locked] };
    await unletterEntries(db, [entryId]);
    await deleteDraftEntries(db, [entryId]);
    await tell(db, act, "remove_entry", entryId);
    return { ok: true, value: { entryId }, warnings: [] };
  });
}

async function closedDay(db: Db, day: IsoDate): Promise<Problem[]> {
  const year = await closedYearOf(db, day);
  if (year !== undefined) return [error("manual_year_closed", { value: String(year) })];
  const { lockedUpTo } = await currentCompany(db);
  return lockedUpTo !== null && day <= lockedUpTo
    ? [error("period_locked", { params: { day: lockedUpTo } })]
    : [];
}

/** A till never holds less than nothing, on that day or later. */
async function tillProblems(db: Db, { postedOn, lines }: ManualEntry, cash: string): Promise<Problem[]> {
  const own = lines.filter(({ account }) => account === cash);
  const out = sumCents(own.map(({ debit, credit }) => credit - debit));
  if (out <= 0n) return [];
  const short = await cashShort(db, { amount: out, from: postedOn });
  return short ? [short] : [];
}

async function pieceOf(
  db: Db,
  { journal, postedOn }: Pick<ManualEntry, "journal" | "postedOn">,
): Promise<string> {
  if (journal === OPENING_JOURNAL) return `AN-${postedOn}`;
  const [row] = await db<{ count: number }[]>`
    select count(*)::integer + 1 as count from audit_log
     where company_id = current_company() and action = 'write_entry'
  `;
  return `OD-${String(row?.count ?? 1).padStart(4, "0")}`;
}

function tell(db: Db, act: Acting, action: string, entryId: bigint): Promise<void> {
  return writeAudit(db, act.companyId, {
    ...(act.by === undefined ? {} : { actorId: act.by }),
    at: act.at,
    action,
    subject: "journal_entry",
    subjectId: entryId,
  });
}
