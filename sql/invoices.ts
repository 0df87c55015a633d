import type { Deduction } from "../domain/billing/deposit.ts";
import type { InvoiceDraft, InvoiceLine, Payer } from "../domain/billing/invoice.ts";
import type { KnownInvoice } from "../domain/billing/reimport.ts";
import type { IsoDate } from "../domain/days.ts";
import { normaliseNumber } from "../domain/documentNumber.ts";
import { idsOf, insertRows } from "./bulk.ts";
import type { Db } from "./connect.ts";

/** Two files for one company are imported one after the other: each must see the numbers of the other. */
export async function lockInvoiceImports(db: Db, companyId: bigint): Promise<void> {
  await db`select pg_advisory_xact_lock(hashtextextended(${`invoice import ${companyId}`}, 0))`;
}

/** Numbers of all accounts in the chart of the company. */
export async function listAccountNumbers(db: Db, companyId: bigint): Promise<Set<string>> {
  const rows = await db<{ number: string }[]>`select number from account where company_id = ${companyId}`;
  return new Set(rows.map((row) => row.number));
}

export type StoredInvoice = KnownInvoice & { id: bigint };

type StoredRow = Omit<StoredInvoice, "shares" | "lines"> & {
  /** Amounts as text: JSON has no integers of this size. */
  shares: { payer: Payer; aux: string; amount: string }[];
  lines: { account: string; net: string; vatRate: number; vat: string; vatDue: InvoiceLine["vatDue"] }[];
};

/** The invoices that have one of these numbers, with their shares and lines. */
export async function findInvoices(
  db: Db,
  companyId: bigint,
  numbers: readonly string[],
): Promise<StoredInvoice[]> {
  if (numbers.length === 0) return [];
  // Every lookup is by key, one at a time, whatever the planner knows: just after a large import it knows nothing, and the
  // company filter of each table then looks so selective that it starts from all third parties (1,000 times slower).
  const rows = await db<StoredRow[]>`
    select invoice.id, invoice.number, invoice.type, invoice.lifecycle, invoice.issued_on, invoice.due_on,
           invoice.total_cents as total, invoice.branch,
           (select customer.aux from third_party as customer where customer.id = invoice.customer_id) as customer_aux,
           (select coalesce(json_agg(json_build_object(
                     'payer', share.payer,
                     'aux', (select party.aux from third_party as party where party.id = share.third_party_id),
                     'amount', share.amount_cents::text)), '[]')
              from share
             where share.invoice_id = invoice.id) as shares,
           (select coalesce(json_agg(json_build_object(
                     'account', line.account, 'net', line.net_cents::text, 'vatRate', line.vat_rate,
                     'vat', line.vat_cents::text, 'vatDue', line.vat_due) order by line.rank), '[]')
              from invoice_line as line
             where line.invoice_id = invoice.id) as lines
      from unnest(${[...numbers]}::text[]) as given (number)
     cross join lateral (
             select id, number, type, lifecycle, issued_on, due_on, total_cents, branch, customer_id
               from invoice
              where invoice.company_id = ${companyId}
                and invoice.number = given.number
             offset 0
           ) as invoice
  `;
  return rows.map((row) => ({
    ...row,
    shares: row.shares.map((share) => ({ ...share, amount: BigInt(share.amount) })),
    lines: row.lines.map((line) => ({ ...line, net: BigInt(line.net), vat: BigInt(line.vat) })),
  }));
}

/** An invoice with the ids it is written under; `shareIds` in the order of its shares. */
export type WrittenInvoice = {
  id: bigint;
  invoice: InvoiceDraft;
  customerId: bigint;
  shares: { shareId: bigint; thirdPartyId: bigint }[];
  deductions: readonly Deduction[];
};

export async function insertInvoices(
  db: Db,
  companyId: bigint,
  invoices: readonly WrittenInvoice[],
  fileId?: bigint,
): Promise<void> {
  await insertRows(
    db,
    "invoice",
    {
      id: "bigint",
      company_id: "bigint",
      number: "text",
      number_key: "text",
      type: "text",
      lifecycle: "text",
      issued_on: "date",
      due_on: "date",
      total_cents: "bigint",
      customer_id: "bigint",
      branch: "text",
      fixed_asset: "boolean",
      file_id: "bigint",
      payment_terms: "text",
      discount_percent: "integer",
      discount_days: "integer",
      discount_vat_clause: "boolean",
    },
    invoices.map(({ id, invoice, customerId }) => [
      id,
      companyId,
      invoice.number,
      normaliseNumber(invoice.number),
      invoice.type,
      invoice.lifecycle,
      invoice.issuedOn,
      invoice.dueOn,
      invoice.total,
      customerId,
      invoice.branch,
      invoice.fixedAsset ?? false,
      fileId,
      invoice.paymentTerms,
      invoice.discountOffer?.percent,
      invoice.discountOffer?.withinDays,
      invoice.discountOffer?.vatClause ?? false,
    ]),
  );
}

