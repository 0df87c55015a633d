import type { IsoDate } from "../../domain/days.ts";
import type { Cents } from "../../domain/money.ts";
import type { Db } from "../connect.ts";

export type FileState = "received" | "read" | "held" | "refused";
export type FileKind = "bank_statement" | "invoices" | "direct_debits" | "insurer_return";

export type FileRow = {
  id: bigint;
  name: string;
  kind: FileKind | null;
  format: string | null;
  state: FileState;
  source: "inbox" | "upload" | "api" | "command_line";
  byteCount: bigint;
  receivedAt: Date;
  receivedBy: string | null;
  readAt: Date | null;
  linesRead: number;
  linesNew: number;
  linesKnown: number;
  errors: number;
  warnings: number;
};

/** A place in the list of files: the last row of the page before. */
export type FilePlace = { receivedAt: string; id: bigint };

export async function listFiles(
  db: Db,
  { states, after, limit }: { states: readonly FileState[]; after: FilePlace | undefined; limit: number },
): Promise<(FileRow & { place: string })[]> {
  const afterAt = after?.receivedAt ?? null;
  const afterId = after?.id ?? null;
  return db<(FileRow & { place: string })[]>`
    select file.id, file.name, file.kind, file.format, file.state, file.source, file.byte_count, file.received_at,
           app_user.name as received_by, file.read_at, file.lines_read, file.lines_new, file.lines_known,
           problems.errors, problems.warnings, file.received_at::text as place
    from received_file as file
    left join app_user on app_user.id = file.received_by
    cross join lateral (
      select (count(*) filter (where severity = 'error'))::integer as errors,
             (count(*) filter (where severity = 'warning'))::integer as warnings
      from file_problem
      where file_problem.file_id = file.id
    ) as problems
    where file.state in ${db(states)}
      and (${afterId}::bigint is null or (file.received_at, file.id) < (${afterAt}::text::timestamptz, ${afterId}::bigint))
    order by file.received_at desc, file.id desc
    limit ${limit}
  `;
}

export async function countFiles(db: Db): Promise<Record<FileState, number>> {
  const rows = await db<{ state: FileState; files: number }[]>`
    select state, count(*)::integer as files
    from received_file
    group by state
  `;
  const counts = { received: 0, read: 0, held: 0, refused: 0 };
  for (const { state, files } of rows) counts[state] = files;
  return counts;
}

export async function findFile(db: Db, id: bigint): Promise<(FileRow & { sha256: string }) | undefined> {
  const [row] = await db<(FileRow & { sha256: string })[]>`
    select file.id, file.name, file.kind, file.format, file.state, file.source, file.byte_count, file.received_at,
           app_user.name as received_by, file.read_at, file.lines_read, file.lines_new, file.lines_known, file.sha256,
           (select count(*) from file_problem where file_id = file.id and severity = 'error')::integer as errors,
           (select count(*) from file_problem where file_id = file.id and severity = 'warning')::integer as warnings
    from received_file as file
    left join app_user on app_user.id = file.received_by
    where file.id = ${id}
  `;
  return row;
}

export type FileProblem = {
  rank: number;
  severity: "error" | "warning";
  code: string;
  line: number | null;
  field: string | null;
  value: string | null;
  raw: string | null;
  params: Record<string, string>;
};

/** The first problems of a file: a reader may report thousands, and nobody reads more than a page of them. */
export async function fileProblems(db: Db, fileId: bigint, limit: number): Promise<FileProblem[]> {
  return db<FileProblem[]>`
    select rank, severity, code, line, field, value, raw, params
    from file_problem
    where file_id = ${fileId}
    order by severity, rank
    limit ${limit}
  `;
}

export type StatementRow = {
  id: bigint;
  bankAccountId: bigint;
  account: string;
  fileId: bigint;
  fileName: string;
  reference: string | null;
  openingOn: IsoDate | null;
  openingCents: Cents | null;
  closingOn: IsoDate | null;
  closingCents: Cents | null;
  lineCount: number;
  knownCount: number;
};

export async function statementsOfFile(db: Db, fileId: bigint): Promise<StatementRow[]> {
  return db<StatementRow[]>`
    select statement.id, statement.bank_account_id, bank_account.name as account, statement.file_id,
           received_file.name as file_name, statement.reference, statement.opening_on, statement.opening_cents,
           statement.closing_on, statement.closing_cents, statement.line_count, statement.known_count
    from statement
    join bank_account on bank_account.id = statement.bank_account_id
    join received_file on received_file.id = statement.file_id
    where statement.file_id = ${fileId}
    order by statement.rank
  `;
}

export async function findStatement(db: Db, id: bigint): Promise<StatementRow | undefined> {
  const [row] = await db<StatementRow[]>`
    select statement.id, statement.bank_account_id, bank_account.name as account, statement.file_id,
           received_file.name as file_name, statement.reference, statement.opening_on, statement.opening_cents,
           statement.closing_on, statement.closing_cents, statement.line_count, statement.known_count
    from statement
    join bank_account on bank_account.id = statement.bank_account_id
    join received_file on received_file.id = statement.file_id
    where statement.id = ${id}
  `;
  return row;
}

export type StatementLineRow = {
  id: bigint;
  rank: number;
  bookedOn: IsoDate;
  label: string;
  counterpartyName: string | null;
  amountCents: Cents;
  state: "new" | "waiting" | "posted" | "set_aside";
};

export async function linesOfStatement(
  db: Db,
  { statementId, page, size }: { statementId: bigint; page: number; size: number },
): Promise<StatementLineRow[]> {
  return db<StatementLineRow[]>`
    select id, rank, booked_on, label, counterparty_name, amount_cents, state
    from statement_line
    where statement_id = ${statementId}
    order by rank
    limit ${size} offset ${(page - 1) * size}
  `;
}

/** The bytes as they were received, part by part: a large file never stands whole in memory. */
export async function* fileBytes(db: Db, fileId: bigint): AsyncGenerator<Uint8Array> {
  for (let part = 0; ; part += 1) {
    const [row] = await db<{ bytes: Buffer }[]>`
      select bytes
      from received_file_part
      where file_id = ${fileId}
      order by part
      limit 1 offset ${part}
    `;
    if (!row) return;
    yield row.bytes;
  }
}
