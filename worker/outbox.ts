import type { Logger } from "pino";
import type { Db, Pool } from "../sql/connect.ts";
import {
  ask,
  forgetRelayed,
  listUnreadFiles,
  markRelayed,
  mayISweep,
  type OutboxRow,
  takeWaiting,
  type UnreadFile,
} from "../sql/outbox.ts";
import { jobIdOf, QUEUE_NAMES, type QueueName, type Queues } from "./queues.ts";

const BATCH_MAX = 500;
const UNREAD_MAX = 1_000;
const UNREAD_AFTER_MS = 2 * 60_000;
const FORGOTTEN_AFTER_MS = 30 * 24 * 3_600_000;

type Relaying = { pool: Pool; queues: Queues["queues"]; log: Pick<Logger, "error" | "warn">; now: Date };

/**
 * Turns the oldest waiting outbox rows into jobs. The rows are marked after the jobs exist: whoever dies in between leaves them
 * to be added again, under the same job ids. Several relays share the rows without waiting for each other.
 * @returns how many rows were relayed; as many as a batch holds means that there may be more
 */
export async function relayOutbox({ pool, queues, log, now }: Relaying): Promise<number> {
  return (await pool.begin(async (db) => {
    const rows = await takeWaiting(db, BATCH_MAX);
    for (const name of QUEUE_NAMES) {
      const jobs = jobsFor(name, rows);
      if (jobs.length > 0) await queues[name].addBulk(jobs);
    }
    for (const row of rows.filter((row) => !isQueueName(row.queue))) {
      log.error({ outboxId: String(row.id), queue: row.queue }, "an outbox row names no queue of ours");
    }
    await markRelayed(
      db,
      rows.map((row) => row.id),
      now,
    );
    return rows.length;
  })) as number;
}

/** Requests to match the same company that wait together are one job: the last one, which sees all that came before it. */
function jobsFor(name: QueueName, rows: readonly OutboxRow[]) {
  const mine = rows.filter((row) => row.queue === name);
  const kept =
    name === "matching" ? [...new Map(mine.map((row) => [row.data.companyId, row])).values()] : mine;
  return kept.map((row) => ({ name: row.job, data: row.data, opts: { jobId: jobIdOf(row.data, row.id) } }));
}

function isQueueName(name: string): name is QueueName {
  return (QUEUE_NAMES as readonly string[]).includes(name);
}

/**
 * Asks again for the files that were stored and never read: their job was lost with a queue, or never added. A job that waits,
 * runs or failed is left alone; a failed one is for a person to retry.
 * @returns how many files were asked for again
 */
export async function sweepUnreadFiles({ pool, queues, log, now }: Relaying): Promise<number> {
  return (await pool.begin(async (db) => {
    if (!(await mayISweep(db))) return 0;
    await forgetRelayed(db, new Date(now.getTime() - FORGOTTEN_AFTER_MS));
    const unread = await listUnreadFiles(db, new Date(now.getTime() - UNREAD_AFTER_MS), UNREAD_MAX);
    return askAgain(db, queues, unread, log);
  })) as number;
}

async function askAgain(
  db: Db,
  queues: Queues["queues"],
  unread: readonly UnreadFile[],
  log: Relaying["log"],
): Promise<number> {
  let count = 0;
  for (const file of unread) {
    if (await isUnderWay(queues, file)) continue;
    await ask(db, { queue: file.queue, companyId: file.companyId, fileId: file.fileId });
    log.warn({ fileId: String(file.fileId), queue: file.queue }, "a file was never read: asked for again");
    count += 1;
  }
  return count;
}

async function isUnderWay(queues: Queues["queues"], file: UnreadFile): Promise<boolean> {
  if (file.outboxId === null) return false;
  if (file.relayedAt === null) return true;
  const data = { companyId: String(file.companyId), fileId: String(file.fileId) };
  const job = await queues[file.queue].getJob(jobIdOf(data, file.outboxId));
  // A finished job with its file unread: the queue is newer than the database, as after a restored backup.
  return job !== undefined && (await job.getState()) !== "completed";
}
