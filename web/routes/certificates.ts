import fs from "node:fs";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { Router } from "express";
import { certificateJson } from "../../domain/accounting/certificate.ts";
import { findCertificate, listCertificates, listOpenItems, openItems } from "../../sql/certificates.ts";
import { type Reading, reads } from "../guard.ts";
import { download, missing, page, type Reply } from "../reply.ts";
import type { Services } from "../services.ts";
import { spool } from "../spool.ts";
import { certificatePage, certificatesPage } from "../views/certificates.ts";

const PAGE_SIZE = 50;
const ITEMS_SHOWN = 200;

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
  return router;
}

async function show({ request, visit, db }: Reading): Promise<Reply> {
  const certificate = await findBy(request.params.number, db);
  if (!certificate) return missing;
  const after = numberIn(request.query.after) ?? 0;
  const found = await listOpenItems(db, certificate.nightId, { after, limit: ITEMS_SHOWN + 1 });
  const items = found.slice(0, ITEMS_SHOWN);
  const next = found.length > ITEMS_SHOWN ? items.at(-1)?.rank : undefined;
  return page(certificatePage(visit, certificate, { items, next, further: after > 0 }));
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
