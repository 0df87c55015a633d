import { randomBytes } from "node:crypto";
import fs from "node:fs";
import path from "node:path";
import { z } from "zod";

/** A Redis server, or several that stand for one. Where the queues live when it is given. */
export type RedisAddress =
  | { kind: "single"; url: string }
  | { kind: "sentinel"; hosts: RedisHost[]; master: string; login: RedisLogin; sentinelPassword?: string }
  | { kind: "cluster"; hosts: RedisHost[]; login: RedisLogin };
export type RedisHost = { host: string; port: number };
export type RedisLogin = { username?: string; password?: string; tls: boolean };

/** What a process may know of the machine it runs on: read once, at its start, and passed on. */
export type Environment = {
  production: boolean;
  /** Undefined: the PostgreSQL that comes with the program, kept in `postgresDir`. */
  databaseUrl: string | undefined;
  /** Undefined: the queues live in Postgres. */
  redis: RedisAddress | undefined;
  dataDir: string;
  postgresDir: string;
  inboxDir: string;
  host: string;
  port: number;
  timeZone: string;
  logLevel: "fatal" | "error" | "warn" | "info" | "debug" | "trace" | "silent";
  /** Undefined outside production only: `keepSessionSecret` then draws one and keeps it. */
  sessionSecret: string | undefined;
  uploadLimitBytes: number;
  /** As Express reads it: false, a number of proxies in front of us, or their addresses. */
  trustProxy: false | number | string[];
};

type Source = Record<string, string | undefined>;

/** What each variable must look like, for the person who got it wrong. `secret` values are never repeated. */
const SHAPES: Record<string, { expected: string; example: string; secret?: true }> = {
  NODE_ENV: { expected: "production, development or test", example: "production" },
  DATABASE_URL: {
    expected: "the address of a PostgreSQL 15 or newer, or nothing for the one that comes with the program",
    example: "postgres://rappro:password@db.example.org:5432/rappro",
    secret: true,
  },
  REDIS_URL: {
    expected:
      "redis://host:port, redis+sentinel://host:port,host:port/master or redis+cluster://host:port,host:port (rediss… for TLS), or nothing to keep the queues in PostgreSQL",
    example: "redis+sentinel://:password@s1.example.org:26379,s2.example.org:26379/mymaster",
    secret: true,
  },
  DATA_DIR: { expected: "a directory this program may write", example: "/var/lib/rappro" },
  HOST: { expected: "an address to listen on", example: "127.0.0.1" },
  PORT: { expected: "a whole number from 0 to 65535 (0: any free port)", example: "3000" },
  RAPPRO_TIME_ZONE: { expected: "the name of a time zone", example: "Europe/Paris" },
  LOG_LEVEL: { expected: "fatal, error, warn, info, debug, trace or silent", example: "info" },
  SESSION_SECRET: {
    expected: "at least 32 characters drawn at random; required when NODE_ENV=production",
    example: "$(openssl rand -hex 32)",
    secret: true,
  },
  UPLOAD_LIMIT_MB: { expected: "a whole number from 1 to 1024", example: "20" },
  TRUST_PROXY: {
    expected:
      "the number of proxies in front of the program (0 to 10), or their addresses with commas between them",
    example: "1",
  },
};

const wholeNumber = (from: number, to: number) =>
  z
    .string()
    .regex(/^\d{1,9}$/)
    .transform(Number)
    .pipe(z.number().min(from).max(to));

const VARIABLES = z.object({
  NODE_ENV: z.enum(["production", "development", "test"]).default("development"),
  DATABASE_URL: z.string().refine(isPostgresAddress).optional(),
  REDIS_URL: z
    .string()
    .transform((text, context) => parseRedisAddress(text) ?? refuse(context))
    .optional(),
  DATA_DIR: z.string().default(".data"),
  HOST: z
    .string()
    .regex(/^[\w.:-]+$/)
    .default("127.0.0.1"),
  PORT: wholeNumber(0, 65_535).default(3000),
  RAPPRO_TIME_ZONE: z.string().refine(isTimeZone).default("Europe/Paris"),
  LOG_LEVEL: z.enum(["fatal", "error", "warn", "info", "debug", "trace", "silent"]).default("info"),
  SESSION_SECRET: z.string().min(32).optional(),
  UPLOAD_LIMIT_MB: wholeNumber(1, 1024).default(20),
  TRUST_PROXY: z
    .string()
    .transform((text, context) => parseProxies(text) ?? refuse(context))
    .default(false),
});

/**
 * Reads the environment, whole or not at all. An empty variable counts as absent, as compose files leave them.
 * @returns the environment, or every problem at once, each with the name, what was found, what is expected and an example
 */
export function readEnvironment(
  source: Source,
): { ok: true; value: Environment } | { ok: false; problems: string[] } {
  const given = Object.fromEntries(
    Object.keys(SHAPES).map((name) => [name, source[name]?.trim() || undefined]),
  ) as Source;
  const read = VARIABLES.safeParse(given);
  const wrong = new Set(read.success ? [] : read.error.issues.map((issue) => String(issue.path[0])));
  if (given.NODE_ENV === "production" && !given.SESSION_SECRET) wrong.add("SESSION_SECRET");
  if (!read.success || wrong.size > 0) {
    return { ok: false, problems: [...wrong].map((name) => describeProblem(name, given[name])) };
  }
  return { ok: true, value: toEnvironment(read.data) };
}

