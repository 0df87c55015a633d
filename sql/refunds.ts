import type { Payer } from "../domain/billing/invoice.ts";
import type { IsoDate } from "../domain/days.ts";
import { idsOf } from "./bulk.ts";
import type { Db } from "./connect.ts";

export const REFUND_METHODS = ["transfer", "cheque", "cash"] as const;
export type RefundMethod = (typeof REFUND_METHODS)[number];

/** A refund that was ordered and that no bank line shows yet. */
export type RefundUnderWay = {
  paymentId: bigint;
  thirdPartyId: bigint;
  /** In cents. */
  amount: bigint;
  paidOn: IsoDate;
  aux: string;
  name: string;
  nameKey: string;
  shareId: bigint | null;
  payer: Payer;
  /** The document it is an excess of. */
  invoice: string | null;
  chequeNumber: string | null;
  /** Of the order of transfers that took it up. */
  endToEndId: string | null;
};

/** Refunds whose bank line is awaited, the oldest first. */
export async function refundsUnderWay(db: Db, paymentId?: bigint): Promise<RefundUnderWay[]> {
  return db<RefundUnderWay[]>`
    select payment.id as payment_id, payment.third_party_id, payment.amount_cents as amount, payment.paid_on, party.aux,
           party.name, party.name_key, party.payer, allocation.share_id, invoice.number as invoice, payment.cheque_number,
           payment.end_to_end_id
      from payment
      join party on party.id = payment.third_party_id
      left join allocation on allocation.payment_id = payment.id
      left join share on share.id = allocation.share_id
      left join invoice on invoice.id = share.invoice_id
     where payment.company_id = current_company()
       and payment.direction = 'out'
       and payment.status in ('sent', 'issued')
       and party.payer <> 'supplier'
       and (allocation.share_id is not null or exists (select from held_money where held_money.payment_id = payment.id))
       ${paymentId === undefined ? db`` : db`and payment.id = ${paymentId}`}
     order by payment.paid_on, payment.id
  `;
}

/**
 * A refund by transfer that no order has taken up: the bank was told nothing of it, unless somebody made the transfer there by hand.
 * Of the rows of `payment`.
 */
export function isToSend(db: Db) {
  return db`(payment.status = 'sent' and payment.method = 'transfer' and payment.direction = 'out' and payment.order_id is null
             and exists (select from third_party as payee where payee.id = payment.third_party_id and payee.payer <> 'supplier'))`;
}

export type RefundToSend = { paymentId: bigint; thirdPartyId: bigint; party: string; amount: bigint };

/** Those of these payments that are refunds to send, with the name that the books show of whom they go to. */
export async function refundsToSend(db: Db, paymentIds: readonly bigint[]): Promise<RefundToSend[]> {
  return db<RefundToSend[]>`
    select payment.id as payment_id, payment.third_party_id, payment.amount_cents as amount,
           case when third_party.payer = 'patient' then third_party.aux
                else coalesce(third_party.name, third_party.aux) end as party
      from payment
      join third_party on third_party.id = payment.third_party_id
     where payment.id = any (${idsOf(paymentIds)}::text[]::bigint[]) and ${isToSend(db)}
     order by payment.id
  `;
}

/** Refunds become a part of an order: they leave on its day, from its account, under identifiers of their own. */
export async function putInOrder(
  db: Db,
  order: { orderId: bigint; reference: string; bankAccountId: bigint; executeOn: IsoDate },
  refunds: readonly { paymentId: bigint; rank: number; endToEndId: string; iban: string }[],
): Promise<void> {
  await db`
    update payment
       set order_id = ${order.orderId}, order_rank = given.rank, reference = ${order.reference}, end_to_end_id = given.end_to_end_id,
           iban = given.iban, bank_account_id = ${order.bankAccountId}, paid_on = ${order.executeOn}
      from unnest(${idsOf(refunds.map((refund) => refund.paymentId))}::text[]::bigint[],
                  ${refunds.map((refund) => String(refund.rank))}::text[]::integer[],
                  ${refunds.map((refund) => refund.endToEndId)}::text[], ${refunds.map((refund) => refund.iban)}::text[])
        as given (id, rank, end_to_end_id, iban)
     where payment.id = given.id
  `;
}

/** Cents of a share's overpayment that are ordered to be paid back. */
export async function refundsOrderedOf(db: Db, shareId: bigint): Promise<bigint> {
  const [row] = await db<{ cents: bigint }[]>`
    select coalesce(sum(allocation.amount_cents), 0)::bigint as cents
      from allocation
      join payment on payment.id = allocation.payment_id
     where allocation.share_id = ${shareId} and payment.direction = 'out' and payment.status in ('sent', 'issued')
  `;
  return row?.cents ?? 0n;
}

