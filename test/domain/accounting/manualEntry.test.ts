import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { DEFAULT_ROLES } from "../../../domain/accounting/accounts.ts";
import {
  balanceOf,
  type ManualBooks,
  type ManualLine,
  manualDraft,
  manualProblems,
} from "../../../domain/accounting/manualEntry.ts";

const books: ManualBooks = {
  accounts: new Set([
    ...Object.values(DEFAULT_ROLES),
    ...["512100", "512200", "416000", "409100", "606100", "641000", "411900"],
  ]),
  banks: new Set(["512100"]),
  parties: new Map([
    ["C1", { id: 1n, payer: "business" }],
    ["F1", { id: 2n, payer: "supplier" }],
  ]),
  roles: DEFAULT_ROLES,
  open: { from: "2026-01-01", to: "2027-12-31" },
  begins: "2026-01-01",
};

const line = (account: string, debit: bigint, credit = 0n, more: Partial<ManualLine> = {}): ManualLine => ({
  account,
  debit,
  credit,
  ...more,
});
const given = (...lines: ManualLine[]) => ({
  postedOn: "2026-11-12",
  piece: "OD-1",
  label: "Provision",
  lines,
});
const codes = (...lines: ManualLine[]) => manualProblems(given(...lines), books).map(({ code }) => code);
/** The account on trial, balanced by an expense. */
const against = (account: string, more: Partial<ManualLine> = {}) =>
  codes(line(account, 100n, 0n, more), line("606100", 0n, 100n));

describe("an entry that a person writes", () => {
  test("stands when it balances on accounts that are his to move", () => {
    expect(codes(line("641000", 100n), line("471000", 0n, 60n), line("580000", 0n, 40n))).toEqual([]);
    expect(against("416000", { aux: "C1" })).toEqual([]);
    expect(against("409100", { aux: "F1" })).toEqual([]);
  });

  test.each([
    ["a bank account, which moves by a bank line only", "512100", {}, "manual_bank_account"],
    ["a 512 account of no bank yet", "512200", {}, "manual_bank_account"],
    ["customers, who owe what their documents say", "411000", { aux: "C1" }, "manual_control_account"],
    ["any account of the same class", "411900", { aux: "C1" }, "manual_control_account"],
    ["suppliers", "404000", { aux: "F1" }, "manual_control_account"],
    ["cheques in hand, kept one by one", "511200", {}, "manual_kept_account"],
    ["advances", "419100", { aux: "C1" }, "manual_kept_account"],
    ["VAT that waits for the money", "445740", {}, "manual_kept_account"],
    ["an account outside the chart", "999999", {}, "manual_account_unknown"],
    ["doubtful customers without saying whom", "416000", {}, "manual_aux_needed"],
    ["a code that nobody has", "416000", { aux: "C9" }, "manual_aux_unknown"],
    ["a supplier among customers", "416000", { aux: "F1" }, "manual_aux_unknown"],
    ["a customer among suppliers", "409100", { aux: "C1" }, "manual_aux_unknown"],
    ["a third party on an expense", "641000", { aux: "C1" }, "manual_aux_not_expected"],
  ])("does not move %s", (_, account, more, code) => {
    expect(against(account, more)).toEqual([code]);
  });

  test("has two lines at least, one side each, the same on both, and a label", () => {
    expect(codes(line("641000", 0n))).toEqual(["manual_too_few_lines", "manual_line_side"]);
    expect(codes(line("641000", 5n, 5n), line("606100", 0n, 0n))).toEqual([
      "manual_line_side",
      "manual_line_side",
    ]);
    expect(codes(line("641000", -5n), line("606100", 0n, -5n))).toEqual([
      "manual_line_side",
      "manual_line_side",
    ]);
    expect(codes(line("641000", 500n), line("606100", 0n, 499n))).toEqual(["manual_unbalanced"]);
    const lines = [line("641000", 5n), line("606100", 0n, 5n)];
    expect(manualProblems({ ...given(...lines), label: " " }, books).map(({ code }) => code)).toEqual([
      "manual_label_missing",
    ]);
  });

  test("whatever the lines, it stands if and only if both sides are equal", () => {
    const cents = fc.bigInt({ min: 1n, max: 10_000n });
    const lines = fc.array(
      fc.oneof(
        cents.map((debit) => line("641000", debit)),
        cents.map((credit) => line("606100", 0n, credit)),
      ),
      { minLength: 2, maxLength: 8 },
    );
    fc.assert(
      fc.property(lines, (written) => {
        const { gap } = balanceOf(written);
        const closed = gap > 0n ? [line("471000", 0n, gap)] : gap < 0n ? [line("471000", -gap)] : [];
        expect(codes(...written).length === 0).toBe(gap === 0n);
        expect(codes(...written, ...closed)).toEqual([]);
        expect(() => manualDraft(given(...written, ...closed), books)).not.toThrow();
      }),
    );
  });
});

describe("the balances that the books begin with (PCG, à-nouveaux)", () => {
  const begin = (changes: { on?: string; begins?: string | undefined }, ...lines: ManualLine[]) =>
    manualProblems(
      { ...given(...lines), journal: "AN", postedOn: changes.on ?? "2026-01-01" },
      { ...books, ...("begins" in changes ? { begins: changes.begins } : {}) },
    ).map(({ code }) => code);
  const bank = line("512100", 25_000_000n);
  const capital = line("120000", 0n, 25_000_000n);

  test("take a bank account with them, on the first day of the first year, in journal AN", () => {
    expect(begin({}, bank, capital)).toEqual([]);
    expect(manualDraft({ ...given(bank, capital), journal: "AN" }, books).journal).toBe("AN");
    expect(begin({ on: "2026-01-02" }, bank, capital)).toEqual(["opening_day_wrong"]);
    expect(begin({ begins: undefined }, bank, capital)).toEqual(["opening_too_late"]);
  });

  test.each([
    ["expenses and revenue end with their year", "641000", {}, "opening_account_of_result"],
    ["what customers owe comes as invoices", "411000", { aux: "C1" }, "opening_control_account"],
    ["what is owed to suppliers too", "401000", { aux: "F1" }, "opening_control_account"],
    ["cheques in hand come as payments", "511200", {}, "manual_kept_account"],
  ])("%s", (_, account, more, code) => {
    expect(begin({}, line(account, 100n, 0n, more), line("120000", 0n, 100n))).toEqual([code]);
  });
});

test.each([
  ["2031-01-15", ["manual_day_outside_years"]],
  ["2028-01-01", ["manual_day_outside_years"]],
  ["2025-12-31", ["manual_day_outside_years"]],
  ["2027-12-31", []],
  ["2026-01-01", []],
])(
  "an entry dated %s: a slip of the pen does not open a year with others missing before it",
  (postedOn, expected) => {
    const written = { ...given(line("641000", 100n), line("471000", 0n, 100n)), postedOn };
    expect(manualProblems(written, books).map(({ code }) => code)).toEqual(expected);
  },
);
