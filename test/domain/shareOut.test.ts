import fc from "fast-check";
import { expect, test } from "vitest";
import { absCents, sumCents } from "../../domain/money.ts";
import { shareOut } from "../../domain/shareOut.ts";

test("the cents left go to the largest remainders", () => {
  expect(shareOut(100n, [1n, 1n, 1n])).toEqual([34n, 33n, 33n]);
  expect(shareOut(100n, [1n, 2n])).toEqual([33n, 67n]);
  expect(shareOut(-100n, [1n, 1n, 1n])).toEqual([-34n, -33n, -33n]);
  expect(shareOut(5n, [])).toEqual([]);
  expect(shareOut(5n, [0n, 0n])).toEqual([0n, 0n]);
});

test("nothing is lost, and no part is a cent away from its due", () => {
  fc.assert(
    fc.property(
      fc.bigInt({ min: -1_000_000n, max: 1_000_000n }),
      fc.array(fc.bigInt({ min: 0n, max: 1_000_000n }), { minLength: 1, maxLength: 12 }),
      (amount, weights) => {
        fc.pre(weights.some((weight) => weight > 0n));
        const whole = sumCents(weights);
        const parts = shareOut(amount, weights);
        expect(sumCents(parts)).toBe(amount);
        for (const [at, part] of parts.entries())
          expect(absCents(part * whole - amount * (weights[at] ?? 0n)) < whole).toBe(true);
      },
    ),
  );
});
