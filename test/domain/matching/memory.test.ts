import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { addDays } from "../../../domain/days.ts";
import { answerOf } from "../../../domain/matching/answer.ts";
import { breaksPromise, holdSuspended, surelyWrong } from "../../../domain/matching/budget.ts";
import type { Candidate, Decision } from "../../../domain/matching/evidence.ts";
import type { LineToMatch } from "../../../domain/matching/line.ts";
import { type Memory, pairKey, payerKey, recall, strengthOf } from "../../../domain/matching/memory.ts";
import { outcomeOfRecheck } from "../../../domain/matching/recheck.ts";

const TODAY = "2026-11-20";

function anAnswer(shareId: bigint, thirdPartyId = shareId, weight = 50): Candidate {
  const share = {
    shareId,
    invoiceId: shareId,
    invoice: `FA-${shareId}`,
    payer: "business" as const,
    thirdPartyId,
  };
  return { allocations: [{ ...share, amount: 100n, due: 100n }], facts: [{ code: "amount_exact" }], weight };
}

const line: LineToMatch = {
  id: 7n,
  amount: 100n,
  bookedOn: "2026-11-12",
  label: "VIR PLOMBERIE DUVAL",
  details: [],
};

function aDecision(candidates: Candidate[], changes: Partial<Decision> = {}): Decision {
  return {
    lineId: 7n,
    decision: "post",
    level: "A",
    reason: "name_and_amount",
    candidates,
    tokens: [],
    ...changes,
  };
}

function aMemory(changes: Partial<Memory> = {}): Memory {
  return {
    refusedOn: new Map(),
    refusedPairs: new Map(),
    habits: new Map(),
    issuedOn: new Map(),
    ...changes,
  };
}

const remember = (decision: Decision, memory: Memory) =>
  recall([decision], new Map([[7n, line]]), memory, TODAY)[0];
const refusedPair = (party: bigint, ...days: string[]) =>
  new Map([[pairKey(payerKey(line) ?? "", party), days]]);

describe("refusals", () => {
  test("an answer refused on a line is not proposed to it again, and the next one is a suggestion", () => {
    const [first, second] = [anAnswer(1n), anAnswer(2n, 2n, 20)];
    const refusedOn = new Map([[7n, new Set([answerOf(first)])]]);
    expect(remember(aDecision([first, second]), aMemory({ refusedOn }))).toMatchObject({
      decision: "suggest",
      candidates: [second],
    });
    expect(remember(aDecision([first]), aMemory({ refusedOn }))).toMatchObject({
      decision: "nothing",
      level: "D",
      reason: "all_refused",
      candidates: [],
    });
    const another = new Map([[8n, new Set([answerOf(first)])]]);
    expect(remember(aDecision([first]), aMemory({ refusedOn: another }))?.decision).toBe("post");
  });

  test("a pair refused a while ago no longer posts by itself, and does again once the refusal has faded", () => {
    const held = (...days: string[]) =>
      remember(aDecision([anAnswer(1n)]), aMemory({ refusedPairs: refusedPair(1n, ...days) }));
    expect(held("2026-11-01")).toMatchObject({ decision: "suggest", level: "B", reason: "weak_answer" });
    expect(held("2026-11-01")?.candidates[0]?.facts.map(({ code }) => code)).toContain("refused_before");
    expect(held(addDays(TODAY, -91))?.decision).toBe("post");
    expect(held(addDays(TODAY, -91), addDays(TODAY, -91))?.decision).toBe("suggest");
    expect(
      remember(aDecision([anAnswer(1n)]), aMemory({ refusedPairs: refusedPair(2n, TODAY) }))?.decision,
    ).toBe("post");
  });

  test("fade with every day, and never weigh more than their number", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 700 }), { minLength: 1 }), (ages) => {
        const days = ages.map((age) => addDays(TODAY, -age));
        const strength = strengthOf(days, TODAY);
        expect(strength).toBeLessThanOrEqual(ages.length);
        expect(strengthOf(days, addDays(TODAY, 1))).toBeLessThan(strength);
      }),
    );
  });

  test("hold back and never push: what was not posted is not posted by memory", () => {
    const some = fc.subarray([1n, 2n, 3n]);
    fc.assert(
      fc.property(
        some,
        some,
        fc.constantFrom("suggest" as const, "nothing" as const),
        (refused, pairs, decision) => {
          const memory = aMemory({
            refusedOn: new Map([[7n, new Set(refused.map((id) => answerOf(anAnswer(id))))]]),
            refusedPairs: new Map(pairs.map((id) => [pairKey(payerKey(line) ?? "", id), [TODAY]])),
          });
          expect(
            remember(aDecision([anAnswer(1n), anAnswer(2n)], { decision, level: "C" }), memory)?.decision,
          ).not.toBe("post");
        },
      ),
    );
  });
});

