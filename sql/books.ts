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

/** Who did what to what, and why. Rows are never changed. */
export async function writeAudit(
  db: Db,
  companyId: bigint,
  act: {
    actorId?: bigint;
    at: Date;
    action: string;
    subject: string;
    subjectId: bigint;
    reason?: string;
    detail?: object;
  },
): Promise<void> {
  await db`
    insert into audit_log (company_id, at, actor_id, action, subject, subject_id, reason, detail)
    values (${companyId}, ${act.at}, ${act.actorId ?? null}, ${act.action}, ${act.subject}, ${act.subjectId},
            ${act.reason ?? null}, ${db.json((act.detail ?? {}) as never)})
  `;
}
