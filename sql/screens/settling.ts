import type { Payer } from "../../domain/billing/invoice.ts";
import type { IsoDate } from "../../domain/days.ts";
import type { Cents } from "../../domain/money.ts";
import type { Db } from "../connect.ts";

/** What a document says of a discount, and whether one may be taken with its first payment. */
export type DiscountTerms = {
  percent: number | null;
  days: number | null;
  vatClause: boolean;
};

export async function discountTermsOf(db: Db, invoiceId: bigint): Promise<DiscountTerms | undefined> {
  const [row] = await db<DiscountTerms[]>`
    select discount_percent as percent, discount_days as days, discount_vat_clause as vat_clause
      from invoice where id = ${invoiceId}
  `;
  return row;
}

export type WriteOffShown = {
  id: bigint;
  kind: "adjustment" | "bad_debt";
  amountCents: Cents;
  writtenOn: IsoDate;
  reason: string;
  automatic: boolean;
  who: string | null;
  correctedOn: IsoDate | null;
};

/** What was cancelled of an invoice, taken back or not, the oldest first. */
export async function writeOffsOfInvoice(db: Db, invoiceId: bigint): Promise<WriteOffShown[]> {
  return db<WriteOffShown[]>`
    select write_off.id, write_off.kind, write_off.amount_cents, write_off.written_on, write_off.reason, write_off.automatic,
           app_user.name as who, write_off.corrected_on
      from write_off
      join share on share.id = write_off.share_id
      left join app_user on app_user.id = write_off.recorded_by
     where share.invoice_id = ${invoiceId}
     order by write_off.id
  `;
}

/** Money held for the parties of an invoice, by party: left of advances, and set aside to be paid back. Cents. */
export type HeldShown = { thirdPartyId: bigint; advanceCents: Cents; toRefundCents: Cents };

export async function heldForInvoice(db: Db, invoiceId: bigint): Promise<HeldShown[]> {
  return db<HeldShown[]>`
    select held.third_party_id,
           coalesce(sum(held.amount_cents) filter (where held.held_as = 'advance'), 0)::bigint as advance_cents,
           coalesce(sum(held.amount_cents) filter (where held.held_as = 'to_refund'), 0)::bigint as to_refund_cents
      from held_money as held
     where held.company_id = current_company()
       and held.third_party_id in (select third_party_id from share where invoice_id = ${invoiceId})
     group by held.third_party_id
  `;
}

/** A share of another document of the same customer that is still open. Cents; below zero of a credit note. */
export type OpenDocument = {
  shareId: bigint;
  thirdPartyId: bigint;
  number: string;
  issuedOn: IsoDate;
  dueCents: Cents;
};

const OPPOSITES_MAX = 50;

/**
 * What a document of a customer can be set off against: of an invoice that owes, his open credit notes; of an open credit note, his
 * invoices that owe, the first due first.
 */
export async function oppositesOfInvoice(db: Db, invoiceId: bigint): Promise<OpenDocument[]> {
  return db<OpenDocument[]>`
    select other.id as share_id, other.third_party_id, document.number, document.issued_on, other.due_cents
      from share as own
     cross join lateral (
       (select share.id, share.third_party_id, share.due_cents, share.invoice_id
          from share
          join invoice on invoice.id = share.invoice_id
         where own.due_cents > 0
           and share.company_id = current_company() and share.third_party_id = own.third_party_id and share.due_cents < 0
           and invoice.type = 'credit_note' and invoice.lifecycle = 'issued'
         order by share.due_cents, share.id
         limit ${OPPOSITES_MAX})
       union all
       (select share.id, share.third_party_id, share.due_cents, share.invoice_id
          from share
          join invoice on invoice.id = share.invoice_id
         where own.due_cents < 0 and own.amount_cents < 0
           and share.company_id = current_company() and share.third_party_id = own.third_party_id
           and share.due_cents > 0 and invoice.lifecycle = 'issued'
         order by share.due_on, share.id
         limit ${OPPOSITES_MAX})
     ) as other
      join invoice as document on document.id = other.invoice_id
     where own.invoice_id = ${invoiceId} and own.due_cents <> 0 and own.payer in ('patient', 'business')
     order by document.issued_on, other.id
  `;
}

/** The share that a person means by an invoice's number: one that owes something, the patient's or customer's first. */
export async function shareThatOwes(db: Db, number: string): Promise<bigint | undefined> {
  const [row] = await db<{ id: bigint }[]>`
    select share.id
      from invoice
      join share on share.invoice_id = invoice.id
     where invoice.company_id = current_company() and upper(invoice.number) = ${number.toUpperCase()}
       and share.due_cents > 0 and share.payer <> 'supplier'
     order by share.payer in ('amo', 'amc'), share.id
     limit 1
  `;
  return row?.id;
}

export type PaidWithoutPayment = {
  id: bigint;
  number: string;
  customer: string;
  customerPayer: Payer;
  issuedOn: IsoDate;
  markedAt: Date;
  /** Who marked it; null: its terms did. */
  who: string | null;
  dueCents: Cents;
  shareId: bigint;
};

/** The control list of D6: marked as paid, and still due in the books. The latest mark first. */
export async function paidWithoutPayment(
  db: Db,
  { limit }: { limit: number },
): Promise<PaidWithoutPayment[]> {
  return db<PaidWithoutPayment[]>`
    select invoice.id, invoice.number, coalesce(customer.name, person.name, '') as customer,
           customer.payer as customer_payer, invoice.issued_on, invoice.marked_paid_at as marked_at, mark.who,
           invoice.due_amo_cents + invoice.due_amc_cents + invoice.due_own_cents as due_cents,
           (select min(share.id) from share where share.invoice_id = invoice.id) as share_id
      from invoice
      join third_party as customer on customer.id = invoice.customer_id
      left join identity.person as person on person.third_party_id = invoice.customer_id
      left join lateral (
        select app_user.name as who
          from audit_log
          left join app_user on app_user.id = audit_log.actor_id
         where audit_log.company_id = invoice.company_id and audit_log.subject = 'invoice'
           and audit_log.subject_id = invoice.id and audit_log.action in ('mark_paid', 'choose_terms')
         order by audit_log.id desc
         limit 1
      ) as mark on true
     where invoice.company_id = current_company() and invoice.marked_paid_at is not null and invoice.open_shares > 0
     order by invoice.marked_paid_at desc, invoice.id desc
     limit ${limit}
  `;
}

/** How many documents are paid without a payment, and what the books still show due of them. */
export async function paidWithoutPaymentTotals(db: Db): Promise<{ count: number; dueCents: Cents }> {
  const [row] = await db<{ count: number; dueCents: Cents }[]>`
    select count(*)::integer as count,
           coalesce(sum(due_amo_cents + due_amc_cents + due_own_cents), 0)::bigint as due_cents
      from invoice
     where company_id = current_company() and marked_paid_at is not null and open_shares > 0
  `;
  return row ?? { count: 0, dueCents: 0n };
}
