import { spawn } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { formatFile, MEASURED, type MeasuredFormat } from "./formatFiles.ts";
import type { Reading } from "./formatRun.ts";
import { table } from "./table.ts";

/** What a reader may cost beside the bare one: issue "Formats". Undefined is not promised. */
const RATIOS_MAX: Partial<Record<MeasuredFormat, number>> = { cfonb120: 2, camt053: 1.5 };
const PEAK_MAX_MEGABYTES = 200;
/** Of several runs the quickest is kept: the machine is shared, the work is the same. */
const RUNS = 3;

/** Reads a generated file of each format beside a reader that does nothing with it, each in a process of its own. */
export async function benchFormats(megabytes = 100): Promise<void> {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "rappro-formats-"));
  try {
    console.log(
      `files of ${megabytes} MB, best of ${RUNS} runs, Node ${process.version}, ${os.cpus().length} cores\n`,
    );
    const rows: (string | number)[][] = [];
    for (const format of MEASURED) {
      const file = path.join(folder, format);
      await writeFile(file, format, megabytes);
      rows.push(await measure(format, file));
      fs.rmSync(file);
    }
    console.log(
      table(
        ["format", "bare MB/s", "rappro MB/s", "ratio", "at most", "lines/s", "bare MB", "peak MB"],
        rows,
      ),
    );
    console.log(`\nbare: node:readline, or saxes for camt053. Peak memory at most ${PEAK_MAX_MEGABYTES} MB.`);
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
}

async function measure(format: MeasuredFormat, file: string): Promise<(string | number)[]> {
  const megabytes = fs.statSync(file).size / 1_000_000;
  const bare: Reading[] = [];
  const ours: Reading[] = [];
  // Turn by turn, so that a busy moment of the machine weighs on both.
  for (let run = 0; run < RUNS; run++) {
    bare.push(await readInChild(format === "camt053" ? "saxes" : "lines", file));
    ours.push(await readInChild("rappro", file));
  }
  const [quick, best] = [quickest(bare), quickest(ours)];
  if (best.errors > 0 || best.lines === 0) throw new Error(`the ${format} file was not read`);
  const peak = Math.max(...ours.map((run) => run.peakMegabytes));
  const ratio = best.seconds / quick.seconds;
  const atMost = RATIOS_MAX[format];
  return [
    format,
    megabytes / quick.seconds,
    megabytes / best.seconds,
    ratio,
    atMost === undefined ? "" : `${atMost}${ratio <= atMost ? "" : " MISSED"}`,
    Math.round(best.lines / best.seconds),
    quick.peakMegabytes,
    `${peak}${peak <= PEAK_MAX_MEGABYTES ? "" : " MISSED"}`,
  ];
}

function quickest(runs: readonly Reading[]): Reading {
  const [first, ...others] = runs;
  if (!first) throw new Error("nothing was run");
  return others.reduce((best, run) => (run.seconds < best.seconds ? run : best), first);
}

async function writeFile(file: string, format: MeasuredFormat, megabytes: number): Promise<void> {
  const out = fs.createWriteStream(file);
  for (const text of formatFile(format, megabytes)) {
    if (!out.write(text)) await new Promise((resolve) => out.once("drain", () => resolve(undefined)));
  }
  await new Promise((resolve) => out.end(() => resolve(undefined)));
}

function readInChild(reader: string, file: string): Promise<Reading> {
  const program = fileURLToPath(new URL("formatRun.ts", import.meta.url));
  const child = spawn(process.execPath, ["--import", "tsx", program, reader, file], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  let answer = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    answer += text;
  });
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code) => {
      if (code === 0) resolve(JSON.parse(answer));
      else reject(new Error(`the ${reader} reader ended with ${code}`));
    });
  });
}
