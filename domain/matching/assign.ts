import type { Cents } from "../money.ts";
import type { Candidate, Decision } from "./evidence.ts";
import { chancesOf, toMillionths } from "./score.ts";

type Loss = { rival: bigint; chance: number };
type Wish = { lineId: bigint; amount: Cents; due: Cents; weight: number };

/** Decibans by which an answer must be better than every other line's to keep what several want: a hundred times as likely. */
const CLEARLY_BETTER = 20;

/**
 * Settles what several lines of a day want at once. Where the lines that would post on a share want more than it owes, the one
 * whose answer is clearly the best keeps it, else nobody does. Losers are left to a person, and say who else wanted it. A share is
 * a block of its own and is settled in the time of sorting its wishes; nothing depends on the order of the lines.
 */
export function assign(decisions: readonly Decision[]): Decision[] {
  const wanting = new Map<bigint, Wish[]>();
  for (const { lineId, decision, candidates } of decisions) {
    const best = candidates[0];
    if (decision !== "post" || !best) continue;
    for (const { shareId, amount, due } of best.allocations) {
      const wish = { lineId, amount, due, weight: best.weight };
      const known = wanting.get(shareId);
      if (known) known.push(wish);
      else wanting.set(shareId, [wish]);
    }
  }
  const losers = new Map<bigint, Loss>();
  // In the order of the shares, so that a line that loses two names the same rival on every run.
  const shares = [...wanting].sort(([a], [b]) => byId(b, a));
  for (const [, wishes] of shares) {
    if (!isTooMuch(wishes)) continue;
    const winner = clearlyBest(wishes);
    const [first, second] = wishes.map(({ lineId }) => lineId).sort(byId);
    const chances = chancesOf(wishes.map(({ weight }) => weight));
    wishes.forEach(({ lineId }, at) => {
      const rival = winner?.lineId ?? (lineId === first ? second : first);
      if (lineId !== winner?.lineId && rival !== undefined)
        losers.set(lineId, { rival, chance: chances[at] ?? 0 });
    });
  }
  return decisions.map((decision) => {
    const loss = losers.get(decision.lineId);
    return loss === undefined ? decision : heldBack(decision, loss);
  });
}

/** More than the share owes; for a credit note, more than it is worth. */
function isTooMuch(wishes: readonly Wish[]): boolean {
  const due = wishes[0]?.due ?? 0n;
  const wanted = wishes.reduce((sum, wish) => sum + wish.amount, 0n);
  return due >= 0n ? wanted > due : wanted < due;
}

function clearlyBest(wishes: readonly Wish[]): Wish | undefined {
  const [first, second] = [...wishes].sort((a, b) => b.weight - a.weight);
  return first && second && first.weight - second.weight >= CLEARLY_BETTER ? first : undefined;
}

function byId(a: bigint, b: bigint): number {
  return a < b ? -1 : 1;
}

/** The answer may be right for one of the lines only: its chance is that of being right at all, and for this line. */
function heldBack(decision: Decision, { rival, chance }: Loss): Decision {
  const [best, ...others] = decision.candidates;
  const against = (candidate: Candidate): Candidate => ({
    ...candidate,
    ...(candidate.chance === undefined ? {} : { chance: toMillionths(candidate.chance * chance) }),
    facts: [...candidate.facts, { code: "wanted_by_another_line", params: { line: String(rival) } }],
  });
  return {
    ...decision,
    decision: "suggest",
    level: "B",
    reason: "wanted_by_another_line",
    candidates: best ? [against(best), ...others] : others,
  };
}
