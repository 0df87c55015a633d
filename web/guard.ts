import type { Request, RequestHandler, Response } from "express";
import { asCompany, type Db } from "../sql/connect.ts";
import { navigationCounts } from "../sql/screens/navigation.ts";
import { findUser, type Role } from "../sql/users.ts";
import { id } from "./input.ts";
import { type Reply, send } from "./reply.ts";
import type { Services } from "./services.ts";
import { crossSitePage, forbiddenPage, notFoundPage } from "./views/errors.ts";
import { type CompanyVisit, mayAct, newVisit, type Visit, visitOf } from "./visit.ts";

const SAFE_METHODS = ["GET", "HEAD", "OPTIONS"];

/** Prepares the visit, then refuses unsafe requests that do not come from our own pages. */
export function beginVisit(services: Services): RequestHandler {
  return (request, response, next) => {
    const visit = newVisit(services, request);
    response.locals.visit = visit;
    response.set("Cache-Control", "no-store");
    if (SAFE_METHODS.includes(request.method) || isFromHere(request)) return next();
    response.status(403).type("html").send(crossSitePage(visit).toString());
  };
}

/** Browsers say where a request comes from; one that says neither is refused. */
function isFromHere(request: Request): boolean {
  const site = request.get("sec-fetch-site");
  if (site !== undefined) return site === "same-origin";
  const origin = request.get("origin");
  return origin !== undefined && URL.canParse(origin) && new URL(origin).host === request.get("host");
}

/** Who asks. The rights are read at each request: a role taken back is gone at once. */
export function recogniseUser(services: Services): RequestHandler {
  return async (request, response, next) => {
    const userId = id(request.session.userId);
    const found = userId === undefined ? undefined : await findUser(services.pool, userId);
    if (found) {
      const visit = visitOf(response);
      visit.user = found.user;
      visit.choosesPassword = found.choosesPassword;
      visit.memberships = found.memberships;
    }
    next();
  };
}

/** Sends to the sign-in page whoever is not signed in, and to their password whoever has to choose one; back here afterwards. */
export function signedIn(request: Request, response: Response, next: () => void): void {
  const { user, choosesPassword } = visitOf(response);
  if (user && !choosesPassword) {
    next();
    return;
  }
  const back = request.method === "GET" ? request.originalUrl : "/";
  const to = `${user ? "/password" : "/sign-in"}?${new URLSearchParams({ back })}`;
  if (request.get("hx-request")) response.status(401).set("HX-Redirect", to).end();
  else response.redirect(303, to);
}

export type Reading = { request: Request; response: Response; visit: CompanyVisit; db: Db };
export type Acting = { request: Request; response: Response; visit: CompanyVisit };

/** A page of a company: read in one transaction that sees the rows of this company alone. */
export function reads(
  services: Services,
  needed: Role,
  handler: (reading: Reading) => Promise<Reply>,
): RequestHandler {
  return async (request, response) => {
    const visit = enterCompany(request, response, needed);
    if (!visit) return;
    const reply = await asCompany(services.pool, visit.company.id, async (db) => {
      visit.counts = await navigationCounts(db);
      return handler({ request, response, visit, db });
    });
    answer(response, reply, visit);
  };
}

/** A gesture: the act opens its own transaction. */
export function acts(
  services: Services,
  needed: Role,
  handler: (acting: Acting) => Promise<Reply>,
): RequestHandler {
  return async (request, response) => {
    const visit = enterCompany(request, response, needed);
    if (!visit) return;
    visit.counts = await asCompany(services.pool, visit.company.id, navigationCounts);
    answer(response, await handler({ request, response, visit }), visit);
  };
}

/** The company of the address, or undefined when the answer (404, 403) is already sent. */
export function enterCompany(request: Request, response: Response, needed: Role): CompanyVisit | undefined {
  const visit = visitOf(response);
  const companyId = id(request.params.company);
  const membership = visit.memberships.find((each) => each.companyId === companyId);
  if (!visit.user || !membership) {
    response.status(404).type("html").send(notFoundPage(visit).toString());
    return undefined;
  }
  visit.company = {
    id: membership.companyId,
    name: membership.companyName,
    role: membership.role,
    base: `/d/${membership.companyId}`,
  };
  if (!mayAct(visit, needed)) {
    response.status(403).type("html").send(forbiddenPage(visit, membership.role).toString());
    return undefined;
  }
  return visit as CompanyVisit;
}

function answer(response: Response, reply: Reply, visit: Visit): void {
  if (reply.kind === "missing") response.status(404).type("html").send(notFoundPage(visit).toString());
  else send(response, reply);
}
