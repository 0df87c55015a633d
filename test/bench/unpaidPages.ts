import { asCompany, type Db, type Pool } from "../../sql/connect.ts";
import { type Place, type UnpaidFilter, unpaidPage, unpaidTotals } from "../../sql/screens/unpaid.ts";
import { quantile } from "./quantile.ts";
import { TODAY } from "./world.ts";

/** How long a kind of page took, in milliseconds. */
export type PageTimes = { page: string; count: number; median: number; p95: number; slowest: number };

const PAGES_EACH = 200;
const ROWS = 50;

type Query = Parameters<typeof unpaidPage>[1];

const ALL: UnpaidFilter = {
  asOf: undefined,
  number: undefined,
  issuedFrom: undefined,
  issuedTo: undefined,
  name: [],
  branch: undefined,
  fund: [],
  mutual: [],
  total: { from: undefined, to: undefined },
  dueAmo: { from: undefined, to: undefined },
  dueAmc: { from: undefined, to: undefined },
  dueOwn: { from: undefined, to: undefined },
  payer: undefined,
  view: undefined,
};
const FIRST: Query = {
  filter: ALL,
  today: TODAY,
  sort: "issued",
  descending: false,
  after: undefined,
  limit: ROWS,
};

/** What people look at: the list itself and its pages, both orders, and each filter that a person uses daily. */
const LOOKS: Record<string, (at: number, place: Place | undefined) => Query> = {
  "first page": () => FIRST,
  "a page further on": (_, place) => ({ ...FIRST, after: place }),
  "newest first": (_, place) => ({ ...FIRST, descending: true, after: place }),
  "by number": (_, place) => ({ ...FIRST, sort: "number", after: place }),
  "one branch": (at) => ({
    ...FIRST,
    filter: { ...ALL, branch: `AG${String(1 + (at % 40)).padStart(2, "0")}` },
  }),
  "patients only": (_, place) => ({ ...FIRST, after: place, filter: { ...ALL, payer: "patient" } }),
  "late ones": (_, place) => ({ ...FIRST, after: place, filter: { ...ALL, view: "late" } }),
  "one fund": (at) => ({ ...FIRST, filter: { ...ALL, fund: [at % 2 ? "CPAM" : "MSA"] } }),
  "a name, rare or common": (at) => ({
    ...FIRST,
    filter: { ...ALL, name: [at % 2 ? "GARAGE" : "BABABACHE"] },
  }),
  "an amount": (at) => ({
    ...FIRST,
    filter: { ...ALL, dueOwn: { from: BigInt(60_000 + at), to: BigInt(60_000 + at) } },
  }),
};

/** Times the queries of the unpaid page, rows and totals, one after the other as one user would. */
export async function measurePages(pool: Pool, companyId: bigint): Promise<PageTimes[]> {
  const places = await asCompany(pool, companyId, (db) => somePlaces(db));
  const times: PageTimes[] = [];
  for (const [page, queryOf] of Object.entries(LOOKS)) {
    const taken: number[] = [];
    for (let at = 0; at < PAGES_EACH; at++) {
      const query = queryOf(at, places[at % Math.max(1, places.length)]);
      const start = performance.now();
      await asCompany(pool, companyId, async (db) => [await unpaidPage(db, query), await unpaidTotals(db)]);
      taken.push(performance.now() - start);
      if (taken.reduce((sum, time) => sum + time, 0) > 20_000) break;
    }
    times.push({ page, count: taken.length, ...quantile(taken) });
  }
  return times;
}

/** Places all over the list, as if people had paged there. */
function somePlaces(db: Db): Promise<Place[]> {
  return db<Place[]>`
    select issued_on, number, id from invoice tablesample system (1) where unpaid order by number limit ${PAGES_EACH}
  `;
}
