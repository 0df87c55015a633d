import type { Payer } from "../../domain/billing/invoice.ts";
import type { IsoDate } from "../../domain/days.ts";
import { learnClock, type PayerClock, type PayerHistory } from "../../domain/insurer/clock.ts";
import type { InsurerKind, ShareStatus } from "../../domain/insurer/return.ts";
import type { Cents } from "../../domain/money.ts";
import { idsOf } from "../bulk.ts";
import type { Db } from "../connect.ts";

/** A reason as a return gave it. Files of several kinds fill it more or less. */
export type StoredReason = { code?: string; refinement?: string; label?: string; detail?: string };

/** A share with its money and days, as far as the books know them. */
export type ShareStep = {
  id: bigint;
  invoiceId: bigint;
  payer: Payer;
  thirdPartyId: bigint;
  party: string;
  aux: string;
  amountCents: Cents;
  dueCents: Cents;
  issuedOn: IsoDate;
  dueOn: IsoDate | null;
  transmittedOn: IsoDate | null;
};

/** Every share of some invoices, the insurers' first. Found by the invoice, whatever the size of the books. */
export async function sharesOfInvoices(db: Db, invoiceIds: readonly bigint[]): Promise<ShareStep[]> {
  if (invoiceIds.length === 0) return [];
  return db<ShareStep[]>`
    select share.id, share.invoice_id, share.payer, share.third_party_id,
           coalesce(third_party.name, person.name, '') as party, third_party.aux, share.amount_cents, share.due_cents,
           invoice.issued_on, invoice.due_on, share.transmitted_on
    from unnest(${idsOf(invoiceIds)}::text[]::bigint[]) as wanted (id)
    join invoice on invoice.id = wanted.id
    join share on share.invoice_id = wanted.id
    join third_party on third_party.id = share.third_party_id
    left join identity.person as person on person.third_party_id = share.third_party_id
    order by array_position(array['amo', 'amc', 'patient', 'business', 'supplier'], share.payer), share.id
  `;
}

/** What an insurer said of a share in one return. */
export type ShareSaid = {
  shareId: bigint;
  status: ShareStatus;
  askedCents: Cents | null;
  paidCents: Cents;
  reasons: StoredReason[];
  lot: string | null;
  invoiceType: string | null;
  returnId: bigint;
  reference: string | null;
  saidOn: IsoDate;
};

/** Everything that returns said of some shares, in the order in which it arrived. */
export async function saidOfShares(db: Db, shareIds: readonly bigint[]): Promise<ShareSaid[]> {
  if (shareIds.length === 0) return [];
  return db<ShareSaid[]>`
    select item.share_id, item.status, item.asked_cents, item.paid_cents, item.reasons, item.lot, item.invoice_type, item.return_id,
           told.reference, told.paid_on as said_on
    from unnest(${idsOf(shareIds)}::text[]::bigint[]) as wanted (id)
    join insurer_return_item as item on item.share_id = wanted.id
    join insurer_return as told on told.id = item.return_id
    order by item.share_id, item.id
  `;
}

/** Money that a payment gave to a share, or took back (negative), and where that money is. */
export type ShareMoney = {
  shareId: bigint;
  paymentId: bigint;
  amountCents: Cents;
  method: string;
  status: string;
  paidOn: IsoDate;
  reference: string | null;
  chequeNumber: string | null;
  returnId: bigint | null;
  /** No return came: a person typed what the insurer paid (S0.24). */
  typed: boolean;
  /** The bank line that brought it, the last one when several did. */
  lineId: bigint | null;
  bookedOn: IsoDate | null;
};

export async function moneyOfShares(db: Db, shareIds: readonly bigint[]): Promise<ShareMoney[]> {
  if (shareIds.length === 0) return [];
  return db<ShareMoney[]>`
    select allocation.share_id, payment.id as payment_id,
           case when (payment.direction = 'out') = (share.payer = 'supplier')
                then allocation.amount_cents else -allocation.amount_cents end as amount_cents,
           payment.method, payment.status, payment.paid_on, payment.reference, payment.cheque_number,
           told.id as return_id, told.id is not null and told.file_id is null as typed, coalesce(brought.line_id, payment.line_id) as line_id,
           coalesce(brought.booked_on, line.booked_on) as booked_on
    from unnest(${idsOf(shareIds)}::text[]::bigint[]) as wanted (id)
    join share on share.id = wanted.id
    join allocation on allocation.share_id = share.id
    join payment on payment.id = allocation.payment_id and payment.status <> 'corrected'
    left join statement_line as line on line.id = payment.line_id
    left join lateral (
      select insurer_return.id, insurer_return.file_id
      from insurer_return
      where insurer_return.payment_id = payment.id
      order by insurer_return.id
      limit 1
    ) as told on true
    left join lateral (
      select brought_line.id as line_id, brought_line.booked_on
      from clearing
      join statement_line as brought_line on brought_line.id = clearing.line_id
      where clearing.payment_id = payment.id
      order by brought_line.booked_on desc, brought_line.id desc
      limit 1
    ) as brought on true
    order by payment.paid_on, payment.id
  `;
}

export type NamedInsurer = { id: bigint; payer: InsurerKind };

/** How much of its past a clock is learnt from: the latest returns, and some claims of each, since a lot is sent in one day. */
const RETURNS_LEARNT = 20;
const CLAIMS_LEARNT = 3;

/** The habits of some insurers, each learnt from its own latest returns and the bank lines that brought them. */
export async function clocksOf(db: Db, insurers: readonly NamedInsurer[]): Promise<Map<bigint, PayerClock>> {
  if (insurers.length === 0) return new Map();
  const rows = await db<(PayerHistoryRow & { thirdPartyId: bigint })[]>`
    select wanted.id as third_party_id, coalesce(share.transmitted_on, invoice.issued_on) as transmitted_on,
           latest.paid_on as announced_on, latest.received_on
    from unnest(${idsOf(insurers.map(({ id }) => id))}::text[]::bigint[]) as wanted (id)
    cross join lateral (
      select told.id, told.paid_on,
             (select max(line.booked_on)
              from clearing
              join statement_line as line on line.id = clearing.line_id
              where clearing.payment_id = told.payment_id) as received_on
      from insurer_return as told
      where told.company_id = current_company() and told.third_party_id = wanted.id
      order by told.paid_on desc, told.id desc
      limit ${RETURNS_LEARNT}
    ) as latest
    cross join lateral (
      select item.share_id
      from insurer_return_item as item
      where item.return_id = latest.id and item.share_id is not null
        and item.status in ('paid', 'paid_with_difference')
      order by item.rank
      limit ${CLAIMS_LEARNT}
    ) as claim
    join share on share.id = claim.share_id
    join invoice on invoice.id = share.invoice_id
  `;
  const histories = new Map<bigint, PayerHistory[]>();
  for (const { thirdPartyId, ...row } of rows)
    histories.set(thirdPartyId, [...(histories.get(thirdPartyId) ?? []), historyOf(row)]);
  return new Map(insurers.map(({ id, payer }) => [id, learnClock(payer, histories.get(id) ?? [])]));
}

type PayerHistoryRow = { transmittedOn: IsoDate; announcedOn: IsoDate; receivedOn: IsoDate | null };

function historyOf({ receivedOn, ...days }: PayerHistoryRow): PayerHistory {
  return receivedOn === null ? days : { ...days, receivedOn };
}
