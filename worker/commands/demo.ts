import fs from "node:fs";
import net from "node:net";
import path from "node:path";
import { createCompany } from "../../sql/acts/createCompany.ts";
import { type Company, listCompanies } from "../../sql/companies.ts";
import { asCompany, type Pool } from "../../sql/connect.ts";
import { demoProgress, emptyDatabase, trialBalance } from "../../sql/demo.ts";
import { migrate, migrateQueues } from "../../sql/migrate.ts";
import { type NightSummary, nightSince } from "../../sql/nights.ts";
import { ask } from "../../sql/outbox.ts";
import { hashPassword } from "../../sql/passwords.ts";
import { workerIsUp } from "../../sql/presence.ts";
import { createUser, setRole } from "../../sql/users.ts";
import type { Command } from "../command.ts";
import { inboxOf } from "../inbox.ts";
import { startWorkers, stopOnSignal } from "../main.ts";
import { processors } from "../processors.ts";
import { openProgram, type Program, Unusable } from "../program.ts";
import { openQueues } from "../queues.ts";
import { printSummary } from "./night.ts";
import { printTrialBalance } from "./trialBalance.ts";

const COMPANY = { name: "Domisanté Ouest", siren: "732829320", ibans: ["FR8490042001170004512378K16"] };
const EXAMPLES = new URL("../../examples/demo/", import.meta.url);
/** October's transfers of insurers come before their returns, November's after: the books are the same. */
const FILES = [
  "factures.csv",
  "prelevements.csv",
  "releve-2026-10.cfonb120",
  "retours-rsp.csv",
  "releve-2026-11.camt053.xml",
];

/** Invented people, one for each role. The password is for everyone to see: it opens invented data on this machine only. */
const PASSWORD = "demo-rappro";
const ACCOUNTS = [
  { email: "claire.morvan@demo.example", name: "Claire Morvan", role: "accountant" },
  { email: "yann.le.goff@demo.example", name: "Yann Le Goff", role: "admin" },
  { email: "anne.guivarch@demo.example", name: "Anne Guivarch", role: "viewer" },
] as const;

export const demo: Command = {
  usage: "rappro demo [--reset] [--exit]",
  says: `Shows a reconciled company: invented invoices and two months of bank statements go through the inbox and the workers.
Then the dashboard stays up. A second start goes on with its data.
  --reset  starts over with an empty database (the one that comes with the program, never another)
  --exit   ends after the summary`,
  options: { reset: { type: "boolean" }, exit: { type: "boolean" } },
  run: async (options) => {
    const began = Date.now();
    const program = await openProgram({ logLevel: "warn" });
    if (options.reset) await startOver(program);
    const company = await demoCompany(program);
    const running = await startAll(program);
    await showNight(program, company);
    console.log(`Ready ${Math.round((Date.now() - began) / 1000)} s after the start.`);
    if (options.exit) {
      await running.stop();
      return 0;
    }
    printAddress(running.address);
    stopOnSignal(program.log, running.stop);
    return new Promise(() => {});
  },
};

/** Only the embedded database may be emptied: another one is somebody's. */
async function startOver({ environment, databaseUrl, pool }: Program): Promise<void> {
  if (environment.databaseUrl)
    throw new Unusable(
      "--reset empties the database that comes with the program; DATABASE_URL names another, which it leaves alone.",
    );
  if (await workerIsUp(pool))
    throw new Unusable("Another Rappro is running on this data: stop it first, then start over.");
  await emptyDatabase(pool);
  await migrate(databaseUrl);
  if (!environment.redis) await migrateQueues(databaseUrl);
  fs.rmSync(environment.inboxDir, { recursive: true, force: true });
  console.log("Starting over with an empty database.");
}

