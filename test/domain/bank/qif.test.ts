import { describe, expect, test } from "vitest";
import { codes, figuresOf, readAll, readText, sampleBytes } from "./files.ts";

const ACCOUNT = { key: "900040082300012345678", currency: "EUR" };

async function read(text: string, dateOrder?: "dmy" | "mdy") {
  return readText(text, { account: ACCOUNT, ...(dateOrder && { dateOrder }) });
}

function record(date: string, amount = "-12,50", ...others: string[]): string {
  return [`D${date}`, `T${amount}`, "PMARTIN", ...others, "^", ""].join("\n");
}

const file = (...records: string[]) => `!Type:Bank\n${records.join("")}`;

async function daysOf(text: string, dateOrder?: "dmy" | "mdy") {
  return (await read(text, dateOrder)).statements[0]?.lines.map(({ bookedOn }) => bookedOn);
}

describe("the samples, once the account and the order of dates were given", () => {
  test.each([
    ["qif2json-normalTransactions.qif", "mdy", 3, "-935.00"],
    ["qif2json-utf8.qif", undefined, 1, "-379.00"],
    ["qif2json-windows-1252.qif", undefined, 1, "-379.00"],
    ["synthetic-french.qif", undefined, 3, "-55.90"],
  ] as const)("%s", async (name, dateOrder, entries, sum) => {
    const options = { account: ACCOUNT, ...(dateOrder && { dateOrder }) };
    const { statements, problems } = await readAll(await sampleBytes(`bank/qif/${name}`), undefined, options);
    expect(codes(problems, "error")).toEqual([]);
    expect(statements.map(figuresOf)).toEqual([{ account: ACCOUNT.key, currency: "EUR", entries, sum }]);
  });

  test("say what the records say: label, memo, number, splits", async () => {
    const { statements } = await readAll(await sampleBytes("bank/qif/synthetic-french.qif"), 5, {
      account: ACCOUNT,
    });
    expect(statements[0]?.lines).toMatchObject([
      { bookedOn: "2026-06-01", label: "VIR CABINET LÉROY", details: ["FACTURE FA2605-00042", "VIR"] },
      { bookedOn: "2026-06-02", label: "CHÈQUE", entryNumber: "0004512", lineNumber: 8 },
      { amount: -120_000n, details: ["Cotisations Mai 2026 -1,100.00", "Majoration -100.00"] },
    ]);
  });
});

describe("what the file does not say is asked for", () => {
  test("without an account nothing is given, and its errors are told all the same", async () => {
    const { statements, problems } = await readText(file(record("15/06/26", "12..5")));
    expect(statements).toEqual([]);
    expect(codes(problems)).toEqual(["bad_amount", "format_needs_account"]);
  });

  test("a day after the twelfth tells the order of all dates", async () => {
    expect(await daysOf(file(record("05/06/26"), record("13/06/26")))).toEqual(["2026-06-05", "2026-06-13"]);
    expect(await daysOf(file(record("06/05/26"), record("06/13/26")))).toEqual(["2026-06-05", "2026-06-13"]);
  });

  test("days that all fit both ways are asked for, with the first of them", async () => {
    const { problems } = await read(file(record("05/06/26"), record("06/06/26")));
    expect(problems).toMatchObject([
      { code: "date_order_unknown", severity: "error", line: 2, value: "05/06/26" },
    ]);
    expect(await daysOf(file(record("05/06/26")), "mdy")).toEqual(["2026-05-06"]);
  });

  test("no order is asked for where both give the same day", async () => {
    expect(codes((await read(file(record("05/05/26")))).problems, "error")).toEqual([]);
  });

  test("days that go up and down may be of two orders, and are asked for", async () => {
    const text = file(record("05/06/26"), record("13/06/26"), record("01/06/26"));
    expect((await read(text)).problems).toMatchObject([{ code: "date_order_unknown", line: 10 }]);
    expect(codes((await read(text, "dmy")).problems, "error")).toEqual([]);
  });

  test("a day that the given order has not is refused, and never turned round", async () => {
    expect(codes((await read(file(record("06/13/26")), "dmy")).problems, "error")).toEqual(["bad_date"]);
  });

  test("a file of ten thousand records that never tells is asked for without being held", async () => {
    const { problems } = await read(file(...Array.from({ length: 10_500 }, () => record("05/06/26"))));
    expect(codes(problems, "error")).toEqual(["date_order_unknown"]);
  });
});

describe("dates and amounts", () => {
  test.each([
    ["13/06/26", "2026-06-13"],
    ["13/6'26", "2026-06-13"],
    ["13/ 6' 5", "2005-06-13"],
    ["13.06.2026", "2026-06-13"],
    ["13-06-94", "1994-06-13"],
    ["2026-06-13", "2026-06-13"],
  ])("%s", async (written, day) => {
    expect(await daysOf(file(record(written)))).toEqual([day]);
  });

  test.each([
    ["-1,234,567.89", -123_456_789n],
    ["1.234,56", 123_456n],
    ["12", 1_200n],
  ])("%s", async (written, amount) => {
    expect((await read(file(record("13/06/26", written)))).statements[0]?.lines[0]?.amount).toBe(amount);
  });

  test.each(["1,234", "", "12,34,5", "douze"])("'%s' is refused", async (written) => {
    expect(codes((await read(file(record("13/06/26", written)))).problems, "error")).toEqual(["bad_amount"]);
  });
});

describe("other sections", () => {
  test("lists of categories are passed over; a missing header is none", async () => {
    const text = `!Type:Cat\nNCharges\nE\n^\n${file(record("13/06/26"))}`;
    expect(await daysOf(text)).toEqual(["2026-06-13"]);
    expect(await daysOf(record("13/06/26"))).toEqual(["2026-06-13"]);
  });

  test("a second account in the file is refused", async () => {
    const account = (name: string) => `!Account\nN${name}\nTBank\n^\n`;
    const text = account("A") + file(record("13/06/26")) + account("B") + file(record("14/06/26"));
    expect((await read(text)).problems).toMatchObject([
      { code: "account_differs", value: "B", params: { expected: "A" } },
    ]);
  });

  test("securities are refused by their name", async () => {
    const { statements, problems } = await read("!Type:Invst\nD8/25/93\nNBuyX\nT100.00\n^\n");
    expect([statements, codes(problems)]).toEqual([[], ["investments_not_read"]]);
  });

  test("a first record that is the balance the program began with is no movement", async () => {
    const opening = record("13/06/26", "100,00").replace("PMARTIN", "POpening Balance\nL[Compte]");
    expect((await read(file(opening, record("14/06/26")))).statements[0]).toMatchObject({
      opening: { on: "2026-06-13", amount: 10_000n },
      lines: [{ amount: -1250n, rank: 1 }],
    });
  });

  test("a last record without its sign is told: it may be cut", async () => {
    const { problems } = await read(file(record("13/06/26").replace("^\n", "")));
    expect(problems[0]).toMatchObject({ code: "last_record_open", severity: "warning", line: 2 });
  });
});

test("lists of categories without a movement are no statement, and no account is asked for", async () => {
  const { problems } = await readText("!Type:Cat\nNVentes\nI\n^\nNAchats\nE\n^\n");
  expect(codes(problems)).toEqual(["no_statement"]);
});
