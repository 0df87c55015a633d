import type { Answer } from "../domain/matching/answer.ts";
import { type Decision, ENGINE_VERSION } from "../domain/matching/evidence.ts";
import type { WeighedAnswer } from "../domain/matching/lessons.ts";
import { MODEL } from "../domain/matching/model.ts";
import type { AppliedRule } from "../domain/matching/rules.ts";
import { idsOf, insertRows } from "./bulk.ts";
import type { Db } from "./connect.ts";

export type MatchToWrite = Pick<Decision, "lineId" | "decision" | "level" | "reason"> & {
  evidence: object;
  decidedBy?: bigint;
};

/** What the engine found, as it is kept: facts, tokens, runners-up and the version that found them. */
export function evidenceOf(decision: Decision): object {
  const { reason, candidates, tokens, params, unseen, promisedErrors, rule, proposal } = decision;
  const { model = MODEL.id } = decision;
  return {
    engine: ENGINE_VERSION,
    model,
    reason,
    tokens,
    candidates,
    ...(unseen ? { unseen } : {}),
    ...(promisedErrors === undefined ? {} : { promisedErrors }),
    ...(params ? { params } : {}),
    ...(rule ? { rule } : {}),
    ...(proposal ? { proposal } : {}),
  };
}

/** Decisions of this moment. A proposal that stood before is replaced; a line has one live decision. */
export async function writeMatches(
  db: Db,
  companyId: bigint,
  matches: readonly MatchToWrite[],
  at: Date,
): Promise<void> {
  await db`
    delete from match
     where line_id = any (${idsOf(matches.map((match) => match.lineId))}::text[]::bigint[])
       and undone_at is null
       and decision <> 'post'
  `;
  await insertRows(
    db,
    "match",
    {
      company_id: "bigint",
      line_id: "bigint",
      decision: "text",
      level: "text",
      reason: "text",
      evidence: "jsonb",
      engine: "text",
      decided_by: "bigint",
      decided_at: "timestamptz",
    },
    matches.map((match) => [
      companyId,
      match.lineId,
      match.decision,
      match.level,
      match.reason,
      match.evidence,
      ENGINE_VERSION,
      match.decidedBy,
      at,
    ]),
  );
}

/** What the machine thought of a line that still waits: a person's decision keeps it, so that an undo finds the answers again. */
export async function standingProposal(db: Db, lineId: bigint): Promise<object | undefined> {
  const [row] = await db<{ level: string; reason: string; evidence: object }[]>`
    select level, reason, evidence from match
     where line_id = ${lineId} and undone_at is null and decision <> 'post'
  `;
  return row;
}

/** The answers that stand for a line that waits, the best first, as JSON holds them. */
export async function proposedAnswers(db: Db, lineId: bigint): Promise<StoredAnswer[]> {
  return (await standingEvidence(db, lineId))?.candidates ?? [];
}

/** An answer with what it rests on. */
export type StoredAnswer = Answer & WeighedAnswer;

async function standingEvidence(
  db: Db,
  lineId: bigint,
): Promise<{ candidates?: StoredAnswer[] } | undefined> {
  const [row] = await db<{ evidence: { candidates?: StoredAnswer[] } }[]>`
    select evidence from match where line_id = ${lineId} and undone_at is null and decision <> 'post'
  `;
  return row?.evidence;
}

/** Of the answers that stand for a line, those that are left when a person refused one. */
export async function keepAnswers(
  db: Db,
  companyId: bigint,
  { lineId, left, at }: { lineId: bigint; left: readonly Answer[]; at: Date },
): Promise<void> {
  const evidence = await standingEvidence(db, lineId);
  const [level, reason] =
    left.length === 0
      ? (["D", "all_refused"] as const)
      : left.length === 1
        ? (["B", "weak_answer"] as const)
        : (["C", "several_answers"] as const);
  const decision = left.length === 0 ? "nothing" : "suggest";
  const kept = { ...evidence, reason, candidates: left };
  await writeMatches(db, companyId, [{ lineId, decision, level, reason, evidence: kept }], at);
}

/** The decision that posted a line: what replaces it keeps it. */
export async function postedMatch(db: Db, lineId: bigint): Promise<object | undefined> {
  const [row] = await db<{ level: string; reason: string; evidence: object }[]>`
    select level, reason, evidence from match
     where line_id = ${lineId} and undone_at is null and decision = 'post'
  `;
  return row;
}

/** The rule that the machine proposes for a line that waits, with the parts it makes of it. */
export async function proposedRule(db: Db, lineId: bigint): Promise<AppliedRule | undefined> {
  const [row] = await db<{ rule: StoredRule | null }[]>`
    select evidence -> 'rule' as rule from match
     where line_id = ${lineId} and undone_at is null and decision <> 'post'
  `;
  const rule = row?.rule;
  if (!rule?.parts) return undefined;
  const parts = rule.parts.map((part) => ({ ...part, amount: BigInt(part.amount) }));
  return { ...rule, id: BigInt(rule.id), parts };
}

/** As JSON holds it: ids and cents are texts. */
export type StoredRule = Omit<AppliedRule, "id" | "parts"> & {
  id: string;
  parts?: { account: string; aux?: string; amount: string }[];
};

export type LiveMatch = {
  id: bigint;
  decision: string;
  decidedBy: bigint | null;
  decidedAt: Date;
  who: string | null;
  entryId: bigint | null;
  invoices: string[];
};

/** The decision in force for a line, and what it led to. */
export async function liveMatch(db: Db, lineId: bigint): Promise<LiveMatch | undefined> {
  const [row] = await db<LiveMatch[]>`
    select match.id, match.decision, match.decided_by, match.decided_at, app_user.name as who, line_posting.entry_id,
           array(select distinct invoice.number
                   from payment
                   join allocation on allocation.payment_id = payment.id
                   join share on share.id = allocation.share_id
                   join invoice on invoice.id = share.invoice_id
                  where payment.line_id = match.line_id and payment.status <> 'corrected') as invoices
      from match
      left join app_user on app_user.id = match.decided_by
      left join line_posting on line_posting.line_id = match.line_id
     where match.line_id = ${lineId}
       and match.undone_at is null
  `;
  return row;
}

/** Of these lines, those of which a match was taken back as wrong at some time: the machine no longer posts them by itself. */
export async function linesTakenBack(db: Db, lineIds: readonly bigint[]): Promise<Set<bigint>> {
  const rows = await db<{ lineId: bigint }[]>`
    select distinct line_id
      from match
     where line_id = any (${idsOf(lineIds)}::text[]::bigint[])
       and undone_at is not null
       and undone_as is distinct from 'other'
  `;
  return new Set(rows.map((row) => row.lineId));
}

/** Why a decision is taken back: it was wrong, which counts against what made it, or for another reason. */
export type UndoneAs = "wrong" | "other";

export async function undoLiveMatches(
  db: Db,
  lineIds: readonly bigint[],
  { at, by, as }: { at: Date; by: bigint | undefined; as: UndoneAs },
): Promise<void> {
  await db`
    update match set undone_at = ${at}, undone_by = ${by ?? null}, undone_as = ${as}
     where line_id = any (${idsOf(lineIds)}::text[]::bigint[]) and undone_at is null
  `;
}

export async function writeLinePostings(
  db: Db,
  companyId: bigint,
  postings: readonly { lineId: bigint; entryId: bigint }[],
): Promise<void> {
  await insertRows(
    db,
    "line_posting",
    { line_id: "bigint", entry_id: "bigint", company_id: "bigint" },
    postings.map(({ lineId, entryId }) => [lineId, entryId, companyId]),
  );
}
