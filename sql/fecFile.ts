import { createHash } from "node:crypto";
import fs from "node:fs";
import path from "node:path";
import { type FecSeparator, fecBytes, fecFileName, fecHeader, fecLine } from "../domain/accounting/fec.ts";
import { type FecFinding, startFecCheck, sumUpFindings } from "../domain/accounting/fecCheck.ts";
import type { FiscalYear } from "../domain/accounting/fiscalYear.ts";
import { error, type Parsed } from "../domain/problems.ts";
import { currentCompany } from "./companies.ts";
import type { Db } from "./connect.ts";
import { fecRows } from "./fec.ts";

/** A file that stands on disk. */
export type WrittenFile = { name: string; path: string; bytes: number; sha256: string };

/** Bytes → a new file, chunk by chunk, hashed on the way. Throws when it is there already; a failure leaves no half of it. */
export async function writeFile(
  folder: string,
  name: string,
  chunks: AsyncIterable<Uint8Array>,
): Promise<WrittenFile> {
  const file = path.join(folder, name);
  const out = await fs.promises.open(file, "wx");
  const hash = createHash("sha256");
  let bytes = 0;
  try {
    for await (const chunk of chunks) {
      hash.update(chunk);
      bytes += chunk.length;
      await out.writeFile(chunk);
    }
  } catch (failure) {
    fs.rmSync(file, { force: true });
    throw failure;
  } finally {
    await out.close();
  }
  return { name, path: file, bytes, sha256: hash.digest("hex") };
}

export type FecFile = WrittenFile & { rows: number };

/**
 * Writes the FEC of a year into a folder, with the short description that goes with it, and checks every
 * row on the way. A file that does not pass is removed again and told. Memory does not grow with the file.
 * Inside a transaction, so that all of it is of one moment.
 */
export async function writeFec(
  db: Db,
  folder: string,
  year: FiscalYear,
  separator: FecSeparator = "\t",
): Promise<Parsed<{ fec: FecFile; description: WrittenFile }>> {
  const { siren, name } = await currentCompany(db);
  if (siren === null) return { ok: false, problems: [error("siren_missing")] };
  const check = startFecCheck(year);
  const counted = { rows: 0 };
  const bytes = async function* () {
    yield fecBytes([fecHeader(separator)]);
    for await (const batch of fecRows(db, year)) {
      for (const row of batch) check.add(row);
      counted.rows += batch.length;
      yield fecBytes(batch.map((row) => fecLine(row, separator)));
    }
  };
  const fec = await writeFile(folder, fecFileName(siren, year.closingOn), bytes());
  const findings = check.finish();
  if (findings.length > 0) {
    fs.rmSync(fec.path);
    return { ok: false, problems: [faulty(year, findings)] };
  }
  const text = describeFec({ company: name, siren, year, separator, rows: counted.rows });
  const description = await writeFile(
    folder,
    fec.name.replace(/\.txt$/, "-description.txt"),
    oneChunk(Buffer.from(text, "utf8")),
  );
  return { ok: true, value: { fec: { ...fec, rows: counted.rows }, description }, warnings: [] };
}

function faulty(year: FiscalYear, findings: readonly FecFinding[]) {
  return error("fec_faulty", {
    value: String(year.year),
    params: { faults: sumUpFindings(findings) },
  });
}

export async function* oneChunk(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}

/** How the file is written, for whoever reads it: LPF A47 A-1 asks for it. */
function describeFec(given: {
  company: string;
  siren: string;
  year: FiscalYear;
  separator: FecSeparator;
  rows: number;
}): string {
  const { company, siren, year, separator, rows } = given;
  return `Fichier des écritures comptables (LPF, art. A47 A-1)
Société : ${company}, SIREN ${siren}
Exercice : du ${year.startsOn} au ${year.closingOn}
Contenu : ${rows} lignes, toutes d'écritures validées, à-nouveaux en tête, puis dans l'ordre de validation
Encodage : ISO-8859-15, fin de ligne CR LF, première ligne : noms des 18 champs
Séparateur : ${separator === "\t" ? "tabulation" : "barre verticale |"}
Montants : virgule décimale, sans séparateur de milliers, deux décimales ; dates : AAAAMMJJ
EcritureNum : code du journal puis rang, continu par journal et par exercice
EcritureLet, DateLet : groupes soldés dont toutes les lignes sont dans le fichier ; date du lettrage
CompAuxNum, CompAuxLib : les patients y figurent sous leur code ; aucun nom de patient ni acte dans les libellés
`;
}
