import type { PaidLine } from "../domain/accounting/creditEntry.ts";
import type { IsoDate } from "../domain/days.ts";
import { idsOf } from "./bulk.ts";
import type { Db } from "./connect.ts";

type SettledRow = Omit<PaidLine, "thirdPartyId" | "excess"> & {
  paymentId: bigint;
  thirdPartyId: bigint | null;
  excess: boolean;
};

/**
 * The lines by which these payments paid their shares: of each share the line of exactly these cents, else all of the share in the
 * entry. Those that an earlier return took back are no longer theirs.
 */
export async function settledLines(db: Db, paymentIds: readonly bigint[]): Promise<Map<bigint, PaidLine[]>> {
  const rows = await db<SettledRow[]>`
    with paid as (
      select allocation.payment_id, allocation.share_id, line.id, line.rank, line.account, line.third_party_id,
             line.debit_cents, line.credit_cents, line.excess,
             abs(line.debit_cents - line.credit_cents) = allocation.amount_cents as is_exact
        from allocation
        join payment on payment.id = allocation.payment_id
        join journal_line as line on line.entry_id = payment.entry_id and line.share_id = allocation.share_id
       where allocation.payment_id = any (${idsOf(paymentIds)}::text[]::bigint[])
         and not exists (
           select from journal_line as back
            where back.returns_line_id = line.id
              and not exists (select from journal_entry as correction where correction.corrects_id = back.entry_id))
    )
    select payment_id, id as line_id, account, debit_cents as debit, credit_cents as credit, third_party_id, share_id, excess
      from paid
     where id = (select min(exact.id) from paid as exact
                  where exact.payment_id = paid.payment_id and exact.share_id = paid.share_id and exact.is_exact)
        or not exists (select from paid as exact
                        where exact.payment_id = paid.payment_id and exact.share_id = paid.share_id and exact.is_exact)
     order by payment_id, rank
  `;
  const lines = new Map<bigint, PaidLine[]>();
  for (const { paymentId, thirdPartyId, excess, ...line } of rows) {
    const paid = {
      ...line,
      ...(thirdPartyId === null ? {} : { thirdPartyId }),
      ...(excess ? { excess: true as const } : {}),
    };
    lines.set(paymentId, [...(lines.get(paymentId) ?? []), paid]);
  }
  return lines;
}

/**
 * Direct debits that these lines credited and whose collection only the line made known: its day is none that an order names, or one
 * that has not come. The entries of the collection go where the line goes.
 */
export async function collectedByLines(
  db: Db,
  lineIds: readonly bigint[],
  on: IsoDate,
): Promise<{ paymentId: bigint; entryId: bigint }[]> {
  return db<{ paymentId: bigint; entryId: bigint }[]>`
    select payment.id as payment_id, payment.entry_id
      from clearing
      join payment on payment.id = clearing.payment_id and payment.status = 'cleared'
      join payment_order as ordered on ordered.id = payment.order_id
     where clearing.line_id = any (${idsOf(lineIds)}::text[]::bigint[])
       and payment.method = 'direct_debit' and payment.direction = 'in' and payment.entry_id is not null
       and (ordered.execute_on is null or ordered.execute_on > ${on})
  `;
}

/** They wait for the bank again and stand nowhere in the books. */
export async function awaitCollection(db: Db, paymentIds: readonly bigint[]): Promise<void> {
  await db`
    update payment
       set entry_id = null, transit_entry_id = null, transit_rank = null,
           paid_on = coalesce(ordered.execute_on, (ordered.made_at at time zone 'Europe/Paris')::date)
      from payment_order as ordered
     where payment.id = any (${idsOf(paymentIds)}::text[]::bigint[]) and ordered.id = payment.order_id
  `;
}

/**
 * Takes back what bank lines carried out, before their entries go or are reversed: the payments wait for the bank again, on the line
 * of the ledger on which they stood.
 */
export async function releaseCarried(db: Db, lineIds: readonly bigint[]): Promise<void> {
  const lines = idsOf(lineIds);
  const rows = await db<{ paymentId: bigint }[]>`
    select clearing.payment_id
      from clearing
      join payment on payment.id = clearing.payment_id
     where clearing.line_id = any (${lines}::text[]::bigint[])
       and payment.method <> 'insurer_transfer'
       and (payment.order_id is not null or payment.transit_entry_id is not null or payment.direction = 'out')
  `;
  const ids = idsOf(rows.map((row) => row.paymentId));
  await db`
    delete from clearing
     where line_id = any (${lines}::text[]::bigint[]) and payment_id = any (${ids}::text[]::bigint[])
  `;
  await db`
    update payment
       set status = case when payment.status = 'returned' then payment.status
                         when ordered.kind = 'hand_in' then 'deposited'
                         when payment.direction = 'out' and payment.method in ('cheque', 'bill_of_exchange', 'promissory_note') then 'issued'
                         else 'sent' end,
           entry_id = case when payment.transit_entry_id is null then null else payment.entry_id end,
           collected_on = case when payment.method = 'direct_debit' then null else payment.collected_on end
      from (select payment.id, payment_order.kind
              from payment left join payment_order on payment_order.id = payment.order_id
             where payment.id = any (${ids}::text[]::bigint[])) as ordered
     where payment.id = ordered.id
  `;
}
