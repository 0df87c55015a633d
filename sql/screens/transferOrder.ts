import type { TransferOrder } from "../../domain/treasury/transferFile.ts";
import { currentCompany } from "../companies.ts";
import type { Db } from "../connect.ts";

type Head = {
  reference: string;
  madeAt: Date;
  executeOn: string | null;
  batchBooking: boolean;
  iban: string | null;
};

/**
 * S4.18: what the bank was asked by an order of transfers made here, as it was on the day of the order: a payment refused since
 * stays in it. Undefined for an order of another kind, one that another program made, and one whose account has no IBAN.
 */
export async function findTransferOrder(db: Db, orderId: bigint): Promise<TransferOrder | undefined> {
  const [head] = await db<Head[]>`
    select ordered.reference, ordered.made_at, ordered.execute_on, ordered.batch_booking, bank_account.iban
    from payment_order as ordered
    join bank_account on bank_account.id = ordered.bank_account_id
    where ordered.id = ${orderId} and ordered.kind = 'transfer' and ordered.file_id is null
  `;
  if (!head?.iban || !head.executeOn) return undefined;
  const { id, name } = await currentCompany(db);
  // A payment that was refused pays nothing any more; its label still names what it was for. A customer is told that it is a refund.
  const transfers = await db<TransferOrder["transfers"][number][]>`
    select payment.end_to_end_id, coalesce(party.name, third_party.aux) as creditor, payment.iban,
           payment.amount_cents as amount,
           coalesce((select string_agg(invoice.number, ' ' order by invoice.number)
                       from allocation
                       join share on share.id = allocation.share_id
                       join invoice on invoice.id = share.invoice_id
                      where allocation.payment_id = payment.id and third_party.payer = 'supplier'), payment.label) as remittance
    from payment
    join third_party on third_party.id = payment.third_party_id
    left join party on party.id = payment.third_party_id
    where payment.order_id = ${orderId}
    order by payment.order_rank
  `;
  return {
    messageId: `RAPPRO-${id}-${head.reference}`,
    reference: head.reference,
    madeAt: head.madeAt,
    executeOn: head.executeOn,
    batchBooking: head.batchBooking,
    debtor: { name, iban: head.iban },
    transfers,
  };
}
