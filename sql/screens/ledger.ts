import type { FiscalYear } from "../../domain/accounting/fiscalYear.ts";
import type { IsoDate } from "../../domain/days.ts";
import type { Cents } from "../../domain/money.ts";
import { accountOpenings } from "../balances.ts";
import type { Db } from "../connect.ts";

/** Days of one financial year, both included. */
export type Period = { year: FiscalYear; from: IsoDate; to: IsoDate };

/** An account over a period: what it held before, what came on each side, and so what it holds after. */
export type AccountRow = {
  account: string;
  name: string;
  lettered: boolean;
  opening: Cents;
  debit: Cents;
  credit: Cents;
  lines: number;
};

/** The balance of every account in use over a period, in the order of the plan (balance générale), from the sums kept by day. */
export async function accountRows(db: Db, period: Period): Promise<AccountRow[]> {
  const opened = await accountOpenings(db, period.year);
  const moved = await db<(Omit<AccountRow, "opening" | "name" | "lettered"> & { before: Cents })[]>`
    select account,
           coalesce(sum(debit_cents - credit_cents) filter (where posted_on < ${period.from}), 0)::bigint as before,
           coalesce(sum(debit_cents) filter (where posted_on >= ${period.from}), 0)::bigint as debit,
           coalesce(sum(credit_cents) filter (where posted_on >= ${period.from}), 0)::bigint as credit,
           coalesce(sum(lines) filter (where posted_on >= ${period.from}), 0)::integer as lines
      from ledger_day
     where company_id = current_company()
       and posted_on between ${period.year.startsOn} and ${period.to}
       and not carried_forward
       and lines > 0
     group by account
  `;
  const movedBy = new Map(moved.map((row) => [row.account, row]));
  const accounts = await accountNames(db);
  return [...new Set([...opened.keys(), ...movedBy.keys()])].toSorted().map((account) => {
    const movement = movedBy.get(account);
    return {
      account,
      name: accounts.get(account)?.name ?? account,
      lettered: accounts.get(account)?.lettered ?? false,
      opening: (opened.get(account) ?? 0n) + (movement?.before ?? 0n),
      debit: movement?.debit ?? 0n,
      credit: movement?.credit ?? 0n,
      lines: movement?.lines ?? 0,
    };
  });
}

export async function accountNames(db: Db): Promise<Map<string, { name: string; lettered: boolean }>> {
  const rows = await db<{ number: string; name: string; lettered: boolean }[]>`
    select number, name, lettered from account where company_id = current_company()
  `;
  return new Map(rows.map(({ number, ...account }) => [number, account]));
}

export type LedgerLine = {
  id: bigint;
  account: string;
  postedOn: IsoDate;
  entryId: bigint;
  journal: string;
  number: number | null;
  piece: string;
  label: string;
  aux: string | null;
  /** The name shown on screens, a patient's too. Exports show the code. */
  party: string | null;
  isPatient: boolean;
  thirdPartyId: bigint | null;
  letter: string | null;
  groupId: bigint | null;
  debit: Cents;
  credit: Cents;
  /** Debit − credit of the account's lines up to this one, among those asked for. */
  moved: Cents;
  bankLineId: bigint | null;
  invoiceId: bigint | null;
  invoice: string | null;
};

/** Where a page of the ledger goes on: behind this line. */
export type LedgerPlace = { account: string; postedOn: IsoDate; id: bigint };

export type LedgerQuery = {
  accounts: readonly string[];
  /** Undefined: from the first line ever, opening entries left out. */
  from: IsoDate | undefined;
  to: IsoDate;
  thirdPartyId?: bigint | undefined;
  /** Lines without a letter on the last day, or with one. */
  state?: "open" | "lettered" | undefined;
};

/** The lines asked for. The state of a line is that of its letter on the last day. */
const askedLines = (db: Db, { from, to, thirdPartyId, state }: LedgerQuery) => db`
       line.company_id = current_company()
   and line.posted_on <= ${to}
   and not line.carried_forward
   ${from === undefined ? db`` : db`and line.posted_on >= ${from}`}
   ${thirdPartyId === undefined ? db`` : db`and line.third_party_id = ${thirdPartyId}`}
   ${
     state === undefined
       ? db``
       : db`and ${state === "lettered" ? db`` : db`not`} exists (
              select from lettering_line
                join lettering_group on lettering_group.id = lettering_line.group_id
               where lettering_line.line_id = line.id and lettering_group.balanced and lettering_group.lettered_on <= ${to})`
   }`;

const TOLD = (db: Db) => db`
  line.id, line.account, line.posted_on, line.entry_id, line.label, line.third_party_id, line.share_id,
  line.debit_cents as debit, line.credit_cents as credit`;

/** A group that balanced after the last day is shown in small letters. */
const ledgerColumns = (db: Db, { to }: LedgerQuery) => db`
  told.id, told.account, told.posted_on, told.entry_id, entry.journal, entry.number, entry.piece, told.label, third_party.aux,
  coalesce(third_party.name, person.name) as party, coalesce(third_party.payer = 'patient', false) as is_patient,
  told.third_party_id, told.debit, told.credit, told.moved, line_posting.line_id as bank_line_id, invoice.id as invoice_id,
  invoice.number as invoice, lettering_group.id as group_id,
  case when lettering_group.balanced and lettering_group.lettered_on > ${to} then lower(lettering_group.code)
       else lettering_group.code end as letter`;

const ledgerJoins = (db: Db) => db`
  join journal_entry as entry on entry.id = told.entry_id
  left join lettering_line on lettering_line.line_id = told.id
  left join lettering_group on lettering_group.id = lettering_line.group_id
  left join third_party on third_party.id = told.third_party_id
  left join identity.person as person on person.third_party_id = told.third_party_id
  left join line_posting on line_posting.entry_id = told.entry_id
  left join share on share.id = told.share_id
  left join invoice on invoice.id = share.invoice_id`;

