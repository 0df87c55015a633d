import { createHash } from "node:crypto";
import type { FiscalYear } from "../domain/accounting/fiscalYear.ts";
import type { IsoDate } from "../domain/days.ts";
import type { Parsed } from "../domain/problems.ts";
import { writeAudit } from "./books.ts";
import { currentCompany } from "./companies.ts";
import type { Db } from "./connect.ts";
import { oneChunk, type WrittenFile, writeFec, writeFile } from "./fecFile.ts";

/** What an archive says of itself. Its hash is kept in the books, so that a copy can be held against it later. */
export type Manifest = {
  company: string;
  siren: string | null;
  year: number;
  from: IsoDate;
  to: IsoDate;
  madeAt: string;
  entries: number;
  /** The last link of the year's chain; null while nothing of it is validated. */
  head: { rank: number; hash: string } | null;
  files: { name: string; bytes: number; sha256: string }[];
};

export type Archive = { manifest: Manifest; manifestSha256: string; files: WrittenFile[] };

/**
 * Writes the archive of a year into an empty folder: the FEC with its description, the hash of every validated entry in the
 * order of the chain, the log of the lettering, and a manifest with the SHA-256 of each. What was handed
 * out is noted in the books.
 */
export async function writeArchive(
  db: Db,
  folder: string,
  year: FiscalYear,
  act: { companyId: bigint; by?: bigint; at: Date },
): Promise<Parsed<Archive>> {
  const written = await writeFec(db, folder, year);
  if (!written.ok) return written;
  const { fec, description } = written.value;
  const hashes = await writeFile(folder, "hashes.csv", csv(hashRows(db, year.year)));
  const lettering = await writeFile(folder, "lettering-log.csv", csv(letteringRows(db, year)));
  const listed = [fec, description, hashes, lettering];
  const manifest = await manifestOf(db, year, act.at, listed);
  const text = Buffer.from(`${JSON.stringify(manifest, null, 2)}\n`, "utf8");
  const manifestFile = await writeFile(folder, "manifest.json", oneChunk(text));
  const manifestSha256 = createHash("sha256").update(text).digest("hex");
  await keepArchive(db, manifest, manifestSha256, act);
  return {
    ok: true,
    value: { manifest, manifestSha256, files: [...listed, manifestFile] },
    warnings: [],
  };
}

async function manifestOf(
  db: Db,
  { year, startsOn, closingOn }: FiscalYear,
  at: Date,
  files: readonly WrittenFile[],
): Promise<Manifest> {
  const { name, siren } = await currentCompany(db);
  const [chain] = await db<{ entries: number; rank: number | null; hash: string | null }[]>`
    select count(*)::integer as entries, max(chain_rank) as rank, (array_agg(hash order by chain_rank desc))[1] as hash
      from journal_entry
     where company_id = current_company() and fiscal_year = ${year} and validated_on is not null
  `;
  return {
    company: name,
    siren,
    year,
    from: startsOn,
    to: closingOn,
    madeAt: at.toISOString(),
    entries: chain?.entries ?? 0,
    head: chain?.rank && chain.hash ? { rank: chain.rank, hash: chain.hash } : null,
    files: files.map(({ name: file, bytes, sha256 }) => ({ name: file, bytes, sha256 })),
  };
}

async function keepArchive(
  db: Db,
  manifest: Manifest,
  sha256: string,
  { companyId, by, at }: { companyId: bigint; by?: bigint; at: Date },
): Promise<void> {
  const [row] = await db<{ id: bigint }[]>`
    insert into books_archive (company_id, year, made_at, made_by, entries, head_hash, manifest, manifest_sha256)
    values (${companyId}, ${manifest.year}, ${at}, ${by ?? null}, ${manifest.entries}, ${manifest.head?.hash ?? null},
            ${db.json(manifest as never)}, ${sha256})
    returning id
  `;
  await writeAudit(db, companyId, {
    ...(by === undefined ? {} : { actorId: by }),
    at,
    action: "make_archive",
    subject: "books_archive",
    subjectId: row?.id ?? 0n,
    detail: { year: manifest.year, sha256 },
  });
}

async function* hashRows(db: Db, year: number): AsyncGenerator<string[][]> {
  yield [["rank", "journal", "number", "validated_on", "hash"]];
  const rows = db<
    { chainRank: number; journal: string; number: number; validatedOn: string; hash: string }[]
  >`
    select chain_rank, journal, number, validated_on, hash
      from journal_entry
     where company_id = current_company() and fiscal_year = ${year} and validated_on is not null
     order by chain_rank
  `;
  for await (const batch of rows.cursor(2_000))
    yield batch.map((row) => [
      String(row.chainRank),
      row.journal,
      String(row.number),
      row.validatedOn,
      row.hash,
    ]);
}

/** Who lettered what of the year's lines. People are named by their number, third parties by their code. */
async function* letteringRows(db: Db, { startsOn, closingOn }: FiscalYear): AsyncGenerator<string[][]> {
  yield [["at", "actor", "action", "account", "third_party", "code", "lines", "reason"]];
  const rows = db<
    {
      at: Date;
      actorId: bigint | null;
      action: string;
      account: string;
      aux: string | null;
      code: string;
      lines: string;
      reason: string | null;
    }[]
  >`
    select log.at, log.actor_id, log.action, log.account, third_party.aux, log.code,
           array_to_string(log.line_ids, ' ') as lines, log.reason
      from lettering_log as log
      left join third_party on third_party.id = log.third_party_id
     where log.company_id = current_company()
       and exists (select from journal_line as line
                     join journal_entry as entry on entry.id = line.entry_id
                    where line.id = any (log.line_ids) and entry.posted_on between ${startsOn} and ${closingOn})
     order by log.id
  `;
  for await (const batch of rows.cursor(2_000))
    yield batch.map((row) => [
      row.at.toISOString(),
      row.actorId === null ? "" : String(row.actorId),
      row.action,
      row.account,
      row.aux ?? "",
      row.code,
      row.lines,
      row.reason ?? "",
    ]);
}

async function* csv(batches: AsyncIterable<string[][]>): AsyncGenerator<Uint8Array> {
  for await (const rows of batches)
    yield Buffer.from(rows.map((row) => `${row.map(quoted).join(";")}\r\n`).join(""), "utf8");
}

function quoted(cell: string): string {
  return /[";\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}

export type KeptArchive = {
  id: bigint;
  year: number;
  madeAt: Date;
  madeBy: string | null;
  entries: number;
  manifestSha256: string;
};

/** The archives made so far, the latest first. */
export async function listArchives(db: Db): Promise<KeptArchive[]> {
  return db<KeptArchive[]>`
    select books_archive.id, year, made_at, app_user.name as made_by, entries, manifest_sha256
      from books_archive
      left join app_user on app_user.id = books_archive.made_by
     order by books_archive.id desc
     limit 50
  `;
}
