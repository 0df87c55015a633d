import type { IsoDate } from "../days.ts";
import type { Cents } from "../money.ts";
import type { Candidate, Decision } from "./evidence.ts";

type Wish = { decision: Decision; amount: Cents; due: Cents; weight: number; bookedOn: IsoDate };

/**
 * Settles what several lines want at once. Where the lines that would post on a share want more than it owes, the one
 * with the strictly best answer keeps it; among equally good ones the first day does, as it would have had the nights been
 * run day by day, and the later line shows as a second payment. On one day nobody wins. Losers are left to a person.
 * Nothing depends on the order of the lines.
 */
export function assign(decisions: readonly Decision[], bookedOn: ReadonlyMap<bigint, IsoDate>): Decision[] {
  const wanting = new Map<bigint, Wish[]>();
  for (const decision of decisions) {
    const best = decision.candidates[0];
    if (decision.decision !== "post" || !best) continue;
    for (const { shareId, amount, due } of best.allocations) {
      const day = bookedOn.get(decision.lineId) ?? "";
      wanting.set(shareId, [
        ...(wanting.get(shareId) ?? []),
        { decision, amount, due, weight: best.weight, bookedOn: day },
      ]);
    }
  }
  const losers = new Set<bigint>();
  for (const wishes of wanting.values()) {
    const due = wishes[0]?.due ?? 0n;
    if (wishes.reduce((sum, wish) => sum + wish.amount, 0n) <= due) continue;
    const winner = strictlyBest(wishes);
    for (const wish of wishes) if (wish !== winner) losers.add(wish.decision.lineId);
  }
  return decisions.map((decision) => (losers.has(decision.lineId) ? heldBack(decision) : decision));
}

function strictlyBest(wishes: readonly Wish[]): Wish | undefined {
  const top = Math.max(...wishes.map((wish) => wish.weight));
  const best = wishes.filter((wish) => wish.weight === top);
  const firstDay = best.map((wish) => wish.bookedOn).sort()[0];
  const first = best.filter((wish) => wish.bookedOn === firstDay);
  return first.length === 1 ? first[0] : undefined;
}

function heldBack(decision: Decision): Decision {
  const [best, ...others] = decision.candidates;
  const against = (candidate: Candidate): Candidate => ({
    ...candidate,
    facts: [...candidate.facts, { code: "wanted_by_another_line" }],
  });
  return {
    ...decision,
    decision: "suggest",
    level: "B",
    reason: "wanted_by_another_line",
    candidates: best ? [against(best), ...others] : others,
  };
}
