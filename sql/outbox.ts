import { idsOf } from "./bulk.ts";
import type { Db, Pool } from "./connect.ts";

/** What may be asked of the workers: to read a file, to match a company's lines, to run its night now, to replay a change over its past. */
export type Ask =
  | { queue: "bank-statement" | "rsp"; companyId: bigint; fileId: bigint }
  | { queue: "matching" | "night"; companyId: bigint }
  | { queue: "replay"; companyId: bigint; changeId: bigint };

/** The name a job goes by on the board of the queues. */
const JOBS: Record<Ask["queue"], string> = {
  "bank-statement": "import-statement",
  rsp: "import-return",
  matching: "match",
  night: "night",
  replay: "replay-change",
};

/** Asks in the transaction that made it necessary: either both are kept or neither. A relay adds the job soon after. */
export async function ask(db: Db, asked: Ask): Promise<void> {
  const data = {
    companyId: String(asked.companyId),
    ...("fileId" in asked ? { fileId: String(asked.fileId) } : {}),
    ...("changeId" in asked ? { changeId: String(asked.changeId) } : {}),
  };
  await db`
    insert into outbox (company_id, queue, job, data)
    values (${asked.companyId}, ${asked.queue}, ${JOBS[asked.queue]}, ${data as never})
  `;
}

export type OutboxRow = {
  id: bigint;
  queue: string;
  job: string;
  data: { companyId: string; fileId?: string; changeId?: string };
};

/** The oldest rows nobody relayed, held until the transaction ends. Rows that another relay holds are passed over, not waited for. */
export async function takeWaiting(db: Db, countMax: number): Promise<OutboxRow[]> {
  return db<OutboxRow[]>`
    select id, queue, job, data
    from outbox
    where relayed_at is null
    order by id
    limit ${countMax}
    for update skip locked
  `;
}

export async function markRelayed(db: Db, ids: readonly bigint[], at: Date): Promise<void> {
  if (ids.length === 0) return;
  await db`
    update outbox
    set relayed_at = ${at}
    where id = any(${idsOf(ids)}::text[]::bigint[])
  `;
}

/** The rows have served; what they led to is told elsewhere. */
export async function forgetRelayed(db: Db, before: Date): Promise<void> {
  await db`
    delete from outbox
    where relayed_at < ${before}
  `;
}

/** A file received and not read yet, with the last request to read it, if there was any. */
export type UnreadFile = {
  fileId: bigint;
  companyId: bigint;
  queue: "bank-statement" | "rsp";
  outboxId: bigint | null;
  relayedAt: Date | null;
};

/** Files received before an instant that are still unread, of every company. Runs as the owner: no company is chosen. */
export async function listUnreadFiles(db: Db, receivedBefore: Date, countMax: number): Promise<UnreadFile[]> {
  return db<UnreadFile[]>`
    select received_file.id as file_id, received_file.company_id,
           coalesce(asked.queue, case received_file.kind when 'insurer_return' then 'rsp' else 'bank-statement' end) as queue,
           asked.id as outbox_id, asked.relayed_at
    from received_file
    left join lateral (
      select outbox.id, outbox.queue, outbox.relayed_at
      from outbox
      where outbox.company_id = received_file.company_id
        and outbox.queue in ('bank-statement', 'rsp')
        and outbox.data ->> 'fileId' = received_file.id::text
      order by outbox.id desc
      limit 1
    ) as asked on true
    where received_file.state = 'received'
      and received_file.received_at < ${receivedBefore}
    order by received_file.id
    limit ${countMax}
  `;
}

/** A number of ours alone ("sweep" in base 36). */
const SWEEP_LOCK = 48_540_913;

/** True for one transaction at a time, until it ends: sweeping twice at once would ask twice. */
export async function mayISweep(db: Db): Promise<boolean> {
  const [row] = await db<{ mine: boolean }[]>`select pg_try_advisory_xact_lock(${SWEEP_LOCK}) as mine`;
  return row?.mine ?? false;
}

/** Every company, for the night that asks for each of them. Runs as the owner. */
export async function listCompanyIds(pool: Pool): Promise<bigint[]> {
  const rows = await pool<{ id: bigint }[]>`select id from company order by id`;
  return rows.map((row) => row.id);
}
