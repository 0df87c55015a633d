import { Router } from "express";
import { fiscalYear } from "../../domain/accounting/fiscalYear.ts";
import type { Problem } from "../../domain/problems.ts";
import { isReversible, reverseEntry } from "../../sql/acts/reverseEntry.ts";
import { removeManualEntry } from "../../sql/acts/writeManualEntry.ts";
import { currentCompany } from "../../sql/companies.ts";
import { asCompany, type Db } from "../../sql/connect.ts";
import { yearStanding } from "../../sql/fec.ts";
import { isRemovable } from "../../sql/manualEntries.ts";
import {
  countEntries,
  type EntryFilter,
  type EntryRow,
  findEntry,
  journalMonths,
  journals,
  journalTotals,
  linesOfEntries,
  listEntries,
  monthEntries,
} from "../../sql/screens/books.ts";
import { paymentsOfEntry } from "../../sql/screens/payment.ts";
import { acts, reads } from "../guard.ts";
import type { Html } from "../html.ts";
import { dayAndId, id, oneOf, pageNumber, text } from "../input.ts";
import { type BookPeriod, readBookPeriod } from "../period.ts";
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
      const act = { companyId: visit.company.id, by: visit.user.id, at: visit.now, on, today: visit.today };
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

/** One month or year of one journal, or of all, in one state or in both; the latest month when the address names none. */
async function readJournal(db: Db, asked: Record<string, unknown>): Promise<JournalScreen> {
  const [known, months, { yearEndMonth }] = await Promise.all([
    journals(db),
    journalMonths(db),
    currentCompany(db),
  ]);
  const journal = known.find(({ code }) => code === asked.journal)?.code;
  const state = oneOf(asked.state, ["draft", "validated"] as const);
  const period = readBookPeriod(text(asked.period) ?? text(asked.month), months, yearEndMonth);
  const after = dayAndId(text(asked.after));
  const removed = asked.said === "removed";
  const base = { journals: known, months, yearEndMonth, journal, state, period, removed };
  const further = after !== undefined;
  if (!period)
    return { ...base, further, entries: [], lines: [], counted: 0, totals: undefined, next: undefined };
  const filter = { journal, state, from: period.from, to: period.to };
  const [found, counted, totals] = await Promise.all([
    listEntries(db, {
      ...filter,
      after: after && { postedOn: after.day, id: after.id },
      limit: PAGE_SIZE + 1,
    }),
    howMany(db, filter, { period, yearEndMonth }),
    state === undefined ? journalTotals(db, filter) : undefined,
  ]);
  const entries = found.slice(0, PAGE_SIZE);
  const last = entries.at(-1);
  const next = found.length > PAGE_SIZE && last ? `${last.postedOn}~${last.id}` : undefined;
  return {
    ...base,
    further,
    counted,
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

/** As the closing page counts a year of all journals; else counted, up to a limit where it is more than a month. */
async function howMany(
  db: Db,
  filter: EntryFilter,
  { period, yearEndMonth }: { period: BookPeriod; yearEndMonth: number },
): Promise<number | undefined> {
  if (period.kind === "month" && filter.state === undefined) return monthEntries(db, filter);
  if (period.kind !== "year" || filter.journal !== undefined) return countEntries(db, filter);
  const { drafts, validated } = await yearStanding(db, fiscalYear(period.year, yearEndMonth));
  return filter.state ? { draft: drafts, validated }[filter.state] : drafts + validated;
}
