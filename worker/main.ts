import { DelayedError, type Job } from "bullmq";
import type { Logger } from "pino";
import { dayIn } from "../domain/days.ts";
import type { Environment } from "../env.ts";
import type { Pool } from "../sql/connect.ts";
import { listCompanyIds } from "../sql/outbox.ts";
import { showPresence } from "../sql/presence.ts";
import { takeInbox } from "./inbox.ts";
import { isOutage } from "./outage.ts";
import { relayOutbox, sweepUnreadFiles } from "./outbox.ts";
import { type JobData, QUEUE_NAMES, type QueueName, type Queues } from "./queues.ts";
import { Refused } from "./refusals.ts";

/** What a job is about. The queues carry the ids as text; here they are read. */
export type Task = { companyId: bigint; fileId?: bigint; changeId?: bigint };

export type JobContext = {
  environment: Environment;
  pool: Pool;
  /** Names the queue and the job in every line. */
  log: Logger;
  /** The instant this attempt began, and that day where the company lives. */
  now: Date;
  today: string;
  /** 1 for the first. */
  attempt: number;
};

/** Called at least once for each job, and again after a crash: what it writes must be written once by the constraints. */
export type Processor = (task: Task, context: JobContext) => Promise<void>;

export type Processors = Record<QueueName, Processor>;

export type Workers = {
  /**
   * Takes no new job, and waits for those under way.
   * @returns the jobs that were still running at the deadline; another worker runs them again
   */
  stop: (deadlineMs?: number) => Promise<string[]>;
};

type Start = {
  environment: Environment;
  /** The address in use, which is the embedded server's when the environment names none. */
  databaseUrl: string;
  pool: Pool;
  queues: Queues;
  processors: Processors;
  log: Logger;
  /** For tests: how soon a dead worker's job is taken over, and one that met an outage tried again. */
  recovery?: { lockMs?: number; stalledCheckMs?: number; outageMs?: number };
};

const CONCURRENCY: Record<QueueName, number> = {
  "bank-statement": 2,
  rsp: 2,
  matching: 2,
  night: 1,
  replay: 1,
};
const RELAY_EVERY_MS = 500;
const SWEEP_EVERY_MS = 60_000;
const SCHEDULE_EVERY_MS = 60_000;
const PRESENCE_EVERY_MS = 5_000;
const INBOX_EVERY_MS = 1_000;
/** Under the 30 seconds that most platforms give before they kill. */
const STOP_WITHIN_MS = 25_000;
const EXIT_WITHIN_MS = STOP_WITHIN_MS + 3_000;

/** At 04:30: between 02:00 and 03:00 a day of the year has no such time, and another has it twice. */
const NIGHT_PATTERN = "0 30 4 * * *";
const NIGHT_SCHEDULER = "every-night";
const NIGHT_FOR_ALL = "night-for-every-company";

/** Starts one worker per queue, the relay of the outbox, the sweep, the night's schedule, and the sign that a worker is up. */
export async function startWorkers(start: Start): Promise<Workers> {
  const { databaseUrl, pool, queues, log, environment } = start;
  const presence = await showPresence(databaseUrl);
  await scheduleNight(start);
  const running = new Map<string, string>();
  const workers = QUEUE_NAMES.map((name) =>
    queues.startWorker(name, (job, token) => workOrWait(start, name, { job, token }, running), {
      concurrency: CONCURRENCY[name],
      ...start.recovery,
    }),
  );
  for (const worker of workers) worker.on("failed", (job, err) => tellFailure(log, worker.name, job, err));
  const relaying = () => ({ pool, queues: queues.queues, log, now: new Date() });
  const errands = [
    repeat("relay", RELAY_EVERY_MS, log, () => relayOutbox(relaying())),
    repeat("sweep", SWEEP_EVERY_MS, log, () => sweepUnreadFiles(relaying())),
    repeat("schedule", SCHEDULE_EVERY_MS, log, () => keepSchedule(start)),
    repeat("presence", PRESENCE_EVERY_MS, log, presence.renew),
    repeat("inbox", INBOX_EVERY_MS, log, () => takeInbox(pool, environment.inboxDir, new Date(), log)),
  ];
  log.info({ backend: queues.backend, queues: QUEUE_NAMES }, "workers started");
  return {
    stop: async (deadlineMs = STOP_WITHIN_MS) => {
      const parts = [...errands.map((errand) => errand.stop()), ...workers.map((worker) => worker.close())];
      await Promise.race([Promise.all(parts), pause(deadlineMs)]);
      await presence.end();
      const cutOff = [...running.values()];
      if (cutOff.length > 0) log.error({ cutOff }, "stopped before these jobs ended: they will run again");
      return cutOff;
    },
  };
}

type Scheduling = { queues: Queues; environment: Pick<Environment, "timeZone">; log: Pick<Logger, "warn"> };

async function scheduleNight({ queues, environment }: Scheduling): Promise<void> {
  await queues.queues.night.upsertJobScheduler(
    NIGHT_SCHEDULER,
    { pattern: NIGHT_PATTERN, tz: environment.timeZone },
    { name: NIGHT_FOR_ALL, data: {} },
  );
}

