import { type CsvOutline, csvOutline } from "../../domain/bank/formats/csvOutline.ts";
import { type DateBothWays, qifDates } from "../../domain/bank/formats/qifOutline.ts";
import { readStatements, type Seen } from "../../domain/bank/formats/read.ts";
import { isQuestion, type ReadingOptions } from "../../domain/bank/readingOptions.ts";
import type { AccountKey, StatementLine } from "../../domain/bank/statement.ts";
import type { Problem } from "../../domain/problems.ts";
import type { Db } from "../connect.ts";
import { fileBytes } from "../files.ts";
import { fitted, type KnownReading, knownReading } from "../readingProfiles.ts";
import type { FileProblem, FileState } from "./files.ts";

/** What a held file asks, with what a person needs to see to answer. */
export type FileQuestion = {
  format: "csv" | "qif";
  headerKey: string;
  seen: Seen;
  /** A table whose columns are to be named. */
  outline: CsvOutline | undefined;
  /** The first dates, where their order is to be said. */
  dates: DateBothWays[] | undefined;
  /** What is known already, to answer with one press. */
  known: KnownReading | undefined;
};

const ROWS_SHOWN = 10;
const DATES_SHOWN = 3;

/** The question of a file; of an archive, that of the first file inside which still has one. */
export async function questionOf(
  db: Db,
  file: { id: bigint; state: FileState },
  problems: readonly FileProblem[],
): Promise<FileQuestion | undefined> {
  const asking = problems.filter(isQuestion);
  const headerKey = asking[0]?.params.headerKey ?? (await answeredHeader(db, file));
  if (headerKey === undefined || (file.state !== "held" && file.state !== "refused")) return undefined;
  const seen = await seenOf(db, file.id, headerKey);
  if (!seen || (seen.format !== "csv" && seen.format !== "qif")) return undefined;
  const known = await knownReading(db, { fileId: file.id, format: seen.format, headerKey });
  const asks = (code: string) =>
    asking.some((problem) => problem.code === code && problem.params.headerKey === headerKey);
  const needsColumns = asks("csv_columns_unknown") || known?.options.csvMapping !== undefined;
  const needsOrder = asks("date_order_unknown") || known?.options.dateOrder !== undefined;
  return {
    format: seen.format,
    headerKey,
    seen,
    outline: needsColumns ? csvOutline(seen.head, ROWS_SHOWN) : undefined,
    dates: needsOrder ? qifDates(seen.head, DATES_SHOWN) : undefined,
    known,
  };
}

/** A file refused after an answer: the answer may have been wrong. */
async function answeredHeader(db: Db, file: { id: bigint; state: FileState }): Promise<string | undefined> {
  if (file.state !== "refused") return undefined;
  const [row] = await db<{ headerKey: string }[]>`
    select header_key from file_answer where file_id = ${file.id} order by answered_at desc limit 1
  `;
  return row?.headerKey;
}

async function seenOf(db: Db, fileId: bigint, headerKey: string): Promise<Seen | undefined> {
  let found: Seen | undefined;
  const { batches } = await readStatements(fileBytes(db, fileId), async (seen) => {
    if (seen.headerKey === headerKey && seen.head !== "") found ??= seen;
    return {};
  });
  if (found) return found;
  for await (const _ of batches) if (found) break;
  return found;
}

/** The lines of a file as they will be read with an answer that is not given yet. */
export type Preview = {
  lines: StatementLine[];
  lineCount: number;
  problems: Problem[];
  errorCount: number;
  warningCount: number;
  /** The end of a large file was not looked at. */
  isPart: boolean;
};

const LINES_SHOWN = 20;
const PROBLEMS_SHOWN = 20;
const PREVIEW_LINES_MAX = 20_000;
/** Stands for an account that is not chosen yet. */
const NOBODY: AccountKey = { key: "", currency: "EUR" };

/** Reads the file and keeps nothing. Of a large one, the beginning: a person waits for it. */
export async function previewOf(
  db: Db,
  fileId: bigint,
  {
    headerKey,
    account,
    options,
  }: { headerKey: string; account: AccountKey | undefined; options: ReadingOptions },
): Promise<Preview> {
  let isIt = false;
  const { batches } = await readStatements(fileBytes(db, fileId), async (seen) => {
    isIt = seen.headerKey === headerKey;
    // QIF gives no line without an account; a table does, and may name its own.
    const told = account ?? (seen.format === "qif" ? NOBODY : undefined);
    return { ...fitted(options, seen), ...(told && { account: told }) };
  });
  const preview: Preview = {
    lines: [],
    lineCount: 0,
    problems: [],
    errorCount: 0,
    warningCount: 0,
    isPart: false,
  };
  for await (const batch of batches) {
    for (const event of isIt ? batch : []) {
      if (event.kind === "line") {
        preview.lineCount += 1;
        if (preview.lines.length < LINES_SHOWN) preview.lines.push(event.line);
      } else if (event.kind === "problem" && event.problem.code !== "format_needs_account") {
        if (event.problem.severity === "error") preview.errorCount += 1;
        else preview.warningCount += 1;
        if (preview.problems.length < PROBLEMS_SHOWN) preview.problems.push(event.problem);
      }
    }
    if (preview.lineCount < PREVIEW_LINES_MAX) continue;
    preview.isPart = true;
    break;
  }
  return preview;
}
