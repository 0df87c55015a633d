import type { Cents } from "../money.ts";
import type { Payer } from "../payer.ts";
import type { InsurerShare } from "./arriving.ts";

/** What an insurer paid of a share, or took back (negative), what the share owed before, and what was billed to it. Cents. */
export type SettledShare = {
  shareId: bigint;
  thirdPartyId: bigint;
  payer: Payer;
  total: Cents;
  due: Cents;
  amount: Cents;
};

/**
 * How much of each item can be posted now. What is paid always is. What is taken back is, in the order of the items, as far as
 * the payments of this return reach: an insurer cannot withhold more than it pays, and names the rest again in the next one.
 */
export function postableAmounts(items: readonly { paid: Cents }[]): Cents[] {
  let left = items.reduce((sum, { paid }) => (paid > 0n ? sum + paid : sum), 0n);
  return items.map(({ paid }) => {
    if (paid >= 0n) return paid;
    const taken = -paid < left ? -paid : left;
    left -= taken;
    return -taken;
  });
}

/**
 * What a return moves of each share: items of one share together, those that cancel out left away. `dues` follows, so that
 * the next return of the same batch finds what this one leaves.
 */
export function settledShares(
  shares: readonly (InsurerShare | undefined)[],
  amounts: readonly Cents[],
  dues: Map<bigint, Cents>,
): SettledShare[] {
  const totals = new Map<bigint, SettledShare>();
  for (const [nth, share] of shares.entries()) {
    if (!share) continue;
    const { shareId, thirdPartyId, payer, total } = share;
    const due = dues.get(shareId) ?? share.due;
    const before = totals.get(shareId)?.amount ?? 0n;
    totals.set(shareId, { shareId, thirdPartyId, payer, total, due, amount: before + (amounts[nth] ?? 0n) });
  }
  const moved = [...totals.values()].filter(({ amount }) => amount !== 0n);
  for (const { shareId, due, amount } of moved) dues.set(shareId, due - amount);
  return moved;
}
