import type { IsoDate } from "../domain/days.ts";
import { sumCents } from "../domain/money.ts";
import type { OrderKind } from "../domain/treasury/order.ts";
import { idsOf, insertRows } from "./bulk.ts";
import type { Db } from "./connect.ts";
import type { Place } from "./letteringPairs.ts";
import { insertAllocations } from "./returns.ts";

/** A payment that was decided and has not reached the bank: an item of an order, a bill, a cheque to a supplier, a planned one. */
export type NewUnderWay = {
  id: bigint;
  direction: "in" | "out";
  method: string;
  status: "scheduled" | "sent" | "issued" | "in_portfolio" | "deposited" | "cleared";
  paidOn: IsoDate;
  amount: bigint;
  thirdPartyId: bigint;
  bankAccountId?: bigint;
  label: string;
  orderId?: bigint;
  rank?: number;
  endToEndId?: string;
  mandate?: string;
  iban?: string;
  dueOn?: IsoDate;
  chequeNumber?: string;
  drawnOn?: string;
  reference?: string;
  /** Cents of early-payment discount that close the document with it. */
  discount?: bigint;
  /** The entry by which the shares were paid, when there is one already. */
  entryId?: bigint;
  transit?: Place;
  by?: bigint;
  /** With the discount that a supplier granted, in cents. */
  allocations: readonly { shareId: bigint; amount: bigint; discount?: bigint }[];
};

/** Ids are drawn ahead: entries and identifiers name them. */
export async function insertUnderWay(
  db: Db,
  companyId: bigint,
  payments: readonly NewUnderWay[],
): Promise<void> {
  await insertRows(
    db,
    "payment",
    {
      id: "bigint",
      company_id: "bigint",
      direction: "text",
      method: "text",
      status: "text",
      paid_on: "date",
      amount_cents: "bigint",
      third_party_id: "bigint",
      bank_account_id: "bigint",
      label: "text",
      order_id: "bigint",
      order_rank: "integer",
      end_to_end_id: "text",
      mandate: "text",
      iban: "text",
      due_on: "date",
      cheque_number: "text",
      reference: "text",
      entry_id: "bigint",
      transit_entry_id: "bigint",
      transit_rank: "integer",
      recorded_by: "bigint",
      drawn_on: "text",
      discount_cents: "bigint",
    },
    payments.map((one) => [
      one.id,
      companyId,
      one.direction,
      one.method,
      one.status,
      one.paidOn,
      one.amount,
      one.thirdPartyId,
      one.bankAccountId,
      one.label,
      one.orderId,
      one.rank,
      one.endToEndId,
      one.mandate,
      one.iban,
      one.dueOn,
      one.chequeNumber,
      one.reference,
      one.entryId,
      one.transit?.entryId,
      one.transit?.rank,
      one.by,
      one.drawnOn,
      one.discount ?? sumCents(one.allocations.map(({ discount = 0n }) => discount)),
    ]),
  );
  await insertAllocations(
    db,
    companyId,
    payments.flatMap(({ id, allocations }) => allocations.map((each) => ({ ...each, paymentId: id }))),
  );
}

/** A payment under way, or what became of it, with what every step needs to know of it. */
export type UnderWay = {
  paymentId: bigint;
  direction: "in" | "out";
  method: string;
  status: string;
  amount: bigint;
  paidOn: IsoDate;
  dueOn: IsoDate | null;
  thirdPartyId: bigint;
  label: string;
  /** The name that the books show: a patient's code, the name of anyone else. */
  party: string;
  bankAccountId: bigint | null;
  orderId: bigint | null;
  orderKind: OrderKind | null;
  orderRank: number | null;
  /** Of its order. */
  orderReference: string | null;
  endToEndId: string | null;
  chequeNumber: string | null;
  drawnOn: string | null;
  reference: string | null;
  discount: bigint;
  recordedBy: bigint | null;
  collectedOn: IsoDate | null;
  /** The day of execution or collection that its order names. */
  executeOn: IsoDate | null;
  entryId: bigint | null;
  transitEntryId: bigint | null;
  transitRank: number | null;
  transitAccount: string | null;
  transitPartyId: bigint | null;
  /** A bank line has carried it out. */
  isCarried: boolean;
  /** It pays a customer back: what was paid too much on a share, or else what was set aside for him. */
  isRefund: boolean;
  /** With the early-payment discount in cents: a payment that takes one pays one document. */
  allocations: { shareId: bigint; amount: bigint; discount?: bigint }[];
};

