import type { Payer, PaymentTerms } from "../../domain/billing/invoice.ts";
import type { IsoDate } from "../../domain/days.ts";
import { normaliseNumber } from "../../domain/documentNumber.ts";
import type { Cents } from "../../domain/money.ts";
import { idsOf } from "../bulk.ts";
import type { Db } from "../connect.ts";
import { isFinal } from "../ledger.ts";
import { isToSend } from "../refunds.ts";

export type InvoiceType = "invoice" | "credit_note" | "deposit_invoice" | "supplier_invoice";
export type Lifecycle = "draft" | "quote" | "issued";

export type InvoiceRow = {
  id: bigint;
  number: string;
  type: InvoiceType;
  lifecycle: Lifecycle;
  issuedOn: IsoDate;
  dueOn: IsoDate | null;
  totalCents: Cents;
  dueCents: Cents;
  /** Of it, what the patient or customer owes. */
  dueOwnCents: Cents;
  /** A share is below zero: paid above what it owed. */
  overpaid: boolean;
  openShares: number;
  unpaid: boolean;
  markedPaidAt: Date | null;
  paymentTerms: PaymentTerms | null;
  replacedBy: bigint | null;
  customer: string;
  customerPayer: Payer;
  customerAux: string;
  branch: string | null;
};

type Search = { number: string; words: readonly string[] };

/**
 * A text that many invoices hold is found among the latest ones, at once; one that few hold, by the indexes of its letters. Which of the
 * two it is, a look at the latest few tells: where they hold it at all, a page of them is near.
 */
const LOOKED_AT = { few: 300, many: 6_000 } as const;
const COMMON_FROM = 3;

/**
 * Invoices whose number or customer holds the text, the last received first; where it is a customer's code or a number outright,
 * those alone. Without a text, the last ones.
 * `owing` keeps those on which a payment can be received: issued, not replaced, with something due, and none of a supplier;
 * the one whose number is the text comes first.
 */
export async function listInvoices(
  db: Db,
  query: { search: Search | undefined; after: bigint | undefined; limit: number; owing?: boolean },
): Promise<InvoiceRow[]> {
  const { search, owing = false, limit } = query;
  const rows = await invoicesHolding(db, { ...query, owing });
  if (!search || !owing) return rows;
  const exact = await invoiceRows(
    db,
    db`select invoice.id from invoice where invoice.number in (${search.number}, ${search.number.toUpperCase()}) ${owed(db)}`,
  );
  const isExact = new Set(exact.map(({ id }) => id));
  return [...exact, ...rows.filter(({ id }) => !isExact.has(id))].slice(0, limit);
}

function owed(db: Db) {
  return db`
    and invoice.unpaid and invoice.lifecycle = 'issued' and invoice.replaced_by is null
    and invoice.type in ('invoice', 'deposit_invoice')
    and greatest(invoice.due_amo_cents, invoice.due_amc_cents, invoice.due_own_cents) > 0`;
}

async function invoicesHolding(
  db: Db,
  {
    search,
    after,
    limit,
    owing,
  }: { search: Search | undefined; after: bigint | undefined; limit: number; owing: boolean },
): Promise<InvoiceRow[]> {
  const asked = db`${after === undefined ? db`` : db`and invoice.id < ${after}`} ${owing ? owed(db) : db``}`;
  const latest = (most: number) =>
    db`select invoice.id, invoice.number, invoice.customer_id from invoice where true ${asked} order by invoice.id desc limit ${most}`;
  if (!search) return invoiceRows(db, latest(limit));
  const named = await namedOutright(db, search, asked, limit);
  if (named.length > 0) return invoiceRows(db, listed(db, named));
  const holding = (most: number) => db<{ id: bigint }[]>`
    select latest.id
    from (${latest(most)}) as latest
    ${search.words.length === 0 ? db`` : db`join third_party as customer on customer.id = latest.customer_id left join identity.person as person on person.third_party_id = latest.customer_id`}
    where position(${search.number.toUpperCase()} in upper(latest.number)) > 0
       ${search.words.length === 0 ? db`` : db`or not exists (select from unnest(${[...search.words]}::text[]) as word where position(word in coalesce(customer.name_key, person.name_key, '')) = 0)`}
    order by latest.id desc
    limit ${limit}
  `;
  const few = await holding(LOOKED_AT.few);
  const near = few.length >= COMMON_FROM && few.length < limit ? await holding(LOOKED_AT.many) : few;
  if (near.length === limit) return invoiceRows(db, listed(db, near));
  const found = db`
    select invoices_numbered(${search.number}) as id
    union
    select invoice.id
    from parties_named(${[...search.words]}::text[]) as named (id)
    join invoice on invoice.customer_id = named.id`;
  return invoiceRows(
    db,
    db`
    select found.id
    from (${found}) as found
    join invoice on invoice.id = found.id
    where true ${asked}
    order by found.id desc
    limit ${limit}`,
  );
}

