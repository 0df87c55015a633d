import { fiscalYear, fiscalYearOf } from "../domain/accounting/fiscalYear.ts";
import type { ManualBooks } from "../domain/accounting/manualEntry.ts";
import type { IsoDate } from "../domain/days.ts";
import { companyRoles, currentCompany } from "./companies.ts";
import type { Db } from "./connect.ts";
import { listAccountNumbers } from "./invoices.ts";
import { findThirdParties } from "./thirdParties.ts";

/** What lines that a person writes are held against: the chart, the accounts of banks, the third parties they name. */
export async function manualBooks(
  db: Db,
  companyId: bigint,
  { lines, today }: { lines: readonly { aux?: string }[]; today: IsoDate },
): Promise<ManualBooks> {
  const auxes = [...new Set(lines.flatMap(({ aux }) => aux ?? []))];
  const parties = await findThirdParties(db, companyId, auxes);
  const banks = await db<{ account: string }[]>`
    select account from bank_account where company_id = ${companyId}
  `;
  return {
    accounts: await listAccountNumbers(db, companyId),
    banks: new Set(banks.map(({ account }) => account)),
    parties: new Map(parties.map(({ aux, id, payer }) => [aux, { id, payer }])),
    roles: await companyRoles(db),
    ...(await yearsToWrite(db, today)),
  };
}

/**
 * The financial years in which a person writes: from the first that is not closed to the one after today's. And the day on which the
 * books begin, as long as nothing is carried forward: the first day of the first year that has an entry or a bank line.
 */
export async function yearsToWrite(db: Db, today: IsoDate): Promise<Pick<ManualBooks, "open" | "begins">> {
  const { yearEndMonth } = await currentCompany(db);
  const [known] = await db<{ first: IsoDate | null; closed: number | null }[]>`
    select least(
             (select min(posted_on) from ledger_day where company_id = current_company() and lines > 0),
             (select min(coalesce(statement.first_on, statement.closing_on))
                from bank_account
                join statement on statement.bank_account_id = bank_account.id
               where bank_account.company_id = current_company())) as first,
           (select max(year) from year_closing where company_id = current_company()) as closed
  `;
  const [first, now] = [fiscalYearOf(known?.first ?? today, yearEndMonth), fiscalYearOf(today, yearEndMonth)];
  const to = fiscalYear(now.year + 1, yearEndMonth).closingOn;
  if (known && known.closed !== null)
    return { open: { from: fiscalYear(known.closed + 1, yearEndMonth).startsOn, to }, begins: undefined };
  const { startsOn: from } = first.year < now.year ? first : now;
  return { open: { from, to }, begins: first.startsOn };
}

/** The accounts of the company, by number. */
export async function chartOf(db: Db): Promise<{ number: string; name: string }[]> {
  return db<{ number: string; name: string }[]>`
    select number, name from account where company_id = current_company() order by number
  `;
}

/** The closed financial year that a day falls in. */
export async function closedYearOf(db: Db, day: IsoDate): Promise<number | undefined> {
  const [row] = await db<{ year: number }[]>`
    select year from year_closing
     where company_id = current_company() and ${day}::date between starts_on and closing_on
  `;
  return row?.year;
}

/** Whether an entry was written by hand and is still a draft. */
export async function isRemovable(db: Db, entryId: bigint): Promise<boolean> {
  const [row] = await db`
    select from journal_entry
     where id = ${entryId} and company_id = current_company() and by_hand and validated_on is null
  `;
  return row !== undefined;
}
