import { Router } from "express";
import type { Db } from "../../sql/connect.ts";
import {
  type Became,
  type PostedFilter,
  postedLines,
  postedTotal,
  postsOfRight,
} from "../../sql/screens/posted.ts";
import { type Reading, reads } from "../guard.ts";
import { id, oneOf, text } from "../input.ts";
import { missing, page, type Reply } from "../reply.ts";
import type { Services } from "../services.ts";
import { postedPage } from "../views/posted.ts";

const LINES_SHOWN = 100;
const BECAME = ["wrong", "checked", "standing"] as const satisfies readonly Became[];

/** The lines behind the counts of what posts by itself: of an evidence, of a passing, of what is suspended. */
export function postedRoutes(services: Services): Router {
  const router = Router({ mergeParams: true });
  router.get("/posted", reads(services, "viewer", showPosted));
  return router;
}

async function showPosted({ request, visit, db }: Reading): Promise<Reply> {
  const typed = Object.fromEntries(
    ["reason", "rule", "run", "right", "became"].map((name) => [name, text(request.query[name])]),
  );
  const asked = await filterOf(db, typed);
  if (!asked) return missing;
  const after = id(text(request.query.after));
  const found = await postedLines(db, asked.filter, { after, limit: LINES_SHOWN + 1 });
  const total = await postedTotal(db, asked.filter);
  const lines = found.slice(0, LINES_SHOWN);
  const next = found.length > LINES_SHOWN ? lines.at(-1)?.matchId : undefined;
  return page(postedPage(visit, { ...asked, lines, total, typed, next, further: after !== undefined }));
}

/** What an address asks for; undefined for a suspended evidence that is not there. */
async function filterOf(
  db: Db,
  typed: Record<string, string | undefined>,
): Promise<{ filter: PostedFilter; payer: string | null } | undefined> {
  const became = oneOf(typed.became, BECAME);
  const asks = became ? { became } : {};
  if (typed.right !== undefined) {
    const rightId = id(typed.right);
    const found = rightId === undefined ? undefined : await postsOfRight(db, rightId);
    return found && { ...found, filter: { ...found.filter, ...asks } };
  }
  const runId = id(typed.run);
  const filter: PostedFilter = {
    ...asks,
    ...(typed.reason === undefined
      ? {}
      : { evidence: { reason: typed.reason, ruleId: id(typed.rule) ?? null } }),
    ...(runId === undefined ? {} : { runId }),
  };
  return { filter, payer: null };
}
