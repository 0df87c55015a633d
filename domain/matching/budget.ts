import { partyOf } from "./answer.ts";
import type { Decision, ReasonCode } from "./evidence.ts";

/** What posts by itself: an evidence of the engine or a rule of the company, for one payer or for all of them. */
export type Posting = { reason: string; ruleId: bigint | null; payerId: bigint | null };

/** How often it posted since it was last allowed to, and how often that was wrong. */
export type Seen = { posts: number; wrong: number };

/** An evidence that no longer posts by itself, with what it did. */
export type Suspended = Posting & Seen;

/** One-sided 95 %. */
const Z = 1.645;
/** Fewer errors than this are an accident: two for one payer, three for an evidence as a whole. */
const WRONG_MIN = { payer: 2, all: 3 };

/**
 * The lowest error rate that what was seen is still likely under (Wilson, 95 %): ten errors in ten posts weigh more than one in
 * one. Between 0 and 1.
 */
export function surelyWrong({ posts, wrong }: Seen): number {
  if (posts === 0) return 0;
  const rate = Math.min(1, wrong / posts);
  const middle = rate + (Z * Z) / (2 * posts);
  const margin = Z * Math.sqrt((rate * (1 - rate)) / posts + (Z * Z) / (4 * posts * posts));
  return Math.max(0, (middle - margin) / (1 + (Z * Z) / posts));
}

/** Whether an evidence broke the promise of at most so many errors in 10,000, beyond what chance explains. */
export function breaksPromise(seen: Seen, promisedErrors: number, isForOnePayer: boolean): boolean {
  const least = isForOnePayer ? WRONG_MIN.payer : WRONG_MIN.all;
  return seen.wrong >= least && surelyWrong(seen) * 10_000 > promisedErrors;
}

/** Decisions of which the evidence no longer posts by itself become suggestions, and say so. */
export function holdSuspended(decisions: readonly Decision[], suspended: readonly Suspended[]): Decision[] {
  if (suspended.length === 0) return [...decisions];
  const byKey = new Map(suspended.map((right) => [keyOf(right), right]));
  return decisions.map((decision) => {
    if (decision.decision !== "post") return decision;
    const [best, ...others] = decision.candidates;
    const posting = { reason: decision.reason, ruleId: decision.rule?.id ?? null };
    const payerId = (best && partyOf(best)) ?? null;
    const right =
      byKey.get(keyOf({ ...posting, payerId })) ?? byKey.get(keyOf({ ...posting, payerId: null }));
    return right ? held(decision, right, best && [best, ...others]) : decision;
  });
}

function held(decision: Decision, right: Suspended, candidates: Decision["candidates"] = []): Decision {
  const params = { posts: String(right.posts), wrong: String(right.wrong) };
  const [best, ...others] = candidates;
  const told = best && { ...best, facts: [...best.facts, { code: "posting_suspended" as const, params }] };
  const reason: ReasonCode = "posting_suspended";
  return {
    ...decision,
    decision: "suggest",
    level: "B",
    reason,
    params: { ...decision.params, ...params },
    candidates: told ? [told, ...others] : [],
  };
}

function keyOf({ reason, ruleId, payerId }: Posting): string {
  return `${reason} ${ruleId ?? ""} ${payerId ?? ""}`;
}
