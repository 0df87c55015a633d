import type { IsoDate } from "../domain/days.ts";
import { idsOf } from "./bulk.ts";
import type { Db } from "./connect.ts";

export type RunCounts = { seen: number; posted: number };

/** The lines of a batch, by what it did of them. */
export type BatchLines = { posted: readonly bigint[]; left: readonly bigint[] };

/** Opens a passing of the machine; the batches that belong to it add what they did. */
export async function openRun(db: Db, companyId: bigint, run: { at: Date; on: IsoDate }): Promise<bigint> {
  const [row] = await db<{ id: bigint }[]>`
    insert into match_run (company_id, started_at, on_day) values (${companyId}, ${run.at}, ${run.on}) returning id
  `;
  if (!row) throw new Error("the run was not opened");
  return row.id;
}

/** Every match written from now on, until the transaction ends, belongs to this passing. */
export async function workIn(db: Db, runId: bigint): Promise<void> {
  await db`select set_config('rappro.run', ${String(runId)}, true)`;
}

/** What a batch saw: its lines by name, which nothing else keeps, and how many. */
export async function countRun(
  db: Db,
  { runId, companyId }: { runId: bigint; companyId: bigint },
  { posted, left }: BatchLines,
): Promise<void> {
  const seen = [...posted, ...left];
  await db`
    insert into run_batch (company_id, run_id, line_ids, posted)
    values (${companyId}, ${runId}, ${idsOf(seen)}::text[]::bigint[], ${posted.length})
  `;
  await db`update match_run set seen = seen + ${seen.length}, posted = posted + ${posted.length} where id = ${runId}`;
}

export type RunRow = RunCounts & {
  id: bigint;
  startedAt: Date;
  /** Whether the lines it saw are known by name. */
  named: boolean;
  /** Of its posts, those that still stand. */
  standing: number;
  cents: bigint;
};

/** The latest passings that posted something, with what still stands of them. */
export async function latestRuns(db: Db, limit: number): Promise<RunRow[]> {
  return db<RunRow[]>`
    select run.id, run.started_at, run.seen, run.posted, standing.lines as standing, standing.cents,
           exists (select from run_batch where run_batch.run_id = run.id) as named
      from (select * from match_run where company_id = current_company() and posted > 0 order by id desc limit ${limit}) as run
     cross join lateral (
       select coalesce(sum(kept.lines), 0)::integer as lines, coalesce(sum(kept.cents), 0)::bigint as cents
         from run_sum as kept
        where kept.run_id = run.id
     ) as standing
     order by run.id desc
  `;
}

export type RunShare = {
  reason: string;
  ruleId: bigint | null;
  rule: string | null;
  lines: number;
  cents: bigint;
};

/** What a passing posted that still stands, by what decided it. */
export async function sharesOfRun(db: Db, runId: bigint): Promise<RunShare[]> {
  return db<RunShare[]>`
    select kept.reason, kept.rule_id, rule.name as rule, kept.lines::integer as lines, kept.cents
      from run_sum as kept
      left join rule on rule.id = kept.rule_id
     where kept.run_id = ${runId} and kept.lines > 0
     order by kept.lines desc, kept.reason, kept.rule_id
  `;
}
