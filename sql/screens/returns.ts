import type { IsoDate } from "../../domain/days.ts";
import type { InsurerKind, ShareStatus } from "../../domain/insurer/return.ts";
import type { Cents } from "../../domain/money.ts";
import { idsOf } from "../bulk.ts";
import type { Db } from "../connect.ts";
import type { StoredReason } from "./standing.ts";

type Sql = ReturnType<Db>;

/** Id and reference of the return that announced a payment; a practice's software may tell it again in another. */
export function firstReturnOf(db: Db, paymentId: Sql): Sql {
  return db`
      select insurer_return.id, insurer_return.reference
      from insurer_return
      where insurer_return.payment_id = ${paymentId}
      order by insurer_return.id
      limit 1`;
}

/** A return with its payment: what it announced, and what the bank has brought of it. */
export type ReturnRow = {
  id: bigint;
  insurerId: bigint;
  insurer: string;
  payer: InsurerKind;
  reference: string | null;
  label: string;
  paidOn: IsoDate;
  arrivedAt: Date;
  netCents: Cents;
  broughtCents: Cents;
  paymentId: bigint | null;
  paymentStatus: string | null;
  fileId: bigint | null;
  fileName: string | null;
  items: number;
  rejected: number;
};

/** Returns of an insurer, the latest first; only those whose money has not come, when asked. */
export async function returnsOfInsurer(
  db: Db,
  asked: {
    insurerId: bigint;
    waiting: boolean;
    after: { day: IsoDate; id: bigint } | undefined;
    limit: number;
  },
): Promise<ReturnRow[]> {
  const { after } = asked;
  return db<ReturnRow[]>`
    ${returns(db)}
    where told.company_id = current_company() and told.third_party_id = ${asked.insurerId}
      ${asked.waiting ? db`and payment.status = 'announced'` : db``}
      ${after ? db`and (told.paid_on, told.id) < (${after.day}, ${after.id})` : db``}
    order by told.paid_on desc, told.id desc
    limit ${asked.limit}
  `;
}

export async function findReturn(db: Db, id: bigint): Promise<ReturnRow | undefined> {
  const [row] = await db<ReturnRow[]>`${returns(db)} where told.id = ${id}`;
  return row;
}

/** The returns that a file brought, as they stand in it. */
export async function returnsOfFile(db: Db, fileId: bigint, limit: number): Promise<ReturnRow[]> {
  return db<ReturnRow[]>`
    ${returns(db)}
    where told.company_id = current_company() and told.file_id = ${fileId}
    order by told.id
    limit ${limit}
  `;
}

function returns(db: Db) {
  return db`
    select told.id, told.third_party_id as insurer_id, coalesce(insurer.name, insurer.aux) as insurer, insurer.payer,
           told.reference, told.label, told.paid_on, told.arrived_at, told.net_cents, told.payment_id,
           payment.status as payment_status, told.file_id, received_file.name as file_name,
           coalesce((select sum(clearing.amount_cents) from clearing where clearing.payment_id = told.payment_id), 0)::bigint as brought_cents,
           said.items, said.rejected
    from insurer_return as told
    join third_party as insurer on insurer.id = told.third_party_id
    left join payment on payment.id = told.payment_id
    left join received_file on received_file.id = told.file_id
    cross join lateral (
      select count(*)::integer as items, (count(*) filter (where item.status = 'rejected'))::integer as rejected
      from insurer_return_item as item
      where item.return_id = told.id
    ) as said
  `;
}

export type ReturnItemRow = {
  id: bigint;
  invoiceNumber: string;
  invoiceId: bigint | null;
  customer: string | null;
  payer: InsurerKind | null;
  dueCents: Cents | null;
  lot: string | null;
  status: ShareStatus;
  askedCents: Cents | null;
  paidCents: Cents;
  postedCents: Cents;
  reasons: StoredReason[];
};

export async function itemsOfReturn(
  db: Db,
  { returnId, page, size }: { returnId: bigint; page: number; size: number },
): Promise<ReturnItemRow[]> {
  return db<ReturnItemRow[]>`
    select item.id, item.invoice_number, share.invoice_id, customer.name as customer, share.payer, share.due_cents,
           item.lot, item.status, item.asked_cents, item.paid_cents, item.posted_cents, item.reasons
    from insurer_return_item as item
    left join share on share.id = item.share_id
    left join invoice on invoice.id = share.invoice_id
    left join party as customer on customer.id = invoice.customer_id
    where item.return_id = ${returnId}
    order by item.rank
    limit ${size} offset ${(page - 1) * size}
  `;
}

