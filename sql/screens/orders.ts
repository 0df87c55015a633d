import type { IsoDate } from "../../domain/days.ts";
import type { Cents } from "../../domain/money.ts";
import type { OrderKind } from "../../domain/treasury/order.ts";
import { idsOf } from "../bulk.ts";
import type { Db } from "../connect.ts";
import { isToSend } from "../refunds.ts";

/** An order with what became of its payments, counted. */
export type OrderRow = {
  id: bigint;
  kind: OrderKind;
  reference: string;
  account: string | null;
  executeOn: IsoDate | null;
  purpose: "collection" | "discount" | null;
  madeAt: Date;
  madeBy: string | null;
  fileId: bigint | null;
  totalCents: Cents;
  count: number;
  waitingCents: Cents;
  waiting: number;
  cleared: number;
  rejected: number;
  returned: number;
};

function orders(db: Db) {
  return db`
    select ordered.id, ordered.kind, ordered.reference, bank_account.name as account, ordered.execute_on, ordered.purpose,
           ordered.made_at, app_user.name as made_by, ordered.file_id, ordered.total_cents, ordered.payment_count as count,
           counted.*
    from payment_order as ordered
    left join bank_account on bank_account.id = ordered.bank_account_id
    left join app_user on app_user.id = ordered.made_by
    cross join lateral (
      select coalesce(sum(payment.amount_cents) filter (where payment.status in ('sent', 'deposited')), 0)::bigint as waiting_cents,
             (count(*) filter (where payment.status in ('sent', 'deposited')))::integer as waiting,
             (count(*) filter (where payment.status = 'cleared'))::integer as cleared,
             (count(*) filter (where payment.status = 'rejected'))::integer as rejected,
             (count(*) filter (where payment.status = 'returned'))::integer as returned
      from payment
      where payment.order_id = ordered.id
    ) as counted
  `;
}

/** Orders, the latest first. */
export async function listOrders(
  db: Db,
  { before, limit }: { before: bigint | undefined; limit: number },
): Promise<OrderRow[]> {
  return db<OrderRow[]>`
    ${orders(db)}
    where ordered.company_id = current_company() ${before === undefined ? db`` : db`and ordered.id < ${before}`}
    order by ordered.id desc
    limit ${limit}
  `;
}

export async function findOrderRow(db: Db, id: bigint): Promise<OrderRow | undefined> {
  const [row] = await db<OrderRow[]>`${orders(db)} where ordered.id = ${id}`;
  return row;
}

/** A payment under way, or of an order, with the documents that it pays. */
export type UnderWayRow = {
  id: bigint;
  direction: "in" | "out";
  method: string;
  status: string;
  /** A refund that no order has taken up yet. */
  toSend: boolean;
  label: string;
  paidOn: IsoDate;
  dueOn: IsoDate | null;
  amountCents: Cents;
  party: string;
  account: string | null;
  chequeNumber: string | null;
  endToEndId: string | null;
  bankStatus: string | null;
  reasonCode: string | null;
  returnedOn: IsoDate | null;
  orderId: bigint | null;
  lineId: bigint | null;
  documents: { id: string; number: string; cents: string }[];
};

function payments(db: Db) {
  return db`
    select payment.id, payment.direction, payment.method, payment.status, ${isToSend(db)} as to_send, payment.label, payment.paid_on, payment.due_on,
           payment.amount_cents, coalesce(party.name, third_party.aux) as party, bank_account.name as account,
           payment.cheque_number, payment.end_to_end_id, payment.bank_status, payment.reason_code, payment.returned_on,
           payment.order_id,
           coalesce(payment.returned_line_id, payment.line_id,
                    (select max(clearing.line_id) from clearing where clearing.payment_id = payment.id)) as line_id,
           (select coalesce(json_agg(json_build_object('id', invoice.id::text, 'number', invoice.number,
                                                       'cents', allocation.amount_cents::text) order by invoice.number), '[]')
              from allocation
              join share on share.id = allocation.share_id
              join invoice on invoice.id = share.invoice_id
             where allocation.payment_id = payment.id) as documents
    from payment
    join third_party on third_party.id = payment.third_party_id
    left join party on party.id = payment.third_party_id
    left join bank_account on bank_account.id = payment.bank_account_id
  `;
}

/** What is planned, and what waits for the bank without an order: cheques, bills, payments recorded by hand. Bounded. */
export async function paymentsAwaited(db: Db, limit: number): Promise<UnderWayRow[]> {
  return db<UnderWayRow[]>`
    ${payments(db)}
    where payment.company_id = current_company()
      and payment.order_id is null
      and (payment.status in ('scheduled', 'sent', 'issued')
        or (payment.status = 'in_portfolio' and payment.method in ('bill_of_exchange', 'promissory_note')))
    order by coalesce(payment.due_on, payment.paid_on), payment.id
    limit ${limit}
  `;
}

