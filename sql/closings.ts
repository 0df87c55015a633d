import { OPENING_JOURNAL, OPENING_JOURNAL_NAME } from "../domain/accounting/carryForward.ts";
import type { FiscalYear } from "../domain/accounting/fiscalYear.ts";
import type { IsoDate } from "../domain/days.ts";
import type { Cents } from "../domain/money.ts";
import type { Db } from "./connect.ts";

export type Closing = {
  year: number;
  startsOn: IsoDate;
  closingOn: IsoDate;
  closedAt: Date;
  closedBy: string | null;
  openingEntryId: bigint | null;
  entries: number;
  headHash: string | null;
};

/** The closed years, the latest first. */
export async function closings(db: Db): Promise<Closing[]> {
  return db<Closing[]>`
    select year_closing.year, starts_on, closing_on, closed_at, app_user.name as closed_by, opening_entry_id, entries, head_hash
      from year_closing
      left join app_user on app_user.id = year_closing.closed_by
     order by year_closing.year desc
  `;
}

export async function insertClosing(
  db: Db,
  companyId: bigint,
  closed: FiscalYear & { at: Date; by?: bigint; openingEntryId?: bigint },
): Promise<void> {
  await db`
    insert into year_closing (company_id, year, starts_on, closing_on, closed_at, closed_by, opening_entry_id, entries, head_hash)
    select ${companyId}, ${closed.year}, ${closed.startsOn}, ${closed.closingOn}, ${closed.at}, ${closed.by ?? null},
           ${closed.openingEntryId ?? null}, count(*)::integer, (array_agg(entry.hash order by entry.chain_rank desc))[1]
      from journal_entry as entry
     where entry.company_id = current_company() and entry.fiscal_year = ${closed.year}
  `;
}

/** What stands between a year and its closing, or is worth knowing before. */
export type BeforeClosing = {
  drafts: number;
  suspenseCents: Cents;
  undecidedLines: number;
  undecidedCents: Cents;
  transitCents: Cents;
  /** The first year before this one that has entries and is not closed. */
  earlierOpen: number | null;
};

export async function beforeClosing(
  db: Db,
  year: FiscalYear,
  accounts: { suspense: string; internalTransfer: string },
): Promise<BeforeClosing> {
  const [row] = await db<BeforeClosing[]>`
    with final as (
      -- the last rank of each chain: none has a gap (RP006)
      select coalesce(sum(last.rank), 0) as entries
        from (select distinct fiscal_year(day.posted_on, company.year_end_month) as year
                from entry_day as day
                join company on company.id = day.company_id
               where day.company_id = current_company() and day.posted_on <= ${year.closingOn}) as had
       cross join lateral (
         select max(entry.chain_rank) as rank from journal_entry as entry
          where entry.company_id = current_company() and entry.fiscal_year = had.year and entry.chain_rank is not null
       ) as last
    ), written as (
      select coalesce(sum(entries), 0) as entries from entry_day
       where company_id = current_company() and posted_on <= ${year.closingOn}
    ), held as (
      select coalesce(sum(debit_cents - credit_cents) filter (where account = ${accounts.suspense}), 0)::bigint as suspense,
             coalesce(sum(debit_cents - credit_cents) filter (where account = ${accounts.internalTransfer}), 0)::bigint as transit
        from ledger_day
       where company_id = current_company() and account in (${accounts.suspense}, ${accounts.internalTransfer})
         and posted_on <= ${year.closingOn} and not carried_forward
    ), undecided as (
      select count(*)::integer as lines, coalesce(sum(abs(line.amount_cents)), 0)::bigint as cents
        from bank_account
        join statement_line as line on line.bank_account_id = bank_account.id
       where bank_account.company_id = current_company() and line.state in ('new', 'waiting')
         and line.booked_on <= ${year.closingOn}
    )
    select (written.entries - final.entries)::integer as drafts, held.suspense as suspense_cents, held.transit as transit_cents,
           undecided.lines as undecided_lines, undecided.cents as undecided_cents,
           (select min(fiscal_year(day.posted_on, company.year_end_month))
              from ledger_day as day
              join company on company.id = day.company_id
             where day.company_id = current_company() and day.posted_on < ${year.startsOn} and day.lines > 0 and not day.carried_forward
               and not exists (select from year_closing
                                where year_closing.year = fiscal_year(day.posted_on, company.year_end_month))) as earlier_open
      from written cross join final cross join held cross join undecided
  `;
  if (!row) throw new Error("no row came back");
  return row;
}

