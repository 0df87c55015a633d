import { parentPort, workerData } from "node:worker_threads";
import { attempt, mutantOf, samplesOf } from "./attempt.ts";

/**
 * Runs in a thread of its own: a reader that never ends holds its thread for ever. The number of the mutant being read stands in
 * shared memory, where whoever waits can see that it no longer changes.
 */
type Task = { format: string; seed: number; until: number; progress: SharedArrayBuffer };

const { format, seed, until, progress } = workerData as Task;
const current = new Int32Array(progress);
const samples = samplesOf(format);

async function run(): Promise<void> {
  for (let index = 0; Date.now() < until; index += 1) {
    Atomics.store(current, 0, index);
    const mutant = mutantOf(samples, seed, index);
    try {
      await attempt(mutant);
    } catch {
      // Once more: on a busy machine a pause is no fault of the reader. What is wrong is wrong twice.
      await attempt(mutant);
    }
  }
}

run().then(
  () => parentPort?.postMessage({ ok: true }),
  (cause: unknown) =>
    parentPort?.postMessage({ ok: false, cause: cause instanceof Error ? cause.stack : String(cause) }),
);
