import type { IsoDate } from "../../domain/days.ts";
import type { Cents } from "../../domain/money.ts";
import { idsOf } from "../bulk.ts";
import type { Db } from "../connect.ts";

export type Journal = { code: string; name: string };

export async function journals(db: Db): Promise<Journal[]> {
  return db<Journal[]>`select code, name from journal order by code`;
}

export type EntryRow = {
  id: bigint;
  journal: string;
  postedOn: IsoDate;
  piece: string;
  label: string;
  number: number | null;
  validatedOn: IsoDate | null;
  correctsId: bigint | null;
  /** The bank line it was written from. */
  lineId: bigint | null;
};

/** Drafts, or those that are validated. */
export type EntryState = "draft" | "validated";

/** Entries of a journal (of all, without one) between two days, in one state or in both. */
export type EntryFilter = {
  journal: string | undefined;
  from: IsoDate;
  to: IsoDate;
  state: EntryState | undefined;
};

/** In the order of the book. */
export async function listEntries(
  db: Db,
  query: EntryFilter & { after: { postedOn: IsoDate; id: bigint } | undefined; limit: number },
): Promise<EntryRow[]> {
  const { after } = query;
  return db<EntryRow[]>`
    select entry.id, entry.journal, entry.posted_on, entry.piece, entry.label, entry.number, entry.validated_on,
           entry.corrects_id, line_posting.line_id
    from journal_entry as entry
    left join line_posting on line_posting.entry_id = entry.id
    where ${isAsked(db, query)}
      ${after ? db`and (entry.posted_on, entry.id) > (${after.postedOn}, ${after.id})` : db``}
    order by entry.posted_on, entry.id
    limit ${query.limit}
  `;
}

function isAsked(db: Db, { journal, from, to, state }: EntryFilter) {
  return db`
    entry.company_id = current_company() and entry.posted_on between ${from} and ${to}
    ${journal ? db`and entry.journal = ${journal}` : db``}
    ${state ? (state === "draft" ? db`and entry.validated_on is null` : db`and entry.validated_on is not null`) : db``}`;
}

/** Entries beyond this are not counted: the page would take as long as there are entries. */
export const ENTRIES_COUNTED_MOST = 1_000;

/** How many entries answer; undefined where they are more than are counted. */
export async function countEntries(db: Db, filter: EntryFilter): Promise<number | undefined> {
  const [row] = await db<{ entries: number }[]>`
    select count(*)::integer as entries
      from (select from journal_entry as entry where ${isAsked(db, filter)} limit ${ENTRIES_COUNTED_MOST + 1}) as among
  `;
  return row && row.entries <= ENTRIES_COUNTED_MOST ? row.entries : undefined;
}

/** The entries that move the shares of an invoice, and those that move its VAT alone: the bank's, where a transfer was typed before it. */
export async function entriesOfInvoice(db: Db, invoiceId: bigint): Promise<EntryRow[]> {
  return db<EntryRow[]>`
    select entry.id, entry.journal, entry.posted_on, entry.piece, entry.label, entry.number, entry.validated_on,
           entry.corrects_id, line_posting.line_id
    from journal_entry as entry
    left join line_posting on line_posting.entry_id = entry.id
    where entry.id in (
      select journal_line.entry_id
      from share
      join journal_line on journal_line.share_id = share.id
      where share.invoice_id = ${invoiceId}
      union
      select vat_move.entry_id from vat_move where vat_move.invoice_id = ${invoiceId}
    )
    order by entry.posted_on, entry.id
    limit 100
  `;
}

export async function findEntry(db: Db, id: bigint): Promise<EntryRow | undefined> {
  const [row] = await db<EntryRow[]>`
    select entry.id, entry.journal, entry.posted_on, entry.piece, entry.label, entry.number, entry.validated_on,
           entry.corrects_id, line_posting.line_id
    from journal_entry as entry
    left join line_posting on line_posting.entry_id = entry.id
    where entry.id = ${id}
  `;
  return row;
}

export type EntryLine = {
  entryId: bigint;
  account: string;
  accountName: string;
  partyId: bigint | null;
  aux: string | null;
  party: string | null;
  label: string;
  letter: string | null;
  invoiceId: bigint | null;
  invoice: string | null;
  debitCents: Cents;
  creditCents: Cents;
  /** Of the whole entry, which may have more lines than these. */
  entryLines: number;
  entryDebitCents: Cents;
  entryCreditCents: Cents;
};

