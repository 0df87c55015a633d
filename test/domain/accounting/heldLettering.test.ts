import fc from "fast-check";
import { expect, test } from "vitest";
import { heldGroups } from "../../../domain/accounting/heldLettering.ts";
import { sumCents } from "../../../domain/money.ts";

const line = (lineId: bigint, amount: bigint) => ({
  lineId,
  debit: amount > 0n ? amount : 0n,
  credit: amount < 0n ? -amount : 0n,
});
const ids = (groups: { lineId: bigint }[][]) =>
  groups.map((group) => group.map(({ lineId }) => Number(lineId)).sort()).sort();

test("what is used takes the oldest advance first, and untouched ones stand alone (GC13)", () => {
  expect(ids(heldGroups([line(1n, -2_000n), line(2n, -1_000n), line(3n, 900n)]))).toEqual([[1, 3], [2]]);
});

test("a use that takes from two advances holds them in one group", () => {
  const lines = [line(1n, -2_000n), line(2n, -1_000n), line(3n, 2_500n), line(4n, 500n)];
  expect(ids(heldGroups(lines))).toEqual([[1, 2, 3, 4]]);
});

test("every line is in one group, and as much is used as the groups say", () => {
  const amounts = fc.array(
    fc.bigInt({ min: -500n, max: 500n }).filter((amount) => amount !== 0n),
    {
      maxLength: 20,
    },
  );
  fc.assert(
    fc.property(amounts, (all) => {
      const lines = all.map((amount, at) => line(BigInt(at), amount));
      const groups = heldGroups(lines);
      expect(groups.flat().length).toBe(lines.length);
      expect(new Set(groups.flat().map(({ lineId }) => lineId)).size).toBe(lines.length);
      const sum = sumCents(groups.flat().map(({ debit, credit }) => debit - credit));
      expect(sum).toBe(sumCents(all));
    }),
  );
});
