import { carryForward, OPENING_JOURNAL } from "../domain/accounting/carryForward.ts";
import { fiscalYear } from "../domain/accounting/fiscalYear.ts";
import { decimalOf } from "../domain/money.ts";
import { balancesAt, openingBalances } from "./balances.ts";
import { closings } from "./closings.ts";
import { companyRoles, currentCompany } from "./companies.ts";
import type { Db } from "./connect.ts";
import { first } from "./verifyMoney.ts";

/**
 * Each closed year's balances, added up again from every line ever written, are those that the next year opened with, account
 * by account and third party by third party. The first that is not, or undefined.
 */
export async function openingsCarryTheBalances(db: Db): Promise<string | undefined> {
  const closed = await closings(db);
  if (closed.length === 0) return undefined;
  const [{ yearEndMonth }, roles] = [await currentCompany(db), await companyRoles(db)];
  for (const { year, closingOn } of closed.toReversed()) {
    const wanted = carryForward(await balancesAt(db, closingOn, { fromScratch: true }), roles);
    const opened = await openingBalances(db, fiscalYear(year + 1, yearEndMonth));
    const keyOf = (row: (typeof wanted)[number]) =>
      `${row.account}${row.thirdPartyId ? `/${row.thirdPartyId}` : ""}`;
    const left = new Map(opened.map((row) => [keyOf(row), row.balance]));
    for (const row of wanted) {
      const found = left.get(keyOf(row)) ?? 0n;
      if (found !== row.balance)
        return `year ${year + 1} opens ${keyOf(row)} with ${decimalOf(found)}, year ${year} closed it at ${decimalOf(row.balance)}`;
      left.delete(keyOf(row));
    }
    const [extra] = left.keys();
    if (extra !== undefined) return `year ${year + 1} opens ${extra}, which year ${year} closed at zero`;
  }
  return undefined;
}

/**
 * What a person wrote for the books to begin with stands on the first day of a financial year, on accounts of the balance sheet, and
 * moves no document: it is the only entry of a bank account without a bank line.
 */
export async function booksBeginWithBalances(db: Db): Promise<string | undefined> {
  return first(
    await db`
      select 'entry ' || entry.id || ' of ' || entry.posted_on || ' begins the books on ' || line.account as place
        from journal_entry as entry
        join company on company.id = entry.company_id
        join journal_line as line on line.entry_id = entry.id
       where entry.journal = ${OPENING_JOURNAL}
         and entry.by_hand
         and (fiscal_year(entry.posted_on - 1, company.year_end_month) = entry.fiscal_year
              or line.account !~ '^[1-5]'
              or line.share_id is not null)
       order by entry.id
       limit 1`,
  );
}
