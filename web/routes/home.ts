import { Router } from "express";
import type { IsoDate } from "../../domain/days.ts";
import type { Db } from "../../sql/connect.ts";
import { workerIsUp } from "../../sql/presence.ts";
import { latestBreaks } from "../../sql/screens/accountChain.ts";
import {
  agedDues,
  bankAccountStates,
  besideDues,
  latestNight,
  nightShares,
  waitingByReason,
} from "../../sql/screens/home.ts";
import { announcedTotals, insurerSummaries } from "../../sql/screens/insurers.ts";
import { trustCounts } from "../../sql/screens/trust.ts";
import type { QueueCounts, QueueName } from "../../worker/queues.ts";
import { insurerClocks, lateNow } from "../clocks.ts";
import { reads } from "../guard.ts";
import { page } from "../reply.ts";
import type { Services } from "../services.ts";
import { homePage } from "../views/home.ts";
import type { LateInsurer } from "../views/homeInsurers.ts";

export function homeRoutes(services: Services): Router {
  const router = Router({ mergeParams: true });
  router.get(
    "/",
    reads(services, "viewer", async ({ visit, db }) => {
      const queues = queueCounts(services);
      const [night, nights, reasons, dues, beside, accounts, breaks, announced, late, trust, working] =
        await Promise.all([
          latestNight(db),
          nightShares(db, NIGHTS_DRAWN),
          waitingByReason(db),
          agedDues(db, visit.today),
          besideDues(db),
          bankAccountStates(db),
          latestBreaks(db),
          announcedTotals(db),
          lateInsurers(db, visit.today),
          trustCounts(db),
          workerIsUp(db),
        ]);
      const figures = {
        night,
        nights,
        reasons,
        dues,
        beside,
        accounts,
        breaks,
        announced,
        late,
        trust,
        working,
      };
      return page(homePage(visit, { ...figures, queues: await queues }));
    }),
  );
  return router;
}

const LATE_SHOWN = 6;
const NIGHTS_DRAWN = 30;

/** The insurers that are late for their habit, the most money first. */
async function lateInsurers(db: Db, today: IsoDate): Promise<LateInsurer[]> {
  const owing = (await insurerSummaries(db)).filter(({ openCents }) => openCents > 0n);
  const clocks = await insurerClocks(db, owing, today);
  const names = new Map(owing.map((insurer) => [insurer.id, insurer.name]));
  return (await lateNow(db, clocks)).slice(0, LATE_SHOWN).map((late) => ({
    ...late,
    name: names.get(late.insurerId) ?? "",
    clock: clocks.get(late.insurerId)?.clock,
  }));
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