function listed(db: Db, rows: readonly { id: bigint }[]) {
  return db`select unnest(${idsOf(rows.map(({ id }) => id))}::text[]::bigint[]) as id`;
}

/** The invoices of the customer whose code the text is, and the one whose number it is, spaces left out ("fv2611 001"). */
async function namedOutright(
  db: Db,
  { number }: Search,
  asked: ReturnType<typeof listed>,
  limit: number,
): Promise<{ id: bigint }[]> {
  const key = /\s/.test(number) ? normaliseNumber(number) : "";
  return db<{ id: bigint }[]>`
    select invoice.id
    from (
      select invoice.id
      from third_party
      join invoice on invoice.customer_id = third_party.id
      where third_party.company_id = current_company() and third_party.aux in (${number}, ${number.toUpperCase()})
      union
      select invoice.id
      from invoice
      where invoice.company_id = current_company() and invoice.number_key = ${key} and ${key} <> ''
    ) as named
    join invoice on invoice.id = named.id
    where true ${asked}
    order by invoice.id desc
    limit ${limit}
  `;
}

type Ids = ReturnType<typeof invoiceColumns>;

const invoiceColumns = (db: Db) => db`
  invoice.id, invoice.number, invoice.type, invoice.lifecycle, invoice.issued_on, invoice.due_on,
  invoice.total_cents, invoice.due_amo_cents + invoice.due_amc_cents + invoice.due_own_cents as due_cents,
  invoice.due_own_cents, customer.payer as customer_payer, customer.aux as customer_aux,
  least(invoice.due_amo_cents, invoice.due_amc_cents, invoice.due_own_cents) < 0 as overpaid,
  invoice.open_shares, invoice.unpaid, invoice.marked_paid_at, invoice.payment_terms, invoice.replaced_by, invoice.branch,
  coalesce(customer.name, person.name, '') as customer`;

/** Invoices by id, the last received first. */
async function invoiceRows(db: Db, ids: Ids): Promise<InvoiceRow[]> {
  return db<InvoiceRow[]>`
    with chosen as materialized (${ids})
    select ${invoiceColumns(db)}
    from chosen
    join invoice on invoice.id = chosen.id
    join third_party as customer on customer.id = invoice.customer_id
    left join identity.person as person on person.third_party_id = invoice.customer_id
    order by invoice.id desc
  `;
}

export async function findInvoice(db: Db, id: bigint): Promise<InvoiceRow | undefined> {
  const [row] = await invoiceRows(db, db`select ${id}::bigint as id`);
  return row;
}

