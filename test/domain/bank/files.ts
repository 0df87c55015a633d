import { existsSync, readFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { decimalText } from "../../../domain/bank/currency.ts";
import { type ReadOptions, readStatements } from "../../../domain/bank/formats/read.ts";
import type {
  StatementEvent,
  StatementFoot,
  StatementHead,
  StatementLine,
} from "../../../domain/bank/statement.ts";
import type { Problem } from "../../../domain/problems.ts";

export type ReadStatement = StatementHead & StatementFoot & { lines: StatementLine[] };
export type ReadFile = { format: string | undefined; statements: ReadStatement[]; problems: Problem[] };

/** Reads a whole file at once, to look at it. The product never does. */
export async function readAll(
  bytes: Uint8Array,
  chunkLength = bytes.length,
  options: ReadOptions = {},
): Promise<ReadFile> {
  const { format, batches } = await readStatements(chunksOf(bytes, chunkLength), options);
  const events: StatementEvent[] = [];
  for await (const batch of batches) events.push(...batch);
  return { format, ...gather(events) };
}

export async function readText(text: string, options: ReadOptions = {}): Promise<ReadFile> {
  return readAll(Buffer.from(text), undefined, options);
}

export async function readSample(path: string): Promise<ReadFile> {
  return readAll(await sampleBytes(path), undefined, sampleOptions(path));
}

/** What a person would have said of the sample, where its format does not say it: in `<file>.options.json`. */
export function sampleOptions(path: string): ReadOptions {
  const place = samplePath(`${path}.options.json`);
  return existsSync(place) ? (JSON.parse(readFileSync(place, "utf8")) as ReadOptions) : {};
}

export function sampleBytes(path: string): Promise<Buffer> {
  return readFile(samplePath(path));
}

export function samplePath(path: string): string {
  return fileURLToPath(new URL(`../../samples/${path}`, import.meta.url));
}

export function codes(problems: Problem[], severity?: Problem["severity"]): string[] {
  return problems
    .filter((problem) => severity === undefined || problem.severity === severity)
    .map(({ code }) => code);
}

export function sumOf(statement: ReadStatement): bigint {
  return statement.lines.reduce((sum, { amount }) => sum + amount, 0n);
}

/** A statement as its README states it: decimals, no detail. */
export function figuresOf(statement: ReadStatement): Record<string, unknown> {
  const { account, opening, closing, lines } = statement;
  const text = (amount: bigint) => decimalText(amount, account.currency);
  return {
    account: account.key,
    currency: account.currency,
    ...(opening && { opening: text(opening.amount) }),
    entries: lines.length,
    sum: text(sumOf(statement)),
    ...(closing && { closing: text(closing.amount) }),
  };
}

/** Heads, lines and feet as statements. Fails when a reader breaks the order it promises. */
function gather(events: StatementEvent[]): Omit<ReadFile, "format"> {
  const statements: ReadStatement[] = [];
  const problems: Problem[] = [];
  let open: ReadStatement | undefined;
  for (const event of events) {
    if (event.kind === "problem") problems.push(event.problem);
    else if (event.kind === "notice") continue;
    else if (event.kind === "head" && !open) open = { ...event.head, lines: [] };
    else if (event.kind === "line" && open) open.lines.push(event.line);
    else if (event.kind === "foot" && open) {
      statements.push({ ...open, ...event.foot });
      open = undefined;
    } else throw new Error(`a ${event.kind} out of place`);
  }
  if (open && !codes(problems).includes("too_many_errors")) throw new Error("a statement without foot");
  return { statements, problems };
}

async function* chunksOf(bytes: Uint8Array, length: number): AsyncGenerator<Uint8Array> {
  for (let from = 0; from < bytes.length; from += length) yield bytes.subarray(from, from + length);
}
