import { restRefusal } from "../../domain/billing/paymentChange.ts";
import type { IsoDate } from "../../domain/days.ts";
import type { Problem } from "../../domain/problems.ts";
import type { Db } from "../connect.ts";
import { letterHeld } from "../held.ts";
import { keptOf, paymentsToChange, unkeep } from "../paymentChange.ts";
import { writeOffsWith } from "../settling.ts";
import { lockedFor, takeBackEntries } from "./takeBackEntry.ts";

/**
 * What payments brought above a due and is kept for the customer, unused, goes back to where it stood before the payments are
 * taken back themselves: the entries that put it aside go or are reversed. In the caller's transaction.
 */
export async function takeBackKept(
  db: Db,
  act: { companyId: bigint; on: IsoDate },
  paymentIds: readonly bigint[],
): Promise<void> {
  const kept = await keptOf(db, paymentIds);
  // Before the entries go: the rows name them.
  await unkeep(db, kept);
  const entryIds = new Set(kept.map(({ entryId }) => entryId));
  await takeBackEntries(db, act, [...entryIds]);
  await letterHeld(db, act.companyId, kept, act.on);
}

/** Which of these payments cannot go together, and why: what they brought was used since, or something else was done with it. */
export async function restRefusals(
  db: Db,
  paymentIds: readonly bigint[],
): Promise<ReadonlyMap<bigint, Problem>> {
  const refused = new Map<bigint, Problem>();
  for (const payment of await paymentsToChange(db, paymentIds)) {
    const problem = restRefusal(payment);
    if (problem) refused.set(payment.id, problem);
  }
  return refused;
}

/** Why these payments cannot be taken back: what they brought was used since, or what goes with them stands behind the lock. */
export async function restProblem(
  db: Db,
  paymentIds: readonly bigint[],
  on: IsoDate,
): Promise<Problem | undefined> {
  const [refused] = (await restRefusals(db, paymentIds)).values();
  if (refused) return refused;
  const [kept, writeOffs] = [await keptOf(db, paymentIds), await writeOffsWith(db, paymentIds)];
  return lockedFor(
    db,
    [...kept, ...writeOffs].flatMap(({ entryId }) => entryId ?? []),
    on,
  );
}
