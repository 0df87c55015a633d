import { type Lesson, Lessons } from "../../domain/matching/lessons.ts";
import {
  added,
  BANDS,
  type KindScore,
  newScore,
  rightAnswer,
  type Scorecard,
  scoreOutcomes,
  type Truth,
} from "../../domain/matching/scorecard.ts";
import type { Db } from "../../sql/connect.ts";
import { outcomesOfLines } from "../../sql/scorecard.ts";

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
  const lessons = new Lessons();
  for (const truth of truths) {
    const outcome = outcomes.get(idOf(truth.lineId));
    if (outcome) lessons.learn(outcome.answers, rightAnswer(outcome, truth));
  }
  return { ...scorecard, lessons: lessons.all() };
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
