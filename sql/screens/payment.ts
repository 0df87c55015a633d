import type { IsoDate } from "../../domain/days.ts";
import type { Cents } from "../../domain/money.ts";
import type { Payer } from "../../domain/payer.ts";
import type { Db } from "../connect.ts";
import { isToSend } from "../refunds.ts";
import { firstReturnOf } from "./returns.ts";

/** One payment with where it came from: the return that announced it, the order it was a part of, who recorded it. */
export type PaymentDetail = {
  id: bigint;
  paidOn: IsoDate;
  direction: "in" | "out";
  method: string;
  status: string;
  /** A refund that no order has taken up yet. */
  toSend: boolean;
  amountCents: Cents;
  discountCents: Cents;
  party: string | null;
  label: string;
  reference: string | null;
  chequeNumber: string | null;
  drawnOn: string | null;
  clearedOn: IsoDate | null;
  entryId: bigint | null;
  orderId: bigint | null;
  returnId: bigint | null;
  returnReference: string | null;
  recordedBy: string | null;
};

export async function findPayment(db: Db, id: bigint): Promise<PaymentDetail | undefined> {
  const [row] = await db<PaymentDetail[]>`
    select payment.id, payment.paid_on, payment.direction, payment.method, payment.status, ${isToSend(db)} as to_send, payment.amount_cents,
           payment.discount_cents, party.name as party, payment.label, payment.reference, payment.cheque_number,
           payment.drawn_on, payment.cleared_on, payment.entry_id, payment.order_id, told.id as return_id,
           told.reference as return_reference, app_user.name as recorded_by
    from payment
    left join party on party.id = payment.third_party_id
    left join app_user on app_user.id = payment.recorded_by
    left join lateral (${firstReturnOf(db, db`payment.id`)}) as told on true
    where payment.id = ${id}
  `;
  return row;
}

export type PaidByPayment = {
  invoiceId: bigint;
  number: string;
  payer: Payer;
  party: string | null;
  amountCents: Cents;
};

/** What a payment was set against, by number of invoice: a page of it, and how many there are. */
export async function paidByPayment(
  db: Db,
  { paymentId, page, size }: { paymentId: bigint; page: number; size: number },
): Promise<{ rows: PaidByPayment[]; count: number; cents: Cents }> {
  const rows = await db<PaidByPayment[]>`
    select invoice.id as invoice_id, invoice.number, share.payer, party.name as party, allocation.amount_cents
    from allocation
    join share on share.id = allocation.share_id
    join invoice on invoice.id = share.invoice_id
    left join party on party.id = invoice.customer_id
    where allocation.payment_id = ${paymentId}
    order by invoice.number, share.id
    limit ${size} offset ${(page - 1) * size}
  `;
  const [sum] = await db<{ count: number; cents: Cents }[]>`
    select count(*)::integer as count, coalesce(sum(amount_cents), 0)::bigint as cents
    from allocation where payment_id = ${paymentId}
  `;
  return { rows, count: sum?.count ?? 0, cents: sum?.cents ?? 0n };
}

/** What was done with the money of a payment, and has to be taken back before the payment can be. */
export type RestsOnPayment = {
  kind: "payment" | "write_off";
  id: bigint;
  day: IsoDate;
  amountCents: Cents;
  label: string;
  /** The document on which it is taken back; a refund of money set aside has none. */
  invoiceId: bigint | null;
  shareId: bigint | null;
  /** The bank line with which it is taken back. */
  lineId: bigint | null;
  isOrdered: boolean;
};

/**
 * What was paid back or taken of the shares of a payment, what was taken of the money it left with us, and what was written off of
 * its excess by itself.
 */
export async function restsOnPayment(db: Db, paymentId: bigint): Promise<RestsOnPayment[]> {
  return db<RestsOnPayment[]>`
    with kept as (
      select * from held_money where payment_id = ${paymentId} and amount_cents > 0
    ), own as (
      select allocation.share_id from allocation where allocation.payment_id = ${paymentId}
      union
      select line.share_id from kept join journal_line as line on line.entry_id = kept.entry_id where line.share_id is not null
    ), resting as (
      select allocation.payment_id
      from own
      join share on share.id = own.share_id and share.payer <> 'supplier'
      join allocation on allocation.share_id = own.share_id
      join payment on payment.id = allocation.payment_id and payment.direction = 'out'
      union
      select taken.payment_id
      from kept
      join held_money as taken
        on taken.company_id = kept.company_id and taken.third_party_id = kept.third_party_id
       and taken.held_as = kept.held_as and taken.amount_cents < 0
    )
    select 'payment' as kind, payment.id, payment.paid_on as day, payment.amount_cents, payment.label, paid.invoice_id, paid.share_id,
           coalesce(payment.line_id, (select max(clearing.line_id) from clearing where clearing.payment_id = payment.id)) as line_id,
           payment.order_id is not null as is_ordered
    from resting
    join payment on payment.id = resting.payment_id and payment.id <> ${paymentId}
    left join lateral (
      select share.invoice_id, share.id as share_id
      from allocation join share on share.id = allocation.share_id
      where allocation.payment_id = payment.id
      order by share.id
      limit 1
    ) as paid on true
    where payment.status not in ('corrected', 'rejected', 'returned')
    union all
    select 'write_off', write_off.id, write_off.written_on, abs(write_off.amount_cents), write_off.reason, share.invoice_id, share.id, null, false
    from own
    join share on share.id = own.share_id
    join write_off on write_off.share_id = own.share_id and write_off.amount_cents < 0 and write_off.corrected_on is null
    where not (write_off.with_payment and write_off.payment_id = ${paymentId})
    order by day, kind, id
  `;
}

export type BankLineOfPayment = { id: bigint; bookedOn: IsoDate; label: string; amountCents: Cents };

/** The bank lines that a payment was posted from, that brought it later, or that sent it back. */
export async function bankLinesOfPayment(db: Db, paymentId: bigint): Promise<BankLineOfPayment[]> {
  return db<BankLineOfPayment[]>`
    select line.id, line.booked_on, line.label, line.amount_cents
    from statement_line as line
    where line.id in (
      select payment.line_id from payment where payment.id = ${paymentId}
      union all select payment.returned_line_id from payment where payment.id = ${paymentId}
      union all select clearing.line_id from clearing where clearing.payment_id = ${paymentId}
    )
    order by line.booked_on, line.id
  `;
}

export type PaymentOfEntry = { id: bigint; party: string | null; amountCents: Cents };

/** The payments that an entry wrote: those of its bank line, and those of the shares that it moves. */
export async function paymentsOfEntry(db: Db, entryId: bigint): Promise<PaymentOfEntry[]> {
  return db<PaymentOfEntry[]>`
    select payment.id, party.name as party, payment.amount_cents
    from payment
    left join party on party.id = payment.third_party_id
    where payment.id in (
      select of_line.id
      from line_posting
      join payment as of_line on of_line.line_id = line_posting.line_id
      where line_posting.entry_id = ${entryId}
      union all
      select of_share.id
      from journal_line
      join allocation on allocation.share_id = journal_line.share_id
      join payment as of_share on of_share.id = allocation.payment_id and of_share.entry_id = ${entryId}
      where journal_line.entry_id = ${entryId}
    )
    order by payment.id
    limit 20
  `;
}
