import { daysBetween, type IsoDate } from "../days.ts";
import { absCents, type Cents, sumCents } from "../money.ts";

/** A line of one account and third party that has no letter yet. `amount` is debit − credit, in cents. */
export type UnletteredLine = { id: bigint; on: IsoDate; piece: string; amount: Cents };

/** How far apart two lines of one amount may stand and still be taken for each other. */
export const LETTERING_DAYS = 90;

/** Beyond this many lines of one third party, sums are not searched. */
const SUM_LINES_MAX = 12;

/**
 * Groups of lines that cancel out, found among the unlettered lines of one account and third party, surest first:
 * lines of one document; one amount on both sides, with nothing else it could be; the only sum that
 * makes a line up. Where two answers are as good, neither is taken: a person chooses.
 * Every group is at zero, and no line is in two.
 */
export function findLettering(lines: readonly UnletteredLine[]): bigint[][] {
  const left = new Map(lines.map((line) => [line.id, line]));
  const found: bigint[][] = [];
  const take = (group: readonly UnletteredLine[]) => {
    found.push(group.map(({ id }) => id));
    for (const { id } of group) left.delete(id);
  };
  for (const group of byDocument([...left.values()])) take(group);
  for (const group of byAmount([...left.values()])) take(group);
  const sum = onlySum([...left.values()]);
  if (sum) take(sum);
  return found;
}

/** All lines of a document, where they come to zero. */
function byDocument(lines: readonly UnletteredLine[]): UnletteredLine[][] {
  return groupBy(lines, ({ piece }) => piece).filter(isAtZero);
}

/** A debit and a credit of one amount: the nearest, if it is the only nearest for both. */
function byAmount(lines: readonly UnletteredLine[]): UnletteredLine[][] {
  const sameSize = groupBy(lines, ({ amount }) => absCents(amount));
  return sameSize.flatMap((group) => {
    const debits = group.filter(({ amount }) => amount > 0n);
    const credits = group.filter(({ amount }) => amount < 0n);
    return debits.flatMap((one) => {
      const other = onlyNearest(one, credits);
      return other && onlyNearest(other, debits) === one ? [[one, other]] : [];
    });
  });
}

function onlyNearest(line: UnletteredLine, others: readonly UnletteredLine[]): UnletteredLine | undefined {
  const near = others
    .map((other) => ({ other, days: Math.abs(daysBetween(line.on, other.on)) }))
    .filter(({ days }) => days <= LETTERING_DAYS)
    .toSorted((a, b) => a.days - b.days);
  const [first, second] = near;
  return first && first.days !== second?.days ? first.other : undefined;
}

/** The only set of lines that comes to zero, when there is exactly one; sets that hold a smaller one do not count. */
function onlySum(lines: readonly UnletteredLine[]): UnletteredLine[] | undefined {
  if (lines.length > SUM_LINES_MAX) return undefined;
  const atZero: number[] = [];
  for (let set = 1; set < 1 << lines.length; set++) {
    if (atZero.some((smaller) => (set & smaller) === smaller)) continue;
    if (isAtZero(linesOf(lines, set))) atZero.push(set);
    if (atZero.length > 1) return undefined;
  }
  return atZero[0] === undefined ? undefined : linesOf(lines, atZero[0]);
}

function groupBy<K>(
  lines: readonly UnletteredLine[],
  keyOf: (line: UnletteredLine) => K,
): UnletteredLine[][] {
  const groups = new Map<K, UnletteredLine[]>();
  for (const line of lines) {
    const group = groups.get(keyOf(line));
    if (group) group.push(line);
    else groups.set(keyOf(line), [line]);
  }
  return [...groups.values()];
}

function linesOf(lines: readonly UnletteredLine[], set: number): UnletteredLine[] {
  return lines.filter((_, at) => set & (1 << at));
}

function isAtZero(lines: readonly UnletteredLine[]): boolean {
  return lines.length > 1 && sumCents(lines.map(({ amount }) => amount)) === 0n;
}
