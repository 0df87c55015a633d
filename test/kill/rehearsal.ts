import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { parseRedisAddress } from "../../env.ts";
import { createCompany } from "../../sql/acts/createCompany.ts";
import { addBankAccount } from "../../sql/acts/declareBankAccount.ts";
import { asCompany, connect, type Pool } from "../../sql/connect.ts";
import { demoProgress } from "../../sql/demo.ts";
import { migrate, migrateQueues } from "../../sql/migrate.ts";
import { verifyCompany } from "../../sql/verify.ts";
import { runNight } from "../../worker/night.ts";
import { openQueues } from "../../worker/queues.ts";
import { below, drawsFor, oneOf } from "../bench/random.ts";
import { handIn } from "../given.ts";
import { until } from "../until.ts";
import { invoicesOf, statementOf } from "../worker/month.ts";
import { startPostgres, startRedis, startWorker, type Victim } from "./servers.ts";

const LINES = 200;
const PAID = LINES / 2;
/** A kill comes this soon at the most after files were handed in: before, while and after they are read and matched. */
const KILL_WITHIN_MS = 2_500;
/** Statements that may wait: the work never runs dry, and never piles up. */
const WAITING_MAX = 6;
const DONE_WITHIN_MS = 300_000;

export const VICTIMS = ["worker", "postgres", "redis"] as const;
export type VictimName = (typeof VICTIMS)[number];

export type Rehearsal = {
  kills: Record<VictimName, number>;
  /** How many came while files were unread or lines undecided. */
  atWork: number;
  /** How often the worker ended without having been killed. */
  fell: number;
  /** Jobs that had failed for good and that an administrator would have had to put back. */
  retried: number;
  lines: number;
  payments: number;
  certificate: number;
};

/**
 * Kills worker, PostgreSQL and Redis with -9 at random moments while statements arrive and are read, matched and posted; then
 * counts. Throws, with what is wrong, when a line is lost or posted twice, a law is broken, or the certificate of the night does
 * not hold.
 */
export async function rehearse(
  times: number,
  seed: number,
  tell: (kill: string) => void,
): Promise<Rehearsal> {
  const root = fs.mkdtempSync(path.join(os.tmpdir(), "rappro-kill-"));
  fs.chmodSync(root, 0o755); // as root, the server runs as another account
  const postgres = await startPostgres(path.join(root, "postgres"));
  const redis = await startRedis(path.join(root, "redis"));
  await migrate(postgres.url);
  await migrateQueues(postgres.url);
  const fallen = { times: 0 };
  const addresses = { DATABASE_URL: postgres.url, REDIS_URL: redis.url, DATA_DIR: path.join(root, "data") };
  const worker = startWorker(addresses, () => (fallen.times += 1));
  const pool = connect(postgres.url, 2);
  try {
    const victims = { worker, postgres, redis };
    const run = await killAtWork(pool, { victims, times, draw: drawsFor(seed, "kill", 0), tell });
    const retried = await untilDone(pool, run, addresses);
    return { ...run.told, fell: fallen.times, retried, ...(await counted(pool, run)) };
  } finally {
    await worker.stop();
    await pool.end({ timeout: 1 });
    await redis.stop();
    await postgres.stop();
    fs.rmSync(root, { recursive: true, force: true });
  }
}

type Given = {
  victims: Record<VictimName, Victim>;
  times: number;
  draw: () => number;
  tell: (kill: string) => void;
};
type Run = { companyId: bigint; lines: number; told: Pick<Rehearsal, "kills" | "atWork"> };

async function killAtWork(pool: Pool, { victims, times, draw, tell }: Given): Promise<Run> {
  const companyId = await createCompany(pool, { name: "Kill", ibans: [], at: new Date() });
  await asCompany(pool, companyId, (db) =>
    addBankAccount(db, companyId, { key: "900040082300012345678", currency: "EUR" }, new Date()),
  );
  const told = { kills: { worker: 0, postgres: 0, redis: 0 }, atWork: 0 };
  for (let nth = 0; nth < times; nth++) {
    await arrive(pool, companyId, nth);
    await pause(below(draw, KILL_WITHIN_MS));
    const name = oneOf(draw, VICTIMS);
    const busy = (await progress(pool, companyId)).decided < (nth + 1) * LINES;
    await victims[name].kill();
    if (draw() < 0.5) await pause(below(draw, KILL_WITHIN_MS)); // away for a while, or back at once
    await victims[name].restart();
    told.kills[name] += 1;
    if (busy) told.atWork += 1;
    tell(`${nth + 1}: ${name}${busy ? " at work" : ""}`);
    const enough = Math.max(0, (nth + 1 - WAITING_MAX) * LINES);
    await until(
      () => progress(pool, companyId),
      ({ decided }) => decided >= enough,
      DONE_WITHIN_MS,
    );
  }
  return { companyId, lines: times * LINES, told };
}