/** A bank line that brought money of an insurer, and what it brought. */
export type TransferRow = {
  lineId: bigint;
  bookedOn: IsoDate;
  label: string;
  account: string;
  amountCents: Cents;
  /** Of each payment it brought: the return that announced it, if one did. */
  brought: { cents: string; returnId: string | null; reference: string | null }[];
};

/** The transfers of an insurer, the latest first; only those whose return never came, when asked. */
export async function transfersOfInsurer(
  db: Db,
  { insurerId, unannounced, limit }: { insurerId: bigint; unannounced: boolean; limit: number },
): Promise<TransferRow[]> {
  return db<TransferRow[]>`
    ${transfers(db)}
    where line.id in (
      select clearing.line_id
      from payment
      join clearing on clearing.payment_id = payment.id
      where payment.company_id = current_company() and payment.third_party_id = ${insurerId}
        and payment.method = 'insurer_transfer'
        ${unannounced ? db`and payment.status = 'received'` : db``}
    )
    order by line.booked_on desc, line.id desc
    limit ${limit}
  `;
}

/** The bank lines that brought the payment of a return. */
export async function transfersOfReturn(db: Db, paymentId: bigint): Promise<TransferRow[]> {
  return db<TransferRow[]>`
    ${transfers(db)}
    where line.id in (select clearing.line_id from clearing where clearing.payment_id = ${paymentId})
    order by line.booked_on, line.id
  `;
}

function transfers(db: Db) {
  return db`
    select line.id as line_id, line.booked_on, line.label, bank_account.name as account, line.amount_cents,
           (select coalesce(jsonb_agg(jsonb_build_object(
                      'cents', clearing.amount_cents::text, 'returnId', told.id::text, 'reference', told.reference)
                      order by clearing.entry_rank), '[]')
            from clearing
            left join lateral (${firstReturnOf(db, db`clearing.payment_id`)}) as told on true
            where clearing.line_id = line.id) as brought
    from statement_line as line
    join bank_account on bank_account.id = line.bank_account_id
  `;
}

/** An announced payment as it is now: the evidence of a line keeps ids, the screen shows what is left to come. */
export type AnnouncedNow = {
  paymentId: bigint;
  returnId: bigint | null;
  insurer: string;
  reference: string | null;
  announcedOn: IsoDate;
  announcedCents: Cents;
  leftCents: Cents;
  items: number;
};

export async function announcedNow(db: Db, paymentIds: readonly bigint[]): Promise<AnnouncedNow[]> {
  if (paymentIds.length === 0) return [];
  return db<AnnouncedNow[]>`
    select payment.id as payment_id, told.id as return_id, coalesce(insurer.name, insurer.aux) as insurer,
           coalesce(told.reference, payment.reference) as reference, payment.paid_on as announced_on,
           payment.amount_cents as announced_cents,
           (case when payment.status = 'announced'
                 then payment.amount_cents - coalesce((select sum(clearing.amount_cents) from clearing where clearing.payment_id = payment.id), 0)
                 else 0 end)::bigint as left_cents,
           coalesce(said.items, 0) as items
    from unnest(${idsOf(paymentIds)}::text[]::bigint[]) as wanted (id)
    join payment on payment.id = wanted.id
    join third_party as insurer on insurer.id = payment.third_party_id
    left join lateral (${firstReturnOf(db, db`payment.id`)}) as told on true
    left join lateral (
      select count(*)::integer as items from insurer_return_item as item where item.return_id = told.id
    ) as said on true
  `;
}

/** A payment of an insurer, or the part of it, that one bank line brought. */
export type BroughtByLine = {
  amountCents: Cents;
  paidOn: IsoDate;
  insurerId: bigint;
  insurer: string;
  returnId: bigint | null;
  reference: string | null;
};

export async function broughtByLine(db: Db, lineId: bigint): Promise<BroughtByLine[]> {
  return db<BroughtByLine[]>`
    select clearing.amount_cents, payment.paid_on, payment.third_party_id as insurer_id,
           coalesce(insurer.name, insurer.aux) as insurer, told.id as return_id, told.reference
    from clearing
    join payment on payment.id = clearing.payment_id
    join third_party as insurer on insurer.id = payment.third_party_id
    left join lateral (${firstReturnOf(db, db`payment.id`)}) as told on true
    where clearing.line_id = ${lineId} and payment.method = 'insurer_transfer'
    order by clearing.entry_rank
  `;
}
