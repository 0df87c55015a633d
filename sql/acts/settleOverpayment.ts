import { type OverpaymentUse, overpaymentEntry } from "../../domain/accounting/correctionEntry.ts";
import { excessRefusal, refundRefusal } from "../../domain/billing/refund.ts";
import type { IsoDate } from "../../domain/days.ts";
import type { Parsed, Problem } from "../../domain/problems.ts";
import { lockBooks, writeAudit } from "../books.ts";
import { drawIds } from "../bulk.ts";
import { companyRoles, currentCompany } from "../companies.ts";
import { asCompany, type Db, type Pool } from "../connect.ts";
import { type HeldAs, letterHeld } from "../held.ts";
import { allowOverpayment, writeEntries } from "../ledger.ts";
import { letterShares } from "../lettering.ts";
import { excessOf, holdExcess, insertInternalPayment } from "../overpayments.ts";
import { factsOfShares, type ShareFacts } from "../payments.ts";
import { refundsOrderedOf } from "../refunds.ts";
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
 * an advance; or set aside to be paid back. The share is settled and leaves the unpaid list. A reason and the right are needed
 * for profit.
 */
export function settleOverpayment(pool: Pool, act: Regularisation): Promise<Parsed<Regularised>> {
  return asCompany(pool, act.companyId, async (db) => {
    await lockBooks(db, act);
    return writeRegularisation(db, act);
  });
}

/** The same in the caller's transaction, who holds the books. */
export async function writeRegularisation(db: Db, act: Regularisation): Promise<Parsed<Regularised>> {
  const fact = (await factsOfShares(db, [act.shareId])).get(act.shareId);
  const problem = refusal(act, fact, await refundsOrderedOf(db, act.shareId));
  if (problem || !fact) return { ok: false, problems: problem ? [problem] : [] };
  const settled = await post(db, act, fact);
  await letterShares(db, act.companyId, [act.shareId], act.on);
  await writeAudit(db, act.companyId, {
    ...(act.by === undefined ? {} : { actorId: act.by }),
    at: act.at,
    action: "settle_overpayment",
    subject: "invoice",
    subjectId: fact.invoiceId,
    ...(act.reason.trim() ? { reason: act.reason } : {}),
    detail: { into: act.into, cents: String(act.amount) },
  });
  return { ok: true, value: settled, warnings: [] };
}

function refusal(act: Regularisation, fact: ShareFacts | undefined, ordered: bigint): Problem | undefined {
  const over = -(fact?.due ?? 0n);
  const refusal = excessRefusal({ ...act, over }, undefined);
  return refusal ?? refundRefusal({ name: fact?.invoice ?? "", over, ordered }, act.amount);
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
    if (act.into !== "profit") await keep(db, act, { heldAs: act.into, thirdPartyId, entryId });
    return { entryId, piece };
  }
  await insertInternalPayment(db, { ...act, id: paymentId, thirdPartyId, entryId, label: draft.label });
  return { entryId, piece, paymentId };
}

/** The payments that brought the excess hold it for the customer from now on, as an advance or until it is paid back. */
async function keep(
  db: Db,
  { companyId, shareId, amount, on }: Regularisation,
  held: { heldAs: HeldAs; thirdPartyId: bigint; entryId: bigint },
): Promise<void> {
  await holdExcess(db, { companyId, shareId, amount, ...held });
  await letterHeld(db, companyId, [held], on);
}
