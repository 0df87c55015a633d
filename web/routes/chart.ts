import { Router } from "express";
import { addAccount } from "../../sql/acts/addAccount.ts";
import { renameAccount } from "../../sql/acts/renameAccount.ts";
import { asCompany, type Db } from "../../sql/connect.ts";
import { accountNames } from "../../sql/screens/ledger.ts";
import { acts, reads } from "../guard.ts";
import { page, redirect } from "../reply.ts";
import type { Services } from "../services.ts";
import { chartPage } from "../views/chart.ts";
import type { Answer } from "../views/companySettings.ts";
import type { CompanyVisit } from "../visit.ts";
import { byOf, typedIn } from "./companySettings.ts";

/** The chart of accounts: everybody reads it, administrators add and rename. */
export function chartRoutes(services: Services): Router {
  const router = Router({ mergeParams: true });
  router.get(
    "/settings/chart",
    reads(services, "viewer", async ({ request, visit, db }) => {
      const said = request.query.said === "saved" ? visit.words.company.saved : undefined;
      return page(await showChart(visit, db, { said, problems: [], typed: {} }));
    }),
  );
  router.post(
    "/settings/chart",
    acts(services, "admin", async (acting) => {
      const { visit, request } = acting;
      const typed = typedIn(request.body);
      const { number = "", name = "" } = typed;
      const renamed = await renameAccount(services.pool, { ...byOf(acting), number, name });
      if (renamed.ok) return redirect(`${visit.company.base}/settings/chart?said=saved#a-${number}`);
      return asCompany(services.pool, visit.company.id, async (db) =>
        page(await showChart(visit, db, { problems: renamed.problems, typed }), { status: 409 }),
      );
    }),
  );
  router.post(
    "/settings/chart/new",
    acts(services, "admin", async (acting) => {
      const { visit, request } = acting;
      const typed = typedIn(request.body);
      const number = (typed.newNumber ?? "").replace(/\s/g, "");
      const account = { number, name: typed.newName ?? "", lettered: typed.lettered === "yes" };
      const added = await addAccount(services.pool, { ...byOf(acting), ...account });
      if (added.ok) return redirect(`${visit.company.base}/settings/chart?said=saved#a-${number}`);
      return asCompany(services.pool, visit.company.id, async (db) =>
        page(await showChart(visit, db, { problems: added.problems, typed }), { status: 409 }),
      );
    }),
  );
  return router;
}

async function showChart(visit: CompanyVisit, db: Db, answer: Answer) {
  const rows = [...(await accountNames(db))].map(([number, account]) => ({ number, ...account }));
  rows.sort((one, other) => one.number.localeCompare(other.number));
  return chartPage(visit, rows, answer);
}
