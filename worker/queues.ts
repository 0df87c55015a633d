import {
  createPostgresBackend,
  createRedisBackend,
  type Job,
  type PgPool,
  type Queue,
  type Worker,
  withBackend,
} from "bullmq";
import pg from "pg";
import type { Logger } from "pino";
import type { RedisAddress } from "../env.ts";
import { connectRedis, type RedisConnection } from "./redis.ts";

export const QUEUE_NAMES = ["bank-statement", "rsp", "matching", "night", "replay"] as const;
export type QueueName = (typeof QUEUE_NAMES)[number];

/** What a job carries: ids as text, never rows nor amounts. A `night` without a company is the one that asks for all the others. */
export type JobData = { companyId?: string; fileId?: string; changeId?: string };

/** @param token the lock of the worker on the job, to put it off */
export type JobProcessor = (job: Job<JobData>, token?: string) => Promise<void>;

export type WorkerSettings = {
  concurrency: number;
  /** How long a worker that died keeps its job. Renewed at half of it while the job runs. */
  lockMs?: number;
  stalledCheckMs?: number;
};

export type QueueCounts = Record<"waiting" | "active" | "delayed" | "failed" | "completed", number>;

export type Queues = {
  backend: "postgres" | "redis";
  queues: Record<QueueName, Queue>;
  startWorker: (name: QueueName, process: JobProcessor, settings: WorkerSettings) => Worker;
  /** Rejects within a few seconds when the queues cannot be reached: a page must not wait for them. */
  counts: () => Promise<Record<QueueName, QueueCounts>>;
  /** Closes the queues and their connections. Workers are closed before, by whoever started them. */
  close: () => Promise<void>;
};

type Opening = {
  redis: RedisAddress | undefined;
  databaseUrl: string;
  log: Pick<Logger, "warn">;
  /** Before the second attempt; doubled each time. */
  retryDelayMs?: number;
  /** Another one keeps tests away from the queues of a Redis that is in use. */
  redisPrefix?: string;
};

/** In braces, so that a Cluster keeps all the keys on one node; a single server does not mind. */
const REDIS_PREFIX = "{rappro}";

/** Each worker keeps one connection for LISTEN: the pool holds those and as many again for the work. */
const POOL_MAX = 3 * QUEUE_NAMES.length;

const REACHABLE_WITHIN_MS = 5_000;
const CLOSED_WITHIN_MS = 1_500;
const ATTEMPTS = 5;
const KEPT_WHEN_DONE = { count: 1_000, age: 7 * 24 * 3_600 };
/**
 * A job whose worker was killed this often is taken to be what kills them, and fails. Far above what a day of power cuts
 * does: a job that failed waits for a person, and running it again changes nothing that was written.
 */
const STALLED_MAX = 25;

/** Opens the queues where the environment says they live. Nothing is connected before it is needed. */
export function openQueues(opening: Opening): Queues {
  return opening.redis ? openOnRedis(opening, opening.redis) : openOnPostgres(opening);
}

function openOnPostgres({ databaseUrl, log, retryDelayMs }: Opening): Queues {
  const pool = new pg.Pool({
    connectionString: databaseUrl,
    max: POOL_MAX,
    connectionTimeoutMillis: REACHABLE_WITHIN_MS,
    keepAlive: true,
    options: "-c search_path=bullmq",
  });
  pool.setMaxListeners(0); // each queue and worker listens for its errors
  pool.on("error", (err) => log.warn({ err }, "a connection of the queues was lost"));
  const backend = withBackend(createPostgresBackend);
  const connection = pool as unknown as PgPool; // the same thing, described more loosely
  return assemble({
    backend: "postgres",
    log,
    // BullMQ's own types name the Redis backend by default; the classes are the same.
    openQueue: (name) =>
      new backend.Queue(name, { connection, ...producing(retryDelayMs) }) as unknown as Queue,
    openWorker: (name, process, settings) =>
      new backend.Worker<JobData, void>(name, process, {
        connection,
        ...consuming(settings),
      }) as unknown as Worker,
    // A worker cut off at its deadline still holds a connection; the end of the process takes it back.
    closeConnections: () => Promise.race([pool.end(), pause(CLOSED_WITHIN_MS)]),
  });
}

