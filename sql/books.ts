import { insertRows } from "./bulk.ts";
import { beforeCommit, type Db } from "./connect.ts";
import { reportCollections } from "./paymentReports.ts";
import { keepStatisticsWaiting } from "./statistics.ts";

/**
 * Waits until no other transaction changes the books of this company, and keeps them until this one ends. Whoever changes
 * them, the night or a person, takes this first: two of them never decide on the same dues. What they change of money collected is
 * reported when they are done.
 * @param act who acts and why, for the log of the lettering; nobody is the machine
 */
export async function lockBooks(db: Db, act: { by?: bigint; reason?: string } = {}): Promise<void> {
  await keepStatisticsWaiting(db);
  await db`
    select set_config('rappro.actor', ${act.by === undefined ? "" : String(act.by)}, true),
           set_config('rappro.reason', ${act.reason ?? ""}, true)`;
  beforeCommit(db, reportCollections);
  await db`select pg_advisory_xact_lock(hashtext('rappro books'), current_company()::integer)`;
}

/** Who did what to what, and why. */
export type AuditedAct = {
  actorId?: bigint;
  at: Date;
  action: string;
  subject: string;
  subjectId: bigint;
  reason?: string;
  detail?: object;
};

/** Keeps an act in the audit log, whose rows are never changed. */
export function writeAudit(db: Db, companyId: bigint, act: AuditedAct): Promise<void> {
  return writeAudits(db, companyId, [act]);
}

/** The same for many acts, in one statement. */
export async function writeAudits(db: Db, companyId: bigint, acts: readonly AuditedAct[]): Promise<void> {
  await insertRows(
    db,
    "audit_log",
    {
      company_id: "bigint",
      at: "timestamptz",
      actor_id: "bigint",
      action: "text",
      subject: "text",
      subject_id: "bigint",
      reason: "text",
      detail: "jsonb",
    },
    acts.map((act) => [
      companyId,
      act.at,
      act.actorId,
      act.action,
      act.subject,
      act.subjectId,
      act.reason,
      act.detail ?? {},
    ]),
  );
}
