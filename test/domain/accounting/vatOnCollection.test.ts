import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { DEFAULT_ROLES } from "../../../domain/accounting/accounts.ts";
import type { VatMove } from "../../../domain/accounting/entry.ts";
import {
  type CollectedPart,
  vatLines,
  vatOfPayments,
  vatTakenBack,
} from "../../../domain/accounting/vatOnCollection.ts";
import { sumCents } from "../../../domain/money.ts";

function aPart(changes: Partial<CollectedPart> = {}): CollectedPart {
  return {
    invoiceId: 1n,
    amount: 120_000n,
    total: 120_000n,
    uncollected: 120_000n,
    waitingVat: [{ vatRate: 2000, vat: 20_000n, collected: 0n }],
    ...changes,
  };
}

const centsOf = (moves: readonly VatMove[] = []) => moves.map(({ vat }) => vat);

describe("VAT on collection", () => {
  test("is rounded with each payment, and the one that closes the invoice takes what is left (GC48)", () => {
    const [first, second] = vatOfPayments([[aPart({ amount: 70_000n })], [aPart({ amount: 50_000n })]]);
    expect([centsOf(first), centsOf(second)]).toEqual([[11_667n], [8_333n]]);
  });

  test("is rounded by itself, not with the payments before", () => {
    const third = aPart({
      amount: 40_000n,
      total: 120_000n,
      waitingVat: [{ vatRate: 550, vat: 10_000n, collected: 0n }],
    });
    expect(vatOfPayments([[third], [third], [third]]).map(centsOf)).toEqual([[3_333n], [3_333n], [3_334n]]);
  });

  test("goes on from what left 445740 before, whatever was paid since", () => {
    const waitingVat = [{ vatRate: 2000, vat: 20_000n, collected: 11_667n }];
    expect(
      vatOfPayments([[aPart({ amount: 50_000n, uncollected: 50_000n, waitingVat })]]).map(centsOf),
    ).toEqual([[8_333n]]);
  });

  test("keeps rates apart, and counts two shares of one invoice as one payment (GC42)", () => {
    const waitingVat = [
      { vatRate: 1000, vat: 3_000n, collected: 0n },
      { vatRate: 2000, vat: 10_000n, collected: 0n },
    ];
    const parts = [43_000n, 50_000n].map((amount) =>
      aPart({ amount, total: 93_000n, uncollected: 93_000n, waitingVat }),
    );
    const [moves = []] = vatOfPayments([parts]);
    expect(
      vatLines(moves, DEFAULT_ROLES).map(({ account, vatRate, debit, credit }) => [
        account,
        vatRate,
        debit - credit,
      ]),
    ).toEqual([
      ["445740", 1000, 3_000n],
      ["445710", 1000, -3_000n],
      ["445740", 2000, 10_000n],
      ["445710", 2000, -10_000n],
    ]);
  });

  test("stops where the invoice does: an excess moves none, and its refund moves none back", () => {
    const paid = aPart({ amount: 130_000n });
    expect(vatOfPayments([[paid], [aPart({ amount: -10_000n })]]).map(centsOf)).toEqual([[20_000n], []]);
  });

  test("waits for a direct debit that is on its way: money that closes the due does not close the invoice", () => {
    const cheque = aPart({ amount: 50_000n, uncollected: 120_000n });
    expect(vatOfPayments([[cheque]]).map(centsOf)).toEqual([[8_333n]]);
  });

  test("of a credit note reads the same with the sign turned", () => {
    const note = aPart({
      amount: -70_000n,
      total: -120_000n,
      uncollected: -120_000n,
      waitingVat: [{ vatRate: 2000, vat: -20_000n, collected: 0n }],
    });
    expect(vatOfPayments([[note]]).map(centsOf)).toEqual([[-11_667n]]);
  });

  test("goes back to the cent with a payment that comes back (GC42)", () => {
    const moves = vatOfPayments([[aPart({ amount: 70_000n })]])[0] ?? [];
    const lines = vatLines(vatTakenBack(moves), DEFAULT_ROLES);
    expect(lines.map(({ account, debit, credit }) => [account, debit, credit])).toEqual([
      ["445740", 0n, 11_667n],
      ["445710", 11_667n, 0n],
    ]);
  });

  test("adds up to the VAT of the invoice, however the payments were cut, and never leaves it", () => {
    const invoice = fc
      .tuple(
        fc.bigInt({ min: 1n, max: 10_000_000n }),
        fc.integer({ min: 0, max: 100 }),
        fc.constantFrom(1n, -1n),
      )
      .map(([total, percent, sign]) => ({
        total: sign * total,
        vat: (sign * total * BigInt(percent)) / 100n,
        sign,
      }));
    fc.assert(
      fc.property(
        invoice,
        fc.array(fc.bigInt({ min: 1n, max: 1_000_000n }), { maxLength: 20 }),
        ({ total, vat, sign }, cuts) => {
          const waitingVat = [{ vatRate: 2000, vat, collected: 0n }];
          const part = (amount: bigint) => [aPart({ amount, total, uncollected: total, waitingVat })];
          const moves = vatOfPayments([...cuts.map((cut) => part(sign * cut)), part(total)]).flatMap(centsOf);
          expect(sumCents(moves)).toBe(vat);
          expect(moves.every((move) => move * sign > 0n)).toBe(true);
        },
      ),
    );
  });
});
