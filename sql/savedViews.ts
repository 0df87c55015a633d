import type { Db } from "./connect.ts";

/** A list as somebody saved it: a name and the query string of its address. */
export type SavedView = { id: bigint; name: string; query: string };

type Owner = { userId: bigint; screen: "unpaid" };

export async function savedViews(db: Db, { userId, screen }: Owner): Promise<SavedView[]> {
  return db<SavedView[]>`
    select id, name, query from saved_view where user_id = ${userId} and screen = ${screen} order by name, id
  `;
}

/** A view saved again under its name is replaced. */
export async function saveView(
  db: Db,
  view: Owner & { companyId: bigint; name: string; query: string; at: Date },
): Promise<void> {
  await db`
    insert into saved_view (company_id, user_id, screen, name, query, saved_at)
    values (${view.companyId}, ${view.userId}, ${view.screen}, ${view.name}, ${view.query}, ${view.at})
    on conflict (company_id, user_id, screen, name) do update set query = excluded.query, saved_at = excluded.saved_at
  `;
}

/** @returns false when it is not one of this person's */
export async function forgetView(db: Db, { userId, id }: { userId: bigint; id: bigint }): Promise<boolean> {
  const gone = await db`delete from saved_view where id = ${id} and user_id = ${userId} returning id`;
  return gone.length > 0;
}
