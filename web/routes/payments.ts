import { Router } from "express";
import { takeBackRefusal } from "../../domain/billing/paymentChange.ts";
import { sumCents } from "../../domain/money.ts";
import type { Problem } from "../../domain/problems.ts";
import { takeBackPayment } from "../../sql/acts/changePayment.ts";
import { asCompany, type Db } from "../../sql/connect.ts";
import { advancesBrought, paymentToChange } from "../../sql/paymentChange.ts";
import { findEntry, linesOfEntries } from "../../sql/screens/books.ts";
import { bankLinesOfPayment, findPayment, paidByPayment, restsOnPayment } from "../../sql/screens/payment.ts";
import { acts, reads } from "../guard.ts";
import { id, pageNumber, text } from "../input.ts";
import { missing, page, type Reply, redirect } from "../reply.ts";
import type { Services } from "../services.ts";
import { paymentPage } from "../views/payment.ts";
import type { CompanyVisit } from "../visit.ts";

const PAGE_SIZE = 100;
const ENTRY_LINES_SHOWN = 50;

/** One payment and its evidence; one that pays no document is taken back here, any other on the page of its document. */
export function paymentRoutes(services: Services): Router {
  const router = Router({ mergeParams: true });
  router.get(
    "/payments/:payment",
    reads(services, "viewer", ({ request, visit, db }) =>
      showPayment(visit, db, id(request.params.payment), {
        shown: pageNumber(request.query.page),
        said: text(request.query.said),
      }),
    ),
  );
  router.post(
    "/payments/:payment/payment-undos",
    acts(services, "accountant", async ({ request, visit }) => {
      const paymentId = id(request.params.payment);
      if (paymentId === undefined) return missing;
      const by = { companyId: visit.company.id, by: visit.user.id, at: visit.now, on: visit.today };
      const taken = await takeBackPayment(services.pool, { ...by, paymentId });
      if (taken.ok) {
        const { base } = visit.company;
        const at = taken.value.reversed ? `/payments/${paymentId}?said=final` : "/payments?said=draft";
        return redirect(`${base}${at}`);
      }
      return asCompany(services.pool, visit.company.id, (db) =>
        showPayment(visit, db, paymentId, { shown: 1, problems: taken.problems }),
      );
    }),
  );
  return router;
}

async function showPayment(
  visit: CompanyVisit,
  db: Db,
  paymentId: bigint | undefined,
  { shown, said, problems = [] }: { shown: number; said?: string | undefined; problems?: readonly Problem[] },
): Promise<Reply> {
  const payment = paymentId === undefined ? undefined : await findPayment(db, paymentId);
  if (!payment) return missing;
  const paid = await paidByPayment(db, { paymentId: payment.id, page: shown, size: PAGE_SIZE });
  const entry = payment.entryId === null ? undefined : await findEntry(db, payment.entryId);
  const standing = await paymentToChange(db, payment.id);
  const advances = await advancesBrought(db, payment.id);
  const mayGo = paid.count === 0 && standing !== undefined && takeBackRefusal(standing) === undefined;
  const shownPage = paymentPage(visit, {
    payment,
    paid,
    page: shown,
    pages: Math.max(1, Math.ceil(paid.count / PAGE_SIZE)),
    bankLines: await bankLinesOfPayment(db, payment.id),
    entry,
    entryLines: entry ? await linesOfEntries(db, [entry.id], { most: ENTRY_LINES_SHOWN }) : [],
    keptCents: sumCents(advances.map(({ amount }) => amount)),
    undo: mayGo ? (standing.final ? "final" : "draft") : undefined,
    said,
    problems,
    rests: problems.some(({ code }) => code === "payment_rests") ? await restsOnPayment(db, payment.id) : [],
  });
  return page(shownPage, { status: problems.length > 0 ? 409 : 200 });
}