/** Writes invoices anew under their ids: drafts and quotes, or one whose entry was taken out of the books. The caller deletes their shares and lines and inserts the new ones. */
export async function rewriteInvoices(
  db: Db,
  invoices: readonly WrittenInvoice[],
  fileId?: bigint,
): Promise<void> {
  if (invoices.length === 0) return;
  const column = (of: (written: WrittenInvoice) => string | null) => invoices.map(of);
  await db`
    update invoice
       set type = given.type, lifecycle = given.lifecycle, issued_on = given.issued_on,
           due_on = coalesce(given.due_on, invoice.due_on), total_cents = given.total_cents,
           customer_id = given.customer_id, branch = coalesce(given.branch, invoice.branch),
           fixed_asset = given.fixed_asset, file_id = coalesce(${fileId ?? null}::bigint, invoice.file_id)
      from unnest(
             ${idsOf(invoices.map(({ id }) => id))}::text[]::bigint[],
             ${column(({ invoice }) => invoice.type)}::text[],
             ${column(({ invoice }) => invoice.lifecycle)}::text[],
             ${column(({ invoice }) => invoice.issuedOn)}::text[]::date[],
             ${column(({ invoice }) => invoice.dueOn ?? null)}::text[]::date[],
             ${column(({ invoice }) => String(invoice.total))}::text[]::bigint[],
             ${column(({ customerId }) => String(customerId))}::text[]::bigint[],
             ${column(({ invoice }) => invoice.branch ?? null)}::text[],
             ${column(({ invoice }) => String(invoice.fixedAsset ?? false))}::text[]::boolean[]
           ) as given (id, type, lifecycle, issued_on, due_on, total_cents, customer_id, branch, fixed_asset)
     where invoice.id = given.id
  `;
}

/** Removes the shares and lines of drafts and quotes. The database refuses when an entry names a share. */
export async function deleteSharesAndLines(db: Db, invoiceIds: readonly bigint[]): Promise<void> {
  if (invoiceIds.length === 0) return;
  await db`delete from share where invoice_id = any (${idsOf(invoiceIds)}::text[]::bigint[])`;
  await db`delete from invoice_line where invoice_id = any (${idsOf(invoiceIds)}::text[]::bigint[])`;
}

export async function insertShares(
  db: Db,
  companyId: bigint,
  invoices: readonly WrittenInvoice[],
): Promise<void> {
  await insertRows(
    db,
    "share",
    {
      id: "bigint",
      company_id: "bigint",
      invoice_id: "bigint",
      payer: "text",
      third_party_id: "bigint",
      amount_cents: "bigint",
    },
    invoices.flatMap(({ id, invoice, shares }) =>
      invoice.shares.map((share, at) => [
        shares[at]?.shareId,
        companyId,
        id,
        share.payer,
        shares[at]?.thirdPartyId,
        share.amount,
      ]),
    ),
  );
}

export async function insertInvoiceLines(
  db: Db,
  companyId: bigint,
  invoices: readonly WrittenInvoice[],
): Promise<void> {
  await insertRows(
    db,
    "invoice_line",
    {
      invoice_id: "bigint",
      rank: "integer",
      company_id: "bigint",
      account: "text",
      label: "text",
      net_cents: "bigint",
      vat_rate: "integer",
      vat_cents: "bigint",
      vat_due: "text",
    },
    invoices.flatMap(({ id, invoice }) =>
      invoice.lines.map((line, at) => [
        id,
        at + 1,
        companyId,
        line.account,
        line.label,
        line.net,
        line.vatRate,
        line.vat,
        line.vatDue,
      ]),
    ),
  );
}

/** What may change on an issued invoice. Undefined leaves what is there. */
export type InvoiceTerms = { id: bigint; dueOn: IsoDate | undefined; branch: string | undefined };

export async function updateTerms(db: Db, changed: readonly InvoiceTerms[]): Promise<void> {
  if (changed.length === 0) return;
  await db`
    update invoice
       set due_on = coalesce(given.due_on, invoice.due_on), branch = coalesce(given.branch, invoice.branch)
      from unnest(
             ${idsOf(changed.map(({ id }) => id))}::text[]::bigint[],
             ${changed.map(({ dueOn }) => dueOn ?? null)}::text[]::date[],
             ${changed.map(({ branch }) => branch ?? null)}::text[]
           ) as given (id, due_on, branch)
     where invoice.id = given.id
  `;
}
