import { PROBLEMS_MAX } from "../../domain/bank/statement.ts";
import { type DayLine, pairTwins, richer, type Side, type Stretch } from "../../domain/bank/twins.ts";
import { type Problem, warning } from "../../domain/problems.ts";
import type { Db } from "../connect.ts";
import { type EntryTransactions, insertTransactions } from "../lineTransactions.ts";
import type { NewLine } from "../statements.ts";
import {
  type AccountDay,
  daysToldOtherwise,
  identityOf,
  insertSources,
  knownFingerprints,
  linesToldOtherwise,
  type StoredLine,
  type Twin,
  writeTexts,
} from "../twins.ts";

type File = { companyId: bigint; fileId: bigint; format: string };

/** Lines kept back at the most before days are settled with what is there of them. */
const HELD_MAX = 20_000;

/**
 * Stands between the reading of a file and the insertion of its lines: a day that a file of another format told already is
 * kept back until the file has given all of it, then compared (domain/bank/twins.ts). Lines of other days pass at once, for
 * the price of one question per batch.
 */
export class TwinSieve {
  readonly problems: Problem[] = [];
  private readonly db: Db;
  private readonly file: File;
  /** The balances of a statement, as far as it was read. */
  private readonly stretchOf: (statementId: bigint) => Stretch | undefined;
  /** Days that were asked about, and whether another format told them. */
  private readonly days = new Map<string, boolean>();
  private held = new Map<string, NewLine[]>();
  private heldCount = 0;

  constructor(db: Db, file: File, stretchOf: (statementId: bigint) => Stretch | undefined) {
    this.db = db;
    this.file = file;
    this.stretchOf = stretchOf;
  }

  /** @returns the lines to insert: some of these, and some that were kept back and turned out to be movements of their own */
  async sift(lines: readonly NewLine[]): Promise<NewLine[]> {
    await this.ask(lines);
    const passing: NewLine[] = [];
    for (const line of lines) {
      if (this.days.get(nameOf(dayOf(line)))) this.hold(line);
      else passing.push(line);
    }
    if (this.heldCount < HELD_MAX) return passing;
    const last = lines.at(-1);
    // The day that is being read has the best chance to be incomplete; when it is alone there is no choice.
    const going = this.held.size > 1 && last ? nameOf(dayOf(last)) : undefined;
    return [...passing, ...(await this.settle([...this.held.keys()].filter((day) => day !== going)))];
  }

  /** The file gave all it has. */
  async end(): Promise<NewLine[]> {
    return this.settle([...this.held.keys()]);
  }

  private hold(line: NewLine): void {
    const day = nameOf(dayOf(line));
    const lines = this.held.get(day);
    if (lines) lines.push(line);
    else this.held.set(day, [line]);
    this.heldCount += 1;
  }

  private async ask(lines: readonly NewLine[]): Promise<void> {
    const unknown = new Map<string, AccountDay>();
    for (const line of lines) {
      const day = dayOf(line);
      if (!this.days.has(nameOf(day))) unknown.set(nameOf(day), day);
    }
    for (const name of unknown.keys()) this.days.set(name, false);
    for (const day of await daysToldOtherwise(this.db, [...unknown.values()], this.file.format))
      this.days.set(nameOf(day), true);
  }

  private async settle(names: readonly string[]): Promise<NewLine[]> {
    const groups = names.map((name) => this.held.get(name) ?? []);
    for (const name of names) this.held.delete(name);
    const lines = groups.flat();
    if (lines.length === 0) return [];
    this.heldCount -= lines.length;
    const known = await knownFingerprints(this.db, lines);
    const days = groups.flatMap(([first]) => (first ? [dayOf(first)] : []));
    const stored = groupByDay(await linesToldOtherwise(this.db, days, this.file.format));
    const twins: Twin[] = [];
    const alone: NewLine[] = [];
    for (const group of groups) {
      const fresh = group.filter((line) => isFirst(known, identityOf(line.bankAccountId, line.fingerprint)));
      const [first] = fresh;
      if (first) this.compare(dayOf(first), stored.get(nameOf(dayOf(first))) ?? [], fresh, { twins, alone });
    }
    await insertSources(this.db, this.file, twins);
    await writeTexts(this.db, this.file.companyId, twins);
    const batches = twins.filter(({ arriving }) => arriving.line.transactions);
    await insertTransactions(
      this.db,
      this.file,
      batches.map(({ lineId, arriving }) => entryOf(arriving, lineId)),
    );
    return alone;
  }

  private compare(
    { day }: AccountDay,
    stored: readonly StoredLine[],
    fresh: readonly NewLine[],
    found: { twins: Twin[]; alone: NewLine[] },
  ): void {
    const arriving = fresh.map((line) => ({ ...line.line, arriving: line }));
    const { pairs, alone, differs } = pairTwins(
      sideOf(stored, ({ statementId, stretch }) => ({ statementId, stretch })),
      sideOf(arriving, ({ arriving: { statementId } }) => ({
        statementId,
        stretch: this.stretchOf(statementId),
      })),
    );
    for (const pair of pairs)
      found.twins.push({
        lineId: pair.stored.id,
        arriving: pair.arriving.arriving,
        together: richer(pair.stored, pair.arriving),
      });
    for (const line of alone) found.alone.push(line.arriving);
    if (differs && this.problems.length < PROBLEMS_MAX)
      this.problems.push(
        warning("day_differs_between_formats", { params: { day, count: String(alone.length) } }),
      );
  }
}

/** Balances say something of a day only where one statement holds all these lines, and no other. */
function sideOf<Line extends DayLine>(
  lines: readonly Line[],
  statementOf: (line: Line) => { statementId: bigint; stretch: Stretch | undefined },
): Side<Line> {
  const statements = lines.map(statementOf);
  const [first] = statements;
  const sum = lines.reduce((total, { amount }) => total + amount, 0n);
  const whole =
    first?.stretch !== undefined &&
    statements.every(({ statementId }) => statementId === first.statementId) &&
    first.stretch.opening + sum === first.stretch.closing;
  return { lines, ...(whole && first.stretch ? { stretch: first.stretch } : {}) };
}

/** A line that overlapping statements of one file repeat is looked at once. */
function isFirst(known: Set<string>, identity: string): boolean {
  const first = !known.has(identity);
  known.add(identity);
  return first;
}

/** The payments that a file lists inside one line. */
export function entryOf({ line, bankAccountId }: NewLine, lineId: bigint): EntryTransactions {
  const { bankReference, bookedOn, amount, transactions = [] } = line;
  return { bankAccountId, lineId, bankReference, bookedOn, amount, transactions };
}

function dayOf({ bankAccountId, line }: NewLine): AccountDay {
  return { bankAccountId, day: line.bookedOn };
}

function nameOf({ bankAccountId, day }: AccountDay): string {
  return `${bankAccountId} ${day}`;
}

function groupByDay(lines: readonly StoredLine[]): Map<string, StoredLine[]> {
  const groups = new Map<string, StoredLine[]>();
  for (const line of lines) {
    const name = nameOf({ bankAccountId: line.bankAccountId, day: line.bookedOn });
    const group = groups.get(name);
    if (group) group.push(line);
    else groups.set(name, [line]);
  }
  return groups;
}
