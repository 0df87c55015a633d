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
 * The open items of one debtor, the oldest first, of invoices up to a day. What a person marked as paid or wrote off is not in
 * it (S3.23).
 */
export async function openItemsOf(
  db: Db,
  { partyId, upTo, limit }: { partyId: bigint; upTo: IsoDate; limit: number },
): Promise<OpenItem[]> {
  return db<OpenItem[]>`
    select invoice.id as invoice_id, invoice.number, invoice.issued_on, invoice.due_on, coalesce(customer.name, '') as patient,
           share.amount_cents, share.due_cents
    from share
    join invoice on invoice.id = share.invoice_id and invoice.unpaid and invoice.issued_on <= ${upTo}
    join party as customer on customer.id = invoice.customer_id
    where share.third_party_id = ${partyId} and share.due_cents <> 0
    order by invoice.issued_on, invoice.number
    limit ${limit}
  `;
}

/** What these items make, all of them. */
export async function openItemsTotal(
  db: Db,
  { partyId, upTo }: { partyId: bigint; upTo: IsoDate },
): Promise<{ items: number; amountCents: Cents; dueCents: Cents }> {
  const [row] = await db<{ items: number; amountCents: Cents; dueCents: Cents }[]>`
    select count(*)::integer as items, coalesce(sum(share.amount_cents), 0)::bigint as amount_cents,
           coalesce(sum(share.due_cents), 0)::bigint as due_cents
    from share
    join invoice on invoice.id = share.invoice_id and invoice.unpaid and invoice.issued_on <= ${upTo}
    where share.third_party_id = ${partyId} and share.due_cents <> 0
  `;
  return row ?? { items: 0, amountCents: 0n, dueCents: 0n };
}
