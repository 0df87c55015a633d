import type { TestProject } from "vitest/node";
import { connect } from "../sql/connect.ts";
import { type Server, startEmbedded } from "../sql/embedded.ts";
import { migrate, migrateQueues } from "../sql/migrate.ts";

declare module "vitest" {
  interface ProvidedContext {
    /** An owner's address on the throwaway server; its database holds nothing. */
    serverUrl: string;
  }
}

export const TEMPLATE = "rappro_template";

type Shared = { users: number; server: Promise<Server> };

/** Two projects may ask in one run; both live in this process, so they share the server. */
const SHARED = Symbol.for("rappro.test.server");
const registry = globalThis as unknown as Record<symbol, Shared | undefined>;

/** Starts one PostgreSQL for the run, and prepares the migrated database that each test file gets a copy of. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const shared = registry[SHARED] ?? { users: 0, server: startWithTemplate() };
  registry[SHARED] = shared;
  shared.users += 1;
  const server = await shared.server;
  project.provide("serverUrl", server.url);
  return async () => {
    shared.users -= 1;
    if (shared.users > 0) return;
    registry[SHARED] = undefined;
    await server.stop();
  };
}

async function startWithTemplate(): Promise<Server> {
  const server = await startEmbedded();
  const owner = connect(server.url, 1);
  await owner`create database ${owner(TEMPLATE)}`;
  await owner.end();
  const template = new URL(server.url);
  template.pathname = `/${TEMPLATE}`;
  await migrate(template.href);
  await migrateQueues(template.href);
  return server;
}
