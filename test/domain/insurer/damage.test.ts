import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { amountOf, type InsurerReturn } from "../../../domain/insurer/return.ts";
import { PROPERTY_TIMES } from "../../propertyTimes.ts";
import { codes, readAll, sampleBytes } from "./files.ts";

const FILES = [
  "rsp/rsp-580-paiement-deux-lots.rsp",
  "rsp/rsp-580-rejets-signalements.rsp",
  "rsp/rsp-580-recuperation-negative.rsp",
  "month/rsp.csv",
];

function sumOf({ items }: InsurerReturn): bigint {
  return items.reduce((sum, item) => sum + amountOf(item), 0n);
}

describe.each(FILES)("%s", async (path) => {
  const bytes = await sampleBytes(path);
  const whole = await readAll(bytes);

  test.each([1, 7, 127, 128, 129, 1000])("is read alike in chunks of %i bytes", async (chunkLength) => {
    expect(await readAll(bytes, { chunkLength })).toEqual(whole);
  });

  test("with bytes changed never throws, and items always make the transfer", async () => {
    const change = fc.record({ at: fc.nat({ max: bytes.length - 1 }), to: fc.nat({ max: 255 }) });
    await fc.assert(
      fc.asyncProperty(fc.array(change, { minLength: 1, maxLength: 5 }), async (changes) => {
        const changed = Buffer.from(bytes);
        for (const { at, to } of changes) changed[at] = to;
        const { returns, problems } = await readAll(changed);
        expect(returns.length + problems.length).toBeGreaterThan(0);
        for (const one of returns) expect(sumOf(one)).toBe(one.net);
      }),
      { numRuns: 150 * PROPERTY_TIMES },
    );
  });
});

describe.each(FILES.slice(0, 3))("%s", async (path) => {
  const bytes = await sampleBytes(path);
  const { returns } = await readAll(bytes);
  /** The trailer without what follows the sign of its total (97). */
  const wholeLength = bytes.length - (128 - 97);

  test("cut anywhere is refused, save after the total it ends with", async () => {
    for (let length = 0; length < wholeLength; length += 1) {
      const { problems } = await readAll(bytes.subarray(0, length));
      expect(codes(problems, "error"), `cut at ${length}`).not.toEqual([]);
    }
    expect(await readAll(bytes.subarray(0, wholeLength))).toEqual(await readAll(bytes));
  });

  test("with one digit of one amount that was paid changed is refused", async () => {
    const text = bytes.toString("latin1");
    const sums = (files: readonly InsurerReturn[]) => files.map((one) => String(sumOf(one))).join(" ");
    // State, amount and sign where they stand inside one block, which is where a test finds them.
    for (const { index, 1: digits = "" } of text.matchAll(/P(\d{8})[PN]/g)) {
      for (let at = 0; at < digits.length; at += 1) {
        const place = index + 1 + at;
        const digit = String((Number(digits[at]) + 1) % 10);
        const changed = `${text.slice(0, place)}${digit}${text.slice(place + 1)}`;
        const found = await readAll(Buffer.from(changed, "latin1"));
        expect(sums(found.returns)).not.toBe(sums(returns));
        expect(codes(found.problems, "error")).toEqual(["noemie_group_total"]);
      }
    }
  });
});

test("bytes of any kind are read to an end", async () => {
  const start = fc.constantFrom(
    "",
    "000CP",
    `000${" ".repeat(66)}NU${" ".repeat(57)}`,
    "lot,invoice,",
    "\xff\xfe",
    "PK\x03\x04",
  );
  await fc.assert(
    fc.asyncProperty(start, fc.uint8Array({ maxLength: 900 }), async (head, rest) => {
      const { problems } = await readAll(Buffer.concat([Buffer.from(head, "latin1"), rest]));
      expect(codes(problems, "error").length).toBeGreaterThan(0);
    }),
    { numRuns: 400 * PROPERTY_TIMES },
  );
});
