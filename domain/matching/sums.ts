import type { Cents } from "../money.ts";

export type Sums<T> = { solutions: T[][]; complete: boolean };

/** More items than this are not searched: the answer would say nothing, and the search has no bound. */
export const ITEMS_MAX = 24;
const STEPS_MAX = 200_000;

/**
 * The sets of items that add up to a target, exactly, in cents: at most `solutionsMax` of them, because what matters is
 * whether the answer is the only one. `complete` is false when the search stopped at its bound: then nobody may say
 * "the only one". Items are positive cents; a set has at least one item.
 */
export function setsThatSum<T extends { amount: Cents }>(
  items: readonly T[],
  target: Cents,
  solutionsMax = 3,
): Sums<T> {
  const usable = items.filter((item) => item.amount > 0n && item.amount <= target).sort(largestFirst);
  if (usable.length > ITEMS_MAX) {
    return {
      solutions: usable
        .filter((item) => item.amount === target)
        .slice(0, solutionsMax)
        .map((item) => [item]),
      complete: false,
    };
  }
  // What the items from here on can still add: a branch that cannot reach the target is not walked.
  const reach = usable.map((_, at) => usable.slice(at).reduce((sum, item) => sum + item.amount, 0n));
  const solutions: T[][] = [];
  let steps = 0;
  const walk = (at: number, left: Cents, chosen: T[]): boolean => {
    if (left === 0n) return solutions.push(chosen) < solutionsMax;
    const item = usable[at];
    if (!item || (reach[at] ?? 0n) < left) return true;
    if (++steps > STEPS_MAX) return false;
    if (item.amount <= left && !walk(at + 1, left - item.amount, [...chosen, item])) return false;
    return walk(at + 1, left, chosen);
  };
  const walked = walk(0, target, []);
  return { solutions, complete: walked || solutions.length >= solutionsMax };
}

function largestFirst(a: { amount: Cents }, b: { amount: Cents }): number {
  return a.amount > b.amount ? -1 : a.amount < b.amount ? 1 : 0;
}
