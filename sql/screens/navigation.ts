import type { Db } from "../connect.ts";

/** The counts beside the links of the head. */
export type NavigationCounts = { waiting: number; unpaid: number; stuckFiles: number };

/** Never counts invoices: their number is the sum of the movements that the database keeps. */
export async function navigationCounts(db: Db): Promise<NavigationCounts> {
  const [row] = await db<NavigationCounts[]>`
    select (select count(*) from statement_line where state = 'waiting')::integer as waiting,
           (select coalesce(sum(invoices), 0) from unpaid_movement)::integer as unpaid,
           (select count(*) from received_file where state in ('held', 'refused'))::integer as stuck_files
  `;
  return row ?? { waiting: 0, unpaid: 0, stuckFiles: 0 };
}
