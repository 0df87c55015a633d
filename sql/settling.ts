import { type BilledAsset, type Discount, discountOf } from "../domain/accounting/discount.ts";
import { discountRefusal } from "../domain/billing/discount.ts";
import type { InvoiceLine, InvoiceType, Lifecycle, PaymentTerms } from "../domain/billing/invoice.ts";
import { error, type Parsed, type Problem } from "../domain/problems.ts";
import { idsOf, insertRows } from "./bulk.ts";
import type { Company } from "./companies.ts";
import type { Db } from "./connect.ts";

/** The whole document that a share is part of, as far as settling it is concerned. Cents, tax included. */
export type DocumentToSettle = {
  invoiceId: bigint;
  invoice: string;
  type: InvoiceType;
  lifecycle: Lifecycle;
  total: bigint;
  due: bigint;
  marked: boolean;
  /** Payments that pay a part of it, rejected and corrected ones apart. */
  payments: number;
  shares: number;
  vatClause: boolean;
  terms: PaymentTerms | null;
  shareIds: bigint[];
  /** What a supplier of fixed assets billed. */
  assets: BilledAsset[];
  parts: (Pick<InvoiceLine, "vatRate" | "vatDue"> & { gross: bigint; vat: bigint })[];
};

type DocumentRow = Omit<DocumentToSettle, "parts" | "shareIds" | "assets"> & {
  shareIds: string[];
  assets: { account: string; net: string }[];
  parts: (Pick<InvoiceLine, "vatRate" | "vatDue"> & { gross: string; vat: string })[];
};

/** A document by its id or by one of its shares. The caller holds the books. */
export async function documentToSettle(
  db: Db,
  of: { shareId: bigint } | { invoiceId: bigint },
): Promise<DocumentToSettle | undefined> {
  const [document] = await readDocuments(
    db,
    "invoiceId" in of
      ? db`invoice.id = ${of.invoiceId}`
      : db`invoice.id = (select invoice_id from share where id = ${of.shareId})`,
  );
  return document;
}

async function readDocuments(db: Db, where: ReturnType<Db>): Promise<DocumentToSettle[]> {
  const rows = await db<DocumentRow[]>`
    select invoice.id as invoice_id, invoice.number as invoice, invoice.type, invoice.lifecycle,
           invoice.total_cents as total, invoice.marked_paid_at is not null as marked,
           invoice.due_amo_cents + invoice.due_amc_cents + invoice.due_own_cents as due,
           (select count(*)::integer from share as other where other.invoice_id = invoice.id) as shares,
           (select count(distinct allocation.payment_id)::integer
              from share as other
              join allocation on allocation.share_id = other.id
              join payment on payment.id = allocation.payment_id and payment.status not in ('rejected', 'returned', 'corrected')
             where other.invoice_id = invoice.id) as payments,
           invoice.discount_vat_clause as vat_clause, invoice.payment_terms as terms,
           (select array_agg(other.id::text) from share as other where other.invoice_id = invoice.id) as share_ids,
           (select coalesce(json_agg(json_build_object('account', asset.account, 'net', asset.net::text) order by asset.account), '[]')
              from (select line.account, sum(line.net_cents) as net
                      from invoice_line as line
                     where line.invoice_id = invoice.id and invoice.fixed_asset
                     group by line.account) as asset) as assets,
           (select coalesce(json_agg(json_build_object('vatRate', part.vat_rate, 'vatDue', part.vat_due,
                                                       'gross', part.gross::text, 'vat', part.vat::text)
                                     order by part.vat_rate, part.vat_due), '[]')
              from (select line.vat_rate, line.vat_due, sum(line.net_cents + line.vat_cents) as gross,
                           sum(line.vat_cents) as vat
                      from invoice_line as line
                     where line.invoice_id = invoice.id
                     group by line.vat_rate, line.vat_due) as part) as parts
      from invoice
     where ${where}
  `;
  return rows.map(({ parts, shareIds, assets, ...row }) => ({
    ...row,
    shareIds: shareIds.map(BigInt),
    assets: assets.map(({ account, net }) => ({ account, net: BigInt(net) })),
    parts: parts.map((part) => ({ ...part, gross: BigInt(part.gross), vat: BigInt(part.vat) })),
  }));
}

/** Documents by the shares that are part of them. */
async function documentsOf(db: Db, shareIds: readonly bigint[]): Promise<Map<bigint, DocumentToSettle>> {
  if (shareIds.length === 0) return new Map();
  const documents = await readDocuments(
    db,
    db`invoice.id in (select invoice_id from share where id = any (${idsOf(shareIds)}::text[]::bigint[]))`,
  );
  return new Map(documents.flatMap((document) => document.shareIds.map((id) => [id, document] as const)));
}

function divided(amount: bigint, { parts, vatClause, assets }: DocumentToSettle): Discount {
  return { ...discountOf(amount, parts, vatClause), ...(assets.length > 0 ? { assets } : {}) };
}

/** The discounts of shares, in cents, divided over the rates of their documents. Bounded statements for any number. */
export async function discountsOf(
  db: Db,
  discounts: readonly { shareId: bigint; discount: bigint }[],
): Promise<Map<bigint, Discount>> {
  const taken = discounts.filter(({ discount }) => discount > 0n);
  const documents = await documentsOf(
    db,
    taken.map(({ shareId }) => shareId),
  );
  return new Map(
    taken.flatMap(({ shareId, discount }) => {
      const document = documents.get(shareId);
      return document ? [[shareId, divided(discount, document)] as const] : [];
    }),
  );
}

