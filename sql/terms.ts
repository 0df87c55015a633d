import type { PaymentTerms } from "../domain/billing/invoice.ts";
import type { IsoDate } from "../domain/days.ts";
import { idsOf } from "./bulk.ts";
import type { Db } from "./connect.ts";

/**
 * Documents just issued take the terms of their party where they name none (S4.38). On receipt they count as settled at once
 * (S4.36): marked as paid, without money, so that they stand in the control list until their payment is seen (D6). One statement.
 */
export async function applyTerms(
  db: Db,
  companyId: bigint,
  invoiceIds: readonly bigint[],
  today: IsoDate,
): Promise<void> {
  if (invoiceIds.length === 0) return;
  await db`
    with termed as (
      update invoice
         set payment_terms = coalesce(invoice.payment_terms, party.payment_terms),
             marked_paid_at = case when coalesce(invoice.payment_terms, party.payment_terms) = 'on_receipt'
                                    and invoice.type <> 'credit_note' and invoice.open_shares > 0
                                   then ${today}::date::timestamptz end
        from unnest(${idsOf(invoiceIds)}::text[]::bigint[]) as issued (id), third_party as party
       where invoice.id = issued.id
         and party.id = invoice.customer_id
         and coalesce(invoice.payment_terms, party.payment_terms) is not null
      returning invoice.id, invoice.marked_paid_at
    )
    insert into audit_log (company_id, at, action, subject, subject_id, reason)
    select ${companyId}, termed.marked_paid_at, 'mark_paid', 'invoice', termed.id, 'on_receipt'
      from termed
     where termed.marked_paid_at is not null
  `;
}

/** Terms of one document, and of the documents to come of its party where asked. Null: it is due on its day. */
export async function setTerms(
  db: Db,
  { invoiceId, terms, forParty }: { invoiceId: bigint; terms: PaymentTerms | null; forParty: boolean },
): Promise<void> {
  await db`update invoice set payment_terms = ${terms} where id = ${invoiceId}`;
  if (forParty)
    await db`
      update third_party set payment_terms = ${terms}
       where id = (select customer_id from invoice where id = ${invoiceId})
    `;
}
