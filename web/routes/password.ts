import { type Request, type Response, Router } from "express";
import { checkNewPassword, PASSWORD_SIGNS_MOST } from "../../domain/password.ts";
import { error, type Problem } from "../../domain/problems.ts";
import { changePassword } from "../../sql/acts/changePassword.ts";
import { hashPassword, verifyPassword } from "../../sql/passwords.ts";
import { findCredentials, type User } from "../../sql/users.ts";
import type { Attempts } from "../attempts.ts";
import { ownAddress } from "../input.ts";
import type { Services } from "../services.ts";
import { beginSession } from "../session.ts";
import { passwordPage } from "../views/password.ts";
import { visitOf } from "../visit.ts";

/** One's own password: by choice, or because the present one was drawn by somebody else. */
export function passwordRoutes(services: Services, attempts: Attempts): Router {
  const router = Router();
  router.get("/password", (request, response) => {
    const visit = visitOf(response);
    if (!visit.user) return response.redirect(303, "/sign-in?back=%2Fpassword");
    const isDone = request.query.done !== undefined && !visit.choosesPassword;
    const shown = { back: ownAddress(request.query.back), refusal: undefined, isDone };
    response.type("html").send(passwordPage(visit, shown).toString());
  });
  router.post("/password", (request, response) => change(services, attempts, request, response));
  return router;
}

/** Guesses at the present password count as those at the front door do. */
async function change(
  services: Services,
  attempts: Attempts,
  request: Request,
  response: Response,
): Promise<void> {
  const visit = visitOf(response);
  if (!visit.user) return response.redirect(303, "/sign-in?back=%2Fpassword");
  const { user } = visit;
  const back = ownAddress(request.body?.back);
  const refuse = (status: number, refusal: Problem | string) => {
    response
      .status(status)
      .type("html")
      .send(passwordPage(visit, { back, refusal, isDone: false }).toString());
  };
  const who = { email: user.email, place: request.ip ?? "" };
  const minutes = attempts.waitMinutes(who, visit.now);
  if (minutes > 0) return refuse(429, visit.words.signIn.slow(minutes));
  const present = typed(request, "present").slice(0, PASSWORD_SIGNS_MOST);
  const before = await shownPassword(services, user, { present, at: visit.now });
  if (before === undefined) {
    attempts.fail(who, visit.now);
    return refuse(422, error("password_wrong"));
  }
  attempts.succeed(who);
  const [next, again] = [typed(request, "next"), typed(request, "again")];
  const problem =
    checkNewPassword({ typed: next, again }, user) ?? (next === present ? error("password_same") : undefined);
  if (problem) return refuse(422, problem);
  const passwordHash = await hashPassword(next);
  const act = { userId: user.id, before, passwordHash, at: visit.now };
  if (!(await changePassword(services.pool, act))) return refuse(409, error("password_wrong"));
  await beginSession(request, user.id);
  response.redirect(303, `/password?${new URLSearchParams({ done: "1", back })}`);
}

/** The hash that the present password fits; undefined when it does not. */
async function shownPassword(
  services: Services,
  { email }: User,
  { present, at }: { present: string; at: Date },
): Promise<string | undefined> {
  const found = await findCredentials(services.pool, { email, at });
  return found && (await verifyPassword(present, found.passwordHash)) ? found.passwordHash : undefined;
}

/** As it was typed: a password may begin or end with a space. */
function typed(request: Request, name: string): string {
  const value: unknown = request.body?.[name];
  return typeof value === "string" ? value : "";
}