/** Why payments of shares cannot close their documents with these discounts. */
export async function discountProblems(
  db: Db,
  company: Company,
  parts: readonly { shareId: bigint; amount: bigint; discount?: bigint }[],
): Promise<Problem[]> {
  const taken = parts.filter(({ discount }) => discount !== undefined);
  const documents = await documentsOf(
    db,
    taken.map(({ shareId }) => shareId),
  );
  const activated = company.settings.earlyPaymentDiscount;
  return taken.flatMap(({ shareId, amount: paid, discount = 0n }) => {
    const document = documents.get(shareId);
    if (!document) return [error("share_not_open")];
    return discountRefusal(document, { paid, discount, activated }) ?? [];
  });
}

/** The discount that closes the document of a share with a payment of it, divided over its rates; or why there can be none. */
export async function discountOn(
  db: Db,
  company: Company,
  { shareId, paid, discount }: { shareId: bigint; paid: bigint; discount: bigint },
): Promise<Parsed<Discount>> {
  const problems = await discountProblems(db, company, [{ shareId, amount: paid, discount }]);
  const value = (await discountsOf(db, [{ shareId, discount }])).get(shareId);
  if (problems.length > 0 || !value) return { ok: false, problems };
  return { ok: true, value, warnings: [] };
}

export type NewWriteOff = {
  shareId: bigint;
  kind: "adjustment" | "bad_debt";
  /** Cents with the sign of the due they cancel. */
  amount: bigint;
  reason: string;
  /** The company's limit decided it, nobody else. */
  automatic: boolean;
  entryId: bigint;
  on: string;
  at: Date;
  by?: bigint;
  /** The payment it was decided with, and goes with. */
  withPaymentId?: bigint;
};

/** Write-offs, each beside its payment; else beside the last one of its share that is not corrected, which left the remainder. */
export async function insertWriteOffs(
  db: Db,
  companyId: bigint,
  writeOffs: readonly NewWriteOff[],
): Promise<void> {
  const last = await lastPayments(
    db,
    writeOffs.flatMap(({ kind, shareId, withPaymentId }) =>
      kind === "adjustment" && withPaymentId === undefined ? [shareId] : [],
    ),
  );
  await insertRows(
    db,
    "write_off",
    {
      company_id: "bigint",
      share_id: "bigint",
      payment_id: "bigint",
      kind: "text",
      amount_cents: "bigint",
      automatic: "boolean",
      with_payment: "boolean",
      reason: "text",
      entry_id: "bigint",
      written_on: "date",
      recorded_by: "bigint",
      recorded_at: "timestamptz",
    },
    writeOffs.map((each) => [
      companyId,
      each.shareId,
      each.withPaymentId ?? last.get(each.shareId),
      each.kind,
      each.amount,
      each.automatic,
      each.withPaymentId !== undefined,
      each.reason,
      each.entryId,
      each.on,
      each.by,
      each.at,
    ]),
  );
}

async function lastPayments(db: Db, shareIds: readonly bigint[]): Promise<Map<bigint, bigint>> {
  if (shareIds.length === 0) return new Map();
  const rows = await db<{ shareId: bigint; paymentId: bigint }[]>`
    select wanted.share_id, last.payment_id
      from unnest(${idsOf(shareIds)}::text[]::bigint[]) as wanted (share_id)
     cross join lateral (
       select allocation.payment_id
         from allocation
         join payment on payment.id = allocation.payment_id and payment.status not in ('rejected', 'returned', 'corrected')
        where allocation.share_id = wanted.share_id
        order by payment.paid_on desc, payment.id desc
        limit 1
     ) as last
  `;
  return new Map(rows.map(({ shareId, paymentId }) => [shareId, paymentId]));
}

export type WriteOffRow = {
  id: bigint;
  shareId: bigint;
  invoiceId: bigint;
  kind: "adjustment" | "bad_debt";
  entryId: bigint | null;
};

/** A write-off that still stands. */
export async function standingWriteOff(db: Db, id: bigint): Promise<WriteOffRow | undefined> {
  const [row] = await db<WriteOffRow[]>`
    select write_off.id, write_off.share_id, share.invoice_id, write_off.kind, write_off.entry_id
      from write_off
      join share on share.id = write_off.share_id
     where write_off.id = ${id} and write_off.corrected_on is null
  `;
  return row;
}

/** What was written off together with these payments, and goes when they go. */
export async function writeOffsWith(db: Db, paymentIds: readonly bigint[]): Promise<WriteOffRow[]> {
  return db<WriteOffRow[]>`
    select write_off.id, write_off.share_id, share.invoice_id, write_off.kind, write_off.entry_id
      from write_off
      join share on share.id = write_off.share_id
     where write_off.payment_id = any (${idsOf(paymentIds)}::text[]::bigint[])
       and write_off.with_payment and write_off.corrected_on is null
  `;
}

/** They stand no more: gone with their drafts, or kept beside the reversals of the entries that are final. */
export async function endWriteOffs(
  db: Db,
  ended: readonly WriteOffRow[],
  { finals, on }: { finals: ReadonlySet<bigint>; on: string },
): Promise<void> {
  const isFinal = ({ entryId }: WriteOffRow) => entryId !== null && finals.has(entryId);
  const kept = idsOf(ended.filter(isFinal).map(({ id }) => id));
  await db`update write_off set corrected_on = ${on} where id = any (${kept}::text[]::bigint[])`;
  const gone = idsOf(ended.filter((each) => !isFinal(each)).map(({ id }) => id));
  await db`delete from write_off where id = any (${gone}::text[]::bigint[])`;
}
