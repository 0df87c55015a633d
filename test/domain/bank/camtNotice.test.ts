import { expect, test } from "vitest";
import { account, document, entry } from "./camtFile.ts";
import { codes, readSample, readText } from "./files.ts";

const report = (...entries: string[]) =>
  document(`${account()}${entries.join("")}`)
    .replaceAll("BkToCstmrStmt", "BkToCstmrAcctRpt")
    .replaceAll("Stmt>", "Rpt>");

test.each([
  ["camt052/viafintech-valid_example.xml", "intraday_report_not_booked", "2", "5.00 EUR", "BOOK 2"],
  ["camt052/genkgo-camt052.v2.xml", "intraday_report_not_booked", "1", "-200000.00 SEK", "BOOK 1"],
  ["camt052/genkgo-camt052.v4.xml", "intraday_report_not_booked", "1", "-200000.00 SEK", "PDNG 1"],
  ["camt052/genkgo-camt052.v8.xml", "intraday_report_not_booked", "1", "-200000.00 SEK", "BOOK 1"],
  ["camt054/genkgo-camt054.v2.xml", "notification_not_booked", "1", "-200000.00 SEK", "BOOK 1"],
  ["camt054/genkgo-camt054.v4.xml", "notification_not_booked", "1", "-200000.00 SEK", "BOOK 1"],
  ["camt054/genkgo-camt054.v8.xml", "notification_not_booked", "1", "-200000.00 SEK", "BOOK 1"],
])("%s books nothing, and says what it holds", async (path, code, count, amount, statuses) => {
  const { statements, problems } = await readSample(`bank/${path}`);
  expect(statements).toEqual([]);
  expect(problems).toMatchObject([{ code, severity: "warning", params: { count, amount, statuses } }]);
});

test("sums are kept apart by currency", async () => {
  const { problems } = await readText(report(entry(), entry({ currency: "USD", direction: "DBIT" })));
  expect(problems).toMatchObject([{ params: { count: "2", amount: "12.50 EUR, -12.50 USD" } }]);
});

test("a report without entries is read all the same", async () => {
  expect((await readText(report())).problems).toMatchObject([{ params: { count: "0", amount: "0" } }]);
});

test.each([
  ["an amount that is none", entry({ amount: "12..34" }), "bad_amount"],
  ["no direction", entry({ direction: "" }), "bad_direction"],
  ["a status nobody knows", entry({ status: "<Sts>DONE</Sts>" }), "bad_status"],
])("%s is an error here too", async (_, text, code) => {
  expect(codes((await readText(report(text))).problems, "error")).toEqual([code]);
});

test("a report that breaks off is refused", async () => {
  expect(codes((await readText(report(entry()).slice(0, -30))).problems, "error")).toEqual([
    "file_truncated",
  ]);
});
