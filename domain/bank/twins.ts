import { fold } from "../text.ts";
import type { StatementLine } from "./statement.ts";

/** What a bank says of a movement in words and references. Two formats say it differently; the money is the same. */
export type LineTelling = Pick<
  StatementLine,
  | "label"
  | "details"
  | "counterpartyName"
  | "counterpartyIban"
  | "endToEndId"
  | "mandate"
  | "creditorId"
  | "structuredReference"
  | "bankReference"
  | "entryNumber"
  | "interbankCode"
  | "returnReason"
>;

/** One movement of a day, on either side. */
export type DayLine = LineTelling & Pick<StatementLine, "amount" | "valuedOn">;

/** The balances around the lines of one side, where one statement holds them all and gives both. */
export type Stretch = { opening: bigint; closing: bigint };

export type Side<Line extends DayLine> = { lines: readonly Line[]; stretch?: Stretch };

export type Twins<Stored, Arriving> = {
  pairs: { stored: Stored; arriving: Arriving }[];
  /** Arriving lines that nothing stored tells: movements of their own, to be kept. */
  alone: Arriving[];
  /** The two formats disagree about the day, and nothing tells which is right. */
  differs: boolean;
};

/**
 * Which arriving lines of one account and booked day are told already by a file of another format. No reference is common to
 * all formats, so what identifies a movement is the day, the amount, and its place among equal amounts.
 *
 * - Both sides hold the same amounts, as often: one day told twice. Paired one to one; among equal amounts, those that share
 *   a reference or a name first, then in order. A wrong choice there moves a name to a line of the same amount and loses none.
 * - One side holds all the amounts of the other and more (a statement was cut): the same, but never against two end-to-end
 *   references that contradict each other. What is left over is a movement of its own.
 * - Each side has amounts that the other lacks: nothing but the same reference proves a pair. All other arriving lines are kept
 *   and the day is told to differ. A batch that one format books whole and the other piece by piece ends here: its money is
 *   then there twice, which shows in the balance, rather than missing, which would not.
 * - The arriving side opens where the stored one closes: it goes on with the day and repeats nothing.
 *
 * Not safe: a day cut in two halves of exactly the same amounts, each delivered in one format only, without balances. It is
 * taken for one half; the chain of statements then does not follow, and says so.
 */
export function pairTwins<Stored extends DayLine, Arriving extends DayLine>(
  stored: Side<Stored>,
  arriving: Side<Arriving>,
): Twins<Stored, Arriving> {
  if (goesOn(stored.stretch, arriving.stretch))
    return { pairs: [], alone: [...arriving.lines], differs: false };
  const proof = proofFor(stored.lines, arriving.lines);
  const strangers = byAmount(arriving.lines);
  const pairs: { stored: Stored; arriving: Arriving }[] = [];
  for (const [amount, known] of byAmount(stored.lines))
    pairs.push(...pairEqual(known, strangers.get(amount) ?? [], proof));
  const paired = new Set<Arriving>(pairs.map((pair) => pair.arriving));
  const alone = arriving.lines.filter((line) => !paired.has(line));
  const moves = (line: DayLine) => line.amount !== 0n;
  const told = new Set<Stored>(pairs.map((pair) => pair.stored));
  const untold = stored.lines.some((line) => moves(line) && !told.has(line));
  return { pairs, alone, differs: untold && alone.some(moves) };
}

/** How sure a pair must be: any line of that amount, any that does not contradict, or one with the same reference. */
type Proof = "amount" | "no_contradiction" | "reference";

function proofFor(stored: readonly DayLine[], arriving: readonly DayLine[]): Proof {
  const counts = [countAmounts(stored), countAmounts(arriving)] as const;
  const moreStored = exceeds(counts[0], counts[1]);
  const moreArriving = exceeds(counts[1], counts[0]);
  if (moreStored && moreArriving) return "reference";
  return moreStored || moreArriving ? "no_contradiction" : "amount";
}

/** Lines of zero cents only say something, and not every format says it: they do not count. */
function countAmounts(lines: readonly DayLine[]): Map<bigint, number> {
  const counts = new Map<bigint, number>();
  for (const { amount } of lines) if (amount !== 0n) counts.set(amount, (counts.get(amount) ?? 0) + 1);
  return counts;
}

function exceeds(one: Map<bigint, number>, other: Map<bigint, number>): boolean {
  return [...one].some(([amount, count]) => count > (other.get(amount) ?? 0));
}

function byAmount<Line extends DayLine>(lines: readonly Line[]): Map<bigint, Line[]> {
  const groups = new Map<bigint, Line[]>();
  for (const line of lines) {
    const group = groups.get(line.amount);
    if (group) group.push(line);
    else groups.set(line.amount, [line]);
  }
  return groups;
}

function goesOn(stored: Stretch | undefined, arriving: Stretch | undefined): boolean {
  return (
    stored !== undefined &&
    arriving !== undefined &&
    arriving.opening === stored.closing &&
    arriving.opening !== stored.opening
  );
}

/** What two tellings of one movement may share, surest first. */
const MARKS: readonly ((line: DayLine) => string | undefined)[] = [
  (line) => referenceMark(line.endToEndId),
  (line) => referenceMark(line.bankReference),
  (line) => referenceMark(line.structuredReference),
  (line) => line.mandate,
  (line) => line.counterpartyIban,
  (line) => line.counterpartyName && lettersOf(line.counterpartyName),
  (line) => lettersOf(line.label),
  (line) => line.valuedOn,
];
/** Of those, the ones that belong to one payment alone. */
const REFERENCES = MARKS.slice(0, 3);

