import { bankEntry } from "../../domain/accounting/bankEntry.ts";
import { refundLines } from "../../domain/accounting/heldEntry.ts";
import type { Db } from "../connect.ts";
import { letterHeld } from "../held.ts";
import { allowOverpayment, writeEntries } from "../ledger.ts";
import { letterShares } from "../lettering.ts";
import type { MatchToWrite } from "../matches.ts";
import { factsOfShares } from "../payments.ts";
import { clearRefund, type RefundUnderWay } from "../refunds.ts";
import type { BookableLine } from "../statements.ts";
import { bankLine, concludeLines, type Deciding } from "./postLines.ts";
import { refundedBy } from "./refund.ts";

/** A line out, the refund it shows, and why. */
export type RefundToPost = { line: BookableLine; refund: RefundUnderWay; match: MatchToWrite };

/**
 * Writes that a bank line shows a refund: the customer, or the money set aside for him, against the bank (GC10). The payment
 * ordered before is the one that is cleared. Refunds are few: each by itself, in the caller's transaction.
 */
export async function postRefunds(db: Db, posts: readonly RefundToPost[], deciding: Deciding): Promise<void> {
  const { company, roles, on } = deciding;
  for (const { line, refund, match } of posts) {
    const { paymentId, shareId, thirdPartyId, amount } = refund;
    const share = shareId === null ? undefined : (await factsOfShares(db, [shareId])).get(shareId);
    const refunded = await refundedBy(db, { amount, thirdPartyId, share });
    const who = refund.payer === "patient" ? refund.aux : refund.name;
    const label = `Remboursement ${who} ${refund.invoice ?? line.label}`;
    const draft = bankEntry(bankLine(line, deciding), label, refundLines(refunded, roles));
    // Paid back in part, the share stays below zero: less than it was.
    await allowOverpayment(db);
    const [entryId] = await writeEntries(db, company.id, [draft]);
    if (entryId === undefined) throw new Error("the entry was not written");
    await concludeLines(db, [{ match, entryId, line }], deciding);
    await clearRefund(db, { paymentId, lineId: line.id, entryId, paidOn: line.bookedOn });
    const account = roles.overpaymentsToRefund;
    if (shareId !== null) await letterShares(db, company.id, [shareId], on);
    else await letterHeld(db, company.id, { thirdPartyId, heldAs: "to_refund", account, on });
  }
}
