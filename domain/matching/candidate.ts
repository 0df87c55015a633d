import type { Cents } from "../money.ts";
import type { Candidate, Fact, ProposedAllocation } from "./evidence.ts";
import type { ShareToMatch } from "./line.ts";
import { weightOf } from "./score.ts";

/** Cents of the line given to a share; below zero for a credit note that is netted. */
export function allocate(share: ShareToMatch, amount: Cents): ProposedAllocation {
  const { shareId, invoiceId, invoice, payer, thirdPartyId, due } = share;
  return { shareId, invoiceId, invoice, payer, thirdPartyId, amount, due };
}

export function candidate(allocations: ProposedAllocation[], facts: Fact[]): Candidate {
  const sorted = allocations.sort((a, b) => (a.shareId < b.shareId ? -1 : 1));
  return { allocations: sorted, facts, weight: weightOf(facts) };
}

/** Patients, customers and counter sales pay by themselves; insurers by their returns. */
export function isPayable(share: ShareToMatch): boolean {
  return (
    share.lifecycle === "issued" &&
    share.due > 0n &&
    (share.payer === "patient" || share.payer === "business")
  );
}

/** What we owe a customer: a credit note, or an invoice paid twice. He may deduct it from what he pays. */
export function isDeductible(share: ShareToMatch): boolean {
  return isPayable({ ...share, due: -share.due });
}

export function partiesOf(shares: readonly ShareToMatch[]): Set<bigint> {
  return new Set(shares.map((share) => share.thirdPartyId));
}
