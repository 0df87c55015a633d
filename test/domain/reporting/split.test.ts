import fc from "fast-check";
import { expect, test } from "vitest";
import { sumCents } from "../../../domain/money.ts";
import { splitByRate, type TaxedPart } from "../../../domain/reporting/split.ts";

const part = (vatRate: number, total: bigint): TaxedPart => ({ vatRate, total, onCollection: true });
const amounts = (amount: bigint, ...parts: TaxedPart[]) =>
  splitByRate(amount, parts).map((share) => share.amount);

const anyParts = fc
  .array(fc.bigInt({ min: 1n, max: 10_000_000n }), { minLength: 1, maxLength: 5 })
  .map((totals) => totals.map((total, at) => part(2000 - at * 100, total)));

test("an invoice paid at once is split into what it bills at each rate (GC42)", () => {
  expect(amounts(93_000n, part(2000, 60_000n), part(1000, 33_000n))).toEqual([60_000n, 33_000n]);
  expect(amounts(-93_000n, part(2000, 60_000n), part(1000, 33_000n))).toEqual([-60_000n, -33_000n]);
});

test("the cents left go to the largest remainders; between equals to the first", () => {
  expect(amounts(100n, part(2000, 100n), part(1000, 100n), part(550, 100n))).toEqual([34n, 33n, 33n]);
  expect(amounts(10n, part(2000, 96n), part(1000, 55n))).toEqual([6n, 4n]);
});

test("a credit note is split like an invoice, and a part may be below zero", () => {
  expect(amounts(-50n, part(2000, -60n), part(1000, -40n))).toEqual([-30n, -20n]);
  expect(amounts(80n, part(2000, 100n), part(1000, -20n))).toEqual([100n, -20n]);
  expect(amounts(7n, part(2000, 0n))).toEqual([0n]);
});

test("law: the parts add up to the amount, each within a cent of its proportion", () => {
  fc.assert(
    fc.property(anyParts, fc.bigInt({ min: -20_000_000n, max: 20_000_000n }), (parts, amount) => {
      const shares = splitByRate(amount, parts);
      const whole = sumCents(parts.map(({ total }) => total));
      expect(sumCents(shares.map((share) => share.amount))).toBe(amount);
      for (const share of shares) {
        const off = share.amount * whole - amount * share.part.total;
        expect(off < whole && off > -whole).toBe(true);
      }
    }),
  );
});

test("law: cumulated over payments, the last one closes every rate exactly", () => {
  fc.assert(
    fc.property(anyParts, fc.array(fc.nat(1_000), { minLength: 1, maxLength: 8 }), (parts, weights) => {
      const whole = sumCents(parts.map(({ total }) => total));
      const sum = BigInt(weights.reduce((total, weight) => total + weight, 0) || 1);
      let paid = 0n;
      const collected = parts.map(() => 0n);
      for (const [nth, weight] of weights.entries()) {
        const upTo = nth === weights.length - 1 ? whole : paid + (whole * BigInt(weight)) / sum;
        const before = amounts(paid, ...parts);
        const after = amounts(upTo, ...parts);
        for (const [at, now] of after.entries())
          collected[at] = (collected[at] ?? 0n) + now - (before[at] ?? 0n);
        paid = upTo;
      }
      expect(collected).toEqual(parts.map(({ total }) => total));
    }),
  );
});
