import { AGE_LIMITS, type Age, type Ages } from "../../domain/accounting/aging.ts";
import type { IsoDate } from "../../domain/days.ts";
import type { Cents } from "../../domain/money.ts";
import type { Db } from "../connect.ts";

/** Whose balance: by who owes (or is owed), or by the customer whose documents they are. */
export type AgedQuery = { asOf: IsoDate; side: "receivable" | "payable"; by: "payer" | "customer" };

export type AgedRow = Ages & {
  partyId: bigint | null;
  aux: string | null;
  party: string | null;
  payer: string | null;
  total: Cents;
};

/**
 * What was open on a day, document by document: the ledger lines of each share up to then, with the age of what they leave.
 * Lines without a share (money that pays nothing yet) count for their third party, without an age. Opening entries restate
 * older lines and are left out.
 */
const openItems = (db: Db, { asOf, side, by }: AgedQuery) => db`
  select ${by === "payer" ? db`open.third_party_id` : db`coalesce(invoice.customer_id, open.third_party_id)`} as party_id,
         open.third_party_id as payer_id, open.share_id, open.due, invoice.id as invoice_id, invoice.number, invoice.issued_on,
         coalesce(invoice.due_on, invoice.issued_on) as due_on,
         case when open.due < 0 or invoice.id is null then 'apart'
              when ${asOf}::date <= coalesce(invoice.due_on, invoice.issued_on) then 'notDue'
              when ${asOf}::date - coalesce(invoice.due_on, invoice.issued_on) <= ${AGE_LIMITS[0]} then 'first'
              when ${asOf}::date - coalesce(invoice.due_on, invoice.issued_on) <= ${AGE_LIMITS[1]} then 'second'
              when ${asOf}::date - coalesce(invoice.due_on, invoice.issued_on) <= ${AGE_LIMITS[2]} then 'third'
              else 'older' end as age
    from (
      select line.third_party_id, line.share_id,
             sum(case account.side when 'receivable' then line.debit_cents - line.credit_cents
                                   else line.credit_cents - line.debit_cents end)::bigint as due
        from journal_line as line
        join account on account.company_id = line.company_id and account.number = line.account and account.side = ${side}
        join journal_entry as entry on entry.id = line.entry_id
       where line.company_id = current_company() and entry.posted_on <= ${asOf} and not entry.carried_forward
       group by line.third_party_id, line.share_id
      having sum(line.debit_cents - line.credit_cents) <> 0
    ) as open
    left join share on share.id = open.share_id
    left join invoice on invoice.id = share.invoice_id`;

const SUMS = (db: Db) => db`
  coalesce(sum(item.due) filter (where item.age = 'notDue'), 0)::bigint as not_due,
  coalesce(sum(item.due) filter (where item.age = 'first'), 0)::bigint as first,
  coalesce(sum(item.due) filter (where item.age = 'second'), 0)::bigint as second,
  coalesce(sum(item.due) filter (where item.age = 'third'), 0)::bigint as third,
  coalesce(sum(item.due) filter (where item.age = 'older'), 0)::bigint as older,
  coalesce(sum(item.due) filter (where item.age = 'apart'), 0)::bigint as apart,
  coalesce(sum(item.due), 0)::bigint as total`;

export type AgedTotals = Ages & { total: Cents; parties: number };

/** The aged balance, the largest first, and its totals over all pages. */
export async function agedBalance(
  db: Db,
  asked: AgedQuery,
  { limit, offset }: { limit: number; offset: number },
): Promise<{ rows: AgedRow[]; totals: AgedTotals }> {
  const rows = await db<AgedRow[]>`
    with item as materialized (${openItems(db, asked)}),
    held as (select item.party_id, ${SUMS(db)} from item group by item.party_id)
    select held.*, third_party.aux, party.name as party, third_party.payer
      from held
      left join third_party on third_party.id = held.party_id
      left join party on party.id = held.party_id
     order by abs(held.total) desc, third_party.aux
     limit ${limit} offset ${offset}
  `;
  const [totals] = await db<AgedTotals[]>`
    select ${SUMS(db)}, count(distinct coalesce(item.party_id, 0))::integer as parties from (${openItems(db, asked)}) as item
  `;
  if (!totals) throw new Error("no row came back");
  return { rows, totals };
}

export type OpenItem = {
  age: Age;
  due: Cents;
  dueOn: IsoDate | null;
  invoiceId: bigint | null;
  number: string | null;
  issuedOn: IsoDate | null;
  payer: string | null;
  payerId: bigint | null;
};

/** The documents behind one row of the aged balance, the oldest first. */
export async function agedItems(db: Db, asked: AgedQuery, partyId: bigint): Promise<OpenItem[]> {
  return db<OpenItem[]>`
    select item.age, item.due, item.due_on, item.invoice_id, item.number, item.issued_on, party.name as payer, item.payer_id
      from (${openItems(db, asked)}) as item
      left join party on party.id = item.payer_id
     where item.party_id = ${partyId}
     order by item.due_on nulls last, item.number
     limit 2000
  `;
}

/** What the ledger holds on the accounts of a side, opening entries and all: the aged balance must say the same. */
export async function ledgerOfSide(db: Db, { asOf, side }: AgedQuery): Promise<Cents> {
  const [row] = await db<{ held: Cents }[]>`
    select coalesce(sum(case account.side when 'receivable' then line.debit_cents - line.credit_cents
                                          else line.credit_cents - line.debit_cents end), 0)::bigint as held
      from journal_line as line
      join account on account.company_id = line.company_id and account.number = line.account and account.side = ${side}
      join journal_entry as entry on entry.id = line.entry_id
     where line.company_id = current_company()
       and entry.posted_on <= ${asOf}
       and entry.posted_on >= coalesce(
         (select max(opening.posted_on) from journal_entry as opening
           where opening.company_id = current_company() and opening.carried_forward and opening.posted_on <= ${asOf}), '-infinity')
  `;
  return row?.held ?? 0n;
}
