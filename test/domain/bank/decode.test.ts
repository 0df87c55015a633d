import fc from "fast-check";
import iconv from "iconv-lite";
import { describe, expect, test } from "vitest";
import { decodeText, peek } from "../../../domain/bank/formats/decode.ts";
import { readStatements } from "../../../domain/bank/formats/read.ts";
import { PROPERTY_TIMES } from "../../propertyTimes.ts";

async function decode(bytes: Uint8Array, chunkLength = bytes.length): Promise<string> {
  const { head, all } = await peek(chunksOf(bytes, chunkLength));
  let text = "";
  for await (const piece of decodeText(all, head)) text += piece;
  return text;
}

async function* chunksOf(bytes: Uint8Array, length: number): AsyncGenerator<Uint8Array> {
  for (let from = 0; from < bytes.length; from += length) yield bytes.subarray(from, from + length);
}

test.each([
  ["is refused", "%PDF-", 10],
  ["is read to its end", "0190004    00823EUR2", 10],
  ["is left after its first batch", "0190004    00823EUR2".padEnd(120).repeat(100), 1],
])("a source is closed when its file %s", async (_, text, batchesMax) => {
  let closed = false;
  async function* source(): AsyncGenerator<Uint8Array> {
    try {
      for (let count = 0; count < 3; count += 1) yield Buffer.from(text);
    } finally {
      closed = true;
    }
  }
  const { batches } = await readStatements(source());
  let count = 0;
  for await (const _batch of batches) {
    count += 1;
    if (count === batchesMax) break;
  }
  expect(closed).toBe(true);
});

describe("the text of a file", () => {
  test("in windows-1252 has its euro, its dots, its apostrophe and its œ (Node's own decoder loses them)", async () => {
    expect(await decode(Uint8Array.of(0x80, 0x85, 0x92, 0x9c))).toBe("€…’œ");
  });

  test.each([
    ["UTF-8", "utf8", "Société d’œuvres 10 €"],
    ["UTF-8 with its mark", "utf8-bom", "Société d’œuvres 10 €"],
    ["UTF-16 with its mark", "utf16", "Société d’œuvres 10 €"],
    ["UTF-16 without it", "utf16le", "Société d’œuvres 10 €"],
    ["big-endian UTF-16 without it", "utf16be", "Société d’œuvres 10 €"],
    ["windows-1252", "win1252", "Société d’œuvres 10 €"],
    ["ASCII", "ascii", "SOCIETE 10 EUR"],
  ])("in %s is found by its bytes, however they arrive", async (_, charset, text) => {
    const bytes =
      charset === "utf8-bom" ? iconv.encode(text, "utf8", { addBOM: true }) : iconv.encode(text, charset);
    expect(await decode(bytes)).toBe(text);
    expect(await decode(bytes, 1)).toBe(text);
  });

  test.each([
    ["ISO-8859-15", Uint8Array.of(0xa4, 0xbd), "€œ"],
    ["ISO-8859-1", Uint8Array.of(0x80, 0xe9), "€é"],
    ["UTF-8", Uint8Array.of(0xe9, 0x20), "é "],
    ["windows-1252", Buffer.from("é"), "é"],
    ["unheard-of", Uint8Array.of(0xe9, 0x20), "é "],
  ])("declared %s is read so when its bytes are no UTF-8", async (charset, bytes, text) => {
    const declaration = `<?xml version="1.0" encoding="${charset}"?>`;
    expect(await decode(Buffer.concat([Buffer.from(declaration), bytes]))).toBe(declaration + text);
  });

  test.each([
    ["one byte of two", Uint8Array.of(0x41, 0xc3), "AÃ"],
    ["three bytes of four", Uint8Array.of(0x41, 0xf0, 0x9f, 0x98), "AðŸ˜"],
  ])("that ends in %s was never UTF-8", async (_, bytes, text) => {
    expect(await decode(bytes)).toBe(text);
    expect(await decode(bytes, 1)).toBe(text);
  });

  test("that breaks off in UTF-8 once it was UTF-8 keeps the rest and marks the place", async () => {
    expect(await decode(Buffer.concat([Buffer.from("é"), Uint8Array.of(0xc3, 0x20), Buffer.from("é")]))).toBe(
      "é\uFFFD é",
    );
  });

  test("does not depend on where its bytes are cut", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.uint8Array({ maxLength: 40 }),
        fc.integer({ min: 1, max: 5 }),
        async (bytes, length) => {
          expect(await decode(bytes, length)).toBe(await decode(bytes));
        },
      ),
      { numRuns: 500 * PROPERTY_TIMES },
    );
  });

  test("in UTF-8 is what was written", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.string({ unit: "binary" }),
        fc.integer({ min: 1, max: 5 }),
        async (text, length) => {
          fc.pre(!text.startsWith("\uFEFF"));
          expect(await decode(Buffer.from(text), length)).toBe(text);
        },
      ),
    );
  });

  test("comes in pieces of bounded length even from one chunk of a megabyte", async () => {
    const { head, all } = await peek(chunksOf(Buffer.alloc(1_000_000, "x"), 1_000_000));
    for await (const piece of decodeText(all, head)) expect(piece.length).toBeLessThanOrEqual(65_536);
  });
});
