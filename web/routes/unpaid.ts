import { Router } from "express";
import type { IsoDate } from "../../domain/days.ts";
import { type Db, within } from "../../sql/connect.ts";
import { savedViews } from "../../sql/savedViews.ts";
import { findInsurer } from "../../sql/screens/insurers.ts";
import { branches, filteredTotals, unpaidPage as readPage, unpaidTotals } from "../../sql/screens/unpaid.ts";
import { placeOf, readUnpaidQuery, type UnpaidQuery } from "../filters.ts";
import { reads } from "../guard.ts";
import { oneOf } from "../input.ts";
import { download, page } from "../reply.ts";
import type { Services } from "../services.ts";
import { byInvoice, readStandings } from "../standings.ts";
import { spoolTable } from "../tables.ts";
import { unpaidTable } from "../unpaidTable.ts";
import { unpaidPage } from "../views/unpaid.ts";

const PAGE_SIZE = 50;
/** How long the page waits for the totals of a filter, and how long somebody who asked for them does. */
const TOTALS_MS = { unasked: 20, asked: 20_000 };

export function unpaidRoutes(services: Services): Router {
  const router = Router({ mergeParams: true });
  router.get(
    "/unpaid",
    reads(services, "viewer", async ({ request, visit, db }) => {
      const asked = readUnpaidQuery(request.query, visit.today, visit.words);
      const format = oneOf(request.query.format, ["csv", "xlsx"] as const);
      if (format) {
        const name = `${visit.words.table.title} ${visit.today}`;
        return download(await spoolTable(format, name, unpaidTable(visit, db, asked), visit.language));
      }
      const { filter } = asked;
      const { today } = visit;
      const totalsAsked = request.query.totals === "1";
      const limitMs = totalsAsked ? TOTALS_MS.asked : TOTALS_MS.unasked;
      // Asked apart and first: the rows and what they say are read meanwhile, and the page waits for no more of it than is left.
      const total = asked.filtered
        ? within(services.pool, { companyId: visit.company.id, limitMs }, (apart) =>
            filteredTotals(apart, { filter, today, asked: totalsAsked }),
          )
        : unpaidTotals(db);
      const [{ shown, next, standings }, totals, known, insurer, views] = await Promise.all([
        readRows(db, asked, today),
        total,
        branches(db),
        filter.insurer === undefined ? undefined : findInsurer(db, filter.insurer),
        savedViews(db, { userId: visit.user.id, screen: "unpaid" }),
      ]);
      const screen = { asked, rows: shown, totals, branches: known, next, views };
      return page(unpaidPage(visit, { ...screen, standings: byInvoice(standings), insurer: insurer?.name }));
    }),
  );
  return router;
}

async function readRows(db: Db, { filter, sort, descending, after }: UnpaidQuery, today: IsoDate) {
  // One row more than the page says whether there is a next one.
  const rows = await readPage(db, { filter, today, sort, descending, after, limit: PAGE_SIZE + 1 });
  const shown = rows.slice(0, PAGE_SIZE);
  const last = shown.at(-1);
  const next = rows.length > PAGE_SIZE && last ? placeOf(last) : undefined;
  const ids = shown.map((row) => row.id);
  return { shown, next, standings: await readStandings(db, ids, today) };
}
