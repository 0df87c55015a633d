import fs from "node:fs";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { Router } from "express";
import { certificateJson, ITEM_KINDS } from "../../domain/accounting/certificate.ts";
import { findCertificate, listCertificates, listOpenItems, openItems } from "../../sql/certificates.ts";
import { linesOfNight, seenNight } from "../../sql/screens/seenLines.ts";
import { type Reading, reads } from "../guard.ts";
import { oneOf, text } from "../input.ts";
import { download, missing, page, type Reply } from "../reply.ts";
import type { Services } from "../services.ts";
import { spool } from "../spool.ts";
import { certificatePage, certificatesPage, filesOfNight } from "../views/certificates.ts";
import { placeTyped, seenPage } from "../views/seenLines.ts";

const PAGE_SIZE = 50;
const ITEMS_SHOWN = 200;
const LINES_SHOWN = 100;

export function certificateRoutes(services: Services): Router {
  const router = Router({ mergeParams: true });
  router.get(
    "/certificates",
    reads(services, "viewer", async ({ request, visit, db }) => {
      const before = numberIn(request.query.before);
      const found = await listCertificates(db, { before, limit: PAGE_SIZE + 1 });
      const certificates = found.slice(0, PAGE_SIZE);
      const next = found.length > PAGE_SIZE ? certificates.at(-1)?.number : undefined;
      return page(certificatesPage(visit, { certificates, next, further: before !== undefined }));
    }),
  );
  router.get("/certificates/:number.json", reads(services, "viewer", asJson));
  router.get("/certificates/:number", reads(services, "viewer", show));
  router.get("/certificates/:number/lines", reads(services, "viewer", showLines));
  return router;
}

async function show({ request, visit, db }: Reading): Promise<Reply> {
  const certificate = await findBy(request.params.number, db);
  if (!certificate) return missing;
  const after = numberIn(request.query.after) ?? 0;
  const kind = oneOf(request.query.kind, ITEM_KINDS);
  const reason = text(request.query.reason);
  const asked = { kind, reason: kind && reason };
  const found = await listOpenItems(db, certificate.nightId, { ...asked, after, limit: ITEMS_SHOWN + 1 });
  const items = found.slice(0, ITEMS_SHOWN);
  const next = found.length > ITEMS_SHOWN ? items.at(-1)?.rank : undefined;
  return page(certificatePage(visit, certificate, { asked, items, next, further: after > 0 }));
}

/** The lines that a night received, with what became of them, and the files that brought them. */
async function showLines({ request, visit, db }: Reading): Promise<Reply> {
  const number = numberIn(request.params.number);
  const night = number === undefined ? undefined : await seenNight(db, number);
  if (!night) return missing;
  const became = oneOf(request.query.became, ["posted", "waiting", "set_aside"] as const);
  const after = placeTyped(request.query.after);
  const lines = await linesOfNight(db, night.nightId, { became, after, limit: LINES_SHOWN + 1 });
  const says = visit.words.seen;
  return page(
    seenPage(visit, {
      title: says.ofNight(visit.format.instant(night.startedAt)),
      link: "certificates",
      address: `/certificates/${night.number}/lines`,
      heads: { became: says.thenNight },
      counts: { all: night.lines, posted: night.posted, waiting: night.waiting, set_aside: night.setAside },
      became,
      lines,
      shown: LINES_SHOWN,
      further: after !== undefined,
      below: filesOfNight(visit, night.files),
    }),
  );
}

async function asJson({ request, db }: Reading): Promise<Reply> {
  const certificate = await findBy(request.params.number, db);
  if (!certificate) return missing;
  const name = `certificat-${certificate.number}.json`;
  const json = certificateJson(certificate, openItems(db, certificate.nightId));
  return download(
    await spool({ name, type: "application/json" }, (path) =>
      pipeline(Readable.from(json), fs.createWriteStream(path)),
    ),
  );
}

async function findBy(given: unknown, db: Reading["db"]) {
  const number = numberIn(given);
  return number === undefined ? undefined : findCertificate(db, number);
}

function numberIn(value: unknown): number | undefined {
  return typeof value === "string" && /^[1-9]\d{0,8}$/.test(value) ? Number(value) : undefined;
}
