import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { findLettering, type UnletteredLine } from "../../../domain/accounting/autoLettering.ts";
import { sumCents } from "../../../domain/money.ts";

const line = (id: number, amount: bigint, changes: Partial<UnletteredLine> = {}): UnletteredLine => ({
  id: BigInt(id),
  on: "2026-11-02",
  piece: `P${id}`,
  amount,
  ...changes,
});
const found = (...lines: UnletteredLine[]) => findLettering(lines).map((group) => group.map(Number));

describe("lettering found by itself", () => {
  test("takes the lines of one document that come to zero", () => {
    const piece = "FA-1";
    expect(
      found(line(1, 100n, { piece }), line(2, -60n, { piece }), line(3, -40n, { piece }), line(4, 7n)),
    ).toEqual([[1, 2, 3]]);
  });

  test("takes one amount on both sides, the nearest in time, and not beyond ninety days", () => {
    expect(
      found(line(1, 100n), line(2, -100n, { on: "2026-11-20" }), line(3, -100n, { on: "2026-11-05" })),
    ).toEqual([[1, 3]]);
    expect(
      found(line(1, 100n), line(2, -100n, { on: "2027-02-01" }), line(3, 55n), line(4, -56n), line(5, 1n)),
    ).toEqual([]);
  });

  test("asks where two answers are as good", () => {
    expect(found(line(1, 100n), line(2, -100n), line(3, -100n))).toEqual([]);
    expect(found(line(1, 100n), line(2, 60n), line(3, 40n), line(4, -100n, { on: "2027-05-01" }))).toEqual(
      [],
    );
  });

  test("takes the only sum", () => {
    expect(found(line(1, -100n), line(2, 60n), line(3, 40n), line(4, 33n))).toEqual([[1, 2, 3]]);
  });

  test("never groups what does not cancel out, nor a line twice", () => {
    const lines = fc
      .array(
        fc.record({
          amount: fc.bigInt({ min: -5n, max: 5n }).filter((amount) => amount !== 0n),
          piece: fc.constantFrom("A", "B", "C", "D", "E", "F"),
          on: fc.constantFrom("2026-01-01", "2026-02-01", "2026-09-01"),
        }),
        { maxLength: 14 },
      )
      .map((rows) => rows.map((row, at) => ({ ...row, id: BigInt(at + 1) })));
    fc.assert(
      fc.property(lines, (given) => {
        const groups = findLettering(given);
        const ids = groups.flat();
        expect(new Set(ids).size).toBe(ids.length);
        for (const group of groups) {
          expect(group.length).toBeGreaterThan(1);
          expect(sumCents(given.filter(({ id }) => group.includes(id)).map(({ amount }) => amount))).toBe(0n);
        }
      }),
    );
  });
});
