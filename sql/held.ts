import { heldGroups } from "../domain/accounting/heldLettering.ts";
import type { AdvanceAwaited } from "../domain/billing/refund.ts";
import type { IsoDate } from "../domain/days.ts";
import { idsOf, insertRows } from "./bulk.ts";
import { companyRoles } from "./companies.ts";
import type { Db } from "./connect.ts";
import { type LetteringLines, letterGroups } from "./lettering.ts";

export type HeldAs = "advance" | "to_refund";

/** Cents of a third party that are left on its account of advances, or set aside for it. What is ordered to be paid back is gone. */
export async function heldFor(db: Db, thirdPartyId: bigint, heldAs: HeldAs): Promise<bigint> {
  const [row] = await db<{ cents: bigint }[]>`
    select coalesce(sum(amount_cents), 0)::bigint as cents
      from held_money
     where company_id = current_company() and third_party_id = ${thirdPartyId} and held_as = ${heldAs}
  `;
  return row?.cents ?? 0n;
}

/** What is left of a third party's advances that the bank has not credited: their means count on that day, and not before. */
export async function advancesAwaited(db: Db, thirdPartyId: bigint): Promise<AdvanceAwaited[]> {
  return db<AdvanceAwaited[]>`
    select source.payment_id, source.cents - coalesce(used.cents, 0) as left
      from (select held.payment_id, sum(held.amount_cents)::bigint as cents
              from held_money as held
              join payment on payment.id = held.payment_id
             where held.company_id = current_company() and held.third_party_id = ${thirdPartyId} and held.held_as = 'advance'
               and held.amount_cents > 0
               and payment.direction = 'in' and payment.method not in ('cheque', 'cash', 'card')
               and payment.status in ('received', 'sent', 'deposited')
             group by held.payment_id) as source
      left join lateral (
        select sum(usage.amount_cents)::bigint as cents
          from payment as usage
         where usage.awaits_payment_id = source.payment_id and usage.status <> 'corrected'
      ) as used on true
     where source.cents > coalesce(used.cents, 0)
     order by source.payment_id
  `;
}

/** The uses of advances that wait for the bank to credit these payments, by payment, the oldest first. */
export async function usesAwaiting(db: Db, paymentIds: readonly bigint[]): Promise<Map<bigint, bigint[]>> {
  const rows = await db<{ paymentId: bigint; useIds: string[] }[]>`
    select awaits_payment_id as payment_id, array_agg(id::text order by id) as use_ids
      from payment
     where awaits_payment_id = any (${idsOf(paymentIds)}::text[]::bigint[])
       and status <> 'corrected' and collected_on is null
     group by awaits_payment_id
  `;
  return new Map(rows.map(({ paymentId, useIds }) => [paymentId, useIds.map(BigInt)]));
}

/** The bank has credited what they waited for: they are collected on the day of its line, at the earliest on their own. */
export async function collectUses(
  db: Db,
  credited: readonly { paymentId: bigint; on: IsoDate }[],
): Promise<void> {
  await db`
    update payment set collected_on = greatest(given.day, payment.paid_on)
      from unnest(${idsOf(credited.map(({ paymentId }) => paymentId))}::text[]::bigint[],
                  ${credited.map(({ on }) => on)}::text[]::date[]) as given (payment_id, day)
     where payment.awaits_payment_id = given.payment_id and payment.status <> 'corrected' and payment.collected_on is null
  `;
}

/**
 * What the books hold for a third party, of what was put aside up to a day, less all that was taken since: as its documents of the day
 * are told by what is left of them now. What is ordered to be paid back is held until the bank paid it.
 */
export async function heldInBooks(
  db: Db,
  thirdPartyId: bigint,
  upTo: IsoDate,
): Promise<{ heldAs: HeldAs; cents: bigint }[]> {
  return db<{ heldAs: HeldAs; cents: bigint }[]>`
    select held.held_as, sum(held.amount_cents)::bigint as cents
      from held_money as held
      join journal_entry as entry on entry.id = held.entry_id
     where held.company_id = current_company() and held.third_party_id = ${thirdPartyId}
       and (held.amount_cents < 0 or entry.posted_on <= ${upTo})
     group by held.held_as
    having sum(held.amount_cents) > 0
     order by held.held_as
  `;
}

