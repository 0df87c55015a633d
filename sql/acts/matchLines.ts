import type { IsoDate } from "../../domain/days.ts";
import { decideAwaited } from "../../domain/matching/awaited.ts";
import { decideLines, type Terms } from "../../domain/matching/decide.ts";
import type { Decision } from "../../domain/matching/evidence.ts";
import { comesBack } from "../../domain/matching/kindOfLine.ts";
import { decideMoneyInHand } from "../../domain/matching/moneyInHand.ts";
import { decideRefunds } from "../../domain/matching/refunds.ts";
import { decideTransfers, suggestByAmount } from "../../domain/matching/transfers.ts";
import { modelWith } from "../../domain/matching/weights.ts";
import { retrieveAwaited } from "../awaited.ts";
import { lockBooks } from "../books.ts";
import { idsOf } from "../bulk.ts";
import { retrieveCandidates } from "../candidates.ts";
import { companyRoles, currentCompany } from "../companies.ts";
import { asCompany, type Db, type Pool } from "../connect.ts";
import { lastWord } from "../lastWord.ts";
import { evidenceOf, linesTakenBack, writeMatches } from "../matches.ts";
import { retrieveMoneyInHand } from "../moneyInHand.ts";
import { type RefundUnderWay, refundsUnderWay } from "../refunds.ts";
import { countRun, openRun, workIn } from "../runs.ts";
import { type BookableLine, type LineCursor, openLines, setLineState } from "../statements.ts";
import { refreshStatistics } from "../statistics.ts";
import { retrieveTransfers } from "../transferCandidates.ts";
import { type LineByRule, postByRules } from "./postByRules.ts";
import { type CarriedToPost, postCarried, postSentBack, type SentBackToPost } from "./postCarried.ts";
import { postFound } from "./postFound.ts";
import { type Deciding, decided, postLines } from "./postLines.ts";
import { postRefunds } from "./postRefunds.ts";
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
  const run: { id?: bigint } = {};
  for (let last: LineCursor | undefined; ; ) {
    await refreshStatistics(pool);
    const batch = await asCompany(pool, companyId, (db) => matchBatch(db, moment, run, last));
    total.seen += batch.seen;
    total.posted += batch.posted;
    total.waiting += batch.waiting;
    if (!batch.last) break;
    progress(total);
    last = batch.last;
  }
  await refreshStatistics(pool);
  return total;
}

/** One batch, in the caller's transaction. */
async function matchBatch(
  db: Db,
  { at, on }: { at: Date; on: IsoDate },
  run: { id?: bigint },
  after: LineCursor | undefined,
): Promise<MatchRun> {
  await lockBooks(db);
  const lines = await openLines(db, BATCH_LINES, after);
  const last = lines.at(-1);
  if (!last) return { seen: 0, posted: 0, waiting: 0 };
  const company = await currentCompany(db);
  const roles = await companyRoles(db);
  const deciding = { company, roles, at, on };
  run.id ??= await openRun(db, company.id, { at, on });
  await workIn(db, run.id);
  // What comes back may be the payment of a line above: it is looked for once those are posted.
  const back = lines.filter(comesBack);
  const others = lines.filter((line) => !comesBack(line));
  const posted = [...(await settle(db, others, deciding)), ...(await settle(db, back, deciding))];
  const passed = new Set(posted);
  const left = lines.map((line) => line.id).filter((id) => !passed.has(id));
  await countRun(db, { runId: run.id, companyId: company.id }, { posted, left });
  return {
    seen: lines.length,
    posted: posted.length,
    waiting: left.length,
    last: { bookedOn: last.bookedOn, id: last.id },
  };
}