/** Lines of one amount, paired by their marks and then in order. */
function pairEqual<Stored extends DayLine, Arriving extends DayLine>(
  stored: readonly Stored[],
  arriving: readonly Arriving[],
  proof: Proof,
): { stored: Stored; arriving: Arriving }[] {
  const pairs: { stored: Stored; arriving: Arriving }[] = [];
  const waiting = new Set(stored);
  const coming = new Set(arriving);
  if (coming.size === 0) return pairs;
  const take = (one: Stored, other: Arriving): void => {
    pairs.push({ stored: one, arriving: other });
    waiting.delete(one);
    coming.delete(other);
  };
  for (const markOf of proof === "reference" ? REFERENCES : MARKS) {
    const marked = groupBy(waiting, markOf);
    for (const other of [...coming]) {
      const mark = markOf(other);
      const group = mark === undefined ? undefined : marked.get(mark);
      const one = group && firstFit(group, other, proof);
      if (!one || !group) continue;
      group.splice(group.indexOf(one), 1);
      take(one, other);
    }
  }
  if (proof === "reference") return pairs;
  for (const other of [...coming]) {
    const one = firstFit(waiting, other, proof);
    if (one) take(one, other);
  }
  return pairs;
}

/** Further down the equal amounts nobody looks: a file made to contradict everywhere would cost the square of its lines. */
const LOOKED_AT_MAX = 50;

function firstFit<Line extends DayLine>(
  lines: Iterable<Line>,
  other: DayLine,
  proof: Proof,
): Line | undefined {
  let looked = 0;
  for (const line of lines) {
    if (proof !== "no_contradiction" || !contradict(line, other)) return line;
    looked += 1;
    if (looked >= LOOKED_AT_MAX) return undefined;
  }
  return undefined;
}

function groupBy<Line>(
  lines: Iterable<Line>,
  markOf: (line: Line) => string | undefined,
): Map<string, Line[]> {
  const groups = new Map<string, Line[]>();
  for (const line of lines) {
    const mark = markOf(line);
    if (mark === undefined || mark === "") continue;
    const group = groups.get(mark);
    if (group) group.push(line);
    else groups.set(mark, [line]);
  }
  return groups;
}

/** Formats cut references at different lengths: the beginning of the other one does not contradict it. */
function contradict(one: DayLine, other: DayLine): boolean {
  const [mine, its] = [referenceMark(one.endToEndId), referenceMark(other.endToEndId)];
  return mine !== undefined && its !== undefined && !mine.startsWith(its) && !its.startsWith(mine);
}

/** A reference where there is one: the words for "none", zeros and blanks are none. */
function referenceMark(reference: string | undefined): string | undefined {
  const letters = reference === undefined ? "" : lettersOf(reference);
  return /^(?:0*|NOTPROVIDED|NONREF)$/.test(letters) ? undefined : letters;
}

function lettersOf(text: string): string {
  return fold(text).replace(/[^A-Z0-9]+/g, "");
}

/**
 * What two tellings of one movement say together. Texts are never mixed into a new one: the longer label and the longer name
 * win, an IBAN or a reference that only one side gives is taken, and free texts of the other side are added when they say
 * something that is not there yet. On a tie the first telling stays, so that nothing changes for want of a reason.
 */
export function richer(first: LineTelling, second: LineTelling): LineTelling {
  const name = longer(first.counterpartyName, second.counterpartyName);
  const endToEndId =
    [first, second].find((told) => referenceMark(told.endToEndId))?.endToEndId ?? first.endToEndId;
  const label = longer(first.label, second.label) ?? first.label;
  return {
    label,
    details: mergedDetails(first, second, label),
    ...(name === undefined ? {} : { counterpartyName: name }),
    ...(endToEndId === undefined ? {} : { endToEndId }),
    ...firstGiven(first, second),
  };
}

const GIVEN_ONCE = [
  "counterpartyIban",
  "mandate",
  "creditorId",
  "structuredReference",
  "bankReference",
  "entryNumber",
  "interbankCode",
  "returnReason",
] as const satisfies readonly (keyof LineTelling)[];

function firstGiven(first: LineTelling, second: LineTelling): Partial<LineTelling> {
  const given: Partial<Record<(typeof GIVEN_ONCE)[number], string>> = {};
  for (const key of GIVEN_ONCE) {
    const value = first[key] ?? second[key];
    if (value !== undefined) given[key] = value;
  }
  return given;
}

/** By letters and digits: blanks and accents make no text longer. With as many, the one whose accents or small letters survived. */
function longer(one: string | undefined, other: string | undefined): string | undefined {
  if (one === undefined || other === undefined) return one ?? other;
  const [mine, its] = [lettersOf(one).length, lettersOf(other).length];
  if (mine !== its) return mine > its ? one : other;
  return isPlain(one) && !isPlain(other) ? other : one;
}

function isPlain(text: string): boolean {
  return text === fold(text);
}

/** The fuller list first; of the other, what stands nowhere in it. A text that was cut stands in the whole one. */
function mergedDetails(first: LineTelling, second: LineTelling, label: string): string[] {
  const size = (telling: LineTelling) => lettersOf(telling.details.join("")).length;
  const [full, spare] = size(second) > size(first) ? [second, first] : [first, second];
  const details = [...full.details];
  let said = lettersOf([...details, label].join(""));
  for (const text of spare.details) {
    const letters = lettersOf(text);
    if (letters === "" || said.includes(letters)) continue;
    details.push(text);
    said += letters;
  }
  return details;
}
