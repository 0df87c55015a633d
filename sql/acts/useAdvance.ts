import { useAdvanceEntry } from "../../domain/accounting/heldEntry.ts";
import { partsOfAdvance, useAdvanceRefusal } from "../../domain/billing/refund.ts";
import type { IsoDate } from "../../domain/days.ts";
import type { Parsed } from "../../domain/problems.ts";
import { lockBooks, writeAudit } from "../books.ts";
import { asCompany, type Db, type Pool } from "../connect.ts";
import { advancesAwaited, heldFor, insertHeld, letterHeld } from "../held.ts";
import { factsOfShares } from "../payments.ts";
import { lifecyclesOf } from "../receipts.ts";
import { partyById } from "../thirdParties.ts";
import { type PaidInside, payInside } from "./payInside.ts";

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

/** An advance pays a document (GC13): of its own third party, or of another payer (D1). No money moves: it came before. */
export function useAdvance(pool: Pool, act: AdvanceUse): Promise<Parsed<PaidInside>> {
  return asCompany(pool, act.companyId, async (db) => {
    await lockBooks(db);
    return writeAdvanceUse(db, act);
  });
}

/**
 * The same in the caller's transaction, who holds the books. What of it the bank has still to credit is a payment of its own, whose VAT
 * waits for that day (BOI-TVA-BASE-20-20).
 */
export async function writeAdvanceUse(db: Db, act: AdvanceUse): Promise<Parsed<PaidInside>> {
  const { companyId, thirdPartyId, shareId, amount, on } = act;
  const fact = (await factsOfShares(db, [shareId])).get(shareId);
  const holder = (await partyById(db, thirdPartyId))?.shownAs ?? "";
  const lifecycle = fact && (await lifecyclesOf(db, [fact.invoiceId])).get(fact.invoiceId);
  const left = await heldFor(db, thirdPartyId, "advance");
  const refusal = useAdvanceRefusal(
    { holder, left },
    fact && lifecycle && fact.payer !== "supplier" ? { ...fact, lifecycle } : undefined,
    amount,
  );
  if (!fact || refusal) return { ok: false, problems: refusal ? [refusal] : [] };
  const parts = partsOfAdvance(amount, left, await advancesAwaited(db, thirdPartyId));
  const used: PaidInside[] = [];
  for (const part of parts) used.push(await usePart(db, act, holder, part));
  const [first] = used;
  if (!first) throw new Error("an advance was used and nothing of it was found");
  await letterHeld(db, companyId, [{ thirdPartyId, heldAs: "advance" }], on);
  await writeAudit(db, companyId, {
    ...(act.by === undefined ? {} : { actorId: act.by }),
    at: act.at,
    action: "use_advance",
    subject: "invoice",
    subjectId: fact.invoiceId,
    detail: { cents: String(amount), holder },
  });
  return { ok: true, value: first, warnings: [] };
}

async function usePart(
  db: Db,
  act: AdvanceUse,
  holderName: string,
  { amount, awaits }: { amount: bigint; awaits?: bigint },
): Promise<PaidInside> {
  const { companyId, thirdPartyId, shareId } = act;
  const fact = (await factsOfShares(db, [shareId])).get(shareId);
  if (!fact) throw new Error(`there is no share ${shareId}`);
  const isCredited = awaits === undefined;
  const used = await payInside(db, act, {
    method: "advance",
    amount,
    thirdPartyId,
    ...(isCredited ? {} : { awaits }),
    allocations: [{ shareId, amount }],
    draft: (posting, roles) =>
      useAdvanceEntry(
        { holder: thirdPartyId, holderName, share: { ...fact, amount }, isCredited, ...posting },
        roles,
      ),
  });
  const { paymentId, entryId } = used;
  await insertHeld(db, companyId, [{ thirdPartyId, heldAs: "advance", paymentId, entryId, amount: -amount }]);
  return used;
}
