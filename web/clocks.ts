import { addDays, type IsoDate } from "../domain/days.ts";
import { type Delay, type PayerClock, standingOf } from "../domain/insurer/clock.ts";
import type { InsurerKind } from "../domain/insurer/return.ts";
import { workingDaysBetween } from "../domain/insurer/workingDays.ts";
import type { Db } from "../sql/connect.ts";
import { type Cutoff, type LateSum, lateSums } from "../sql/screens/insurers.ts";
import { clocksOf, type NamedInsurer } from "../sql/screens/standing.ts";

export type InsurerClock = { clock: PayerClock; lateUpTo: IsoDate };

/** The habits of some insurers, and since when what they were sent is late today. */
export async function insurerClocks(
  db: Db,
  insurers: readonly NamedInsurer[],
  today: IsoDate,
): Promise<Map<bigint, InsurerClock>> {
  const clocks = await clocksOf(db, insurers);
  const known = new Map<string, IsoDate>();
  return new Map(
    insurers.flatMap(({ id, payer }) => {
      const clock = clocks.get(id);
      if (!clock) return [];
      const { median, spread, basis } = clock.toReceived;
      const habit = [payer, median, spread, basis].join();
      const lateUpTo = known.get(habit) ?? lastDayLate(daysAllowed(clock, payer, today), today);
      known.set(habit, lateUpTo);
      return [[id, { clock, lateUpTo }] as const];
    }),
  );
}

/** Working days after which what was sent today would be late. */
function daysAllowed(clock: PayerClock, payer: InsurerKind, today: IsoDate): number {
  const standing = standingOf(clock, { payer, transmittedOn: today }, today);
  return standing.stage === "received" ? 0 : workingDaysBetween(today, standing.lateAfter);
}

/** The last day from which so many working days have passed by yesterday. The search starts where one week too few has passed. */
function lastDayLate(days: number, today: IsoDate): IsoDate {
  const yesterday = addDays(today, -1);
  let day = addDays(yesterday, -7 * Math.max(0, Math.floor(days / 5) - 1));
  while (workingDaysBetween(day, yesterday) < days) day = addDays(day, -1);
  return day;
}

/** What is late today, by insurer, the largest amount first. */
export function lateNow(db: Db, clocks: ReadonlyMap<bigint, InsurerClock>): Promise<LateSum[]> {
  const cutoffs = [...clocks].map(([insurerId, { lateUpTo }]): Cutoff => ({ insurerId, lateUpTo }));
  return lateSums(db, cutoffs);
}

/** How long an insurer takes from the sending to the bank: what people call its habit. */
export function habitOf(clocks: ReadonlyMap<bigint, InsurerClock>, id: bigint): Delay | undefined {
  return clocks.get(id)?.clock.toReceived;
}
