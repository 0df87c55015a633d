import {
  type CertificateContent,
  holds,
  LAWS,
  type LawFigures,
} from "../../domain/accounting/certificate.ts";
import { chainHash } from "../../domain/accounting/chain.ts";
import { lockBooks } from "../books.ts";
import {
  type Certificate,
  certifiedFigures,
  insertCertificate,
  insertOpenItems,
  lastLink,
  sumOpenItems,
} from "../certificates.ts";
import { currentCompany } from "../companies.ts";
import type { Db } from "../connect.ts";
import { sumPostedMoney, weigh } from "../laws.ts";

/**
 * Weighs the books and writes what the night certifies, hung by its hash on the certificate before. One that does not
 * hold is written too: what was wrong that night stays known. Nobody moves the books meanwhile. In the caller's transaction, with the
 * night just written.
 */
export async function issueCertificate(
  db: Db,
  companyId: bigint,
  night: { id: bigint; startedAt: Date; finishedAt: Date },
): Promise<Certificate> {
  await lockBooks(db);
  const { name, siren } = await currentCompany(db);
  const last = await lastLink(db);
  const laws: LawFigures[] = [];
  for (const law of LAWS) laws.push(await weigh(db, law));
  await insertOpenItems(db, companyId, night.id);
  const content: CertificateContent = {
    version: 1,
    company: { id: String(companyId), name, siren },
    number: last.number + 1,
    previousHash: last.hash,
    startedAt: night.startedAt.toISOString(),
    finishedAt: night.finishedAt.toISOString(),
    ...(await certifiedFigures(db)),
    money: await sumPostedMoney(db),
    laws,
    open: await sumOpenItems(db, night.id),
  };
  const certificate = {
    nightId: night.id,
    number: content.number,
    holds: laws.every(holds),
    content,
    previousHash: last.hash,
    hash: chainHash(last.hash, content),
  };
  await insertCertificate(db, companyId, certificate);
  return certificate;
}
