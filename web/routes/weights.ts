import { Router } from "express";
import { calibrate } from "../../domain/matching/calibrate.ts";
import { MODEL } from "../../domain/matching/model.ts";
import {
  LESSONS_MIN,
  modelWith,
  ownDecibans,
  WEIGHABLE,
  type Weighable,
  weightIn,
} from "../../domain/matching/weights.ts";
import type { Problem } from "../../domain/problems.ts";
import { askWeights } from "../../sql/acts/changeRules.ts";
import { savedWeights } from "../../sql/changes.ts";
import { currentCompany } from "../../sql/companies.ts";
import { asCompany, type Db } from "../../sql/connect.ts";
import { chancesAgainstPeople, lessonsOfPeople } from "../../sql/lessons.ts";
import { acts, reads } from "../guard.ts";
import { oneOf, text } from "../input.ts";
import { page, type Reply } from "../reply.ts";
import type { Services } from "../services.ts";
import { type WeightsScreen, weightsPage } from "../views/weights.ts";
import type { CompanyVisit } from "../visit.ts";
import { toChange } from "./rules.ts";

type Typed = Partial<Record<Weighable, string>>;

/** What each fact weighs for the company, and where the weights come from. They change like a rule: replayed, then saved. */
export function weightRoutes(services: Services): Router {
  const router = Router({ mergeParams: true });
  router.get(
    "/trust/weights",
    reads(services, "viewer", ({ request, visit, db }) =>
      showWeights(visit, db, { from: oneOf(request.query.from, ["decisions", "program"] as const) }),
    ),
  );
  router.post(
    "/trust/weights",
    acts(services, "admin", async ({ request, visit }) => {
      const body = (request.body ?? {}) as Record<string, unknown>;
      const typed: Typed = Object.fromEntries(
        WEIGHABLE.flatMap((what) => {
          const value = text(body[what]);
          return value === undefined ? [] : [[what, value]];
        }),
      );
      const act = { companyId: visit.company.id, by: visit.user.id, at: visit.now };
      const asked = await askWeights(services.pool, { ...act, typed });
      if (asked.ok) return toChange(visit, asked);
      return asCompany(services.pool, visit.company.id, (db) =>
        showWeights(visit, db, { typed, problems: asked.problems }),
      );
    }),
  );
  return router;
}

type Asked = { from?: "decisions" | "program" | undefined; typed?: Typed; problems?: readonly Problem[] };

async function showWeights(visit: CompanyVisit, db: Db, { from, typed, problems }: Asked): Promise<Reply> {
  const { settings } = await currentCompany(db);
  const inForce = modelWith(settings.ownWeights);
  const { lessons, decisions } = await lessonsOfPeople(db);
  const enough = decisions >= LESSONS_MIN;
  const fitted = from === "decisions" && enough ? ownDecibans(calibrate(inForce, lessons)) : undefined;
  const shown = from === "program" ? MODEL : fitted ? modelWith({ version: "", decibans: fitted }) : inForce;
  const wanted = Object.fromEntries(
    WEIGHABLE.map((what) => [what, typed?.[what] ?? String(weightIn(shown, what))]),
  ) as Record<Weighable, string>;
  const screen: WeightsScreen = {
    wanted,
    inForce,
    own: settings.ownWeights,
    versions: await savedWeights(db),
    decisions,
    proposed: fitted !== undefined,
    chances: await chancesAgainstPeople(db),
    problems: problems ?? [],
  };
  return page(weightsPage(visit, screen), { status: problems ? 422 : 200 });
}
