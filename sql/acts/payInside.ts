import type { Roles } from "../../domain/accounting/accounts.ts";
import type { EntryDraft } from "../../domain/accounting/entry.ts";
import type { IsoDate } from "../../domain/days.ts";
import { drawIds } from "../bulk.ts";
import { companyRoles, currentCompany } from "../companies.ts";
import type { Db } from "../connect.ts";
import { writeEntries } from "../ledger.ts";
import { letterShares } from "../lettering.ts";
import { insertPayOut } from "../refunds.ts";
import { insertAllocations } from "../returns.ts";
import { openDay } from "./openDay.ts";

export type PaidInside = { paymentId: bigint; entryId: bigint; piece: string };

/**
 * Writes a payment for which no money moves, because it came before or never will: an advance, a credit note. Its entry, what it gives to
 * each share and the lettering, in the caller's transaction, who holds the books and has checked it.
 */
export async function payInside(
  db: Db,
  { companyId, on, by }: { companyId: bigint; on: IsoDate; by?: bigint },
  given: {
    method: "advance" | "credit_note";
    amount: bigint;
    thirdPartyId: bigint;
    awaits?: bigint;
    allocations: readonly { shareId: bigint; amount: bigint }[];
    draft: (posting: { piece: string; pieceOn: IsoDate; postedOn: IsoDate }, roles: Roles) => EntryDraft;
  },
): Promise<PaidInside> {
  const { method, amount, thirdPartyId, allocations } = given;
  const [paymentId] = await drawIds(db, "payment", 1);
  if (paymentId === undefined) throw new Error("no id was drawn");
  const piece = `REG-${paymentId}`;
  const posting = { piece, pieceOn: on, postedOn: openDay(on, await currentCompany(db)) };
  const draft = given.draft(posting, await companyRoles(db));
  const [entryId] = await writeEntries(db, companyId, [draft]);
  if (entryId === undefined) throw new Error("the entry was not written");
  await insertPayOut(db, {
    id: paymentId,
    companyId,
    direction: "in",
    method,
    status: "cleared",
    paidOn: on,
    amount,
    thirdPartyId,
    entryId,
    label: draft.label,
    ...(given.awaits === undefined ? {} : { awaits: given.awaits }),
    ...(by === undefined ? {} : { by }),
  });
  await insertAllocations(
    db,
    companyId,
    allocations.map((one) => ({ paymentId, ...one })),
  );
  await letterShares(
    db,
    companyId,
    allocations.map(({ shareId }) => shareId),
    on,
  );
  return { paymentId, entryId, piece };
}
