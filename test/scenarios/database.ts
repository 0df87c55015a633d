import { connect, type Pool } from "../../sql/connect.ts";
import { startEmbedded } from "../../sql/embedded.ts";
import { migrate } from "../../sql/migrate.ts";

/** A throwaway server with a migrated database for any number of scenarios, each in a company of its own. */
export async function startDatabase(): Promise<{ pool: Pool; stop: () => Promise<void> }> {
  const server = await startEmbedded();
  const owner = connect(server.url, 1);
  await owner`create database scenarios`;
  await owner.end({ timeout: 5 });
  const url = new URL(server.url);
  url.pathname = "/scenarios";
  await migrate(url.href);
  const pool = connect(url.href, 2);
  return {
    pool,
    stop: async () => {
      await pool.end({ timeout: 5 });
      await server.stop();
    },
  };
}
