import type { IsoDate } from "../../domain/days.ts";
import type { Cents } from "../../domain/money.ts";
import type { Db } from "../connect.ts";

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

export type Reconciliation = {
  bankCents: Cents;
  /** The statement the bank's balance starts from; null when no statement of the account tells a balance. */
  closingOn: IsoDate | null;
  ledgerCents: Cents;
  /** What stood on the account before the first statement, less what the books opened with. */
  openingCents: Cents;
  /** What the chain of statements is off by: movements of statements that never came. */
  missingCents: Cents;
  items: Unreconciled[];
};

type Standing = Omit<Reconciliation, "items">;

/**
 * What the bank says, what the ledger says, and every movement between the two, at the end of a day
 * (état de rapprochement). bank − ledger = opening + missing + Σ items, to the cent.
 */
export async function reconciliation(db: Db, bankAccountId: bigint, asOf: IsoDate): Promise<Reconciliation> {
  const [standing] = await db<Standing[]>`
    with own as (select id, account from bank_account where id = ${bankAccountId}),
    base as (
      select statement.closing_on, statement.closing_cents as cents
        from statement join own on own.id = statement.bank_account_id
       where statement.closing_on <= ${asOf} and statement.closing_cents is not null
       order by statement.closing_on desc, statement.id desc limit 1
    ), first_statement as (
      select statement.opening_cents as cents
        from statement join own on own.id = statement.bank_account_id
       where statement.opening_cents is not null
       order by coalesce(statement.opening_on, statement.first_on, statement.closing_on), statement.id limit 1
    ), told as (
      -- what the bank wrote, of which the lines of statements that end later come on top of the last closing
      select coalesce(sum(line.amount_cents), 0)::bigint as all_cents,
             coalesce(sum(line.amount_cents) filter (
               where statement.closing_on is null or statement.closing_cents is null or statement.closing_on > ${asOf}), 0)::bigint as later_cents
        from statement_line as line
        join own on own.id = line.bank_account_id
        join statement on statement.id = line.statement_id
       where line.booked_on <= ${asOf}
    ), held as (
      select coalesce(sum(line.debit_cents - line.credit_cents), 0)::bigint as cents
        from own
        join ledger_day as line on line.company_id = current_company() and line.account = own.account
       where line.posted_on <= ${asOf} and not line.carried_forward
    )
    select coalesce(base.cents + told.later_cents, coalesce(first_statement.cents, 0) + told.all_cents)::bigint as bank_cents,
           base.closing_on, held.cents as ledger_cents, coalesce(first_statement.cents, 0)::bigint as opening_cents,
           (coalesce(base.cents + told.later_cents, coalesce(first_statement.cents, 0) + told.all_cents)
             - coalesce(first_statement.cents, 0) - told.all_cents)::bigint as missing_cents
      from told cross join held
      left join base on true
      left join first_statement on true
  `;
  if (!standing) throw new Error("no row came back");
  return {
    ...standing,
    items: [...(await ofTheBank(db, bankAccountId, asOf)), ...(await ofTheBooks(db, bankAccountId, asOf))],
  };
}

/** Bank lines up to the day that no entry up to the day tells. */
async function ofTheBank(db: Db, bankAccountId: bigint, asOf: IsoDate): Promise<Unreconciled[]> {
  return db<Unreconciled[]>`
    select 'bank' as side,
           case when entry.id is not null then 'posted_later' when line.state = 'set_aside' then 'set_aside' else 'undecided' end as kind,
           line.booked_on as on, line.label, line.amount_cents as cents, line.id as line_id, entry.id as entry_id
      from statement_line as line
      left join line_posting on line_posting.line_id = line.id
      left join journal_entry as entry on entry.id = line_posting.entry_id
     where line.bank_account_id = ${bankAccountId} and line.booked_on <= ${asOf} and line.amount_cents <> 0
       and (entry.id is null or entry.posted_on > ${asOf})
     order by line.booked_on, line.id
  `;
}

/** Entries up to the day on the account that no bank line up to the day brought: by their sum, so that a reversal cancels out. */
async function ofTheBooks(db: Db, bankAccountId: bigint, asOf: IsoDate): Promise<Unreconciled[]> {
  return db<Unreconciled[]>`
    select 'books' as side, case when line.id is null then 'without_line' else 'line_later' end as kind,
           entry.posted_on as on, entry.label, (-moved.cents)::bigint as cents, line.id as line_id, entry.id as entry_id
      from bank_account as own
      join lateral (
        select journal_line.entry_id, sum(journal_line.debit_cents - journal_line.credit_cents)::bigint as cents
          from journal_line
         where journal_line.company_id = own.company_id and journal_line.account = own.account
         group by journal_line.entry_id
      ) as moved on moved.cents <> 0
      join journal_entry as entry on entry.id = moved.entry_id and entry.posted_on <= ${asOf} and not entry.carried_forward
      left join line_posting on line_posting.entry_id = entry.id
      left join statement_line as line on line.id = line_posting.line_id
      left join journal_entry as mirror on mirror.corrects_id = entry.id or mirror.id = entry.corrects_id
     where own.id = ${bankAccountId}
       and (line.id is null or line.booked_on > ${asOf})
       -- an entry and its reversal, both up to the day, say nothing together
       and (mirror.id is null or mirror.posted_on > ${asOf})
     order by entry.posted_on, entry.id
  `;
}
