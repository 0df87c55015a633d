import type { IsoDate } from "../domain/days.ts";
import { decimalOf } from "../domain/money.ts";
import { error, type Problem } from "../domain/problems.ts";
import { companyRoles } from "./companies.ts";
import type { Db } from "./connect.ts";

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

export function shortOf(short: { amount: bigint; from: IsoDate; available: bigint }): Problem {
  const params = { available: decimalOf(short.available), day: short.from };
  return error("cash_short", { value: decimalOf(short.amount), params });
}
