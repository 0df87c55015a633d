import type { IsoDate } from "../../domain/days.ts";
import { error, type Problem } from "../../domain/problems.ts";
import { currentCompany } from "../companies.ts";
import type { Db } from "../connect.ts";
import { allowOverpayment, deleteDraftEntries, readEntries } from "../ledger.ts";
import { unletterEntries } from "../lettering.ts";
import { correctEntries } from "./correctEntry.ts";

/**
 * Takes an entry back: a draft goes, a validated one stays and gets its mirror on the day given (D4). Lettering of what it was
 * lettered with is opened; the caller letters the shares anew. In the caller's transaction.
 * @returns whether the entry was final, and is now corrected
 */
export async function takeBackEntry(
  db: Db,
  { companyId, on }: { companyId: bigint; on: IsoDate },
  entryId: bigint,
): Promise<boolean> {
  const [entry] = await readEntries(db, [entryId]);
  if (!entry) throw new Error(`there is no entry ${entryId}`);
  // Taking back pays nothing: a share that stays overpaid all the same is no reason to refuse.
  await allowOverpayment(db);
  await unletterEntries(db, [entryId]);
  if (entry.validatedOn === null) {
    await deleteDraftEntries(db, [entryId]);
    return false;
  }
  await correctEntries(db, companyId, [entry], on);
  return true;
}

/** Why entries cannot be taken back on a day: the draft, or the reversal it would get, stands behind the lock. */
export async function lockedFor(
  db: Db,
  entryIds: readonly bigint[],
  on: IsoDate,
): Promise<Problem | undefined> {
  const { lockedUpTo } = await currentCompany(db);
  if (lockedUpTo === null) return undefined;
  const entries = await readEntries(db, entryIds);
  const touched = entries.map(({ validatedOn, postedOn }) => (validatedOn === null ? postedOn : on));
  return touched.some((day) => day <= lockedUpTo)
    ? error("period_locked", { params: { day: lockedUpTo } })
    : undefined;
}
