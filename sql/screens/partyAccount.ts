import type { Payer } from "../../domain/billing/invoice.ts";
import type { IsoDate } from "../../domain/days.ts";
import type { Cents } from "../../domain/money.ts";
import type { Db } from "../connect.ts";

export type Party = { id: bigint; name: string; payer: Payer; aux: string };

export async function findParty(db: Db, id: bigint): Promise<Party | undefined> {
  const [row] = await db<Party[]>`
    select id, coalesce(name, '') as name, payer, aux from party where id = ${id}
  `;
  return row;
}

/** A share that is not at zero: what it was, what settled of it, what is left. */
export type OpenItem = {
  invoiceId: bigint;
  number: string;
  issuedOn: IsoDate;
  dueOn: IsoDate | null;
  patient: string;
  amountCents: Cents;
  dueCents: Cents;
};

/**
 * The open items of one debtor, those due first before the others, of invoices up to a day. What a person marked as paid or wrote
 * off is not in it (S3.23).
 */
export async function openItemsOf(
  db: Db,
  { partyId, upTo, limit }: { partyId: bigint; upTo: IsoDate; limit: number },
): Promise<OpenItem[]> {
  return db<OpenItem[]>`
    select invoice.id as invoice_id, invoice.number, invoice.issued_on, invoice.due_on,
           coalesce(customer.name, person.name, '') as patient, share.amount_cents, share.due_cents
    from share
    join invoice on invoice.id = share.invoice_id and invoice.unpaid and invoice.issued_on <= ${upTo}
    join third_party as customer on customer.id = invoice.customer_id
    left join identity.person as person on person.third_party_id = invoice.customer_id
    where share.company_id = current_company() and share.third_party_id = ${partyId} and share.due_cents <> 0
    order by share.due_on, share.id
    limit ${limit}
  `;
}

/**
 * What these items make, all of them: what is kept of the debtor, without the invoices that are not in it: marked as paid, or
 * issued later, which are few as long as the day is near.
 */
export async function openItemsTotal(
  db: Db,
  { partyId, upTo }: { partyId: bigint; upTo: IsoDate },
): Promise<{ items: number; amountCents: Cents; dueCents: Cents }> {
  const [row] = await db<{ items: number; amountCents: Cents; dueCents: Cents }[]>`
    with apart as (
      select invoice.id from invoice where invoice.company_id = current_company() and invoice.marked_paid_at is not null
      union
      select invoice.id from invoice where invoice.company_id = current_company() and invoice.issued_on > ${upTo}
    ), told as (
      select owed_shares + excess_shares as items, open_amount_cents as amount_cents, owed_cents + excess_cents as due_cents
      from party_sum
      where company_id = current_company() and held_by = 'payer' and third_party_id = ${partyId}
        and side in ('receivable', 'payable')
      union all
      select -1, -share.amount_cents, -share.due_cents
      from apart
      join share on share.invoice_id = apart.id and share.third_party_id = ${partyId} and share.due_cents <> 0
    )
    select coalesce(sum(items), 0)::integer as items, coalesce(sum(amount_cents), 0)::bigint as amount_cents,
           coalesce(sum(due_cents), 0)::bigint as due_cents
    from told
  `;
  return row ?? { items: 0, amountCents: 0n, dueCents: 0n };
}
