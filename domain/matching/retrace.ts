import { judge } from "./decide.ts";
import type { Decision, Fact, ReasonCode } from "./evidence.ts";
import { MODEL, type ScoreModel } from "./model.ts";
import { weightOf } from "./score.ts";

/** What is stored of a decision, as far as it can be come to again. */
export type Recorded = {
  model?: string;
  decision: Decision["decision"];
  reason: string;
  promisedErrors?: number;
  unseen?: number;
  candidates: readonly { facts: readonly Fact[]; allocations: readonly unknown[]; chance?: number }[];
};

export type Retraced =
  /** The same facts give the same weights, chances and decision. */
  | { kind: "same" }
  /** They give something else: the record was changed, or the engine was without a new version. */
  | { kind: "different"; reason: ReasonCode; chance: number }
  /** Decided with other weights than those at hand, by a person, or without answers to weigh. */
  | { kind: "not_comparable" };

/** Reasons that rest on something else than the line and its answers: another line, or what a person did before. */
const FROM_OUTSIDE = new Set(["wanted_by_another_line", "taken_back", "person", "rule", "return_of_payment"]);

/** Comes to a stored decision again from its stored facts: same facts, same weights, same answer. */
export function retrace(recorded: Recorded, model: ScoreModel = MODEL): Retraced {
  const { candidates, promisedErrors, unseen = 0 } = recorded;
  if (recorded.model !== model.id || promisedErrors === undefined || candidates.length === 0)
    return { kind: "not_comparable" };
  if (FROM_OUTSIDE.has(recorded.reason)) return { kind: "not_comparable" };
  const weighed = candidates.map(({ facts, allocations }) => ({
    facts: [...facts],
    allocations,
    weight: weightOf(facts, model),
  }));
  const verdict = judge(weighed, unseen, { promisedErrors, takenBack: false, model });
  const same =
    verdict.reason === recorded.reason &&
    verdict.decision === recorded.decision &&
    verdict.candidates.every(({ chance }, at) => chance === candidates[at]?.chance);
  const chance = verdict.candidates[0]?.chance ?? 0;
  return same ? { kind: "same" } : { kind: "different", reason: verdict.reason, chance };
}
