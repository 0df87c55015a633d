import type { FileKind } from "../domain/fileKind.ts";
import type { Problem } from "../domain/problems.ts";
import { insertRows } from "./bulk.ts";
import type { Db, Pool } from "./connect.ts";
import { keepStatisticsWaiting } from "./statistics.ts";

export type FileState = "received" | "read" | "held" | "refused";
export type ReceivedFile = {
  id: bigint;
  name: string;
  kind: FileKind | null;
  state: FileState;
  byteCount: bigint;
};

/** The file, locked until the transaction ends: two workers never read one file at the same time. */
export async function lockFile(db: Db, fileId: bigint): Promise<ReceivedFile | undefined> {
  await keepStatisticsWaiting(db);
  const [row] = await db<ReceivedFile[]>`
    select id, name, kind, state, byte_count from received_file where id = ${fileId} for update
  `;
  return row;
}

/** The bytes of a file, part by part: a large file is never held whole. */
export async function* fileBytes(db: Db, fileId: bigint): AsyncGenerator<Uint8Array> {
  for (let part = 0; ; part++) {
    const [row] = await db<{ bytes: Uint8Array }[]>`
      select bytes from received_file_part where file_id = ${fileId} and part = ${part}
    `;
    if (!row) return;
    yield row.bytes;
  }
}

export type Reading = {
  state: Exclude<FileState, "received">;
  kind?: FileKind;
  format?: string;
  readAt: Date;
  linesRead: number;
  linesNew: number;
  linesKnown: number;
  problems: readonly Problem[];
};

/** What became of a file, with everything there is to say about it. What an earlier reading said is replaced. */
export async function closeFile(db: Db, companyId: bigint, fileId: bigint, reading: Reading): Promise<void> {
  await db`
    update received_file
       set state = ${reading.state}, kind = coalesce(${reading.kind ?? null}, kind), format = ${reading.format ?? null},
           read_at = ${reading.readAt}, lines_read = ${reading.linesRead}, lines_new = ${reading.linesNew},
           lines_known = ${reading.linesKnown}
     where id = ${fileId}
  `;
  await db`delete from file_problem where file_id = ${fileId}`;
  await insertRows(
    db,
    "file_problem",
    {
      file_id: "bigint",
      rank: "integer",
      company_id: "bigint",
      severity: "text",
      code: "text",
      line: "integer",
      field: "text",
      value: "text",
      raw: "text",
      params: "jsonb",
    },
    reading.problems.map((problem, rank) => [
      fileId,
      rank + 1,
      companyId,
      problem.severity,
      problem.code,
      problem.line,
      withoutNul(problem.field),
      withoutNul(problem.value),
      withoutNul(problem.raw),
      problem.params ?? {},
    ]),
  );
}

/** Postgres has no NUL in text; a broken file may. */
function withoutNul(text: string | undefined): string | undefined {
  return text?.replaceAll("\u0000", "\uFFFD");
}

/** Files of a company that were stored and not read yet, the oldest first. */
export async function unreadFiles(db: Db): Promise<{ id: bigint; kind: FileKind | null }[]> {
  return db<{ id: bigint; kind: FileKind | null }[]>`
    select id, kind from received_file where state = 'received' order by received_at, id
  `;
}

/** The file with these bytes, if the company has received them before. */
export async function fileBySha256(
  db: Db,
  sha256: string,
): Promise<{ id: bigint; name: string; receivedAt: Date } | undefined> {
  const [row] = await db<{ id: bigint; name: string; receivedAt: Date }[]>`
    select id, name, received_at from received_file where sha256 = ${sha256}
  `;
  return row;
}

/** The problems of a file, in the order they were found. */
export async function problemsOf(db: Db, fileId: bigint): Promise<Problem[]> {
  const rows = await db<Record<string, unknown>[]>`
    select severity, code, line, field, value, raw, params from file_problem where file_id = ${fileId} order by rank
  `;
  const present = (row: Record<string, unknown>) =>
    Object.fromEntries(Object.entries(row).filter(([, value]) => value !== null));
  return rows.map((row) => present(row) as unknown as Problem);
}

/** Whose file it is: asked before a company is chosen, by a job that only knows the id. */
export async function companyOfFile(pool: Pool, fileId: bigint): Promise<bigint | undefined> {
  const [row] = await pool<
    { companyId: bigint }[]
  >`select company_id from received_file where id = ${fileId}`;
  return row?.companyId;
}
