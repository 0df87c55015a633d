import type { Lifecycle } from "../domain/billing/invoice.ts";
import type { Db } from "./connect.ts";

/** The share of an invoice that its customer pays by himself: neither insurer's. */
export type OwnShare = {
  invoice: string;
  lifecycle: Lifecycle;
  shareId: bigint;
  thirdPartyId: bigint;
  party: string;
};

/** Of each of these invoices of customers. */
export async function ownSharesOf(db: Db, numbers: readonly string[]): Promise<Map<string, OwnShare>> {
  const rows = await db<OwnShare[]>`
    select invoice.number as invoice, invoice.lifecycle, share.id as share_id, share.third_party_id,
           case when third_party.payer = 'patient' then third_party.aux
                else coalesce(third_party.name, third_party.aux) end as party
      from unnest(${[...numbers]}::text[]) as wanted (number)
     cross join lateral (
       select * from invoice where company_id = current_company() and number = wanted.number offset 0
     ) as invoice
      join share on share.invoice_id = invoice.id and share.payer in ('patient', 'business')
      join third_party on third_party.id = share.third_party_id
  `;
  return new Map(rows.map((row) => [row.invoice, row]));
}

/** Files of direct debits that wait for invoices go back to the queue: invoices have come. */
export async function releaseDebitFiles(db: Db): Promise<bigint[]> {
  const released = await db<{ id: bigint }[]>`
    update received_file
       set state = 'received'
     where state = 'held' and kind = 'direct_debits'
    returning id
  `;
  return released.map((row) => row.id);
}
