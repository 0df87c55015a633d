import { describe, expect, test } from "vitest";
import { parseAmountRange, parseDayRange, wordsOf } from "../../../web/filters.ts";

describe("an amount typed over a column", () => {
  test.each([
    ["47,89", 4_789n, 4_789n],
    ["=47.89", 4_789n, 4_789n],
    [">100", 10_001n, undefined],
    [">=100", 10_000n, undefined],
    ["<50", undefined, 4_999n],
    ["<=50", undefined, 5_000n],
    ["10..20", 1_000n, 2_000n],
    ["−421,12", -42_112n, -42_112n],
    ["12 600,00 €", 1_260_000n, 1_260_000n],
  ])("%s", (typed, from, to) => {
    expect(parseAmountRange(typed)).toEqual({ from, to });
  });

  test.each(["4789,,0", "abc", ">", "1..2..3", "10..", ""])("%s is refused", (typed) => {
    expect(parseAmountRange(typed)).toBeUndefined();
  });
});

describe("a day typed over a column", () => {
  test.each([
    ["17/11", { from: "2026-11-17", to: "2026-11-17" }],
    ["17/11/2025", { from: "2025-11-17", to: "2025-11-17" }],
    ["2026-11-17", { from: "2026-11-17", to: "2026-11-17" }],
    ["01/11..15/11", { from: "2026-11-01", to: "2026-11-15" }],
    [">31/10", { from: "2026-11-01" }],
    ["<01/11", { to: "2026-10-31" }],
  ])("%s", (typed, range) => {
    expect(parseDayRange(typed, "2026-11-17")).toEqual(range);
  });

  test.each(["31/02", "yesterday", "1/2/3/4"])("%s is refused", (typed) => {
    expect(parseDayRange(typed, "2026-11-17")).toBeUndefined();
  });
});

test("a name is looked for by the words that tell it, and by any word when none does", () => {
  expect(wordsOf("Mme Guéguen")).toEqual(["GUEGUEN"]);
  expect(wordsOf("Le")).toEqual(["LE"]);
  expect(wordsOf(undefined)).toEqual([]);
});
