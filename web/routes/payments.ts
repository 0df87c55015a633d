import { Router } from "express";
import { findEntry, linesOfEntries } from "../../sql/screens/books.ts";
import { bankLinesOfPayment, findPayment, paidByPayment } from "../../sql/screens/payment.ts";
import { reads } from "../guard.ts";
import { id, pageNumber } from "../input.ts";
import { missing, page } from "../reply.ts";
import type { Services } from "../services.ts";
import { paymentPage } from "../views/payment.ts";

const PAGE_SIZE = 100;

/** One payment and its evidence. */
const ENTRY_LINES_SHOWN = 50;

export function paymentRoutes(services: Services): Router {
  const router = Router({ mergeParams: true });
  router.get(
    "/payments/:payment",
    reads(services, "viewer", async ({ request, visit, db }) => {
      const paymentId = id(request.params.payment);
      const payment = paymentId === undefined ? undefined : await findPayment(db, paymentId);
      if (!payment) return missing;
      const shown = pageNumber(request.query.page);
      const paid = await paidByPayment(db, { paymentId: payment.id, page: shown, size: PAGE_SIZE });
      const entry = payment.entryId === null ? undefined : await findEntry(db, payment.entryId);
      return page(
        paymentPage(visit, {
          payment,
          paid,
          page: shown,
          pages: Math.max(1, Math.ceil(paid.count / PAGE_SIZE)),
          bankLines: await bankLinesOfPayment(db, payment.id),
          entry,
          entryLines: entry ? await linesOfEntries(db, [entry.id], { most: ENTRY_LINES_SHOWN }) : [],
        }),
      );
    }),
  );
  return router;
}
