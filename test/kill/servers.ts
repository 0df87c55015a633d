import { type ChildProcess, spawn } from "node:child_process";
import fs from "node:fs";
import net from "node:net";
import path from "node:path";
import { type Server, startEmbedded } from "../../sql/embedded.ts";
import { startKeptRedis } from "../redis.ts";
import { until } from "../until.ts";

/** A process that `kill -9` ends wherever it stands, and that comes back on the same address with what it kept. */
export type Victim = { kill: () => Promise<void>; restart: () => Promise<void>; stop: () => Promise<void> };

/** A PostgreSQL that waits for the disk. It comes back on another port: `url` leads to where it is. */
export async function startPostgres(dir: string): Promise<Victim & { url: string }> {
  let server = await startEmbedded({ dir });
  const relay = net.createServer((client) => {
    const upstream = net.connect(Number(new URL(server.url).port), "127.0.0.1");
    for (const [from, to] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      from.on("error", () => to.destroy()).on("close", () => to.destroy());
      from.pipe(to);
    }
  });
  await new Promise<void>((resolve) => relay.listen(0, "127.0.0.1", resolve));
  const url = new URL(server.url);
  url.port = String((relay.address() as net.AddressInfo).port);
  return {
    url: url.href,
    kill: async () => {
      const [pid = ""] = fs.readFileSync(path.join(dir, "postmaster.pid"), "utf8").split("\n");
      process.kill(Number(pid), "SIGKILL");
      await server.stop();
    },
    restart: async () => {
      server = await startAgain(dir);
    },
    stop: async () => {
      relay.close();
      await server.stop();
    },
  };
}

/** The processes that a killed server leaves behind end by themselves; until then no other may start on its files. */
function startAgain(dir: string): Promise<Server> {
  return until(
    () => startEmbedded({ dir }).catch(() => undefined),
    (server) => server !== undefined,
  ) as Promise<Server>;
}

export async function startRedis(dir: string): Promise<Victim & { url: string }> {
  fs.mkdirSync(dir);
  const { url, stop, restart } = await startKeptRedis(dir);
  return { url, kill: stop, restart, stop };
}

/**
 * A worker with the real processors, in a process of its own.
 * @param fell called when it ends without having been killed
 */
export function startWorker(environment: Record<string, string>, fell: () => void): Victim {
  const program = new URL("../worker/labourer.ts", import.meta.url).pathname;
  let worker: ChildProcess | undefined;
  const start = () => {
    const child = spawn(process.execPath, ["--import", "tsx", program], {
      env: { ...process.env, LOG_LEVEL: "silent", ...environment },
      stdio: "ignore",
    });
    worker = child;
    child.once("exit", () => {
      if (worker !== child) return;
      fell();
      start();
    });
  };
  const kill = async () => {
    const child = worker;
    worker = undefined;
    if (!child) return;
    const ended = new Promise((resolve) => child.once("exit", resolve));
    child.kill("SIGKILL");
    await ended;
  };
  start();
  return { kill, restart: async () => start(), stop: kill };
}
