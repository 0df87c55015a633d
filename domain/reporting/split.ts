import { absCents, type Cents, sumCents } from "../money.ts";

/** What an invoice bills at one rate, in cents, tax included. `vatRate` in hundredths of a percent. */
export type TaxedPart = {
  vatRate: number;
  total: Cents;
  /** Its VAT falls due with the money: only such parts are reported. */
  onCollection: boolean;
};

/**
 * Splits an amount over the parts of an invoice in proportion to what each bills, in whole cents: each part its share rounded down,
 * the cents left to the largest remainders, and between equals to the first part. The whole of the parts is
 * split into themselves, so the difference of two splits of cumulated payments closes every part exactly.
 * @returns the parts in their order; their amounts add up to `amount`, or are all zero when the parts bill nothing
 */
export function splitByRate(
  amount: Cents,
  parts: readonly TaxedPart[],
): { part: TaxedPart; amount: Cents }[] {
  const whole = sumCents(parts.map(({ total }) => total));
  if (whole === 0n) return parts.map((part) => ({ part, amount: 0n }));
  const shares = parts.map((part, rank) => {
    const numerator = amount * part.total * (whole < 0n ? -1n : 1n);
    const quotient = floorDivide(numerator, absCents(whole));
    return { rank, part, amount: quotient, remainder: numerator - quotient * absCents(whole) };
  });
  const left = Number(amount - sumCents(shares.map((share) => share.amount)));
  const favoured = new Set(
    shares
      .toSorted((a, b) =>
        a.remainder === b.remainder ? a.rank - b.rank : a.remainder > b.remainder ? -1 : 1,
      )
      .slice(0, left)
      .map(({ rank }) => rank),
  );
  return shares.map(({ rank, part, amount: floor }) => ({
    part,
    amount: favoured.has(rank) ? floor + 1n : floor,
  }));
}

/** Towards minus infinity, so that the remainders are never negative. */
function floorDivide(numerator: bigint, denominator: bigint): bigint {
  const quotient = numerator / denominator;
  return numerator % denominator < 0n ? quotient - 1n : quotient;
}
