import type { Db, Pool } from "./connect.ts";

/** Tables smaller than this are planned well enough without statistics. */
const PAGES_MIN = 20;

/** What a table has to have grown by: plans change with its order of size, and looking costs as much as posting does. */
const GROWTH = 1.5;

/** A number of ours alone ("stat" in base 36). */
const STATISTICS_LOCK = 1_336_373;
const TRIES = 10;
const TRY_EVERY_MS = 50;

/**
 * Held by whoever writes much, until its transaction ends: nobody looks at the tables meanwhile. A look at a table whose rows
 * are not committed yet finds it empty, and the queries that follow the commit are planned for an empty table.
 */
export async function keepStatisticsWaiting(db: Db): Promise<void> {
  await db`select pg_advisory_xact_lock_shared(${STATISTICS_LOCK})`;
}

/**
 * Tells PostgreSQL how large our tables have become, where one grew by half since it last looked. Autovacuum does so too,
 * but up to a minute later: until then a query that follows a large import is planned for an empty table, and the company
 * filter, of which the planner then knows nothing, makes it read every row of a company for each row it looks for.
 * Runs as the owner of the tables; a second's work where there is any. While somebody writes it is left to the next time.
 * @returns the tables that were looked at
 */
export async function refreshStatistics(pool: Pool): Promise<string[]> {
  for (let left = TRIES; left > 0; left--) {
    const looked = await pool.begin((db) => lookAtGrownTables(db));
    if (looked) return looked;
    await new Promise((resolve) => setTimeout(resolve, TRY_EVERY_MS));
  }
  return [];
}

async function lookAtGrownTables(db: Db): Promise<string[] | undefined> {
  const [free] = await db<{ mine: boolean }[]>`select pg_try_advisory_xact_lock(${STATISTICS_LOCK}) as mine`;
  if (!free?.mine) return undefined;
  const grown = await db<{ name: string }[]>`
    select relation.oid::regclass::text as name
      from pg_class as relation
      join pg_namespace as schema on schema.oid = relation.relnamespace
     where relation.relkind = 'r'
       and schema.nspname in ('public', 'identity')
       and pg_relation_size(relation.oid) > current_setting('block_size')::bigint * (relation.relpages * ${GROWTH}::numeric + ${PAGES_MIN})
     order by name
  `;
  const names = grown.map(({ name }) => name);
  if (names.length > 0) await db.unsafe(`analyze ${names.join(", ")}`);
  return names;
}
