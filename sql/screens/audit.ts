import type { Db } from "../connect.ts";

/** Who asked the queues to try again, or changed something from the board. */
export async function noteQueueAct(
  db: Db,
  act: { companyId: bigint; actorId: bigint; at: Date; action: string; queue: string; job: string },
): Promise<void> {
  await db`
    insert into audit_log (company_id, at, actor_id, action, subject, detail)
    values (${act.companyId}, ${act.at}, ${act.actorId}, ${act.action}, 'queue',
            ${db.json({ queue: act.queue, job: act.job })})
  `;
}

export type StuckFile = { id: bigint; name: string };

/** The files behind failed jobs. */
export async function filesByIds(db: Db, ids: readonly bigint[]): Promise<StuckFile[]> {
  if (ids.length === 0) return [];
  return db<StuckFile[]>`
    select id, name
    from received_file
    where id in ${db([...ids])}
  `;
}
