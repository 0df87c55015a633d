import type { LawFigures } from "../domain/accounting/certificate.ts";
import { decimalOf } from "../domain/money.ts";
import {
  type InvoiceCollected,
  type PaymentOfInvoice,
  type ReportEvent,
  reportEvents,
  reportedInAll,
  type TakenBack,
  type Told,
} from "../domain/reporting/collections.ts";
import {
  type Destination,
  destinationOf,
  type InvoiceTypeReported,
  kindOf,
  type ReportingScope,
  type Said,
} from "../domain/reporting/scope.ts";
import type { TaxedPart } from "../domain/reporting/split.ts";
import { drawIds, idsOf, insertRows } from "./bulk.ts";
import { currentCompany } from "./companies.ts";
import type { Db } from "./connect.ts";

/**
 * Writes what the transaction changed of the money collected, on invoices whose VAT is due on collection: whatever act moved it, and
 * in a bounded number of statements. Called once, when the act is done (lockBooks); the database refuses a transaction that moved such
 * money and did not come here (RP010).
 */
export async function reportCollections(db: Db): Promise<void> {
  const changed = await db<{ invoiceIds: string[] }[]>`
    delete from collection_change where company_id = current_company() returning invoice_ids::text[]
  `;
  if (changed.length === 0) return;
  const invoiceIds = [...new Set(changed.flatMap((row) => row.invoiceIds))].map(BigInt);
  const { id, settings } = await currentCompany(db);
  const { scopes, from } = settings.paymentReports;
  const invoices = await invoicesCollected(db, invoiceIds);
  const written = invoices.flatMap((invoice) => {
    const kind = kindOf(invoice, scopes);
    return reportEvents(invoice).map((event) => ({
      ...event,
      invoiceId: invoice.invoiceId,
      ...destinationOf(event, kind, from, invoice.said.get(event.paymentId)),
    }));
  });
  await withdraw(db, written);
  await insertEvents(db, id, written);
}

type Written = ReportEvent & Destination & { invoiceId: bigint };

/** What was never sent and turns out never to have been so is not sent at all. */
async function withdraw(db: Db, events: readonly Written[]): Promise<void> {
  const gone = events.filter(({ state }) => state === "withdrawn");
  if (gone.length === 0) return;
  await db`
    update payment_report_event as event
       set state = 'withdrawn'
      from unnest(${idsOf(gone.map(({ invoiceId }) => invoiceId))}::text[]::bigint[],
                  ${idsOf(gone.map(({ paymentId }) => paymentId))}::text[]::bigint[]) as given (invoice_id, payment_id)
     where event.invoice_id = given.invoice_id
       and event.payment_id = given.payment_id
       and event.state in ('to_send', 'not_sent')
  `;
}

async function insertEvents(db: Db, companyId: bigint, events: readonly Written[]): Promise<void> {
  const ids = await drawIds(db, "payment_report_event", events.length);
  await insertRows(
    db,
    "payment_report_event",
    {
      id: "bigint",
      company_id: "bigint",
      invoice_id: "bigint",
      payment_id: "bigint",
      cause: "text",
      paid_cents: "bigint",
      collected_on: "date",
      kind: "text",
      state: "text",
    },
    events.map((event, nth) => [
      ids[nth],
      companyId,
      event.invoiceId,
      event.paymentId,
      event.cause,
      event.paid,
      event.collectedOn,
      event.kind,
      event.state,
    ]),
  );
  await insertRows(
    db,
    "payment_report_amount",
    { event_id: "bigint", vat_rate: "integer", company_id: "bigint", amount_cents: "bigint" },
    events.flatMap((event, nth) =>
      event.amounts.map(({ vatRate, amount }) => [ids[nth], vatRate, companyId, amount]),
    ),
  );
}

export type CollectedInvoice = InvoiceCollected & {
  invoiceId: bigint;
  number: string;
  type: InvoiceTypeReported;
  customerScope: ReportingScope | null;
  said: Map<bigint, Said>;
  /** Cents by rate that its events add up to. */
  reported: Map<number, bigint>;
};

