import type { OverpaymentUse } from "../../domain/accounting/correctionEntry.ts";
import { type ExcessFacts, excessRefusal, refundRefusal } from "../../domain/billing/refund.ts";
import type { IsoDate } from "../../domain/days.ts";
import type { Parsed, Problem } from "../../domain/problems.ts";
import { lockBooks } from "../books.ts";
import { asCompany, type Db, type Pool } from "../connect.ts";
import { factsOfShares } from "../payments.ts";
import { lifecyclesOf } from "../receipts.ts";
import { refundsOrderedOf } from "../refunds.ts";
import { writeRegularisation } from "./settleOverpayment.ts";
import { writeAdvanceUse } from "./useAdvance.ts";

/** What a person says becomes of money above a due (D1): it stays on the share, goes where the use says, or pays another share. */
export type ExcessAnswer = {
  to: "keep" | OverpaymentUse | { shareId: bigint };
  reason: string;
  rights: readonly string[];
};

type Acting = { companyId: bigint; by?: bigint; at: Date; on: IsoDate };

/** Why the money cannot go there, before anything is written. */
export async function excessProblem(
  db: Db,
  { to, reason, rights }: ExcessAnswer,
  over: bigint,
): Promise<Problem | undefined> {
  const given: ExcessFacts = { over, reason, rights, into: typeof to === "string" ? to : "other" };
  if (typeof to === "string") return excessRefusal(given, undefined);
  const fact = (await factsOfShares(db, [to.shareId])).get(to.shareId);
  const lifecycle = fact && (await lifecyclesOf(db, [fact.invoiceId])).get(fact.invoiceId);
  const other = fact && lifecycle && fact.payer !== "supplier" ? { ...fact, lifecycle } : undefined;
  return excessRefusal(given, other);
}

/**
 * Moves what stands above the due of a share as a person said, in the caller's transaction, who holds the books and has asked
 * excessProblem. For another share it passes through the customer's advances.
 */
export async function moveExcess(
  db: Db,
  act: Acting & { shareId: bigint; amount: bigint; answer: ExcessAnswer },
): Promise<void> {
  const { shareId, amount, answer, ...acting } = act;
  const { to, reason, rights } = answer;
  if (to === "keep" || amount <= 0n) return;
  const into = typeof to === "string" ? to : "advance";
  done(await writeRegularisation(db, { ...acting, shareId, amount, into, reason, rights }));
  if (typeof to === "string") return;
  const fact = (await factsOfShares(db, [shareId])).get(shareId);
  if (!fact) throw new Error(`there is no share ${shareId}`);
  const { thirdPartyId } = fact;
  done(await writeAdvanceUse(db, { ...acting, thirdPartyId, shareId: to.shareId, amount }));
}

/** The overpayment of a share pays another one (D1): through the advances of the customer, in one transaction. */
export function giveExcess(
  pool: Pool,
  act: Acting & { shareId: bigint; toShareId: bigint; amount: bigint; reason: string },
): Promise<Parsed<{ shareId: bigint }>> {
  return asCompany(pool, act.companyId, async (db): Promise<Parsed<{ shareId: bigint }>> => {
    await lockBooks(db);
    const { shareId, toShareId, amount, reason } = act;
    const answer: ExcessAnswer = { to: { shareId: toShareId }, reason, rights: [] };
    const fact = (await factsOfShares(db, [shareId])).get(shareId);
    const over = {
      name: fact?.invoice ?? "",
      over: -(fact?.due ?? 0n),
      ordered: await refundsOrderedOf(db, shareId),
    };
    const problem = refundRefusal(over, amount) ?? (await excessProblem(db, answer, amount));
    if (problem) return { ok: false, problems: [problem] };
    await moveExcess(db, { ...act, answer });
    return { ok: true, value: { shareId: toShareId }, warnings: [] };
  });
}

/** It was asked before: a refusal here is a defect, and must not leave half of it behind. */
function done(written: Parsed<unknown>): void {
  if (!written.ok) throw new Error(`refused after it was allowed: ${written.problems[0]?.code}`);
}
