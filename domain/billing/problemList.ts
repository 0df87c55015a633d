import { error, type Problem, warning } from "../problems.ts";

/** Errors and warnings listed per file, each: beyond, the cause is one and the list helps nobody. */
export const PROBLEMS_MAX = 200;

export type ProblemList = {
  report: (problem: Problem) => void;
  errorCount: () => number;
  all: () => Problem[];
};

/** Collects problems up to the bound, in the order of the file, and says that there are more: a wrong column gives one per row. */
export function problemList(): ProblemList {
  const kept: Problem[] = [];
  const counts = { error: 0, warning: 0 };
  const tooMany = { params: { limit: String(PROBLEMS_MAX) } };
  return {
    report: (problem) => {
      counts[problem.severity] += 1;
      if (counts[problem.severity] <= PROBLEMS_MAX) kept.push(problem);
    },
    errorCount: () => counts.error,
    all: () => [
      ...kept.sort((a, b) => (a.line ?? 0) - (b.line ?? 0)),
      ...(counts.error > PROBLEMS_MAX ? [error("too_many_errors", tooMany)] : []),
      ...(counts.warning > PROBLEMS_MAX ? [warning("warnings_not_shown", tooMany)] : []),
    ],
  };
}
