import fc from "fast-check";
import { expect, test } from "vitest";
import { ITEMS_MAX, setsThatSum } from "../../../domain/matching/sums.ts";
import { sumCents } from "../../../domain/money.ts";

function items(...amounts: number[]): { amount: bigint }[] {
  return amounts.map((amount) => ({ amount: BigInt(amount) }));
}

function written(sets: { amount: bigint }[][]): string[] {
  return sets
    .map((set) =>
      set
        .map(({ amount }) => amount)
        .sort((a, b) => Number(a - b))
        .join("+"),
    )
    .sort();
}

test("the only set that makes the sum is found, and is the only one", () => {
  const { solutions, complete } = setsThatSum(items(1_000, 2_500, 4_200), 3_500n);
  expect(written(solutions)).toEqual(["1000+2500"]);
  expect(complete).toBe(true);
});

test("several sets are given side by side", () => {
  const { solutions } = setsThatSum(items(1_000, 2_000, 3_000), 3_000n);
  expect(written(solutions)).toEqual(["1000+2000", "3000"]);
});

test("no more than asked for are given", () => {
  const { solutions, complete } = setsThatSum(items(...Array<number>(10).fill(500)), 1_000n, 3);
  expect(solutions).toHaveLength(3);
  expect(complete).toBe(true);
});

test("too many items are not searched, and nobody may say that the answer is the only one", () => {
  const many = Array.from({ length: ITEMS_MAX + 1 }, (_, at) => 100 + at);
  const { solutions, complete } = setsThatSum(items(...many, 500), 500n);
  expect(written(solutions)).toEqual(["500"]);
  expect(complete).toBe(false);
});

test("nothing makes nothing: an empty set is no answer, and what is not owed is not used", () => {
  expect(setsThatSum([], 100n)).toEqual({ solutions: [], complete: true });
  expect(setsThatSum(items(-50, 0, 150), 100n).solutions).toEqual([]);
});

const amounts = fc.array(fc.bigInt(1n, 60n), { maxLength: 12 });

test("every set sums exactly, whatever the amounts", () => {
  fc.assert(
    fc.property(amounts, fc.bigInt(1n, 300n), (owed, target) => {
      const { solutions } = setsThatSum(
        owed.map((amount) => ({ amount })),
        target,
      );
      for (const set of solutions) expect(sumCents(set.map(({ amount }) => amount))).toBe(target);
    }),
  );
});

test("how many sets there are is what a count of all subsets says", () => {
  fc.assert(
    fc.property(fc.array(fc.bigInt(1n, 20n), { maxLength: 8 }), fc.bigInt(1n, 60n), (owed, target) => {
      let count = 0;
      for (let set = 1; set < 2 ** owed.length; set++) {
        if (sumCents(owed.filter((_, at) => set & (1 << at))) === target) count += 1;
      }
      const found = setsThatSum(
        owed.map((amount) => ({ amount })),
        target,
        1_000,
      );
      expect(found.solutions).toHaveLength(count);
    }),
  );
});

test("the order of the items changes nothing in the amounts found", () => {
  fc.assert(
    fc.property(amounts, fc.bigInt(1n, 300n), (owed, target) => {
      const search = (list: bigint[]) =>
        written(
          setsThatSum(
            list.map((amount) => ({ amount })),
            target,
            1_000,
          ).solutions,
        );
      expect(search(owed.toReversed())).toEqual(search(owed));
    }),
  );
});
