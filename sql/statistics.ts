import type { Pool } from "./connect.ts";

/** Tables smaller than this are planned well enough without statistics. */
const PAGES_MIN = 20;

/**
 * Tells PostgreSQL how large our tables have become, where one grew by a fifth since it last looked. Autovacuum does so too,
 * but up to a minute later: until then a query that follows a large import is planned for an empty table, and the company
 * filter, of which the planner then knows nothing, makes it read every row of a company for each row it looks for.
 * Runs as the owner of the tables, outside any transaction; a second's work where there is any.
 * @returns the tables that were looked at
 */
export async function refreshStatistics(pool: Pool): Promise<string[]> {
  const grown = await pool<{ name: string }[]>`
    select relation.oid::regclass::text as name
      from pg_class as relation
      join pg_namespace as schema on schema.oid = relation.relnamespace
     where relation.relkind = 'r'
       and schema.nspname in ('public', 'identity')
       and pg_relation_size(relation.oid) > current_setting('block_size')::bigint * (relation.relpages * 1.2 + ${PAGES_MIN})
     order by name
  `;
  const names = grown.map(({ name }) => name);
  if (names.length > 0) await pool.unsafe(`analyze ${names.join(", ")}`);
  return names;
}
