import type { IsoDate } from "../domain/days.ts";
import { decimalOf } from "../domain/money.ts";
import { error, type Problem } from "../domain/problems.ts";
import { idsOf } from "./bulk.ts";
import { companyRoles } from "./companies.ts";
import type { Db } from "./connect.ts";
import { isFinal } from "./ledger.ts";

/**
 * The least that the till holds on a day or any later one: what may leave it on that day without its balance ever going below zero.
 * @returns cents
 */
export async function cashAvailable(db: Db, from: IsoDate): Promise<bigint> {
  const { cash } = await companyRoles(db);
  const [row] = await db<{ cents: bigint }[]>`
    with movement as (
      select ${from}::date as on_day, 0 as cents
      union all
      select greatest(entry.posted_on, ${from}::date) as on_day, line.debit_cents - line.credit_cents
        from journal_line as line
        join journal_entry as entry on entry.id = line.entry_id
       where line.company_id = current_company() and line.account = ${cash}
    )
    select min(balance)::bigint as cents
      from (select sum(cents) over (order by on_day) as balance from movement) as running
  `;
  return row?.cents ?? 0n;
}

/** Why these cents may not leave the till on a day, by whatever road: from that day on it holds less, and it is never below zero. */
export async function cashShort(
  db: Db,
  { amount, from }: { amount: bigint; from: IsoDate },
): Promise<Problem | undefined> {
  const available = await cashAvailable(db, from);
  return amount <= available ? undefined : shortOf({ amount, from, available });
}

/**
 * Why entries cannot be taken back: they brought cash into the till, and without it the till would be below zero (D4).
 * @param reversedOn the day on which those that are final are reversed
 */
export async function shortWithout(
  db: Db,
  entryIds: readonly bigint[],
  reversedOn: IsoDate,
): Promise<Problem | undefined> {
  const { cash } = await companyRoles(db);
  const [brought] = await db<{ amount: bigint; from: IsoDate | null }[]>`
    select coalesce(sum(cents), 0)::bigint as amount, min(day) as from
      from (select sum(line.debit_cents - line.credit_cents) as cents,
                   case when ${isFinal(db)} then ${reversedOn}::date else entry.posted_on end as day
              from journal_entry as entry
              join journal_line as line on line.entry_id = entry.id and line.account = ${cash}
             where entry.id = any (${idsOf(entryIds)}::text[]::bigint[])
             group by entry.id) as moved
  `;
  if (!brought?.from || brought.amount <= 0n) return undefined;
  return cashShort(db, { amount: brought.amount, from: brought.from });
}

export function shortOf(short: { amount: bigint; from: IsoDate; available: bigint }): Problem {
  const params = { available: decimalOf(short.available), day: short.from };
  return error("cash_short", { value: decimalOf(short.amount), params });
}
