import { absCents, type Cents, sumCents } from "./money.ts";

/**
 * Cents shared out in proportion to weights, to the last one: each part is rounded towards zero, and the cents left go one by one to
 * the largest remainders, the first of equal ones before. Weights of one sign; nothing weighs, nothing is given.
 */
export function shareOut(amount: Cents, weights: readonly Cents[]): Cents[] {
  const whole = sumCents(weights);
  if (whole === 0n) return weights.map(() => 0n);
  const parts = weights.map((weight, at) => ({
    at,
    part: (amount * weight) / whole,
    left: absCents((amount * weight) % whole),
  }));
  const missing = amount - sumCents(parts.map(({ part }) => part));
  const one = missing < 0n ? -1n : 1n;
  const first = parts.toSorted((a, b) => (a.left > b.left ? -1 : a.left < b.left ? 1 : a.at - b.at));
  for (const part of first.slice(0, Number(absCents(missing)))) part.part += one;
  return parts.map(({ part }) => part);
}
