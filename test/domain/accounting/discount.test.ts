import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { DEFAULT_ROLES } from "../../../domain/accounting/accounts.ts";
import {
  discountGranted,
  discountObtained,
  discountOf,
  discountTakenBack,
  type TaxedPart,
  vatGivenUp,
  withoutDiscountedVat,
} from "../../../domain/accounting/discount.ts";
import { vatOfPayments } from "../../../domain/accounting/vatOnCollection.ts";
import { sumCents } from "../../../domain/money.ts";

const sold = (vatRate: number, gross: bigint, vatDue: TaxedPart["vatDue"] = "delivery"): TaxedPart => ({
  vatRate,
  vatDue,
  gross,
});
const words = (lines: ReturnType<typeof discountGranted>) =>
  lines.map((line) => `${line.account} ${line.debit - line.credit}`);

describe("an early-payment discount over the rates of its document", () => {
  test("with the wording, VAT is taken out of it: 24.00 at 20 % is 20.00 and 4.00 (GC28)", () => {
    const discount = discountOf(2_400n, [sold(2_000, 120_000n)], true);
    expect(words(discountGranted(discount, DEFAULT_ROLES))).toEqual(["665000 2000", "445710 400"]);
  });

  test("without it, the seller keeps the whole VAT (GC29)", () => {
    const discount = discountOf(2_400n, [sold(2_000, 120_000n)], false);
    expect(words(discountGranted(discount, DEFAULT_ROLES))).toEqual(["665000 2400"]);
  });

  test("each rate by its weight in the total, the last one takes what is left", () => {
    const discount = discountOf(
      1_000n,
      [sold(550, 10_000n), sold(1_000, 10_000n), sold(2_000, 10_000n)],
      true,
    );
    // 3.33 at 5.5 %, 3.33 at 10 %, 3.34 at 20 %
    expect(discount.vat.map(({ vat }) => vat)).toEqual([17n, 30n, 56n]);
  });

  test("VAT due on collection leaves 445740, and only the rest of it is collected with the payment", () => {
    const discount = discountOf(1_200n, [sold(2_000, 12_000n, "collection")], true);
    expect(words(discountGranted(discount, DEFAULT_ROLES))).toEqual(["665000 1000", "445740 200"]);
    const waitingVat = [{ vatRate: 2_000, vat: 2_000n, collected: 0n }];
    const part = {
      invoiceId: 7n,
      amount: 10_800n,
      total: 12_000n,
      uncollected: 12_000n,
      waitingVat,
      discount,
    };
    expect(vatOfPayments([[withoutDiscountedVat(part)]])).toEqual([
      [{ invoiceId: 7n, vatRate: 2_000, vat: 1_800n }],
    ]);
    expect(vatGivenUp([part])).toEqual([{ invoiceId: 7n, vatRate: 2_000, vat: 200n }]);
  });

  test("exempt care has no VAT in its discount", () => {
    const discount = discountOf(500n, [sold(0, 10_000n, "exempt")], true);
    expect(words(discountGranted(discount, DEFAULT_ROLES)).at(0)).toBe("665000 500");
    expect(discount.vat).toEqual([]);
  });

  test("obtained from a supplier it is a gain, or lowers the cost of a fixed asset", () => {
    const discount = discountOf(2_400n, [sold(2_000, 120_000n)], true);
    expect(words(discountObtained(discount, DEFAULT_ROLES))).toEqual(["765000 -2000", "445660 -400"]);
    const assets = [
      { account: "218300", net: 60_000n },
      { account: "215400", net: 30_000n },
    ];
    const asset = discountObtained({ ...discount, assets }, DEFAULT_ROLES);
    expect(words(asset)).toEqual(["218300 -1333", "215400 -667", "445620 -400"]);
    expect(words(discountTakenBack("out", { ...discount, assets }, DEFAULT_ROLES))).toEqual([
      "218300 1333",
      "215400 667",
      "445620 400",
    ]);
  });

  test("whatever the rates, its lines make exactly the discount", () => {
    const parts = fc.array(
      fc.record({
        vatRate: fc.constantFrom(0, 210, 550, 1_000, 2_000),
        vatDue: fc.constantFrom("delivery" as const, "collection" as const),
        gross: fc.bigInt({ min: 1n, max: 10_000_000n }),
      }),
      { minLength: 1, maxLength: 5 },
    );
    fc.assert(
      fc.property(parts, fc.bigInt({ min: 1n, max: 1_000_000n }), fc.boolean(), (taxed, amount, adjusts) => {
        const lines = discountGranted(discountOf(amount, taxed, adjusts), DEFAULT_ROLES);
        expect(sumCents(lines.map((line) => line.debit - line.credit))).toBe(amount);
      }),
    );
  });
});
