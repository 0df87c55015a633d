import type { Db } from "../connect.ts";

/** Ids as one value of the type bigint[], as PostgreSQL writes it: the planner sees how many, and none of them is read here. */
export type Ids = string;
export const NOBODY: Ids = "{}";

/** The people whose names hold all these words; undefined where they are more than this many. */
export async function partiesNamed(db: Db, words: readonly string[], most: number): Promise<Ids | undefined> {
  const [row] = await db<{ ids: string | null }[]>`
    select case when count(*) <= ${most} then coalesce(array_agg(id), '{}')::text end as ids
      from (select parties_named(${[...words]}::text[]) as id limit ${most + 1}) as named
  `;
  return row?.ids ?? undefined;
}
