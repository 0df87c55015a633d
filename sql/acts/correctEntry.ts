import { reversed } from "../../domain/accounting/entry.ts";
import type { IsoDate } from "../../domain/days.ts";
import type { Db } from "../connect.ts";
import { type StoredEntry, writeEntries } from "../ledger.ts";
import { letterCorrection } from "../lettering.ts";
import { reverseVatMoves } from "../vatMoves.ts";

/** Corrects a validated entry by its mirror of a day, lettered with it; VAT on collection that it moved goes back. */
export async function correctEntry(
  db: Db,
  companyId: bigint,
  entry: StoredEntry,
  on: IsoDate,
): Promise<bigint> {
  const [correctionId] = await writeEntries(db, companyId, [
    { ...reversed(entry, on), correctsId: entry.id },
  ]);
  if (correctionId === undefined) throw new Error("the reversal was not written");
  await reverseVatMoves(db, { entryId: entry.id, correctionId });
  await letterCorrection(db, companyId, { entryId: entry.id, correctionId }, on);
  return correctionId;
}
