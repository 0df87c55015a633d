import { OPENING_JOURNAL } from "../../domain/accounting/carryForward.ts";
import type { IsoDate } from "../../domain/days.ts";
import type { Cents } from "../../domain/money.ts";
import type { Db } from "../connect.ts";
import { goesBefore, goesOn } from "./dayParts.ts";

/** One movement that the bank and the books do not tell alike on the day. */
export type Unreconciled = {
  /** Whether the bank knows it and the books do not, or the other way round. */
  side: "bank" | "books";
  kind: "undecided" | "set_aside" | "posted_later" | "without_line" | "line_later";
  on: IsoDate;
  label: string;
  /** Cents by which it makes the bank's balance differ from the ledger's: of the bank as it is, of the books turned round. */
  cents: Cents;
  lineId: bigint | null;
  entryId: bigint | null;
};

/** Movements of one kind: how many there are, what they come to, and as many of them as were asked for, the oldest first. */
export type UnreconciledKind = {
  kind: Unreconciled["kind"];
  count: number;
  cents: Cents;
  items: Unreconciled[];
};

export type Reconciliation = {
  bankCents: Cents;
  /** The statement the bank's balance starts from; null when no statement of the account tells a balance. */
  closingOn: IsoDate | null;
  ledgerCents: Cents;
  /** What stood on the account before the first statement, less what the books began with (journal AN). */
  openingCents: Cents;
  /** What the chain of statements is off by: movements of statements that never came. */
  missingCents: Cents;
  /** Kinds that have a movement. */
  kinds: UnreconciledKind[];
};

type Standing = Omit<Reconciliation, "kinds">;

/**
 * What the bank says, what the ledger says, and the movements between the two, at the end of a day
 * (état de rapprochement). bank − ledger = opening + missing + Σ kinds, to the cent.
 * @param limit movements of each kind at the most; all of them when it is left out. Counts and sums are always of all.
 */
export async function reconciliation(
  db: Db,
  bankAccountId: bigint,
  asOf: IsoDate,
  limit?: number,
): Promise<Reconciliation> {
  const [standing] = await db<Standing[]>`
    with own as (select id, company_id, account from bank_account where id = ${bankAccountId}),
    base as (
      select statement.closing_on, statement.closing_cents as cents
        from statement join own on own.id = statement.bank_account_id
       where statement.closing_on <= ${asOf} and statement.closing_cents is not null
       order by statement.closing_on desc, ${goesOn(db)}, statement.id desc limit 1
    ), first_statement as (
      select statement.opening_cents as cents
        from statement join own on own.id = statement.bank_account_id
       where statement.opening_cents is not null
       order by coalesce(statement.opening_on, statement.first_on, statement.closing_on), ${goesBefore(db)}, statement.id limit 1
    ), told as (
      -- what the bank wrote, of which the lines of statements that end later come on top of the last closing
      select coalesce(sum(day.cents), 0)::bigint as all_cents,
             coalesce(sum(day.cents) filter (
               where statement.closing_on is null or statement.closing_cents is null or statement.closing_on > ${asOf}), 0)::bigint as later_cents
        from own
        join statement_day as day on day.company_id = own.company_id and day.bank_account_id = own.id
        join statement on statement.id = day.statement_id
       where day.booked_on <= ${asOf}
    ), held as (
      select coalesce(sum(line.debit_cents - line.credit_cents), 0)::bigint as cents,
             coalesce(sum(line.debit_cents - line.credit_cents) filter (where line.journal = ${OPENING_JOURNAL}), 0)::bigint as begun_cents
        from own
        join ledger_day as line on line.company_id = own.company_id and line.account = own.account
       where line.posted_on <= ${asOf} and not line.carried_forward
    )
    select coalesce(base.cents + told.later_cents, coalesce(first_statement.cents, 0) + told.all_cents)::bigint as bank_cents,
           base.closing_on, held.cents as ledger_cents,
           (coalesce(first_statement.cents, 0) - held.begun_cents)::bigint as opening_cents,
           (coalesce(base.cents + told.later_cents, coalesce(first_statement.cents, 0) + told.all_cents)
             - coalesce(first_statement.cents, 0) - told.all_cents)::bigint as missing_cents
      from told cross join held
      left join base on true
      left join first_statement on true
  `;
  if (!standing) throw new Error("no row came back");
  return { ...standing, kinds: await unreconciled(db, bankAccountId, asOf, limit) };
}

