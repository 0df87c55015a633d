import { randomBytes } from "node:crypto";
import { connect, type Pool } from "../../sql/connect.ts";
import { startEmbedded } from "../../sql/embedded.ts";
import { migrate } from "../../sql/migrate.ts";

/** Gives fresh databases, migrated and empty, one per scenario. */
export type Databases = { use: <T>(work: (pool: Pool) => Promise<T>) => Promise<T> };

/** Databases cloned from a template of a server that runs already. */
export function databasesOn(serverUrl: string, template: string): Databases {
  return {
    use: async (work) => {
      const name = `scenario_${randomBytes(6).toString("hex")}`;
      await asOwner(serverUrl, (owner) => owner`create database ${owner(name)} template ${owner(template)}`);
      const pool = connect(addressOf(serverUrl, name), 2);
      try {
        return await work(pool);
      } finally {
        await pool.end({ timeout: 5 });
        await asOwner(serverUrl, (owner) => owner`drop database if exists ${owner(name)} with (force)`);
      }
    },
  };
}

/** A throwaway server with its template, for the command. */
export async function startDatabases(): Promise<Databases & { stop: () => Promise<void> }> {
  const server = await startEmbedded();
  const template = "scenario_template";
  await asOwner(server.url, (owner) => owner`create database ${owner(template)}`);
  await migrate(addressOf(server.url, template));
  return { ...databasesOn(server.url, template), stop: server.stop };
}

function addressOf(serverUrl: string, name: string): string {
  const url = new URL(serverUrl);
  url.pathname = `/${name}`;
  return url.href;
}

async function asOwner(serverUrl: string, work: (owner: Pool) => PromiseLike<unknown>): Promise<void> {
  const owner = connect(serverUrl, 1);
  try {
    await work(owner);
  } finally {
    await owner.end({ timeout: 5 });
  }
}
