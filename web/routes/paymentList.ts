import { Router } from "express";
import type { Db } from "../../sql/connect.ts";
import { type InvoiceRow, listInvoices } from "../../sql/screens/invoices.ts";
import { listPayments } from "../../sql/screens/payments.ts";
import { deciders } from "../../sql/triage.ts";
import { wordsOf } from "../filters.ts";
import { reads } from "../guard.ts";
import { text } from "../input.ts";
import { type PaymentQuery, readPaymentQuery } from "../paymentFilters.ts";
import { page, type Reply, redirect } from "../reply.ts";
import type { Services } from "../services.ts";
import { entryAddress, payableOptions } from "../views/paymentEntry.ts";
import { type PaymentsScreen, paymentsPage } from "../views/payments.ts";
import type { CompanyVisit } from "../visit.ts";

const PAGE_SIZE = 50;
const PAYABLES_SHOWN = 12;

/** The list of payments, and where the entry of one begins. */
export function paymentListRoutes(services: Services): Router {
  const router = Router({ mergeParams: true });
  router.get(
    "/payments",
    reads(services, "viewer", async ({ request, visit, db }) => {
      const asked = readPaymentQuery(request.query);
      const removed = text(request.query.said) === "draft";
      return page(paymentsPage(visit, { ...(await readList(db, asked)), entry: {}, removed }));
    }),
  );
  router.get(
    "/payments/new",
    reads(services, "accountant", ({ request, visit, db }) => startPayment(visit, db, request.query.invoice)),
  );
  router.get(
    "/payments/invoices",
    reads(services, "accountant", async ({ request, visit, db }) =>
      page(payableOptions(visit, await payables(db, text(request.query.invoice) ?? ""))),
    ),
  );
  return router;
}

async function readList(db: Db, asked: PaymentQuery): Promise<Omit<PaymentsScreen, "entry">> {
  const { filter, after, all } = asked;
  // Without the filter that was meant, every payment would stand there as if it answered.
  if (Object.keys(asked.wrong).length > 0)
    return { asked, payments: [], stoppedOn: undefined, next: undefined, people: await deciders(db) };
  // One row more than the page says whether there is a next one.
  const { rows, stoppedOn } = await listPayments(db, { filter, after, all, limit: PAGE_SIZE + 1 });
  const payments = rows.slice(0, PAGE_SIZE);
  const last = payments.at(-1);
  const next = rows.length > PAGE_SIZE && last ? `${last.paidOn}~${last.id}` : undefined;
  return { asked, payments, stoppedOn, next, people: await deciders(db) };
}

/** Invoices that owe something and whose number or customer holds the text. */
function payables(db: Db, typed: string): Promise<InvoiceRow[]> {
  const search = { number: typed, words: wordsOf(typed) };
  return listInvoices(db, { search, after: undefined, limit: PAYABLES_SHOWN, owing: true });
}

/** S2.4, S2.5: from the invoice that a person chose, by number or by name, to the form of its payment; or the choice again. */
async function startPayment(visit: CompanyVisit, db: Db, asked: unknown): Promise<Reply> {
  const typed = text(asked) ?? "";
  const found = typed === "" ? [] : await payables(db, typed);
  const exact = found.find(({ number }) => number.toUpperCase() === typed.toUpperCase());
  const chosen = exact ?? (found.length === 1 ? found[0] : undefined);
  if (chosen) return redirect(entryAddress(visit, chosen));
  const list = await readList(db, readPaymentQuery({}));
  return page(paymentsPage(visit, { ...list, next: undefined, entry: { typed, found } }), {
    status: found.length === 0 ? 422 : 200,
  });
}
