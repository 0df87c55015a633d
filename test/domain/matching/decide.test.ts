import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { decideLines } from "../../../domain/matching/decide.ts";
import type { Decision } from "../../../domain/matching/evidence.ts";
import type { LineToMatch } from "../../../domain/matching/line.ts";
import { sumCents } from "../../../domain/money.ts";
import { aLine, aShare, type OwedShare, retrieved } from "./books.ts";

function decide(lines: LineToMatch[], shares: OwedShare[]): Decision[] {
  return decideLines(lines, retrieved(lines, shares));
}

function decideOne(line: LineToMatch, shares: OwedShare[]): Decision {
  const [decision] = decide([line], shares);
  if (!decision) throw new Error("the line was not decided");
  return decision;
}

function factsOf(decision: Decision): string[] {
  return decision.candidates[0]?.facts.map(({ code }) => code) ?? [];
}

const PAYER = { counterpartyName: "TRANSPORTS BACHEDOFA" };

describe("what posts without asking", () => {
  test("a number and the exact amount", () => {
    const share = aShare();
    const decision = decideOne(aLine({ ...PAYER, details: [`FACTURE ${share.invoice}`] }), [share]);
    expect(decision).toMatchObject({ decision: "post", reason: "number_and_amount", level: "A" });
    expect(decision.candidates[0]?.allocations).toMatchObject([{ shareId: share.shareId, amount: 10_000n }]);
  });

  test("a number and a part, where the payer agrees or the line says that it pays a part", () => {
    const share = aShare({ due: 30_000n });
    expect(decideOne(aLine({ ...PAYER, details: [share.invoice] }), [share]).reason).toBe("number_and_part");
    expect(decideOne(aLine({ label: `VIR ${share.invoice} ACPT` }), [share]).decision).toBe("post");
    expect(decideOne(aLine({ label: `VIR ${share.invoice}` }), [share]).decision).toBe("post");
    expect(decideOne(aLine({ label: `VIR ${share.invoice} BACHEDOFA` }), [share]).decision).toBe("post");
  });

  test("a part, where the bank cut the name of the payer", () => {
    const share = aShare({ name: "Pasquier Moussa", due: 30_000n });
    const label = `VIR REGLT ${share.invoice}`.padEnd(24, " ");
    expect(decideOne(aLine({ label: `${label} PASQUI` }), [share]).decision).toBe("post");
    expect(decideOne(aLine({ label: `${label} DUPONT` }), [share]).decision).toBe("suggest");
  });

  test("a number of a series, though its neighbours are due for the same amount: one digit apart is no slip of it", () => {
    const shares = ["FA2610-0011", "FA2610-0012", "FA2610-0013"].map((invoice) => aShare({ invoice }));
    const [, second] = shares;
    const decision = decideOne(aLine({ ...PAYER, details: ["ABONNEMENT FA2610-0012"] }), shares);
    expect(decision).toMatchObject({ decision: "post", reason: "number_and_amount" });
    expect(decision.candidates[0]?.allocations).toMatchObject([{ shareId: second?.shareId }]);
    expect(decision.candidates.slice(1).flatMap(({ facts }) => facts.map(({ code }) => code))).not.toContain(
      "number_close",
    );
  });

  test("several numbers whose sum is the amount", () => {
    const shares = [aShare({ due: 4_000n }), aShare({ due: 6_000n })];
    const detail = shares.map(({ invoice }) => invoice).join(" ");
    expect(decideOne(aLine({ details: [detail] }), shares)).toMatchObject({
      decision: "post",
      reason: "numbers_and_sum",
    });
  });

  test("the only invoices of a known payer that make the amount", () => {
    const shares = [aShare({ due: 4_000n }), aShare({ due: 6_000n }), aShare({ due: 7_100n })];
    expect(decideOne(aLine(PAYER), shares).reason).toBe("name_and_amount");
    const withIban = shares.map((share) => ({ ...share, iban: "FR76" }));
    expect(decideOne(aLine({ counterpartyIban: "FR76" }), withIban).reason).toBe("iban_and_amount");
  });
});