type Json<T> = { [Key in keyof T]: T[Key] extends bigint ? string : T[Key] };
type ToldRow = Json<Told> & Said;
type InvoiceRow = {
  invoiceId: bigint;
  number: string;
  type: InvoiceTypeReported;
  customerScope: ReportingScope | null;
  asked: bigint;
  parts: Json<TaxedPart>[];
  payments: Json<PaymentOfInvoice>[];
  told: ToldRow[];
  takenBack: Json<TakenBack>[];
  reported: { vatRate: number; amount: string }[];
};

/** The type of an invoice (domain/reporting/scope.ts), where `invoice` and its `customer` stand in the statement. */
export function typeOfInvoice(db: Db) {
  return db`case when exists (select from share where share.invoice_id = invoice.id and share.payer in ('amo', 'amc')) then 'third_party_payer'
                 when customer.payer = 'patient' then 'private' else 'business' end`;
}

/** What the books and the events say of the money of these invoices, in one statement. */
export async function invoicesCollected(db: Db, invoiceIds: readonly bigint[]): Promise<CollectedInvoice[]> {
  const rows = await db<InvoiceRow[]>`
    select invoice.id as invoice_id, invoice.number, customer.reporting_scope as customer_scope,
           ${typeOfInvoice(db)} as type,
           (select coalesce(sum(share.amount_cents), 0)::bigint from share where share.invoice_id = invoice.id) as asked,
           (select coalesce(json_agg(json_build_object('vatRate', part.vat_rate, 'total', part.total::text, 'onCollection', part.waits)
                                     order by part.waits desc, part.vat_rate desc), '[]')
              from (select line.vat_rate, line.vat_rate > 0 and (line.vat_due = 'collection' or invoice.type = 'deposit_invoice') as waits,
                           sum(line.net_cents + line.vat_cents) as total
                      from invoice_line as line
                     where line.invoice_id = invoice.id
                     group by 1, 2) as part) as parts,
           (select coalesce(json_agg(json_build_object(
                     'paymentId', payment.id::text, 'method', payment.method,
                     'status', case when payment.awaits_payment_id is not null and payment.collected_on is null
                                     and payment.status = 'cleared' then 'received' else payment.status end, 'paidOn', payment.paid_on,
                     'collectedOn', payment.collected_on, 'creditedOn', credited.day,
                     'amount', (case payment.direction when 'in' then given.cents else -given.cents end)::text)), '[]')
              from (select allocation.payment_id, sum(allocation.amount_cents) as cents
                      from share join allocation on allocation.share_id = share.id
                     where share.invoice_id = invoice.id
                     group by allocation.payment_id) as given
              join payment on payment.id = given.payment_id
              left join lateral (
                select max(line.booked_on) as day
                  from statement_line as line
                 where line.id = payment.line_id
                    or line.id in (select clearing.line_id from clearing where clearing.payment_id = payment.id)
              ) as credited on true) as payments,
           (select coalesce(json_agg(json_build_object(
                     'paymentId', said.payment_id::text, 'amount', said.amount::text, 'collectedOn', said.collected_on,
                     'kind', said.kind, 'since', said.since, 'gone', said.gone, 'waits', said.waits)), '[]')
              from (select event.payment_id, sum(event.paid_cents) as amount,
                           (array_agg(event.collected_on order by event.id desc) filter (where event.cause = 'collected'))[1] as collected_on,
                           (array_agg(event.kind order by event.id desc) filter (where event.cause = 'collected'))[1] as kind,
                           min(event.collected_on) filter (where event.cause = 'collected' and event.state <> 'withdrawn') as since,
                           bool_or(event.message_id is not null) as gone, bool_or(event.state = 'to_send') as waits
                      from payment_report_event as event
                     where event.invoice_id = invoice.id
                     group by event.payment_id) as said) as told,
           (select coalesce(json_agg(json_build_object('paymentId', payment.id::text,
                                                       'on', coalesce(payment.returned_on, payment.corrected_on))), '[]')
              from payment
             where payment.id in (select event.payment_id from payment_report_event as event where event.invoice_id = invoice.id)
               and payment.status in ('returned', 'corrected')
               and coalesce(payment.returned_on, payment.corrected_on) is not null) as taken_back,
           (select coalesce(json_agg(json_build_object('vatRate', sums.vat_rate, 'amount', sums.amount::text)), '[]')
              from (select amount.vat_rate, sum(amount.amount_cents) as amount
                      from payment_report_event as event
                      join payment_report_amount as amount on amount.event_id = event.id
                     where event.invoice_id = invoice.id
                     group by amount.vat_rate) as sums) as reported
      from invoice
      join third_party as customer on customer.id = invoice.customer_id
     where invoice.id = any (${idsOf(invoiceIds)}::text[]::bigint[])
     order by invoice.id
  `;
  return rows.map(invoiceOf);
}

