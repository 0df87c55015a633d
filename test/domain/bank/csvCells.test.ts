import { describe, expect, test } from "vitest";
import { amountColumn, dateColumn, minorUnits } from "../../../domain/bank/formats/csvCells.ts";

describe("an amount", () => {
  test.each([
    ["1234,56", 123456n],
    ["1 234,56", 123456n],
    ["1\u00a0234,56", 123456n],
    ["1\u202f234,56 €", 123456n],
    ["12\u2019345\u2019678,9", 1234567890n],
    ["1'234.56", 123456n],
    ["1.234,56", 123456n],
    ["1,234.56", 123456n],
    ["-1.234,56", -123456n],
    ["1.234,56-", -123456n],
    ["− 12,00 EUR", -1200n],
    ["+12,00", 1200n],
    ["12,00 ¤", 1200n],
    ["EUR 12.5", 1250n],
    [",50", 50n],
    ["0,00", 0n],
    ["1234", 123400n],
    ["1.234", 123400n],
    ["1,234,567", 123456700n],
    ["12,500", 1250000n],
    ["0,500", 50n],
    ["12,3400", 1234n],
  ])("written %j is exact", (text, units) => {
    expect(amountColumn("EUR")(text)).toBe(units);
  });

  test.each([
    "12..34",
    "12,34,5",
    "1.23.4",
    "1 23,00",
    "1,2345",
    "12.345.67",
    "-12-",
    "(12,00)",
    "12,00 USD",
    "$120",
    "1e3",
    "douze",
    "",
    ".",
    "-",
    "12,345.67,8",
    "٣,00",
    "1".repeat(20),
    `1${" ".repeat(60_000)}x`,
  ])("written %j is none", (text) => {
    expect(amountColumn("EUR")(text)).toBeUndefined();
  });

  test.each([
    ["12,50", "1.250,00", 125000n],
    ["12,50", "12.50", undefined],
    ["12.50", "12,50", undefined],
    ["1.234", "12.50", undefined],
    ["1.234", "12,50", 1250n],
    ["12", "12.50", 1250n],
    ["12..5", "12.50", 1250n],
  ])("in a column that began with %j: %j is %s", (first, text, units) => {
    const read = amountColumn("EUR");
    read(first);
    expect(read(text)).toBe(units);
  });

  test("has the decimal mark that was said, whatever it looks like", () => {
    expect(amountColumn("EUR", ".")("1,234")).toBe(123400n);
    expect(amountColumn("EUR", ",")("1,230")).toBe(123n);
    expect(amountColumn("EUR", ".")("12,50")).toBeUndefined();
  });

  test("has the decimals of its currency", () => {
    expect(amountColumn("TND")("1,234")).toBe(1234n);
    expect(amountColumn("XPF")("1.234")).toBe(1234n);
    expect(amountColumn("XPF")("12,5")).toBeUndefined();
  });

  test("in cents is whole", () => {
    expect(["-1250", "+7", "12,50", "", "1".repeat(19)].map(minorUnits)).toEqual([
      -1250n,
      7n,
      undefined,
      undefined,
      undefined,
    ]);
  });
});

describe("a date", () => {
  test.each([
    ["05/06/2026", "2026-06-05"],
    ["5/6/2026", "2026-06-05"],
    ["05/06/26", "2026-06-05"],
    ["05/06/98", "1998-06-05"],
    ["2026-06-05", "2026-06-05"],
    ["05-06-2026", "2026-06-05"],
    ["05.06.2026", "2026-06-05"],
    ["05-06-2026 23:59:59", "2026-06-05"],
    ["2026-06-05T23:59:59.123Z", "2026-06-05"],
    ["29/02/2024", "2024-02-29"],
  ])("written %j is the day written", (text, day) => {
    expect(dateColumn()(text)).toBe(day);
  });

  test.each([
    "31/02/2026",
    "29/02/2026",
    "06/13/2026",
    "2026/06/05",
    "5 juin",
    "",
    "05/06/2026 demain",
    "20260605",
  ])("written %j is none", (text) => {
    expect(dateColumn()(text)).toBeUndefined();
  });

  test("has the form of the first one", () => {
    const read = dateColumn();
    expect(read("05/06/2026")).toBe("2026-06-05");
    expect(["2026-06-05", "05/06/26", "05-06-2026"].map(read)).toEqual([undefined, undefined, undefined]);
    expect(read("06/06/2026")).toBe("2026-06-06");
  });

  test("has the form that was said", () => {
    expect(dateColumn("DD-MM-YYYY")("05/06/2026")).toBeUndefined();
  });
});
