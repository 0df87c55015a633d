import { error, type Problem, warning } from "../problems.ts";
import { noemieReader } from "./noemie.ts";
import { BLOCK_LENGTH } from "./noemieLayout.ts";
import type { ReturnEvent } from "./return.ts";
import { tableText } from "./returnCells.ts";
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
/** What other files begin with, in hexadecimal, and the name they are refused by. */
const SIGNATURES: readonly [string, string][] = [
  ["504b0304", "ZIP"],
  ["504b0506", "ZIP"],
  ["1f8b", "gzip"],
  ["25504446", "PDF"],
  ["d0cf11e0", "Excel (.xls)"],
];
/** Enough for the header block of a NOEMIE file, and for the header row of a table. */
const HEAD_BYTES = 4096;
/** A header block is told by its code and the absence of line ends (section 2). */
const NOEMIE_HEADER = new RegExp(`^\\s*000[^\\r\\n]{${BLOCK_LENGTH - 3}}`);
/** A first line that may be a header: words, and a separator between them. */
const CSV_HEADER = /^\uFEFF?\s*[^\0\r\n]*\p{L}[^\0\r\n]*[,;\t]/u;

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
  const chunks = bytes[Symbol.asyncIterator]();
  const first = await firstChunks(chunks);
  const head = Buffer.concat(first).subarray(0, HEAD_BYTES);
  const all = resume(first, chunks);
  if (NOEMIE_HEADER.test(head.toString("latin1"))) {
    return { format: "noemie", batches: limited(readNoemie(all)) };
  }
  const other = SIGNATURES.find(([signature]) => head.toString("hex", 0, 4).startsWith(signature));
  if (!other && CSV_HEADER.test(tableText(head))) {
    return { format: "csv", batches: limited(readTable(all, options.mapping)) };
  }
  await chunks.return?.();
  const problem = other
    ? error("return_format_refused", { params: { format: other[1] } })
    : error("return_format_unknown");
  return { format: undefined, batches: once([{ kind: "problem", problem }]) };
}

async function firstChunks(chunks: AsyncIterator<Uint8Array>): Promise<Uint8Array[]> {
  const first: Uint8Array[] = [];
  for (let length = 0; length < HEAD_BYTES; ) {
    const next = await chunks.next();
    if (next.done === true) break;
    first.push(next.value);
    length += next.value.length;
  }
  return first;
}

async function* resume(
  first: readonly Uint8Array[],
  chunks: AsyncIterator<Uint8Array>,
): AsyncGenerator<Uint8Array> {
  try {
    yield* first;
    for (let next = await chunks.next(); next.done !== true; next = await chunks.next()) yield next.value;
  } finally {
    await chunks.return?.();
  }
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
  bytes: AsyncIterable<Uint8Array>,
  mapping: ReturnMapping | undefined,
): AsyncGenerator<ReturnEvent[]> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of bytes) chunks.push(chunk);
  const read = readReturnCsv(tableText(Buffer.concat(chunks)), mapping);
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