function invoiceOf({ parts, payments, told, takenBack, reported, ...row }: InvoiceRow): CollectedInvoice {
  return {
    ...row,
    parts: parts.map((part) => ({ ...part, total: BigInt(part.total) })),
    payments: payments.map((one) => ({
      ...one,
      paymentId: BigInt(one.paymentId),
      amount: BigInt(one.amount),
    })),
    told: told.map(({ paymentId, amount, collectedOn }) => ({
      paymentId: BigInt(paymentId),
      amount: BigInt(amount),
      collectedOn,
    })),
    said: new Map(
      told.map(({ paymentId, kind, since, gone, waits }) => [
        BigInt(paymentId),
        { kind, since, gone, waits },
      ]),
    ),
    takenBack: takenBack.map(({ paymentId, on }) => ({ paymentId: BigInt(paymentId), on })),
    reported: new Map(reported.map(({ vatRate, amount }) => [vatRate, BigInt(amount)])),
  };
}

/** Items named with a law that does not hold. */
export const ITEMS_NAMED = 20;

/** Invoices looked at together when everything is added up again. */
const PAGE = 1_000;

/**
 * The law "reported = collected": on every invoice and rate, what the events add up to is the split of what is collected of it now.
 * Recomputed from the allocations, which know nothing of the events.
 */
export async function weighCollections(
  db: Db,
): Promise<Pick<LawFigures, "left" | "right" | "off" | "items">> {
  let [left, right, off] = [0n, 0n, 0];
  const items: LawFigures["items"] = [];
  for (let after = 0n; ; ) {
    const ids = await reportableInvoices(db, after, PAGE);
    for (const { invoiceId, number, reported, ...invoice } of await invoicesCollected(db, ids)) {
      const collected = reportedInAll(invoice);
      for (const vatRate of new Set([...collected.keys(), ...reported.keys()])) {
        const [should, does] = [collected.get(vatRate) ?? 0n, reported.get(vatRate) ?? 0n];
        left += should;
        right += does;
        if (should === does) continue;
        off += 1;
        items.push({
          kind: "invoice",
          subject: String(invoiceId),
          name: `${number} at ${decimalOf(BigInt(vatRate))}`,
          left: String(should),
          right: String(does),
        });
      }
    }
    const last = ids.at(-1);
    if (last === undefined || ids.length < PAGE) break;
    after = last;
  }
  return { left: String(left), right: String(right), off, items: items.slice(0, ITEMS_NAMED) };
}

/** The invoices that have been reported, or should be: those whose VAT waits for money of which some came. In order, a page at a time. */
async function reportableInvoices(db: Db, after: bigint, limit: number): Promise<bigint[]> {
  const rows = await db<{ id: bigint }[]>`
    select invoice.id
      from invoice
     where invoice.company_id = current_company()
       and invoice.id > ${after}
       and invoice.type <> 'supplier_invoice'
       and (exists (select from payment_report_event as event where event.invoice_id = invoice.id)
            or (invoice.type = 'deposit_invoice'
                or exists (select from invoice_line as line where line.invoice_id = invoice.id and line.vat_due = 'collection'))
               and exists (select from share join allocation on allocation.share_id = share.id where share.invoice_id = invoice.id))
     order by invoice.id
     limit ${limit}
  `;
  return rows.map(({ id }) => id);
}
