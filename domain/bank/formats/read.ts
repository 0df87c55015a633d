import { error, warning } from "../../problems.ts";
import { PROBLEMS_MAX, type StatementEvent } from "../statement.ts";
import { filesOf } from "./archive.ts";
import { readArchive } from "./archivedStatements.ts";
import { balanceControl } from "./balanceControl.ts";
import { camt053Reader } from "./camt053.ts";
import { camtNoticeReader } from "./camtNotice.ts";
import { cfonb120Reader } from "./cfonb120.ts";
import { type CsvOptions, csvReader } from "./csv.ts";
import { isTable } from "./csvLayout.ts";
import { csvHeaderKey } from "./csvOutline.ts";
import { decodeText, HEAD_BYTES, type Peeked, peek, textDecoder } from "./decode.ts";
import { detectFormat, FORMAT_NAMES, type Format } from "./detect.ts";
import { mt940Reader } from "./mt940.ts";
import { ofxReader } from "./ofx.ts";
import { type QifOptions, qifReader } from "./qif.ts";
import { qifHeaderKey } from "./qifOutline.ts";
import type { StatementReader, StatementsFile } from "./reader.ts";

/** What people are told to ask their bank for. */
const FORMATS_READ = [
  FORMAT_NAMES.cfonb120,
  FORMAT_NAMES.camt053,
  FORMAT_NAMES.mt940,
  FORMAT_NAMES.ofx,
  FORMAT_NAMES.qif,
  FORMAT_NAMES.csv,
].join(", ");

/** What a person says of a file whose format does not say it. Formats that do say it ignore this. */
export type ReadOptions = QifOptions & CsvOptions;

/** The beginning of a file, before it is read: for whoever knows more of it than it says. */
export type Seen = {
  format: Format | undefined;
  /** Files of one bank and one kind have the same; empty for formats that say all of themselves. */
  headerKey: string;
  /** Its first text, for formats with a header key. */
  head: string;
};

/** Asked once for each file, those of an archive included. */
type OptionsOf = (seen: Seen) => Promise<ReadOptions>;

/**
 * The way in for every bank statement: recognises the format, decodes, reads, and controls balances on the way. Whatever the
 * bytes, it throws nothing of its own; an error of the source (a broken disk) goes through to the caller.
 */
export async function readStatements(
  bytes: AsyncIterable<Uint8Array>,
  options: ReadOptions | OptionsOf = {},
): Promise<StatementsFile> {
  const peeked = await peek(bytes);
  const format = detectFormat(peeked.head);
  if (format === "zip" || format === "gzip") {
    const readOne = async (inside: AsyncIterable<Uint8Array>) => readFile(await peek(inside), options);
    return { format, batches: limited(readArchive(filesOf(format, peeked.all), readOne)) };
  }
  const file = await readFile(peeked, options);
  return { format: file.format, batches: limited(file.batches) };
}

/** A file that holds no other. */
async function readFile(peeked: Peeked, given: ReadOptions | OptionsOf): Promise<StatementsFile> {
  const { head, all, close } = peeked;
  const options = typeof given === "function" ? await given(seenOf(head)) : given;
  const format = formatOf(head, options);
  const reader = format && readerOf(format, options);
  if (reader) return { format, batches: eventsOf(reader, textOf(format, decodeText(all, head))) };
  await close();
  return { format, batches: refusal(head, format) };
}

/**
 * A zero byte is damage like a byte of no charset, and is told by the same mark (`text_damaged`): no text has one, and no database
 * keeps it. CFONB pads with it; the readers of XML and of tables refuse it themselves.
 */
async function* textOf(format: Format, text: AsyncIterable<string>): AsyncGenerator<string> {
  const isMarked = ["mt940", "mt942", "ofx"].includes(format);
  for await (const piece of text) yield isMarked ? piece.replaceAll("\0", "\uFFFD") : piece;
}

function seenOf(bytes: Uint8Array): Seen {
  const format = formatOf(bytes, {});
  if (format !== "csv" && format !== "qif") return { format, headerKey: "", head: "" };
  const head = textDecoder(bytes).write(bytes);
  return { format, headerKey: format === "csv" ? csvHeaderKey(head) : qifHeaderKey(head), head };
}

/** A table that no profile knows is a CSV here, where it can only be a statement; elsewhere it may be a list of invoices. */
function formatOf(head: Uint8Array, options: ReadOptions): Format | undefined {
  const format = detectFormat(head);
  if (format || head.length === 0) return format;
  return options.csvMapping || isTable(textDecoder(head).write(head)) ? "csv" : undefined;
}

/** The only switch on format. Those without a reader are refused by name until theirs is written. */
function readerOf(format: Format, options: ReadOptions): StatementReader | undefined {
  switch (format) {
    case "cfonb120":
      return cfonb120Reader();
    case "camt053":
      return camt053Reader();
    case "camt052":
    case "camt054":
      return camtNoticeReader(format);
    case "mt940":
    case "mt942":
      return mt940Reader();
    case "ofx":
      return ofxReader();
    case "qif":
      return qifReader(options);
    case "csv":
      return csvReader(options);
    // Details without balances, orders, statements for the eye, and an archive inside an archive.
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

/** An insurer's return begins with an entity 000 in a block of 128 characters. It is known when it comes alone, not inside an archive. */
const RETURN = /^\s*000[^\r\n]{125}/;

async function* refusal(head: Uint8Array, format: Format | undefined): AsyncGenerator<StatementEvent[]> {
  const params = { formats: FORMATS_READ };
  const text = Buffer.from(head).toString("latin1");
  const blank = head.length < HEAD_BYTES && text.trim() === "";
  if (format) {
    const problem = error("format_not_read_yet", { params: { ...params, format: FORMAT_NAMES[format] } });
    yield [{ kind: "problem", problem }];
  } else if (RETURN.test(text)) {
    yield [{ kind: "problem", problem: error("return_among_statements") }];
  } else {
    yield [{ kind: "problem", problem: error(blank ? "empty_file" : "unknown_format", { params }) }];
  }
}

async function* eventsOf(
  reader: StatementReader,
  texts: AsyncIterable<string>,
): AsyncGenerator<StatementEvent[]> {
  const control = balanceControl();
  const controlled = (events: StatementEvent[]) => {
    const all: StatementEvent[] = [];
    for (const event of events) {
      for (const problem of control(event)) all.push({ kind: "problem", problem });
      all.push(event);
    }
    return all;
  };
  for await (const text of texts) yield controlled(reader.read(text));
  yield controlled(reader.end());
}

async function* limited(batches: AsyncIterable<StatementEvent[]>): AsyncGenerator<StatementEvent[]> {
  const limit = problemLimit();
  for await (const batch of batches) {
    const passed = batch.filter(limit.passes);
    if (passed.length > 0) yield passed;
    if (limit.reached()) break;
  }
  yield limit.end();
}

/** What is said of a report that was read and holds no line on purpose: such a file is not without a statement. */
const BOOKS_NOTHING: ReadonlySet<string> = new Set(["intraday_report_not_booked", "notification_not_booked"]);

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
      if (BOOKS_NOTHING.has(event.problem.code)) statements += 1;
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