/** Payments by their ids; an order's in its order. */
export async function paymentsUnderWay(db: Db, ids: readonly bigint[]): Promise<UnderWay[]> {
  return read(db, db`payment.id = any (${idsOf(ids)}::text[]::bigint[])`);
}

/** All payments of these orders. */
export async function paymentsOfOrders(db: Db, orderIds: readonly bigint[]): Promise<UnderWay[]> {
  return read(db, db`payment.order_id = any (${idsOf(orderIds)}::text[]::bigint[])`);
}

/** What falls due up to a day: planned payments, direct debits to collect, bills whose VAT is due. Oldest first. */
export async function paymentsFallingDue(db: Db, upTo: IsoDate): Promise<UnderWay[]> {
  return read(db, fallsDue(db, upTo));
}

/** The days on which something falls due, up to a day, the first one first. */
export async function daysFallingDue(db: Db, upTo: IsoDate): Promise<IsoDate[]> {
  const rows = await db<{ day: IsoDate }[]>`
    select distinct case when payment.status = 'scheduled' or payment.method = 'direct_debit' then payment.paid_on
                         else payment.due_on end as day
      from payment
      left join payment_order as ordered on ordered.id = payment.order_id
     where ${fallsDue(db, upTo)}
     order by day
  `;
  return rows.map((row) => row.day);
}

function fallsDue(db: Db, upTo: IsoDate) {
  return db`
    payment.company_id = current_company()
    and ((payment.status = 'scheduled' and payment.paid_on <= ${upTo})
      or (payment.status = 'sent' and payment.method = 'direct_debit' and payment.direction = 'in'
          and payment.transit_entry_id is null and ordered.execute_on <= ${upTo})
      or (payment.status in ('in_portfolio', 'deposited', 'cleared') and payment.direction = 'in'
          and payment.method in ('bill_of_exchange', 'promissory_note')
          and payment.due_on <= ${upTo} and payment.collected_on is null))
  `;
}

type Where = ReturnType<typeof fallsDue>;

async function read(db: Db, where: Where): Promise<UnderWay[]> {
  const rows = await db<
    (Omit<UnderWay, "allocations"> & {
      allocations: { shareId: string; amount: string }[];
    })[]
  >`
    select payment.id as payment_id, payment.direction, payment.method, payment.status, payment.amount_cents as amount,
           payment.paid_on, payment.due_on, payment.third_party_id, payment.bank_account_id, payment.label,
           case when third_party.payer = 'patient' then third_party.aux
                else coalesce(third_party.name, third_party.aux) end as party,
           payment.order_id, ordered.kind as order_kind, payment.order_rank, ordered.reference as order_reference, ordered.execute_on,
           payment.end_to_end_id, payment.cheque_number, payment.drawn_on, payment.reference, payment.discount_cents as discount,
           payment.recorded_by, payment.collected_on, payment.entry_id,
           payment.transit_entry_id, payment.transit_rank, transit.account as transit_account,
           transit.third_party_id as transit_party_id,
           exists (select from clearing where clearing.payment_id = payment.id) as is_carried,
           payment.direction = 'out' and coalesce(third_party.payer <> 'supplier', false) as is_refund,
           (select coalesce(json_agg(json_build_object('shareId', allocation.share_id::text, 'amount', allocation.amount_cents::text)
                                     order by allocation.share_id), '[]')
              from allocation where allocation.payment_id = payment.id) as allocations
      from payment
      left join payment_order as ordered on ordered.id = payment.order_id
      left join third_party on third_party.id = payment.third_party_id
      left join journal_line as transit
        on transit.entry_id = payment.transit_entry_id and transit.rank = payment.transit_rank
     where ${where}
     order by payment.paid_on, payment.order_id, payment.order_rank, payment.id
  `;
  return rows.map((row) => ({
    ...row,
    allocations: row.allocations.map(({ shareId, amount }) => ({
      shareId: BigInt(shareId),
      amount: BigInt(amount),
      ...(row.discount > 0n ? { discount: row.discount } : {}),
    })),
  }));
}

