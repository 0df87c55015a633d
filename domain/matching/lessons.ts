import type { FactCode } from "./evidence.ts";

/** What weights are fitted to: the facts of each answer of a line, and which answer is right (none: -1). */
export type Lesson = { answers: FactCode[][]; right: number; times: number };

/** An answer as it was weighed. Answers without a chance were decided without weights, and teach none. */
export type WeighedAnswer = { facts: readonly { code: string }[]; chance?: number };

/** Remarks that the decision adds afterwards are no evidence: the model does not weigh them. */
const REMARKS = new Set([
  "other_answer_exact",
  "rival_as_good",
  "refused_before",
  "posting_suspended",
  "usual_delay",
]);

/** Collects lessons: lines with the same answers and the same right one are one lesson, so many times. */
export class Lessons {
  readonly #known = new Map<string, Lesson>();

  /** @param right which of the answers is right; -1: none of them */
  learn(answers: readonly WeighedAnswer[], right: number): void {
    // Two lines that want one invoice: what tells them apart stands on no line, and is no lesson about facts.
    const wanted = answers.some(({ facts }) => facts.some(({ code }) => code === "wanted_by_another_line"));
    if (answers[0]?.chance === undefined || wanted) return;
    const facts = answers.map((answer) =>
      [
        ...new Set(answer.facts.map(({ code }) => code as FactCode).filter((code) => !REMARKS.has(code))),
      ].sort(),
    );
    const key = JSON.stringify([facts, right]);
    const known = this.#known.get(key);
    if (known) known.times += 1;
    else this.#known.set(key, { answers: facts, right, times: 1 });
  }

  all(): Lesson[] {
    return [...this.#known.values()];
  }
}