/** The lines of entries, at most so many of each: those that move a share of the invoice before the others, then in their order. */
export async function linesOfEntries(
  db: Db,
  entryIds: readonly bigint[],
  { most, offset = 0, invoiceId }: { most: number; offset?: number; invoiceId?: bigint },
): Promise<EntryLine[]> {
  if (entryIds.length === 0) return [];
  return db<EntryLine[]>`
    with placed as materialized (
      select line.*, count(*) over entry as entry_lines, sum(line.debit_cents) over entry as entry_debit_cents,
             sum(line.credit_cents) over entry as entry_credit_cents,
             row_number() over (partition by line.entry_id order by ${invoiceId === undefined ? db`` : db`(line.share_id in (select id from share where invoice_id = ${invoiceId})) is true desc,`} line.rank) as place
      from journal_line as line
      where line.entry_id = any (${idsOf(entryIds)}::text[]::bigint[])
      window entry as (partition by line.entry_id)
    )
    select line.entry_id, line.account, account.name as account_name, line.third_party_id as party_id, third_party.aux,
           coalesce(third_party.name, person.name) as party, line.label,
           lettering_group.code as letter, invoice.id as invoice_id, invoice.number as invoice,
           line.debit_cents, line.credit_cents, line.entry_lines::integer as entry_lines,
           line.entry_debit_cents::bigint as entry_debit_cents, line.entry_credit_cents::bigint as entry_credit_cents
    from placed as line
    join account on account.company_id = line.company_id and account.number = line.account
    left join third_party on third_party.id = line.third_party_id
    left join identity.person as person on person.third_party_id = line.third_party_id
    left join lettering_line on lettering_line.line_id = line.id
    left join lettering_group on lettering_group.id = lettering_line.group_id
    left join share on share.id = line.share_id
    left join invoice on invoice.id = share.invoice_id
    where line.place > ${offset} and line.place <= ${offset + most}
    order by line.entry_id, line.rank
  `;
}

/** Debit and credit of a journal (of all, without one) over a period, as they are kept by day. */
export async function journalTotals(
  db: Db,
  { journal, from, to }: { journal: string | undefined; from: IsoDate; to: IsoDate },
): Promise<{ debit: Cents; credit: Cents }> {
  const [row] = await db<{ debit: Cents; credit: Cents }[]>`
    select coalesce(sum(debit_cents), 0)::bigint as debit, coalesce(sum(credit_cents), 0)::bigint as credit
    from ledger_day
    where company_id = current_company() and posted_on between ${from} and ${to}
      ${journal ? db`and journal = ${journal}` : db``}
  `;
  return row ?? { debit: 0n, credit: 0n };
}

/** The entries of a journal (of all, without one) of one month, whatever their state. */
export async function monthEntries(
  db: Db,
  { journal, from, to }: { journal: string | undefined; from: IsoDate; to: IsoDate },
): Promise<number> {
  const wanted = db`
    company_id = current_company() and posted_on between ${from} and ${to} ${journal ? db`and journal = ${journal}` : db``}`;
  const [row] = await db<{ entries: number }[]>`
    select ${journal ? db`(select count(*) from journal_entry where ${wanted})` : db`(select coalesce(sum(entries), 0) from entry_day where ${wanted})`}::integer as entries
  `;
  return row?.entries ?? 0;
}

/** The months that have entries, the latest first: "2026-11". */
export async function journalMonths(db: Db): Promise<string[]> {
  const [row] = await db<{ first: IsoDate | null; last: IsoDate | null }[]>`
    select min(posted_on) as first, max(posted_on) as last
    from journal_entry
  `;
  if (!row?.first || !row.last) return [];
  const months: string[] = [];
  const [year = 0, month = 0] = row.last.split("-").map(Number);
  for (let index = year * 12 + month - 1; months.length < 60; index -= 1) {
    const name = `${Math.floor(index / 12)}-${String((index % 12) + 1).padStart(2, "0")}`;
    if (name < row.first.slice(0, 7)) break;
    months.push(name);
  }
  return months;
}
