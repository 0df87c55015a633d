import { Router } from "express";
import { nextReminder, REMINDER_LEVELS, type ReminderLevel } from "../../domain/billing/reminders.ts";
import { parseIsoDate } from "../../domain/days.ts";
import { LETTERS_MOST, makeReminders } from "../../sql/acts/makeReminders.ts";
import { currentCompany, listBankAccounts } from "../../sql/companies.ts";
import { asCompany, type Db } from "../../sql/connect.ts";
import { heldInBooks } from "../../sql/held.ts";
import { forgetView, saveView } from "../../sql/savedViews.ts";
import { findParty, openItemsOf, openItemsTotal } from "../../sql/screens/partyAccount.ts";
import { lettersOfRun, lettersSent, overdueDebtors, reminderRuns } from "../../sql/screens/reminders.ts";
import { readUnpaidQuery } from "../filters.ts";
import { type Acting, acts, type Reading, reads } from "../guard.ts";
import { html, query } from "../html.ts";
import { id, text } from "../input.ts";
import { lettersDocument } from "../letters.ts";
import { writePdf } from "../pdf.ts";
import { missing, page, type Reply, redirect } from "../reply.ts";
import type { Services } from "../services.ts";
import { accountPage } from "../views/account.ts";
import { invalidPage } from "../views/errors.ts";
import { problemNotes } from "../views/parts.ts";
import { remindersPage } from "../views/reminders.ts";
import type { CompanyVisit } from "../visit.ts";

const ITEMS_SHOWN = 250;
const DEBTORS_SHOWN = 100;
const RUNS_SHOWN = 10;

/** What is done with the unpaid list: kept as a view, followed by debtor, asked for by letter. */
export function unpaidWorkRoutes(services: Services): Router {
  const router = Router({ mergeParams: true });
  router.post(
    "/unpaid/views",
    acts(services, "viewer", (acting) => keepView(services, acting)),
  );
  router.post(
    "/unpaid/views/:view/forget",
    acts(services, "viewer", (acting) => dropView(services, acting)),
  );
  router.get("/parties/:party", reads(services, "viewer", showAccount));
  router.get(
    "/reminders",
    reads(services, "viewer", ({ request, visit, db }) => showReminders(visit, db, request.query)),
  );
  router.post(
    "/reminders",
    acts(services, "accountant", (acting) => remind(services, acting)),
  );
  router.get("/reminders/:run.pdf", reads(services, "viewer", sendLetters));
  return router;
}

/** The view is what the address says, without the place in the list. */
async function keepView(services: Services, { request, visit }: Acting): Promise<Reply> {
  const name = text(request.body?.name)?.slice(0, 40);
  if (!name) return page(invalidPage(visit, visit.words.views.noName), { status: 422 });
  const given = Object.fromEntries(new URLSearchParams(String(request.body?.query ?? "").slice(0, 2_000)));
  const { typed } = readUnpaidQuery(given, visit.today, visit.words);
  const kept = query({ ...typed, after: undefined });
  const view = {
    companyId: visit.company.id,
    userId: visit.user.id,
    screen: "unpaid",
    name,
    query: kept,
    at: visit.now,
  } as const;
  await asCompany(services.pool, visit.company.id, (db) => saveView(db, view));
  return redirect(`${visit.company.base}/unpaid${kept}`);
}

async function dropView(services: Services, { request, visit }: Acting): Promise<Reply> {
  const viewId = id(request.params.view);
  if (viewId === undefined) return missing;
  const gone = await asCompany(services.pool, visit.company.id, (db) =>
    forgetView(db, { userId: visit.user.id, id: viewId }),
  );
  return gone ? redirect(`${visit.company.base}/unpaid`) : missing;
}

async function showAccount({ request, visit, db }: Reading): Promise<Reply> {
  const partyId = id(request.params.party);
  const party = partyId === undefined ? undefined : await findParty(db, partyId);
  if (!party) return missing;
  const upTo = parseIsoDate(text(request.query.upTo) ?? "") ?? visit.today;
  const [items, total, held] = await Promise.all([
    openItemsOf(db, { partyId: party.id, upTo, limit: ITEMS_SHOWN }),
    openItemsTotal(db, { partyId: party.id, upTo }),
    heldInBooks(db, party.id, upTo),
  ]);
  return page(accountPage(visit, { party, upTo, items, total, held }));
}

async function showReminders(
  visit: CompanyVisit,
  db: Db,
  given: Record<string, unknown>,
  said = html``,
  status = 200,
): Promise<Reply> {
  const [debtors, runs] = await Promise.all([
    overdueDebtors(db, { today: visit.today, limit: DEBTORS_SHOWN }),
    reminderRuns(db, RUNS_SHOWN),
  ]);
  const sent = await lettersSent(db, {
    to: debtors.map(({ thirdPartyId }) => thirdPartyId),
    today: visit.today,
  });
  const rows = debtors.map((debtor) => ({
    debtor,
    sent: sent.filter(({ thirdPartyId }) => thirdPartyId === debtor.thirdPartyId),
    next: nextReminder(debtor.last ?? undefined, debtor.stillOverdue, visit.today),
  }));
  return page(remindersPage(visit, { rows, runs, made: id(given.made), said, most: DEBTORS_SHOWN }), {
    status,
  });
}

async function remind(services: Services, { request, visit }: Acting): Promise<Reply> {
  const body = (request.body ?? {}) as Record<string, unknown>;
  const taken = [body.take ?? []]
    .flat()
    .flatMap((value) => id(value) ?? [])
    .slice(0, LETTERS_MOST);
  const levelOf = (thirdPartyId: bigint): ReminderLevel =>
    REMINDER_LEVELS.find((level) => String(level) === body[`level-${thirdPartyId}`]) ?? 1;
  const letters = taken.map((thirdPartyId) => ({ thirdPartyId, level: levelOf(thirdPartyId) }));
  const again = (said: ReturnType<typeof html>, status: number) =>
    asCompany(services.pool, visit.company.id, (db) => showReminders(visit, db, {}, said, status));
  if (letters.length === 0)
    return again(html`<p class="note bad" role="alert">${visit.words.reminders.none}</p>`, 422);
  const act = { companyId: visit.company.id, by: visit.user.id, at: visit.now, on: visit.today };
  const result = await makeReminders(services.pool, { ...act, letters });
  if (!result.ok) return again(html`${problemNotes(visit, result.problems)}`, 409);
  return redirect(`${visit.company.base}/reminders?made=${result.value.runId}#runs`);
}

async function sendLetters({ request, response, db }: Reading): Promise<Reply> {
  const runId = id(request.params.run);
  const letters = runId === undefined ? [] : await lettersOfRun(db, runId);
  if (letters.length === 0) return missing;
  const { name, siren } = await currentCompany(db);
  const iban = (await listBankAccounts(db)).find((account) => account.iban)?.iban ?? null;
  const pdf = await writePdf(lettersDocument(letters, { name, siren, iban }));
  const file = `relances-${letters[0]?.sentOn ?? ""}.pdf`;
  response
    .status(200)
    .type("application/pdf")
    .set("Content-Disposition", `inline; filename="${file}"`)
    .send(pdf);
  return { kind: "sent" };
}
