import type { PaidLine } from "../domain/accounting/creditEntry.ts";
import type { IsoDate } from "../domain/days.ts";
import { idsOf } from "./bulk.ts";
import type { Db } from "./connect.ts";

/** A payment that a bank line may take back, with the customer lines it stands on. */
export type ReturnablePayment = {
  id: bigint;
  status: string;
  amount: bigint;
  label: string;
  shareIds: bigint[];
  paid: PaidLine[];
};

type PaidRow = {
  lineId: string;
  account: string;
  debit: string;
  credit: string;
  thirdPartyId: string | null;
  shareId: string;
  excess: boolean;
};

/** Payments of customers with the lines of their entries that their allocations stand on. */
export async function returnablePayments(
  db: Db,
  paymentIds: readonly bigint[],
): Promise<Map<bigint, ReturnablePayment>> {
  const rows = await db<(Omit<ReturnablePayment, "shareIds" | "paid"> & { paid: PaidRow[] })[]>`
    select payment.id, payment.status, payment.amount_cents as amount, payment.label,
           (select coalesce(json_agg(json_build_object(
                     'lineId', line.id::text, 'account', line.account, 'debit', line.debit_cents::text,
                     'credit', line.credit_cents::text, 'thirdPartyId', line.third_party_id::text,
                     'shareId', line.share_id::text, 'excess', line.excess) order by line.rank), '[]')
              from journal_line as line
             where line.entry_id = payment.entry_id
               and line.share_id in (select share_id from allocation where allocation.payment_id = payment.id)) as paid
      from payment
     where payment.id = any (${idsOf(paymentIds)}::text[]::bigint[])
       and payment.direction = 'in'
  `;
  return new Map(
    rows.map(({ paid, ...row }) => [
      row.id,
      {
        ...row,
        shareIds: [...new Set(paid.map((line) => line.shareId))].map(BigInt),
        paid: paid.map((line) => ({
          lineId: BigInt(line.lineId),
          account: line.account,
          debit: BigInt(line.debit),
          credit: BigInt(line.credit),
          shareId: BigInt(line.shareId),
          ...(line.thirdPartyId === null ? {} : { thirdPartyId: BigInt(line.thirdPartyId) }),
          ...(line.excess ? { excess: true as const } : {}),
        })),
      },
    ]),
  );
}

/** The payment came back with this bank line and pays nothing any more. */
export async function markReturned(
  db: Db,
  returned: { paymentId: bigint; lineId: bigint; on: IsoDate; reasonCode?: string },
): Promise<void> {
  await db`delete from allocation where payment_id = ${returned.paymentId}`;
  await db`
    update payment
       set status = 'returned', returned_on = ${returned.on}, returned_line_id = ${returned.lineId},
           reason_code = ${returned.reasonCode ?? null}
     where id = ${returned.paymentId}
  `;
}

/**
 * Bank lines are not the returns of payments after all: the payments they took back pay again what they paid, as the lines of the
 * returns say. Before the entries of the returns go or are reversed.
 * @returns the shares that are paid again, to be lettered anew
 */
export async function restoreReturned(
  db: Db,
  companyId: bigint,
  lineIds: readonly bigint[],
): Promise<bigint[]> {
  const ids = idsOf(lineIds);
  const restored = await db<{ shareId: bigint }[]>`
    insert into allocation (payment_id, share_id, company_id, amount_cents)
    select payment.id, line.share_id, ${companyId}, abs(sum(line.debit_cents - line.credit_cents))
      from payment
      join line_posting on line_posting.line_id = payment.returned_line_id
      join journal_line as line on line.entry_id = line_posting.entry_id and line.returns_line_id is not null
     where payment.returned_line_id = any (${ids}::text[]::bigint[])
     group by payment.id, line.share_id
    returning share_id
  `;
  await db`
    update payment
       set status = case when payment.line_id is not null or exists (select from clearing where clearing.payment_id = payment.id)
                         then 'cleared'
                         when payment.method = 'direct_debit' then 'sent' else 'deposited' end,
           returned_on = null, returned_line_id = null, reason_code = null
     where returned_line_id = any (${ids}::text[]::bigint[])
  `;
  return restored.map((row) => row.shareId);
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
