import type { IsoDate } from "../domain/days.ts";
import { idsOf } from "./bulk.ts";
import type { Db } from "./connect.ts";
import { insertHeld, type NewHeld } from "./held.ts";

/** Cents of shares' overpayments that stand on lines of their own and wait for a decision. */
export async function excessesOf(db: Db, shareIds: readonly bigint[]): Promise<Map<bigint, bigint>> {
  const rows = await db<{ shareId: bigint; cents: bigint }[]>`
    select share_id, greatest(sum(credit_cents - debit_cents), 0)::bigint as cents
      from journal_line
     where share_id = any (${idsOf(shareIds)}::text[]::bigint[]) and excess
     group by share_id
  `;
  return new Map(rows.map(({ shareId, cents }) => [shareId, cents]));
}

export async function excessOf(db: Db, shareId: bigint): Promise<bigint> {
  return (await excessesOf(db, [shareId])).get(shareId) ?? 0n;
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
 * their allocation, and hold it for the third party. What no payment brought (a credit note) is held without one.
 */
export async function holdExcess(
  db: Db,
  {
    companyId,
    shareId,
    amount,
    ...held
  }: { companyId: bigint; shareId: bigint; amount: bigint } & Pick<
    NewHeld,
    "thirdPartyId" | "heldAs" | "entryId"
  >,
): Promise<void> {
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
    await insertHeld(db, companyId, [{ ...held, paymentId, amount: taken }]);
    if (taken === cents)
      await db`delete from allocation where payment_id = ${paymentId} and share_id = ${shareId}`;
    else
      await db`update allocation set amount_cents = amount_cents - ${taken} where payment_id = ${paymentId} and share_id = ${shareId}`;
  }
  if (left > 0n) await insertHeld(db, companyId, [{ ...held, amount: left }]);
}
