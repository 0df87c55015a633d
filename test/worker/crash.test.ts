import { type ChildProcess, spawn } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createCompany } from "../../sql/acts/createCompany.ts";
import { asCompany } from "../../sql/connect.ts";
import { demoProgress } from "../../sql/demo.ts";
import { verifyCompany } from "../../sql/verify.ts";
import { openQueues } from "../../worker/queues.ts";
import { useDatabase } from "../database.ts";
import { handIn } from "../given.ts";
import { until } from "../until.ts";
import { invoicesOf, statementOf } from "./month.ts";

const database = useDatabase();
const LINES = 6_000;
const KILLS = 10;
let dataDir = "";

beforeAll(() => {
  dataDir = fs.mkdtempSync(path.join(os.tmpdir(), "rappro-crash-"));
});

afterAll(() => fs.rmSync(dataDir, { recursive: true, force: true }));

/** A worker of its own process: killed, it leaves as a power cut would. */
function startWorker(): ChildProcess {
  const worker = new URL("./labourer.ts", import.meta.url).pathname;
  return spawn(process.execPath, ["--import", "tsx", worker], {
    env: {
      ...process.env,
      DATABASE_URL: database.url,
      DATA_DIR: dataDir,
      LOG_LEVEL: "silent",
      REDIS_URL: "",
    },
    stdio: ["ignore", "ignore", "inherit"],
  });
}

/** What the queues still hold, for the message of a failure. */
async function jobsLeft(): Promise<string> {
  const queues = openQueues({ redis: undefined, databaseUrl: database.url, log: { warn: () => {} } });
  const told: string[] = [];
  for (const queue of Object.values(queues.queues)) {
    for (const job of await queue.getJobs(["active", "waiting", "delayed", "failed"])) {
      told.push(
        `${queue.name} ${job.id} ${await job.getState()} attempts ${job.attemptsMade}/${job.attemptsStarted} ${job.failedReason ?? ""}`,
      );
    }
  }
  const outbox = await database.pool`select id, queue, relayed_at from outbox where relayed_at is null`;
  const busy = await database.pool<{ state: string; waits: string; query: string }[]>`
    select state, concat(wait_event_type, ' ', wait_event, ' ', now() - query_start) as waits, left(query, 160) as query
      from pg_stat_activity where datname = current_database() and state <> 'idle' and pid <> pg_backend_pid()
  `;
  await queues.close();
  told.push(...busy.map(({ state, waits, query }) => `${state} ${waits}: ${query.replace(/\s+/g, " ")}`));
  return [...told, `outbox ${outbox.length}`].join("; ");
}

test("a worker killed with -9 ten times in the middle of its work loses no line and posts none twice", async () => {
  const { pool } = database;
  const companyId = await createCompany(pool, { name: "Crash", ibans: [], at: new Date() });
  await asCompany(pool, companyId, async (db) => {
    const { addBankAccount } = await import("../../sql/acts/declareBankAccount.ts");
    await addBankAccount(db, companyId, { key: "900040082300012345678", currency: "EUR" }, new Date());
  });
  const run = { first: 0, lines: LINES };
  const arrival = { companyId, at: new Date() };
  await handIn(pool, { ...arrival, name: "factures.csv", bytes: invoicesOf(run) });
  await handIn(pool, { ...arrival, name: "releve.cfonb120", bytes: statementOf(run) });

  const progress = () => asCompany(pool, companyId, demoProgress);
  const done = async () => (await progress()).posted === LINES / 2;
  const atWork = async () =>
    (
      await pool`select 1 from pg_stat_activity where datname = current_database() and state <> 'idle' and query ~ '(received_file_part|statement_line|journal|insert)' and pid <> pg_backend_pid()`
    ).length > 0;
  let killedAtWork = 0;
  for (let kill = 0; kill < KILLS; kill++) {
    const worker = startWorker();
    await until(async () => (await atWork()) || (await done()), Boolean, 20_000);
    await new Promise((resolve) => setTimeout(resolve, 37 * kill));
    if (!(await done())) killedAtWork += 1;
    worker.kill("SIGKILL");
    await new Promise((resolve) => worker.once("exit", resolve));
    expect((await progress()).lines % LINES, "a half-read file is in the database").toBe(0);
  }
  expect(killedAtWork, "no kill came in the middle of the work").toBeGreaterThan(3);

  const last = startWorker();
  await until(done, Boolean, 60_000).catch(async (late) => {
    throw new Error(`${late.message}: ${JSON.stringify(await progress())}, ${await jobsLeft()}`);
  });
  last.kill("SIGKILL");
  expect(await progress()).toMatchObject({
    files: 2,
    read: 2,
    lines: LINES,
    decided: LINES,
    posted: LINES / 2,
  });
  const [books] = await asCompany(
    pool,
    companyId,
    (db) => db<{ payments: number; entries: number }[]>`
    select (select count(*)::integer from payment) as payments, (select count(*)::integer from journal_entry) as entries
  `,
  );
  expect(books).toEqual({ payments: LINES / 2, entries: LINES });
  expect(await asCompany(pool, companyId, verifyCompany)).toEqual([]);
}, 180_000);
