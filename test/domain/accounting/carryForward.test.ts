import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { DEFAULT_ROLES } from "../../../domain/accounting/accounts.ts";
import { type AccountBalance, carryForward, openingEntry } from "../../../domain/accounting/carryForward.ts";
import { fiscalYear, fiscalYearOf } from "../../../domain/accounting/fiscalYear.ts";
import { sumCents } from "../../../domain/money.ts";

const account = fc.constantFrom(
  "101000",
  "120000",
  "401000",
  "411000",
  "512100",
  "607000",
  "706000",
  "758000",
);
const balances: fc.Arbitrary<AccountBalance[]> = fc.array(
  fc.record(
    {
      account,
      balance: fc.bigInt({ min: -100_000n, max: 100_000n }),
      thirdPartyId: fc.bigInt({ min: 1n, max: 3n }),
      fiscalYear: fc.integer({ min: 2024, max: 2026 }),
    },
    { requiredKeys: ["account", "balance"] },
  ),
);
const total = (rows: readonly AccountBalance[]) => sumCents(rows.map(({ balance }) => balance));

describe("carrying forward", () => {
  test("keeps the balance sheet per third party and turns charges and revenue into the result of their year", () => {
    const carried = carryForward(
      [
        { account: "411000", thirdPartyId: 7n, balance: 1_200n },
        { account: "411000", thirdPartyId: 8n, balance: -200n },
        { account: "512100", balance: 5_000n },
        { account: "706000", balance: -9_000n, fiscalYear: 2026 },
        { account: "627800", balance: 3_000n, fiscalYear: 2026 },
        { account: "580000", balance: 0n },
      ],
      DEFAULT_ROLES,
    );
    expect(carried).toEqual([
      { account: "120000", balance: -6_000n },
      { account: "411000", thirdPartyId: 7n, balance: 1_200n },
      { account: "411000", thirdPartyId: 8n, balance: -200n },
      { account: "512100", balance: 5_000n },
    ]);
  });

  test("shows the profit of one year and the loss of another apart", () => {
    const carried = carryForward(
      [
        { account: "706000", balance: -500n, fiscalYear: 2025 },
        { account: "607000", balance: 700n, fiscalYear: 2026 },
      ],
      DEFAULT_ROLES,
    );
    expect(carried).toEqual([
      { account: "120000", balance: -500n },
      { account: "129000", balance: 700n },
    ]);
  });

  test("changes no total, leaves no charge nor revenue, and a second time changes nothing", () => {
    fc.assert(
      fc.property(balances, (rows) => {
        const carried = carryForward(rows, DEFAULT_ROLES);
        expect(total(carried)).toBe(total(rows));
        expect(carried.filter((row) => /^[67]/.test(row.account) || row.balance === 0n)).toEqual([]);
        expect(carryForward(carried, DEFAULT_ROLES)).toEqual(carried);
      }),
    );
  });

  test("makes a balanced entry of balanced books, and none of empty ones", () => {
    fc.assert(
      fc.property(balances, (rows) => {
        const balanced = [...rows, { account: "471000", balance: -total(rows) }];
        const opening = openingEntry(carryForward(balanced, DEFAULT_ROLES), {
          year: 2027,
          startsOn: "2027-01-01",
        });
        expect(sumCents((opening?.lines ?? []).map((line) => line.debit - line.credit))).toBe(0n);
      }),
    );
    expect(openingEntry([], { year: 2027, startsOn: "2027-01-01" })).toBeUndefined();
  });
});

describe("a financial year", () => {
  test("bears the year in which it closes, whatever its last month", () => {
    expect(fiscalYear(2026, 12)).toEqual({ year: 2026, startsOn: "2026-01-01", closingOn: "2026-12-31" });
    expect(fiscalYear(2026, 6)).toEqual({ year: 2026, startsOn: "2025-07-01", closingOn: "2026-06-30" });
    expect(fiscalYear(2028, 2)).toEqual({ year: 2028, startsOn: "2027-03-01", closingOn: "2028-02-29" });
    expect(fiscalYearOf("2026-07-01", 6).year).toBe(2027);
    expect(fiscalYearOf("2026-06-30", 6).year).toBe(2026);
  });

  test("holds every one of its days, and no other year does", () => {
    const day = fc.date({ min: new Date("2020-01-01"), max: new Date("2030-12-31"), noInvalidDate: true });
    fc.assert(
      fc.property(day, fc.integer({ min: 1, max: 12 }), (instant, month) => {
        const iso = instant.toISOString().slice(0, 10);
        const { startsOn, closingOn, year } = fiscalYearOf(iso, month);
        expect(startsOn <= iso && iso <= closingOn).toBe(true);
        expect(fiscalYear(year, month)).toEqual({ year, startsOn, closingOn });
      }),
    );
  });
});
