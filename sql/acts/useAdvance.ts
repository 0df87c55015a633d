import { useAdvanceEntry } from "../../domain/accounting/heldEntry.ts";
import { useAdvanceRefusal } from "../../domain/billing/refund.ts";
import type { IsoDate } from "../../domain/days.ts";
import type { Parsed } from "../../domain/problems.ts";
import { lockBooks, writeAudit } from "../books.ts";
import { drawIds } from "../bulk.ts";
import { companyRoles, currentCompany } from "../companies.ts";
import { asCompany, type Db, type Pool } from "../connect.ts";
import { heldFor, insertHeld, letterHeld } from "../held.ts";
import { writeEntries } from "../ledger.ts";
import { letterShares } from "../lettering.ts";
import { factsOfShares } from "../payments.ts";
import { lifecyclesOf } from "../receipts.ts";
import { insertPayOut } from "../refunds.ts";
import { insertAllocations } from "../returns.ts";
import { partyById } from "../thirdParties.ts";
import { openDay } from "./openDay.ts";

export type AdvanceUse = {
  companyId: bigint;
  /** Whose advance it is. */
  thirdPartyId: bigint;
  amount: bigint;
  shareId: bigint;
  by?: bigint;
  at: Date;
  on: IsoDate;
};

export type AdvanceUsed = { paymentId: bigint; entryId: bigint; piece: string };

/** An advance pays a document (GC13): of its own third party, or of another payer (D1). No money moves: it came before. */
export function useAdvance(pool: Pool, act: AdvanceUse): Promise<Parsed<AdvanceUsed>> {
  return asCompany(pool, act.companyId, async (db) => {
    await lockBooks(db);
    return writeAdvanceUse(db, act);
  });
}

/** The same in the caller's transaction, who holds the books. */
export async function writeAdvanceUse(db: Db, act: AdvanceUse): Promise<Parsed<AdvanceUsed>> {
  const { companyId, thirdPartyId, shareId, amount, on } = act;
  const fact = (await factsOfShares(db, [shareId])).get(shareId);
  const holder = (await partyById(db, thirdPartyId))?.shownAs ?? "";
  const lifecycle = fact && (await lifecyclesOf(db, [fact.invoiceId])).get(fact.invoiceId);
  const refusal = useAdvanceRefusal(
    { holder, left: await heldFor(db, thirdPartyId, "advance") },
    fact && lifecycle && fact.payer !== "supplier" ? { ...fact, lifecycle } : undefined,
    amount,
  );
  if (!fact || refusal) return { ok: false, problems: refusal ? [refusal] : [] };
  const [id] = await drawIds(db, "payment", 1);
  if (id === undefined) throw new Error("no id was drawn");
  const [company, roles] = [await currentCompany(db), await companyRoles(db)];
  const piece = `REG-${id}`;
  const share = { ...fact, amount };
  const posting = { piece, pieceOn: on, postedOn: openDay(on, company) };
  const draft = useAdvanceEntry({ holder: thirdPartyId, holderName: holder, share, ...posting }, roles);
  const [entryId] = await writeEntries(db, companyId, [draft]);
  if (entryId === undefined) throw new Error("the entry was not written");
  await insertPayOut(db, {
    ...act,
    id,
    direction: "in",
    method: "advance",
    status: "cleared",
    paidOn: on,
    entryId,
    label: draft.label,
  });
  await insertAllocations(db, companyId, [{ paymentId: id, shareId, amount }]);
  await insertHeld(db, companyId, [
    { thirdPartyId, heldAs: "advance", paymentId: id, entryId, amount: -amount },
  ]);
  await letterShares(db, companyId, [shareId], on);
  await letterHeld(db, companyId, [{ thirdPartyId, heldAs: "advance" }], on);
  await writeAudit(db, companyId, {
    ...(act.by === undefined ? {} : { actorId: act.by }),
    at: act.at,
    action: "use_advance",
    subject: "invoice",
    subjectId: fact.invoiceId,
    detail: { cents: String(amount), holder },
  });
  return { ok: true, value: { paymentId: id, entryId, piece }, warnings: [] };
}
