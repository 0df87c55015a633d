import type { DocumentStanding } from "../domain/billing/documentEdit.ts";
import type { InvoiceDraft, InvoiceLine, Payer } from "../domain/billing/invoice.ts";
import type { IsoDate } from "../domain/days.ts";
import type { Db } from "./connect.ts";

export type DocumentToEdit = DocumentStanding & { entryId: bigint | null };

/** What has become of a document, and the entry that posted it. */
export async function documentToEdit(
  db: Db,
  id: bigint,
  lockedUpTo: IsoDate | null,
): Promise<DocumentToEdit | undefined> {
  const [row] = await db<DocumentToEdit[]>`
    select invoice.number, invoice.lifecycle, sale.id as entry_id,
           coalesce(sale.validated_on is not null or sale.posted_on <= ${lockedUpTo ?? "0001-01-01"}, false) as is_final,
           exists (select from share
                     join allocation on allocation.share_id = share.id
                    where share.invoice_id = invoice.id)
             or exists (select from share
                          join write_off on write_off.share_id = share.id and write_off.corrected_on is null
                         where share.invoice_id = invoice.id) as has_payment,
           invoice.replaced_by is not null
             or exists (select from invoice as older where older.replaced_by = invoice.id)
             or exists (select from deposit_deduction where deposit_deduction.deposit_id = invoice.id)
             or exists (select from share
                          join insurer_return_item as item on item.share_id = share.id
                         where share.invoice_id = invoice.id)
             or exists (select from share
                          join write_off on write_off.share_id = share.id and write_off.corrected_on is not null
                         where share.invoice_id = invoice.id)
             or exists (select from share
                          join journal_line as line on line.share_id = share.id
                         where share.invoice_id = invoice.id and line.entry_id is distinct from sale.id) as is_followed
      from invoice
      left join lateral (
        select entry.id, entry.validated_on, entry.posted_on
          from share
          join journal_line as line on line.share_id = share.id
          join journal_entry as entry on entry.id = line.entry_id
         where share.invoice_id = invoice.id and entry.journal in ('VE', 'AC') and entry.piece = invoice.number
           and entry.corrects_id is null
         order by entry.id
         limit 1
      ) as sale on true
     where invoice.id = ${id} and invoice.company_id = current_company()
  `;
  return row;
}

type DraftRow = {
  number: string;
  type: InvoiceDraft["type"];
  lifecycle: InvoiceDraft["lifecycle"];
  issuedOn: IsoDate;
  dueOn: IsoDate | null;
  total: bigint;
  branch: string | null;
  fixedAsset: boolean;
  customer: { payer: Payer; aux: string; name: string | null };
  shares: { payer: Payer; aux: string; name: string | null; amount: string }[];
  lines: (Pick<InvoiceLine, "account" | "vatRate" | "vatDue"> & {
    label: string | null;
    net: string;
    vat: string;
  })[];
  deposits: { number: string; amount: string }[];
};

/** A document as it would be imported today. The names of patients come from the schema of identities. */
export async function draftOfDocument(db: Db, id: bigint): Promise<InvoiceDraft | undefined> {
  const [row] = await db<DraftRow[]>`
    select invoice.number, invoice.type, invoice.lifecycle, invoice.issued_on, invoice.due_on, invoice.total_cents as total,
           invoice.branch, invoice.fixed_asset,
           (select json_build_object('payer', party.payer, 'aux', party.aux, 'name', party.name)
              from party where party.id = invoice.customer_id) as customer,
           (select coalesce(json_agg(json_build_object('payer', share.payer, 'aux', party.aux, 'name', party.name,
                                                       'amount', share.amount_cents::text) order by share.id), '[]')
              from share join party on party.id = share.third_party_id
             where share.invoice_id = invoice.id) as shares,
           (select coalesce(json_agg(json_build_object('account', line.account, 'label', line.label, 'net', line.net_cents::text,
                                                       'vatRate', line.vat_rate, 'vat', line.vat_cents::text,
                                                       'vatDue', line.vat_due) order by line.rank), '[]')
              from invoice_line as line where line.invoice_id = invoice.id) as lines,
           (select coalesce(json_agg(json_build_object('number', taken.number, 'amount', taken.amount::text)), '[]')
              from (select deposit.number, sum(deducted.net_cents + deducted.vat_cents) as amount
                      from deposit_deduction as deducted
                      join invoice as deposit on deposit.id = deducted.deposit_id
                     where deducted.invoice_id = invoice.id
                     group by deposit.number) as taken) as deposits
      from invoice
     where invoice.id = ${id} and invoice.company_id = current_company()
  `;
  if (!row) return undefined;
  const { dueOn, branch, shares, lines, deposits, customer, ...plain } = row;
  return {
    ...plain,
    ...(dueOn ? { dueOn } : {}),
    ...(branch ? { branch } : {}),
    customer: named(customer),
    shares: shares.map((share) => ({ ...named(share), amount: BigInt(share.amount) })),
    lines: lines.map(({ label, net, vat, ...line }) => ({
      ...line,
      ...(label ? { label } : {}),
      net: BigInt(net),
      vat: BigInt(vat),
    })),
    ...(deposits.length > 0
      ? { deposits: deposits.map(({ number, amount }) => ({ number, amount: BigInt(amount) })) }
      : {}),
  };
}

function named({ payer, aux, name }: DraftRow["customer"]) {
  return { payer, aux, name: name ?? aux };
}

/** A document that is written anew deducts its deposits anew. */
export async function forgetDeductions(db: Db, invoiceId: bigint): Promise<void> {
  await db`delete from deposit_deduction where invoice_id = ${invoiceId}`;
}