/** What left us for these shares and is not in the books yet: in cents, by share. Planned payments are among them. */
export async function underWayOfShares(db: Db, shareIds: readonly bigint[]): Promise<Map<bigint, bigint>> {
  const rows = await db<{ shareId: bigint; cents: bigint }[]>`
    select allocation.share_id, sum(allocation.amount_cents + payment.discount_cents)::bigint as cents
      from allocation
      join payment on payment.id = allocation.payment_id
     where allocation.share_id = any (${idsOf(shareIds)}::text[]::bigint[])
       and payment.status in ('scheduled', 'sent', 'issued')
       and payment.entry_id is null
     group by allocation.share_id
  `;
  return new Map(rows.map((row) => [row.shareId, row.cents]));
}

export type Step = {
  paymentId: bigint;
  status: string;
  /** Its day, where it turns out at this step. */
  paidOn?: IsoDate;
  /** The entry that pays the shares, when this step writes it; null takes it away. */
  entryId?: bigint | null;
  transit?: Place | null;
  collectedOn?: IsoDate | null;
  /** The order that the payment becomes a part of. */
  order?: { orderId: bigint; rank: number };
};

/** Moves payments on (or back). What a step does not name stays as it is. One statement. */
export async function takeSteps(db: Db, steps: readonly Step[]): Promise<void> {
  if (steps.length === 0) return;
  const texts = (of: (step: Step) => unknown) => steps.map((step) => asText(of(step)));
  const names = (key: keyof Step) => steps.map((step) => String(step[key] !== undefined));
  await db`
    update payment
       set status = given.status,
           paid_on = coalesce(given.paid_on, payment.paid_on),
           entry_id = case when given.has_entry then given.entry_id else payment.entry_id end,
           transit_entry_id = case when given.has_transit then given.transit_entry_id else payment.transit_entry_id end,
           transit_rank = case when given.has_transit then given.transit_rank else payment.transit_rank end,
           collected_on = case when given.has_day then given.collected_on else payment.collected_on end,
           order_id = coalesce(given.order_id, payment.order_id),
           order_rank = coalesce(given.order_rank, payment.order_rank)
      from unnest(${idsOf(steps.map((step) => step.paymentId))}::text[]::bigint[],
                  ${steps.map((step) => step.status)}::text[],
                  ${names("entryId")}::text[]::boolean[], ${texts((step) => step.entryId)}::text[]::bigint[],
                  ${names("transit")}::text[]::boolean[], ${texts((step) => step.transit?.entryId)}::text[]::bigint[],
                  ${texts((step) => step.transit?.rank)}::text[]::integer[],
                  ${names("collectedOn")}::text[]::boolean[], ${texts((step) => step.collectedOn)}::text[]::date[],
                  ${texts((step) => step.paidOn)}::text[]::date[],
                  ${texts((step) => step.order?.orderId)}::text[]::bigint[],
                  ${texts((step) => step.order?.rank)}::text[]::integer[])
        as given (id, status, has_entry, entry_id, has_transit, transit_entry_id, transit_rank, has_day, collected_on,
                  paid_on, order_id, order_rank)
     where payment.id = given.id
  `;
}

function asText(value: unknown): string | null {
  return value === undefined || value === null ? null : String(value);
}

/**
 * Payments that pay nothing any more: refused by the bank, or sent back. Their rows stay. What a refused refund was to take of the
 * money set aside is there again.
 */
export async function freePayments(
  db: Db,
  freed: readonly {
    paymentId: bigint;
    status: "rejected" | "returned";
    reasonCode?: string;
    /** The line by which it came back. */
    by?: { lineId: bigint; on: IsoDate };
  }[],
): Promise<void> {
  const ids = idsOf(freed.map((one) => one.paymentId));
  await db`delete from allocation where payment_id = any (${ids}::text[]::bigint[])`;
  await db`delete from held_money where payment_id = any (${ids}::text[]::bigint[]) and entry_id is null`;
  await db`
    update payment
       set status = given.status, reason_code = given.reason_code, returned_on = given.returned_on,
           returned_line_id = given.line_id
      from unnest(${ids}::text[]::bigint[], ${freed.map((one) => one.status)}::text[],
                  ${freed.map((one) => one.reasonCode ?? null)}::text[],
                  ${freed.map((one) => one.by?.on ?? null)}::text[]::date[],
                  ${freed.map((one) => (one.by ? String(one.by.lineId) : null))}::text[]::bigint[])
        as given (id, status, reason_code, returned_on, line_id)
     where payment.id = given.id
  `;
}
