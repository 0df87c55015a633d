import type { IsoDate } from "../../domain/days.ts";
import { error, type Problem } from "../../domain/problems.ts";
import { currentCompany } from "../companies.ts";
import type { Db } from "../connect.ts";
import { allowOverpayment, deleteDraftEntries, finalEntries, readEntries } from "../ledger.ts";
import { letterShares, sharesOfEntries, unletterEntries } from "../lettering.ts";
import { correctEntries } from "./correctEntry.ts";
import { openDay } from "./openDay.ts";

/**
 * Takes entries back, on every road the same: a draft goes, one that is validated or behind the lock stays and gets its mirror on the
 * day given, or the first open one after it (D4, GC40). The shares that they name are lettered anew, also one that kept nothing of them.
 * Bounded statements for any number of entries, in the caller's transaction, who asked lockedFor and let go what names the drafts.
 * @returns the entries that were final, and are now corrected
 */
export async function takeBackEntries(
  db: Db,
  { companyId, on }: { companyId: bigint; on: IsoDate },
  entryIds: readonly bigint[],
): Promise<ReadonlySet<bigint>> {
  if (entryIds.length === 0) return new Set();
  const company = await currentCompany(db);
  const finals = await finalEntries(db, entryIds);
  // Taking back pays nothing: a share that stays overpaid all the same is no reason to refuse.
  await allowOverpayment(db);
  // Read from the entries before they go: money that was all excess is allocated to no share any more, yet its lines name one.
  const shareIds = await sharesOfEntries(db, entryIds);
  await unletterEntries(db, entryIds);
  await deleteDraftEntries(
    db,
    entryIds.filter((id) => !finals.has(id)),
  );
  await correctEntries(db, companyId, await readEntries(db, [...finals]), openDay(on, company));
  await letterShares(db, companyId, shareIds, on);
  return finals;
}

/** Why entries cannot be taken back on a day: one of them needs a reversal, and that day is behind the lock. */
export async function lockedFor(
  db: Db,
  entryIds: readonly bigint[],
  on: IsoDate,
): Promise<Problem | undefined> {
  const { lockedUpTo } = await currentCompany(db);
  if (lockedUpTo === null || on > lockedUpTo) return undefined;
  const finals = await finalEntries(db, entryIds);
  return finals.size > 0 ? error("period_locked", { params: { day: lockedUpTo } }) : undefined;
}