export type NewHeld = {
  thirdPartyId: bigint;
  heldAs: HeldAs;
  /** The payment that brought it, or that takes it. None for the money of a credit note. */
  paymentId?: bigint;
  entryId?: bigint;
  /** Cents: above zero what is put aside, below what is taken. */
  amount: bigint;
};

export async function insertHeld(db: Db, companyId: bigint, held: readonly NewHeld[]): Promise<void> {
  await insertRows(
    db,
    "held_money",
    {
      company_id: "bigint",
      third_party_id: "bigint",
      held_as: "text",
      payment_id: "bigint",
      entry_id: "bigint",
      amount_cents: "bigint",
    },
    held.map((each) => [
      companyId,
      each.thirdPartyId,
      each.heldAs,
      each.paymentId,
      each.entryId,
      each.amount,
    ]),
  );
}

/** Third parties for whom these payments hold or take money. */
export async function heldByPayments(
  db: Db,
  paymentIds: readonly bigint[],
): Promise<{ thirdPartyId: bigint; heldAs: HeldAs }[]> {
  return db<{ thirdPartyId: bigint; heldAs: HeldAs }[]>`
    select distinct third_party_id, held_as
      from held_money
     where payment_id = any (${idsOf(paymentIds)}::text[]::bigint[])
  `;
}

/** What these payments take of the money held is not in the books any more: its bank line was taken back. */
export async function releaseHeld(db: Db, paymentIds: readonly bigint[]): Promise<void> {
  await db`update held_money set entry_id = null where payment_id = any (${idsOf(paymentIds)}::text[]::bigint[])`;
}

type HeldLine = LetteringLines["lines"][number];

/** Letters the money held for third parties with what was taken of it, the oldest first. Bounded statements for any number. */
export async function letterHeld(
  db: Db,
  companyId: bigint,
  held: readonly { thirdPartyId: bigint; heldAs: HeldAs }[],
  on: IsoDate,
): Promise<void> {
  if (held.length === 0) return;
  const { advancesReceived, overpaymentsToRefund } = await companyRoles(db);
  const accountOf = (heldAs: HeldAs) => (heldAs === "advance" ? advancesReceived : overpaymentsToRefund);
  const lines = await db<HeldLine[]>`
    select line.id as line_id, line.account, line.third_party_id, line.debit_cents as debit, line.credit_cents as credit,
           lettered.group_id, lettering_group.code
      from (select distinct * from unnest(${idsOf(held.map((each) => each.thirdPartyId))}::text[]::bigint[],
                                          ${held.map((each) => each.heldAs)}::text[],
                                          ${held.map((each) => accountOf(each.heldAs))}::text[]) as given (third_party_id, held_as, account)) as wanted
      join journal_line as line on line.account = wanted.account and line.third_party_id = wanted.third_party_id
      join journal_entry as entry on entry.id = line.entry_id
      left join lettering_line as lettered on lettered.line_id = line.id
      left join lettering_group on lettering_group.id = lettered.group_id
     where line.entry_id in (select entry_id from held_money
                              where held_money.third_party_id = wanted.third_party_id and held_money.held_as = wanted.held_as
                                and entry_id is not null)
     order by entry.posted_on, line.id
  `;
  const ofEach = new Map<string, HeldLine[]>();
  for (const line of lines) {
    const key = `${line.account} ${line.thirdPartyId}`;
    ofEach.set(key, [...(ofEach.get(key) ?? []), line]);
  }
  const groups = [...ofEach.values()].flatMap((each) => heldGroups(each).map(groupOf));
  await letterGroups(db, companyId, groups, on);
}

function groupOf(lines: HeldLine[]): LetteringLines {
  const [first] = lines;
  const known = lines.find((line) => line.groupId !== null);
  return {
    account: first?.account ?? "",
    thirdPartyId: first?.thirdPartyId ?? null,
    lines,
    ...(known?.groupId ? { groupId: known.groupId } : {}),
    ...(known?.code ? { code: known.code } : {}),
  };
}