function openOnRedis(
  { log, retryDelayMs, redisPrefix: prefix = REDIS_PREFIX }: Opening,
  address: RedisAddress,
): Queues {
  // Whoever adds a job fails at once while Redis is away (the outbox keeps the row); a worker waits for it to come back.
  const producers = connectRedis(address, { enableOfflineQueue: false, maxRetriesPerRequest: 1 }, log);
  const consumers: RedisConnection[] = [];
  const consumer = (): RedisConnection => {
    consumers[0] ??= connectRedis(address, { maxRetriesPerRequest: null }, log);
    return consumers[0];
  };
  const backend = withBackend(createRedisBackend);
  return assemble({
    backend: "redis",
    log,
    openQueue: (name) =>
      new backend.Queue(name, { connection: producers, prefix, ...producing(retryDelayMs) }),
    openWorker: (name, process, settings) =>
      new backend.Worker<JobData, void>(name, process, {
        connection: consumer(),
        prefix,
        ...consuming(settings),
      }),
    closeConnections: async () => {
      for (const connection of [producers, ...consumers]) connection.disconnect();
    },
  });
}

type Parts = {
  backend: Queues["backend"];
  log: Opening["log"];
  openQueue: (name: QueueName) => Queue;
  openWorker: (name: QueueName, process: JobProcessor, settings: WorkerSettings) => Worker;
  closeConnections: () => Promise<void>;
};

function assemble({ backend, log, openQueue, openWorker, closeConnections }: Parts): Queues {
  const queues = {
    "bank-statement": openQueue("bank-statement"),
    rsp: openQueue("rsp"),
    matching: openQueue("matching"),
    night: openQueue("night"),
    replay: openQueue("replay"),
  };
  for (const queue of Object.values(queues)) {
    queue.on("error", (err) => log.warn({ err, queue: queue.name }, "a queue cannot be reached"));
  }
  return {
    backend,
    queues,
    startWorker: (name, process, settings) => {
      const worker = openWorker(name, process, settings);
      worker.on("error", (err) => log.warn({ err, queue: name }, "a worker cannot reach its queue"));
      return worker;
    },
    counts: () => withinReach(countAll(queues)),
    close: async () => {
      await Promise.all(Object.values(queues).map((queue) => queue.close()));
      await closeConnections();
    },
  };
}

function producing(retryDelayMs = 5_000) {
  return {
    defaultJobOptions: {
      attempts: ATTEMPTS,
      backoff: { type: "exponential", delay: retryDelayMs },
      removeOnComplete: KEPT_WHEN_DONE,
      removeOnFail: false,
    },
  };
}

function consuming({ concurrency, lockMs = 60_000, stalledCheckMs = 30_000 }: WorkerSettings) {
  return {
    concurrency,
    lockDuration: lockMs,
    stalledInterval: stalledCheckMs,
    maxStalledCount: STALLED_MAX,
  };
}

async function countAll(queues: Queues["queues"]): Promise<Record<QueueName, QueueCounts>> {
  const counted = await Promise.all(
    QUEUE_NAMES.map(async (name) => {
      const counts = await queues[name].getJobCounts("waiting", "active", "delayed", "failed", "completed");
      return [name, counts] as const;
    }),
  );
  return Object.fromEntries(counted) as Record<QueueName, QueueCounts>;
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms).unref());
}

async function withinReach<T>(answer: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error("the queues do not answer")), REACHABLE_WITHIN_MS);
  });
  try {
    return await Promise.race([answer, late]);
  } finally {
    clearTimeout(timer);
  }
}

/**
 * The id of the job that an outbox row asks for: the thing it is about, and the row. Added twice (a relay died between adding
 * and marking), the second is spared. Not the thing alone: a finished job is kept for days, and would swallow the next request
 * for the same file or company. Never bare digits nor a colon, which BullMQ refuses.
 */
export function jobIdOf({ companyId, fileId }: JobData, outboxId: bigint): string {
  return `${fileId ? `file-${fileId}` : `company-${companyId}`}-asked-${outboxId}`;
}
