import { addDays, type IsoDate } from "../days.ts";

/** A statement of one account as far as the chain is concerned. */
export type ChainStatement = {
  id: bigint;
  /** CFONB and MT940 date the opening balance on the day before, camt mostly on the first day: the format tells. */
  format?: string | undefined;
  openingOn?: IsoDate | undefined;
  opening?: bigint | undefined;
  closingOn?: IsoDate | undefined;
  closing?: bigint | undefined;
  /** The days of its first and last line. */
  firstOn?: IsoDate | undefined;
  lastOn?: IsoDate | undefined;
  lineCount: number;
  /** Lines that an earlier file had told. */
  knownCount: number;
  /** What the lines kept under it come to, by day: a line that several statements tell is kept under the first that came. */
  days?: readonly { on: IsoDate; cents: bigint }[] | undefined;
};

/** Days from one to another, both counted. */
export type Days = { from: IsoDate; to: IsoDate };

/** How a statement hangs on those before it. */
export type ChainLink = { statementId: bigint } & (
  | { kind: "first" }
  | { kind: "follows" }
  /** Statements of these days are missing, and they moved the account by this much. */
  | { kind: "gap"; days: Days; difference: bigint }
  /**
   * No day is missing, and yet it does not open where the one before closes; or it tells days of that one again, and does not close
   * where that one and the lines since then lead.
   */
  | { kind: "does_not_follow"; at: "opening" | "closing"; expected: bigint; found: bigint }
  /** It tells days again that another statement told. Lines told twice are known by then. */
  | { kind: "overlap"; days: Days; of: bigint }
  | { kind: "duplicate"; of: bigint }
  /** Without balances nothing can be said. */
  | { kind: "unchecked" }
);

/**
 * The chain of one account's statements, in whatever order they came in: each is compared with the furthest one before it.
 * The amount decides before the days do, because formats date an opening balance differently, and because a bank sends no
 * statement for a day on which nothing moved: equal balances leave nothing missing.
 */
export function chainOf(statements: readonly ChainStatement[]): ChainLink[] {
  const links: ChainLink[] = [];
  const told = new Map<string, bigint>();
  let furthest: Placed | undefined;
  for (const placed of inOrder(statements)) {
    const { statement } = placed;
    const content = contentOf(placed);
    const twin = content === undefined ? undefined : told.get(content);
    links.push(
      twin === undefined
        ? linkOf(furthest, placed, statements)
        : { statementId: statement.id, kind: "duplicate", of: twin },
    );
    if (content !== undefined && twin === undefined) told.set(content, statement.id);
    if (placed.to !== undefined && (furthest?.to === undefined || placed.to >= furthest.to))
      furthest = placed;
  }
  return links;
}

/** A statement with the first and the last day it speaks for. */
type Placed = { statement: ChainStatement; from: IsoDate | undefined; to: IsoDate | undefined };

function linkOf(
  before: Placed | undefined,
  placed: Placed,
  statements: readonly ChainStatement[],
): ChainLink {
  const { statement, from, to } = placed;
  const { id: statementId, opening } = statement;
  if (!before) return { statementId, kind: "first" };
  const expected = before.statement.closing;
  if (opening === undefined || expected === undefined) return { statementId, kind: "unchecked" };
  const overlap = overlapOf(before, statement.firstOn ?? from, to);
  if (opening === expected && !(overlap && overlap.from < overlap.to))
    return { statementId, kind: "follows" };
  const contradiction = overlap && contradictionOf(before, placed, statements);
  if (contradiction) return { statementId, kind: "does_not_follow", ...contradiction };
  if (overlap) return { statementId, kind: "overlap", days: overlap, of: before.statement.id };
  const missing = before.to && from ? workingDays(addDays(before.to, 1), addDays(from, -1)) : undefined;
  if (missing) return { statementId, kind: "gap", days: missing, difference: opening - expected };
  return { statementId, kind: "does_not_follow", at: "opening", expected, found: opening };
}

/**
 * Two statements that tell the same days agree when what came between their closings is what their lines moved: those of later days,
 * whichever statement they are kept under, with those of the last common day that the second brought, or all that it brought. A
 * statement without a line in common contradicts by its opening, another by its closing.
 */
