import type { Cents } from "../domain/money.ts";
import { idsOf } from "./bulk.ts";
import type { Db } from "./connect.ts";
import { isFinal } from "./ledger.ts";

/** What is taken back together: one line, what a rule or an evidence posted in one passing, or a whole passing. */
export type UndoScope =
  | { kind: "line"; lineId: bigint }
  | { kind: "rule"; runId: bigint; reason: string; ruleId?: bigint }
  | { kind: "run"; runId: bigint };

/** The lines a scope holds now. Of a passing, what the machine posted and nobody has touched since. */
export async function linesOfScope(db: Db, scope: UndoScope): Promise<bigint[]> {
  const [lineId, runId] = scope.kind === "line" ? [scope.lineId, null] : [null, scope.runId];
  const [reason, ruleId] = scope.kind === "rule" ? [scope.reason, scope.ruleId ?? null] : [null, null];
  const rows = await db<{ lineId: bigint }[]>`
    select line_id
      from match
     where company_id = current_company()
       and decision = 'post'
       and undone_at is null
       and (line_id = ${lineId}::bigint
         or (run_id = ${runId}::bigint and decided_by is null and reason <> 'person'
             and (${reason}::text is null or (reason = ${reason} and rule_id is not distinct from ${ruleId}::bigint))))
     order by line_id
  `;
  return rows.map((row) => row.lineId);
}

export type UndonePart = { lineId: bigint; bookedOn: string; label: string; cents: Cents; isFinal: boolean };

/** What taking back would change, counted from the rows. Cents without their sign. */
export type UndoPreview = {
  lines: number;
  cents: Cents;
  /** Entries that go, and entries that a dated one reverses. */
  drafts: number;
  reversals: number;
  payments: number;
  /** Shares that owe again, and how much. */
  shares: number;
  dueCents: Cents;
  /** Announced payments that wait for the bank again. */
  announced: number;
  /** Balanced letterings that open. */
  letterings: number;
  first: UndonePart[];
};

/** What taking these lines back would change. Reads only. */
export async function previewUndo(
  db: Db,
  lineIds: readonly bigint[],
  { shown }: { shown: number },
): Promise<UndoPreview> {
  const ids = idsOf(lineIds);
  const [sums] = await db<Omit<UndoPreview, "first">[]>`
    with posted as (
      select line.id, abs(line.amount_cents) as cents, entry.id as entry_id,
             ${isFinal(db)} as is_final
        from unnest(${ids}::text[]::bigint[]) as wanted (id)
        join statement_line as line on line.id = wanted.id
        join line_posting on line_posting.line_id = line.id
        join journal_entry as entry on entry.id = line_posting.entry_id
    ), paid as (
      select payment.id from payment where payment.line_id in (select id from posted) and payment.status <> 'corrected'
    )
    select (select count(*) from posted)::integer as lines,
           (select coalesce(sum(cents), 0) from posted)::bigint as cents,
           (select count(*) from posted where not is_final)::integer as drafts,
           (select count(*) from posted where is_final)::integer as reversals,
           (select count(*) from paid)::integer as payments,
           (select count(distinct share_id) from allocation where payment_id in (select id from paid))::integer as shares,
           (select coalesce(sum(amount_cents), 0) from allocation where payment_id in (select id from paid))::bigint as due_cents,
           (select count(distinct payment_id) from clearing where line_id in (select id from posted))::integer as announced,
           (select count(distinct lettering_group.id)
              from journal_line
              join lettering_line on lettering_line.line_id = journal_line.id
              join lettering_group on lettering_group.id = lettering_line.group_id and lettering_group.balanced
             where journal_line.entry_id in (select entry_id from posted))::integer as letterings
  `;
  if (!sums) throw new Error("nothing was counted");
  const first = await db<UndonePart[]>`
    select line.id as line_id, line.booked_on, line.label, line.amount_cents as cents,
           ${isFinal(db)} as is_final
      from unnest(${ids}::text[]::bigint[]) as wanted (id)
      join statement_line as line on line.id = wanted.id
      join line_posting on line_posting.line_id = line.id
      join journal_entry as entry on entry.id = line_posting.entry_id
     order by abs(line.amount_cents) desc, line.id
     limit ${shown}
  `;
  return { ...sums, first };
}