test("who pays is known by the IBAN, else by the words of the name, and never kept in clear", () => {
  expect(payerKey({ ...line, counterpartyIban: "FR76" })).not.toBe(payerKey(line));
  expect(payerKey({ ...line, label: "VIR SEPA DUVAL PLOMBERIE 0012" })).toBe(payerKey(line));
  expect(payerKey(line)).toMatch(/^[0-9a-f]{32}$/);
  expect(payerKey({ label: "VIR 12345" })).toBeUndefined();
});

test("among answers as good as each other, the one that fits the payer's habit comes first and nothing is posted", () => {
  const [late, usual] = [anAnswer(1n, 9n), anAnswer(2n, 9n)];
  const memory = aMemory({
    habits: new Map([[9n, { delayDays: 30, spreadDays: 3, payments: 5 }]]),
    issuedOn: new Map([
      [1n, "2026-08-01"],
      [2n, "2026-10-14"],
    ]),
  });
  const decided = remember(
    aDecision([late, usual], { decision: "suggest", level: "C", reason: "several_answers" }),
    memory,
  );
  expect(decided?.candidates.map(({ allocations }) => allocations[0]?.shareId)).toEqual([2n, 1n]);
  expect(decided).toMatchObject({ decision: "suggest", level: "C" });
  expect(decided?.candidates[0]?.facts.at(-1)).toEqual({ code: "usual_delay", params: { days: "30" } });
});

describe("the error budget", () => {
  test("two errors of one payer break a promise of ten in ten thousand, one does not, and two thousand posts carry two", () => {
    expect(breaksPromise({ posts: 20, wrong: 1 }, 10, true)).toBe(false);
    expect(breaksPromise({ posts: 20, wrong: 2 }, 10, true)).toBe(true);
    expect(breaksPromise({ posts: 2_000, wrong: 2 }, 10, true)).toBe(false);
  });

  test("an evidence as a whole needs three", () => {
    expect(breaksPromise({ posts: 20, wrong: 2 }, 10, false)).toBe(false);
    expect(breaksPromise({ posts: 20, wrong: 3 }, 10, false)).toBe(true);
    expect(breaksPromise({ posts: 20, wrong: 3 }, 500, false)).toBe(true);
    expect(breaksPromise({ posts: 40, wrong: 3 }, 500, false)).toBe(false);
  });

  test("more errors never look better, more posts never look worse", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 5_000 }), fc.nat(5_000), (posts, some) => {
        const wrong = Math.min(some, posts - 1);
        expect(surelyWrong({ posts, wrong })).toBeLessThanOrEqual(
          surelyWrong({ posts, wrong: wrong + 1 }) + 1e-12,
        );
        expect(surelyWrong({ posts: posts + 1, wrong })).toBeLessThanOrEqual(
          surelyWrong({ posts, wrong }) + 1e-12,
        );
        expect(surelyWrong({ posts, wrong })).toBeLessThanOrEqual(wrong / posts + 1e-12);
      }),
    );
  });

  test("suspended, an evidence suggests and says why; for one payer, the others go on", () => {
    const suspended = { reason: "name_and_amount", ruleId: null, payerId: 1n, posts: 20, wrong: 2 };
    const [first, second] = [aDecision([anAnswer(1n)]), aDecision([anAnswer(2n)], { lineId: 8n })];
    const held = holdSuspended([first, second], [suspended]);
    expect(held[0]).toMatchObject({
      decision: "suggest",
      level: "B",
      reason: "posting_suspended",
      params: { posts: "20", wrong: "2" },
    });
    expect(held[0]?.candidates[0]?.facts.at(-1)?.code).toBe("posting_suspended");
    expect(held[1]).toBe(second);
    expect(holdSuspended([second], [{ ...suspended, payerId: null }])[0]?.decision).toBe("suggest");
    expect(holdSuspended([second], [{ ...suspended, payerId: null, ruleId: 3n }])[0]).toBe(second);
  });
});

test.each([
  ["FA-2610-00123", ["FA2610-00123"], "same"],
  ["fa 2610 123; FA-9", ["FA-9", "FA2610-00123"], "same"],
  ["FA-9", ["FA-9", "FA-10"], "other"],
  ["FA-9, FA-10", ["FA-9"], "other"],
  ["  ,; ", ["FA-9"], "unsure"],
] as const)("a blind answer %j against %j is %s", (typed, documents, outcome) => {
  expect(outcomeOfRecheck(typed, documents)).toBe(outcome);
});
