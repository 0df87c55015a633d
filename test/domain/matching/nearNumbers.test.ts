import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { decideLines } from "../../../domain/matching/decide.ts";
import { slipsBetween } from "../../../domain/matching/likeness.ts";
import type { LineToMatch, ShareToMatch } from "../../../domain/matching/line.ts";
import { mayGoOn, nearNumbers } from "../../../domain/matching/nearNumbers.ts";
import { aLine, aShare, type OwedShare, retrieved } from "./books.ts";

const PAYER = { counterpartyName: "TRANSPORTS BACHEDOFA" };

/** Decides a line that the books explain, with the shares of its amount that were found beside. */
function decide(line: LineToMatch, shares: OwedShare[], ofAmount: ShareToMatch[] = []) {
  const found = retrieved([line], shares);
  if (ofAmount.length > 0) found.byAmount.set(line.id, ofAmount);
  const [decision] = decideLines([line], found);
  if (!decision) throw new Error("the line was not decided");
  return { ...decision, facts: decision.candidates[0]?.facts.map(({ code }) => code) ?? [] };
}

describe("a number that is whole and exact settles", () => {
  test("which of two customers with one account or one name pays", () => {
    const shares = [
      aShare({ thirdPartyId: 1n, iban: "FR76" }),
      aShare({ thirdPartyId: 2n, iban: "FR76", due: 4_200n }),
    ];
    const line = aLine({ ...PAYER, counterpartyIban: "FR76", details: [shares[0]?.invoice ?? ""] });
    const decision = decide(line, shares);
    expect(decision).toMatchObject({ decision: "post", reason: "number_and_amount" });
    expect(decision.facts).not.toContain("homonym");
    expect(decide({ ...line, details: [] }, shares).decision).toBe("suggest");
  });

  test("an answer among more invoices than are searched through", () => {
    const shares = Array.from({ length: 40 }, (_, at) =>
      aShare({ due: at === 0 ? 10_000n : BigInt(100 + at) }),
    );
    const decision = decide(aLine({ ...PAYER, details: [shares[0]?.invoice ?? ""] }), shares);
    expect(decision).toMatchObject({ decision: "post", reason: "number_and_amount" });
    expect(decide(aLine(PAYER), shares)).toMatchObject({ decision: "suggest" });
  });

  test("a reference with check digits is one number: its groups name nothing else", () => {
    const meant = aShare({ invoice: "FA2601-02230" });
    const others = [aShare({ invoice: "FA2601-02", due: 900n }), aShare({ invoice: "FA26-0102", due: 800n })];
    const decision = decide(aLine({ details: ["RF71 FA26 0102 230"] }), [meant, ...others]);
    expect(decision).toMatchObject({ decision: "post", reason: "number_and_amount" });
    expect(decision.facts).not.toContain("other_number_read");
  });
});

describe("a part of the invoice that is named", () => {
  const named = aShare({ invoice: "FA2603-01411", due: 30_000n });
  const line = aLine({ label: `VIR ACPT ${named.invoice} BACHEDOFA` });

  test("stays certain, though somebody else owes exactly its amount", () => {
    const elsewhere = aShare({ invoice: "FA2512-00077", thirdPartyId: 9n });
    const decision = decide(line, [named], [elsewhere]);
    expect(decision).toMatchObject({ decision: "post", reason: "number_and_part" });
    expect(decision.candidates.map(({ allocations }) => allocations[0]?.invoice)).toEqual([named.invoice]);
  });

  test("is doubtful where an invoice of exactly the amount has nearly that number", () => {
    const neighbour = aShare({ invoice: "FA2603-01417", thirdPartyId: 9n });
    expect(decide(line, [named], [neighbour]).decision).toBe("suggest");
  });
});

test("a number that another customer's document has to the letter, with the amount of its neighbour: the neighbour first, and never posted", () => {
  const named = aShare({ invoice: "FA2608-01337", due: 12_000n });
  const meant = aShare({ invoice: "FA2608-01307", thirdPartyId: 9n });
  const others = Array.from({ length: 8 }, (_, at) =>
    aShare({ invoice: `FA2511-0${at}900`, thirdPartyId: 10n }),
  );
  const decision = decide(aLine({ label: `VIR FACT ${named.invoice}` }), [named], [meant, ...others]);
  expect(decision.decision).toBe("suggest");
  expect(decision.facts).toContain("number_close");
  expect(decision.candidates[0]?.allocations).toMatchObject([{ invoice: meant.invoice }]);
});

test("an insurer's share of the document that is named makes it no closed one", () => {
  const named = aShare({ invoice: "FA2603-01500", due: 30_000n, payer: "patient" });
  const fund = { ...named, shareId: 999_999n, payer: "amo" as const, thirdPartyId: 77n };
  const decision = decide(
    aLine({ ...PAYER, details: [named.invoice] }),
    [fund, named],
    [aShare({ thirdPartyId: 9n, invoice: "FA2512-00078" })],
  );
  const codes = decision.candidates.flatMap(({ facts }) => facts.map(({ code }) => code));
  expect(codes).not.toContain("unpayable_named");
});

describe("numbers near the one on the line", () => {
  const number = fc.tuple(fc.integer({ min: 1_000, max: 9_999 }), fc.integer({ min: 1, max: 99_999 }));

  test("are one slip of a digit away, never the number itself, and bounded whatever the text", () => {
    fc.assert(
      fc.property(number, ([month, rank]) => {
        const solid = `FA${month}${String(rank).padStart(5, "0")}`;
        const line = aLine({ label: `VIR FACT ${solid.slice(0, 6)}-${solid.slice(6)}` });
        const near = nearNumbers(line);
        expect(near).not.toContain(solid);
        expect(near.length).toBeGreaterThan(150);
        for (const each of near.filter((each) => each.startsWith("FA")))
          expect(slipsBetween(each, solid, 1)).toBe(1);
      }),
      { numRuns: 50 },
    );
    const long = aLine({ label: "FA2603-00123 ".repeat(800) });
    expect(nearNumbers(long).length).toBeLessThan(1_000);
    expect(nearNumbers(aLine({ label: "LOYER 75011 PARIS" }))).toEqual([]);
  });

  test("go on where the bank may have cut the text", () => {
    const label = "VIR REGLEMENT FACTU FA2607-0166";
    const line = aLine({ label });
    expect(label).toHaveLength(31);
    expect(nearNumbers(line)).toEqual(expect.arrayContaining(["FA260701667", "FA2607016670"]));
    expect(mayGoOn(line, "FA2607-0166")).toBe(true);
    expect(mayGoOn(aLine({ label: "VIR FA2607-0166" }), "FA2607-0166")).toBe(false);
  });
});
