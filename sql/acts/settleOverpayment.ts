import { type OverpaymentUse, overpaymentEntry } from "../../domain/accounting/correctionEntry.ts";
import type { IsoDate } from "../../domain/days.ts";
import { decimalOf } from "../../domain/money.ts";
import { error, type Parsed, type Problem } from "../../domain/problems.ts";
import { lockBooks, writeAudit } from "../books.ts";
import { drawIds } from "../bulk.ts";
import { companyRoles, currentCompany } from "../companies.ts";
import { asCompany, type Db, type Pool } from "../connect.ts";
import { allowOverpayment, writeEntries } from "../ledger.ts";
import { letterShares } from "../lettering.ts";
import { excessOf, insertInternalPayment, removeExcessAllocation } from "../overpayments.ts";
import { factsOfShares, type ShareFacts } from "../payments.ts";
import { openDay } from "./openDay.ts";

export type Regularisation = {
  companyId: bigint;
  shareId: bigint;
  /** Cents of the overpayment, positive. */
  amount: bigint;
  into: OverpaymentUse;
  reason: string;
  /** What the person may do; moving money to profit or aside needs `adjustment`. */
  rights: readonly string[];
  by?: bigint;
  at: Date;
  on: IsoDate;
};

export type Regularised = { entryId: bigint; piece: string; paymentId?: bigint };

/**
 * What becomes of money paid above the due (S1.30 to S1.35, D1): profit, with an internal payment out; kept for the customer as
 * an advance; or set aside to be paid back. The share is settled and leaves the unpaid list. A reason and the right are needed.
 */
export function settleOverpayment(pool: Pool, act: Regularisation): Promise<Parsed<Regularised>> {
  return asCompany(pool, act.companyId, async (db) => {
    await lockBooks(db, act);
    const fact = (await factsOfShares(db, [act.shareId])).get(act.shareId);
    const problem = refusal(act, fact);
    if (problem || !fact) return { ok: false, problems: problem ? [problem] : [] };
    const settled = await post(db, act, fact);
    await letterShares(db, act.companyId, [act.shareId], act.on);
    await writeAudit(db, act.companyId, {
      ...(act.by === undefined ? {} : { actorId: act.by }),
      at: act.at,
      action: "settle_overpayment",
      subject: "invoice",
      subjectId: fact.invoiceId,
      reason: act.reason,
      detail: { into: act.into, cents: String(act.amount) },
    });
    return { ok: true, value: settled, warnings: [] };
  });
}

function refusal(
  { rights, reason, amount }: Regularisation,
  fact: ShareFacts | undefined,
): Problem | undefined {
  if (!rights.includes("adjustment")) return error("right_missing", { value: "adjustment" });
  if (!reason.trim()) return error("reason_missing");
  if (!fact || fact.due >= 0n) return error("not_overpaid", { value: fact?.invoice ?? "" });
  if (amount > 0n && amount <= -fact.due) return undefined;
  return error("above_overpayment", {
    value: decimalOf(amount),
    params: { over: decimalOf(-fact.due), number: fact.invoice },
  });
}

/** The entry, and the internal payment that clears it; what stays the customer's makes no payment, it leaves the one it came with. */
async function post(db: Db, act: Regularisation, fact: ShareFacts): Promise<Regularised> {
  const [paymentId] = act.into === "profit" ? await drawIds(db, "payment", 1) : [];
  const piece = paymentId === undefined ? fact.invoice : `REG-${paymentId}`;
  const { invoice, thirdPartyId, payer } = fact;
  const draft = overpaymentEntry(
    {
      share: { shareId: act.shareId, thirdPartyId, payer, invoice },
      amount: act.amount,
      excess: await excessOf(db, act.shareId),
      into: act.into,
      piece,
      pieceOn: act.on,
      postedOn: openDay(act.on, await currentCompany(db)),
    },
    await companyRoles(db),
  );
  // Settled in part, the share stays below zero: less than it was.
  await allowOverpayment(db);
  const [entryId] = await writeEntries(db, act.companyId, [draft]);
  if (entryId === undefined) throw new Error("the entry was not written");
  if (paymentId === undefined) {
    await removeExcessAllocation(db, act.shareId, act.amount);
    return { entryId, piece };
  }
  await insertInternalPayment(db, { ...act, id: paymentId, thirdPartyId, entryId, label: draft.label });
  return { entryId, piece, paymentId };
}
