import type { Cents } from "../money.ts";
import type { Candidate, Decision } from "./evidence.ts";

/**
 * Settles what several lines want at once. Where the lines that would post on a share want more than it owes, the one
 * with the strictly best answer keeps it and the others are left to a person; where none is strictly best, all are.
 * Nothing depends on the order of the lines.
 */
export function assign(decisions: readonly Decision[]): Decision[] {
  const wanting = new Map<bigint, { decision: Decision; amount: Cents; due: Cents; weight: number }[]>();
  for (const decision of decisions) {
    const best = decision.candidates[0];
    if (decision.decision !== "post" || !best) continue;
    for (const { shareId, amount, due } of best.allocations) {
      wanting.set(shareId, [...(wanting.get(shareId) ?? []), { decision, amount, due, weight: best.weight }]);
    }
  }
  const losers = new Set<bigint>();
  for (const wishes of wanting.values()) {
    const due = wishes[0]?.due ?? 0n;
    if (wishes.reduce((sum, wish) => sum + wish.amount, 0n) <= due) continue;
    const top = Math.max(...wishes.map((wish) => wish.weight));
    const winners = wishes.filter((wish) => wish.weight === top);
    for (const wish of wishes) {
      if (winners.length > 1 || wish !== winners[0]) losers.add(wish.decision.lineId);
    }
  }
  return decisions.map((decision) => (losers.has(decision.lineId) ? heldBack(decision) : decision));
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
