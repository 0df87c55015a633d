import type { IsoDate } from "../../domain/days.ts";
import type { InsurerKind, ShareStatus } from "../../domain/insurer/return.ts";
import type { Cents } from "../../domain/money.ts";
import { idsOf } from "../bulk.ts";
import type { Db } from "../connect.ts";
import type { StoredReason } from "./standing.ts";

export type InsurerRow = { id: bigint; payer: InsurerKind; name: string; aux: string };

export async function findInsurer(db: Db, id: bigint): Promise<InsurerRow | undefined> {
  const [row] = await db<InsurerRow[]>`
    select id, payer, coalesce(name, aux) as name, aux
    from third_party
    where id = ${id} and payer in ('amo', 'amc')
  `;
  return row;
}

/** What an insurer owes, what it announced that the bank has not brought, and what the bank brought that it never announced. */
export type InsurerSummary = InsurerRow & {
  openShares: number;
  openCents: Cents;
  announcedCount: number;
  announcedCents: Cents;
  announcedSince: IsoDate | null;
  receivedCount: number;
  receivedCents: Cents;
};

export async function insurerSummaries(db: Db): Promise<InsurerSummary[]> {
  return db<InsurerSummary[]>`
    with owed as (
      select party_sum.third_party_id, party_sum.owed_shares::integer as shares, party_sum.owed_cents as cents
      from third_party
      join party_sum on party_sum.company_id = third_party.company_id and party_sum.third_party_id = third_party.id
        and party_sum.side = 'receivable' and party_sum.held_by = 'payer'
      where third_party.company_id = current_company() and third_party.payer in ('amo', 'amc')
    ), on_its_way as (
      select payment.third_party_id, payment.status, count(*)::integer as payments, min(payment.paid_on) as since,
             sum(payment.amount_cents - coalesce(brought.cents, 0))::bigint as cents
      from payment
      left join lateral (
        select sum(clearing.amount_cents) as cents from clearing
        where clearing.payment_id = payment.id and payment.status = 'announced'
      ) as brought on true
      where payment.company_id = current_company() and payment.status in ('announced', 'received')
        and payment.method = 'insurer_transfer'
      group by payment.third_party_id, payment.status
    )
    select insurer.id, insurer.payer, coalesce(insurer.name, insurer.aux) as name, insurer.aux,
           coalesce(owed.shares, 0) as open_shares, coalesce(owed.cents, 0)::bigint as open_cents,
           coalesce(announced.payments, 0) as announced_count, coalesce(announced.cents, 0)::bigint as announced_cents,
           announced.since as announced_since,
           coalesce(received.payments, 0) as received_count, coalesce(received.cents, 0)::bigint as received_cents
    from third_party as insurer
    left join owed on owed.third_party_id = insurer.id
    left join on_its_way as announced on announced.third_party_id = insurer.id and announced.status = 'announced'
    left join on_its_way as received on received.third_party_id = insurer.id and received.status = 'received'
    where insurer.company_id = current_company() and insurer.payer in ('amo', 'amc')
    order by insurer.payer, insurer.name, insurer.id
  `;
}

/** Money announced by returns and not in the bank, of all insurers: what stands on 511700 for them. */
export async function announcedTotals(db: Db): Promise<{ payments: number; cents: Cents }> {
  const [row] = await db<{ payments: number; cents: Cents }[]>`
    select count(*)::integer as payments,
           coalesce(sum(payment.amount_cents - coalesce(brought.cents, 0)), 0)::bigint as cents
    from payment
    left join lateral (
      select sum(clearing.amount_cents) as cents from clearing where clearing.payment_id = payment.id
    ) as brought on true
    where payment.company_id = current_company() and payment.status = 'announced'
      and payment.method = 'insurer_transfer'
  `;
  return row ?? { payments: 0, cents: 0n };
}

/** The last day of sending that is late today, of an insurer. */
export type Cutoff = { insurerId: bigint; lateUpTo: IsoDate };
export type LateSum = { insurerId: bigint; shares: number; cents: Cents; since: IsoDate };

