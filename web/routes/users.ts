import { type RequestHandler, Router } from "express";
import type { Parsed } from "../../domain/problems.ts";
import {
  addMember,
  changeRole,
  endMembership,
  renewPassword,
  reopenMembership,
} from "../../sql/acts/changeUsers.ts";
import { asCompany } from "../../sql/connect.ts";
import { drawPassword, hashPassword } from "../../sql/passwords.ts";
import { listMembers, USER_ROLES } from "../../sql/users.ts";
import { type Acting, acts, reads } from "../guard.ts";
import { id, oneOf } from "../input.ts";
import { missing, page, type Reply, redirect } from "../reply.ts";
import type { Services } from "../services.ts";
import type { Answer } from "../views/companySettings.ts";
import { type Joined, type Renewed, usersPage } from "../views/users.ts";
import { byOf, typedIn } from "./companySettings.ts";

const NOTHING: Answer = { problems: [], typed: {} };

/** Who works for the company: administrators alone see and change it. */
export function userRoutes(services: Services): Router {
  const router = Router({ mergeParams: true });
  router.get(
    "/settings/users",
    reads(services, "admin", async ({ request, visit, db }) => {
      const said = request.query.said === "saved" ? visit.words.company.saved : undefined;
      return page(usersPage(visit, { members: await listMembers(db), answer: { ...NOTHING, said } }));
    }),
  );
  router.post(
    "/settings/users",
    acts(services, "admin", (acting) => addUser(services, acting)),
  );
  router.post(
    "/settings/users/:user/password",
    acts(services, "admin", (acting) => givePassword(services, acting)),
  );
  const changes = (
    path: string,
    change: (acting: Acting, userId: bigint) => Promise<Parsed<unknown>> | undefined,
  ) => router.post(`/settings/users/:user/${path}`, changing(services, change));
  changes("role", (acting, userId) => {
    const role = oneOf(acting.request.body?.role, USER_ROLES);
    return role && changeRole(services.pool, { ...byOf(acting), userId, role });
  });
  changes("end", (acting, userId) => endMembership(services.pool, { ...byOf(acting), userId }));
  changes("reopen", (acting, userId) => reopenMembership(services.pool, { ...byOf(acting), userId }));
  return router;
}

function changing(
  services: Services,
  change: (acting: Acting, userId: bigint) => Promise<Parsed<unknown>> | undefined,
): RequestHandler {
  return acts(services, "admin", async (acting): Promise<Reply> => {
    const userId = id(acting.request.params.user);
    const done = userId === undefined ? undefined : await change(acting, userId);
    if (!done) return missing;
    if (!done.ok) return showUsers(services, acting, { answer: { ...NOTHING, problems: done.problems } });
    return redirect(`${acting.visit.company.base}/settings/users?said=saved`);
  });
}

/** The first password is in this answer only: a reload sends the form again, and is told that the person is known. */
async function addUser(services: Services, acting: Acting): Promise<Reply> {
  const typed = typedIn(acting.request.body);
  const role = oneOf(typed.role, USER_ROLES);
  if (!role) return missing;
  const { name = "", email = "" } = typed;
  const password = drawPassword();
  const passwordHash = await hashPassword(password);
  const added = await addMember(services.pool, { ...byOf(acting), name, email, role, passwordHash });
  if (!added.ok) return showUsers(services, acting, { answer: { problems: added.problems, typed } });
  return showUsers(services, acting, {
    answer: NOTHING,
    joined: { name, password: added.value.isNew ? password : undefined },
  });
}

/** As a first password: it is in this answer only. A reload draws another, and the one before is worth nothing. */
async function givePassword(services: Services, acting: Acting): Promise<Reply> {
  const userId = id(acting.request.params.user);
  if (userId === undefined) return missing;
  const password = drawPassword();
  const passwordHash = await hashPassword(password);
  const renewed = await renewPassword(services.pool, { ...byOf(acting), userId, passwordHash });
  if (!renewed.ok) return showUsers(services, acting, { answer: { ...NOTHING, problems: renewed.problems } });
  const { name } = renewed.value;
  return showUsers(services, acting, { answer: NOTHING, renewed: { name, password } });
}

function showUsers(
  services: Services,
  { visit }: Acting,
  shown: { answer: Answer; joined?: Joined; renewed?: Renewed },
): Promise<Reply> {
  return asCompany(services.pool, visit.company.id, async (db) =>
    page(usersPage(visit, { members: await listMembers(db), ...shown }), {
      status: shown.answer.problems.length > 0 ? 409 : 200,
    }),
  );
}
