import type { IsoDate } from "../domain/days.ts";
import { type InsurerShare, itemContent } from "../domain/insurer/arriving.ts";
import type { TypedMoney } from "../domain/matching/returnPlan.ts";
import { drawIds, idsOf, insertRows } from "./bulk.ts";
import type { Db } from "./connect.ts";

/** The insurers' shares of the invoices with these numbers (normalised), by number. Of issued documents only. */
export async function insurerShares(
  db: Db,
  numberKeys: readonly string[],
): Promise<Map<string, InsurerShare[]>> {
  const rows = await db<InsurerShare[]>`
    select share.id as share_id, share.third_party_id, share.payer, share.amount_cents as total,
           share.due_cents as due, invoice.id as invoice_id,
           invoice.number, invoice.number_key
      from unnest(${numberKeys as string[]}::text[]) as wanted(number_key)
     cross join lateral (
             -- by key, one at a time: a join over 100,000 numbers may be planned as a scan of every invoice
             select id, number, number_key from invoice
              where invoice.company_id = current_company() and invoice.number_key = wanted.number_key
                and invoice.lifecycle = 'issued'
             offset 0
           ) as invoice
     cross join lateral (
             select id, third_party_id, payer, amount_cents, due_cents from share
              where share.invoice_id = invoice.id and share.payer in ('amo', 'amc')
             offset 0
           ) as share
     order by share.id
  `;
  const byNumber = new Map<string, InsurerShare[]>();
  for (const row of rows) {
    const shares = byNumber.get(row.numberKey);
    if (shares) shares.push(row);
    else byNumber.set(row.numberKey, [row]);
  }
  return byNumber;
}

export type NewReturn = {
  fileId?: bigint;
  thirdPartyId: bigint;
  reference?: string;
  referenceKey?: string;
  label: string;
  paidOn: IsoDate;
  net: bigint;
  contentHash: string;
};

/** Returns of an insurer that the company has already, among these: by `insurer|content`. */
export async function knownReturns(
  db: Db,
  returns: readonly { thirdPartyId: bigint; contentHash: string }[],
): Promise<Set<string>> {
  const rows = await db<{ thirdPartyId: bigint; contentHash: string }[]>`
    select known.third_party_id, known.content_hash
      from insurer_return as known
      join unnest(${idsOf(returns.map((one) => one.thirdPartyId))}::text[]::bigint[],
                  ${returns.map((one) => one.contentHash)}::text[]) as given (third_party_id, content_hash)
        on given.third_party_id = known.third_party_id and given.content_hash = known.content_hash
     where known.company_id = current_company()
  `;
  return new Set(rows.map((row) => `${row.thirdPartyId}|${row.contentHash}`));
}

/** The payment that a return led to. */
export async function paymentOfReturn(
  db: Db,
  { thirdPartyId, contentHash }: { thirdPartyId: bigint; contentHash: string },
): Promise<bigint | undefined> {
  const [row] = await db<{ paymentId: bigint | null }[]>`
    select payment_id from insurer_return where third_party_id = ${thirdPartyId} and content_hash = ${contentHash}
  `;
  return row?.paymentId ?? undefined;
}

/** What earlier deliveries of these transfers brought, by `insurer|reference`, as itemContent writes it. Typed ones do not count. */
export async function knownItems(
  db: Db,
  transfers: readonly { thirdPartyId: bigint; referenceKey: string }[],
): Promise<Map<string, string[]>> {
  type Row = Parameters<typeof itemContent>[0] & {
    thirdPartyId: bigint;
    referenceKey: string;
    lot: string | null;
  };
  const rows = await db<Row[]>`
    select known.third_party_id, known.reference_key, item.invoice_number as invoice, item.lot, item.status, item.paid_cents as paid
      from (select distinct given.third_party_id, given.reference_key
              from unnest(${idsOf(transfers.map((one) => one.thirdPartyId))}::text[]::bigint[],
                          ${transfers.map((one) => one.referenceKey)}::text[]) as given (third_party_id, reference_key)) as wanted
      join insurer_return as known
        on known.company_id = current_company() and known.third_party_id = wanted.third_party_id
       and known.reference_key = wanted.reference_key and known.file_id is not null
      join insurer_return_item as item on item.return_id = known.id
  `;
  const known = new Map<string, string[]>();
  for (const { thirdPartyId, referenceKey, lot, ...item } of rows) {
    const key = `${thirdPartyId}|${referenceKey}`;
    const contents = known.get(key) ?? [];
    contents.push(itemContent({ ...item, ...(lot === null ? {} : { lot }) }));
    known.set(key, contents);
  }
  return known;
}