export type InvoicePayment = {
  id: bigint;
  paidOn: IsoDate;
  method: string;
  status: string;
  /** A refund that no order has taken up yet. */
  toSend: boolean;
  label: string;
  reference: string | null;
  chequeNumber: string | null;
  drawnOn: string | null;
  payer: Payer;
  party: string | null;
  amountCents: Cents;
  /** It pays back what was set aside of this invoice: nothing of its shares. */
  aside: boolean;
  /** What it brought above the due of the share, set aside to be paid back or kept as an advance. */
  toRefundCents: Cents;
  advanceCents: Cents;
  /** What it settled besides, as early-payment discount. */
  discountCents: Cents;
  lineId: bigint | null;
  shareId: bigint;
  entryId: bigint | null;
  entryPiece: string | null;
  /** Its entry was validated: it is reversed, not deleted. */
  final: boolean;
  fromReturn: boolean;
  /** The order to the bank that it is a part of. */
  orderId: bigint | null;
  recordedBy: string | null;
  /** Marked by hand as seen on the bank account. */
  clearedOn: IsoDate | null;
};

/**
 * The payments of an invoice, the first one first: what pays it, and what paid it and was reversed or came back, of which its entry says
 * how much. What one of them brought too much and is kept for the customer, told by the entry that put it aside, belongs to it; so do
 * the refunds that take from it.
 */
export async function paymentsOfInvoice(db: Db, invoiceId: bigint): Promise<InvoicePayment[]> {
  return db<InvoicePayment[]>`
    with kept as (
      select share.id as share_id, share.company_id, held.third_party_id, held.payment_id, held.held_as, held.amount_cents
      from share
      join held_money as held
        on held.company_id = share.company_id and held.third_party_id = share.third_party_id and held.amount_cents > 0
      where share.invoice_id = ${invoiceId}
        and exists (select from journal_line as line where line.entry_id = held.entry_id and line.share_id = share.id)
    ), paid as (
      select allocation.payment_id, allocation.share_id, allocation.amount_cents, false as aside
      from share
      join allocation on allocation.share_id = share.id
      where share.invoice_id = ${invoiceId}
      union all
      select gone.id, share.id,
             sum(case gone.direction when 'in' then moved.credit_cents - moved.debit_cents
                                     else moved.debit_cents - moved.credit_cents end)::bigint, false
      from share
      join journal_line as moved on moved.share_id = share.id
      join payment as gone on gone.entry_id = moved.entry_id and gone.status in ('corrected', 'returned')
      where share.invoice_id = ${invoiceId}
        and (gone.third_party_id is null or gone.third_party_id = share.third_party_id)
        and not exists (select from allocation where allocation.payment_id = gone.id and allocation.share_id = share.id)
      group by gone.id, share.id
      union all
      select distinct kept.payment_id, kept.share_id, 0, false
      from kept
      where kept.payment_id is not null
        and not exists (select from allocation where allocation.payment_id = kept.payment_id and allocation.share_id = kept.share_id)
      union all
      select taken.payment_id, source.share_id, taken.amount_cents, true
      from (select company_id, third_party_id, min(share_id) as share_id
              from kept where held_as = 'to_refund' group by company_id, third_party_id) as source
      join held_money as taken
        on taken.company_id = source.company_id and taken.third_party_id = source.third_party_id
       and taken.held_as = 'to_refund' and taken.amount_cents < 0
    )
    select payment.id, payment.paid_on, payment.method, payment.status, ${isToSend(db)} as to_send, payment.label, payment.reference,
           payment.cheque_number, payment.drawn_on, share.payer, party.name as party,
           case when paid.aside or (payment.direction = 'out') = (share.payer = 'supplier')
                then paid.amount_cents else -paid.amount_cents end as amount_cents,
           paid.aside, own.to_refund_cents, own.advance_cents,
           coalesce(payment.line_id, (select max(clearing.line_id) from clearing where clearing.payment_id = payment.id)) as line_id,
           payment.entry_id, payment.order_id, app_user.name as recorded_by, payment.cleared_on, payment.discount_cents,
           share.id as share_id, entry.piece as entry_piece, coalesce(${isFinal(db)}, false) as final,
           exists (select from insurer_return where insurer_return.payment_id = payment.id) as from_return
    from paid
    join share on share.id = paid.share_id
    join payment on payment.id = paid.payment_id
    cross join lateral (
      select coalesce(sum(kept.amount_cents) filter (where kept.held_as = 'to_refund'), 0)::bigint as to_refund_cents,
             coalesce(sum(kept.amount_cents) filter (where kept.held_as = 'advance'), 0)::bigint as advance_cents
      from kept
      where kept.payment_id = paid.payment_id and kept.share_id = paid.share_id
    ) as own
    left join party on party.id = payment.third_party_id
    left join app_user on app_user.id = payment.recorded_by
    left join journal_entry as entry on entry.id = payment.entry_id
    order by payment.paid_on, payment.id
  `;
}

