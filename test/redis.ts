import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import fs from "node:fs";
import net from "node:net";
import os from "node:os";
import path from "node:path";
import { Redis } from "ioredis";
import { until } from "./until.ts";

export type RedisServer = { url: string; stop: () => Promise<void> };

const REMEDY =
  "no redis-server or valkey-server on the PATH and no REDIS_URL: apt-get install -y --no-install-recommends redis-server";

/** Whether the tests can have a Redis. Says once, when they cannot, what would give them one. */
export function redisIsAvailable(): boolean {
  if (process.env.REDIS_URL || findProgram()) return true;
  if (process.env.RAPPRO_TESTS === "all") throw new Error(`The tests on Redis cannot run, ${REMEDY}`);
  console.log(`The tests on Redis are skipped, ${REMEDY}`);
  return false;
}

/** The Redis that REDIS_URL names, or one of our own that keeps nothing and is gone after `stop`. */
export async function startRedis(): Promise<RedisServer> {
  if (process.env.REDIS_URL) return { url: process.env.REDIS_URL, stop: async () => {} };
  const { port, stop } = await startProgram([]);
  return { url: `redis://127.0.0.1:${port}`, stop };
}

/** A server that writes down what it is told, as in production: killed, it comes back on the same port with what it held. */
export async function startKeptRedis(
  directory: string,
): Promise<RedisServer & { restart: () => Promise<void> }> {
  const keeping = ["--appendonly", "yes", "--dir", directory];
  const port = await freePort();
  let server = await startProgram([], { port, keeping });
  return {
    url: `redis://127.0.0.1:${port}`,
    stop: () => server.stop(),
    restart: async () => {
      server = await startProgram([], { port, keeping });
    },
  };
}

/** A server and the one Sentinel that knows it. */
export async function startSentinel(): Promise<RedisServer> {
  const directory = fs.mkdtempSync(path.join(os.tmpdir(), "rappro-sentinel-"));
  const master = await startProgram([]);
  const settings = path.join(directory, "sentinel.conf"); // a Sentinel writes its own settings down
  fs.writeFileSync(settings, `sentinel monitor mymaster 127.0.0.1 ${master.port} 1\n`);
  const sentinel = await startProgram([settings, "--sentinel"], { saysWhenReady: "Sentinel ID is" });
  return {
    url: `redis+sentinel://127.0.0.1:${sentinel.port}/mymaster`,
    stop: async () => {
      await sentinel.stop();
      await master.stop();
      fs.rmSync(directory, { recursive: true });
    },
  };
}

/** A cluster of one node, which holds all the slots: it refuses what several would refuse, keys of different slots in one call. */
export async function startCluster(): Promise<RedisServer> {
  const directory = fs.mkdtempSync(path.join(os.tmpdir(), "rappro-cluster-"));
  const { port, stop } = await startProgram([
    "--cluster-enabled",
    "yes",
    "--cluster-announce-ip",
    "127.0.0.1",
    "--dir",
    directory,
  ]);
  const node = new Redis(port, "127.0.0.1");
  await node.call("CLUSTER", "ADDSLOTSRANGE", "0", "16383");
  await until(
    () => node.call("CLUSTER", "INFO"),
    (info) => `${info}`.includes("cluster_state:ok"),
  );
  node.disconnect();
  return {
    url: `redis+cluster://127.0.0.1:${port}`,
    stop: async () => {
      await stop();
      fs.rmSync(directory, { recursive: true });
    },
  };
}

const KEEPING_NOTHING = ["--save", "", "--appendonly", "no"];

type Starting = { saysWhenReady?: string; port?: number; keeping?: readonly string[] };

/** @param first the arguments that come before the port */
async function startProgram(
  first: string[],
  { saysWhenReady = "Ready to accept connections", port, keeping = KEEPING_NOTHING }: Starting = {},
) {
  const program = findProgram();
  if (!program) throw new Error(REMEDY);
  const at = port ?? (await freePort());
  const local = ["--port", String(at), "--bind", "127.0.0.1", ...keeping];
  const child = spawn(program, [...first, ...local], { stdio: ["ignore", "pipe", "ignore"] });
  const end = () => child.kill("SIGKILL");
  process.once("exit", end); // a run that is interrupted leaves no server behind
  child.once("exit", () => process.off("exit", end));
  await ready(child, saysWhenReady);
  return {
    port: at,
    stop: async (): Promise<void> => {
      const ended = new Promise((resolve) => child.once("exit", resolve));
      end();
      await ended;
    },
  };
}

function findProgram(): string | undefined {
  return ["redis-server", "valkey-server"].find((name) => spawnSync(name, ["--version"]).status === 0);
}

function ready(child: ChildProcess, says: string): Promise<void> {
  return new Promise((resolve, reject) => {
    child.once("exit", (code) => reject(new Error(`Redis stopped at once (${code})`)));
    child.stdout?.on("data", (chunk: Buffer) => {
      if (chunk.includes(says)) resolve();
    });
  });
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = net.createServer().once("error", reject);
    probe.listen(0, "127.0.0.1", () => {
      const address = probe.address();
      probe.close(() =>
        address && typeof address === "object" ? resolve(address.port) : reject(new Error("no port")),
      );
    });
  });
}
