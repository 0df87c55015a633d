import type { FactCode } from "../../domain/matching/evidence.ts";
import {
  added,
  BANDS,
  type KindScore,
  newScore,
  type Outcome,
  rightAnswer,
  type Scorecard,
  scoreOutcomes,
  type Truth,
} from "../../domain/matching/scorecard.ts";
import type { Db } from "../../sql/connect.ts";
import { outcomesOfLines } from "../../sql/scorecard.ts";

/** What calibration learns from: the facts of each answer of a line, and which answer is right (none: -1). */
export type Lesson = { answers: FactCode[][]; right: number; times: number };

export type Judged = Scorecard & { lessons: Lesson[] };

/** Holds what was posted and what was suggested against the truth, kind by kind, and keeps the lessons for calibration. */
export async function judgeLines(
  db: Db,
  truths: readonly Truth[],
  idOf: (id: string) => string,
): Promise<Judged> {
  const outcomes = new Map((await outcomesOfLines(db)).map((outcome) => [idOf(outcome.name), outcome]));
  const scorecard = scoreOutcomes(outcomes, truths, idOf);
  if (scorecard.unknown.length > 0) throw new Error(`line ${scorecard.unknown[0]} was not imported`);
  const lessons = new Map<string, Lesson>();
  for (const truth of truths) {
    const outcome = outcomes.get(idOf(truth.lineId));
    if (outcome) learn(lessons, outcome, rightAnswer(outcome, truth));
  }
  return { ...scorecard, lessons: [...lessons.values()] };
}

/** Remarks that the decision adds afterwards are no evidence: the model does not weigh them. */
const REMARKS = new Set<FactCode>(["other_answer_exact", "rival_as_good"]);

function learn(lessons: Map<string, Lesson>, { answers }: Outcome, right: number): void {
  // Two lines that want one invoice: what tells them apart stands on no line, and is no lesson about facts.
  const wanted = answers.some(({ facts }) => facts.some(({ code }) => code === "wanted_by_another_line"));
  if (answers[0]?.chance === undefined || wanted) return;
  const facts = answers.map((answer) =>
    [...new Set(answer.facts.map(({ code }) => code).filter((code) => !REMARKS.has(code)))].sort(),
  );
  const key = JSON.stringify([facts, right]);
  const known = lessons.get(key);
  if (known) known.times += 1;
  else lessons.set(key, { answers: facts, right, times: 1 });
}

/** Several runs as one. */
export function together(runs: readonly Judged[]): Judged {
  const kinds = new Map<string, KindScore>();
  for (const score of runs.flatMap((run) => run.kinds)) {
    const sum = kinds.get(score.kind) ?? newScore(score.kind);
    kinds.set(score.kind, added(sum, score));
  }
  const reliability = BANDS.map((from, at) =>
    runs.reduce(
      (sum, run) => {
        const bin = run.reliability[at];
        return bin
          ? {
              from,
              count: sum.count + bin.count,
              promised: sum.promised + bin.promised,
              right: sum.right + bin.right,
            }
          : sum;
      },
      { from, count: 0, promised: 0, right: 0 },
    ),
  );
  return {
    kinds: [...kinds.values()].sort((a, b) => (a.kind < b.kind ? -1 : 1)),
    reliability,
    unknown: [],
    lessons: runs.flatMap((run) => run.lessons),
    wrongs: runs.flatMap((run) => run.wrongs),
  };
}
