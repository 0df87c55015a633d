import type { IsoDate } from "../../domain/days.ts";
import { allocated, booked, brought } from "../../domain/matching/answer.ts";
import type { Decision } from "../../domain/matching/evidence.ts";
import {
  emptyReport,
  outcomeOf,
  type ReplayedLine,
  type ReplayReport,
  withLines,
} from "../../domain/matching/replay.ts";
import { modelWith } from "../../domain/matching/weights.ts";
import { lockBooks } from "../books.ts";
import {
  type ChangeState,
  decisionsOfPeople,
  endReplay,
  findChange,
  moveReplay,
  type StandingDecision,
  startReplay,
} from "../changes.ts";
import { companyRoles, currentCompany } from "../companies.ts";
import { asCompany, type Db, type Pool } from "../connect.ts";
import { linesTakenBack } from "../matches.ts";
import { refundsUnderWay } from "../refunds.ts";
import { type BookableLine, countPastLines, type LineCursor, pastLines } from "../statements.ts";
import { applyChange } from "./changeRules.ts";
import { decideBatch } from "./matchLines.ts";
import { takeBackLines } from "./takeBack.ts";

/** Lines replayed in one transaction, which holds the books and is then rolled back: short enough not to keep people waiting. */
const BATCH_LINES = 500;

/** A replay that was cut off or failed is run again from the start. */
const REPLAYABLE: readonly ChangeState[] = ["asked", "running", "failed"];

type Moment = { at: Date; on: IsoDate };

/**
 * Runs a change over the whole past before anybody may save it: batch by batch the lines are taken back, decided as
 * things are, decided again with the change made, and everything is rolled back. It is the night's own code on the real books:
 * what the report says is what would have happened. Run again after a crash it starts anew.
 * @returns the report, or undefined when the change is gone or was closed
 */
export async function replayChange(
  pool: Pool,
  { companyId, changeId }: { companyId: bigint; changeId: bigint },
  moment: Moment,
): Promise<ReplayReport | undefined> {
  const open = await asCompany(pool, companyId, async (db) => {
    const change = await findChange(db, changeId);
    if (!change || !REPLAYABLE.includes(change.state)) return false;
    await startReplay(db, changeId, await countPastLines(db));
    return true;
  });
  if (!open) return undefined;
  let report = emptyReport();
  for (let after: LineCursor | undefined; ; ) {
    const batch = await replayBatch(pool, companyId, { changeId, after, moment });
    report = "replayed" in batch ? withLines(report, batch.replayed) : withSkipped(report, batch.skipped);
    const done = report.lines + report.skipped;
    await asCompany(pool, companyId, (db) => moveReplay(db, changeId, done));
    after = batch.last;
    if (!after) break;
  }
  const result = report;
  await asCompany(pool, companyId, (db) => endReplay(db, changeId, { report: result, at: moment.at }));
  return result;
}

/** The replay did not come to its end: nobody may save the change, and the page says so. */
export async function failReplay(
  pool: Pool,
  { companyId, changeId }: { companyId: bigint; changeId: bigint },
  at: Date,
): Promise<void> {
  await asCompany(pool, companyId, (db) => endReplay(db, changeId, { failed: true, at }));
}

function withSkipped(report: ReplayReport, lines: number): ReplayReport {
  return { ...report, skipped: report.skipped + lines };
}

type Batch = ({ replayed: ReplayedLine[] } | { skipped: number }) & { last: LineCursor | undefined };
type Asked = { changeId: bigint; after: LineCursor | undefined; moment: Moment };

/** Carries what was found out of the transaction that is rolled back. */
class RolledBack extends Error {
  readonly replayed: ReplayedLine[];
  constructor(replayed: ReplayedLine[]) {
    super("a replay writes nothing");
    this.replayed = replayed;
  }
}

async function replayBatch(pool: Pool, companyId: bigint, asked: Asked): Promise<Batch> {
  const lines = await asCompany(pool, companyId, (db) => pastLines(db, BATCH_LINES, asked.after));
  const end = lines.at(-1);
  const last = end && lines.length === BATCH_LINES ? { bookedOn: end.bookedOn, id: end.id } : undefined;
  if (lines.length === 0) return { replayed: [], last };
  try {
    await asCompany(pool, companyId, async (db) => {
      throw new RolledBack(await decideTwice(db, lines, asked));
    });
  } catch (failure) {
    if (failure instanceof RolledBack) return { replayed: failure.replayed, last };
    if (!refusedByTheBooks(failure)) throw failure;
  }
  return { skipped: lines.length, last };
}

/** A guard of the database said no: later decisions rest on these lines. Anything else is a failure of the job. */
function refusedByTheBooks(failure: unknown): boolean {
  const { code } = failure as { code?: string };
  return code !== undefined && /^(RP|23)/.test(code);
}

async function decideTwice(
  db: Db,
  lines: readonly BookableLine[],
  { changeId, moment }: Asked,
): Promise<ReplayedLine[]> {
  await lockBooks(db);
  const change = await findChange(db, changeId);
  if (!change) throw new Error(`change ${changeId} is gone`);
  const ids = lines.map((line) => line.id);
  const { internalTransfer, suspense } = await companyRoles(db);
  const people = new Map(
    (await decisionsOfPeople(db, ids)).map((each) => [each.lineId, answerOf(each, suspense)]),
  );
  const held = await linesTakenBack(db, ids);
  await takeBackLines(db, ids, { ...moment, company: await currentCompany(db), as: "other" });
  const before = await outcomes(db, lines, moment, held);
  await applyChange(db, change, moment.at);
  const after = await outcomes(db, lines, moment, held);
  return lines.map((line) => {
    const person = people.get(line.id);
    return {
      lineId: line.id,
      bookedOn: line.bookedOn,
      label: line.label,
      amount: line.amount,
      before: outcomeOf(before.get(line.id), internalTransfer),
      after: outcomeOf(after.get(line.id), internalTransfer),
      ...(person === undefined ? {} : { person }),
    };
  });
}

/** Lines that a person took back as wrong never post by themselves, before or after. */
async function outcomes(
  db: Db,
  lines: readonly BookableLine[],
  { on }: Moment,
  held: ReadonlySet<bigint>,
): Promise<Map<bigint, Decision>> {
  const { promisedErrors, ownWeights } = (await currentCompany(db)).settings;
  const model = modelWith(ownWeights);
  const terms = { awaited: await refundsUnderWay(db), on, promisedErrors, takenBack: held, model };
  const decisions = await decideBatch(db, lines, terms);
  return new Map(
    decisions.filter(({ lineId }) => !held.has(lineId)).map((decision) => [decision.lineId, decision]),
  );
}

/** What a person decided, to be held against what would be posted. Money in suspense is no decision yet. */
function answerOf({ evidence, counterparts }: StandingDecision, suspense: string): string | undefined {
  if (evidence.allocations) return allocated(evidence.allocations);
  if (evidence.brings) return brought(evidence.brings);
  return counterparts.every(({ account }) => account === suspense) ? undefined : booked(counterparts);
}
