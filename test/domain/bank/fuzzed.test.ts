import { existsSync, readdirSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { drawsFor } from "../../bench/random.ts";
import { attempt, attemptAll, FUZZED, mutantOf, samplesOf } from "../../fuzz/attempt.ts";
import { mutate } from "../../fuzz/mutate.ts";
import { samplePath } from "./files.ts";

const FOLDER = samplePath("fuzz");
const saved = existsSync(FOLDER) ? readdirSync(FOLDER) : [];

describe("inputs that once broke a reader", () => {
  test("are read to an end, every one of them", async () => {
    for (const name of saved) {
      await expect(attemptAll(readFileSync(`${FOLDER}/${name}`)), name).resolves.toBeUndefined();
    }
  });
});

test.each(FUZZED)("a few hundred mutants of %s, always the same, are read to an end", async (format) => {
  const samples = samplesOf(format);
  for (let index = 0; index < 200; index += 1) await attempt(mutantOf(samples, 1, index));
});

test("a mutant is the same for the same draws", () => {
  const samples = samplesOf("qif");
  const mutant = () => mutate(samples, drawsFor(7, "mutant", 3));
  expect(mutant().equals(mutant())).toBe(true);
});
