import fc from "fast-check";
import { expect, test } from "vitest";
import { DEFAULT_ROLES } from "../../../domain/accounting/accounts.ts";
import type { BankLine } from "../../../domain/accounting/bankEntry.ts";
import { type SplitShare, splitEntry } from "../../../domain/accounting/splitEntry.ts";
import { sumCents } from "../../../domain/money.ts";

const LINE: BankLine = {
  journal: "BQ1",
  bankAccount: "512100",
  bookedOn: "2026-11-12",
  pieceOn: "2026-11-12",
  amount: 0n,
  piece: "L1",
  label: "VIR SEPA ACME",
};

function aShare(changes: Partial<SplitShare> = {}): SplitShare {
  return {
    shareId: 1n,
    thirdPartyId: 1n,
    payer: "patient",
    party: "P0001",
    invoice: "FA-0001",
    amount: 5_990n,
    due: 6_000n,
    writtenOff: 10n,
    invoiceId: 1n,
    total: 6_000n,
    uncollected: 6_000n,
    waitingVat: [],
    ...changes,
  };
}

const sidesOf = (account: string, entry: ReturnType<typeof splitEntry>) =>
  entry.lines.filter((line) => line.account === account).map(({ debit, credit }) => debit - credit);

test("what is given up of a share goes to 658 and settles it: one credit of the whole due (S3.21, D5)", () => {
  const entry = splitEntry({ ...LINE, amount: 5_990n }, { shares: [aShare()], gain: 0n }, DEFAULT_ROLES);
  expect(sidesOf("512100", entry)).toEqual([5_990n]);
  expect(sidesOf("411100", entry)).toEqual([-6_000n]);
  expect(sidesOf("658000", entry)).toEqual([10n]);
});

test("what is left of the line goes to 758 (D5)", () => {
  const shares = [aShare({ amount: 6_000n, writtenOff: 0n })];
  const entry = splitEntry({ ...LINE, amount: 6_012n }, { shares, gain: 12n }, DEFAULT_ROLES);
  expect(sidesOf("411100", entry)).toEqual([-6_000n]);
  expect(sidesOf("758000", entry)).toEqual([-12n]);
});

test("the VAT that waits for the money of a share that closes moves whole", () => {
  const waitingVat = [{ vatRate: 2000, vat: 1_000n, collected: 0n }];
  const entry = splitEntry(
    { ...LINE, amount: 5_990n },
    { shares: [aShare({ waitingVat })], gain: 0n },
    DEFAULT_ROLES,
  );
  expect(sidesOf("445710", entry)).toEqual([-1_000n]);
});

test("whatever is split, the entry balances, holds the whole line, and credits what it settles", () => {
  const cents = fc.bigInt({ min: 1n, max: 1_000_000n });
  const part = fc.record({ amount: cents, writtenOff: fc.bigInt({ min: 0n, max: 5_000n }) });
  fc.assert(
    fc.property(
      fc.array(part, { minLength: 1, maxLength: 8 }),
      fc.bigInt({ min: 0n, max: 5_000n }),
      (parts, gain) => {
        const shares = parts.map((given, at) =>
          aShare({ ...given, shareId: BigInt(at), total: given.amount + given.writtenOff }),
        );
        const amount = sumCents(parts.map((given) => given.amount)) + gain;
        const entry = splitEntry({ ...LINE, amount }, { shares, gain }, DEFAULT_ROLES);
        expect(sumCents(entry.lines.map((line) => line.debit - line.credit))).toBe(0n);
        expect(sumCents(sidesOf("512100", entry))).toBe(amount);
        const settled = sumCents(parts.map((given) => given.amount + given.writtenOff));
        expect(sumCents(sidesOf("411100", entry))).toBe(-settled);
      },
    ),
  );
});
