import type { IsoDate } from "../days.ts";
import { absCents, type Cents } from "../money.ts";
import { answerOf, booked } from "./answer.ts";
import type { Decision } from "./evidence.ts";

/** What became of a line: whether it posts, to what, and by which evidence or rule. The answer is a text to compare, nothing else. */
export type Outcome = { posts: boolean; answer: string; why: string };

/** A past line with what the machine says of it before a change and after it, and what a person said of it. */
export type ReplayedLine = {
  lineId: bigint;
  bookedOn: IsoDate;
  label: string;
  amount: Cents;
  before: Outcome;
  after: Outcome;
  /** What a person decided, where one did. */
  person?: string;
};

export type ReplayKind = "gained" | "lost" | "changed" | "contradicted";
export const REPLAY_KINDS: readonly ReplayKind[] = ["gained", "lost", "changed", "contradicted"];

/** Lines and cents (without sign, as text) of one kind. */
export type Tally = { lines: number; cents: string };
export type ReplayExample = {
  kind: ReplayKind;
  lineId: string;
  bookedOn: IsoDate;
  label: string;
  cents: string;
  before: string;
  after: string;
};

/** What a change would have done to the past: stored with it, and shown before it may be saved. */
export type ReplayReport = Record<ReplayKind, Tally> & {
  lines: number;
  /** Lines that could not be taken back to be decided again: later decisions rest on them. */
  skipped: number;
  examples: ReplayExample[];
};

const EXAMPLES_PER_KIND = 10;

export function emptyReport(): ReplayReport {
  const none = () => ({ lines: 0, cents: "0" });
  return {
    lines: 0,
    skipped: 0,
    gained: none(),
    lost: none(),
    changed: none(),
    contradicted: none(),
    examples: [],
  };
}

/** A report with some more lines in it. The largest amounts of each kind stay as examples. */
export function withLines(report: ReplayReport, lines: readonly ReplayedLine[]): ReplayReport {
  const next = structuredClone(report);
  next.lines += lines.length;
  for (const line of lines) {
    for (const kind of kindsOf(line)) {
      const size = absCents(line.amount);
      next[kind] = { lines: next[kind].lines + 1, cents: String(BigInt(next[kind].cents) + size) };
      next.examples.push({
        kind,
        lineId: String(line.lineId),
        bookedOn: line.bookedOn,
        label: line.label.slice(0, 140),
        cents: String(line.amount),
        before: line.before.posts ? line.before.why : "",
        after: line.after.posts ? line.after.why : "",
      });
    }
  }
  next.examples = REPLAY_KINDS.flatMap((kind) =>
    next.examples
      .filter((each) => each.kind === kind)
      .sort(largestFirst)
      .slice(0, EXAMPLES_PER_KIND),
  );
  return next;
}

/**
 * What a change does to one line. A person's decision is contradicted by what would now be posted against it, and was not
 * already before.
 */
function kindsOf({ before, after, person }: ReplayedLine): ReplayKind[] {
  const same = before.answer === after.answer;
  const moved: ReplayKind[] = after.posts
    ? before.posts
      ? same
        ? []
        : ["changed"]
      : ["gained"]
    : before.posts
      ? ["lost"]
      : [];
  const contradicts = person !== undefined && after.posts && after.answer !== person;
  return contradicts && !(before.posts && same) ? [...moved, "contradicted"] : moved;
}

function largestFirst(a: ReplayExample, b: ReplayExample): number {
  const [first, second] = [absCents(BigInt(a.cents)), absCents(BigInt(b.cents))];
  return first > second ? -1 : first < second ? 1 : BigInt(a.lineId) < BigInt(b.lineId) ? -1 : 1;
}

/** @param internalTransfer the account of money on its way between two of ours */
export function outcomeOf(decision: Decision | undefined, internalTransfer: string): Outcome {
  if (decision?.decision !== "post") return { posts: false, answer: "", why: decision?.reason ?? "" };
  const { rule, candidates, reason } = decision;
  if (rule) {
    const parts = rule.parts ?? [];
    const answer = rule.otherAccount ? internalTransfer : booked(parts);
    return { posts: true, answer, why: rule.name };
  }
  const [best] = candidates;
  return { posts: true, answer: best ? answerOf(best) : "", why: reason };
}
