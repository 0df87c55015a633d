import type { Cents } from "../../domain/money.ts";
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

/** A file behind a failed job, and what it holds up: money of its lines that are neither posted nor set aside. */
export type StuckFile = {
  id: bigint;
  name: string;
  state: "received" | "read" | "held" | "refused";
  linesRead: number;
  heldLines: number;
  heldCents: Cents;
};

/** The files behind failed jobs. */
export async function filesByIds(db: Db, ids: readonly bigint[]): Promise<StuckFile[]> {
  if (ids.length === 0) return [];
  return db<StuckFile[]>`
    select file.id, file.name, file.state, file.lines_read, held.lines as held_lines, held.cents as held_cents
    from received_file as file
    cross join lateral (
      select count(*)::integer as lines, coalesce(sum(abs(line.amount_cents)), 0)::bigint as cents
      from statement_line as line
      where line.file_id = file.id and line.state in ('new', 'waiting')
    ) as held
    where file.id in ${db([...ids])}
  `;
}

/** What the lines that nobody has studied yet are worth: what a failed matching holds up. */
export async function unstudiedLines(db: Db): Promise<{ lines: number; cents: Cents }> {
  const [row] = await db<{ lines: number; cents: Cents }[]>`
    select count(*)::integer as lines, coalesce(sum(abs(amount_cents)), 0)::bigint as cents
    from statement_line
    where state = 'new'
  `;
  return row ?? { lines: 0, cents: 0n };
}
