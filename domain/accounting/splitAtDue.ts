import type { Cents } from "../money.ts";

/**
 * Cents paid on a share up to what it owes, and beyond. For money taken back (negative): first out of an earlier excess, then
 * out of what had been settled.
 */
export function splitAtDue(due: Cents, amount: Cents): { normal: Cents; excess: Cents } {
  const open = due > 0n ? due : 0n;
  const over = due < 0n ? -due : 0n;
  if (amount >= 0n) {
    const normal = amount < open ? amount : open;
    return { normal, excess: amount - normal };
  }
  const excess = -amount < over ? amount : -over;
  return { normal: amount - excess, excess };
}

/** The same of a share whose document is known: a credit note is used up as a whole, nobody paid it too much. */
export function splitShare(
  { due, total }: { due: Cents; total: Cents },
  amount: Cents,
): { normal: Cents; excess: Cents } {
  return total < 0n ? { normal: amount, excess: 0n } : splitAtDue(due, amount);
}
