import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import net from "node:net";

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
  const program = findProgram();
  if (!program) throw new Error(REMEDY);
  const port = await freePort();
  const child = spawn(
    program,
    ["--port", String(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"],
    {
      stdio: ["ignore", "pipe", "ignore"],
    },
  );
  await ready(child);
  return {
    url: `redis://127.0.0.1:${port}`,
    stop: async () => {
      const ended = new Promise((resolve) => child.once("exit", resolve));
      child.kill("SIGKILL");
      await ended;
    },
  };
}

function findProgram(): string | undefined {
  return ["redis-server", "valkey-server"].find((name) => spawnSync(name, ["--version"]).status === 0);
}

function ready(child: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    child.once("exit", (code) => reject(new Error(`Redis stopped at once (${code})`)));
    child.stdout?.on("data", (chunk: Buffer) => {
      if (chunk.includes("Ready to accept connections")) resolve();
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