/** Open shares sent on or before the day of each insurer, without those it refused: what was sent is kept by day, refusals are few. */
export async function lateSums(db: Db, cutoffs: readonly Cutoff[]): Promise<LateSum[]> {
  if (cutoffs.length === 0) return [];
  return db<LateSum[]>`
    with wanted as (
      select *
      from unnest(${idsOf(cutoffs.map((each) => each.insurerId))}::text[]::bigint[],
                  ${cutoffs.map((each) => each.lateUpTo)}::text[]::date[]) as given (id, late_up_to)
    ), sent as (
      select wanted.id, insurer_day.sent_on, insurer_day.shares, insurer_day.owed_cents as cents
      from wanted
      join insurer_day on insurer_day.company_id = current_company() and insurer_day.insurer_id = wanted.id
        and insurer_day.sent_on <= wanted.late_up_to
      union all
      select wanted.id, share.sent_on, -1, -share.due_cents
      from (${refusedShares(db)}) as refused
      join share on share.id = refused.id and share.due_cents > 0
      join wanted on wanted.id = share.third_party_id and share.sent_on <= wanted.late_up_to
    ), late as (
      select id, sent_on, sum(shares) as shares, sum(cents) as cents from sent group by id, sent_on having sum(shares) > 0
    )
    select id as insurer_id, sum(shares)::integer as shares, sum(cents)::bigint as cents, min(sent_on) as since
    from late
    group by id
    order by cents desc
  `;
}

/** Shares on which the last word of the insurer is a refusal: they are expected no more. */
function refusedShares(db: Db) {
  return db`
    select item.share_id as id
    from insurer_return_item as item
    where item.company_id = current_company() and item.share_id is not null
      and item.status in ('rejected', 'deferred', 'not_handled', 'paid_with_difference')
      and not exists (select from insurer_return_item as later where later.share_id = item.share_id and later.id > item.id)
  `;
}

export type SaidCount = {
  insurerId: bigint;
  status: ShareStatus;
  reason: StoredReason | null;
  items: number;
  cents: Cents;
};

/** What insurers answered since a day, by status; rejections by their first reason. `cents` is what had been asked. Kept counted by return. */
export async function saidSince(
  db: Db,
  { since, insurerId }: { since: IsoDate; insurerId?: bigint },
): Promise<SaidCount[]> {
  return db<SaidCount[]>`
    select told.third_party_id as insurer_id, said.status, said.reason, sum(said.items)::integer as items,
           sum(said.asked_cents)::bigint as cents
    from insurer_return as told
    join return_said as said on said.return_id = told.id
    where told.company_id = current_company() and told.paid_on >= ${since}
      ${insurerId === undefined ? db`` : db`and told.third_party_id = ${insurerId}`}
    group by 1, 2, 3
    order by items desc, 1
  `;
}

export type OpenShare = {
  id: bigint;
  invoiceId: bigint;
  number: string;
  customer: string;
  issuedOn: IsoDate;
  transmittedOn: IsoDate | null;
  amountCents: Cents;
  dueCents: Cents;
};

/** Open shares of an insurer, the oldest first. */
export async function openSharesOf(
  db: Db,
  asked: {
    insurerId: bigint;
    view: "open" | "late" | "rejected";
    lateUpTo: IsoDate;
    after: { day: IsoDate; id: bigint } | undefined;
    limit: number;
  },
): Promise<OpenShare[]> {
  const { view, after } = asked;
  return db<OpenShare[]>`
    select share.id, share.invoice_id, invoice.number, coalesce(customer.name, '') as customer, invoice.issued_on,
           share.transmitted_on, share.amount_cents, share.due_cents
    from share
    join invoice on invoice.id = share.invoice_id
    left join party as customer on customer.id = invoice.customer_id
    where share.company_id = current_company() and share.third_party_id = ${asked.insurerId} and share.due_cents > 0
      and share.payer in ('amo', 'amc')
      ${view === "late" ? db`and share.sent_on <= ${asked.lateUpTo} and share.id <> all (array(${refusedShares(db)}))` : db``}
      ${view === "rejected" ? db`and share.id in (${refusedShares(db)} and item.status = 'rejected')` : db``}
      ${after ? db`and (share.sent_on, share.id) > (${after.day}, ${after.id})` : db``}
    order by share.sent_on, share.id
    limit ${asked.limit}
  `;
}
