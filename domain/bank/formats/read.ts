import { error, warning } from "../../problems.ts";
import { PROBLEMS_MAX, type StatementEvent } from "../statement.ts";
import { balanceControl } from "./balanceControl.ts";
import { camt053Reader } from "./camt053.ts";
import { cfonb120Reader } from "./cfonb120.ts";
import { decodeText, HEAD_BYTES, peek } from "./decode.ts";
import { detectFormat, FORMAT_NAMES, type Format } from "./detect.ts";

/** A reader of one format: text as it comes, events as soon as they are sure. It holds one statement line, never a file. */
export type StatementReader = { read(text: string): StatementEvent[]; end(): StatementEvent[] };

export type StatementsFile = {
  /** Undefined when nothing in the file tells. */
  format: Format | undefined;
  /**
   * Events in batches, one for each piece of the file: an await per batch costs nothing, an await per line as much as reading
   * it. A batch comes from 64 KiB at most, some 550 movements of CFONB 120. Each head has its lines and its foot, except
   * when too many errors ended the reading.
   */
  batches: AsyncGenerator<StatementEvent[]>;
};

/** What people are told to ask their bank for. */
const FORMATS_READ = [FORMAT_NAMES.cfonb120, FORMAT_NAMES.camt053].join(", ");

/**
 * The way in for every bank statement: recognises the format, decodes, reads, and controls balances on the way. Whatever the
 * bytes, it throws nothing of its own; an error of the source (a broken disk) goes through to the caller.
 */
export async function readStatements(bytes: AsyncIterable<Uint8Array>): Promise<StatementsFile> {
  const { head, all, close } = await peek(bytes);
  const format = detectFormat(head);
  const reader = format && readerOf(format);
  if (reader) return { format, batches: readAll(reader, decodeText(all, head)) };
  await close();
  return { format, batches: refusal(head, format) };
}

/** The only switch on format. Those without a reader are refused by name until theirs is written. */
function readerOf(format: Format): StatementReader | undefined {
  switch (format) {
    case "cfonb120":
      return cfonb120Reader();
    case "camt053":
      return camt053Reader();
    // Statements whose readers are to come.
    case "camt052":
    case "camt054":
    case "mt940":
    case "mt942":
    case "ofx":
    case "qif":
      return undefined;
    // Details without balances, orders, and files that hold statements for the eye or in a wrapping.
    case "cfonb240":
    case "pain":
    case "pdf":
    case "xls":
    case "xlsx":
    case "zip":
    case "gzip":
      return undefined;
  }
}

async function* refusal(head: Uint8Array, format: Format | undefined): AsyncGenerator<StatementEvent[]> {
  const params = { formats: FORMATS_READ };
  const blank = head.length < HEAD_BYTES && Buffer.from(head).toString("latin1").trim() === "";
  if (format) {
    const problem = error("format_not_read_yet", { params: { ...params, format: FORMAT_NAMES[format] } });
    yield [{ kind: "problem", problem }];
  } else {
    yield [{ kind: "problem", problem: error(blank ? "empty_file" : "unknown_format", { params }) }];
  }
}

async function* readAll(
  reader: StatementReader,
  texts: AsyncIterable<string>,
): AsyncGenerator<StatementEvent[]> {
  const control = balanceControl();
  const limit = problemLimit();
  for await (const text of texts) {
    const batch = reader.read(text).flatMap(control).filter(limit.passes);
    if (batch.length > 0) yield batch;
    if (limit.reached()) break;
  }
  const last = limit.reached() ? [] : reader.end().flatMap(control).filter(limit.passes);
  yield [...last, ...limit.end()];
}

/**
 * Errors and warnings are counted apart: two hundred repaired signs must not hide the error that refuses the file. Past the
 * last error that is shown, the file is refused and not read further.
 */
function problemLimit() {
  const counts = { error: 0, warning: 0 };
  let statements = 0;
  return {
    passes: (event: StatementEvent): boolean => {
      if (event.kind === "head") statements += 1;
      if (event.kind !== "problem") return true;
      counts[event.problem.severity] += 1;
      return counts[event.problem.severity] <= PROBLEMS_MAX;
    },
    reached: (): boolean => counts.error > PROBLEMS_MAX,
    end: (): StatementEvent[] => {
      const params = { limit: String(PROBLEMS_MAX) };
      const problems = [];
      if (counts.error > PROBLEMS_MAX) problems.push(error("too_many_errors", { params }));
      if (counts.warning > PROBLEMS_MAX) problems.push(warning("warnings_not_shown", { params }));
      if (counts.error === 0 && statements === 0) problems.push(error("no_statement"));
      return problems.map((problem) => ({ kind: "problem", problem }));
    },
  };
}
