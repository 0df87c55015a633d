import { type Request, type Response, Router } from "express";
import { PASSWORD_SIGNS_MOST } from "../../domain/password.ts";
import { verifyNothing, verifyPassword } from "../../sql/passwords.ts";
import { findCredentials } from "../../sql/users.ts";
import type { Attempts } from "../attempts.ts";
import { ownAddress, text } from "../input.ts";
import type { Services } from "../services.ts";
import { beginSession, endSession } from "../session.ts";
import { companiesPage, signInPage } from "../views/signIn.ts";
import { rememberLanguage, visitOf } from "../visit.ts";

/** The front door: who you are, in which language, and which company you came for. */
export function signInRoutes(services: Services, attempts: Attempts): Router {
  const router = Router();
  const demo = services.environment.demoAccounts ?? [];
  router.get("/sign-in", (request, response) => {
    const back = ownAddress(request.query.back);
    if (visitOf(response).user) return response.redirect(303, back);
    response
      .type("html")
      .send(signInPage(visitOf(response), { email: "", back, refusal: undefined }, demo).toString());
  });
  router.post("/sign-in", (request, response) => signIn(services, attempts, request, response));
  router.post("/sign-out", async (request, response) => {
    await endSession(request);
    response.clearCookie("rappro").redirect(303, "/sign-in");
  });
  router.post("/language", (request, response) => {
    rememberLanguage(
      response,
      request.body?.language === "en" ? "en" : "fr",
      services.environment.production,
    );
    response.redirect(303, ownAddress(request.body?.back));
  });
  router.get("/", (_request, response) => {
    const visit = visitOf(response);
    if (!visit.user) return response.redirect(303, "/sign-in");
    if (visit.choosesPassword) return response.redirect(303, "/password");
    const [only, ...others] = visit.memberships;
    if (only && others.length === 0) return response.redirect(303, `/d/${only.companyId}`);
    response.type("html").send(companiesPage(visit, visit.memberships).toString());
  });
  return router;
}

/** The same answer, after the same time, for a wrong password and for an address nobody has. */
async function signIn(
  services: Services,
  attempts: Attempts,
  request: Request,
  response: Response,
): Promise<void> {
  const visit = visitOf(response);
  const email = (text(request.body?.email) ?? "").toLowerCase();
  const password =
    typeof request.body?.password === "string" ? request.body.password.slice(0, PASSWORD_SIGNS_MOST) : "";
  const back = ownAddress(request.body?.back);
  const who = { email, place: request.ip ?? "" };
  const refuse = (status: number, refusal: string) =>
    response
      .status(status)
      .type("html")
      .send(signInPage(visit, { email, back, refusal }, services.environment.demoAccounts ?? []).toString());
  // The session's cookie is for https only: without it the right password would lead back here, without a word.
  if (services.environment.production && !request.secure) {
    services.log.error(
      { place: who.place },
      "a sign-in came in clear: serve in https, and set TRUST_PROXY behind a proxy",
    );
    refuse(403, visit.words.signIn.notSecure);
    return;
  }
  const minutes = attempts.waitMinutes(who, visit.now);
  if (minutes > 0) {
    refuse(429, visit.words.signIn.slow(minutes));
    return;
  }
  const found = await findCredentials(services.pool, { email, at: visit.now });
  const right = found ? await verifyPassword(password, found.passwordHash) : await verifyNothing(password);
  if (!found || !right) {
    attempts.fail(who, visit.now);
    services.log.warn({ place: who.place }, "a sign-in was refused");
    refuse(422, visit.words.signIn.wrong);
    return;
  }
  attempts.succeed(who);
  await beginSession(request, found.id);
  response.redirect(303, back);
}
