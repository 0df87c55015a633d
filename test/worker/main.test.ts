import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { dayIn } from "../../domain/days.ts";
import { readEnvironment } from "../../env.ts";
import { openLog } from "../../log.ts";
import { asCompany } from "../../sql/connect.ts";
import { ask } from "../../sql/outbox.ts";
import { workerIsUp } from "../../sql/presence.ts";
import { keepSchedule, type Processors, startWorkers, type Task, type Workers } from "../../worker/main.ts";
import { relayOutbox, sweepUnreadFiles } from "../../worker/outbox.ts";
import { jobIdOf, openQueues, type QueueName, type Queues } from "../../worker/queues.ts";
import { useDatabase } from "../database.ts";
import { until } from "../until.ts";

const database = useDatabase({ max: 8 });
const log = openLog({ logLevel: "silent" });
const opened: { queues?: Queues; workers?: Workers } = {};
const done: { queue: QueueName; task: Task }[] = [];
let companyId = 0n;

beforeAll(async () => {
  opened.queues = openQueues({ redis: undefined, databaseUrl: database.url, log, retryDelayMs: 50 });
  const [company] = await database.pool<{ id: bigint }[]>`
    insert into company (name) values ('Optique du Port') returning id
  `;
  companyId = company?.id ?? 0n;
});

afterEach(async () => {
  await opened.workers?.stop();
  delete opened.workers;
  await database.pool`delete from outbox`;
  for (const queue of Object.values(theQueues().queues)) await queue.obliterate({ force: true });
  done.length = 0;
});

afterAll(async () => {
  await opened.queues?.close();
});

function theQueues(): Queues {
  if (!opened.queues) throw new Error("not open yet");
  return opened.queues;
}

const relaying = (now = new Date()) => ({ pool: database.pool, queues: theQueues().queues, log, now });
const askFor = (...asked: Parameters<typeof ask>[1][]) =>
  asCompany(database.pool, companyId, async (db) => {
    for (const one of asked) await ask(db, one);
  });
const allJobs = async (name: QueueName) => (await theQueues().queues[name].getJobs()).map((job) => job.data);
const minutesAgo = (minutes: number) => new Date(Date.now() - minutes * 60_000);

async function start(other: Partial<Processors> = {}): Promise<Workers> {
  const environment = readEnvironment({ DATABASE_URL: database.url });
  if (!environment.ok) throw new Error(environment.problems.join("\n"));
  const note = (queue: QueueName) => async (task: Task) => void done.push({ queue, task });
  opened.workers = await startWorkers({
    environment: environment.value,
    databaseUrl: database.url,
    pool: database.pool,
    queues: theQueues(),
    log,
    recovery: { outageMs: 20 },
    processors: {
      "bank-statement": note("bank-statement"),
      rsp: note("rsp"),
      matching: note("matching"),
      night: note("night"),
      replay: note("replay"),
      ...other,
    },
  });
  return opened.workers;
}

async function storeFile(name: string, receivedAt: Date): Promise<bigint> {
  const [file] = await database.pool<{ id: bigint }[]>`
    insert into received_file (company_id, name, sha256, byte_count, source, received_at)
    values (${companyId}, ${name}, ${name}, 1, 'inbox', ${receivedAt})
    returning id
  `;
  return file?.id ?? 0n;
}

test("what a transaction asks for is done, with its ids, and each to its queue", async () => {
  await start();
  await askFor({ queue: "bank-statement", companyId, fileId: 12n }, { queue: "matching", companyId });
  await until(() => done.length === 2);
  expect(done).toContainEqual({ queue: "bank-statement", task: { companyId, fileId: 12n } });
  expect(done).toContainEqual({ queue: "matching", task: { companyId } });
});

test("a transaction that is undone asks for nothing", async () => {
  const undone = asCompany(database.pool, companyId, async (db) => {
    await ask(db, { queue: "matching", companyId });
    throw new Error("undone");
  });
  await expect(undone).rejects.toThrow("undone");
  expect(await relayOutbox(relaying())).toBe(0);
});

test("several relays at once add each row once", async () => {
  const asked = Array.from({ length: 40 }, (_, at) => ({
    queue: "rsp" as const,
    companyId,
    fileId: BigInt(at),
  }));
  await askFor(...asked);
  const relayed = await Promise.all(Array.from({ length: 4 }, () => relayOutbox(relaying())));
  expect(relayed.reduce((sum, count) => sum + count, 0)).toBe(40);
  expect(await allJobs("rsp")).toHaveLength(40);
});

test("a relay that died before marking its rows adds nothing twice", async () => {
  await askFor({ queue: "rsp", companyId, fileId: 5n });
  await relayOutbox(relaying());
  await database.pool`update outbox set relayed_at = null`;
  await relayOutbox(relaying());
  expect(await allJobs("rsp")).toEqual([{ companyId: String(companyId), fileId: "5" }]);
});

test("requests to match one company that wait together are one job, and a later one is another", async () => {
  await askFor({ queue: "matching", companyId }, { queue: "matching", companyId });
  expect(await relayOutbox(relaying())).toBe(2);
  expect(await allJobs("matching")).toHaveLength(1);
  await askFor({ queue: "matching", companyId });
  await relayOutbox(relaying());
  expect(await allJobs("matching")).toHaveLength(2);
});