export type NewPayOut = {
  id: bigint;
  companyId: bigint;
  direction: "in" | "out";
  method: RefundMethod | "advance" | "credit_note";
  status: "sent" | "issued" | "cleared";
  paidOn: IsoDate;
  amount: bigint;
  thirdPartyId: bigint;
  account?: string;
  entryId?: bigint;
  label: string;
  chequeNumber?: string;
  /** For the use of an advance: the payment that brought it, while the bank has not credited that. */
  awaits?: bigint;
  by?: bigint;
};

/** A payment made by hand out of what is held or was paid too much. Its id was drawn ahead: the entry names it. */
export async function insertPayOut(db: Db, payment: NewPayOut): Promise<void> {
  await db`
    insert into payment (id, company_id, direction, method, paid_on, amount_cents, status, third_party_id, bank_account_id,
                         entry_id, label, cheque_number, awaits_payment_id, recorded_by)
    values (${payment.id}, ${payment.companyId}, ${payment.direction}, ${payment.method}, ${payment.paidOn}, ${payment.amount},
            ${payment.status}, ${payment.thirdPartyId},
            (select id from bank_account where journal = ${payment.account ?? null}), ${payment.entryId ?? null},
            ${payment.label}, ${payment.chequeNumber ?? null}, ${payment.awaits ?? null}, ${payment.by ?? null})
  `;
}

/** The bank lines that show refunds: the payments are cleared on their days, and hold their entries. */
export async function clearRefunds(
  db: Db,
  refunds: readonly { paymentId: bigint; lineId: bigint; entryId: bigint; paidOn: IsoDate }[],
): Promise<void> {
  await db`
    update payment set status = 'cleared', line_id = given.line_id, entry_id = given.entry_id, paid_on = given.paid_on
      from unnest(${idsOf(refunds.map((refund) => refund.paymentId))}::text[]::bigint[],
                  ${idsOf(refunds.map((refund) => refund.lineId))}::text[]::bigint[],
                  ${idsOf(refunds.map((refund) => refund.entryId))}::text[]::bigint[],
                  ${refunds.map((refund) => refund.paidOn)}::text[]::date[])
        as given (id, line_id, entry_id, paid_on)
     where payment.id = given.id
  `;
  await bookHeld(db, refunds);
}

/** What refunds take of the money set aside is in the books from now on. */
export async function bookHeld(
  db: Db,
  refunds: readonly { paymentId: bigint; entryId: bigint }[],
): Promise<void> {
  await db`
    update held_money set entry_id = given.entry_id
      from unnest(${idsOf(refunds.map((refund) => refund.paymentId))}::text[]::bigint[],
                  ${idsOf(refunds.map((refund) => refund.entryId))}::text[]::bigint[]) as given (payment_id, entry_id)
     where held_money.payment_id = given.payment_id
  `;
}

/** Refunds of money set aside that these lines carried out with the order they were a part of. */
export async function heldCarriedBy(db: Db, lineIds: readonly bigint[]): Promise<bigint[]> {
  const rows = await db<{ id: bigint }[]>`
    select payment.id
      from clearing
      join payment on payment.id = clearing.payment_id and payment.direction = 'out'
     where clearing.line_id = any (${idsOf(lineIds)}::text[]::bigint[])
       and exists (select from held_money where held_money.payment_id = payment.id and held_money.amount_cents < 0)
  `;
  return rows.map(({ id }) => id);
}

/** Refunds that bank lines had shown and that are awaited again; with a correction of it, as new payments. */
export async function awaitRefunds(db: Db, lineIds: readonly bigint[]): Promise<bigint[]> {
  const rows = await db<{ id: bigint }[]>`
    update payment
       set status = case when payment.method = 'cheque' then 'issued' else 'sent' end, line_id = null, entry_id = null
     where payment.line_id = any (${idsOf(lineIds)}::text[]::bigint[]) and payment.direction = 'out' and payment.method in ('transfer', 'cheque')
       and payment.status = 'cleared'
       and (exists (select from held_money where held_money.payment_id = payment.id)
            or exists (select from allocation join share on share.id = allocation.share_id
                        where allocation.payment_id = payment.id and share.payer <> 'supplier'))
    returning payment.id
  `;
  return rows.map(({ id }) => id);
}
