import { type ChildProcess, spawn } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import { connect } from "../../sql/connect.ts";
import { type Server, startEmbedded } from "../../sql/embedded.ts";
import { until } from "../until.ts";

const opened = { root: "", servers: [] as Server[] };

beforeAll(() => {
  opened.root = fs.mkdtempSync(path.join(os.tmpdir(), "rappro-kept-"));
  fs.chmodSync(opened.root, 0o755); // as root, the account that runs PostgreSQL has to come in
});
afterAll(async () => {
  for (const server of opened.servers) await server.stop();
  fs.rmSync(opened.root, { recursive: true, force: true });
});

async function start(dir?: string): Promise<Server> {
  const server = await startEmbedded(dir ? { dir } : {});
  opened.servers.push(server);
  return server;
}
function directory(name: string): string {
  fs.mkdirSync(path.join(opened.root, name), { recursive: true });
  return path.join(opened.root, name, "postgres");
}

async function ask(url: string, statement: string): Promise<unknown[]> {
  const sql = connect(url, 1);
  try {
    return await sql.unsafe(statement);
  } finally {
    await sql.end({ timeout: 2 });
  }
}

test("a kept directory is served durably, and a second start joins the server that runs", async () => {
  const dir = directory("shared");
  const first = await start(dir);
  expect(first.startedHere).toBe(true);
  expect(await ask(first.url, "show fsync")).toEqual([{ fsync: "on" }]);
  await ask(first.url, "create table kept as select 42 as answer");

  const second = await start(dir);
  expect(second).toMatchObject({ startedHere: false, url: first.url });
  await second.stop();
  expect(await ask(first.url, "select answer from kept"), "only the owner stops it").toEqual([
    { answer: 42 },
  ]);
});

test("a directory whose parents are not there yet is made, and can be entered by the account of the server", async () => {
  const server = await start(path.join(opened.root, "not", "there", "postgres"));
  expect(await ask(server.url, "select 1 as one")).toEqual([{ one: 1 }]);
});

test("two starts at the same moment end with one server", async () => {
  const dir = directory("raced");
  const servers = await Promise.all([start(dir), start(dir)]);
  expect(servers.filter((server) => server.startedHere)).toHaveLength(1);
  expect(servers[0]?.url).toBe(servers[1]?.url);
});

test("two processes that start at the same moment on a new directory share one server", async () => {
  const dir = directory("raced-apart");
  const owners = await Promise.allSettled([startOwner(dir), startOwner(dir)]);
  const started = owners.flatMap((owner) => (owner.status === "fulfilled" ? [owner.value] : []));
  try {
    expect(started.map(({ startedHere }) => startedHere).sort()).toEqual([false, true]);
    for (const { url } of started) expect(await ask(url, "select 1 as one")).toEqual([{ one: 1 }]);
  } finally {
    for (const { owner } of started) owner.kill("SIGKILL");
  }
});

test("a restart finds what was written", async () => {
  const dir = directory("restarted");
  const before = await start(dir);
  await ask(before.url, "create table kept as select 'written' as word");
  await before.stop();
  await expect(ask(before.url, "select 1")).rejects.toThrow();
  const after = await start(dir);
  expect(after.startedHere).toBe(true);
  expect(await ask(after.url, "select word from kept")).toEqual([{ word: "written" }]);
});

test("killing the process that owns it leaves no server behind, and the next start has what was committed", async () => {
  const dir = directory("killed");
  const { owner, url } = await startOwner(dir);
  await ask(url, "create table kept as select 7 as number");
  const [pid = ""] = fs.readFileSync(path.join(dir, "postmaster.pid"), "utf8").split("\n");
  owner.kill("SIGKILL");
  await until(() => !isAlive(Number(pid)), Boolean, 10_000);
  const again = await start(dir);
  expect(again.startedHere).toBe(true);
  expect(await ask(again.url, "select number from kept")).toEqual([{ number: 7 }]);
});

test("a server killed outright is started again from what it left", async () => {
  const dir = directory("crashed");
  const first = await start(dir);
  await ask(first.url, "create table kept as select 9 as number");
  const [pid = ""] = fs.readFileSync(path.join(dir, "postmaster.pid"), "utf8").split("\n");
  process.kill(Number(pid), "SIGKILL");
  await until(() => !isAlive(Number(pid)));
  const again = await start(dir);
  expect(await ask(again.url, "select number from kept")).toEqual([{ number: 9 }]);
});

test("a throwaway server does not wait for the disk, and leaves nothing", async () => {
  const server = await start();
  expect(await ask(server.url, "show fsync")).toEqual([{ fsync: "off" }]);
  const [row] = (await ask(server.url, "show data_directory")) as { dataDirectory: string }[];
  const data = row?.dataDirectory ?? "";
  await server.stop();
  expect(fs.existsSync(data)).toBe(false);
});

test("the password is readable by the account of the server alone", () => {
  const kept = fs.readdirSync(opened.root, { recursive: true, encoding: "utf8" });
  const passwords = kept.filter((name) => name.endsWith("password"));
  expect(passwords.length).toBeGreaterThan(0);
  for (const name of passwords) expect(fs.statSync(path.join(opened.root, name)).mode & 0o777).toBe(0o600);
});

type Owner = { owner: ChildProcess; url: string; startedHere: boolean };

/** Starts a process that owns, or joins, the server of a directory. */
async function startOwner(dir: string): Promise<Owner> {
  const program = fileURLToPath(new URL("./owner.ts", import.meta.url));
  const owner = spawn(process.execPath, ["--import", "tsx", program, dir], {
    stdio: ["ignore", "ignore", "inherit", "ipc"],
  });
  const told = await new Promise<Omit<Owner, "owner">>((resolve, reject) => {
    owner.once("message", (message) => resolve(message as Omit<Owner, "owner">));
    owner.once("exit", (code) => reject(new Error(`the owner ended first (${code})`)));
  });
  return { owner, ...told };
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
