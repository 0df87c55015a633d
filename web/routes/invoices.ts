import { Router } from "express";
import { parseIsoDate } from "../../domain/days.ts";
import { entriesOfInvoice, linesOfEntries } from "../../sql/screens/books.ts";
import {
  findInvoice,
  linesOfInvoice,
  listInvoices,
  paymentsOfInvoice,
  sharesOfInvoice,
  waitingLinesFor,
} from "../../sql/screens/invoices.ts";
import { wordsOf } from "../filters.ts";
import { reads } from "../guard.ts";
import { id, text } from "../input.ts";
import { missing, page } from "../reply.ts";
import type { Services } from "../services.ts";
import { invoicePage, invoicesPage } from "../views/invoices.ts";

const PAGE_SIZE = 50;

export function invoiceRoutes(services: Services): Router {
  const router = Router({ mergeParams: true });
  router.get(
    "/invoices",
    reads(services, "viewer", async ({ request, visit, db }) => {
      const search = text(request.query.q);
      const after = id(request.query.after);
      const found = await listInvoices(db, {
        search: search === undefined ? undefined : { number: search, words: wordsOf(search) },
        after,
        limit: PAGE_SIZE + 1,
      });
      const invoices = found.slice(0, PAGE_SIZE);
      const last = invoices.at(-1);
      const next = found.length > PAGE_SIZE && last ? String(last.id) : undefined;
      return page(invoicesPage(visit, { invoices, search, next, further: after !== undefined }));
    }),
  );
  router.get(
    "/invoices/:invoice",
    reads(services, "viewer", async ({ request, visit, db }) => {
      const invoiceId = id(request.params.invoice);
      const invoice = invoiceId === undefined ? undefined : await findInvoice(db, invoiceId);
      if (!invoice) return missing;
      const [shares, payments, entries, lines, proposed] = await Promise.all([
        sharesOfInvoice(db, invoice.id),
        paymentsOfInvoice(db, invoice.id),
        entriesOfInvoice(db, invoice.id),
        linesOfInvoice(db, invoice.id),
        waitingLinesFor(db, invoice.id),
      ]);
      const entryLines = await linesOfEntries(
        db,
        entries.map((entry) => entry.id),
      );
      return page(invoicePage(visit, { invoice, shares, payments, entries, entryLines, lines, proposed }));
    }),
  );
  return router;
}

/** The last row of the page before, "2026-11-03~412": a day and an id. */
export function dayAndId(written: string | undefined): { day: string; id: bigint } | undefined {
  const [, typedDay = "", typedId] = /^(\d{4}-\d{2}-\d{2})~(\d{1,18})$/.exec(written ?? "") ?? [];
  const day = parseIsoDate(typedDay);
  const rowId = id(typedId);
  return day && rowId !== undefined ? { day, id: rowId } : undefined;
}
