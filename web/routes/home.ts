import { Router } from "express";
import { latestBreaks } from "../../sql/screens/accountChain.ts";
import { agedDues, bankAccountStates, latestNight, waitingByReason } from "../../sql/screens/home.ts";
import type { QueueCounts, QueueName } from "../../worker/queues.ts";
import { reads } from "../guard.ts";
import { page } from "../reply.ts";
import type { Services } from "../services.ts";
import { homePage } from "../views/home.ts";

export function homeRoutes(services: Services): Router {
  const router = Router({ mergeParams: true });
  router.get(
    "/",
    reads(services, "viewer", async ({ visit, db }) => {
      const queues = queueCounts(services);
      const [night, reasons, dues, accounts, breaks] = await Promise.all([
        latestNight(db),
        waitingByReason(db),
        agedDues(db, visit.today),
        bankAccountStates(db),
        latestBreaks(db),
      ]);
      return page(homePage(visit, { night, reasons, dues, accounts, breaks, queues: await queues }));
    }),
  );
  return router;
}

/** Undefined when the queues do not answer: the page is shown without them. */
export async function queueCounts(services: Services): Promise<Record<QueueName, QueueCounts> | undefined> {
  try {
    return await services.queues.counts();
  } catch (err) {
    services.log.warn({ err }, "the queues do not answer");
    return undefined;
  }
}
