import { createHash } from "node:crypto";
import fs from "node:fs";
import { runMigrations } from "bullmq";
import pg from "pg";
import { connect } from "./connect.ts";

const FOLDER = new URL("./migrations/", import.meta.url);

/** The lock is ours alone: a number that no other program would draw ("rappro" in base 36, cut to 31 bits). */
const LOCK = 1_644_498_420;

/**
 * Brings a database up to date: our own files in order, in one transaction, then the tables of the queues.
 * Any number of processes may start at once; each file runs once. Throws when a file was edited after it ran.
 * @returns the names of the files that ran now
 */
export async function migrate(url: string): Promise<string[]> {
  const sql = connect(url, 1);
  try {
    return await sql.begin(async (db) => {
      await db`select pg_advisory_xact_lock(${LOCK})`;
      await db`
        create table if not exists migration (
          name text primary key,
          sha256 text not null,
          applied_at timestamptz not null default now()
        )
      `;
      const rows = await db<{ name: string; sha256: string }[]>`select name, sha256 from migration`;
      const applied = new Map(rows.map((row) => [row.name, row.sha256]));
      const now: string[] = [];
      for (const name of fs
        .readdirSync(FOLDER)
        .filter((file) => file.endsWith(".sql"))
        .sort()) {
        const text = fs.readFileSync(new URL(name, FOLDER), "utf8");
        const sha256 = createHash("sha256").update(text).digest("hex");
        const before = applied.get(name);
        if (before === sha256) continue;
        if (before)
          throw new Error(`${name} was edited after it ran on this database: write a new migration instead.`);
        await db.unsafe(text).simple();
        await db`insert into migration (name, sha256) values (${name}, ${sha256})`;
        now.push(name);
      }
      return now;
    });
  } finally {
    await sql.end();
  }
}

/** The tables of the queues, when they live in Postgres too. Locked and repeatable by itself. */
export async function migrateQueues(url: string): Promise<void> {
  const client = new pg.Client(url);
  await client.connect();
  try {
    await runMigrations(client);
  } finally {
    await client.end();
  }
}