export async function paymentsOfOrder(db: Db, orderId: bigint): Promise<UnderWayRow[]> {
  return db<UnderWayRow[]>`${payments(db)} where payment.order_id = ${orderId} order by payment.order_rank`;
}

/** The payments that stored answers of lines name, as they are now. */
export async function paymentsNamed(db: Db, ids: readonly bigint[]): Promise<UnderWayRow[]> {
  if (ids.length === 0) return [];
  return db<UnderWayRow[]>`${payments(db)} where payment.id = any (${idsOf(ids)}::text[]::bigint[])`;
}

/** A document that can be paid or collected: what is open of it once what is under way is counted. */
export type OpenDocument = {
  shareId: bigint;
  invoiceId: bigint;
  number: string;
  issuedOn: IsoDate;
  dueOn: IsoDate | null;
  thirdPartyId: bigint;
  aux: string;
  party: string;
  openCents: Cents;
  underWayCents: Cents;
  iban: string | null;
  mandate: string | null;
};

/** A refund that waits to be sent, with the account it goes to. */
export type RefundWaiting = {
  paymentId: bigint;
  invoiceId: bigint | null;
  invoice: string | null;
  decidedOn: IsoDate;
  thirdPartyId: bigint;
  party: string;
  amountCents: Cents;
  iban: string | null;
};

/** Refunds that an order of transfers can take up (S1.31), the oldest first. */
export async function refundsWaiting(db: Db, limit: number): Promise<RefundWaiting[]> {
  return db<RefundWaiting[]>`
    select payment.id as payment_id, invoice.id as invoice_id, invoice.number as invoice, payment.paid_on as decided_on,
           payment.third_party_id, coalesce(party.name, third_party.aux) as party, payment.amount_cents, known.iban
    from payment
    join third_party on third_party.id = payment.third_party_id
    left join party on party.id = payment.third_party_id
    left join allocation on allocation.payment_id = payment.id
    left join share on share.id = allocation.share_id
    left join invoice on invoice.id = share.invoice_id
    left join lateral (${ibanToPay(db, db`payment.third_party_id`)}) as known on true
    where payment.company_id = current_company() and ${isToSend(db)}
    order by payment.paid_on, payment.id
    limit ${limit}
  `;
}

/** As an order takes it: what a person typed goes before what a file said, the latest first. */
function ibanToPay(db: Db, thirdPartyId: ReturnType<typeof isToSend>) {
  return db`
    select third_party_iban.iban
    from third_party_iban
    where third_party_iban.third_party_id = ${thirdPartyId} and third_party_iban.source <> 'learnt'
    order by third_party_iban.source = 'typed' desc, third_party_iban.added_at desc, third_party_iban.iban
    limit 1
  `;
}

/** Open documents of suppliers (`out`) or of customers (`in`), the most urgent first, with their bank details. */
export async function openDocuments(
  db: Db,
  { direction, limit }: { direction: "in" | "out"; limit: number },
): Promise<OpenDocument[]> {
  const payers = direction === "out" ? ["supplier"] : ["business", "patient"];
  return db<OpenDocument[]>`
    select share.id as share_id, invoice.id as invoice_id, invoice.number, invoice.issued_on, invoice.due_on,
           share.third_party_id, third_party.aux, coalesce(party.name, third_party.aux) as party,
           share.due_cents - under_way.cents as open_cents, under_way.cents as under_way_cents, known.iban, signed.mandate
    from invoice
    join share on share.invoice_id = invoice.id and share.due_cents > 0 and share.payer = any (${payers})
    join third_party on third_party.id = share.third_party_id
    left join party on party.id = share.third_party_id
    cross join lateral (
      select coalesce(sum(allocation.amount_cents), 0)::bigint as cents
      from allocation
      join payment on payment.id = allocation.payment_id
      where allocation.share_id = share.id and payment.entry_id is null
        and payment.status in ('scheduled', 'sent', 'issued')
    ) as under_way
    left join lateral (${ibanToPay(db, db`share.third_party_id`)}) as known on true
    left join lateral (
      select mandate.reference as mandate
      from mandate
      where mandate.third_party_id = share.third_party_id and mandate.revoked_at is null
      order by mandate.signed_on desc nulls last, mandate.id desc
      limit 1
    ) as signed on true
    where invoice.company_id = current_company()
      and invoice.unpaid and invoice.lifecycle = 'issued'
      and share.due_cents > under_way.cents
    order by coalesce(invoice.due_on, invoice.issued_on), invoice.number
    limit ${limit}
  `;
}

export type PartyToPay = { id: bigint; aux: string; name: string; isCustomer: boolean };

/** Whose bank details a page shows. */
export async function partyToPay(db: Db, id: bigint): Promise<PartyToPay | undefined> {
  const [row] = await db<PartyToPay[]>`
    select third_party.id, third_party.aux, coalesce(party.name, third_party.aux) as name,
           third_party.payer in ('business', 'patient') as is_customer
    from third_party
    left join party on party.id = third_party.id
    where third_party.id = ${id}
  `;
  return row;
}
