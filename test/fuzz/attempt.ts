import { readdirSync, readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";
import type { ReadOptions } from "../../domain/bank/formats/read.ts";
import { describeProblem } from "../../domain/problems.ts";
import { below, drawsFor } from "../bench/random.ts";
import { readAll, samplePath, sumOf } from "../domain/bank/files.ts";
import { zip } from "../domain/bank/zipFile.ts";
import { mutate } from "./mutate.ts";

/** Formats that have a folder of samples; archives are made of the others. */
export const FUZZED = [
  ...["cfonb120", "camt053", "camt052", "camt054", "csv", "mt940", "mt942", "ofx", "qif"],
  "archive",
] as const;

/** A reading may take no longer, whatever the bytes. */
export const READING_MS_MAX = 2_000;

const account = { key: "900040082300012345678", currency: "EUR", iban: "FR7690004008230001234567863" };
/** What a person may have said of a file; a reader must stand each of them beside any bytes. */
const OPTIONS: readonly [ReadOptions, ...ReadOptions[]] = [
  {},
  { account },
  { account, csvMapping: { date: "Date", label: "Libellé", amount: "Montant", balance: "Solde" } },
  { account, csvMapping: { date: 1, label: 2, debit: 3, credit: 4, skipLines: 1, details: [5, 200] } },
];

export type Mutant = { bytes: Buffer; options: ReadOptions; chunkLength: number };

export function samplesOf(format: string): Buffer[] {
  if (format === "archive") return archives();
  const folder = samplePath(`bank/${format}`);
  return readdirSync(folder)
    .filter((name) => !name.endsWith(".json"))
    .map((name) => readFileSync(`${folder}/${name}`));
}

function archives(): Buffer[] {
  const samples = ["cfonb120", "camt053", "csv"].flatMap(samplesOf);
  const files = samples.map((bytes, index) => ({ name: `${index}`, bytes, stored: index % 3 === 0 }));
  return [
    ...samples.slice(0, 20).map((bytes) => gzipSync(bytes)),
    zip(files.slice(0, 3)),
    zip(files.slice(9, 14)),
  ];
}

/** Mutant number `index` of a seed: made again at will, without those before it. */
export function mutantOf(samples: readonly Buffer[], seed: number, index: number): Mutant {
  const draw = drawsFor(seed, "mutant", index);
  const bytes = mutate(samples, draw);
  const chunkLength = below(draw, 2) === 0 ? Math.max(bytes.length, 1) : 1 + below(draw, 5_000);
  return { bytes, chunkLength, options: OPTIONS[below(draw, OPTIONS.length)] ?? {} };
}

/** Reads a mutant. Throws when the reader does, or when it breaks a promise: what a reader gives must make sense. */
export async function attempt({ bytes, options, chunkLength }: Mutant): Promise<void> {
  const start = performance.now();
  const { statements, problems } = await readAll(bytes, chunkLength, options);
  const milliseconds = performance.now() - start;
  if (milliseconds > READING_MS_MAX) throw new Error(`took ${Math.round(milliseconds)} ms`);
  if (statements.length + problems.length === 0) throw new Error("said nothing");
  for (const problem of problems.slice(0, 20)) describeProblem(problem, "fr");
  if (problems.some(({ severity }) => severity === "error")) return;
  for (const statement of statements) {
    const { opening, closing, lines } = statement;
    if (opening && closing && opening.amount + sumOf(statement) !== closing.amount)
      throw new Error("lets pass");
    for (const { bookedOn, amount } of lines) {
      if (!/^\d{4}-\d\d-\d\d$/.test(bookedOn) || typeof amount !== "bigint")
        throw new Error("gives nonsense");
    }
  }
}

/** Every way a saved input may be read. */
export async function attemptAll(bytes: Buffer): Promise<void> {
  for (const options of OPTIONS) {
    for (const chunkLength of [Math.max(bytes.length, 1), 997])
      await attempt({ bytes, options, chunkLength });
  }
}
