import type { ReplayReport } from "../domain/matching/replay.ts";
import { idsOf } from "./bulk.ts";
import type { Db } from "./connect.ts";

export type ChangeKind = "rule" | "removal" | "settings" | "weights";
export type ChangeState = "asked" | "running" | "ready" | "failed" | "saved" | "dropped";

/** A change that was asked for, with what its replay said. */
export type Change = {
  id: bigint;
  kind: ChangeKind;
  ruleId: bigint | null;
  ruleVersion: number | null;
  definition: Record<string, unknown>;
  fromLine: bigint | null;
  state: ChangeState;
  linesDone: number;
  linesTotal: number;
  report: ReplayReport | null;
  askedBy: string | null;
  askedAt: Date;
  finishedAt: Date | null;
  savedBy: string | null;
  savedAt: Date | null;
};

export type NewChange = {
  kind: ChangeKind;
  ruleId?: bigint;
  ruleVersion?: number;
  definition: object;
  fromLine?: bigint;
  by?: bigint;
  at: Date;
};

export async function insertChange(db: Db, companyId: bigint, change: NewChange): Promise<bigint> {
  const [row] = await db<{ id: bigint }[]>`
    insert into rule_change (company_id, kind, rule_id, rule_version, definition, from_line, asked_by, asked_at)
    values (${companyId}, ${change.kind}, ${change.ruleId ?? null}, ${change.ruleVersion ?? null},
            ${db.json(change.definition as never)}, ${change.fromLine ?? null}, ${change.by ?? null}, ${change.at})
    returning id
  `;
  if (!row) throw new Error("the change was not written");
  return row.id;
}

function changeColumns(db: Db) {
  return db`
    rule_change.id, kind, rule_id, rule_version, definition, from_line, state, lines_done, lines_total, report,
    asker.name as asked_by, asked_at, finished_at, saver.name as saved_by, saved_at
  `;
}

export async function findChange(db: Db, id: bigint): Promise<Change | undefined> {
  const [row] = await db<Change[]>`
    select ${changeColumns(db)}
      from rule_change
      left join app_user as asker on asker.id = asked_by
      left join app_user as saver on saver.id = rule_change.saved_by
     where rule_change.id = ${id}
  `;
  return row;
}

/** The latest changes, saved or not. */
export async function latestChanges(db: Db, limit: number): Promise<Change[]> {
  return db<Change[]>`
    select ${changeColumns(db)}
      from rule_change
      left join app_user as asker on asker.id = asked_by
      left join app_user as saver on saver.id = rule_change.saved_by
     where rule_change.company_id = current_company()
     order by rule_change.id desc
     limit ${limit}
  `;
}

/** A version of the company's own weights: what was saved, by whom, and when. */
export type SavedWeights = {
  id: bigint;
  decibans: Record<string, number>;
  savedBy: string | null;
  savedAt: Date;
};

/** Every version of the company's own weights, the latest first. */
export async function savedWeights(db: Db): Promise<SavedWeights[]> {
  return db<SavedWeights[]>`
    select rule_change.id, definition as decibans, saver.name as saved_by, saved_at
      from rule_change
      left join app_user as saver on saver.id = rule_change.saved_by
     where rule_change.company_id = current_company() and kind = 'weights' and state = 'saved'
     order by rule_change.id desc
  `;
}

export async function startReplay(db: Db, id: bigint, total: number): Promise<void> {
  await db`update rule_change set state = 'running', lines_done = 0, lines_total = ${total} where id = ${id}`;
}

export async function moveReplay(db: Db, id: bigint, done: number): Promise<void> {
  await db`update rule_change set lines_done = ${done} where id = ${id}`;
}

export async function endReplay(
  db: Db,
  id: bigint,
  end: { report: ReplayReport; at: Date } | { failed: true; at: Date },
): Promise<void> {
  const [state, report] = "report" in end ? ["ready", end.report] : ["failed", null];
  await db`
    update rule_change
       set state = ${state}, report = ${report && db.json(report as never)}, finished_at = ${end.at}
     where id = ${id} and state in ('asked', 'running')
  `;
}

export async function closeChange(
  db: Db,
  id: bigint,
  { state, by, at }: { state: "saved" | "dropped"; by: bigint | undefined; at: Date },
): Promise<void> {
  await db`update rule_change set state = ${state}, saved_by = ${by ?? null}, saved_at = ${at} where id = ${id}`;
}

export type StandingDecision = {
  lineId: bigint;
  reason: string;
  evidence: {
    allocations?: { shareId: string; amount: string }[];
    brings?: { paymentId?: string; thirdPartyId: string; amount: string }[];
  };
  /** The other side of its entry. */
  counterparts: { account: string; amount: string }[];
};

/** What people decided of these lines, and what it led to. */
export async function decisionsOfPeople(db: Db, lineIds: readonly bigint[]): Promise<StandingDecision[]> {
  return db<StandingDecision[]>`
    select match.line_id, match.reason, match.evidence,
           (select coalesce(json_agg(json_build_object('account', entry_line.account,
                                                       'amount', (entry_line.debit_cents + entry_line.credit_cents)::text)), '[]')
              from line_posting
              join journal_line as entry_line on entry_line.entry_id = line_posting.entry_id
             where line_posting.line_id = match.line_id
               and entry_line.account <> bank_account.account) as counterparts
      from match
      join statement_line as line on line.id = match.line_id
      join bank_account on bank_account.id = line.bank_account_id
     where match.line_id = any (${idsOf(lineIds)}::text[]::bigint[])
       and match.undone_at is null
       and match.decision = 'post'
       and match.reason = 'person'
  `;
}