/** A month and what it pays, each handed in twice, as by a person who saw no answer. */
async function arrive(pool: Pool, companyId: bigint, nth: number): Promise<void> {
  const run = { first: nth * LINES, lines: LINES };
  const at = new Date();
  const day = dayAfter(nth);
  for (const given of [
    { name: `factures-${nth}.csv`, bytes: invoicesOf(run) },
    { name: `releve-${nth}.cfonb120`, bytes: statementOf(run, day) },
  ]) {
    for (let copy = 0; copy < 2; copy++) await reached(() => handIn(pool, { companyId, at, ...given }));
  }
}

/** The days of 2026, one after the other, as CFONB writes them. */
function dayAfter(nth: number): string {
  const [year = "", month = "", day = ""] = new Date(Date.UTC(2026, 0, 1 + nth))
    .toISOString()
    .slice(2, 10)
    .split("-");
  return `${day}${month}${year}`;
}

const progress = (pool: Pool, companyId: bigint) => reached(() => asCompany(pool, companyId, demoProgress));

/** Asks again while the database is away. What it refuses stays refused. */
async function reached<T>(ask: () => Promise<T>): Promise<T> {
  for (let attempt = 0; ; attempt++) {
    try {
      return await ask();
    } catch (failure) {
      if (attempt > 300 || !isAway(failure)) throw failure;
      await pause(100);
    }
  }
}

const AWAY = /^(CONNECTION_|CONNECT_TIMEOUT|ECONN|EPIPE|57P0)/;
const isAway = (failure: unknown): boolean => AWAY.test(String((failure as { code?: string }).code ?? ""));

/**
 * Waits until no file is unread, no request unheard and no job left.
 * @returns how many jobs had failed for good and were put back, as an administrator would
 */
async function untilDone(
  pool: Pool,
  { companyId }: Run,
  { DATABASE_URL: databaseUrl, REDIS_URL }: { DATABASE_URL: string; REDIS_URL: string },
): Promise<number> {
  const redis = parseRedisAddress(REDIS_URL);
  const queues = openQueues({ redis, databaseUrl, log: { warn: () => {} } });
  let retried = 0;
  const left = async () => {
    const { read, files } = await progress(pool, companyId);
    const [unheard] = await pool<{ count: number }[]>`
      select count(*)::integer as count from outbox where relayed_at is null`;
    let jobs = 0;
    for (const queue of [queues.queues["bank-statement"], queues.queues.matching]) {
      const failed = await queue.getFailed();
      const counts = await queue.getJobCounts("waiting", "active", "delayed");
      jobs += failed.length + Object.values(counts).reduce((sum, count) => sum + count, 0);
      for (const job of failed) await job.retry();
      retried += failed.length;
    }
    await pause(200);
    return { unread: files - read, unheard: unheard?.count, jobs };
  };
  try {
    await until(left, (of) => of.unread === 0 && of.unheard === 0 && of.jobs === 0, DONE_WITHIN_MS);
  } finally {
    await queues.close();
  }
  return retried;
}

async function counted(pool: Pool, { companyId, lines }: Run) {
  const { read, refused, lines: kept, posted } = await progress(pool, companyId);
  const [books] = await asCompany(
    pool,
    companyId,
    (db) => db<{ payments: number; entries: number; open: number }[]>`
      select (select count(*)::integer from payment) as payments,
             (select count(*)::integer from journal_entry) as entries,
             (select count(*)::integer from invoice where unpaid) as open`,
  );
  const paid = (lines / LINES) * PAID;
  const expected = {
    ...{ read: (2 * lines) / LINES, refused: 0, kept: lines, posted: paid },
    ...{ payments: paid, entries: 2 * paid, open: 0 },
  };
  const found = { read, refused, kept, posted, ...books };
  const off = Object.entries(expected).filter(([name, count]) => found[name as keyof typeof found] !== count);
  if (off.length > 0) throw new Error(`expected ${JSON.stringify(expected)}, found ${JSON.stringify(found)}`);
  const at = new Date("2026-12-31T04:30:00Z");
  await runNight(pool, companyId, { now: at, today: "2026-12-31", clock: () => at, seed: "kill" });
  const broken = await asCompany(pool, companyId, verifyCompany);
  if (broken.length > 0) throw new Error(`broken: ${JSON.stringify(broken)}`);
  const [certificate] = await asCompany(
    pool,
    companyId,
    (db) => db<{ number: number }[]>`select number from certificate where holds`,
  );
  if (!certificate) throw new Error("no certificate was issued");
  return { lines, payments: paid, certificate: certificate.number };
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
