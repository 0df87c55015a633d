import { mkdirSync, writeFileSync } from "node:fs";
import { Worker } from "node:worker_threads";
import { samplePath } from "../domain/bank/files.ts";
import { FUZZED, mutantOf, READING_MS_MAX, samplesOf } from "./attempt.ts";

/**
 * `npm run fuzz -- <format> <seconds> [seed]`: reads mutants of the samples of a format. Each must end with a result or an error, in
 * bounded time and memory. One that does not is saved under test/samples/fuzz, where the tests read it ever after.
 */
const MEMORY_MB_MAX = 800;
const WATCH_MS = 250;
/** Twice the time of a reading, as it is tried twice, and the pauses of a busy machine. */
const HANG_MS = READING_MS_MAX * 4;

type Outcome = { ok: true } | { ok: false; cause: string };

async function main([format = "", seconds = "30", seedText]: string[]): Promise<number> {
  if (!(FUZZED as readonly string[]).includes(format) || !(Number(seconds) > 0)) {
    console.error(`npm run fuzz -- <${FUZZED.join("|")}> <seconds> [seed]`);
    return 2;
  }
  const seed = seedText === undefined ? Date.now() % 1_000_000_000 : Number(seedText);
  const progress = new SharedArrayBuffer(4);
  const current = new Int32Array(progress);
  const start = Date.now();
  const outcome = await runReader({ format, seed, until: start + Number(seconds) * 1_000, progress });
  const count = Atomics.load(current, 0) + 1;
  const rate = Math.round((count * 1_000) / (Date.now() - start));
  console.log(`${format}: ${count} mutants, ${rate}/s, seed ${seed}`);
  if (outcome.ok) return 0;
  const place = save(format, seed, Atomics.load(current, 0));
  console.error(`mutant ${Atomics.load(current, 0)} of seed ${seed}: ${outcome.cause}\nsaved as ${place}`);
  return 1;
}

function runReader(task: { progress: SharedArrayBuffer } & Record<string, unknown>): Promise<Outcome> {
  // Node gives a thread no hooks for TypeScript, not even those of its parent.
  const reader = JSON.stringify(new URL("./reader.ts", import.meta.url).href);
  const start = `import("tsx/esm/api").then(({ register }) => (register(), import(${reader})))`;
  const worker = new Worker(start, {
    eval: true,
    workerData: task,
    // Far above our own limit: a thread that meets this one takes the process with it, and the input is lost.
    resourceLimits: { maxOldGenerationSizeMb: MEMORY_MB_MAX * 4 },
  });
  const current = new Int32Array(task.progress);
  return new Promise((resolve) => {
    let last = { index: -1, at: Date.now() };
    const watch = setInterval(() => {
      const index = Atomics.load(current, 0);
      const megabytes = Math.round(process.memoryUsage.rss() / 1e6);
      if (megabytes > MEMORY_MB_MAX) end({ ok: false, cause: `fills the memory (${megabytes} MB)` });
      if (index !== last.index) last = { index, at: Date.now() };
      else if (Date.now() - last.at > HANG_MS) end({ ok: false, cause: "never ends" });
    }, WATCH_MS);
    const end = (outcome: Outcome) => {
      clearInterval(watch);
      void worker.terminate();
      resolve(outcome);
    };
    worker.once("message", end);
    worker.once("error", (cause) => end({ ok: false, cause: String(cause) }));
  });
}

function save(format: string, seed: number, index: number): string {
  const folder = samplePath("fuzz");
  mkdirSync(folder, { recursive: true });
  const place = `${folder}/${format}-${seed}-${index}.bin`;
  writeFileSync(place, mutantOf(samplesOf(format), seed, index).bytes);
  return place;
}

process.exitCode = await main(process.argv.slice(2));
