import { Router } from "express";
import { addDays, parseIsoDate, yearOf } from "../../domain/days.ts";
import type { Db } from "../../sql/connect.ts";
import {
  findEntry,
  journalMonths,
  journals,
  journalTotals,
  linesOfEntries,
  listEntries,
  listPayments,
  trialBalance,
} from "../../sql/screens/books.ts";
import { reads } from "../guard.ts";
import { id, text } from "../input.ts";
import { missing, page } from "../reply.ts";
import type { Services } from "../services.ts";
import { balancePage, entryPage, type JournalScreen, journalPage, paymentsPage } from "../views/books.ts";
import { dayAndId } from "./invoices.ts";

const PAGE_SIZE = 50;

export function bookRoutes(services: Services): Router {
  const router = Router({ mergeParams: true });
  router.get(
    "/payments",
    reads(services, "viewer", async ({ request, visit, db }) => {
      const after = dayAndId(text(request.query.after));
      const found = await listPayments(db, {
        after: after && { paidOn: after.day, id: after.id },
        limit: PAGE_SIZE + 1,
      });
      const payments = found.slice(0, PAGE_SIZE);
      const last = payments.at(-1);
      const next = found.length > PAGE_SIZE && last ? `${last.paidOn}~${last.id}` : undefined;
      return page(paymentsPage(visit, { payments, next, further: after !== undefined }));
    }),
  );
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
      return entry ? page(entryPage(visit, entry, await linesOfEntries(db, [entry.id]))) : missing;
    }),
  );
  router.get(
    "/balance",
    reads(services, "viewer", async ({ request, visit, db }) => {
      const from = parseIsoDate(text(request.query.from) ?? "") ?? `${yearOf(visit.today)}-01-01`;
      const to = parseIsoDate(text(request.query.to) ?? "") ?? `${yearOf(visit.today)}-12-31`;
      return page(balancePage(visit, { rows: await trialBalance(db, { from, to }), from, to }));
    }),
  );
  return router;
}

/** One month of one journal, or of all; the latest month when the address names none. */
async function readJournal(db: Db, asked: Record<string, unknown>): Promise<JournalScreen> {
  const [known, months] = await Promise.all([journals(db), journalMonths(db)]);
  const journal = known.find(({ code }) => code === asked.journal)?.code;
  const month = months.find((each) => each === asked.month) ?? months[0];
  const after = dayAndId(text(asked.after));
  const base = { journals: known, months, journal, month, further: after !== undefined };
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
