import type { IsoDate } from "../domain/days.ts";
import type { Db } from "./connect.ts";

/** Cents of a share's overpayment that stand on lines of their own and wait for a decision. */
export async function excessOf(db: Db, shareId: bigint): Promise<bigint> {
  const [row] = await db<{ cents: bigint }[]>`
    select greatest(coalesce(sum(credit_cents - debit_cents), 0), 0)::bigint as cents
      from journal_line
     where share_id = ${shareId} and excess
  `;
  return row?.cents ?? 0n;
}

/** The payment out that clears an overpayment without any money: nothing more is expected of it. */
export async function insertInternalPayment(
  db: Db,
  payment: {
    id: bigint;
    companyId: bigint;
    shareId: bigint;
    thirdPartyId: bigint;
    entryId: bigint;
    amount: bigint;
    on: IsoDate;
    label: string;
    reason: string;
    by?: bigint;
  },
): Promise<void> {
  await db`
    insert into payment (id, company_id, direction, method, paid_on, amount_cents, status, third_party_id, entry_id, label,
                         reason, recorded_by)
    values (${payment.id}, ${payment.companyId}, 'out', 'internal', ${payment.on}, ${payment.amount}, 'cleared',
            ${payment.thirdPartyId}, ${payment.entryId}, ${payment.label}, ${payment.reason}, ${payment.by ?? null})
  `;
  await db`
    insert into allocation (payment_id, share_id, company_id, amount_cents)
    values (${payment.id}, ${payment.shareId}, ${payment.companyId}, ${payment.amount})
  `;
}

/**
 * What is kept for the customer, or set aside, is no longer paid on the share: the latest payments on it give back that much of
 * their allocation, and hold it unallocated.
 */
export async function removeExcessAllocation(db: Db, shareId: bigint, amount: bigint): Promise<void> {
  const rows = await db<{ paymentId: bigint; cents: bigint }[]>`
    select allocation.payment_id, allocation.amount_cents as cents
      from allocation
      join payment on payment.id = allocation.payment_id and payment.direction = 'in'
     where allocation.share_id = ${shareId} and allocation.amount_cents > 0
     order by payment.paid_on desc, payment.id desc
  `;
  let left = amount;
  for (const { paymentId, cents } of rows) {
    if (left === 0n) return;
    const taken = cents < left ? cents : left;
    left -= taken;
    await db`update payment set unallocated_cents = unallocated_cents + ${taken} where id = ${paymentId}`;
    if (taken === cents)
      await db`delete from allocation where payment_id = ${paymentId} and share_id = ${shareId}`;
    else
      await db`update allocation set amount_cents = amount_cents - ${taken} where payment_id = ${paymentId} and share_id = ${shareId}`;
  }
}