describe("what never posts", () => {
  test("an amount alone (D12)", () => {
    const decision = decideOne(aLine(), [aShare()]);
    expect(decision.decision).toBe("suggest");
    expect(factsOf(decision)).toEqual(expect.arrayContaining(["amount_exact", "payer_not_named"]));
  });

  test("two answers that are as good as each other", () => {
    const decision = decideOne(aLine(PAYER), [aShare(), aShare()]);
    expect(decision).toMatchObject({ decision: "suggest", level: "C", reason: "several_answers" });
    expect(decision.candidates).toHaveLength(2);
  });

  test("a name that two customers bear", () => {
    const shares = [aShare({ thirdPartyId: 1n }), aShare({ thirdPartyId: 2n, due: 4_200n })];
    expect(decideOne(aLine(PAYER), shares).decision).toBe("suggest");
  });

  test("a number that ends where the bank cuts the text, as a part or with nobody to confirm it", () => {
    const cut = (share: OwedShare) => `VIR REGLEMENT ${share.invoice}`.padStart(31, "X").slice(-31);
    const large = aShare({ due: 30_000n });
    const exact = aShare();
    expect(factsOf(decideOne(aLine({ label: cut(large) }), [large]))).toContain("number_at_the_cut");
    expect(decideOne(aLine({ label: cut(large) }), [large]).decision).toBe("suggest");
    expect(decideOne(aLine({ label: cut(exact) }), [exact]).decision).toBe("suggest");
  });

  test("a number that names another customer than the payer", () => {
    const named = aShare({ thirdPartyId: 2n, name: "Garage Quirosati", due: 30_000n });
    const meant = aShare({ thirdPartyId: 1n });
    const decision = decideOne(aLine({ ...PAYER, details: [named.invoice] }), [named, meant]);
    expect(decision.decision).toBe("suggest");
    const answers = decision.candidates.map(({ allocations }) => allocations[0]?.shareId);
    expect(answers).toEqual(expect.arrayContaining([named.shareId, meant.shareId]));
  });

  test("a number with a lesser amount and no payer: it looks just like a slip in the number", () => {
    const share = aShare({ due: 30_000n });
    const decision = decideOne(aLine({ label: `VIR FACT ${share.invoice}` }), [share]);
    expect(decision.decision).toBe("suggest");
    expect(factsOf(decision)).toContain("payer_not_named");
  });

  test("an open invoice of the same amount, when the line names a draft or a settled one", () => {
    const open = aShare();
    for (const named of [aShare({ lifecycle: "draft", invoice: "(PROV1234)" }), aShare({ due: 0n })]) {
      const decision = decideOne(aLine({ ...PAYER, details: [`FACTURE ${named.invoice}`] }), [open, named]);
      expect(decision.decision).not.toBe("post");
      expect(factsOf(decision)).toContain("unpayable_named");
      expect(factsOf(decision)).not.toContain("no_number");
    }
  });

  test("a draft, a quote, a settled invoice: the reason says which", () => {
    const reasonFor = (share: OwedShare) => decideOne(aLine({ details: [share.invoice] }), [share]).reason;
    expect(reasonFor(aShare({ lifecycle: "draft" }))).toBe("invoice_is_draft");
    expect(reasonFor(aShare({ lifecycle: "quote" }))).toBe("invoice_is_quote");
    expect(reasonFor(aShare({ due: 0n }))).toBe("invoice_settled");
  });

  test("more than is due", () => {
    const share = aShare({ due: 9_000n });
    expect(decideOne(aLine({ ...PAYER, details: [share.invoice] }), [share])).toMatchObject({
      decision: "suggest",
      reason: "above_due",
    });
  });

  test("money that comes back", () => {
    const share = aShare();
    const line = aLine({ details: [share.invoice], returnReason: "MD06" });
    expect(decideOne(line, [share]).reason).toBe("payment_returned");
  });
});

describe("several lines that want one invoice", () => {
  test("a number beats an equal amount, even when it comes later", () => {
    const share = aShare();
    const guess = aLine(PAYER);
    const named = aLine({ ...PAYER, details: [`FACTURE ${share.invoice}`] });
    const [first, second] = decide([guess, named], [share]);
    expect(first).toMatchObject({ decision: "suggest", reason: "wanted_by_another_line" });
    expect(second?.decision).toBe("post");
  });

  test("of two equal payments on one day none posts; on two days the first does", () => {
    const share = aShare();
    const paid = (bookedOn: string) => aLine({ bookedOn, details: [`FACTURE ${share.invoice}`] });
    const decisions = (...days: string[]) => decide(days.map(paid), [share]).map(({ decision }) => decision);
    expect(decisions("2026-10-05", "2026-10-05")).toEqual(["suggest", "suggest"]);
    expect(decisions("2026-10-06", "2026-10-05")).toEqual(["nothing", "post"]);
  });

  test("two parts that fit together both post", () => {
    const share = aShare({ due: 20_000n });
    const lines = [7_000n, 13_000n].map((amount) => aLine({ ...PAYER, amount, details: [share.invoice] }));
    expect(decide(lines, [share]).map(({ decision }) => decision)).toEqual(["post", "post"]);
  });
});

