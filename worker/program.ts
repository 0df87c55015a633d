import type { Logger } from "pino";
import { type Environment, keepSessionSecret, readEnvironment } from "../env.ts";
import { openLog } from "../log.ts";
import { connect, type Pool } from "../sql/connect.ts";
import { type Server, startEmbedded } from "../sql/embedded.ts";
import { migrate, migrateQueues } from "../sql/migrate.ts";

/** What every command works with: the environment, a database that is up to date, a pool on it, a log. */
export type Program = {
  environment: Environment;
  sessionSecret: string;
  databaseUrl: string;
  pool: Pool;
  log: Logger;
  close: () => Promise<void>;
};

/** Said to the person at the command line, who can act on it; the program then ends with status 1. */
export class Unusable extends Error {}

/**
 * Reads the environment, finds or starts the database, and brings it up to date.
 * Throws Unusable with everything that is wrong with the environment, or when the database cannot be reached.
 */
export async function openProgram(
  overrides: { logLevel?: Environment["logLevel"]; dataDir?: string } = {},
): Promise<Program> {
  const read = readEnvironment({
    ...process.env,
    ...(overrides.logLevel && !process.env.LOG_LEVEL ? { LOG_LEVEL: overrides.logLevel } : {}),
    ...(overrides.dataDir && !process.env.DATA_DIR ? { DATA_DIR: overrides.dataDir } : {}),
  });
  if (!read.ok) throw new Unusable(`The environment is not usable:\n  ${read.problems.join("\n  ")}`);
  const environment = read.value;
  const server = environment.databaseUrl
    ? external(environment.databaseUrl)
    : await startEmbedded({ dir: environment.postgresDir }).catch(notStarted);
  await migrate(server.url).catch(unreachable);
  if (!environment.redis) await migrateQueues(server.url);
  const pool = connect(server.url, 10);
  return {
    environment,
    sessionSecret: keepSessionSecret(environment),
    databaseUrl: server.url,
    pool,
    log: openLog(environment),
    close: async () => {
      await pool.end({ timeout: 5 });
      await server.stop();
    },
  };
}

function notStarted(failure: Error): never {
  throw new Unusable(`The database that comes with the program did not start. ${failure.message}`);
}

function external(url: string): Server {
  return { url, startedHere: false, stop: async () => {} };
}

function unreachable(failure: unknown): never {
  const { code, message } = failure as { code?: string; message: string };
  if (code && /^(ECONN|ENOTFOUND|ETIMEDOUT|CONNECT|28|3D000)/.test(code)) {
    throw new Unusable(
      `The database of DATABASE_URL cannot be used (${message}). Check the address, the account and that the server runs.`,
    );
  }
  throw failure;
}
