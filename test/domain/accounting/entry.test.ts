import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { credit, debit, type EntryDraft, entry, reversed } from "../../../domain/accounting/entry.ts";
import { sumCents } from "../../../domain/money.ts";

function aDraft(changes: Partial<EntryDraft> = {}): EntryDraft {
  return {
    journal: "BQ1",
    postedOn: "2026-11-12",
    piece: "L1",
    pieceOn: "2026-11-11",
    label: "Virement ACME FA-0001",
    lines: [debit("512100", 120_000n), credit("411000", 120_000n, { shareId: 7n, thirdPartyId: 3n })],
    ...changes,
  };
}

test("the sign of an amount is its column: a negative debit is a credit, and the other way round", () => {
  expect(debit("411000", -100n)).toEqual({ account: "411000", debit: 0n, credit: 100n });
  expect(credit("411000", -100n)).toEqual({ account: "411000", debit: 100n, credit: 0n });
  expect(credit("411000", 100n, { vatRate: 2000 })).toEqual({
    account: "411000",
    debit: 0n,
    credit: 100n,
    vatRate: 2000,
  });
});

test("an entry that is off by a cent is a defect of ours and is not built", () => {
  const lines = [debit("512100", 120_000n), credit("411000", 119_999n)];
  expect(() => entry(aDraft({ lines }))).toThrow("entry BQ1 L1 is off by 1 cents");
});

test("lines of zero cents are left out of an entry", () => {
  const lines = [debit("512100", 100n), debit("445660", 0n), credit("411000", 100n)];
  expect(entry(aDraft({ lines })).lines.map((line) => line.account)).toEqual(["512100", "411000"]);
});

describe("a reversal", () => {
  test("is the mirror of the entry on its own day, with the same piece and its lines in the same order", () => {
    const mirror = reversed(aDraft(), "2026-11-21");
    expect(mirror).toEqual({
      journal: "BQ1",
      postedOn: "2026-11-21",
      piece: "L1",
      pieceOn: "2026-11-11",
      label: "Contre-passation Virement ACME FA-0001",
      lines: [
        { account: "512100", debit: 0n, credit: 120_000n },
        { account: "411000", debit: 120_000n, credit: 0n, shareId: 7n, thirdPartyId: 3n },
      ],
    });
  });

  test("says so on every line that has a label of its own", () => {
    const lines = [debit("512100", 100n, { label: "Banque" }), credit("411000", 100n)];
    expect(reversed(aDraft({ lines }), "2026-11-21").lines.map((line) => line.label)).toEqual([
      "Contre-passation Banque",
      undefined,
    ]);
  });

  test("brings every account back to what it was, whatever the entry", () => {
    const amounts = fc.array(fc.bigInt({ min: -1_000_000n, max: 1_000_000n }), {
      minLength: 1,
      maxLength: 8,
    });
    fc.assert(
      fc.property(amounts, (cents) => {
        const lines = [
          ...cents.map((amount, at) => debit(`41100${at}`, amount)),
          credit("512100", sumCents(cents)),
        ];
        const draft = entry(aDraft({ lines }));
        const both = [...draft.lines, ...reversed(draft, "2026-11-21").lines];
        for (const { account } of draft.lines) {
          const own = both.filter((line) => line.account === account);
          expect(sumCents(own.map((line) => line.debit - line.credit))).toBe(0n);
        }
      }),
    );
  });
});
