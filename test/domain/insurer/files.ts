import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { readReturns } from "../../../domain/insurer/readReturns.ts";
import {
  type InsurerReturn,
  type ReturnItem,
  type ShareItem,
  wholeReturns,
} from "../../../domain/insurer/return.ts";
import type { ReturnMapping } from "../../../domain/insurer/returnColumns.ts";
import type { Problem } from "../../../domain/problems.ts";

export type ReadFile = { format: string | undefined; returns: InsurerReturn[]; problems: Problem[] };

/** Reads a whole file at once, to look at it, in chunks of any length. */
export async function readAll(
  bytes: Uint8Array,
  { chunkLength = bytes.length, mapping }: { chunkLength?: number; mapping?: ReturnMapping } = {},
): Promise<ReadFile> {
  const { format, batches } = await readReturns(chunksOf(bytes, chunkLength), mapping ? { mapping } : {});
  const returns: InsurerReturn[] = [];
  const problems: Problem[] = [];
  for await (const found of wholeReturns(batches)) {
    if ("code" in found) problems.push(found);
    else returns.push(found);
  }
  return { format, returns, problems };
}

export function readText(text: string, mapping?: ReturnMapping): Promise<ReadFile> {
  return readAll(Buffer.from(text, "latin1"), mapping ? { mapping } : {});
}

export async function readSample(path: string): Promise<ReadFile> {
  return readAll(await sampleBytes(path));
}

export function sampleBytes(path: string): Promise<Buffer> {
  return readFile(fileURLToPath(new URL(`../../samples/${path}`, import.meta.url)));
}

export function codes(problems: readonly Problem[], severity?: Problem["severity"]): string[] {
  return problems
    .filter((problem) => severity === undefined || problem.severity === severity)
    .map(({ code }) => code);
}

/** A share as a README states it. */
export function shareOf(item: ReturnItem | undefined): Partial<ShareItem> {
  if (item?.kind !== "share") return {};
  const { invoice, payer, asked, paid, status } = item;
  return { invoice, payer, ...(asked !== undefined && { asked }), paid, status };
}

async function* chunksOf(bytes: Uint8Array, length: number): AsyncGenerator<Uint8Array> {
  for (let from = 0; from < bytes.length; from += length) yield bytes.subarray(from, from + length);
}
