import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { letterCode, letteringOf } from "../../../domain/accounting/lettering.ts";

describe("letter codes", () => {
  test("run from AAA to ZZZ, then from AAAA", () => {
    const codes = [
      1,
      2,
      26,
      27,
      26 ** 2 + 1,
      26 ** 3,
      26 ** 3 + 1,
      26 ** 3 + 2,
      26 ** 3 + 26 ** 4,
      26 ** 3 + 26 ** 4 + 1,
    ];
    expect(codes.map(letterCode)).toEqual([
      "AAA",
      "AAB",
      "AAZ",
      "ABA",
      "BAA",
      "ZZZ",
      "AAAA",
      "AAAB",
      "ZZZZ",
      "AAAAA",
    ]);
  });

  const rank = fc.integer({ min: 1, max: 26 ** 5 });

  test("are letters only, so that their case can speak", () => {
    fc.assert(fc.property(rank, (one) => /^[A-Z]{3,}$/.test(letterCode(one))));
  });

  test("are never the same for two ranks, and rise with them", () => {
    fc.assert(
      fc.property(rank, rank, (one, other) => {
        fc.pre(one < other);
        const [first, second] = [letterCode(one), letterCode(other)];
        expect(first.length < second.length || (first.length === second.length && first < second)).toBe(true);
      }),
    );
  });
});

describe("the lettering of a share", () => {
  const line = (debit: bigint, credit: bigint) => ({ lineId: 1n, debit, credit });

  test("is none while the invoice has no payment", () => {
    expect(letteringOf([])).toBe("none");
    expect(letteringOf([line(90_000n, 0n)])).toBe("none");
  });

  test("is partial while something is left, balanced when nothing is (GC26)", () => {
    const [invoice, first, second] = [line(90_000n, 0n), line(0n, 30_000n), line(0n, 60_000n)];
    expect(letteringOf([invoice, first])).toBe("partial");
    expect(letteringOf([invoice, first, second])).toBe("balanced");
    expect(letteringOf([invoice, first, second, second])).toBe("partial");
  });
});
