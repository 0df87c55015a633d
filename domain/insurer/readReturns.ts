import { decodeText, peek } from "../bank/formats/decode.ts";
import { detectFormat, FORMAT_NAMES } from "../bank/formats/detect.ts";
import { error, type Problem, warning } from "../problems.ts";
import { noemieReader } from "./noemie.ts";
import { BLOCK_LENGTH } from "./noemieLayout.ts";
import type { ReturnEvent } from "./return.ts";
import type { ReturnMapping } from "./returnColumns.ts";
import { readReturnCsv } from "./returnCsv.ts";

export type ReturnFormat = "noemie" | "csv";

export type ReturnsFile = {
  /** Undefined when nothing in the file tells, or when it is something else. */
  format: ReturnFormat | undefined;
  /** Events in batches, one for each piece of the file: each head has its items and its foot, except after an error. */
  batches: AsyncGenerator<ReturnEvent[]>;
};

/** Errors and warnings told, each: beyond, the cause is one. */
const PROBLEMS_MAX = 200;
/** A header block is told by its code and the absence of line ends (section 2). */
const NOEMIE_HEADER = new RegExp(`^\\s*000[^\\r\\n]{${BLOCK_LENGTH - 3}}`);
/** A first line that may be a header: words, and a separator between them. */
const CSV_HEADER = /^[^\0\r\n]*\p{L}[^\0\r\n]*[,;\t]/u;

/**
 * The way in for every insurer's return: recognises the format, decodes, reads, and checks totals on the way. NOEMIE is read
 * one invoice at a time; a table is held whole, because the rows of a transfer may stand anywhere in it. Whatever the bytes,
 * it throws nothing of its own; an error of the source (a broken disk) goes through to the caller.
 * @param options.mapping headers of this company's tables, where they are not the usual ones
 */
export async function readReturns(
  bytes: AsyncIterable<Uint8Array>,
  options: { mapping?: ReturnMapping } = {},
): Promise<ReturnsFile> {
  const { head, all, close } = await peek(bytes);
  if (NOEMIE_HEADER.test(Buffer.from(head).toString("latin1"))) {
    return { format: "noemie", batches: limited(readNoemie(all)) };
  }
  const other = detectFormat(head);
  if (!other && CSV_HEADER.test(Buffer.from(head).toString("utf8"))) {
    return { format: "csv", batches: limited(readTable(decodeText(all, head), options.mapping)) };
  }
  await close();
  const problem = other
    ? error("return_format_refused", { params: { format: FORMAT_NAMES[other] } })
    : error("return_format_unknown");
  return { format: undefined, batches: once([{ kind: "problem", problem }]) };
}

/** Bytes as ISO 8859-1, one character each: blocks are counted in bytes and no byte ever fails (section 2). */
async function* readNoemie(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<ReturnEvent[]> {
  const reader = noemieReader();
  for await (const chunk of bytes) {
    yield reader.read(Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength).toString("latin1"));
  }
  yield reader.end();
}

async function* readTable(
  texts: AsyncIterable<string>,
  mapping: ReturnMapping | undefined,
): AsyncGenerator<ReturnEvent[]> {
  const pieces: string[] = [];
  for await (const text of texts) pieces.push(text);
  const read = readReturnCsv(pieces.join(""), mapping);
  yield* (read.ok ? read.warnings : read.problems).map((problem): ReturnEvent[] => [
    { kind: "problem", problem },
  ]);
  if (!read.ok) return;
  for (const { items, net, itemCount, lots, extras, ...head } of read.value) {
    yield [
      { kind: "head", head },
      ...items.map((item): ReturnEvent => ({ kind: "item", item })),
      { kind: "foot", foot: { net, itemCount, lots, extras } },
    ];
  }
}

/**
 * Errors and warnings are counted apart, so that repaired details never hide the error that refuses the file. Past the last
 * error that is shown, the file is not read further. A file that says nothing at all is told.
 */
async function* limited(batches: AsyncIterable<ReturnEvent[]>): AsyncGenerator<ReturnEvent[]> {
  const counts = { error: 0, warning: 0 };
  let items = 0;
  const passes = (event: ReturnEvent): boolean => {
    if (event.kind === "item") items += 1;
    if (event.kind !== "problem") return true;
    counts[event.problem.severity] += 1;
    return counts[event.problem.severity] <= PROBLEMS_MAX;
  };
  for await (const batch of batches) {
    const passed = batch.filter(passes);
    if (passed.length > 0) yield passed;
    if (counts.error > PROBLEMS_MAX) break;
  }
  const params = { limit: String(PROBLEMS_MAX) };
  const problems: Problem[] = [];
  if (counts.error > PROBLEMS_MAX) problems.push(error("too_many_errors", { params }));
  if (counts.warning > PROBLEMS_MAX) problems.push(warning("warnings_not_shown", { params }));
  if (counts.error === 0 && items === 0) problems.push(error("no_return"));
  if (problems.length > 0) yield problems.map((problem) => ({ kind: "problem", problem }));
}

async function* once(batch: ReturnEvent[]): AsyncGenerator<ReturnEvent[]> {
  yield batch;
}
