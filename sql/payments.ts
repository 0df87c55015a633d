import type { PaidShare } from "../domain/accounting/bankEntry.ts";
import type { IsoDate } from "../domain/days.ts";
import { drawIds, idsOf, insertRows } from "./bulk.ts";
import type { Db } from "./connect.ts";

export type ShareFacts = Omit<PaidShare, "amount"> & { issuedOn: IsoDate };

type FactsRow = Omit<ShareFacts, "waitingVat" | "dueOn"> & {
  dueOn: IsoDate | null;
  vat: { vatRate: number; vat: string; collected: string }[];
};

/**
 * What posting a payment needs to know of the shares it pays. The caller holds the books (lockBooks): nobody moves the dues meanwhile.
 * Money that was posted and counts only on the day the bank credits it (a direct debit on its way), or on its due day (a bill), is
 * not collected yet; nor is an advance that was used before the bank credited it.
 */
export async function factsOfShares(db: Db, shareIds: readonly bigint[]): Promise<Map<bigint, ShareFacts>> {
  const rows = await db<FactsRow[]>`
    select share.id as share_id, share.invoice_id, share.third_party_id, share.payer, share.due_cents as due,
           case when share.payer = 'patient' then third_party.aux else third_party.name end as party,
           invoice.number as invoice, invoice.issued_on, invoice.due_on, invoice.fixed_asset,
           billed.ids[1] as billed_first,
           (select first.total_cents from invoice as first where first.id = billed.ids[1])
             - (select coalesce(sum(net_cents + vat_cents), 0)::bigint
                  from deposit_deduction where deposit_deduction.invoice_id = billed.ids[1]) as total,
           (select sum(each.due_amo_cents + each.due_amc_cents + each.due_own_cents)::bigint
              from invoice as each where each.id = any (billed.ids))
             + (select coalesce(sum(case payment.direction when 'in' then allocation.amount_cents else -allocation.amount_cents end
                                    - coalesce(brought.cents, 0)), 0)::bigint
                  from share as own
                  join allocation on allocation.share_id = own.id
                  join payment on payment.id = allocation.payment_id
                  left join lateral (${broughtOfAllocation(db)}) as brought on payment.method = 'insurer_transfer'
                 where own.invoice_id = any (billed.ids)
                   and payment.entry_id is not null
                   and case when payment.method in ('bill_of_exchange', 'promissory_note')
                              or payment.awaits_payment_id is not null
                            then payment.collected_on is null and payment.status not in ('returned', 'corrected', 'rejected')
                            else payment.status not in ('cleared', 'returned', 'corrected', 'rejected') end
                   and payment.method not in ('cheque', 'cash', 'card')) as uncollected,
           (select coalesce(json_agg(json_build_object('vatRate', rates.vat_rate, 'vat', rates.vat::text, 'collected', rates.collected::text)
                                     order by rates.vat_rate), '[]')
              from (select line.vat_rate,
                           sum(line.vat_cents) - least(greatest(sum(line.vat_cents), 0), (
                             select coalesce(sum(vat_cents), 0) from deposit_deduction
                              where deposit_deduction.invoice_id = billed.ids[1]
                                and deposit_deduction.vat_rate = line.vat_rate)) as vat,
                           (select coalesce(sum(vat_cents), 0) from vat_move
                             where vat_move.invoice_id = billed.ids[1] and vat_move.vat_rate = line.vat_rate) as collected
                      from invoice_line as line
                     where line.invoice_id = billed.ids[1]
                       and (line.vat_due = 'collection' or invoice.type = 'deposit_invoice')
                       and invoice.type <> 'supplier_invoice'
                     group by line.vat_rate) as rates
             where rates.vat <> 0) as vat
      from share
      join invoice on invoice.id = share.invoice_id
      join third_party on third_party.id = share.third_party_id
     cross join lateral (${billedTogether(db)}) as billed
     where share.id = any (${idsOf(shareIds)}::text[]::bigint[])
  `;
  return new Map(
    rows.map(({ dueOn, vat, ...row }) => [
      row.shareId,
      {
        ...row,
        ...(dueOn ? { dueOn } : {}),
        waitingVat: vat.map((rate) => ({
          vatRate: rate.vatRate,
          vat: BigInt(rate.vat),
          collected: BigInt(rate.collected),
        })),
      },
    ]),
  );
}

/**
 * The invoices that bill one sale, the first before those on which its shares were billed again (S1.28): the VAT stands on the first and
 * falls due with the money of all of them. Expects `invoice` beside it.
 */
function billedTogether(db: Db) {
  return db`
    select case when invoice.replaced_by is null
                     and not exists (select from invoice as older where older.replaced_by = invoice.id)
                then array[invoice.id]
                else array(with recursive kin (id) as (
                             select invoice.id
                             union
                             select near.id
                               from kin
                              cross join lateral (
                                select older.id from invoice as older where older.replaced_by = kin.id
                                union all
                                select this.replaced_by from invoice as this where this.id = kin.id and this.replaced_by is not null
                              ) as near (id)
                           )
                           select id from kin order by id)
                end as ids
    offset 0 -- worked out once a share
  `;
}

