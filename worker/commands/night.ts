import { randomUUID } from "node:crypto";
import { dayIn } from "../../domain/days.ts";
import type { ReasonCode } from "../../domain/matching/evidence.ts";
import { nameReason } from "../../domain/matching/explain.ts";
import { formatEuros } from "../../domain/money.ts";
import { findCertificate } from "../../sql/certificates.ts";
import { asCompany } from "../../sql/connect.ts";
import { type NightSummary, nightSince } from "../../sql/nights.ts";
import { ask } from "../../sql/outbox.ts";
import { workerIsUp } from "../../sql/presence.ts";
import type { Command } from "../command.ts";
import { type NightStep, runNight, whatIsOff } from "../night.ts";
import { openProgram, type Program, Unusable } from "../program.ts";
import { openQueues, type Queues } from "../queues.ts";
import { Refused } from "../refusals.ts";
import { chooseCompany, companyOption } from "./company.ts";

const WAIT_FOR_WORKER_MS = 60 * 60_000;

export const night: Command = {
  usage: "rappro night [--company NAME]",
  says: `Runs now all that is waiting: reads the files received, posts the lines that are certain, and prints what became of everything.
In this process when no worker is up; else the worker does it and this command waits.
Ends with 1 when a sum of the certificate is off by a cent, and says which, with both figures.`,
  options: companyOption,
  run: async (options) => {
    const program = await openProgram({ logLevel: "warn" });
    try {
      const company = await chooseCompany(program.pool, options.company);
      const up = await workerIsUp(program.pool);
      const summary = up ? await askTheWorker(program, company.id) : await runHere(program, company.id);
      printSummary(summary);
      await tellCertificate(program, company.id);
      return 0;
    } finally {
      await program.close();
    }
  },
};

async function runHere({ pool, environment }: Program, companyId: bigint): Promise<NightSummary> {
  const now = new Date();
  const today = dayIn(environment.timeZone, now);
  const moment = { now, today, clock: () => new Date(), seed: randomUUID() };
  try {
    return await runNight(pool, companyId, moment, printStep);
  } catch (failure) {
    throw failure instanceof Refused ? new Unusable(failure.message) : failure;
  }
}

/** A worker that ran the night told its log and failed its job: whoever waits here is told too. */
async function tellCertificate({ pool }: Program, companyId: bigint): Promise<void> {
  const certificate = await asCompany(pool, companyId, (db) => findCertificate(db));
  if (!certificate) return;
  if (!certificate.holds) throw new Unusable(whatIsOff(certificate));
  console.log(`Certificate ${certificate.number}: every sum closes. ${certificate.hash}`);
}

/** Why the night that was asked for has failed for good; undefined while it may still come. */
async function failedNight(queues: Queues, companyId: bigint, since: Date): Promise<string | undefined> {
  const failed = await queues.queues.night.getFailed(0, 50);
  const ours = failed.find(
    (job) => job.data?.companyId === String(companyId) && (job.finishedOn ?? 0) >= since.getTime(),
  );
  return ours && (ours.failedReason?.split("\n")[0] ?? "");
}

async function askTheWorker(
  { pool, environment, databaseUrl, log }: Program,
  companyId: bigint,
): Promise<NightSummary> {
  console.log("A worker is up: it runs the night.");
  const since = new Date();
  await asCompany(pool, companyId, (db) => ask(db, { queue: "night", companyId }));
  const queues = openQueues({ redis: environment.redis, databaseUrl, log });
  try {
    for (const until = Date.now() + WAIT_FOR_WORKER_MS; Date.now() < until; ) {
      await new Promise((resolve) => setTimeout(resolve, 500));
      const summary = await asCompany(pool, companyId, (db) => nightSince(db, since));
      if (summary) return summary;
      const failed = await failedNight(queues, companyId, since);
      if (failed !== undefined)
        throw new Unusable(
          `The worker's night failed for good: ${failed}. Its queue keeps the job, to be tried again.`,
        );
    }
  } finally {
    await queues.close();
  }
  throw new Unusable("The worker did not finish the night within an hour: look at its queues.");
}

export function printStep(step: NightStep): void {
  if (step.kind === "file" && step.failure !== undefined)
    console.log(`  file ${step.fileId}: not read, and tried again later: ${(step.failure as Error).message}`);
  else if (step.kind === "file")
    console.log(`  file ${step.fileId}: ${step.state}, ${step.linesRead} lines, ${step.linesNew} new`);
  else console.log(`  ${step.posted} of ${step.seen} waiting lines posted`);
}

/** The night as a sum that closes: lines in = posted + waiting + set aside. */
export function printSummary(night: NightSummary): void {
  const row = (label: string, count: number, cents: string) =>
    console.log(
      `  ${label.padEnd(56)}${String(count).padStart(8)}  ${formatEuros(BigInt(cents), "en").padStart(18)}`,
    );
  console.log(`\nFiles: ${night.filesRead} read, ${night.filesHeld} held, ${night.filesRefused} refused`);
  row("Lines in", night.linesNew, night.linesCents);
  row("  posted", night.linesPosted, night.postedCents);
  row("  waiting for a decision", night.linesWaiting, night.waitingCents);
  for (const { reason, lines, cents } of night.waitingByReason) {
    row(`    ${nameReason(reason as ReasonCode, "en")}`, lines, cents);
  }
  row("  set aside", night.linesSetAside, night.setAsideCents);
  console.log(`Entries: ${night.entries}, payments: ${night.payments}`);
  console.log(
    `Debit ${formatEuros(BigInt(night.debitCents), "en")} = credit ${formatEuros(BigInt(night.creditCents), "en")}`,
  );
}
