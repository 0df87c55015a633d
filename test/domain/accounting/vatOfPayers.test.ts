import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { arrivedOf, newlyArrived, vatOfPayments } from "../../../domain/accounting/vatOnCollection.ts";
import { sumCents } from "../../../domain/money.ts";

const total = (parts: readonly { amount: bigint }[]) => sumCents(parts.map(({ amount }) => amount));

describe("what of a payment has arrived", () => {
  test("recoveries count at once, then the allocations fill up in the order of their shares", () => {
    const allocations = [
      { shareId: 3n, amount: 100n },
      { shareId: 1n, amount: 60n },
      { shareId: 2n, amount: -40n },
    ];
    expect(arrivedOf(allocations, 50n)).toEqual([
      { shareId: 2n, amount: -40n },
      { shareId: 1n, amount: 60n },
      { shareId: 3n, amount: 30n },
    ]);
    expect(newlyArrived(allocations, 50n, 120n)).toEqual([{ shareId: 3n, amount: 70n }]);
  });

  test("whatever the pieces, they make the allocations and nothing twice", () => {
    const cents = fc.bigInt({ min: 1n, max: 10_000n });
    const payment = fc.record({
      paid: fc.array(cents, { minLength: 1, maxLength: 5 }),
      cuts: fc.array(fc.nat({ max: 1_000 }), { maxLength: 4 }),
    });
    fc.assert(
      fc.property(payment, ({ paid, cuts }) => {
        const allocations = paid.map((amount, at) => ({ shareId: BigInt(at + 1), amount }));
        const net = total(allocations);
        const marks = [...cuts.map((cut) => (net * BigInt(cut)) / 1_000n), net].sort((a, b) => Number(a - b));
        const sums = new Map<bigint, bigint>();
        let before = 0n;
        for (const after of marks) {
          const pieces = newlyArrived(allocations, before, after);
          expect(total(pieces)).toBe(after - before);
          for (const { shareId, amount } of pieces) sums.set(shareId, (sums.get(shareId) ?? 0n) + amount);
          before = after;
        }
        expect([...sums].sort(([a], [b]) => Number(a - b))).toEqual(
          allocations.map(({ shareId, amount }) => [shareId, amount]),
        );
      }),
    );
  });
});

describe("VAT on collection of an invoice that several payers share", () => {
  /** Payers’ cents and the VAT of the invoice, and in which order how much of whose money arrives. */
  const invoice = fc.record({
    shares: fc.array(fc.bigInt({ min: 1n, max: 50_000n }), { minLength: 1, maxLength: 4 }),
    rates: fc.uniqueArray(fc.constantFrom(550, 1000, 2000), { minLength: 1, maxLength: 3 }),
    order: fc.array(fc.record({ payer: fc.nat({ max: 3 }), part: fc.integer({ min: 1, max: 100 }) }), {
      maxLength: 12,
    }),
  });

  test("each payment moves the VAT of what it brings, to the cent, and all of them the VAT of the invoice", () => {
    fc.assert(
      fc.property(invoice, ({ shares, rates, order }) => {
        const whole = sumCents(shares);
        const vat = new Map(rates.map((vatRate) => [vatRate, (whole * BigInt(vatRate)) / 30_000n]));
        const collected = new Map(rates.map((vatRate) => [vatRate, 0n]));
        const left = [...shares];
        let uncollected = whole;
        const arrives = (amount: bigint) => {
          if (amount === 0n) return;
          const waitingVat = rates.map((vatRate) => ({
            vatRate,
            vat: vat.get(vatRate) ?? 0n,
            collected: collected.get(vatRate) ?? 0n,
          }));
          const [moves = []] = vatOfPayments([
            [{ invoiceId: 1n, amount, total: whole, uncollected, waitingVat }],
          ]);
          for (const rate of waitingVat) {
            const moved = moves.find(({ vatRate }) => vatRate === rate.vatRate)?.vat ?? 0n;
            // Half a cent at the most from its exact part, unless it closes the invoice.
            const off = 2n * (moved * whole - rate.vat * amount);
            if (uncollected > amount && moved !== rate.vat - rate.collected)
              expect(off >= -whole && off <= whole).toBe(true);
            collected.set(rate.vatRate, rate.collected + moved);
          }
          uncollected -= amount;
        };
        for (const { payer, part } of order) {
          const at = payer % shares.length;
          const amount = ((left[at] ?? 0n) * BigInt(part)) / 100n;
          left[at] = (left[at] ?? 0n) - amount;
          arrives(amount);
        }
        for (const amount of left) arrives(amount);
        expect(collected).toEqual(vat);
      }),
    );
  });
});
