/** A worker process that takes a job and never ends it, for the test that kills it. */
import { readEnvironment } from "../../env.ts";
import { openQueues } from "../../worker/queues.ts";

const environment = readEnvironment(process.env);
if (!environment.ok) throw new Error(environment.problems.join("\n"));
const { databaseUrl = "", redis } = environment.value;
const redisPrefix = process.env.REDIS_PREFIX ?? "";
const queues = openQueues({ databaseUrl, redis, redisPrefix, log: { warn: () => {} } });
queues.startWorker(
  "matching",
  async () => {
    process.send?.("started");
    await new Promise(() => {});
  },
  { concurrency: 1, lockMs: 1_500, stalledCheckMs: 1_000 },
);
