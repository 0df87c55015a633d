import { Router } from "express";
import { addDays } from "../../domain/days.ts";
import type { Problem } from "../../domain/problems.ts";
import { isReversible, reverseEntry } from "../../sql/acts/reverseEntry.ts";
import { removeManualEntry } from "../../sql/acts/writeManualEntry.ts";
import { asCompany, type Db } from "../../sql/connect.ts";
import { isRemovable } from "../../sql/manualEntries.ts";
import {
  type EntryRow,
  findEntry,
  journalMonths,
  journals,
  journalTotals,
  linesOfEntries,
  listEntries,
} from "../../sql/screens/books.ts";
import { paymentsOfEntry } from "../../sql/screens/payment.ts";
import { acts, reads } from "../guard.ts";
import type { Html } from "../html.ts";
import { dayAndId, id, pageNumber, text } from "../input.ts";
import { missing, page, type Reply, redirect } from "../reply.ts";
import type { Services } from "../services.ts";
import { dayTyped } from "../typed.ts";
import { entryPage, type JournalScreen, journalPage } from "../views/books.ts";
import type { CompanyVisit } from "../visit.ts";

const PAGE_SIZE = 50;
/** Of each entry of a page of the journal, and of one entry that is looked at. */
const LINES_EACH = 6;
const LINES_OF_ONE = 200;

export function bookRoutes(services: Services): Router {
  const router = Router({ mergeParams: true });
  router.get(
    "/journal",
    reads(services, "viewer", async ({ request, visit, db }) =>
      page(journalPage(visit, await readJournal(db, request.query))),
    ),
  );
  router.get(
    "/journal/:entry",
    reads(services, "viewer", async ({ request, visit, db }) => {
      const entryId = id(request.params.entry);
      const entry = entryId === undefined ? undefined : await findEntry(db, entryId);
      return entry
        ? page(
            await readEntryPage(visit, db, entry, {
              said: text(request.query.said),
              page: pageNumber(request.query.page),
            }),
          )
        : missing;
    }),
  );
  router.post(
    "/journal/:entry/reversal",
    acts(services, "accountant", async ({ request, visit }) => {
      const entryId = id(request.params.entry) ?? 0n;
      const body = (request.body ?? {}) as Record<string, unknown>;
      const on = dayTyped(body.on) ?? visit.today;
      const act = { companyId: visit.company.id, by: visit.user.id, at: visit.now, on };
      const done = await reverseEntry(services.pool, { ...act, entryId, reason: text(body.reason) ?? "" });
      if (done.ok) return redirect(`${visit.company.base}/journal/${done.value.entryId}?said=reversed`);
      return entryRefused(services, visit, entryId, done.problems);
    }),
  );
  router.post(
    "/journal/:entry/removal",
    acts(services, "accountant", async ({ request, visit }) => {
      const entryId = id(request.params.entry) ?? 0n;
      const act = { companyId: visit.company.id, by: visit.user.id, at: visit.now, on: visit.today };
      const done = await removeManualEntry(services.pool, { ...act, entryId });
      if (done.ok) return redirect(`${visit.company.base}/journal?said=removed`);
      return entryRefused(services, visit, entryId, done.problems);
    }),
  );
  return router;
}

/** The entry, with why it is not reversed or deleted. */
function entryRefused(
  services: Services,
  visit: CompanyVisit,
  entryId: bigint,
  problems: readonly Problem[],
): Promise<Reply> {
  return asCompany(services.pool, visit.company.id, async (db) => {
    const entry = await findEntry(db, entryId);
    if (!entry) return missing;
    return page(await readEntryPage(visit, db, entry, { problems }), { status: 409 });
  });
}

async function readEntryPage(
  visit: CompanyVisit,
  db: Db,
  entry: EntryRow,
  told: { said?: string | undefined; problems?: readonly Problem[]; page?: number },
): Promise<Html> {
  const asked = told.page ?? 1;
  const lines = await linesOfEntries(db, [entry.id], {
    most: LINES_OF_ONE,
    offset: (asked - 1) * LINES_OF_ONE,
  });
  return entryPage(visit, entry, lines, {
    page: asked,
    pages: Math.ceil((lines[0]?.entryLines ?? 1) / LINES_OF_ONE),
    isReversible: await isReversible(db, entry.id),
    payments: await paymentsOfEntry(db, entry.id),
    isRemovable: await isRemovable(db, entry.id),
    said: told.said,
    problems: told.problems ?? [],
  });
}

/** One month of one journal, or of all; the latest month when the address names none. */
async function readJournal(db: Db, asked: Record<string, unknown>): Promise<JournalScreen> {
  const [known, months] = await Promise.all([journals(db), journalMonths(db)]);
  const journal = known.find(({ code }) => code === asked.journal)?.code;
  const month = months.find((each) => each === asked.month) ?? months[0];
  const after = dayAndId(text(asked.after));
  const removed = asked.said === "removed";
  const base = { journals: known, months, journal, month, further: after !== undefined, removed };
  if (!month)
    return {
      ...base,
      entries: [],
      lines: [],
      totals: { entries: 0, debit: 0n, credit: 0n },
      next: undefined,
    };
  const period = { journal, from: `${month}-01`, to: lastDayOf(month) };
  const [found, totals] = await Promise.all([
    listEntries(db, {
      ...period,
      after: after && { postedOn: after.day, id: after.id },
      limit: PAGE_SIZE + 1,
    }),
    journalTotals(db, period),
  ]);
  const entries = found.slice(0, PAGE_SIZE);
  const last = entries.at(-1);
  const next = found.length > PAGE_SIZE && last ? `${last.postedOn}~${last.id}` : undefined;
  return {
    ...base,
    entries,
    lines: await linesOfEntries(
      db,
      entries.map((entry) => entry.id),
      { most: LINES_EACH },
    ),
    totals,
    next,
  };
}

function lastDayOf(month: string): string {
  const [year = 0, number = 1] = month.split("-").map(Number);
  const next = number === 12 ? `${year + 1}-01-01` : `${year}-${String(number + 1).padStart(2, "0")}-01`;
  return addDays(next, -1);
}