/** A payment that a person typed in place of a return, and that no return has confirmed yet. */
export type TypedPayment = TypedMoney & {
  /** Nothing of it is final and no bank line brought any of it: it may still give way. */
  isOpen: boolean;
  entryId: bigint;
};

type TypedRow = Omit<TypedPayment, "paid" | "referenceKey"> & {
  referenceKey: string | null;
  paid: { shareId: string; cents: string }[];
};

export async function typedPayments(db: Db, thirdPartyIds: readonly bigint[]): Promise<TypedPayment[]> {
  const rows = await db<TypedRow[]>`
    select payment.id as payment_id, typed.third_party_id, typed.reference_key, payment.entry_id,
           entry.validated_on is null and entry.posted_on > coalesce(lock_in_force(company), '-infinity')
             and not exists (select from clearing where clearing.payment_id = payment.id) as is_open,
           (select json_agg(json_build_object('shareId', item.share_id::text, 'cents', item.paid_cents::text))
              from insurer_return_item as item where item.return_id = typed.id) as paid
      from insurer_return as typed
      join payment on payment.id = typed.payment_id
      join journal_entry as entry on entry.id = payment.entry_id
      join company on company.id = typed.company_id
     where typed.company_id = current_company()
       and typed.file_id is null
       and typed.third_party_id = any (${idsOf(thirdPartyIds)}::text[]::bigint[])
       and not exists (select from insurer_return as other where other.payment_id = payment.id and other.file_id is not null)
     order by typed.id
  `;
  return rows.map(({ paid, referenceKey, ...payment }) => ({
    ...payment,
    paid: new Map(paid.map(({ shareId, cents }) => [BigInt(shareId), BigInt(cents)])),
    ...(referenceKey === null ? {} : { referenceKey }),
  }));
}

/** Typed payments give way to the return that says otherwise, before their entries do. What was typed stays on record. */
export async function dropTypedPayments(db: Db, paymentIds: readonly bigint[]): Promise<void> {
  const ids = idsOf(paymentIds);
  await db`update insurer_return set payment_id = null where payment_id = any (${ids}::text[]::bigint[])`;
  await db`delete from payment where id = any (${ids}::text[]::bigint[])`;
}

const RETURN_COLUMNS = {
  id: "bigint",
  company_id: "bigint",
  file_id: "bigint",
  third_party_id: "bigint",
  reference: "text",
  reference_key: "text",
  label: "text",
  paid_on: "date",
  net_cents: "bigint",
  payment_id: "bigint",
  content_hash: "text",
  arrived_at: "timestamptz",
} as const;

/** @returns their ids, in the order given */
export async function insertReturns(
  db: Db,
  companyId: bigint,
  returns: readonly (NewReturn & { paymentId?: bigint })[],
  at: Date,
): Promise<bigint[]> {
  const ids = await drawIds(db, "insurer_return", returns.length);
  const rows = returns.map((one, nth) => [
    ids[nth],
    companyId,
    one.fileId,
    one.thirdPartyId,
    one.reference,
    one.referenceKey,
    one.label,
    one.paidOn,
    one.net,
    one.paymentId,
    one.contentHash,
    at,
  ]);
  await insertRows(db, "insurer_return", RETURN_COLUMNS, rows);
  return ids;
}

export type NewReturnItem = {
  returnId: bigint;
  rank: number;
  invoice: string;
  shareId?: bigint;
  lot?: string;
  status: string;
  asked?: bigint;
  paid: bigint;
  posted: bigint;
  reasons: readonly object[];
  invoiceType?: string;
};

export async function insertReturnItems(
  db: Db,
  companyId: bigint,
  items: readonly NewReturnItem[],
): Promise<void> {
  await insertRows(
    db,
    "insurer_return_item",
    {
      company_id: "bigint",
      return_id: "bigint",
      rank: "integer",
      invoice_number: "text",
      share_id: "bigint",
      lot: "text",
      status: "text",
      asked_cents: "bigint",
      paid_cents: "bigint",
      posted_cents: "bigint",
      reasons: "jsonb",
      invoice_type: "text",
    },
    items.map((item) => [
      companyId,
      item.returnId,
      item.rank,
      item.invoice,
      item.shareId,
      item.lot,
      item.status,
      item.asked,
      item.paid,
      item.posted,
      item.reasons,
      item.invoiceType,
    ]),
  );
}
