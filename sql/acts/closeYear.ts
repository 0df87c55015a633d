import { DEFAULT_ACCOUNTS } from "../../domain/accounting/accounts.ts";
import { carryForward, openingEntry, openingPiece } from "../../domain/accounting/carryForward.ts";
import { type FiscalYear, fiscalYear } from "../../domain/accounting/fiscalYear.ts";
import type { IsoDate } from "../../domain/days.ts";
import { decimalOf } from "../../domain/money.ts";
import { error, type Parsed, type Problem } from "../../domain/problems.ts";
import { balancesAt } from "../balances.ts";
import { lockBooks, writeAudit } from "../books.ts";
import { beforeClosing, closings, ensureOpeningAccounts, insertClosing } from "../closings.ts";
import { companyRoles, currentCompany } from "../companies.ts";
import { asCompany, type Db, type Pool } from "../connect.ts";
import { writeEntries } from "../ledger.ts";
import { validateEntries } from "./validateEntries.ts";

/** @param on the day of the closing, which the validation of the last drafts bears */
type Close = { companyId: bigint; year: number; by?: bigint; at: Date; on: IsoDate };
type Closed = { year: number; validated: number; openingEntryId?: bigint };

/**
 * Closes a financial year for good: its last drafts are validated, the hard lock goes to its last day, and the next year
 * opens with the balances carried forward, customers and suppliers one by one (journal AN).
 * Charges and revenue are not emptied by entries: their sum opens as the result.
 * Refused before the year is over, out of order, twice, or while something stands in suspense (471).
 */
export function closeYear(pool: Pool, act: Close): Promise<Parsed<Closed>> {
  return asCompany(pool, act.companyId, async (db): Promise<Parsed<Closed>> => {
    await lockBooks(db, act);
    const company = await currentCompany(db);
    const year = fiscalYear(act.year, company.yearEndMonth);
    const problem = await obstacle(db, act, year);
    if (problem) return { ok: false, problems: [problem] };
    const { companyId, by, at, on } = act;
    const who = by === undefined ? {} : { by };
    const validated = await validateEntries(db, { companyId, upTo: year.closingOn, on, at, ...who });
    const openingEntryId = await openNextYear(db, act, year, company.yearEndMonth);
    if (company.hardLockedUpTo === null || company.hardLockedUpTo < year.closingOn)
      await db`update company set locked_up_to = ${year.closingOn} where id = ${companyId}`;
    await insertClosing(db, companyId, {
      ...year,
      at,
      ...who,
      ...(openingEntryId === undefined ? {} : { openingEntryId }),
    });
    await writeAudit(db, companyId, {
      ...(by === undefined ? {} : { actorId: by }),
      at,
      action: "close_year",
      subject: "company",
      subjectId: companyId,
      detail: { year: year.year, validated, openingEntryId: openingEntryId && String(openingEntryId) },
    });
    return {
      ok: true,
      value: { year: year.year, validated, ...(openingEntryId === undefined ? {} : { openingEntryId }) },
      warnings: [],
    };
  });
}

async function obstacle(db: Db, { on }: Close, year: FiscalYear): Promise<Problem | undefined> {
  const name = String(year.year);
  if ((await closings(db)).some((closing) => closing.year === year.year))
    return error("year_closed_already", { value: name });
  if (on <= year.closingOn) return error("year_not_over", { value: name, params: { day: year.closingOn } });
  const standing = await beforeClosing(db, year, await companyRoles(db));
  if (standing.earlierOpen !== null)
    return error("earlier_year_open", { value: name, params: { earlier: String(standing.earlierOpen) } });
  if (standing.suspenseCents !== 0n)
    return error("suspense_not_empty", { value: decimalOf(standing.suspenseCents) });
  return undefined;
}

async function openNextYear(
  db: Db,
  { companyId, by, at, on }: Close,
  closed: FiscalYear,
  yearEndMonth: number,
): Promise<bigint | undefined> {
  const roles = await companyRoles(db);
  const next = fiscalYear(closed.year + 1, yearEndMonth);
  const draft = openingEntry(carryForward(await balancesAt(db, closed.closingOn), roles), next);
  if (!draft) return undefined;
  const named = (number: string) =>
    DEFAULT_ACCOUNTS.find((account) => account.number === number)?.name ?? "Résultat de l’exercice";
  await ensureOpeningAccounts(db, companyId, {
    accounts: [roles.resultProfit, roles.resultLoss].map((number) => ({ number, name: named(number) })),
  });
  const [entryId] = await writeEntries(db, companyId, [{ ...draft, carriedForward: true }]);
  await validateEntries(db, {
    companyId,
    pieces: [openingPiece(next.year)],
    on,
    at,
    ...(by === undefined ? {} : { by }),
  });
  return entryId;
}