export type InvoiceLineRow = {
  rank: number;
  account: string;
  label: string | null;
  netCents: Cents;
  vatRate: number;
  vatCents: Cents;
};

export async function linesOfInvoice(db: Db, invoiceId: bigint): Promise<InvoiceLineRow[]> {
  return db<InvoiceLineRow[]>`
    select rank, account, label, net_cents, vat_rate, vat_cents
    from invoice_line
    where invoice_id = ${invoiceId}
    order by rank
  `;
}

/** Lines that wait and whose answers name a share of this invoice. */
export async function waitingLinesFor(
  db: Db,
  invoiceId: bigint,
): Promise<{ id: bigint; bookedOn: IsoDate; amountCents: Cents; level: string }[]> {
  return db<{ id: bigint; bookedOn: IsoDate; amountCents: Cents; level: string }[]>`
    select line.id, line.booked_on, line.amount_cents, match.level
    from statement_line as line
    join match on match.line_id = line.id and match.undone_at is null
    where line.state = 'waiting' and line.id in (select lines_naming_invoice(${invoiceId}))
    order by line.booked_on, line.id
    limit 20
  `;
}

export type Resubmission = { id: bigint; number: string; issuedOn: IsoDate };

/** How far a chain of resubmissions is followed each way. */
const CHAIN_MAX = 10;

/** The invoices that this one resubmits, and those that resubmit it, the first one first. Without a chain: none. */
export async function resubmissionChain(
  db: Db,
  invoice: { id: bigint; replacedBy: bigint | null },
): Promise<{ before: Resubmission[]; after: Resubmission[] }> {
  const before: Resubmission[] = [];
  let from: bigint | undefined = invoice.id;
  while (from !== undefined && before.length < CHAIN_MAX) {
    const [row] = await resubmittedBy(db, from);
    if (row) before.unshift(row);
    from = row?.id;
  }
  const after: Resubmission[] = [];
  let to = invoice.replacedBy;
  while (to !== null && after.length < CHAIN_MAX) {
    const row: InvoiceRow | undefined = await findInvoice(db, to);
    if (row) after.push(row);
    to = row?.replacedBy ?? null;
  }
  return { before, after };
}

/** The invoice that another one resubmits, found by the entry that moved the receivable: no index leads back from the new number. */
function resubmittedBy(db: Db, newInvoiceId: bigint): PromiseLike<Resubmission[]> {
  return db<Resubmission[]>`
    select distinct old.id, old.number, old.issued_on
    from share
    join journal_line as mine on mine.share_id = share.id and mine.debit_cents > 0
    join journal_entry as entry on entry.id = mine.entry_id and entry.journal = 'OD'
    join journal_line as theirs on theirs.entry_id = entry.id and theirs.credit_cents > 0
    join share as old_share on old_share.id = theirs.share_id
    join invoice as old on old.id = old_share.invoice_id and old.replaced_by = share.invoice_id
    where share.invoice_id = ${newInvoiceId}
  `;
}

/** Which of these numbers are taken. */
export async function takenNumbers(db: Db, numbers: readonly string[]): Promise<Set<string>> {
  const rows = await db<{ number: string }[]>`
    select number
    from invoice
    where company_id = current_company() and number = any (${[...numbers]}::text[])
  `;
  return new Set(rows.map((row) => row.number));
}
