import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import type { Worker } from "bullmq";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { parseRedisAddress } from "../../env.ts";
import { type JobProcessor, openQueues, type Queues } from "../../worker/queues.ts";
import { Refused } from "../../worker/refusals.ts";
import { useDatabase } from "../database.ts";
import { type RedisServer, redisIsAvailable, startRedis } from "../redis.ts";
import { until } from "../until.ts";

const database = useDatabase();
const QUICK = { concurrency: 5, lockMs: 1_500, stalledCheckMs: 1_000 };
const REDIS_PREFIX = `{rappro-test-${process.pid}}`;
const warnings: unknown[] = [];
const log = { warn: (...line: unknown[]) => void warnings.push(line) };

describe.each([
  { backend: "postgres" as const, available: true },
  { backend: "redis" as const, available: redisIsAvailable() },
])("the queues on $backend", ({ backend, available }) => {
  if (!available) {
    test.skip("keep their contract", () => {});
    return;
  }
  const opened: { redis?: RedisServer; queues?: Queues; workers: Worker[] } = { workers: [] };

  beforeAll(async () => {
    if (backend === "redis") opened.redis = await startRedis();
    opened.queues = open();
  });
  afterEach(async () => {
    await Promise.all(opened.workers.splice(0).map((worker) => worker.close()));
    await theQueues().queues.matching.obliterate({ force: true });
  });
  afterAll(async () => {
    await opened.queues?.close();
    await opened.redis?.stop();
  });

  function open(): Queues {
    const redis = opened.redis ? parseRedisAddress(opened.redis.url) : undefined;
    return openQueues({ redis, databaseUrl: database.url, log, retryDelayMs: 60, redisPrefix: REDIS_PREFIX });
  }
  function theQueues(): Queues {
    if (!opened.queues) throw new Error("not open yet");
    return opened.queues;
  }
  function startWorker(process: JobProcessor): Worker {
    const worker = theQueues().startWorker("matching", process, QUICK);
    opened.workers.push(worker);
    return worker;
  }
  const add = (jobId: string) => theQueues().queues.matching.add("match", { companyId: "7" }, { jobId });

  test("say where they live", () => {
    expect(theQueues().backend).toBe(backend);
  });

  test("run each job once, with the ids it was given", async () => {
    const seen: string[] = [];
    startWorker(async (job) => void seen.push(`${job.id} ${JSON.stringify(job.data)}`));
    await Promise.all(["company-1", "company-2", "company-3"].map(add));
    await until(
      () => theQueues().queues.matching.getCompletedCount(),
      (count) => count === 3,
    );
    expect(seen.sort()).toEqual([1, 2, 3].map((id) => `company-${id} {"companyId":"7"}`));
  });

  test("try a job again, later each time, and no more than five times", async () => {
    const at: number[] = [];
    startWorker(async () => {
      at.push(Date.now());
      throw new Error("the connection was lost");
    });
    const job = await add("company-1");
    await until(
      () => job.getState(),
      (state) => state === "failed",
    );
    expect(at).toHaveLength(5);
    const pauses = at.slice(1).map((instant, index) => instant - (at[index] ?? 0));
    for (const [index, pause] of pauses.entries()) expect(pause).toBeGreaterThanOrEqual(60 * 2 ** index - 5);
  });

  test("fail a refused job at once, and keep it with its reason for a person to retry", async () => {
    const attempts: string[] = [];
    const wrong = { still: true };
    startWorker(async (job) => {
      attempts.push(`${job.id}`);
      if (wrong.still) throw new Refused("line 12: bad_amount");
    });
    const job = await add("file-1");
    await until(
      () => job.getState(),
      (state) => state === "failed",
    );
    expect(attempts).toHaveLength(1);
    const [kept] = await theQueues().queues.matching.getFailed();
    expect(kept?.failedReason).toBe("line 12: bad_amount");
    wrong.still = false;
    await kept?.retry();
    await until(
      () => job.getState(),
      (state) => state === "completed",
    );
  });

  test("spare a job whose id is known, waiting or done", async () => {
    const seen: string[] = [];
    await add("file-1");
    await add("file-1");
    startWorker(async (job) => void seen.push(`${job.id}`));
    await until(
      () => theQueues().queues.matching.getCompletedCount(),
      (count) => count === 1,
    );
    await add("file-1");
    await add("file-2");
    await until(() => seen.includes("file-2"));
    expect(seen.sort()).toEqual(["file-1", "file-2"]);
  });

  test("give the job of a worker that was killed to another one", async () => {
    const job = await add("company-9");
    await runAndKillVictim();
    const seen: string[] = [];
    startWorker(async (taken) => void seen.push(`${taken.id}`));
    await until(
      () => job.getState(),
      (state) => state === "completed",
    );
    expect(seen).toEqual(["company-9"]);
  });

  test("stop when what they began has ended, and lose nothing", async () => {
    const ended: string[] = [];
    const begun: string[] = [];
    const worker = startWorker(async (job) => {
      begun.push(`${job.id}`);
      await new Promise((resolve) => setTimeout(resolve, 400));
      ended.push(`${job.id}`);
    });
    await add("company-1");
    await until(() => begun.length === 1);
    const closing = worker.close();
    await add("company-2");
    await closing;
    expect(ended).toEqual(begun);
    expect(ended).toContain("company-1");
    // A fetch that was on its way when the stop came may still bring the second one; it is then ended too.
    expect(ended.length + (await theQueues().queues.matching.getWaitingCount())).toBe(2);
  });

  test("are counted by state, for the page that shows them", async () => {
    await add("company-1");
    const counts = await theQueues().counts();
    expect(counts.matching).toEqual({ waiting: 1, active: 0, delayed: 0, failed: 0, completed: 0 });
    expect(Object.keys(counts)).toEqual(["bank-statement", "rsp", "matching", "night", "replay"]);
  });

  async function runAndKillVictim(): Promise<void> {
    const victim = spawn(
      process.execPath,
      ["--import", "tsx", fileURLToPath(new URL("./victim.ts", import.meta.url))],
      {
        env: {
          PATH: process.env.PATH,
          DATABASE_URL: database.url,
          REDIS_URL: opened.redis?.url,
          REDIS_PREFIX,
        },
        stdio: ["ignore", "inherit", "inherit", "ipc"],
      },
    );
    const ended = new Promise((resolve) => victim.once("exit", resolve));
    await new Promise((resolve, reject) => {
      victim.once("message", resolve);
      victim.once("exit", () => reject(new Error("the worker process ended before it took the job")));
    });
    victim.kill("SIGKILL");
    await ended;
  }
});

test("nothing went wrong with the connections on the way", () => {
  expect(warnings).toEqual([]);
});

test("a page that counts the queues is told within seconds when Redis is away", async () => {
  const lines: unknown[] = [];
  const away = openQueues({
    redis: { kind: "single", url: "redis://127.0.0.1:1" },
    databaseUrl: database.url,
    log: { warn: (...line: unknown[]) => void lines.push(line) },
  });
  await expect(away.counts()).rejects.toThrow();
  expect(lines.length).toBeGreaterThan(0);
  await away.close();
});