/** Decides lines, posts what is certain and keeps what was thought of the rest. Gives those that were posted. */
async function settle(db: Db, lines: readonly BookableLine[], deciding: Deciding): Promise<bigint[]> {
  if (lines.length === 0) return [];
  const takenBack = await linesTakenBack(
    db,
    lines.map((line) => line.id),
  );
  const awaited = await refundsUnderWay(db);
  const { promisedErrors, ownWeights } = deciding.company.settings;
  const model = modelWith(ownWeights);
  const terms = { awaited, on: deciding.on, promisedErrors, takenBack, model };
  const decisions = (await decideBatch(db, lines, terms)).map((decision) =>
    takenBack.has(decision.lineId) ? leftToAPerson(decision) : decision,
  );
  const byId = new Map(lines.map((line) => [line.id, line]));
  const posts = decisions.flatMap((decision) => {
    const line = byId.get(decision.lineId);
    return decision.decision === "post" && line ? [{ line, decision }] : [];
  });
  await postLines(
    db,
    posts.filter(isOfCustomer).map(({ line, decision }) => decided(line, decision)),
    deciding,
  );
  await postTransfers(db, posts.filter(isTransfer).map(transfer), deciding);
  await postFound(db, posts, deciding);
  const refunds = new Map(awaited.map((refund) => [refund.paymentId, refund]));
  await postRefunds(
    db,
    posts.flatMap(({ line, decision }) => {
      const refund = refunds.get(decision.candidates[0]?.refund ?? 0n);
      return refund ? [{ line, refund, match: { ...decision, evidence: evidenceOf(decision) } }] : [];
    }),
    deciding,
  );
  await postCarried(db, posts.flatMap(carriedOut), deciding);
  await postSentBack(db, posts.flatMap(cameBack), deciding);
  await postByRules(db, posts.flatMap(byRule), deciding);
  const waiting = decisions.filter((decision) => decision.decision !== "post");
  await keepProposals(db, deciding.company.id, waiting, deciding.at);
  return posts.map(({ line }) => line.id);
}

/**
 * Refunds, money in hand, what we asked of the bank, then insurers' transfers: what is theirs is no customer's, whatever else fits.
 * Memory, rules and error budget have the last word.
 */
export async function decideBatch(
  db: Db,
  every: readonly BookableLine[],
  { awaited: refundsAwaited, on, ...terms }: Terms & { awaited: readonly RefundUnderWay[]; on: IsoDate },
): Promise<Decision[]> {
  const refunds = decideRefunds(every, refundsAwaited);
  const all = every.filter((line) => !refunds.has(line.id));
  const retrieved = await retrieveCandidates(db, all);
  const underWay = decideMoneyInHand(all, await retrieveMoneyInHand(db, all, retrieved));
  const left = all.filter((line) => !underWay.has(line.id));
  const awaited = decideAwaited(left, await retrieveAwaited(db, left));
  const lines = left.filter((line) => !awaited.has(line.id));
  const found = await retrieveTransfers(db, lines, retrieved);
  const transfers = decideTransfers(lines, found);
  const others = lines.filter((line) => !transfers.has(line.id));
  const byId = new Map(others.map((line) => [line.id, line]));
  const decided = decideLines(others, retrieved, terms).map((decision) => {
    const line = byId.get(decision.lineId);
    return (decision.reason === "nothing_found" && line && suggestByAmount(line, found)) || decision;
  });
  const first = [refunds, underWay, awaited, transfers].flatMap((found) => [...found.values()]);
  return lastWord(db, every, [...first, ...decided], on);
}

type Post = { line: BookableLine; decision: Decision };

function isOfCustomer({ decision }: Post): boolean {
  return (decision.candidates[0]?.allocations.length ?? 0) > 0;
}

function isTransfer({ decision }: Post): boolean {
  return decision.candidates[0]?.brings !== undefined;
}

function byRule({ line, decision }: Post): LineByRule[] {
  const { rule } = decision;
  return rule ? [{ line, rule, match: { ...decision, evidence: evidenceOf(decision) } }] : [];
}

function carriedOut({ line, decision }: Post): CarriedToPost[] {
  const carries = decision.candidates[0]?.carries;
  if (!carries) return [];
  const paymentIds = carries.map(({ paymentId }) => paymentId);
  return [{ line, paymentIds, match: { ...decision, evidence: evidenceOf(decision) } }];
}

function cameBack({ line, decision }: Post): SentBackToPost[] {
  const sentBack = decision.candidates[0]?.sentBack;
  if (!sentBack) return [];
  const reason = line.returnReason ? { reasonCode: line.returnReason } : {};
  const match = { ...decision, evidence: evidenceOf(decision) };
  return [{ line, paymentId: sentBack.paymentId, ...reason, match }];
}

function transfer({ line, decision }: Post): TransferToPost {
  const match = { ...decision, evidence: evidenceOf(decision) };
  return { line, brings: decision.candidates[0]?.brings ?? [], match };
}

/** A person took a match of this line back: the machine may propose it again, and no longer posts it by itself. */
function leftToAPerson(decision: Decision): Decision {
  if (decision.decision !== "post") return decision;
  return {
    ...decision,
    decision: "suggest",
    level: "B",
    reason: decision.rule ? "rule_suggests" : "taken_back",
  };
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
