import { randomUUID } from "node:crypto";
import { type ErrorRequestHandler, type Request, type Response, Router } from "express";
import type { Language } from "../../domain/money.ts";
import { describeProblem, error, type Problem, type ProblemCode } from "../../domain/problems.ts";
import { type ApiToken, useApiToken } from "../../sql/apiTokens.ts";
import { asCompany } from "../../sql/connect.ts";
import { problemsOf } from "../../sql/files.ts";
import { findFile } from "../../sql/screens/files.ts";
import { receiveRequest } from "../apiUpload.ts";
import { id } from "../input.ts";
import { RateLimit } from "../rateLimit.ts";
import type { Services } from "../services.ts";

/** Requests of one token, and refused tokens from one address, in a minute. */
const REQUESTS_MAX = 120;
const REFUSALS_MAX = 20;
const PROBLEMS_SHOWN = 200;

const STATUS: Partial<Record<ProblemCode, number>> = {
  file_too_large: 413,
  file_unknown: 404,
  address_unknown: 404,
  token_unknown: 401,
  too_many_requests: 429,
  internal_failure: 500,
  empty_file: 422,
};

/**
 * What programs speak to: `POST /api/files` and `GET /api/files/:id`. A token chooses the company; there is no cookie, so no
 * other site can make a browser act here, and the check of the origin that guards the pages does not apply.
 */
export function apiRoutes(services: Services): Router {
  const router = Router();
  const limits = { requests: new RateLimit(REQUESTS_MAX), refusals: new RateLimit(REFUSALS_MAX) };
  router.use(async (request, response, next) => {
    response.set("Cache-Control", "no-store");
    const token = await enter(services, limits, request, response);
    if (!token) return;
    response.locals.token = token;
    next();
  });
  router.post("/files", (request, response) => postFile(services, request, response));
  router.get("/files/:file", (request, response) => getFile(services, request, response));
  router.use((request, response) => refuse(request, response, [error("address_unknown")]));
  router.use(failure(services));
  return router;
}

type Limits = { requests: RateLimit; refusals: RateLimit };

/** The token of the request, or undefined when the answer (401, 429) is already sent. */
async function enter(
  services: Services,
  { requests, refusals }: Limits,
  request: Request,
  response: Response,
): Promise<ApiToken | undefined> {
  const now = services.clock();
  const [, shown] = /^Bearer ([\w-]{1,200})$/i.exec(request.get("authorization") ?? "") ?? [];
  const token = shown === undefined ? undefined : await useApiToken(services.pool, shown, now);
  if (!token) {
    const place = request.ip ?? "";
    const refusedFor = refusals.waitSeconds(place, now);
    if (refusedFor > 0) return wait(request, response, refusedFor);
    refusals.add(place, now);
    response.set("WWW-Authenticate", 'Bearer realm="rappro"');
    return refuse(request, response, [error("token_unknown")]);
  }
  const seconds = requests.waitSeconds(String(token.id), now);
  if (seconds > 0) return wait(request, response, seconds);
  requests.add(String(token.id), now);
  return token;
}

function wait(request: Request, response: Response, seconds: number): undefined {
  response.set("Retry-After", String(seconds));
  return refuse(request, response, [error("too_many_requests", { params: { seconds: String(seconds) } })]);
}

async function postFile(services: Services, request: Request, response: Response): Promise<void> {
  const { companyId } = tokenOf(response);
  const limit = services.environment.uploadLimitBytes;
  // A form is a little larger than its file; what it holds is counted as it comes.
  if (Number(request.get("content-length") ?? 0) > limit + 10_000) {
    refuse(request, response, [
      error("file_too_large", { params: { limit: `${Math.round(limit / 1_048_576)} Mo` } }),
    ]);
    return;
  }
  const reception = await receiveRequest(services, request, { companyId, at: services.clock() });
  if (reception.kind === "refused") {
    refuse(request, response, [reception.problem]);
    return;
  }
  const file = String(reception.fileId);
  response.location(`${request.baseUrl}/files/${file}`);
  if (reception.kind === "received") {
    response.status(202).json({ file, state: "received" });
    return;
  }
  const known = await asCompany(services.pool, companyId, (db) => findFile(db, reception.fileId));
  response.json({ file, state: known?.state ?? "received", already: true, name: reception.name });
}

async function getFile(services: Services, request: Request, response: Response): Promise<void> {
  const fileId = id(request.params.file);
  const found = await asCompany(services.pool, tokenOf(response).companyId, async (db) => {
    const file = fileId === undefined ? undefined : await findFile(db, fileId);
    return file && { file, problems: await problemsOf(db, file.id) };
  });
  if (!found) {
    refuse(request, response, [error("file_unknown")]);
    return;
  }
  const { file, problems } = found;
  response.json({
    file: String(file.id),
    name: file.name,
    state: file.state,
    kind: file.kind,
    format: file.format,
    bytes: Number(file.byteCount),
    sha256: file.sha256,
    receivedAt: file.receivedAt.toISOString(),
    readAt: file.readAt?.toISOString() ?? null,
    lines: { read: file.linesRead, new: file.linesNew, known: file.linesKnown },
    problemCount: problems.length,
    problems: problems.slice(0, PROBLEMS_SHOWN).map((problem) => told(request, problem)),
  });
}

function tokenOf(response: Response): ApiToken {
  return response.locals.token as ApiToken;
}

/** What is left of the body is read and thrown away by Node: a connection cut short would take the answer with it. */
function refuse(request: Request, response: Response, problems: readonly Problem[]): undefined {
  const [first] = problems;
  response
    .status((first && STATUS[first.code]) ?? 400)
    .json({ problems: problems.map((problem) => told(request, problem)) });
  return undefined;
}

function told(request: Request, problem: Problem) {
  const { code, severity, line, field, value, raw } = problem;
  return { code, severity, line, field, value, raw, ...describeProblem(problem, languageOf(request)) };
}

/** French unless the program asks for English. */
function languageOf(request: Request): Language {
  return request.acceptsLanguages("fr", "en") === "en" ? "en" : "fr";
}

function failure(services: Services): ErrorRequestHandler {
  return (err, request, response, next) => {
    if (response.headersSent) return next(err);
    // An address or a body that nobody can read, such as a broken percent-encoding.
    const status = Number((err as { status?: unknown }).status);
    if (status >= 400 && status < 500) return refuse(request, response, [error("request_unreadable")]);
    const reference = randomUUID().slice(0, 8);
    services.log.error({ err, reference, method: request.method, path: request.path }, "a request failed");
    refuse(request, response, [error("internal_failure", { params: { reference } })]);
  };
}