/** A page of lines in the order of the book: of each account no more than the page holds. */
export async function ledgerLines(
  db: Db,
  asked: LedgerQuery,
  { after, limit }: { after: LedgerPlace | undefined; limit: number },
): Promise<LedgerLine[]> {
  return db<LedgerLine[]>`
    with page as materialized (
      select line.*
        from unnest(${[...asked.accounts]}::text[]) as wanted (account)
       cross join lateral (
         select ${TOLD(db)}
           from journal_line as line
          where ${askedLines(db, asked)}
            and line.account = wanted.account
            ${after ? db`and (line.posted_on, line.id) > (case when wanted.account = ${after.account} then ${after.postedOn}::date else '-infinity' end, case when wanted.account = ${after.account} then ${after.id}::bigint else 0 end)` : db``}
          order by line.posted_on, line.id
          limit ${limit}
       ) as line
       where ${after ? db`wanted.account >= ${after.account}` : db`true`}
       order by line.account, line.posted_on, line.id
       limit ${limit}
    ), started as (
      select distinct on (account) account, posted_on, id from page order by account, posted_on, id
    ), brought as (
      select started.account, ${after ? broughtTo(db, asked) : db`0`} as cents from started
    ), told as (
      select page.*, (brought.cents + sum(page.debit - page.credit) over (
               partition by page.account order by page.posted_on, page.id))::bigint as moved
        from page
        join brought on brought.account = page.account
    )
    select ${ledgerColumns(db, asked)} from told ${ledgerJoins(db)} order by told.account, told.posted_on, told.id
  `;
}

/** What the lines asked for come to before the first one of a page: whole days as they are kept, then the lines of its own day. */
function broughtTo(db: Db, asked: LedgerQuery) {
  if (asked.thirdPartyId !== undefined || asked.state !== undefined) {
    return db`(
      select coalesce(sum(line.debit_cents - line.credit_cents), 0)
        from journal_line as line
       where ${askedLines(db, asked)} and line.account = started.account
         and (line.posted_on, line.id) < (started.posted_on, started.id))`;
  }
  return db`(
    select coalesce(sum(day.debit_cents - day.credit_cents), 0)
      from ledger_day as day
     where day.company_id = current_company() and day.account = started.account and not day.carried_forward
       and day.posted_on < started.posted_on ${asked.from === undefined ? db`` : db`and day.posted_on >= ${asked.from}`}
  ) + (
    select coalesce(sum(line.debit_cents - line.credit_cents), 0)
      from journal_line as line
     where line.company_id = current_company() and line.account = started.account and not line.carried_forward
       and line.posted_on = started.posted_on and line.id < started.id)`;
}

/** What the lines asked for come to on each side, over all pages. */
export async function ledgerSums(db: Db, asked: LedgerQuery): Promise<{ debit: Cents; credit: Cents }> {
  const { accounts, from, to, thirdPartyId, state } = asked;
  const wanted = [...accounts];
  const source =
    thirdPartyId === undefined && state === undefined
      ? db`ledger_day as day
            where day.company_id = current_company() and day.account = any (${wanted}::text[]) and not day.carried_forward
              and day.posted_on <= ${to} ${from === undefined ? db`` : db`and day.posted_on >= ${from}`}`
      : db`journal_line as line where ${askedLines(db, asked)} and line.account = any (${wanted}::text[])`;
  const [row] = await db<{ debit: Cents; credit: Cents }[]>`
    select coalesce(sum(debit_cents), 0)::bigint as debit, coalesce(sum(credit_cents), 0)::bigint as credit from ${source}
  `;
  return row ?? { debit: 0n, credit: 0n };
}

/** All of them, in batches: a cursor reads them. */
export function allLedgerLines(db: Db, asked: LedgerQuery): AsyncIterable<LedgerLine[]> {
  return db<LedgerLine[]>`
    with told as (
      select ${TOLD(db)},
             sum(line.debit_cents - line.credit_cents) over (
               partition by line.account order by line.posted_on, line.id)::bigint as moved
        from journal_line as line
       where ${askedLines(db, asked)} and line.account = any (${[...asked.accounts]}::text[])
    )
    select ${ledgerColumns(db, asked)} from told ${ledgerJoins(db)} order by told.account, told.posted_on, told.id
  `.cursor(2_000);
}

export type LetteringEvent = {
  at: Date;
  who: string | null;
  reason: string | null;
  action: "lettered" | "unlettered";
  code: string;
  party: string | null;
  lines: number;
  cents: Cents;
};

/** The log of the lettering of an account, the latest first. */
export async function letteringLog(
  db: Db,
  account: string,
  thirdPartyId: bigint | undefined,
): Promise<LetteringEvent[]> {
  return db<LetteringEvent[]>`
    select log.at, app_user.name as who, log.reason, log.action, log.code, party.name as party,
           cardinality(log.line_ids) as lines,
           (select coalesce(sum(line.debit_cents), 0) from journal_line as line where line.id = any (log.line_ids))::bigint as cents
      from lettering_log as log
      left join app_user on app_user.id = log.actor_id
      left join party on party.id = log.third_party_id
     where log.company_id = current_company() and log.account = ${account}
       ${thirdPartyId === undefined ? db`` : db`and log.third_party_id = ${thirdPartyId}`}
     order by log.id desc
     limit 20
  `;
}

/** A third party by the number of its row, for the title of a page. */
export async function partyNamed(
  db: Db,
  id: bigint,
): Promise<{ aux: string; name: string | null } | undefined> {
  const [row] = await db<
    { aux: string; name: string | null }[]
  >`select aux, name from party where id = ${id}`;
  return row;
}
