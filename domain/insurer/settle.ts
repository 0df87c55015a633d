import type { Cents } from "../money.ts";

/** What an insurer says of one share of an invoice. Cents; negative when it takes money back. */
export type ReturnItem = { paid: Cents };

/**
 * How much of each item can be posted now. What is paid always is. What is taken back is, in the order of the items, as far as
 * the payments of this return reach: an insurer cannot withhold more than it pays, and names the rest again in the next one.
 */
export function postableAmounts(items: readonly ReturnItem[]): Cents[] {
  let left = items.reduce((sum, { paid }) => (paid > 0n ? sum + paid : sum), 0n);
  return items.map(({ paid }) => {
    if (paid >= 0n) return paid;
    const taken = -paid < left ? -paid : left;
    left -= taken;
    return -taken;
  });
}
