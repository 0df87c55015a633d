import { Router } from "express";
import { asCompany, type Db } from "../../sql/connect.ts";
import { forgetHabit, typeHabit } from "../../sql/habits.ts";
import {
  forgetIban,
  forgetName,
  forgetRefusal,
  knownHabits,
  knownIbans,
  knownNames,
  knownRefusals,
} from "../../sql/screens/memory.ts";
import { type Acting, acts, reads } from "../guard.ts";
import { id, oneOf, text } from "../input.ts";
import { missing, page, type Reply, redirect } from "../reply.ts";
import type { Services } from "../services.ts";
import { MEMORY_VIEWS, type MemoryRows, type MemoryView, memoryPage } from "../views/memory.ts";

const SHOWN = 150;

/** What was learnt from people's decisions: seen by all, corrected and forgotten by accountants. */
export function memoryRoutes(services: Services): Router {
  const router = Router({ mergeParams: true });
  router.get(
    "/memory",
    reads(services, "viewer", async ({ request, visit, db }) => {
      const view = oneOf(request.query.view, MEMORY_VIEWS) ?? "ibans";
      const search = text(request.query.q);
      return page(memoryPage(visit, { view, search, rows: await rowsOf(db, view, search) }));
    }),
  );
  const forget = (view: MemoryView, forgetting: (db: Db, acting: Acting) => Promise<boolean>) =>
    router.post(
      `/memory/${view}`,
      acts(services, "accountant", async (acting): Promise<Reply> => {
        const { visit } = acting;
        const done = await asCompany(services.pool, visit.company.id, (db) => forgetting(db, acting));
        return done ? redirect(`${visit.company.base}/memory?view=${view}`) : missing;
      }),
    );
  forget("ibans", async (db, { request }) => {
    const [iban, thirdPartyId] = [text(request.body?.iban), id(request.body?.party)];
    return iban !== undefined && thirdPartyId !== undefined && forgetIban(db, { iban, thirdPartyId });
  });
  forget("names", async (db, { request }) => {
    const [alias, kind] = [id(request.body?.id), oneOf(request.body?.kind, ["customer", "insurer"] as const)];
    return alias !== undefined && kind !== undefined && forgetName(db, { id: alias, kind });
  });
  forget("refusals", async (db, { request }) => {
    const refusal = id(request.body?.id);
    return refusal !== undefined && forgetRefusal(db, refusal);
  });
  forget("habits", async (db, { request, visit }) => {
    const party = id(request.body?.party);
    if (party === undefined) return false;
    if (request.body?.forget !== undefined) return forgetHabit(db, party, visit.today);
    const days = text(request.body?.days);
    if (days !== undefined && !/^\d{1,3}$/.test(days)) return false;
    return typeHabit(db, party, days === undefined ? undefined : Number(days));
  });
  return router;
}

async function rowsOf(db: Db, view: MemoryView, search: string | undefined): Promise<MemoryRows> {
  const asked = { search, limit: SHOWN };
  switch (view) {
    case "ibans":
      return { view, rows: await knownIbans(db, asked) };
    case "names":
      return { view, rows: await knownNames(db, asked) };
    case "habits":
      return { view, rows: await knownHabits(db, asked) };
    case "refusals":
      return { view, rows: await knownRefusals(db, asked) };
  }
}
