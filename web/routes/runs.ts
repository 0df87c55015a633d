import { type Request, Router } from "express";
import type { Problem } from "../../domain/problems.ts";
import { undoAllocation, undoScope } from "../../sql/acts/undoScope.ts";
import { asCompany, type Db } from "../../sql/connect.ts";
import { latestRuns, sharesOfRun } from "../../sql/runs.ts";
import { linesOfRun, seenRun } from "../../sql/screens/seenLines.ts";
import { linesOfScope, previewUndo, type UndoScope } from "../../sql/undoScope.ts";
import { type Acting, acts, type Reading, reads } from "../guard.ts";
import { id, oneOf, text } from "../input.ts";
import { missing, page, type Reply, redirect } from "../reply.ts";
import type { Services } from "../services.ts";
import { runsPage } from "../views/runs.ts";
import { placeTyped, seenPage } from "../views/seenLines.ts";
import { undoPage } from "../views/undo.ts";
import type { CompanyVisit } from "../visit.ts";

const RUNS_SHOWN = 30;
const LINES_SHOWN = 30;
const SEEN_SHOWN = 100;

/** What the machine posted, passing by passing, and taking it back: first a preview, then the gesture. */
export function runRoutes(services: Services): Router {
  const router = Router({ mergeParams: true });
  router.get(
    "/runs",
    reads(services, "viewer", async ({ request, visit, db }) => {
      const runs = await latestRuns(db, RUNS_SHOWN);
      const open = id(request.query.run) ?? runs[0]?.id;
      const shares = open === undefined ? [] : await sharesOfRun(db, open);
      return page(runsPage(visit, { runs, open, shares, done: doneOf(request) }));
    }),
  );
  router.get("/runs/:run/lines", reads(services, "viewer", showSeen));
  router.get(
    "/undo",
    reads(services, "accountant", async ({ request, visit, db }) => {
      const scope = scopeOf(request.query);
      return scope ? showPreview(visit, db, scope, []) : missing;
    }),
  );
  router.post(
    "/undo",
    acts(services, "accountant", (acting) => undo(services, acting)),
  );
  router.post(
    "/lines/:line/allocations/:share/undo",
    acts(services, "accountant", async ({ request, visit }) => {
      const [lineId, shareId] = [id(request.params.line), id(request.params.share)];
      if (lineId === undefined || shareId === undefined) return missing;
      const act = { companyId: visit.company.id, by: visit.user.id, at: visit.now, on: visit.today };
      const undone = await undoAllocation(services.pool, { ...act, lineId, shareId, as: "wrong" });
      if (undone.ok) return redirect(`${visit.company.base}/lines/${lineId}`);
      return asCompany(services.pool, visit.company.id, (db) =>
        showPreview(visit, db, { kind: "line", lineId }, undone.problems, 409),
      );
    }),
  );
  return router;
}

/** The lines that a passing saw, or those it left waiting. */
async function showSeen({ request, visit, db }: Reading): Promise<Reply> {
  const runId = id(request.params.run);
  const run = runId === undefined ? undefined : await seenRun(db, runId);
  if (!run) return missing;
  const became = oneOf(request.query.became, ["posted", "waiting"] as const);
  const after = placeTyped(request.query.after);
  const lines = await linesOfRun(db, run.id, { became, after, limit: SEEN_SHOWN + 1 });
  const says = visit.words.seen;
  return page(
    seenPage(visit, {
      title: says.ofRun(visit.format.instant(run.startedAt)),
      link: "runs",
      address: `/runs/${run.id}/lines`,
      heads: { became: says.thenRun },
      counts: { all: run.seen, posted: run.posted, waiting: run.seen - run.posted },
      became,
      lines,
      shown: SEEN_SHOWN,
      further: after !== undefined,
    }),
  );
}

/** The scope that an address or a form names. */
function scopeOf(given: Record<string, unknown>): UndoScope | undefined {
  const [lineId, runId, ruleId] = [id(given.line), id(given.run), id(given.rule)];
  const reason = text(given.reason);
  if (lineId !== undefined) return { kind: "line", lineId };
  if (runId === undefined) return undefined;
  if (reason === undefined) return { kind: "run", runId };
  return { kind: "rule", runId, reason, ...(ruleId === undefined ? {} : { ruleId }) };
}

function doneOf({ query }: Request): { lines: number; reversals: number } | undefined {
  const [, lines, reversals] = /^(\d{1,9})-(\d{1,9})$/.exec(text(query.done) ?? "") ?? [];
  return lines === undefined ? undefined : { lines: Number(lines), reversals: Number(reversals) };
}

async function showPreview(
  visit: CompanyVisit,
  db: Db,
  scope: UndoScope,
  problems: readonly Problem[],
  status = 200,
): Promise<Reply> {
  const preview = await previewUndo(db, await linesOfScope(db, scope), { shown: LINES_SHOWN });
  return page(undoPage(visit, { scope, preview, problems }), { status });
}

async function undo(services: Services, { request, visit }: Acting): Promise<Reply> {
  const body: Record<string, unknown> = request.body ?? {};
  const scope = scopeOf(body);
  const as = oneOf(body.as, ["wrong", "other"] as const);
  const seen = /^\d{1,9}$/.test(String(body.seen)) ? Number(body.seen) : undefined;
  if (!scope || !as || seen === undefined) return missing;
  const reason = text(body.why);
  const act = { companyId: visit.company.id, by: visit.user.id, at: visit.now, on: visit.today };
  const undone = await undoScope(services.pool, { ...act, scope, as, seen, ...(reason ? { reason } : {}) });
  if (undone.ok) {
    const { lines, reversals } = undone.value;
    const run = scope.kind === "line" ? "" : `run=${scope.runId}&`;
    return redirect(`${visit.company.base}/runs?${run}done=${lines}-${reversals}`);
  }
  return asCompany(services.pool, visit.company.id, (db) =>
    showPreview(visit, db, scope, undone.problems, 409),
  );
}
