import type { IsoDate } from "../../domain/days.ts";
import { decideLines, type Terms } from "../../domain/matching/decide.ts";
import type { Decision } from "../../domain/matching/evidence.ts";
import { isReturned } from "../../domain/matching/kindOfLine.ts";
import { decideMoneyInHand } from "../../domain/matching/moneyInHand.ts";
import { decideReturned } from "../../domain/matching/returned.ts";
import { decideTransfers, suggestByAmount } from "../../domain/matching/transfers.ts";
import { lockBooks } from "../books.ts";
import { idsOf } from "../bulk.ts";
import { retrieveCandidates } from "../candidates.ts";
import { companyRoles, currentCompany } from "../companies.ts";
import { asCompany, type Db, type Pool } from "../connect.ts";
import { evidenceOf, linesTakenBack, writeMatches } from "../matches.ts";
import { retrieveMoneyInHand } from "../moneyInHand.ts";
import { retrieveReturned } from "../returnedTransfers.ts";
import { type BookableLine, type LineCursor, openLines, setLineState } from "../statements.ts";
import { refreshStatistics } from "../statistics.ts";
import { retrieveTransfers } from "../transferCandidates.ts";
import { postFound } from "./postFound.ts";
import { decided, postLines } from "./postLines.ts";
import { postTransfers, type TransferToPost } from "./postTransfers.ts";

/** A batch is decided and posted in one transaction, whole days at a time: enough for a night of most companies. */
export const BATCH_LINES = 5_000;

export type MatchRun = { seen: number; posted: number; waiting: number; last?: LineCursor };

/**
 * Decides every line that waits, oldest first, posts what is certain and says of the rest why it waits. Each batch is one
 * transaction. Lines that a person decided are not looked at. It may run again: it then finds nothing to do.
 * @returns how many lines were seen, posted and left waiting
 */
export async function matchWaitingLines(
  pool: Pool,
  companyId: bigint,
  moment: { at: Date; on: IsoDate },
  progress: (run: MatchRun) => void = () => {},
): Promise<MatchRun> {
  const total: MatchRun = { seen: 0, posted: 0, waiting: 0 };
  for (let last: LineCursor | undefined; ; ) {
    await refreshStatistics(pool);
    const run = await asCompany(pool, companyId, (db) => matchBatch(db, moment, last));
    total.seen += run.seen;
    total.posted += run.posted;
    total.waiting += run.waiting;
    if (!run.last) break;
    progress(total);
    last = run.last;
  }
  await refreshStatistics(pool);
  return total;
}

/** One batch, in the caller's transaction. */
async function matchBatch(
  db: Db,
  { at, on }: { at: Date; on: IsoDate },
  after: LineCursor | undefined,
): Promise<MatchRun> {
  await lockBooks(db);
  const lines = upToReturns(await openLines(db, BATCH_LINES, after));
  const last = lines.at(-1);
  if (!last) return { seen: 0, posted: 0, waiting: 0 };
  const company = await currentCompany(db);
  const roles = await companyRoles(db);
  const takenBack = await linesTakenBack(
    db,
    lines.map((line) => line.id),
  );
  const { promisedErrors } = company.settings;
  const decisions = await decideBatch(db, lines, { promisedErrors, takenBack });
  const byId = new Map(lines.map((line) => [line.id, line]));
  const posts = decisions.flatMap((decision) => {
    const line = byId.get(decision.lineId);
    return decision.decision === "post" && line ? [{ line, decision }] : [];
  });
  const deciding = { company, roles, at, on };
  await postLines(
    db,
    posts.filter(isOfCustomer).map(({ line, decision }) => decided(line, decision)),
    deciding,
  );
  await postTransfers(db, posts.filter(isTransfer).map(transfer), deciding);
  await postFound(db, posts, deciding);
  const waiting = decisions.filter((decision) => decision.decision !== "post");
  await keepProposals(db, company.id, waiting, at);
  return {
    seen: lines.length,
    posted: posts.length,
    waiting: waiting.length,
    last: { bookedOn: last.bookedOn, id: last.id },
  };
}

/** A day on which money comes back begins a batch: what comes back was posted by then, if it was of a day before. */
function upToReturns(lines: readonly BookableLine[]): readonly BookableLine[] {
  const firstDay = lines[0]?.bookedOn;
  const returned = lines.find((line) => line.bookedOn !== firstDay && line.amount < 0n && isReturned(line));
  return returned ? lines.filter((line) => line.bookedOn < returned.bookedOn) : lines;
}

/** Money under way, what comes back and insurers' transfers first: what is theirs is no customer's, whatever else fits. */
async function decideBatch(db: Db, all: readonly BookableLine[], terms: Terms): Promise<Decision[]> {
  const retrieved = await retrieveCandidates(db, all);
  const taken = (decisions: Map<bigint, Decision>) =>
    new Map(
      [...decisions].map(([id, decision]) => [
        id,
        terms.takenBack.has(id) ? leftToAPerson(decision) : decision,
      ]),
    );
  const underWay = taken(decideMoneyInHand(all, await retrieveMoneyInHand(db, all, retrieved)));
  const lines = all.filter((line) => !underWay.has(line.id));
  const found = await retrieveTransfers(db, lines, retrieved);
  const transfers = taken(decideTransfers(lines, found));
  const returned = decideReturned(
    lines,
    await retrieveReturned(db, lines, retrieved.byNumber),
    terms.takenBack,
  );
  const others = lines.filter((line) => !transfers.has(line.id) && !returned.has(line.id));
  const byId = new Map(others.map((line) => [line.id, line]));
  const decided = decideLines(others, retrieved, terms).map((decision) => {
    const line = byId.get(decision.lineId);
    return (decision.reason === "nothing_found" && line && suggestByAmount(line, found)) || decision;
  });
  return [...underWay.values(), ...transfers.values(), ...returned.values(), ...decided];
}

type Post = { line: BookableLine; decision: Decision };

function isOfCustomer({ decision }: Post): boolean {
  return (decision.candidates[0]?.allocations.length ?? 0) > 0;
}

function isTransfer({ decision }: Post): boolean {
  return decision.candidates[0]?.brings !== undefined;
}

function transfer({ line, decision }: Post): TransferToPost {
  const match = { ...decision, evidence: evidenceOf(decision) };
  return { line, brings: decision.candidates[0]?.brings ?? [], match };
}

/** A person took a match of this line back: the machine may propose it again, and no longer posts it by itself. */
function leftToAPerson(decision: Decision): Decision {
  return decision.decision === "post"
    ? { ...decision, decision: "suggest", level: "B", reason: "taken_back" }
    : decision;
}

async function keepProposals(
  db: Db,
  companyId: bigint,
  waiting: readonly Decision[],
  at: Date,
): Promise<void> {
  await writeMatches(
    db,
    companyId,
    waiting.map((decision) => ({ ...decision, evidence: evidenceOf(decision) })),
    at,
  );
  await setLineState(db, idsOf(waiting.map((decision) => decision.lineId)), "waiting");
}
