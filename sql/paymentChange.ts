import type { PaymentStanding } from "../domain/billing/paymentChange.ts";
import type { IsoDate } from "../domain/days.ts";
import { idsOf } from "./bulk.ts";
import type { Db } from "./connect.ts";
import type { HeldAs } from "./held.ts";
import { isFinal } from "./ledger.ts";

export type PaymentToChange = Omit<PaymentStanding, "shares"> & {
  id: bigint;
  entryId: bigint | null;
  paidOn: IsoDate;
  /** The day of its entry in the books. */
  postedOn: IsoDate | null;
  amount: bigint;
  reference: string | null;
  chequeNumber: string | null;
  drawnOn: string | null;
  shares: (PaymentStanding["shares"][number] & { shareId: bigint; invoiceId: bigint })[];
};

type Row = Omit<PaymentToChange, "shares"> & {
  shares: Record<keyof PaymentToChange["shares"][number], string>[];
};

/** A payment as it stands, with what rests on it. The caller holds the books. */
export async function paymentToChange(db: Db, id: bigint): Promise<PaymentToChange | undefined> {
  const [payment] = await paymentsToChange(db, [id]);
  return payment;
}

/** Payments that would go together, as they stand, with what rests on each: each alone could go where all of them cannot. */
export async function paymentsToChange(db: Db, ids: readonly bigint[]): Promise<PaymentToChange[]> {
  const together = idsOf(ids);
  const rows = await db<Row[]>`
    select payment.id, payment.direction, payment.method, payment.status, payment.entry_id, payment.paid_on,
           payment.amount_cents as amount, payment.reference, payment.cheque_number, payment.drawn_on,
           payment.discount_cents as discount, entry.posted_on, coalesce(${isFinal(db)}, false) as final,
           payment.line_id is not null or exists (select from clearing where clearing.payment_id = payment.id)
             or (payment.awaits_payment_id is not null and payment.collected_on is not null) as shown_by_bank,
           payment.order_id is not null as ordered,
           exists (select from vat_move where vat_move.payment_id = payment.id) as vat_counted,
           exists (select from insurer_return where insurer_return.payment_id = payment.id) as from_return,
           exists (select from held_money as own
                    where own.payment_id = any (${together}::text[]::bigint[]) and own.amount_cents > 0
                    group by own.third_party_id, own.held_as
                   having bool_or(own.payment_id = payment.id)
                      and sum(own.amount_cents) > (select sum(held.amount_cents) from held_money as held
                                                    where held.third_party_id = own.third_party_id
                                                      and held.held_as = own.held_as))
             or exists (select from payment as usage
                         where usage.awaits_payment_id = payment.id and usage.status <> 'corrected') as kept_used,
           (select coalesce(json_agg(json_build_object(
                     'shareId', share.id::text, 'invoiceId', share.invoice_id::text, 'amount', share.amount_cents::text,
                     'due', share.due_cents::text, 'allocated', allocation.amount_cents::text,
                     'besides', (select coalesce(sum(case other.direction when 'in' then also.amount_cents else -also.amount_cents end
                                                     + other.discount_cents), 0)::text
                                   from allocation as also
                                   join payment as other on other.id = also.payment_id
                                  where also.share_id = share.id and other.id <> payment.id and other.direction = payment.direction
                                    and other.id = any (${together}::text[]::bigint[])),
                     'refundOrdered', (select coalesce(sum(back.amount_cents), 0)::text
                                         from allocation as back
                                         join payment as refund on refund.id = back.payment_id
                                        where back.share_id = share.id and back.payment_id <> all (${together}::text[]::bigint[])
                                          and share.payer <> 'supplier'
                                          and refund.direction = 'out' and refund.status in ('sent', 'issued'))) order by share.id), '[]')
              from allocation
              join share on share.id = allocation.share_id
             where allocation.payment_id = payment.id) as shares
      from payment
      left join journal_entry as entry on entry.id = payment.entry_id
     where payment.id = any (${together}::text[]::bigint[])
     order by payment.id
  `;
  return rows.map((row) => ({
    ...row,
    shares: row.shares.map((share) => ({
      shareId: BigInt(share.shareId),
      invoiceId: BigInt(share.invoiceId),
      amount: BigInt(share.amount),
      due: BigInt(share.due),
      allocated: BigInt(share.allocated),
      besides: BigInt(share.besides),
      refundOrdered: BigInt(share.refundOrdered),
    })),
  }));
}

/** What a payment brought for customers whose documents are still to come: it stays so when the payment is changed. */
export async function advancesBrought(
  db: Db,
  paymentId: bigint,
): Promise<{ thirdPartyId: bigint; amount: bigint }[]> {
  return db<{ thirdPartyId: bigint; amount: bigint }[]>`
    select held.third_party_id, held.amount_cents as amount
      from held_money as held
      join payment on payment.id = held.payment_id and payment.entry_id = held.entry_id
     where held.payment_id = ${paymentId} and held.held_as = 'advance' and held.amount_cents > 0
     order by held.id
  `;
}

/** What these payments took of the money held is there again: the rows go, the entries that took it are corrected. */
export async function giveBackHeld(db: Db, paymentId: bigint): Promise<void> {
  await db`delete from held_money where payment_id = ${paymentId}`;
}

/** Money that payments brought above a due and that is kept for its third party, by the entry that put it aside. */
export type Kept = {
  entryId: bigint;
  thirdPartyId: bigint;
  heldAs: HeldAs;
  shareId: bigint;
};

/** The entries that put money of these payments aside, after the payments had brought it above a due. */
export async function keptOf(db: Db, paymentIds: readonly bigint[]): Promise<Kept[]> {
  return db<Kept[]>`
    select distinct held.entry_id, held.third_party_id, held.held_as, line.share_id
      from held_money as held
      join journal_line as line on line.entry_id = held.entry_id and line.share_id is not null
      join payment on payment.id = held.payment_id and payment.entry_id is distinct from held.entry_id
     where held.payment_id = any (${idsOf(paymentIds)}::text[]::bigint[]) and held.amount_cents > 0
  `;
}

/** What entries had put aside is allocated to their shares again, payment by payment. */
export async function unkeep(db: Db, kept: readonly Kept[]): Promise<void> {
  const entryIds = idsOf(kept.map(({ entryId }) => entryId));
  await db`
    insert into allocation (payment_id, share_id, company_id, amount_cents)
    select held.payment_id, put.share_id, held.company_id, sum(held.amount_cents)
      from unnest(${entryIds}::text[]::bigint[], ${idsOf(kept.map(({ shareId }) => shareId))}::text[]::bigint[]) as put (entry_id, share_id)
      join held_money as held on held.entry_id = put.entry_id and held.payment_id is not null
     group by held.payment_id, put.share_id, held.company_id
    on conflict (payment_id, share_id) do update set amount_cents = allocation.amount_cents + excluded.amount_cents
  `;
  await db`delete from held_money where entry_id = any (${entryIds}::text[]::bigint[])`;
}