/** What validation up to a day would make final, and what still waits among it. */
export type BeforeValidation = {
  upTo: IsoDate;
  drafts: number;
  firstOn: IsoDate | null;
  lastOn: IsoDate | null;
  undecidedLines: number;
  undecidedCents: Cents;
  /** Suspense and values on their way to the bank that are not at zero on the day. */
  waiting: { account: string; name: string; cents: Cents }[];
};

export async function beforeValidation(
  db: Db,
  upTo: IsoDate,
  { suspense }: { suspense: string },
): Promise<BeforeValidation> {
  const [row] = await db<Omit<BeforeValidation, "upTo" | "waiting">[]>`
    select draft.*, undecided.*
      from (
        select count(*)::integer as drafts, min(posted_on) as first_on, max(posted_on) as last_on
          from journal_entry
         where company_id = current_company() and validated_on is null and posted_on <= ${upTo}
      ) as draft
     cross join (
        select count(*)::integer as undecided_lines, coalesce(sum(abs(line.amount_cents)), 0)::bigint as undecided_cents
          from bank_account
          join statement_line as line on line.bank_account_id = bank_account.id
         where bank_account.company_id = current_company() and line.state in ('new', 'waiting') and line.booked_on <= ${upTo}
      ) as undecided
  `;
  if (!row) throw new Error("no row came back");
  const waiting = await db<BeforeValidation["waiting"]>`
    select day.account, account.name, sum(day.debit_cents - day.credit_cents)::bigint as cents
      from ledger_day as day
      join account on account.company_id = day.company_id and account.number = day.account
     where day.company_id = current_company() and (day.account = ${suspense} or day.account like '511%')
       and day.posted_on <= ${upTo} and not day.carried_forward
     group by day.account, account.name
    having sum(day.debit_cents - day.credit_cents) <> 0
     order by day.account
  `;
  return { upTo, ...row, waiting };
}

/** The financial years that have entries, by the number of the year they close in. */
export async function yearsWithEntries(db: Db): Promise<number[]> {
  const rows = await db<{ year: number }[]>`
    select distinct fiscal_year(day.posted_on, company.year_end_month) as year
      from ledger_day as day
      join company on company.id = day.company_id
     where day.company_id = current_company() and day.lines > 0
     order by year desc
  `;
  return rows.map((row) => row.year);
}

/** Accounts and journals that closing needs, for companies that began before it. */
export async function ensureOpeningAccounts(
  db: Db,
  companyId: bigint,
  given: { accounts: readonly { number: string; name: string }[] },
): Promise<void> {
  for (const { number, name } of given.accounts)
    await db`insert into account (company_id, number, name) values (${companyId}, ${number}, ${name}) on conflict do nothing`;
  await db`
    insert into journal (company_id, code, name) values (${companyId}, ${OPENING_JOURNAL}, ${OPENING_JOURNAL_NAME})
    on conflict do nothing
  `;
}

export type ChainHead = { year: number; rank: number; hash: string };

/** Where the chain of each year stands. */
export async function chainHeads(db: Db): Promise<ChainHead[]> {
  return db<ChainHead[]>`
    select distinct on (year) year, chain_rank as rank, hash from chain_head
     where company_id = current_company() order by year, chain_rank desc
  `;
}
