import { reversed } from "../../domain/accounting/entry.ts";
import type { IsoDate } from "../../domain/days.ts";
import type { Db } from "../connect.ts";
import { type StoredEntry, writeEntries } from "../ledger.ts";
import { letterCorrections } from "../lettering.ts";
import { reverseVatMoves } from "../vatMoves.ts";

/**
 * Corrects entries that are final by their mirrors of a day, lettered with them; VAT on collection that they moved goes back.
 * @returns the corrections, in the order given
 */
export async function correctEntries(
  db: Db,
  companyId: bigint,
  entries: readonly StoredEntry[],
  on: IsoDate,
): Promise<bigint[]> {
  const drafts = entries.map((entry) => ({ ...reversed(entry, on), correctsId: entry.id }));
  const correctionIds = await writeEntries(db, companyId, drafts);
  await reverseVatMoves(db, correctionIds);
  await letterCorrections(db, companyId, correctionIds, on);
  return correctionIds;
}
