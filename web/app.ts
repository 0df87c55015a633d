import { randomUUID } from "node:crypto";
import compression from "compression";
import express, { type ErrorRequestHandler, type Express, type RequestHandler, Router } from "express";
import helmet from "helmet";
import { workerIsUp } from "../sql/presence.ts";
import { pingDatabase } from "../sql/users.ts";
import { assets } from "./assets.ts";
import { Attempts } from "./attempts.ts";
import { BOARD_PATH, queueBoard } from "./board.ts";
import { beginVisit, reads, recogniseUser, signedIn } from "./guard.ts";
import { Live } from "./live.ts";
import { missing } from "./reply.ts";
import { advanceReceiptRoutes } from "./routes/advanceReceipts.ts";
import { apiRoutes } from "./routes/api.ts";
import { balanceRoutes } from "./routes/balances.ts";
import { bookRoutes } from "./routes/books.ts";
import { certificateRoutes } from "./routes/certificates.ts";
import { chartRoutes } from "./routes/chart.ts";
import { closingRoutes } from "./routes/closing.ts";
import { companySettingsRoutes } from "./routes/companySettings.ts";
import { decisionRoutes } from "./routes/decisions.ts";
import { documentEditRoutes } from "./routes/documentEdit.ts";
import { fileRoutes } from "./routes/files.ts";
import { homeRoutes } from "./routes/home.ts";
import { insurerRoutes } from "./routes/insurers.ts";
import { invoiceActRoutes } from "./routes/invoiceActs.ts";
import { invoiceRoutes } from "./routes/invoices.ts";
import { ledgerRoutes } from "./routes/ledger.ts";
import { lineRoutes } from "./routes/lines.ts";
import { liveRoutes } from "./routes/live.ts";
import { manualEntryRoutes } from "./routes/manualEntry.ts";
import { memoryRoutes } from "./routes/memory.ts";
import { orderRoutes } from "./routes/orders.ts";
import { passwordRoutes } from "./routes/password.ts";
import { paymentListRoutes } from "./routes/paymentList.ts";
import { paymentReportRoutes } from "./routes/paymentReports.ts";
import { paymentRoutes } from "./routes/payments.ts";
import { placeLineRoutes } from "./routes/placeLine.ts";
import { postedRoutes } from "./routes/posted.ts";
import { queueRoutes } from "./routes/queues.ts";
import { remittanceRoutes } from "./routes/remittances.ts";
import { ruleRoutes } from "./routes/rules.ts";
import { runRoutes } from "./routes/runs.ts";
import { settingsRoutes } from "./routes/settings.ts";
import { settlingRoutes } from "./routes/settling.ts";
import { signInRoutes } from "./routes/signIn.ts";
import { triageRoutes } from "./routes/triage.ts";
import { trustRoutes } from "./routes/trust.ts";
import { unpaidRoutes } from "./routes/unpaid.ts";
import { unpaidWorkRoutes } from "./routes/unpaidWork.ts";
import { userRoutes } from "./routes/users.ts";
import { weightRoutes } from "./routes/weights.ts";
import type { Services } from "./services.ts";
import { openSessions } from "./session.ts";
import { brokenPage, invalidPage, notFoundPage } from "./views/errors.ts";
import { newVisit, type Visit, visitOf } from "./visit.ts";

/** The dashboard. `close` lets go of the sessions' connections; the pool and the queues belong to the caller. */
export function createApp(services: Services): {
  app: Express;
  /** Ends the streams of pages that are open, which would keep the server from stopping. */
  stopStreams: () => void;
  close: () => Promise<void>;
} {
  const app = express();
  const sessions = openSessions(services);
  const live = new Live(services);
  app.disable("x-powered-by");
  app.set("trust proxy", services.environment.trustProxy);
  app.use(securityHeaders(services.environment.production));
  // Pages hold no secret that an attacker could guess by their length: the guard asks where a request comes from, not for a token.
  app.use(compression());
  app.use("/assets", assets());
  app.get("/health", health(services));
  app.use("/api", apiRoutes(services));
  app.use(beginVisit(services));
  app.use(sessions.middleware, recogniseUser(services));
  app.use(BOARD_PATH, signedIn, queueBoard(services));
  app.use(express.urlencoded({ extended: false, limit: "100kb" }));
  const attempts = new Attempts();
  app.use(signInRoutes(services, attempts), passwordRoutes(services, attempts));
  app.use("/d/:company", signedIn, companyRoutes(services), liveRoutes(live), nothingThere(services));
  app.use((_request, response) => {
    response
      .status(404)
      .type("html")
      .send(notFoundPage(visitOf(response)).toString());
  });
  app.use(failure(services));
  return { app, stopStreams: () => live.close(), close: sessions.close };
}

/** An address that a company has not: said with the company's own navigation, to go on from there. */
function nothingThere(services: Services): Router {
  const router = Router({ mergeParams: true });
  router.get(
    "/{*rest}",
    reads(services, "viewer", async () => missing),
  );
  return router;
}

function companyRoutes(services: Services): Router {
  const router = Router({ mergeParams: true });
  const parts = [
    homeRoutes,
    triageRoutes,
    lineRoutes,
    decisionRoutes,
    placeLineRoutes,
    ruleRoutes,
    memoryRoutes,
    trustRoutes,
    postedRoutes,
    weightRoutes,
    runRoutes,
    fileRoutes,
    invoiceRoutes,
    invoiceActRoutes,
    documentEditRoutes,
    settlingRoutes,
    insurerRoutes,
    remittanceRoutes,
    unpaidRoutes,
    unpaidWorkRoutes,
    orderRoutes,
    manualEntryRoutes,
    bookRoutes,
    advanceReceiptRoutes,
    paymentListRoutes,
    paymentRoutes,
    ledgerRoutes,
    balanceRoutes,
    closingRoutes,
    certificateRoutes,
    paymentReportRoutes,
    queueRoutes,
    settingsRoutes,
    companySettingsRoutes,
    chartRoutes,
    userRoutes,
  ];
  for (const part of parts) router.use(part(services));
  return router;
}

/** Everything from this origin, nothing inline. The referrer stays among our own pages, where the origin check needs it. */
function securityHeaders(production: boolean): RequestHandler {
  return helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        "form-action": ["'self'"],
        "base-uri": ["'none'"],
        "frame-ancestors": ["'none'"],
      },
    },
    referrerPolicy: { policy: "same-origin" },
    hsts: production,
  });
}

/** For the machine that watches: the process answers and so does the database, and whether a worker runs beside it. */
function health(services: Services): RequestHandler {
  return async (_request, response) => {
    response.set("Cache-Control", "no-store");
    try {
      await pingDatabase(services.pool);
      response.json({ ok: true, worker: await workerIsUp(services.pool) });
    } catch (err) {
      services.log.error({ err }, "the database does not answer");
      response.status(503).json({ ok: false });
    }
  };
}

/** The last resort: the failure goes to the log, a reference to the page, and nothing of one into the other. */
function failure(services: Services): ErrorRequestHandler {
  return (err, request, response, next) => {
    const visit = (response.locals.visit as Visit | undefined) ?? newVisit(services, request);
    const status = Number((err as { status?: unknown }).status);
    if (response.headersSent) return next(err);
    if (status >= 400 && status < 500) {
      response.status(status).type("html").send(invalidPage(visit).toString());
      return;
    }
    const reference = randomUUID().slice(0, 8);
    services.log.error({ err, reference, method: request.method, path: request.path }, "a request failed");
    response.status(500).type("html").send(brokenPage(visit, reference).toString());
  };
}