/** A queue that lost what it held, as a Redis without its file after a restart, has no night any more: it gets it back. */
export async function keepSchedule(given: Scheduling): Promise<void> {
  if (await given.queues.queues.night.getJobScheduler(NIGHT_SCHEDULER)) return;
  await scheduleNight(given);
  given.log.warn("the queues had lost the schedule of the nights: it is set again");
}

/** How soon a job is tried again that met an outage, and how long: a day without its database is for a person to look at. */
const OUTAGE_RETRY_MS = 30_000;
const OUTAGE_WITHIN_MS = 24 * 3_600_000;

/** What is away comes back: a job that met an outage waits for it, and no attempt is counted, so that no good file ends as failed. */
async function workOrWait(
  start: Start,
  queue: QueueName,
  { job, token }: { job: Job<JobData>; token: string | undefined },
  running: Map<string, string>,
): Promise<void> {
  try {
    await work(start, queue, job, running);
  } catch (err) {
    if (!isOutage(err) || Date.now() - job.timestamp > OUTAGE_WITHIN_MS) throw err;
    start.log.warn({ err, queue, jobId: job.id }, "a job met an outage and waits for its end");
    await job.moveToDelayed(Date.now() + (start.recovery?.outageMs ?? OUTAGE_RETRY_MS), token);
    throw new DelayedError();
  }
}

async function work(start: Start, queue: QueueName, job: Job<JobData>, running: Map<string, string>) {
  const { environment, pool, processors } = start;
  const log = start.log.child({ queue, jobId: job.id });
  const key = `${queue}/${job.id}/${job.attemptsStarted}`;
  running.set(key, `${queue} ${job.id}`);
  const now = new Date();
  try {
    if (job.name === NIGHT_FOR_ALL) {
      await askEveryCompany(start, job);
    } else {
      const attempt = job.attemptsMade + 1;
      const today = dayIn(environment.timeZone, now);
      await processors[queue](readTask(job.data), { environment, pool, log, now, today, attempt });
    }
    log.info({ job: job.name, ms: Date.now() - now.getTime() }, "job done");
  } finally {
    running.delete(key);
  }
}

/** The ids come from the night's own job: were it run twice, the second round adds nothing. */
async function askEveryCompany({ pool, queues }: Start, job: Job<JobData>): Promise<void> {
  const night = `${job.id}`.replaceAll(":", "-");
  const companies = await listCompanyIds(pool);
  await queues.queues.night.addBulk(
    companies.map((id) => ({
      name: "night",
      data: { companyId: String(id) },
      opts: { jobId: `company-${id}-${night}` },
    })),
  );
}

function readTask({ companyId, fileId, changeId }: JobData): Task {
  return {
    companyId: readId("companyId", companyId),
    ...(fileId === undefined ? {} : { fileId: readId("fileId", fileId) }),
    ...(changeId === undefined ? {} : { changeId: readId("changeId", changeId) }),
  };
}

function readId(field: string, text: string | undefined): bigint {
  if (!text || !/^\d{1,18}$/.test(text)) throw new Refused(`the job has no ${field}`);
  return BigInt(text);
}

function tellFailure(log: Logger, queue: string, job: Job<JobData> | undefined, err: Error): void {
  const over = !job || job.finishedOn !== undefined;
  const facts = { queue, jobId: job?.id, ...job?.data, attempt: job?.attemptsMade, err };
  if (over) log.error(facts, "job failed for good: it is kept, and an administrator may retry it");
  else log.warn(facts, "job failed and will be tried again");
}

type Errand = { stop: () => Promise<void> };

/** Does something again and again, never twice at once. A failure is told and the next turn tries again. */
function repeat(name: string, everyMs: number, log: Logger, work: () => Promise<unknown>): Errand {
  let stopped = false;
  let timer: NodeJS.Timeout | undefined;
  let turn: Promise<void> = Promise.resolve();
  const next = async (): Promise<void> => {
    try {
      await work();
    } catch (err) {
      log.warn({ err, errand: name }, "an errand failed and will be tried again");
    }
    if (!stopped) timer = setTimeout(start, everyMs);
  };
  const start = (): void => {
    turn = next();
  };
  start();
  return {
    stop: async () => {
      stopped = true;
      clearTimeout(timer);
      await turn;
    },
  };
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms).unref());
}

/**
 * On SIGTERM or SIGINT, runs `stop` and ends the process: 0 when nothing was cut off, 1 otherwise. A second signal does not wait.
 * @param stop closes everything in order; returns what was still running
 */
export function stopOnSignal(log: Logger, stop: () => Promise<readonly string[]>): void {
  let stopping = false;
  const onSignal = async (signal: NodeJS.Signals): Promise<void> => {
    if (stopping) process.exit(130);
    stopping = true;
    log.info({ signal }, "stopping");
    try {
      const cutOff = await Promise.race([stop(), pause(EXIT_WITHIN_MS).then(() => ["closing"])]);
      process.exit(cutOff.length > 0 ? 1 : 0);
    } catch (err) {
      log.error({ err }, "stopping failed");
      process.exit(1);
    }
  };
  for (const signal of ["SIGTERM", "SIGINT"] as const) process.on(signal, onSignal);
}