/**
 * What of an insurer's allocation the bank has brought while more of the payment is still to come: as arrivedOf fills them up.
 * Expects `payment` and `allocation` beside it.
 */
function broughtOfAllocation(db: Db) {
  return db`
    select case when allocation.amount_cents < 0 then allocation.amount_cents
                else least(allocation.amount_cents, greatest(0, arrived.cents - before.cents)) end as cents
      from (select sum(clearing.amount_cents) as cents from clearing where clearing.payment_id = payment.id) as arrived,
           (select coalesce(sum(other.amount_cents), 0) as cents
              from allocation as other
             where other.payment_id = payment.id
               and (other.amount_cents < 0 or other.share_id < allocation.share_id)) as before
     where arrived.cents > 0
  `;
}

export type NewPayment = {
  method: "transfer" | "insurer_transfer" | "cheque" | "card" | "direct_debit" | "other";
  direction: "in" | "out";
  paidOn: IsoDate;
  amount: bigint;
  thirdPartyId?: bigint;
  lineId: bigint;
  entryId: bigint;
  label: string;
  reference?: string;
  recordedBy?: bigint;
  /** Cents of early-payment discount that close its document with it. */
  discount?: bigint;
  allocations: readonly { shareId: bigint; amount: bigint }[];
};

/**
 * Payments that a bank line proves, with the cents each gives to a share. They are cleared from the start (D8).
 * @returns their ids, in the order given
 */
export async function writeClearedPayments(
  db: Db,
  companyId: bigint,
  payments: readonly NewPayment[],
): Promise<bigint[]> {
  const ids = await drawIds(db, "payment", payments.length);
  await insertRows(
    db,
    "payment",
    {
      id: "bigint",
      company_id: "bigint",
      direction: "text",
      method: "text",
      paid_on: "date",
      amount_cents: "bigint",
      status: "text",
      third_party_id: "bigint",
      line_id: "bigint",
      entry_id: "bigint",
      label: "text",
      reference: "text",
      recorded_by: "bigint",
      discount_cents: "bigint",
    },
    payments.map((payment, at) => [
      ids[at],
      companyId,
      payment.direction,
      payment.method,
      payment.paidOn,
      payment.amount,
      "cleared",
      payment.thirdPartyId,
      payment.lineId,
      payment.entryId,
      payment.label,
      payment.reference,
      payment.recordedBy,
      payment.discount ?? 0n,
    ]),
  );
  await insertRows(
    db,
    "allocation",
    { payment_id: "bigint", share_id: "bigint", company_id: "bigint", amount_cents: "bigint" },
    payments.flatMap((payment, at) =>
      payment.allocations.map(({ shareId, amount }) => [ids[at], shareId, companyId, amount]),
    ),
  );
  return ids;
}

/** The live payments of bank lines. */
export async function paymentsOfLines(
  db: Db,
  lineIds: readonly bigint[],
): Promise<{ id: bigint; lineId: bigint }[]> {
  return db<{ id: bigint; lineId: bigint }[]>`
    select payment.id, payment.line_id
      from payment
     where payment.line_id = any (${idsOf(lineIds)}::text[]::bigint[])
       and payment.status <> 'corrected'
  `;
}

/** What a bank line pays now, share by share, in cents. */
export async function allocationsOfLine(
  db: Db,
  lineId: bigint,
): Promise<{ shareId: bigint; amount: bigint }[]> {
  return db<{ shareId: bigint; amount: bigint }[]>`
    select allocation.share_id, sum(allocation.amount_cents)::bigint as amount
      from payment
      join allocation on allocation.payment_id = payment.id
     where payment.line_id = ${lineId} and payment.status <> 'corrected'
     group by allocation.share_id
     order by allocation.share_id
  `;
}

/** A payment whose entry was a draft goes with it; nothing of it was final. */
export async function deletePayments(db: Db, ids: readonly bigint[]): Promise<void> {
  await db`delete from payment where id = any (${idsOf(ids)}::text[]::bigint[])`;
}

/** A payment whose entry was validated stays, marked corrected, and pays nothing any more. */
export async function correctPayments(db: Db, ids: readonly bigint[], on: IsoDate): Promise<void> {
  await db`delete from allocation where payment_id = any (${idsOf(ids)}::text[]::bigint[])`;
  await db`delete from held_money where payment_id = any (${idsOf(ids)}::text[]::bigint[])`;
  await db`
    update payment set status = 'corrected', corrected_on = ${on} where id = any (${idsOf(ids)}::text[]::bigint[])
  `;
}
