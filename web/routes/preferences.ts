import { Router } from "express";
import { changeSettings, currentCompany } from "../../sql/companies.ts";
import { asCompany, type Db } from "../../sql/connect.ts";
import { receiptJournals } from "../../sql/receipts.ts";
import { acts, reads } from "../guard.ts";
import { text } from "../input.ts";
import { page, type Reply, redirect } from "../reply.ts";
import type { Services } from "../services.ts";
import { amountTyped } from "../typed.ts";
import { preferencesPage } from "../views/preferences.ts";
import type { CompanyVisit } from "../visit.ts";

/** What a company prefers when it receives money. */
export function preferenceRoutes(services: Services): Router {
  const router = Router({ mergeParams: true });
  router.get(
    "/preferences",
    reads(services, "accountant", ({ request, visit, db }) =>
      showPreferences(visit, db, { saved: request.query.said === "saved" }),
    ),
  );
  router.post(
    "/preferences",
    acts(services, "admin", ({ request, visit }) =>
      asCompany(services.pool, visit.company.id, async (db) => {
        const body = (request.body ?? {}) as Record<string, unknown>;
        const limit = amountTyped(body.cashLimit);
        const journal = text(body.depositJournal);
        const known = await receiptJournals(db);
        if (limit === undefined || limit < 0n)
          return showPreferences(visit, db, { badLimit: text(body.cashLimit) ?? "" }, 422);
        await changeSettings(db, {
          cashLimitCents: String(limit),
          depositJournal: known.find(({ code }) => code === journal)?.code,
        });
        return redirect(`${visit.company.base}/preferences?said=saved`);
      }),
    ),
  );
  return router;
}

async function showPreferences(
  visit: CompanyVisit,
  db: Db,
  asked: { saved?: boolean; badLimit?: string },
  status = 200,
): Promise<Reply> {
  const { settings } = await currentCompany(db);
  return page(preferencesPage(visit, { settings, journals: await receiptJournals(db), ...asked }), {
    status,
  });
}
