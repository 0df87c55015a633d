import type { AccountBalance } from "../../domain/accounting/carryForward.ts";
import type { FiscalYear } from "../../domain/accounting/fiscalYear.ts";
import type { IsoDate } from "../../domain/days.ts";
import type { Cents } from "../../domain/money.ts";
import { openingBalances } from "../balances.ts";
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

/** The balance of every account in use over a period, in the order of the plan (balance générale). */
export async function accountRows(db: Db, period: Period): Promise<AccountRow[]> {
  const opened = sumByAccount(await openingBalances(db, period.year));
  const moved = await db<(Omit<AccountRow, "opening" | "name" | "lettered"> & { before: Cents })[]>`
    select line.account,
           coalesce(sum(line.debit_cents - line.credit_cents) filter (where entry.posted_on < ${period.from}), 0)::bigint as before,
           coalesce(sum(line.debit_cents) filter (where entry.posted_on >= ${period.from}), 0)::bigint as debit,
           coalesce(sum(line.credit_cents) filter (where entry.posted_on >= ${period.from}), 0)::bigint as credit,
           count(*) filter (where entry.posted_on >= ${period.from})::integer as lines
      from journal_line as line
      join journal_entry as entry on entry.id = line.entry_id
     where entry.company_id = current_company()
       and entry.posted_on between ${period.year.startsOn} and ${period.to}
       and not entry.carried_forward
     group by line.account
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

function sumByAccount(balances: readonly AccountBalance[]): Map<string, Cents> {
  const sums = new Map<string, Cents>();
  for (const { account, balance } of balances) sums.set(account, (sums.get(account) ?? 0n) + balance);
  return sums;
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

/**
 * The lines of accounts in the order of the book, each with its letter as it stood on the last day: a group that balanced
 * later is shown in small letters.
 */
const ledgerQuery = (db: Db, { accounts, from, to, thirdPartyId, state }: LedgerQuery) => db`
  select line.id, line.account, entry.posted_on, entry.id as entry_id, entry.journal, entry.number, entry.piece, line.label,
         line.third_party_id, line.share_id, line.debit_cents as debit, line.credit_cents as credit,
         case when lettering_group.balanced and lettering_group.lettered_on > ${to} then lower(lettering_group.code)
              else lettering_group.code end as letter, lettering_group.id as group_id,
         sum(line.debit_cents - line.credit_cents) over (
           partition by line.account order by entry.posted_on, line.id)::bigint as moved
    from journal_line as line
    join journal_entry as entry on entry.id = line.entry_id
    left join lettering_line on lettering_line.line_id = line.id
    left join lettering_group on lettering_group.id = lettering_line.group_id
   where line.company_id = current_company()
     and line.account = any (${[...accounts]}::text[])
     and entry.posted_on <= ${to}
     and not entry.carried_forward
     ${from === undefined ? db`` : db`and entry.posted_on >= ${from}`}
     ${thirdPartyId === undefined ? db`` : db`and line.third_party_id = ${thirdPartyId}`}
     ${
       state === undefined
         ? db``
         : db`and coalesce(lettering_group.balanced and lettering_group.lettered_on <= ${to}, false) = ${state === "lettered"}`
     }`;

const ledgerColumns = (db: Db) => db`
  told.id, told.account, told.posted_on, told.entry_id, told.journal, told.number, told.piece, told.label, third_party.aux,
  party.name as party, coalesce(third_party.payer = 'patient', false) as is_patient, told.third_party_id, told.letter,
  told.group_id, told.debit, told.credit, told.moved, line_posting.line_id as bank_line_id, invoice.id as invoice_id,
  invoice.number as invoice`;

const ledgerJoins = (db: Db) => db`
  left join third_party on third_party.id = told.third_party_id
  left join party on party.id = told.third_party_id
  left join line_posting on line_posting.entry_id = told.entry_id
  left join share on share.id = told.share_id
  left join invoice on invoice.id = share.invoice_id`;

/** A page of lines. */
export async function ledgerLines(
  db: Db,
  asked: LedgerQuery,
  { after, limit }: { after: LedgerPlace | undefined; limit: number },
): Promise<LedgerLine[]> {
  return db<LedgerLine[]>`
    with told as (
      select * from (${ledgerQuery(db, asked)}) as every
       where ${after ? db`(every.account, every.posted_on, every.id) > (${after.account}, ${after.postedOn}, ${after.id})` : db`true`}
       order by every.account, every.posted_on, every.id
       limit ${limit}
    )
    select ${ledgerColumns(db)} from told ${ledgerJoins(db)} order by told.account, told.posted_on, told.id
  `;
}

/** What the lines asked for come to on each side, over all pages. */
export async function ledgerSums(db: Db, asked: LedgerQuery): Promise<{ debit: Cents; credit: Cents }> {
  const [row] = await db<{ debit: Cents; credit: Cents }[]>`
    select coalesce(sum(told.debit), 0)::bigint as debit, coalesce(sum(told.credit), 0)::bigint as credit
      from (${ledgerQuery(db, asked)}) as told
  `;
  return row ?? { debit: 0n, credit: 0n };
}

/** All of them, in batches: a cursor reads them. */
export function allLedgerLines(db: Db, asked: LedgerQuery): AsyncIterable<LedgerLine[]> {
  return db<LedgerLine[]>`
    select ${ledgerColumns(db)} from (${ledgerQuery(db, asked)}) as told ${ledgerJoins(db)}
     order by told.account, told.posted_on, told.id
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
