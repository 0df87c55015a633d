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

/** A server and the one Sentinel that knows it. */
export async function startSentinel(): Promise<RedisServer> {
  const directory = fs.mkdtempSync(path.join(os.tmpdir(), "rappro-sentinel-"));
  const master = await startProgram([]);
  const settings = path.join(directory, "sentinel.conf"); // a Sentinel writes its own settings down
  fs.writeFileSync(settings, `sentinel monitor mymaster 127.0.0.1 ${master.port} 1\n`);
  const sentinel = await startProgram([settings, "--sentinel"], "Sentinel ID is");
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

/** @param first the arguments that come before the port */
async function startProgram(first: string[], saysWhenReady = "Ready to accept connections") {
  const program = findProgram();
  if (!program) throw new Error(REMEDY);
  const port = await freePort();
  const memoryOnly = ["--port", String(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"];
  const child = spawn(program, [...first, ...memoryOnly], { stdio: ["ignore", "pipe", "ignore"] });
  process.once("exit", () => child.kill("SIGKILL")); // a run that is interrupted leaves no server behind
  await ready(child, saysWhenReady);
  return {
    port,
    stop: async (): Promise<void> => {
      const ended = new Promise((resolve) => child.once("exit", resolve));
      child.kill("SIGKILL");
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