/** A small town: few customers, few amounts, numbers right and wrong, so that everything collides. */
const town = fc.array(
  fc.record({ party: fc.integer({ min: 1, max: 3 }), due: fc.constantFrom(1_000n, 2_000n, 3_000n) }),
  { minLength: 1, maxLength: 6 },
);
const transfers = fc.array(
  fc.record({
    invoice: fc.option(fc.nat(5)),
    party: fc.option(fc.integer({ min: 1, max: 3 })),
    amount: fc.constantFrom(500n, 1_000n, 2_000n, 3_000n, 4_000n),
    day: fc.constantFrom("2026-10-05", "2026-10-06"),
  }),
  { minLength: 1, maxLength: 8 },
);
const NAMES = ["", "Garage Bachedofa", "Optique Bachedofa", "Traiteur Quirosati"];

function nightOf(
  owed: { party: number; due: bigint }[],
  sent: { invoice: number | null; party: number | null; amount: bigint; day: string }[],
): { shares: OwedShare[]; lines: LineToMatch[] } {
  const shares = owed.map(({ party, due }, at) =>
    aShare({ invoice: `FA26-${at + 1}01`, due, thirdPartyId: BigInt(party), name: NAMES[party] ?? "" }),
  );
  const lines = sent.map(({ invoice, party, amount, day }) =>
    aLine({
      amount,
      bookedOn: day,
      details: invoice === null ? [] : [`FACTURE FA26-${invoice + 1}01`],
      ...(party === null ? {} : { counterpartyName: NAMES[party] ?? "" }),
    }),
  );
  return { shares, lines };
}

test("the order of the lines changes nothing", () => {
  fc.assert(
    fc.property(town, transfers, (owed, sent) => {
      const { shares, lines } = nightOf(owed, sent);
      const byLine = (list: LineToMatch[]) =>
        decide(list, shares)
          .map(({ lineId, decision, reason }) => `${lineId} ${decision} ${reason}`)
          .sort();
      expect(byLine(lines.toReversed())).toEqual(byLine(lines));
    }),
  );
});

test("a night cut between two days, decided in two batches, comes out as decided in one", () => {
  fc.assert(
    fc.property(town, transfers, (owed, sent) => {
      const { shares, lines } = nightOf(owed, sent);
      const told = (decisions: Decision[]) =>
        decisions.map(({ lineId, decision, reason }) => `${lineId} ${decision} ${reason}`).sort();
      const [firstDay, secondDay] = ["2026-10-05", "2026-10-06"].map((day) =>
        lines.filter(({ bookedOn }) => bookedOn === day),
      );
      const before = decide(firstDay ?? [], shares);
      const paid = new Map<bigint, bigint>();
      for (const { decision, candidates } of before) {
        if (decision !== "post") continue;
        for (const { shareId, amount } of candidates[0]?.allocations ?? [])
          paid.set(shareId, (paid.get(shareId) ?? 0n) + amount);
      }
      const left = shares.map((share) => ({ ...share, due: share.due - (paid.get(share.shareId) ?? 0n) }));
      // What the database finds does not depend on what was paid meanwhile, but for shares of the very amount.
      const found = retrieved(secondDay ?? [], shares);
      const now = new Map(left.map((share) => [share.shareId, share]));
      const renewed = <T extends { share: { shareId: bigint } }>(finds: Map<bigint, T[]>) =>
        new Map(
          [...finds].map(([id, list]) => [
            id,
            list.map((find) => ({ ...find, share: now.get(find.share.shareId) ?? find.share })),
          ]),
        );
      const after = decideLines(secondDay ?? [], {
        ...found,
        byNumber: renewed(found.byNumber) as typeof found.byNumber,
        byName: renewed(found.byName) as typeof found.byName,
        byLikeName: renewed(found.byLikeName) as typeof found.byLikeName,
        byAmount: new Map(
          [...found.byAmount].map(([id, list]) => [id, list.map((share) => now.get(share.shareId) ?? share)]),
        ),
      });
      expect(told(decide(lines, shares))).toEqual(told([...before, ...after]));
    }),
  );
});

