import { Router } from "express";
import type { Problem } from "../../domain/problems.ts";
import { answerRecheck, restorePosting } from "../../sql/acts/trust.ts";
import { currentCompany } from "../../sql/companies.ts";
import { asCompany, type Db } from "../../sql/connect.ts";
import { openRechecks } from "../../sql/rechecks.ts";
import { answeredRechecks, evidenceRows, suspendedRows } from "../../sql/screens/trust.ts";
import { type Acting, acts, reads } from "../guard.ts";
import { id, text } from "../input.ts";
import { missing, page, type Reply, redirect } from "../reply.ts";
import type { Services } from "../services.ts";
import { trustPage } from "../views/trust.ts";
import type { CompanyVisit } from "../visit.ts";

const CHECKS_SHOWN = 50;

/** What posts by itself and how often it was wrong; blind checks; what is suspended and restored. */
export function trustRoutes(services: Services): Router {
  const router = Router({ mergeParams: true });
  router.get(
    "/trust",
    reads(services, "viewer", ({ visit, db }) => showTrust(visit, db, [])),
  );
  router.post(
    "/trust/rights/:right/restore",
    acts(services, "accountant", async (acting) => {
      const rightId = id(acting.request.params.right);
      if (rightId === undefined) return missing;
      const why = text(acting.request.body?.why) ?? "";
      const restored = await restorePosting(services.pool, { ...actOf(acting), rightId, why });
      return restored.ok
        ? redirect(`${acting.visit.company.base}/trust`)
        : refused(services, acting, restored.problems);
    }),
  );
  router.post(
    "/trust/checks/:check",
    acts(services, "accountant", async (acting) => {
      const recheckId = id(acting.request.params.check);
      if (recheckId === undefined) return missing;
      const typed = text(acting.request.body?.answer) ?? "";
      const answered = await answerRecheck(services.pool, { ...actOf(acting), recheckId, typed });
      if (!answered.ok) return refused(services, acting, answered.problems);
      return redirect(`${acting.visit.company.base}/trust#done`);
    }),
  );
  return router;
}

function actOf({ visit }: Acting) {
  return { companyId: visit.company.id, by: visit.user.id, at: visit.now };
}

async function showTrust(
  visit: CompanyVisit,
  db: Db,
  problems: readonly Problem[],
  status = 200,
): Promise<Reply> {
  const [suspended, evidence, checks, answered] = [
    await suspendedRows(db),
    await evidenceRows(db),
    await openRechecks(db, CHECKS_SHOWN),
    await answeredRechecks(db, CHECKS_SHOWN),
  ];
  const { settings } = await currentCompany(db);
  return page(trustPage(visit, { suspended, evidence, checks, answered, settings, problems }), { status });
}

function refused(services: Services, { visit }: Acting, problems: readonly Problem[]): Promise<Reply> {
  return asCompany(services.pool, visit.company.id, (db) => showTrust(visit, db, problems, 422));
}
