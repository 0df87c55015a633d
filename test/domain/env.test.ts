import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { expect, test } from "vitest";
import { keepSessionSecret, parseRedisAddress, readEnvironment } from "../../env.ts";

function read(source: Record<string, string | undefined>) {
  const result = readEnvironment(source);
  if (!result.ok) throw new Error(result.problems.join("\n"));
  return result.value;
}

function problemsOf(source: Record<string, string | undefined>): string[] {
  const result = readEnvironment(source);
  return result.ok ? [] : result.problems;
}

test("nothing set is a first use: embedded Postgres under .data, queues in it, this machine only", () => {
  expect(read({})).toEqual({
    production: false,
    databaseUrl: undefined,
    redis: undefined,
    dataDir: path.resolve(".data"),
    postgresDir: path.resolve(".data/postgres"),
    inboxDir: path.resolve(".data/inbox"),
    host: "127.0.0.1",
    port: 3000,
    timeZone: "Europe/Paris",
    logLevel: "info",
    sessionSecret: undefined,
    uploadLimitBytes: 20 * 1024 * 1024,
    trustProxy: false,
  });
});

test("an empty variable counts as absent", () => {
  expect(read({ PORT: "", REDIS_URL: "  " })).toEqual(read({}));
});

test("what is set is taken", () => {
  const environment = read({
    NODE_ENV: "production",
    DATABASE_URL: "postgres://rappro:pw@db:5432/rappro",
    SESSION_SECRET: "s".repeat(32),
    DATA_DIR: "/var/lib/rappro",
    HOST: "0.0.0.0",
    PORT: "8080",
    LOG_LEVEL: "debug",
    UPLOAD_LIMIT_MB: "50",
    TRUST_PROXY: "1",
  });
  expect(environment).toMatchObject({
    production: true,
    databaseUrl: "postgres://rappro:pw@db:5432/rappro",
    inboxDir: "/var/lib/rappro/inbox",
    host: "0.0.0.0",
    port: 8080,
    uploadLimitBytes: 50 * 1024 * 1024,
    trustProxy: 1,
  });
});

test("every wrong value is told at once, with its name, what was found, what is expected and an example", () => {
  const problems = problemsOf({
    PORT: "eighty",
    RAPPRO_TIME_ZONE: "Paris",
    LOG_LEVEL: "loud",
    TRUST_PROXY: "true",
  });
  expect(problems).toHaveLength(4);
  expect(problems.find((problem) => problem.startsWith("PORT:"))).toBe(
    'PORT: found "eighty"; expected a whole number from 0 to 65535 (0: any free port). Example: PORT=3000',
  );
});

test.each(["65536", "-1", "3000.5", "1e3", "0x10"])("PORT=%s is refused", (port) => {
  expect(problemsOf({ PORT: port })).toHaveLength(1);
});

test("a secret is never repeated in what is said about it", () => {
  const problems = problemsOf({
    DATABASE_URL: "mysql://root:hunter2@db/rappro",
    REDIS_URL: "http://:hunter2@cache",
    SESSION_SECRET: "hunter2",
  });
  expect(problems).toHaveLength(3);
  expect(problems.join("\n")).not.toContain("hunter2");
  expect(problems.join("\n")).toContain("found 7 characters (not shown)");
});

test("production does not start without a session secret, even when something else is wrong too", () => {
  expect(problemsOf({ NODE_ENV: "production" })[0]).toMatch(/^SESSION_SECRET: found nothing/);
  expect(problemsOf({ NODE_ENV: "production", PORT: "x" })).toHaveLength(2);
});

test("Redis is one server, Sentinels that know it, or a cluster", () => {
  expect(parseRedisAddress("redis://cache:6379/2")).toEqual({ kind: "single", url: "redis://cache:6379/2" });
  expect(parseRedisAddress("rediss+sentinel://user:p%40ss@a,b:26380/mymaster")).toEqual({
    kind: "sentinel",
    hosts: [
      { host: "a", port: 26379 },
      { host: "b", port: 26380 },
    ],
    master: "mymaster",
    login: { username: "user", password: "p@ss", tls: true },
  });
  expect(parseRedisAddress("redis+sentinel://:pw@a/m?sentinelPassword=other")).toMatchObject({
    login: { password: "pw" },
    sentinelPassword: "other",
  });
  expect(parseRedisAddress("redis+cluster://:pw@[::1]:7000,n2:7001")).toEqual({
    kind: "cluster",
    hosts: [
      { host: "::1", port: 7000 },
      { host: "n2", port: 7001 },
    ],
    login: { password: "pw", tls: false },
  });
});

test.each([
  "redis+sentinel://a:26379",
  "redis+cluster://a:7000/0",
  "redis://a,b",
  "redis://",
  "redis://host:port",
  "redis+sentinel://a,,b/m",
  "unix:///tmp/redis.sock",
  "redis://:%zz@host",
])("%s names no Redis", (text) => {
  expect(problemsOf({ REDIS_URL: text })).toHaveLength(1);
});

test("proxies are counted or named; believing anyone is refused", () => {
  expect(read({ TRUST_PROXY: "false" }).trustProxy).toBe(false);
  expect(read({ TRUST_PROXY: "0" }).trustProxy).toBe(false);
  expect(read({ TRUST_PROXY: "loopback, 10.0.0.0/8" }).trustProxy).toEqual(["loopback", "10.0.0.0/8"]);
  expect(problemsOf({ TRUST_PROXY: "proxy.example.org" })).toHaveLength(1);
});

test("the session secret is drawn once, kept for its owner alone, and read again at the next start", () => {
  const dataDir = fs.mkdtempSync(path.join(os.tmpdir(), "rappro-env-"));
  try {
    const environment = read({ DATA_DIR: path.join(dataDir, "deeper") });
    const secret = keepSessionSecret(environment);
    expect(secret).toMatch(/^[0-9a-f]{64}$/);
    expect(keepSessionSecret(environment)).toBe(secret);
    expect(fs.statSync(path.join(dataDir, "deeper/session-secret")).mode & 0o777).toBe(0o600);
    expect(keepSessionSecret({ ...environment, sessionSecret: "given" })).toBe("given");
  } finally {
    fs.rmSync(dataDir, { recursive: true });
  }
});
