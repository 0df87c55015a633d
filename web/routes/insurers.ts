import { Router } from "express";
import { addDays, type IsoDate } from "../../domain/days.ts";
import { aliasesOf, forgetAlias } from "../../sql/aliases.ts";
import { asCompany, type Db } from "../../sql/connect.ts";
import {
  findInsurer,
  type InsurerSummary,
  insurerSummaries,
  openSharesOf,
  saidSince,
} from "../../sql/screens/insurers.ts";
import {
  findReturn,
  itemsOfReturn,
  returnsOfInsurer,
  transfersOfInsurer,
  transfersOfReturn,
} from "../../sql/screens/returns.ts";
import { type InsurerClock, insurerClocks, lateNow } from "../clocks.ts";
import { acts, reads } from "../guard.ts";
import { dayAndId, id, oneOf, pageNumber, text } from "../input.ts";
import { missing, page, type Reply, redirect } from "../reply.ts";
import type { Services } from "../services.ts";
import { readStandings } from "../standings.ts";
import { INSURER_VIEWS, type InsurerRows, type InsurerView, insurerPage } from "../views/insurer.ts";
import { insurersPage } from "../views/insurers.ts";
import { returnPage } from "../views/return.ts";
import type { CompanyVisit } from "../visit.ts";

const PAGE_SIZE = 50;
const ITEMS_SHOWN = 200;
/** How far back rejections are counted. */
const SAID_DAYS = 90;

export function insurerRoutes(services: Services): Router {
  const router = Router({ mergeParams: true });
  router.get(
    "/insurers",
    reads(services, "viewer", async ({ visit, db }) => {
      const since = addDays(visit.today, -SAID_DAYS);
      const summaries = await insurerSummaries(db);
      const [clocks, said] = await Promise.all([
        insurerClocks(db, summaries, visit.today),
        saidSince(db, { since }),
      ]);
      return page(insurersPage(visit, { summaries, clocks, late: await lateNow(db, clocks), said, since }));
    }),
  );
  router.get(
    "/insurers/:insurer",
    reads(services, "viewer", ({ request, visit, db }) =>
      showInsurer(visit, db, id(request.params.insurer), {
        view: oneOf(request.query.view, INSURER_VIEWS) ?? "open",
        after: text(request.query.after),
      }),
    ),
  );
  router.post(
    "/insurers/:insurer/aliases/:alias/forget",
    acts(services, "accountant", async ({ request, visit }) => {
      const alias = id(request.params.alias);
      const forgotten =
        alias !== undefined &&
        (await asCompany(services.pool, visit.company.id, (db) => forgetAlias(db, alias)));
      return forgotten ? redirect(`${visit.company.base}/insurers/${request.params.insurer}`) : missing;
    }),
  );
  router.get(
    "/returns/:return",
    reads(services, "viewer", ({ request, visit, db }) =>
      showReturn(visit, db, id(request.params.return), pageNumber(request.query.page)),
    ),
  );
  return router;
}

async function showInsurer(
  visit: CompanyVisit,
  db: Db,
  insurerId: bigint | undefined,
  asked: { view: InsurerView; after: string | undefined },
): Promise<Reply> {
  const insurer = insurerId === undefined ? undefined : await findInsurer(db, insurerId);
  if (!insurer) return missing;
  const since = addDays(visit.today, -SAID_DAYS);
  const [summaries, clocks, said] = await Promise.all([
    insurerSummaries(db),
    insurerClocks(db, [insurer], visit.today),
    saidSince(db, { since, insurerId: insurer.id }),
  ]);
  const known = clocks.get(insurer.id);
  const summary = summaries.find((each) => each.id === insurer.id);
  if (!known || !summary) return missing;
  const [late] = await lateNow(db, clocks);
  const { rows, next } = await rowsOf(visit, db, { summary, known, ...asked });
  const aliases = await aliasesOf(db, insurer.id);
  const screen = { aliases, summary, clock: known.clock, late, said, since, view: asked.view, rows, next };
  return page(insurerPage(visit, { ...screen, further: asked.after !== undefined }));
}

type Asking = { summary: InsurerSummary; known: InsurerClock; view: InsurerView; after: string | undefined };

/** One page of what a view lists, and where the next one begins. */
async function rowsOf(
  visit: CompanyVisit,
  db: Db,
  { summary, known, view, after: written }: Asking,
): Promise<{ rows: InsurerRows; next: string | undefined }> {
  const insurerId = summary.id;
  const after = dayAndId(written);
  const limit = PAGE_SIZE + 1;
  if (view === "returns" || view === "announced") {
    const found = await returnsOfInsurer(db, { insurerId, waiting: view === "announced", after, limit });
    return {
      rows: { kind: "returns", returns: found.slice(0, PAGE_SIZE) },
      next: nextPlace(found, ({ paidOn }) => paidOn),
    };
  }
  if (view === "transfers" || view === "received") {
    const unannounced = view === "received";
    const transfers = await transfersOfInsurer(db, { insurerId, unannounced, limit: PAGE_SIZE });
    return { rows: { kind: "transfers", transfers }, next: undefined };
  }
  const found = await openSharesOf(db, { insurerId, view, lateUpTo: known.lateUpTo, after, limit });
  const shares = found.slice(0, PAGE_SIZE);
  const standings = await readStandings(
    db,
    shares.map((share) => share.invoiceId),
    visit.today,
  );
  const byShare = new Map(standings.map((standing) => [standing.share.id, standing]));
  return {
    rows: { kind: "shares", shares, standings: byShare },
    next: nextPlace(found, (share) => share.transmittedOn ?? share.issuedOn),
  };
}

function nextPlace<Row extends { id: bigint }>(
  found: readonly Row[],
  dayOf: (row: Row) => IsoDate,
): string | undefined {
  const last = found.length > PAGE_SIZE ? found[PAGE_SIZE - 1] : undefined;
  return last && `${dayOf(last)}~${last.id}`;
}

async function showReturn(
  visit: CompanyVisit,
  db: Db,
  returnId: bigint | undefined,
  asked: number,
): Promise<Reply> {
  const told = returnId === undefined ? undefined : await findReturn(db, returnId);
  if (!told) return missing;
  const [items, transfers] = await Promise.all([
    itemsOfReturn(db, { returnId: told.id, page: asked, size: ITEMS_SHOWN }),
    told.paymentId === null ? [] : transfersOfReturn(db, told.paymentId),
  ]);
  const pages = Math.max(1, Math.ceil(told.items / ITEMS_SHOWN));
  return page(returnPage(visit, { told, items, transfers, page: asked, pages }));
}