async function demoCompany({ pool }: Program): Promise<Company> {
  const find = async () => (await listCompanies(pool)).find((company) => company.name === COMPANY.name);
  const known = await find();
  if (known) {
    console.log(`${COMPANY.name} is here already: going on with its data (--reset starts over).`);
    return known;
  }
  const companyId = await createCompany(pool, { ...COMPANY, at: new Date() });
  const passwordHash = await hashPassword(PASSWORD);
  for (const { email, name, role } of ACCOUNTS) {
    await setRole(pool, { userId: await createUser(pool, { email, name, passwordHash }), companyId, role });
  }
  const created = await find();
  if (!created) throw new Error("the demo company was not created");
  return created;
}

type Running = { address: string; stop: () => Promise<string[]> };

/** The same workers and the same dashboard as in production, in one process. */
async function startAll(program: Program): Promise<Running> {
  const { environment, databaseUrl, pool, log, sessionSecret } = program;
  const queues = openQueues({ redis: environment.redis, databaseUrl, log });
  const workers = await startWorkers({ environment, databaseUrl, pool, queues, processors, log });
  const { startWeb } = await import("../../web/main.ts");
  const port = await freePortFrom(environment.port, environment.host);
  const demoAccounts = ACCOUNTS.map(({ email, name, role }) => ({ email, name, role, password: PASSWORD }));
  const web = await startWeb({
    pool,
    databaseUrl,
    queues,
    environment: { ...environment, port, sessionSecret, demoAccounts },
    log,
    clock: () => new Date(),
  });
  return {
    address: web.address,
    stop: async () => {
      await web.close();
      const cutOff = await workers.stop();
      await queues.close();
      await program.close();
      return cutOff;
    },
  };
}

/** Drops the files in the inbox, watches the workers take them, and runs the night over what they brought. */
async function showNight({ environment, pool }: Program, company: Company): Promise<void> {
  const started = new Date();
  const inbox = inboxOf(environment.inboxDir, company);
  const before = await asCompany(pool, company.id, demoProgress);
  if (before.files > 0) return printSummary(await nightOver(pool, company.id, started));
  fs.mkdirSync(inbox, { recursive: true });
  console.log(`\nInto the inbox, ${path.relative(process.cwd(), inbox)}:`);
  for (const [at, name] of FILES.entries()) {
    console.log(`  ${name}`);
    fs.copyFileSync(new URL(name, EXAMPLES), path.join(inbox, name));
    await watch(pool, company.id, at + 1);
  }
  const summary = await nightOver(pool, company.id, started);
  printSummary(summary);
  printTrialBalance(await asCompany(pool, company.id, trialBalance));
}

/** Tells what the workers did with the files, until so many of them are read and every line is decided. */
async function watch(pool: Pool, companyId: bigint, files: number): Promise<void> {
  for (let told = ""; ; ) {
    const { read, refused, lines, decided, posted } = await asCompany(pool, companyId, demoProgress);
    const now =
      lines === 0 ? "" : `    ${lines} bank lines read, ${decided} decided, ${posted} of them posted`;
    if (now !== told) console.log(now);
    told = now;
    if (refused > 0)
      throw new Unusable(
        "A file of the demo was refused: this should not happen. See the page of the files.",
      );
    if (read >= files && decided === lines) return;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

async function nightOver(pool: Pool, companyId: bigint, since: Date): Promise<NightSummary> {
  await asCompany(pool, companyId, (db) => ask(db, { queue: "night", companyId }));
  for (;;) {
    const summary = await asCompany(pool, companyId, (db) => nightSince(db, since));
    if (summary) return summary;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

function printAddress(address: string): void {
  console.log(`\nThe dashboard: ${address}\n`);
  for (const { email, role, name } of ACCOUNTS)
    console.log(`  ${email.padEnd(30)} ${PASSWORD}   ${name}, ${role}`);
  console.log("\nCtrl+C ends it. The data stays for the next start.");
}

/** The port asked for, or the next one that nobody uses: a demo must not fail over another program's port. */
async function freePortFrom(port: number, host: string): Promise<number> {
  for (let candidate = port; candidate < port + 20; candidate++) {
    const free = await new Promise<boolean>((resolve) => {
      const probe = net.createServer().once("error", () => resolve(false));
      probe.listen(candidate, host, () => probe.close(() => resolve(true)));
    });
    if (free) return candidate;
  }
  return 0;
}