test("a file stored and never read is asked for again, once", async () => {
  const lost = await storeFile("lost.txt", minutesAgo(3));
  const young = await storeFile("young.txt", minutesAgo(1));
  expect(await sweepUnreadFiles(relaying())).toBe(1);
  expect(await sweepUnreadFiles(relaying())).toBe(0);
  await relayOutbox(relaying());
  expect(await sweepUnreadFiles(relaying())).toBe(0);
  expect(await allJobs("bank-statement")).toEqual([{ companyId: String(companyId), fileId: String(lost) }]);
  await database.pool`update received_file set state = 'read' where id in ${database.pool([lost, young])}`;
});

test("a file whose job was lost with its queue is asked for again, and one whose job failed is left to a person", async () => {
  const file = await storeFile("queue-lost.txt", minutesAgo(3));
  await askFor({ queue: "rsp", companyId, fileId: file });
  await relayOutbox(relaying());
  await theQueues().queues.rsp.obliterate({ force: true });
  expect(await sweepUnreadFiles(relaying())).toBe(1);
  await start({
    rsp: async () => {
      throw new Error("always");
    },
  });
  await until(async () => (await theQueues().queues.rsp.getFailedCount()) === 1);
  expect(await sweepUnreadFiles(relaying())).toBe(0);
  await database.pool`update received_file set state = 'read' where id = ${file}`;
});

test("the night is scheduled for 04:30 in Paris, and asks for every company once", async () => {
  await database.pool`insert into company (name) values ('Optique de la Gare')`;
  await start();
  const [scheduler] = await theQueues().queues.night.getJobSchedulers();
  expect(scheduler).toMatchObject({ pattern: "0 30 4 * * *", tz: "Europe/Paris" });
  const [scheduled] = await theQueues().queues.night.getDelayed();
  await scheduled?.promote();
  await until(() => done.length === 2);
  expect(new Set(done.map(({ task }) => task.companyId)).size).toBe(2);
});

test("a queue that lost its schedule, as an emptied Redis, gets the night back", async () => {
  await start();
  const { night } = theQueues().queues;
  const context = { ...relaying(), environment: { timeZone: "Europe/Paris" } };
  await keepSchedule({ ...context, queues: theQueues() });
  const [before] = await night.getJobSchedulers();
  await night.obliterate({ force: true });
  await night.removeJobScheduler("every-night");
  expect(await night.getJobSchedulersCount()).toBe(0);
  await keepSchedule({ ...context, queues: theQueues() });
  const [after] = await night.getJobSchedulers();
  expect([after?.pattern, after?.next]).toEqual([before?.pattern, before?.next]);
});

test("a job that meets an outage waits for its end, however often, and counts no attempt", async () => {
  const tries = { left: 12 };
  await start({
    matching: async () => {
      if (tries.left-- > 0) throw Object.assign(new Error("connect"), { code: "ECONNREFUSED" });
    },
  });
  const job = await theQueues().queues.matching.add(
    "match",
    { companyId: String(companyId) },
    { jobId: "company-1" },
  );
  await until(
    () => job.getState(),
    (state) => state === "completed",
  );
  expect(tries.left).toBe(-1);
});

test("whether a worker is up can be asked of the database", async () => {
  expect(await workerIsUp(database.pool)).toBe(false);
  const workers = await start();
  expect(await workerIsUp(database.pool)).toBe(true);
  await workers.stop();
  expect(await workerIsUp(database.pool)).toBe(false);
});

test("stopping waits for the job under way, up to the deadline, and names what was cut off", async () => {
  const held: { release?: () => void } = {};
  const hold = () => new Promise<void>((resolve) => Object.assign(held, { release: resolve }));
  const workers = await start({ matching: hold });
  await askFor({ queue: "matching", companyId });
  await until(() => held.release);
  const cutOff = await workers.stop(200);
  expect(cutOff).toEqual([expect.stringMatching(/^matching company-\d+-asked-\d+$/)]);
  held.release?.();
});

test.each([
  { holdMs: 300, says: "ends the job under way and leaves with 0", code: 0 },
  { holdMs: 60_000, says: "names the job it cuts off and leaves with 1", code: 1 },
])("on SIGTERM a worker process $says", async ({ holdMs, code }) => {
  await askFor({ queue: "matching", companyId });
  const program = fileURLToPath(new URL("./stopping.ts", import.meta.url));
  const child = spawn(process.execPath, ["--import", "tsx", program], {
    env: { PATH: process.env.PATH, DATABASE_URL: database.url, HOLD_MS: String(holdMs) },
    stdio: ["ignore", "pipe", "inherit", "ipc"],
  });
  let said = "";
  child.stdout?.on("data", (chunk: Buffer) => {
    said += chunk;
  });
  const exited = new Promise<number | null>((resolve) => child.once("exit", resolve));
  child.once("message", () => child.kill("SIGTERM"));
  expect(await exited).toBe(code);
  expect(/"cutOff":\["matching company-/.test(said)).toBe(code === 1);
});

test("a job without a company is refused at once", async () => {
  await start();
  const job = await theQueues().queues.matching.add("match", {}, { jobId: "made-by-hand" });
  await until(async () => (await job.getState()) === "failed");
  expect((await theQueues().queues.matching.getJob("made-by-hand"))?.failedReason).toBe(
    "the job has no companyId",
  );
});

test("a job id names its thing and its row, and is none that BullMQ refuses", () => {
  expect(jobIdOf({ companyId: "7", fileId: "812" }, 5n)).toBe("file-812-asked-5");
  expect(jobIdOf({ companyId: "7" }, 6n)).toBe("company-7-asked-6");
});

test("today is the day where the company lives", () => {
  const lateEvening = new Date("2026-11-21T23:30:00Z");
  expect(dayIn("Europe/Paris", lateEvening)).toBe("2026-11-22");
  expect(dayIn("America/Martinique", lateEvening)).toBe("2026-11-21");
});
