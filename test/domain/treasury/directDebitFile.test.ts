import { describe, expect, test } from "vitest";
import { readDirectDebits } from "../../../domain/treasury/directDebitFile.ts";

const HEADER = "batch_ref,invoice,amount_cents,debtor_iban";
const codes = (text: string) => {
  const read = readDirectDebits(text);
  return read.ok ? [] : read.problems.map(({ code, line, field }) => [code, line, field]);
};

test("rows of one reference are one batch, in the order of the file", () => {
  const read = readDirectDebits(`${HEADER}\nB-1,FA-1,100,FR76 1\nB-2,FA-2,200,FR762\nB-1,FA-3,300,FR763\n`);
  expect(read).toMatchObject({
    ok: true,
    value: [
      { reference: "B-1", debits: [{ invoice: "FA-1", amount: 100n, iban: "FR761" }, { invoice: "FA-3" }] },
      { reference: "B-2", debits: [{ invoice: "FA-2", amount: 200n }] },
    ],
  });
});

test("the day of collection and the mandate are read where the table has them, with any separator", () => {
  const read = readDirectDebits(
    `${HEADER},collect_on,mandate\nB-1,FA-1,100,FR1,2026-11-16,RUM-1`.replaceAll(",", ";"),
  );
  expect(read).toMatchObject({
    ok: true,
    value: [{ collectOn: "2026-11-16", debits: [{ mandate: "RUM-1" }] }],
  });
});

describe("what is wrong is told with its place, and nothing is read", () => {
  test.each([
    ["no row", HEADER, [["no_direct_debit_in_file", undefined, undefined]]],
    [
      "an amount that is not cents",
      `${HEADER}\nB,FA-1,"1,00",FR1`,
      [["direct_debit_row_wrong", 2, "amount_cents"]],
    ],
    ["an amount of nothing", `${HEADER}\nB,FA-1,0,FR1`, [["direct_debit_row_wrong", 2, "amount_cents"]]],
    ["no invoice", `${HEADER}\nB,,100,FR1`, [["direct_debit_row_wrong", 2, "invoice"]]],
    ["a row cut short", `${HEADER}\nB,FA-1,100`, [["row_of_another_width", 2, undefined]]],
    [
      "two days in one batch",
      `${HEADER},collect_on\nB,FA-1,1,F,2026-11-16\nB,FA-2,1,F,2026-11-17`,
      [["direct_debit_row_wrong", 3, "collect_on"]],
    ],
  ])("%s", (_, text, expected) => {
    expect(codes(text)).toEqual(expected);
  });
});
