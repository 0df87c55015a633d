import type { Fact } from "./evidence.ts";

/**
 * The right answer of a bank line, as whoever knows it says. `auto`: one answer is in the data. `manual`: a person is expected to
 * decide, and what is posted without asking is wrong unless it is what `allocations` say.
 */
export type Truth = {
  lineId: string;
  kind: string;
  expect: "auto" | "manual";
  allocations: Allocated[];
  /** Answers that a person would accept where the machine must not post: what a suggestion is held against. */
  meant?: Allocated[][];
};

/** Cents that a line gives to an invoice; below zero when it takes them back. */
export type Allocated = { invoice: string; cents: number };

/** What became of a line: what it pays in the books, and the answers that the engine had, the best first. */
export type Outcome = {
  name: string;
  cents: number;
  state: string;
  allocations: Allocated[];
  answers: { allocations: Allocated[]; facts: Fact[]; chance?: number }[];
};

/**
 * How the engine did on the lines of one kind. `right` and `wrong`: posted without asking. `asked`: left to a person although an
 * answer is in the data; `first` and `firstThree`: how many of those have it first, or among the first three suggestions.
 */
export type KindScore = {
  kind: string;
  lines: number;
  certain: number;
  right: number;
  wrong: number;
  rightCents: number;
  wrongCents: number;
  asked: number;
  first: number;
  firstThree: number;
};

/** Of the best answers that the engine gave a chance between two bounds, how many were right. */
export type Reliability = { from: number; count: number; promised: number; right: number };

export type WrongPost = { lineId: string; kind: string; posted: string; expected: string };
export type Scorecard = {
  kinds: KindScore[];
  reliability: Reliability[];
  wrongs: WrongPost[];
  unknown: string[];
};

/** Chances are told by bands, so that what was said can be held against what was right. */
export const BANDS = [0, 0.5, 0.9, 0.99, 0.999, 0.9999];

export function emptyBands(): Reliability[] {
  return BANDS.map((from) => ({ from, count: 0, promised: 0, right: 0 }));
}

/** Counts a first answer in the band of its chance; one that was given none is not counted. */
export function countChance(
  bands: readonly Reliability[],
  chance: number | undefined,
  isRight: boolean,
): void {
  const band = chance === undefined ? undefined : bands.findLast(({ from }) => chance >= from);
  if (!band || chance === undefined) return;
  band.count += 1;
  band.promised += chance;
  if (isRight) band.right += 1;
}

/** Holds what was posted and what was suggested against the truth, kind by kind. */
export function scoreOutcomes(
  outcomes: ReadonlyMap<string, Outcome>,
  truths: Iterable<Truth>,
  idOf: (id: string) => string,
): Scorecard {
  const kinds = new Map<string, KindScore>();
  const bands = emptyBands();
  const wrongs: WrongPost[] = [];
  const unknown: string[] = [];
  for (const truth of truths) {
    const outcome = outcomes.get(idOf(truth.lineId));
    if (!outcome) {
      unknown.push(truth.lineId);
      continue;
    }
    const kind = kinds.get(truth.kind) ?? newScore(truth.kind);
    kinds.set(truth.kind, kind);
    const posted = outcome.state === "posted" ? written(outcome.allocations) : "";
    const expected = written(truth.allocations);
    const cents = Math.abs(outcome.cents);
    kind.lines += 1;
    if (truth.expect === "auto") kind.certain += 1;
    if (posted !== "") {
      kind[posted === expected ? "right" : "wrong"] += 1;
      kind[posted === expected ? "rightCents" : "wrongCents"] += cents;
      if (posted !== expected)
        wrongs.push({
          lineId: truth.lineId,
          kind: truth.kind,
          posted,
          expected: expected || "left to a person",
        });
    }
    const right = rightAnswer(outcome, truth);
    if (posted === "" && acceptedAnswers(truth).size > 0) {
      kind.asked += 1;
      if (right === 0) kind.first += 1;
      if (right >= 0 && right < 3) kind.firstThree += 1;
    }
    countChance(bands, outcome.answers[0]?.chance, right === 0);
  }
  return {
    kinds: [...kinds.values()].sort((a, b) => (a.kind < b.kind ? -1 : 1)),
    reliability: bands,
    wrongs,
    unknown,
  };
}

/** Which of the engine's answers is right; -1: none. */
export function rightAnswer({ answers }: Outcome, truth: Truth): number {
  const accepted = acceptedAnswers(truth);
  return answers.findIndex(({ allocations }) => accepted.has(written(allocations)));
}

function acceptedAnswers({ allocations, meant = [] }: Truth): Set<string> {
  return new Set([allocations, ...meant].filter((answer) => answer.length > 0).map(written));
}

/** One sum per invoice, in one order: a return may pay several shares of one. */
export function written(allocations: readonly Allocated[]): string {
  const sums = new Map<string, number>();
  for (const { invoice, cents } of allocations) sums.set(invoice, (sums.get(invoice) ?? 0) + cents);
  return [...sums]
    .map(([invoice, cents]) => `${invoice} ${cents}`)
    .sort()
    .join(", ");
}

export function newScore(kind: string): KindScore {
  return {
    kind,
    lines: 0,
    certain: 0,
    right: 0,
    wrong: 0,
    rightCents: 0,
    wrongCents: 0,
    asked: 0,
    first: 0,
    firstThree: 0,
  };
}

/** All kinds in one row. */
export function allKinds(kinds: readonly KindScore[]): KindScore {
  return kinds.reduce(added, newScore("all"));
}

export function added(sum: KindScore, score: KindScore): KindScore {
  const total = { ...sum };
  for (const [name, value] of Object.entries(score))
    if (typeof value === "number") total[name as Exclude<keyof KindScore, "kind">] += value;
  return total;
}
