import { describe, expect, test } from "vitest";
import { type ChainStatement, chainOf } from "../../../domain/bank/chain.ts";

/** A CFONB statement of one day of June 2026: opens on the evening before. */
function day(
  of: number,
  opening: bigint,
  closing: bigint,
  changes: Partial<ChainStatement> = {},
): ChainStatement {
  const on = `2026-06-${String(of).padStart(2, "0")}`;
  const before = `2026-06-${String(of - 1).padStart(2, "0")}`;
  return {
    id: BigInt(of),
    format: "cfonb120",
    openingOn: before,
    opening,
    closingOn: on,
    closing,
    firstOn: on,
    lastOn: on,
    lineCount: 1,
    knownCount: 0,
    ...changes,
  };
}

const kinds = (...statements: ChainStatement[]) => chainOf(statements).map((link) => link.kind);

describe("the chain of an account", () => {
  test("statements that open where the one before closes follow, over a week-end too, in whatever order they came", () => {
    expect(kinds(day(8, 30n, 40n), day(4, 10n, 20n), day(5, 20n, 30n))).toEqual([
      "first",
      "follows",
      "follows",
    ]);
  });

  test("missing days are told with their dates and by how much the account moved", () => {
    const [, gap] = chainOf([day(2, 0n, 100n), day(8, 150n, 160n)]);
    expect(gap).toEqual({
      statementId: 8n,
      kind: "gap",
      days: { from: "2026-06-03", to: "2026-06-05" },
      difference: 50n,
    });
  });

  test("a gap is told from working day to working day", () => {
    const [, gap] = chainOf([day(5, 0n, 100n), day(10, 150n, 160n, { openingOn: "2026-06-09" })]);
    expect(gap).toMatchObject({ kind: "gap", days: { from: "2026-06-08", to: "2026-06-09" } });
  });

  test("days without movement are not missing", () => {
    expect(kinds(day(2, 0n, 100n), day(9, 100n, 160n))).toEqual(["first", "follows"]);
  });

  test("when no day is missing and the amount differs, the statement does not follow", () => {
    const [, link] = chainOf([day(2, 0n, 100n), day(3, 90n, 95n)]);
    expect(link).toEqual({
      statementId: 3n,
      kind: "does_not_follow",
      at: "opening",
      expected: 100n,
      found: 90n,
    });
    expect(kinds(day(5, 0n, 100n), day(8, 90n, 95n, { openingOn: "2026-06-05" }))).toEqual([
      "first",
      "does_not_follow",
    ]);
  });

  test("a camt statement dates its opening balance on its first day or on the day before", () => {
    const camt = { format: "camt053", id: 9n };
    const gap = { kind: "gap", days: { from: "2026-06-03", to: "2026-06-04" } };
    expect(chainOf([day(2, 0n, 9n), day(5, 5n, 6n, { ...camt, openingOn: "2026-06-05" })])[1]).toMatchObject(
      gap,
    );
    expect(kinds(day(2, 0n, 9n), day(3, 5n, 6n, { ...camt, openingOn: "2026-06-02" }))).toEqual([
      "first",
      "does_not_follow",
    ]);
    expect(kinds(day(2, 0n, 9n), day(3, 9n, 6n, { ...camt, openingOn: "2026-06-03" }))).toEqual([
      "first",
      "follows",
    ]);
  });

  test("a day delivered twice, or in two formats, is a duplicate and does not break the chain", () => {
    const again = day(4, 10n, 20n, { id: 40n, knownCount: 1 });
    const camt = day(4, 10n, 20n, { id: 41n, format: "camt053", openingOn: "2026-06-04", knownCount: 1 });
    const links = chainOf([day(4, 10n, 20n), again, camt, day(5, 20n, 30n)]);
    expect(links.map((link) => link.kind)).toEqual(["first", "duplicate", "duplicate", "follows"]);
    expect(links[1]).toMatchObject({ statementId: 40n, of: 4n });
  });

  test("a statement that begins before the last one ended overlaps it", () => {
    const long = day(12, 0n, 50n, { id: 12n, openingOn: "2026-05-31", firstOn: "2026-06-01" });
    const [, , link] = chainOf([day(2, 0n, 10n), day(9, 10n, 30n), long]);
    expect(link).toEqual({
      statementId: 12n,
      kind: "overlap",
      days: { from: "2026-06-01", to: "2026-06-09" },
      of: 9n,
    });
  });

  test("a day cut in two statements follows itself", () => {
    expect(kinds(day(4, 10n, 20n), day(4, 20n, 30n, { id: 5n }), day(5, 30n, 40n, { id: 6n }))).toEqual([
      "first",
      "follows",
      "follows",
    ]);
  });

  test("a day cut in two statements follows itself in whatever order they came", () => {
    expect(
      kinds(day(3, 0n, 10n), day(4, 20n, 30n), day(4, 10n, 20n, { id: 5n }), day(5, 30n, 40n, { id: 6n })),
    ).toEqual(["first", "follows", "follows", "follows"]);
  });

  test("two statements of one day whose balances contradict each other do not follow, although the day is told twice", () => {
    const on = (of: number, cents: bigint) => ({ on: `2026-06-${String(of).padStart(2, "0")}`, cents });
    const one = day(22, 0n, 39_315_624n, { days: [on(22, 39_315_624n)] });
    const other = day(22, 39_365_624n, 39_366_624n, { id: 23n, days: [on(22, 1_000n)] });
    expect(chainOf([one, other])[1]).toEqual({
      statementId: 23n,
      kind: "does_not_follow",
      at: "opening",
      expected: 39_315_624n,
      found: 39_365_624n,
    });
    const again = { ...other, opening: 0n, closing: 39_366_624n, lineCount: 2, knownCount: 1 };
    expect(chainOf([one, again])[1]).toMatchObject({ kind: "does_not_follow", at: "closing" });
    expect(chainOf([one, { ...again, closing: 39_316_624n }])[1]).toMatchObject({ kind: "overlap" });
  });

  test("a long statement agrees with the short ones it holds, whichever came first", () => {
    const on = (of: number, cents: bigint) => ({ on: `2026-06-${String(of).padStart(2, "0")}`, cents });
    const short = (of: number, opening: bigint, closing: bigint, days: { on: string; cents: bigint }[]) =>
      day(of, opening, closing, { days, knownCount: days.length === 0 ? 1 : 0 });
    const long = (days: { on: string; cents: bigint }[], knownCount: number, closing = 50n) =>
      day(12, 0n, closing, {
        openingOn: "2026-05-31",
        firstOn: "2026-06-01",
        lineCount: 3,
        days,
        knownCount,
      });
    const shortFirst = [short(2, 0n, 10n, [on(2, 10n)]), short(9, 10n, 30n, [on(9, 20n)])];
    const shortLast = [short(2, 0n, 10n, []), short(9, 10n, 30n, [])];
    expect(kinds(...shortFirst, long([on(12, 20n)], 2))[2]).toBe("overlap");
    expect(kinds(...shortLast, long([on(2, 10n), on(9, 20n), on(12, 20n)], 0))[2]).toBe("overlap");
    expect(kinds(...shortFirst, long([on(12, 20n)], 2, 60n))[2]).toBe("does_not_follow");
  });

  test("without balances nothing is claimed", () => {
    expect(kinds(day(4, 10n, 20n), day(5, 0n, 0n, { opening: undefined }), day(8, 20n, 30n))).toEqual([
      "first",
      "unchecked",
      "does_not_follow",
    ]);
  });
});
