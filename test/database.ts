import { randomBytes } from "node:crypto";
import { afterAll, beforeAll, inject } from "vitest";
import { connect, type Pool } from "../sql/connect.ts";
import { TEMPLATE } from "./globalSetup.ts";

/** A database of this test file alone, migrated and empty. Readable once the tests run, not while they are declared. */
export type TestDatabase = {
  /** As the owner of the tables. What the application may do is tried inside `asCompany`. */
  readonly pool: Pool;
  readonly url: string;
};

/**
 * Gives the calling test file a database cloned from the template, dropped when the file is done.
 * @param max connections of its pool
 */
export function useDatabase({ max = 5 }: { max?: number } = {}): TestDatabase {
  const opened: { database?: TestDatabase; name?: string } = {};
  const current = (): TestDatabase => {
    if (!opened.database) throw new Error("useDatabase: the database exists inside tests and hooks only");
    return opened.database;
  };
  beforeAll(async () => {
    opened.name = await cloneTemplate();
    const url = addressOf(opened.name);
    opened.database = { url, pool: connect(url, max) };
  });
  afterAll(async () => {
    await opened.database?.pool.end({ timeout: 5 });
    if (opened.name)
      await asOwner((owner) => owner`drop database if exists ${owner(opened.name ?? "")} with (force)`);
  });
  return {
    get pool() {
      return current().pool;
    },
    get url() {
      return current().url;
    },
  };
}

/** An empty database without our tables, for the tests of the migrations. The caller has nothing to drop: the server is thrown away. */
export async function createEmptyDatabase(): Promise<string> {
  const name = newName();
  await asOwner((owner) => owner`create database ${owner(name)}`);
  return addressOf(name);
}

async function cloneTemplate(): Promise<string> {
  const name = newName();
  await asOwner((owner) => owner`create database ${owner(name)} template ${owner(TEMPLATE)}`);
  return name;
}

function newName(): string {
  return `test_${randomBytes(6).toString("hex")}`;
}

function addressOf(name: string): string {
  const url = new URL(inject("serverUrl"));
  url.pathname = `/${name}`;
  return url.href;
}

async function asOwner(work: (owner: Pool) => PromiseLike<unknown>): Promise<void> {
  const owner = connect(inject("serverUrl"), 1);
  try {
    await work(owner);
  } finally {
    await owner.end({ timeout: 5 });
  }
}
