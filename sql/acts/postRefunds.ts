import { bankEntry } from "../../domain/accounting/bankEntry.ts";
import { type Refunded, refundLines } from "../../domain/accounting/heldEntry.ts";
import { vatOfPayments } from "../../domain/accounting/vatOnCollection.ts";
import type { Db } from "../connect.ts";
import { letterHeld } from "../held.ts";
import { allowOverpayment, refuseOverpayment, writeEntries } from "../ledger.ts";
import { letterShares } from "../lettering.ts";
import type { MatchToWrite } from "../matches.ts";
import { excessesOf } from "../overpayments.ts";
import { factsOfShares, type ShareFacts } from "../payments.ts";
import { clearRefunds, type RefundUnderWay } from "../refunds.ts";
import type { BookableLine } from "../statements.ts";
import { bankLine, concludeLines, type Deciding } from "./postLines.ts";

/** A line out, the refund it shows, and why. */
export type RefundToPost = { line: BookableLine; refund: RefundUnderWay; match: MatchToWrite };

/**
 * Writes that bank lines show refunds: the customer, or the money set aside for him, against the bank (GC10). The payments ordered
 * before are the ones that are cleared. Bounded statements for any number of lines, in the caller's transaction.
 */
export async function postRefunds(db: Db, posts: readonly RefundToPost[], deciding: Deciding): Promise<void> {
  if (posts.length === 0) return;
  const { company, roles, on } = deciding;
  const shareIds = posts.flatMap(({ refund }) => refund.shareId ?? []);
  const facts = await factsOfShares(db, shareIds);
  const excesses = await excessesOf(db, shareIds);
  const vat = vatOfPayments(
    posts.map(({ refund: { shareId, amount } }) => {
      const fact = facts.get(shareId ?? 0n);
      return fact ? [{ ...fact, amount: -amount }] : [];
    }),
  );
  const drafts = posts.map(({ line, refund }, nth) => {
    const who = refund.payer === "patient" ? refund.aux : refund.name;
    const label = `Remboursement ${who} ${refund.invoice ?? line.label}`;
    const refunded = refundedBy(refund, facts, excesses);
    const moved = vat[nth] ?? [];
    const draft = bankEntry(bankLine(line, deciding), label, refundLines(refunded, moved, roles));
    return { ...draft, vat: moved };
  });
  // Paid back in part, a share stays below zero: less than it was.
  await allowOverpayment(db);
  const entryIds = await writeEntries(db, company.id, drafts);
  await refuseOverpayment(db);
  await concludeLines(
    db,
    posts.map(({ match, line }, nth) => ({ match, entryId: entryIds[nth] ?? 0n, line })),
    deciding,
  );
  await clearRefunds(
    db,
    posts.map(({ line, refund: { paymentId } }, nth) => ({
      paymentId,
      lineId: line.id,
      entryId: entryIds[nth] ?? 0n,
      paidOn: line.bookedOn,
    })),
  );
  await letterShares(db, company.id, [...new Set(shareIds)], on);
  const setAside = posts.filter(({ refund }) => refund.shareId === null);
  const held = setAside.map(({ refund: { thirdPartyId } }) => ({
    thirdPartyId,
    heldAs: "to_refund" as const,
  }));
  await letterHeld(db, company.id, held, on);
}

/** What a refund pays back. `excesses`, what stands beyond each due on lines of its own, moves on for the next one. */
export function refundedBy(
  { shareId, thirdPartyId, amount }: Pick<RefundUnderWay, "shareId" | "thirdPartyId" | "amount">,
  facts: ReadonlyMap<bigint, ShareFacts>,
  excesses: Map<bigint, bigint>,
): Refunded {
  const share = facts.get(shareId ?? 0n);
  if (!share) return { toRefund: { thirdPartyId }, amount };
  const excess = excesses.get(share.shareId) ?? 0n;
  excesses.set(share.shareId, excess > amount ? excess - amount : 0n);
  return { share, amount, excess };
}
