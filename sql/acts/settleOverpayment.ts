import { type OverpaymentUse, overpaymentEntry } from "../../domain/accounting/correctionEntry.ts";
import { addDays, type IsoDate } from "../../domain/days.ts";
import { decimalOf } from "../../domain/money.ts";
import { error, type Parsed } from "../../domain/problems.ts";
import { lockBooks, writeAudit } from "../books.ts";
import { companyRoles, currentCompany } from "../companies.ts";
import { asCompany, type Pool } from "../connect.ts";
import { writeEntries } from "../ledger.ts";
import { letterShares } from "../lettering.ts";
import { insertInternalPayment, removeExcessAllocation } from "../overpayments.ts";
import { factsOfShares } from "../payments.ts";

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

/**
 * What becomes of money paid above the due (S1.30 to S1.35, D1): profit, with an internal payment out; kept for the customer as
 * an advance; or set aside to be paid back. The share is settled and leaves the unpaid list. A reason and the right are needed.
 */
export function settleOverpayment(
  pool: Pool,
  act: Regularisation,
): Promise<Parsed<{ entryId: bigint; paymentId?: bigint }>> {
  return asCompany(pool, act.companyId, async (db) => {
    await lockBooks(db);
    if (!act.rights.includes("adjustment"))
      return { ok: false, problems: [error("right_missing", { value: "adjustment" })] };
    if (!act.reason.trim()) return { ok: false, problems: [error("reason_missing")] };
    const fact = (await factsOfShares(db, [act.shareId])).get(act.shareId);
    const over = fact && fact.due < 0n ? -fact.due : 0n;
    if (!fact || over === 0n)
      return { ok: false, problems: [error("not_overpaid", { value: fact?.invoice ?? "" })] };
    if (act.amount <= 0n || act.amount > over) {
      return {
        ok: false,
        problems: [
          error("above_overpayment", {
            value: decimalOf(act.amount),
            params: { over: decimalOf(over), number: fact.invoice },
          }),
        ],
      };
    }
    const [company, roles] = [await currentCompany(db), await companyRoles(db)];
    const postedOn =
      company.lockedUpTo !== null && act.on <= company.lockedUpTo ? addDays(company.lockedUpTo, 1) : act.on;
    const share = {
      shareId: act.shareId,
      thirdPartyId: fact.thirdPartyId,
      payer: fact.payer,
      invoice: fact.invoice,
    };
    const draft = overpaymentEntry(
      { share, amount: act.amount, into: act.into, piece: fact.invoice, pieceOn: act.on, postedOn },
      roles,
    );
    const [entryId] = await writeEntries(db, act.companyId, [draft]);
    if (entryId === undefined) throw new Error("the entry was not written");
    const paymentId =
      act.into === "profit"
        ? await insertInternalPayment(db, {
            ...act,
            thirdPartyId: fact.thirdPartyId,
            entryId,
            label: draft.label,
          })
        : undefined;
    if (paymentId === undefined) await removeExcessAllocation(db, act.shareId, act.amount);
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
    return { ok: true, value: { entryId, ...(paymentId === undefined ? {} : { paymentId }) }, warnings: [] };
  });
}
