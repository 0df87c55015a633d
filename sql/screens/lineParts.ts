import type { IsoDate } from "../../domain/days.ts";
import type { Cents } from "../../domain/money.ts";
import type { Db } from "../connect.ts";

/**
 * What a line did beside paying shares: `cleared` a payment that was under way, or cash taken to the bank; `came_back` a payment it
 * brings back; `sent_back_since` one it brought and another line took back; money it left for a third party, or gives back to it; an
 * excess that became profit, which the share counts already. Cents in the direction of the line.
 */
export type LinePart = {
  kind: "cleared" | "came_back" | "sent_back_since" | "advance" | "to_refund" | "paid_back" | "profit";
  paymentId: bigint | null;
  /** Of the payment; `cash_deposit` for cash taken to the bank. */
  method: string | null;
  /** The number of the cheque, the order, the deposit. */
  name: string | null;
  day: IsoDate;
  party: string | null;
  documents: { id: string; number: string }[];
  amountCents: Cents;
};

/** The parts of a posted line that are no shares. One statement. */
export async function partsOfLine(db: Db, lineId: bigint): Promise<LinePart[]> {
  return db<LinePart[]>`
    with part as (
      select 'cleared' as kind, clearing.payment_id, clearing.amount_cents, clearing.entry_rank as place
        from clearing
        join payment on payment.id = clearing.payment_id and payment.method <> 'insurer_transfer'
       where clearing.line_id = ${lineId}
      union all
      select case payment.returned_line_id when ${lineId} then 'came_back' else 'sent_back_since' end, payment.id,
             payment.amount_cents, 0
        from payment
       where payment.returned_line_id = ${lineId} or (payment.line_id = ${lineId} and payment.status = 'returned')
      union all
      select case when held.amount_cents < 0 then 'paid_back' else held.held_as end, payment.id, abs(held.amount_cents), 1000000
        from held_money as held
        join payment on payment.id = held.payment_id and payment.line_id = ${lineId}
      union all
      select 'profit', profit.id, profit.amount_cents, 2000000
        from payment as profit
       where profit.method = 'internal' and profit.direction = 'out' and profit.status = 'cleared'
         and exists (select from allocation
                       join allocation as own on own.share_id = allocation.share_id
                       join payment on payment.id = own.payment_id and payment.line_id = ${lineId}
                      where allocation.payment_id = profit.id)
    )
    select part.kind, part.payment_id, payment.method,
           coalesce(payment.cheque_number, ordered.reference, remittance.reference, payment.reference) as name,
           payment.paid_on as day, coalesce(party.name, party.aux) as party, documents.list as documents, part.amount_cents
      from part
      join payment on payment.id = part.payment_id
      left join party on party.id = payment.third_party_id
      left join payment_order as ordered on ordered.id = payment.order_id
      left join remittance on remittance.id = payment.remittance_id
     cross join lateral (
       select coalesce(json_agg(json_build_object('id', invoice.id::text, 'number', invoice.number) order by invoice.number), '[]') as list
         from invoice
        where part.kind in ('cleared', 'came_back', 'sent_back_since', 'profit')
          and invoice.id in (
            select share.invoice_id
              from allocation join share on share.id = allocation.share_id
             where allocation.payment_id = payment.id
            union
            select share.invoice_id
              from journal_line join share on share.id = journal_line.share_id
             where payment.status = 'returned' and journal_line.entry_id = payment.entry_id)
     ) as documents
    union all
    select 'cleared', null, 'cash_deposit', reference, made_on, null, '[]', amount_cents
      from remittance
     where line_id = ${lineId}
  `;
}