async function unreconciled(
  db: Db,
  bankAccountId: bigint,
  asOf: IsoDate,
  limit: number | undefined,
): Promise<UnreconciledKind[]> {
  // How much lies after the day decides how it is found: a plan made for any day would read everything for the present one.
  await db`select set_config('plan_cache_mode', 'force_custom_plan', true)`;
  const rows = await db<(Unreconciled & { ofKind: number; kindCents: Cents })[]>`
    with own as (select id, company_id, account from bank_account where id = ${bankAccountId}),
    gap as materialized (${ofTheBank(db, asOf)} union all ${ofTheBooks(db, asOf)}),
    total as (
      select kind, count(*)::integer as items, sum(cents)::bigint as cents from gap group by kind
    ), shown as materialized (
      select gap.*, total.items as of_kind, total.cents as kind_cents
        from total
       cross join lateral (
         select * from gap where gap.kind = total.kind order by gap.on, gap.line_id, gap.entry_id limit ${limit ?? null}
       ) as gap
    )
    select shown.*,
           case shown.side when 'books' then (select label from journal_entry where id = shown.entry_id)
                           else (select label from statement_line where id = shown.line_id) end as label
      from shown
     order by shown.side, shown.on, shown.line_id, shown.entry_id
  `;
  const kinds: UnreconciledKind[] = [];
  for (const { ofKind, kindCents, ...item } of rows) {
    const found = kinds.find(({ kind }) => kind === item.kind);
    if (found) found.items.push(item);
    else kinds.push({ kind: item.kind, count: ofKind, cents: kindCents, items: [item] });
  }
  return kinds;
}

/** Bank lines up to the day that no entry up to the day tells: those not posted, and those of entries after it. */
function ofTheBank(db: Db, asOf: IsoDate) {
  return db`
    select 'bank' as side, case line.state when 'set_aside' then 'set_aside' else 'undecided' end as kind,
           line.booked_on as on, line.amount_cents::bigint as cents, line.id as line_id, null::bigint as entry_id
      from own
      join statement_line as line on line.bank_account_id = own.id
     where line.state <> 'posted' and line.booked_on <= ${asOf} and line.amount_cents <> 0
    union all
    select 'bank', 'posted_later', line.booked_on, line.amount_cents, line.id, entry.id
      from own
      join journal_entry as entry on entry.company_id = own.company_id and entry.posted_on > ${asOf}
      join line_posting on line_posting.entry_id = entry.id
      join statement_line as line on line.id = line_posting.line_id
     where line.bank_account_id = own.id and line.booked_on <= ${asOf} and line.amount_cents <> 0`;
}

/**
 * Entries up to the day on the account that no bank line up to the day brought, by their sum: those without a line, of which an entry
 * and its reversal, both up to the day, say nothing together; and those of lines after it, whichever account of ours wrote them.
 */
function ofTheBooks(db: Db, asOf: IsoDate) {
  return db`
    select 'books', 'without_line', alone.posted_on, -alone.cents, null, alone.entry_id
      from (
        select line.entry_id, line.posted_on, sum(line.debit_cents - line.credit_cents)::bigint as cents
          from own
          join journal_line as line on line.company_id = own.company_id and line.account = own.account
         where line.posted_on <= ${asOf} and not line.carried_forward and line.journal <> ${OPENING_JOURNAL}
           and not exists (select from line_posting where line_posting.entry_id = line.entry_id)
         group by line.entry_id, line.posted_on
      ) as alone
     where alone.cents <> 0
       -- asked entry by entry: those without a line are few, and the journal is long
       and coalesce((select mirror.posted_on from journal_entry as mirror where mirror.corrects_id = alone.entry_id), 'infinity') > ${asOf}
       and coalesce((select mirror.posted_on
                       from journal_entry as entry
                       join journal_entry as mirror on mirror.id = entry.corrects_id
                      where entry.id = alone.entry_id), 'infinity') > ${asOf}
    union all
    select 'books', 'line_later', early.posted_on, -early.cents, early.line_id, early.entry_id
      from (
        select line.entry_id, line.posted_on, later.id as line_id, sum(line.debit_cents - line.credit_cents)::bigint as cents
          from own
          join bank_account as other on other.company_id = own.company_id
          join statement_line as later on later.bank_account_id = other.id and later.booked_on > ${asOf}
          join line_posting on line_posting.line_id = later.id
          join journal_line as line on line.entry_id = line_posting.entry_id and line.account = own.account
         where line.posted_on <= ${asOf} and not line.carried_forward
         group by line.entry_id, line.posted_on, later.id
      ) as early
     where early.cents <> 0`;
}
