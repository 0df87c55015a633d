import { createBullBoard } from "@bull-board/api";
import { BullMQAdapter } from "@bull-board/api/bullMQAdapter";
import { ExpressAdapter } from "@bull-board/express";
import { type RequestHandler, type Response, Router } from "express";
import helmet from "helmet";
import { asCompany } from "../sql/connect.ts";
import { noteQueueAct } from "../sql/screens/audit.ts";
import { countCompanies, type Role } from "../sql/users.ts";
import type { Services } from "./services.ts";
import { boardForbiddenPage } from "./views/errors.ts";
import { type Visit, visitOf } from "./visit.ts";

export const BOARD_PATH = "/admin/queues/board";

/** The board's page has styles of its own in it; the scripts still come from here alone. */
const boardPolicy = helmet.contentSecurityPolicy({
  useDefaults: false,
  directives: {
    "default-src": ["'none'"],
    "script-src": ["'self'"],
    "style-src": ["'self'", "'unsafe-inline'"],
    "img-src": ["'self'", "data:"],
    "font-src": ["'self'"],
    "connect-src": ["'self'"],
    "base-uri": ["'self'"],
    "form-action": ["'self'"],
    "frame-ancestors": ["'none'"],
  },
});

/**
 * Bull Board, twice: one that changes jobs, for administrators, and one that only looks, for the others. It shows the jobs of
 * every company, so only someone who belongs to all of them may open it.
 */
export function queueBoard(services: Services): Router {
  const router = Router();
  const boards = { writing: board(services, false), reading: board(services, true) };
  router.use(async (request, response, next) => {
    const visit = visitOf(response);
    const role = roleEverywhere(visit, await countCompanies(services.pool));
    if (!role) {
      response.status(403).type("html").send(boardForbiddenPage(visit).toString());
      return;
    }
    const change = request.method !== "GET" && request.method !== "HEAD";
    if (change && role === "admin") noteChange(services, visit, request.method, request.path, response);
    boardPolicy(request, response, (failure) => {
      if (failure) next(failure);
      else (role === "admin" ? boards.writing : boards.reading)(request, response, next);
    });
  });
  return router;
}

function board(services: Services, readOnlyMode: boolean): RequestHandler {
  const serverAdapter = new ExpressAdapter();
  serverAdapter.setBasePath(BOARD_PATH);
  createBullBoard({
    queues: Object.values(services.queues.queues).map((queue) => new BullMQAdapter(queue, { readOnlyMode })),
    serverAdapter,
    options: { uiConfig: { boardTitle: "Rappro", hideDocsLink: true } },
  });
  return serverAdapter.getRouter() as RequestHandler;
}

/** The least of someone's roles when they belong to every company of the installation. */
function roleEverywhere(visit: Visit, companies: number): Role | undefined {
  if (visit.memberships.length === 0 || visit.memberships.length < companies) return undefined;
  const roles = visit.memberships.map(({ role }) => role);
  return (["viewer", "accountant", "admin"] as const).find((role) => roles.includes(role));
}

/** The board itself leaves no trace of who changed a job: we do, once it answered that it did. */
function noteChange(
  services: Services,
  visit: Visit,
  method: string,
  path: string,
  response: Response,
): void {
  const [, queue = "", job = "", action = method] =
    /^\/api\/queues\/([^/]+)(?:\/([^/]+))?(?:\/([^/]+))?/.exec(path) ?? [];
  response.once("finish", () => {
    const { user } = visit;
    if (!user || response.statusCode >= 400) return;
    for (const { companyId } of visit.memberships) {
      const act = { companyId, actorId: user.id, at: visit.now, action: `board_${action}`, queue, job };
      asCompany(services.pool, companyId, (db) => noteQueueAct(db, act)).catch((err: unknown) =>
        services.log.error({ err }, "an act on the board could not be written down"),
      );
    }
  });
}
