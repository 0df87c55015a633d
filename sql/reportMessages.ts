import type { InvoiceType } from "../domain/billing/invoice.ts";
import type { IsoDate } from "../domain/days.ts";
import {
  type InvoiceTypeReported,
  kindOf,
  type ReportingScope,
  type ReportKind,
  sentOrNot,
} from "../domain/reporting/scope.ts";
import { idsOf } from "./bulk.ts";
import { currentCompany } from "./companies.ts";
import type { Db } from "./connect.ts";
import { typeOfInvoice } from "./paymentReports.ts";

export type ReportState = "to_send" | "not_sent" | "withdrawn" | "sent" | "accepted" | "refused";

export type ReportRow = {
  id: bigint;
  kind: ReportKind | null;
  cause: "collected" | "taken_back" | "withdrawn";
  state: ReportState;
  collectedOn: IsoDate;
  paidCents: bigint;
  messageId: string | null;
  sentAt: Date | null;
  answer: string | null;
  invoiceId: bigint;
  number: string;
  issuedOn: IsoDate;
  type: Exclude<InvoiceType, "supplier_invoice">;
  amounts: { vatRate: number; amount: bigint }[];
};

type Stored = Omit<ReportRow, "amounts"> & { amounts: { vatRate: number; amount: string }[] };
type Span = { from: IsoDate; to: IsoDate };

/** The events of these days in their order, those that nobody is told of included. */
export async function reportsOfPeriod(db: Db, { from, to }: Span): Promise<ReportRow[]> {
  return (await stored(db, db`event.collected_on between ${from} and ${to}`)).map(reportOf);
}

export async function findReport(db: Db, id: bigint): Promise<ReportRow | undefined> {
  return (await stored(db, db`event.id = ${id}`)).map(reportOf)[0];
}

function stored(db: Db, which: ReturnType<Db>) {
  return db<Stored[]>`
    select event.id, event.kind, event.cause, event.state, event.collected_on, event.paid_cents, event.message_id, event.sent_at,
           event.answer, invoice.id as invoice_id, invoice.number, invoice.issued_on, invoice.type,
           (select coalesce(json_agg(json_build_object('vatRate', amount.vat_rate, 'amount', amount.amount_cents::text)
                                     order by amount.vat_rate desc), '[]')
              from payment_report_amount as amount where amount.event_id = event.id) as amounts
      from payment_report_event as event
      join invoice on invoice.id = event.invoice_id
     where event.company_id = current_company()
       and ${which}
     order by event.collected_on, event.id
  `;
}

function reportOf({ amounts, ...row }: Stored): ReportRow {
  return { ...row, amounts: amounts.map(({ vatRate, amount }) => ({ vatRate, amount: BigInt(amount) })) };
}

/** These events went with these messages. */
export async function noteSent(
  db: Db,
  sent: readonly { id: bigint; messageId: string }[],
  at: Date,
): Promise<void> {
  await db`
    update payment_report_event as event
       set state = 'sent', message_id = given.message_id, sent_at = ${at}, answered_at = null, answer = null
      from unnest(${idsOf(sent.map(({ id }) => id))}::text[]::bigint[], ${sent.map(({ messageId }) => messageId)}::text[])
        as given (id, message_id)
     where event.id = given.id
  `;
}

/** What the platform answered of a message. @returns how many events it carried */
export async function noteAnswer(
  db: Db,
  { messageId, accepted, answer, at }: { messageId: string; accepted: boolean; answer: string; at: Date },
): Promise<number> {
  const rows = await db`
    update payment_report_event
       set state = ${accepted ? "accepted" : "refused"}, answered_at = ${at}, answer = ${answer}
     where company_id = current_company()
       and message_id = ${messageId}
    returning id
  `;
  return rows.length;
}

type Unsent = {
  id: bigint;
  type: InvoiceTypeReported;
  customerScope: ReportingScope | null;
  since: IsoDate;
  hasAmounts: boolean;
};

/** After a change of scope or of the first day: what was not sent yet goes where it now belongs. */
export async function restateUnsent(db: Db): Promise<void> {
  const { scopes, from } = (await currentCompany(db)).settings.paymentReports;
  const unsent = await db<Unsent[]>`
    select event.id, customer.reporting_scope as customer_scope, told.since,
           exists (select from payment_report_amount as amount where amount.event_id = event.id) as has_amounts,
           ${typeOfInvoice(db)} as type
      from payment_report_event as event
      join invoice on invoice.id = event.invoice_id
      join third_party as customer on customer.id = invoice.customer_id
      join lateral (
        select min(said.collected_on) filter (where said.cause = 'collected') as since, bool_or(said.message_id is not null) as gone
          from payment_report_event as said
         where said.invoice_id = event.invoice_id and said.payment_id = event.payment_id and said.state <> 'withdrawn'
      ) as told on not told.gone
     where event.company_id = current_company()
       and event.state in ('to_send', 'not_sent')
  `;
  const restated = unsent.map(({ id, since, hasAmounts, ...invoice }) => ({
    id,
    ...sentOrNot(kindOf(invoice, scopes), since, from, hasAmounts),
  }));
  if (restated.length === 0) return;
  await db`
    update payment_report_event as event
       set kind = given.kind, state = given.state
      from unnest(${idsOf(restated.map(({ id }) => id))}::text[]::bigint[], ${restated.map(({ kind }) => kind)}::text[],
                  ${restated.map(({ state }) => state)}::text[]) as given (id, kind, state)
     where event.id = given.id
       and (event.kind, event.state) is distinct from (given.kind, given.state)
  `;
}

export type CustomerScope = { aux: string; name: string | null; scope: ReportingScope };

/** The customers that have a scope of their own. */
export async function customerScopes(db: Db): Promise<CustomerScope[]> {
  return db<CustomerScope[]>`
    select aux, name, reporting_scope as scope
      from third_party
     where company_id = current_company()
       and reporting_scope is not null
     order by aux
  `;
}

/** @returns whether there is such a customer */
export async function setCustomerScope(db: Db, aux: string, scope: ReportingScope | null): Promise<boolean> {
  const rows = await db`
    update third_party
       set reporting_scope = ${scope}
     where company_id = current_company()
       and aux = ${aux}
       and payer in ('business', 'patient')
    returning id
  `;
  return rows.length > 0;
}
