import { idsOf } from "./bulk.ts";
import type { Db } from "./connect.ts";

/**
 * Bank lines are not the returns of payments after all: the payments they took back pay again what they paid, as the lines of the
 * returns say. Before the entries of the returns go or are reversed.
 */
export async function restoreReturned(db: Db, companyId: bigint, lineIds: readonly bigint[]): Promise<void> {
  const ids = idsOf(lineIds);
  await db`
    insert into allocation (payment_id, share_id, company_id, amount_cents)
    select payment.id, line.share_id, ${companyId}, abs(sum(line.debit_cents - line.credit_cents)) - payment.discount_cents
      from payment
      join line_posting on line_posting.line_id = payment.returned_line_id
      left join suspense_clearing as cleared on cleared.line_id = payment.returned_line_id
      join journal_line as line on line.entry_id = coalesce(cleared.entry_id, line_posting.entry_id)
                               and line.returns_line_id is not null
     where payment.returned_line_id = any (${ids}::text[]::bigint[])
     group by payment.id, line.share_id
  `;
  await db`
    update payment
       set status = case when payment.line_id is not null or exists (select from clearing where clearing.payment_id = payment.id)
                         then 'cleared'
                         when payment.method = 'direct_debit' then 'sent' else 'deposited' end,
           returned_on = null, returned_line_id = null, reason_code = null
     where returned_line_id = any (${ids}::text[]::bigint[])
  `;
}

/** A payment that these bank lines brought and another one took back since: the return is undone before the credit, or with it. */
export async function cameBackSince(db: Db, lineIds: readonly bigint[]): Promise<string | undefined> {
  const ids = idsOf(lineIds);
  const [row] = await db<{ label: string }[]>`
    select payment.label
      from payment
     where payment.status = 'returned'
       and (payment.line_id = any (${ids}::text[]::bigint[])
         or payment.id in (select payment_id from clearing where line_id = any (${ids}::text[]::bigint[])))
       and payment.returned_line_id <> all (${ids}::text[]::bigint[])
     limit 1
  `;
  return row?.label;
}

/**
 * Whether this payment came back by this line already. The reason that a person knows is kept where the bank gave none.
 * @returns whether it did, and whether the reason is new
 */
export async function confirmReturned(
  db: Db,
  { paymentId, lineId, reasonCode }: { paymentId: bigint; lineId: bigint; reasonCode?: string },
): Promise<{ isReturned: boolean; isReasonNew: boolean }> {
  const [payment] = await db<{ hasReason: boolean }[]>`
    select reason_code is not null as has_reason
      from payment
     where id = ${paymentId} and status = 'returned' and returned_line_id = ${lineId}
       for update
  `;
  const isReasonNew = payment?.hasReason === false && reasonCode !== undefined;
  if (isReasonNew) await db`update payment set reason_code = ${reasonCode} where id = ${paymentId}`;
  return { isReturned: payment !== undefined, isReasonNew };
}