function toEnvironment(read: z.output<typeof VARIABLES>): Environment {
  const dataDir = path.resolve(read.DATA_DIR);
  return {
    production: read.NODE_ENV === "production",
    databaseUrl: read.DATABASE_URL,
    redis: read.REDIS_URL,
    dataDir,
    postgresDir: path.join(dataDir, "postgres"),
    inboxDir: path.join(dataDir, "inbox"),
    host: read.HOST,
    port: read.PORT,
    timeZone: read.RAPPRO_TIME_ZONE,
    logLevel: read.LOG_LEVEL,
    sessionSecret: read.SESSION_SECRET,
    uploadLimitBytes: read.UPLOAD_LIMIT_MB * 1024 * 1024,
    trustProxy: read.TRUST_PROXY,
  };
}

function describeProblem(name: string, found: string | undefined): string {
  const shape = SHAPES[name];
  const seen =
    found === undefined ? "nothing" : shape?.secret ? `${found.length} characters (not shown)` : `"${found}"`;
  return `${name}: found ${seen}; expected ${shape?.expected}. Example: ${name}=${shape?.example}`;
}

function refuse(context: z.core.$RefinementCtx): never {
  context.issues.push({ code: "custom", message: "unreadable", input: context.value });
  return z.NEVER;
}

function isPostgresAddress(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, host } = new URL(text);
  return /^postgres(ql)?:$/.test(protocol) && host !== "";
}

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat("en", { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

/** Scheme, form, login, hosts, what follows them, and the password of the Sentinels themselves. */
const REDIS_ADDRESS =
  /^(rediss?)(?:\+(sentinel|cluster))?:\/\/(?:([^:@/]*)(?::([^@/]*))?@)?([^/@?]+)(?:\/([\w.-]*))?(?:\?sentinelPassword=([^&]+))?$/;

/** Undefined when it cannot be read. Written by hand because URL refuses more than one host. */
export function parseRedisAddress(text: string): RedisAddress | undefined {
  const parts = REDIS_ADDRESS.exec(text);
  if (!parts || !isPercentEncoded(text)) return undefined;
  const [, scheme, kind, username, password, hostList = "", tail = "", sentinelPassword] = parts;
  const hosts = hostList.split(",").map((host) => parseHost(host, kind === "sentinel" ? 26_379 : 6379));
  if (!hosts.every((host) => host !== undefined)) return undefined;
  const login: RedisLogin = {
    ...(username ? { username: decodeURIComponent(username) } : {}),
    ...(password ? { password: decodeURIComponent(password) } : {}),
    tls: scheme === "rediss",
  };
  if (kind === "sentinel") {
    const own = sentinelPassword ? { sentinelPassword: decodeURIComponent(sentinelPassword) } : {};
    return tail ? { kind, hosts, master: tail, login, ...own } : undefined;
  }
  if (sentinelPassword) return undefined;
  if (kind === "cluster") return tail ? undefined : { kind, hosts, login };
  return hosts.length === 1 && /^\d*$/.test(tail) ? { kind: "single", url: text } : undefined;
}

function isPercentEncoded(text: string): boolean {
  try {
    return decodeURIComponent(text) !== undefined;
  } catch {
    return false;
  }
}

function parseHost(text: string, usualPort: number): RedisHost | undefined {
  const parts = /^(\[[\da-fA-F:]+\]|[\w.-]+)(?::(\d{1,5}))?$/.exec(text);
  if (!parts) return undefined;
  const [, host = "", port] = parts;
  return { host: host.replace(/^\[|\]$/g, ""), port: port ? Number(port) : usualPort };
}

/** What decides whose address a request is said to come from: a mere "true" would believe anyone, and is refused. */
function parseProxies(text: string): false | number | string[] | undefined {
  if (text === "false") return false;
  if (/^\d+$/.test(text)) return Number(text) <= 10 ? Number(text) || false : undefined;
  const addresses = text.split(",").map((address) => address.trim());
  const known =
    /^(loopback|linklocal|uniquelocal|\d{1,3}(\.\d{1,3}){3}(\/\d{1,2})?|[\da-fA-F:]*:[\da-fA-F:]*(\/\d{1,3})?)$/;
  return addresses.every((address) => known.test(address)) ? addresses : undefined;
}

/**
 * The secret that signs the sessions. Outside production it is drawn once and kept beside the data, readable by its owner alone,
 * so that a restart does not sign everybody out.
 */
export function keepSessionSecret({ sessionSecret, dataDir }: Environment): string {
  if (sessionSecret) return sessionSecret;
  const file = path.join(dataDir, "session-secret");
  fs.mkdirSync(dataDir, { recursive: true });
  try {
    fs.writeFileSync(file, randomBytes(32).toString("hex"), { mode: 0o600, flag: "wx" });
  } catch (failure) {
    if ((failure as NodeJS.ErrnoException).code !== "EEXIST") throw failure; // another start drew it
  }
  return fs.readFileSync(file, "utf8");
}
