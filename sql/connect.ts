import postgres from "postgres";

/** A pool or a transaction of ours: bigint columns arrive as bigint, days as ISO text, snake_case as camelCase. */
export type Db = postgres.ISql<{ bigint: bigint; date: string }>;
export type Pool = postgres.Sql<{ bigint: bigint; date: string }>;

/**
 * Opens a pool. `date` columns are read as text: the driver's Date prints as the day before west of Greenwich.
 * @param url a postgres:// address
 * @param max connections at the most
 */
export function connect(url: string, max = 10): Pool {
  return postgres(url, {
    max,
    onnotice: () => {},
    transform: { column: { from: postgres.toCamel, to: postgres.fromCamel } },
    types: {
      bigint: postgres.BigInt,
      date: { to: 1082, from: [1082], serialize: (day: string) => day, parse: (day: string) => day },
    },
  });
}

const endings = new WeakMap<Db, Set<(db: Db) => Promise<void>>>();

/** Has `ending` run once in this transaction of asCompany, when its work is done and before anything is kept. */
export function beforeCommit(db: Db, ending: (db: Db) => Promise<void>): void {
  endings.set(db, (endings.get(db) ?? new Set()).add(ending));
}

/**
 * What reading a page by an index costs beside reading the next one: PostgreSQL's 4 is that of a turning disk. With it, a night's
 * few thousand shares are found by reading all shares there are, and their payments by reading all payments once for each.
 */
const RANDOM_PAGE_COST = "1.1";

/**
 * Runs `work` in one transaction that sees and writes the rows of one company, with the rights of the application's role
 * (row-level security, no change of validated entries). Everything is undone if it throws.
 */
export async function asCompany<T>(pool: Pool, companyId: bigint, work: (db: Db) => Promise<T>): Promise<T> {
  const result = await pool.begin(async (transaction) => {
    await transaction`
      select set_config('rappro.company', ${String(companyId)}, true), set_config('role', 'rappro_app', true),
             set_config('random_page_cost', ${RANDOM_PAGE_COST}, true)
    `;
    const value = await work(transaction);
    for (const ending of endings.get(transaction) ?? []) await ending(transaction);
    return { value };
  });
  return (result as { value: T }).value;
}

/** As `asCompany`, to read only; undefined when a statement takes longer than so many milliseconds: the page does not wait for it. */
export async function within<T>(
  pool: Pool,
  { companyId, limitMs }: { companyId: bigint; limitMs: number },
  work: (db: Db) => Promise<T>,
): Promise<T | undefined> {
  try {
    return await asCompany(pool, companyId, async (db) => {
      await db`select set_config('statement_timeout', ${String(limitMs)}, true)`;
      return work(db);
    });
  } catch (failure) {
    if ((failure as { code?: unknown }).code === "57014") return undefined; // the time ran out
    throw failure;
  }
}
