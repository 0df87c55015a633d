import { type Truth, written } from "../../domain/matching/scorecard.ts";
import type { Db } from "../../sql/connect.ts";
import { outcomesOfLines } from "../../sql/scorecard.ts";

/** What became of the lines of one kind. `wrong` is what must never be: posted without asking, and not on the right answer. */
export type Score = {
  kind: string;
  lines: number;
  certain: number;
  right: number;
  wrong: number;
  waiting: number;
};

/** A line posted wrongly, as a person would want to see it. */
export type WrongPost = { lineId: string; kind: string; posted: string; expected: string };

export type Scored = { scores: Score[]; wrongs: WrongPost[] };

/** Compares what was posted with the truth, line by line. Ids are compared by their digits: formats pad them differently. */
export async function scoreLines(
  db: Db,
  truths: Iterable<Truth>,
  idOf: (id: string) => string,
): Promise<Scored> {
  const rows = new Map((await outcomesOfLines(db)).map((row) => [idOf(row.name), row]));
  const scores = new Map<string, Score>();
  const wrongs: WrongPost[] = [];
  for (const truth of truths) {
    const score = scores.get(truth.kind) ?? newScore(truth.kind);
    scores.set(truth.kind, score);
    score.lines += 1;
    if (truth.expect === "auto") score.certain += 1;
    const row = rows.get(idOf(truth.lineId));
    if (!row) throw new Error(`line ${truth.lineId} was not imported`);
    if (row.state !== "posted") {
      score.waiting += 1;
      continue;
    }
    const posted = written(row.allocations);
    // An insurer's transfer that no return announced waits on 511700: no invoice was said to be paid.
    if (posted === "") {
      score.waiting += 1;
      continue;
    }
    const expected = written(truth.allocations) || "left to a person";
    if (posted === expected) score.right += 1;
    else {
      score.wrong += 1;
      wrongs.push({ lineId: truth.lineId, kind: truth.kind, posted, expected });
    }
  }
  return { scores: [...scores.values()].sort((a, b) => (a.kind < b.kind ? -1 : 1)), wrongs };
}

/** One sum over all kinds, for the last row of the table. */
export function totalOf(scores: readonly Score[]): Score {
  return scores.reduce(
    (sum, score) => ({
      kind: "all",
      lines: sum.lines + score.lines,
      certain: sum.certain + score.certain,
      right: sum.right + score.right,
      wrong: sum.wrong + score.wrong,
      waiting: sum.waiting + score.waiting,
    }),
    newScore("all"),
  );
}

function newScore(kind: string): Score {
  return { kind, lines: 0, certain: 0, right: 0, wrong: 0, waiting: 0 };
}
