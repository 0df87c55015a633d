import { Router } from "express";
import { branches, filteredTotals, unpaidPage as readPage, unpaidTotals } from "../../sql/screens/unpaid.ts";
import { placeOf, readUnpaidQuery } from "../filters.ts";
import { reads } from "../guard.ts";
import { page } from "../reply.ts";
import type { Services } from "../services.ts";
import { unpaidPage } from "../views/unpaid.ts";

const PAGE_SIZE = 50;

export function unpaidRoutes(services: Services): Router {
  const router = Router({ mergeParams: true });
  router.get(
    "/unpaid",
    reads(services, "viewer", async ({ request, visit, db }) => {
      const asked = readUnpaidQuery(request.query, visit.today, visit.words);
      const { filter, sort, descending, after } = asked;
      // One row more than the page says whether there is a next one.
      const [rows, totals, known] = await Promise.all([
        readPage(db, { filter, today: visit.today, sort, descending, after, limit: PAGE_SIZE + 1 }),
        asked.filtered ? filteredTotals(db, filter, visit.today) : unpaidTotals(db),
        branches(db),
      ]);
      const shown = rows.slice(0, PAGE_SIZE);
      const last = shown.at(-1);
      const next = rows.length > PAGE_SIZE && last ? placeOf(last) : undefined;
      return page(unpaidPage(visit, { asked, rows: shown, totals, branches: known, next }));
    }),
  );
  return router;
}