function contradictionOf(
  before: Placed,
  { statement, to }: Placed,
  statements: readonly ChainStatement[],
): { at: "opening" | "closing"; expected: bigint; found: bigint } | undefined {
  const [last, own] = [before.to, statement.days];
  const { opening, closing } = statement;
  const earlier = before.statement.closing;
  if (own === undefined || last === undefined || to === undefined) return undefined;
  if (opening === undefined || closing === undefined || earlier === undefined) return undefined;
  const later = (days: ChainStatement["days"]) => sumOf(days, (on) => on > last && on <= to);
  const since = statements.reduce((sum, { days }) => sum + later(days), 0n);
  const sameDay = sumOf(own, (on) => on === last);
  const known = [since, since + sameDay, sumOf(own, () => true)];
  if (known.includes(closing - earlier)) return undefined;
  return statement.knownCount === 0
    ? { at: "opening", expected: earlier, found: opening }
    : { at: "closing", expected: earlier + since, found: closing };
}

function sumOf(days: ChainStatement["days"], counts: (on: IsoDate) => boolean): bigint {
  return (days ?? []).reduce((sum, { on, cents }) => (counts(on) ? sum + cents : sum), 0n);
}

/** By the days of its lines, where it has some: the date of an opening balance alone repeats nothing. */
function overlapOf(before: Placed, from: IsoDate | undefined, to: IsoDate | undefined): Days | undefined {
  if (!before.to || !from || !to || from > before.to) return undefined;
  return { from, to: to < before.to ? to : before.to };
}

/** By the last day, then the first: a long statement comes after the short ones it holds. */
function inOrder(statements: readonly ChainStatement[]): Placed[] {
  const placed = statements.map((statement) => ({
    statement,
    from: firstDay(statement),
    to: lastDay(statement),
  }));
  placed.sort(
    (one, other) =>
      compare(one.to ?? "", other.to ?? "") ||
      compare(one.from ?? "", other.from ?? "") ||
      Number(one.statement.id - other.statement.id),
  );
  return chained(placed);
}

/** Parts of one day came in any order: of statements of the same days, the one that opens where the last one closed is next. */
function chained(sorted: readonly Placed[]): Placed[] {
  const left = [...sorted];
  const placed: Placed[] = [];
  for (let next = left[0]; next !== undefined; next = left[0]) {
    const { from, to } = next;
    const end = left.findIndex((each) => each.from !== from || each.to !== to);
    const alike = left.splice(0, end === -1 ? left.length : end);
    while (alike.length > 0) {
      const closing = placed.at(-1)?.statement.closing;
      const following = alike.findIndex(
        ({ statement }) => closing !== undefined && statement.opening === closing,
      );
      const first = alike.findIndex(
        ({ statement }) =>
          !alike.some(
            (other) => other.statement !== statement && other.statement.closing === statement.opening,
          ),
      );
      placed.push(...alike.splice(Math.max(0, following === -1 ? first : following), 1));
    }
  }
  return placed;
}

function compare(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}

const OPENS_THE_DAY_BEFORE = new Set(["cfonb120", "mt940"]);

/** The opening balance is that of the evening before in some formats, of the morning in others; a line on that very day settles it. */
function firstDay({ format, openingOn, firstOn, closingOn }: ChainStatement): IsoDate | undefined {
  if (openingOn === undefined) return firstOn ?? closingOn;
  if (firstOn !== undefined && firstOn <= openingOn) return firstOn;
  return format !== undefined && OPENS_THE_DAY_BEFORE.has(format) && openingOn !== closingOn
    ? addDays(openingOn, 1)
    : openingOn;
}

function lastDay({ closingOn, lastOn, openingOn }: ChainStatement): IsoDate | undefined {
  if (closingOn === undefined) return lastOn ?? openingOn;
  return lastOn !== undefined && lastOn > closingOn ? lastOn : closingOn;
}

/** What tells that two statements are the same delivery, or the same day in two formats. Days differ by format; the last does not. */
function contentOf({ statement, to }: Placed): string | undefined {
  const { opening, closing, lineCount, firstOn } = statement;
  if (opening === undefined || closing === undefined || to === undefined) return undefined;
  return [to, opening, closing, lineCount, firstOn ?? ""].join(" ");
}

/** Days when no bank of the euro area books, whatever the weekday. Those that move with Easter are left: a day too many is told. */
const CLOSED = new Set(["01-01", "05-01", "12-25"]);

/** Shrinks a span to its first and last working day; undefined when it has none. */
function workingDays(from: IsoDate, to: IsoDate): Days | undefined {
  let [first, last] = [from, to];
  while (first <= last && !isWorkingDay(first)) first = addDays(first, 1);
  while (first <= last && !isWorkingDay(last)) last = addDays(last, -1);
  return first <= last ? { from: first, to: last } : undefined;
}

function isWorkingDay(day: IsoDate): boolean {
  const weekday = new Date(`${day}T00:00:00Z`).getUTCDay();
  return weekday !== 0 && weekday !== 6 && !CLOSED.has(day.slice(5));
}
