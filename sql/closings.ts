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
    select (select count(*)::integer from journal_entry
             where company_id = current_company() and validated_on is null and posted_on <= ${year.closingOn}) as drafts,
           held.suspense as suspense_cents, held.transit as transit_cents,
           undecided.lines as undecided_lines, undecided.cents as undecided_cents,
           (select min(entry.fiscal_year) from journal_entry as entry
             where entry.company_id = current_company() and entry.fiscal_year < ${year.year} and not entry.carried_forward
               and not exists (select from year_closing where year_closing.year = entry.fiscal_year)) as earlier_open
      from (select coalesce(sum(line.debit_cents - line.credit_cents) filter (where line.account = ${accounts.suspense}), 0)::bigint as suspense,
                   coalesce(sum(line.debit_cents - line.credit_cents) filter (where line.account = ${accounts.internalTransfer}), 0)::bigint as transit
              from journal_line as line
              join journal_entry as entry on entry.id = line.entry_id
             where line.company_id = current_company() and line.account in (${accounts.suspense}, ${accounts.internalTransfer})
               and entry.posted_on <= ${year.closingOn} and not entry.carried_forward) as held,
           (select count(*)::integer as lines, coalesce(sum(abs(amount_cents)), 0)::bigint as cents
              from statement_line
             where company_id = current_company() and state in ('new', 'waiting') and booked_on <= ${year.closingOn}) as undecided
  `;
  if (!row) throw new Error("no row came back");
  return row;
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
  given: { accounts: readonly { number: string; name: string }[]; journal: { code: string; name: string } },
): Promise<void> {
  for (const { number, name } of given.accounts)
    await db`insert into account (company_id, number, name) values (${companyId}, ${number}, ${name}) on conflict do nothing`;
  await db`
    insert into journal (company_id, code, name) values (${companyId}, ${given.journal.code}, ${given.journal.name})
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