test("an unrelated invoice never turns a posted match into another", () => {
  fc.assert(
    fc.property(town, transfers, (owed, sent) => {
      const { shares, lines } = nightOf(owed, sent);
      const stranger = aShare({
        invoice: "ZZ99-77001",
        due: 2_000n,
        thirdPartyId: 9n,
        name: "Maçonnerie Vlunopestri",
      });
      const paysWhat = (all: OwedShare[]) =>
        decide(lines, all).map(({ decision, candidates }) =>
          decision === "post" ? candidates[0]?.allocations.map(({ shareId }) => shareId) : "waits",
        );
      expect(paysWhat([...shares, stranger])).toEqual(paysWhat(shares));
    }),
  );
});

test("a promise of fewer errors than the answer's chance holds it back, and says so", () => {
  const share = aShare();
  const line = aLine({ ...PAYER, details: [`FACTURE ${share.invoice}`] });
  const books = retrieved([line], [share]);
  const [strict] = decideLines([line], books, { promisedErrors: 0, takenBack: new Set() });
  expect(strict).toMatchObject({
    decision: "suggest",
    level: "B",
    reason: "below_promise",
    promisedErrors: 0,
  });
});

test("a line of which a person took a match back is proposed, and not posted", () => {
  const share = aShare();
  const line = aLine({ ...PAYER, details: [`FACTURE ${share.invoice}`] });
  const [decision] = decideLines([line], retrieved([line], [share]), {
    promisedErrors: 10,
    takenBack: new Set([line.id]),
  });
  expect(decision).toMatchObject({ decision: "suggest", reason: "taken_back" });
});

describe("what is deducted", () => {
  test("a credit note, where nothing else makes the amount", () => {
    const invoice = aShare({ due: 12_000n });
    const note = aShare({ due: -2_000n, type: "credit_note" });
    const decision = decideOne(aLine(PAYER), [invoice, note]);
    expect(decision).toMatchObject({ decision: "post", reason: "name_and_amount" });
    expect(decision.candidates[0]?.allocations.map(({ amount }) => amount)).toEqual([12_000n, -2_000n]);
    expect(factsOf(decision)).toContain("credit_netted");
  });

  test("of two notes, the one that fits; of two ways to come to the amount, neither by itself", () => {
    const invoice = aShare({ due: 12_000n });
    const notes = [aShare({ due: -2_000n }), aShare({ due: -3_000n })];
    const fits = decideOne(aLine(PAYER), [invoice, ...notes]);
    expect(fits.candidates[0]?.allocations.map(({ amount }) => amount)).toEqual([12_000n, -2_000n]);
    const twoWays = decideOne(aLine(PAYER), [invoice, ...notes, aShare({ due: 13_000n })]);
    expect(twoWays.decision).toBe("suggest");
  });
});

describe("names with slips", () => {
  test("post with the exact amount, and with the slip only one customer can be meant", () => {
    const line = aLine({ counterpartyName: "TRANSPROTS BACHEDOFA" });
    expect(decideOne(line, [aShare()])).toMatchObject({ decision: "post", reason: "name_and_amount" });
    const both = [
      aShare({ thirdPartyId: 1n }),
      aShare({ thirdPartyId: 2n, name: "SARL Transports Bachedofas" }),
    ];
    expect(decideOne(aLine({ counterpartyName: "TRANSPORTS BACHEDOFE" }), both).decision).toBe("suggest");
  });

  test("part of a name is shown and never posts", () => {
    const share = aShare({ name: "Transports Bachedofa Lyon" });
    const decision = decideOne(aLine({ counterpartyName: "BACHEDOFA" }), [share]);
    expect(decision.decision).toBe("suggest");
  });
});

test("over a night no share is paid above its due, and every posted line is spent to the cent", () => {
  fc.assert(
    fc.property(town, transfers, (owed, sent) => {
      const { shares, lines } = nightOf(owed, sent);
      const posted = decide(lines, shares).filter(({ decision }) => decision === "post");
      const allocations = posted.flatMap(({ candidates }) => candidates[0]?.allocations ?? []);
      for (const share of shares) {
        const paid = allocations.filter(({ shareId }) => shareId === share.shareId);
        expect(sumCents(paid.map(({ amount }) => amount)) <= share.due).toBe(true);
      }
      for (const { lineId, candidates } of posted) {
        const line = lines.find(({ id }) => id === lineId);
        const spent = sumCents(candidates[0]?.allocations.map(({ amount }) => amount) ?? []);
        expect(spent).toBe(line?.amount);
      }
    }),
  );
});
