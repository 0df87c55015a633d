import { describe, expect, test } from "vitest";
import { fingerprints } from "../../../domain/bank/fingerprint.ts";
import type { StatementLine } from "../../../domain/bank/statement.ts";
import { type ReadStatement, readSample } from "./files.ts";

const ACCOUNT = { key: "90004008230001234567", currency: "EUR" };

function aLine(changes: Partial<StatementLine> = {}): StatementLine {
  const line = {
    rank: 1,
    bookedOn: "2026-06-05",
    amount: -450n,
    label: "CAFE",
    details: ["CARTE 12"],
    raw: "",
  };
  return { ...line, ...changes };
}

/** Statements of one file. Balances follow from `from` unless a test says otherwise. */
function aStatement(
  from: bigint,
  lines: StatementLine[],
  changes: Partial<ReadStatement> = {},
): ReadStatement {
  const closing = lines.reduce((sum, { amount }) => sum + amount, from);
  return { account: ACCOUNT, opening: { amount: from }, closing: { amount: closing }, lines, ...changes };
}

function identify(...statements: ReadStatement[]): string[][] {
  const identity = fingerprints();
  return statements.map(({ lines, ...rest }) => {
    identity.begin(rest);
    const found = lines.map((line) => identity.of(line));
    identity.end(rest);
    return found;
  });
}

describe("a line has the same fingerprint", () => {
  test("each time its file is read", () => {
    const file = aStatement(0n, [aLine(), aLine(), aLine({ label: "PAIN" })]);
    expect(identify(file)).toEqual(identify(file));
  });

  test("in two overlapping statements, of two files or of one", () => {
    const days = ["01", "05", "07", "10", "15"].map((day) => aLine({ bookedOn: `2026-06-${day}` }));
    const early = aStatement(0n, days.slice(0, 4));
    const late = aStatement(-450n, days.slice(1));
    const [first = []] = identify(early);
    const [alone = []] = identify(late);
    const [, together = []] = identify(early, late);
    expect(alone.slice(0, 3)).toEqual(first.slice(1));
    expect(together).toEqual(alone);
  });

  test("when its statement is delivered twice in one file", () => {
    const [first, again] = identify(aStatement(0n, [aLine(), aLine()]), aStatement(0n, [aLine(), aLine()]));
    expect(again).toEqual(first);
  });

  test("when the period is cut otherwise, even in the middle of a day", () => {
    const lines = [aLine(), aLine(), aLine()];
    const [whole] = identify(aStatement(0n, lines));
    const parts = identify(aStatement(0n, lines.slice(0, 2)), aStatement(-900n, lines.slice(2)));
    expect(parts.flat()).toEqual(whole);
  });

  test("whatever other lines stand between, and whatever number the bank counts it by", () => {
    const [[, second] = []] = identify(aStatement(0n, [aLine(), aLine({ bankReference: "2" })]));
    const [[, , third] = []] = identify(
      aStatement(0n, [aLine(), aLine({ label: "X" }), aLine({ bankReference: "3" })]),
    );
    expect(third).toBe(second);
  });
});

describe("two lines have two fingerprints", () => {
  test("when they are equal and both are in the statement", async () => {
    const { statements } = await readSample("bank/camt053/bsp-camt053_duplicate_same_day.xml");
    expect(new Set(identify(...statements).flat()).size).toBe(2);
  });

  test.each<[string, Partial<StatementLine>]>([
    ["booking day", { bookedOn: "2026-06-06" }],
    ["value day", { valuedOn: "2026-06-05" }],
    ["amount", { amount: 450n }],
    ["label", { label: "CAFE " }],
    ["detail", { details: ["CARTE 13"] }],
    ["cut of details", { details: ["CARTE", "12"] }],
    ["code", { interbankCode: "11" }],
    ["end-to-end reference", { endToEndId: "E1" }],
    ["reference of the bank", { bankReference: "BK-0001" }],
  ])("when they differ in %s", (_, changes) => {
    const [[first] = []] = identify(aStatement(0n, [aLine()]));
    const [[other] = []] = identify(aStatement(0n, [aLine(changes)]));
    expect(other).not.toBe(first);
  });

  test("when they are of two accounts or currencies", () => {
    const dollars = { ...ACCOUNT, currency: "USD" };
    const all = identify(aStatement(0n, [aLine()]), aStatement(0n, [aLine()], { account: dollars }));
    expect(new Set(all.flat()).size).toBe(2);
  });

  test.each(["NONREF", "NOTPROVIDED", "00000000", "12"])(
    "but not because the bank's reference is %s",
    (bankReference) => {
      expect(identify(aStatement(0n, [aLine({ bankReference })]))).toEqual(
        identify(aStatement(0n, [aLine()])),
      );
    },
  );
});

test("the 500 lines of the month have 500 fingerprints of 64 hexadecimal digits", async () => {
  const { statements } = await readSample("month/statement.cfonb120");
  const all = identify(...statements).flat();
  expect(new Set(all).size).toBe(500);
  expect(all.every((fingerprint) => /^[0-9a-f]{64}$/.test(fingerprint))).toBe(true);
});

test("the fingerprint of a line never changes from one version to the next: lines already stored would come twice", () => {
  expect(identify(aStatement(0n, [aLine(), aLine()]))).toEqual([
    [
      "135256180180465b9f616618ccbae789db580120ef0cc0cbe07660b39945b0a2",
      "39f3061f7edfd01595d5adbe00f69d24cb3bec6495809a09b03f237a16589718",
    ],
  ]);
});
