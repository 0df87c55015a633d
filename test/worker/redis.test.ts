import { describe, expect, test } from "vitest";
import { parseRedisAddress } from "../../env.ts";
import { openQueues } from "../../worker/queues.ts";
import { redisIsAvailable, startCluster, startSentinel } from "../redis.ts";
import { until } from "../until.ts";

const available = redisIsAvailable() && !process.env.REDIS_URL;

describe.skipIf(!available)("the queues on several Redis servers", () => {
  test.each([
    { through: "the master that Sentinels name", start: startSentinel },
    { through: "a cluster", start: startCluster },
  ])("work through $through", async ({ start }) => {
    const server = await start();
    const warnings: unknown[] = [];
    const log = { warn: (...line: unknown[]) => void warnings.push(line) };
    const queues = openQueues({ redis: parseRedisAddress(server.url), databaseUrl: "", log });
    const seen: (string | undefined)[] = [];
    const workers = (["matching", "night"] as const).map((name) =>
      queues.startWorker(name, async (job) => void seen.push(job.id), { concurrency: 5 }),
    );
    try {
      const jobs = Array.from({ length: 20 }, (_, at) => ({
        name: "match",
        data: { companyId: String(at) },
        opts: { jobId: `company-${at}` },
      }));
      await queues.queues.matching.addBulk(jobs);
      await queues.queues.night.add("night", { companyId: "1" }, { jobId: "night-1" });
      await until(
        async () => (await queues.counts()).matching.completed,
        (count) => count === 20,
      );
      await until(() => seen.includes("night-1"));
      expect(new Set(seen).size).toBe(21);
      expect(warnings).toEqual([]);
    } finally {
      await Promise.all(workers.map((worker) => worker.close()));
      await queues.close();
      await server.stop();
    }
  });
});
