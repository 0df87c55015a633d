import { type AccountBalance, carryForward } from "../domain/accounting/carryForward.ts";
import type { FiscalYear } from "../domain/accounting/fiscalYear.ts";
import { addDays, type IsoDate } from "../domain/days.ts";
import { companyRoles } from "./companies.ts";
import type { Db } from "./connect.ts";

type Row = { account: string; thirdPartyId: bigint | null; fiscalYear: number | null; balance: bigint };

/**
 * What each account and third party holds at the end of a day, from the opening entry of the latest closed year on, which
 * says all that is before it.
 * @param fromScratch from every line ever written instead, without the opening entries: the same figures, or a closing is wrong
 */
export async function balancesAt(
  db: Db,
  day: IsoDate,
  { fromScratch = false }: { fromScratch?: boolean } = {},
): Promise<AccountBalance[]> {
  const since = fromScratch ? undefined : await latestOpening(db, day);
  const rows = await db<Row[]>`
    select line.account, line.third_party_id,
           case when line.account ~ '^[67]' then entry.fiscal_year end as fiscal_year,
           sum(line.debit_cents - line.credit_cents)::bigint as balance
      from journal_line as line
      join journal_entry as entry on entry.id = line.entry_id
     where entry.company_id = current_company()
       and entry.posted_on <= ${day}
       and ${since === undefined ? db`not entry.carried_forward` : db`entry.posted_on >= ${since}`}
     group by 1, 2, 3
    having sum(line.debit_cents - line.credit_cents) <> 0
  `;
  return rows.map(balanceOf);
}

function balanceOf({ account, thirdPartyId, fiscalYear, balance }: Row): AccountBalance {
  return {
    account,
    balance,
    ...(thirdPartyId === null ? {} : { thirdPartyId }),
    ...(fiscalYear === null ? {} : { fiscalYear }),
  };
}

/** The day of the latest opening entry up to a day. */
async function latestOpening(db: Db, day: IsoDate): Promise<IsoDate | undefined> {
  const [row] = await db<{ postedOn: IsoDate | null }[]>`
    select max(posted_on) as posted_on from journal_entry where carried_forward and posted_on <= ${day}
  `;
  return row?.postedOn ?? undefined;
}

/**
 * What a year opens with: its opening entry, or what it would say were the years before closed now.
 * With a closed year the two are the same: `verify` holds them against each other.
 */
export async function openingBalances(db: Db, year: FiscalYear): Promise<AccountBalance[]> {
  const rows = await db<Row[]>`
    select line.account, line.third_party_id, null::integer as fiscal_year,
           (line.debit_cents - line.credit_cents)::bigint as balance
      from journal_entry as entry
      join journal_line as line on line.entry_id = entry.id
     where entry.company_id = current_company() and entry.carried_forward and entry.fiscal_year = ${year.year}
     order by line.rank
  `;
  if (rows.length > 0) return rows.map(balanceOf);
  return carryForward(await balancesAt(db, addDays(year.startsOn, -1)), await companyRoles(db));
}

/**
 * What each account opens a year with, as `openingBalances` says it, whoever its third parties are: from the sums kept by day.
 * @returns debit − credit in cents, by account
 */
export async function accountOpenings(db: Db, year: FiscalYear): Promise<Map<string, bigint>> {
  const carried = await db<{ account: string; balance: bigint }[]>`
    select account, sum(debit_cents - credit_cents)::bigint as balance
      from ledger_day
     where company_id = current_company() and carried_forward and lines > 0
       and posted_on between ${year.startsOn} and ${year.closingOn}
     group by account
  `;
  const opened = carried.length > 0 ? carried : await accountsCarriedTo(db, year);
  return new Map(opened.map(({ account, balance }) => [account, balance]));
}

async function accountsCarriedTo(db: Db, year: FiscalYear): Promise<AccountBalance[]> {
  const day = addDays(year.startsOn, -1);
  const rows = await db<Omit<Row, "thirdPartyId">[]>`
    with latest as (
      select max(posted_on) as opening
        from ledger_day
       where company_id = current_company() and carried_forward and lines > 0 and posted_on <= ${day}
    )
    select kept.account,
           case when kept.account ~ '^[67]' then fiscal_year(kept.posted_on, company.year_end_month) end as fiscal_year,
           sum(kept.debit_cents - kept.credit_cents)::bigint as balance
      from ledger_day as kept
      join company on company.id = kept.company_id
     cross join latest
     where kept.company_id = current_company()
       and kept.posted_on <= ${day}
       and kept.posted_on >= coalesce(latest.opening, '-infinity')
     group by 1, 2
    having sum(kept.debit_cents - kept.credit_cents) <> 0
  `;
  return carryForward(
    rows.map((row) => balanceOf({ ...row, thirdPartyId: null })),
    await companyRoles(db),
  );
}
