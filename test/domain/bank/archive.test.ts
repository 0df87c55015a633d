import { gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { filesOf } from "../../../domain/bank/formats/archive.ts";
import { ArchiveFault } from "../../../domain/bank/formats/inflate.ts";
import { readStatements } from "../../../domain/bank/formats/read.ts";
import { closing, file, movement, opening } from "./cfonbFile.ts";
import { codes, readAll, sampleBytes } from "./files.ts";
import { zip } from "./zipFile.ts";

const FIRST = file(opening(0n), movement(100n), closing(100n));
const SECOND = file(opening(100n), movement(200n), closing(300n));
const WRONG = file(opening(0n), movement(1n), closing(2n));

describe("a compressed statement", () => {
  test.each([1, 7, 1000])("is read like the one inside, in chunks of %i bytes", async (length) => {
    const bytes = await sampleBytes("bank/camt053/synthetic-v08-batches.xml");
    const inside = await readAll(bytes);
    const packed = await readAll(gzipSync(bytes), length);
    expect(packed).toEqual({ ...inside, format: "gzip" });
  });

  test("that breaks off is refused, and none of its problems hides why", async () => {
    const packed = gzipSync(FIRST);
    for (let length = 20; length < packed.length; length += 7) {
      const { problems } = await readAll(packed.subarray(0, length));
      expect(codes(problems, "error")).toContain("archive_unreadable");
    }
  });

  test("inside a compressed file is refused", async () => {
    expect((await readAll(gzipSync(gzipSync(FIRST)))).problems).toMatchObject([{ code: "archive_nested" }]);
  });

  test("that grows out of all measure is refused before it fills the memory", async () => {
    const bomb = gzipSync(Buffer.concat([Buffer.from(FIRST), Buffer.alloc(30_000_000, " ")]));
    expect(codes((await readAll(bomb)).problems, "error")).toContain("archive_too_large");
  });
});

describe("an archive of statements", () => {
  const both = [
    { name: "relevés/juin 1.txt", bytes: FIRST },
    { name: "relevés/juin 2.txt", bytes: SECOND },
  ];

  test.each([
    ["compressed", zip(both)],
    ["stored", zip(both.map((each) => ({ ...each, stored: true })))],
    ["written as a stream", zip(both.map((each) => ({ ...each, streamed: true })))],
    ["with a comment", zip(both, "PK\x05\x06 not the end")],
    [
      "with folders and what macOS leaves",
      zip([
        { name: "relevés/", bytes: "" },
        ...both,
        { name: "__MACOSX/relevés/._juin 1.txt", bytes: "x" },
        { name: ".DS_Store", bytes: "x" },
      ]),
    ],
  ])("%s is read one after another", async (_, bytes) => {
    for (const length of [3, bytes.length]) {
      const { format, statements, problems } = await readAll(bytes, length);
      expect(format).toBe("zip");
      expect(problems).toEqual([]);
      expect(statements.map(({ lines }) => lines.map(({ amount }) => amount))).toEqual([[100n], [200n]]);
    }
  });

  test("may hold several formats, and says in which file something is wrong", async () => {
    const camt = await sampleBytes("bank/camt053/synthetic-french-references.xml");
    const bytes = zip([
      { name: "a.xml", bytes: camt },
      { name: "../../b.txt", bytes: WRONG },
    ]);
    const { statements, problems } = await readAll(bytes);
    expect(statements).toHaveLength(2);
    expect(problems).toMatchObject([{ code: "statement_does_not_balance", params: { file: "b.txt" } }]);
  });

  test("leaves aside what is for the eye, and says so", async () => {
    const { statements, problems } = await readAll(zip([{ name: "r.pdf", bytes: "%PDF-1.7" }, ...both]));
    expect(statements).toHaveLength(2);
    expect(problems).toMatchObject([
      { code: "archive_file_skipped", severity: "warning", value: "r.pdf", params: { format: "PDF" } },
    ]);
  });

  test.each([
    ["nothing", zip([]), "no_statement"],
    ["only something for the eye", zip([{ name: "r.pdf", bytes: "%PDF-1.7" }]), "no_statement"],
    ["a letter", zip([{ name: "r.txt", bytes: "Bonjour" }]), "unknown_format"],
    ["an encrypted file", zip([{ name: "r.txt", bytes: FIRST, flags: 1 }]), "archive_encrypted"],
    ["an archive", zip([{ name: "r.zip", bytes: zip(both) }]), "archive_nested"],
    ["a compressed file", zip([{ name: "r.gz", bytes: gzipSync(FIRST) }]), "archive_nested"],
    ["a file packed otherwise", zip([{ name: "r.txt", bytes: FIRST, method: 12 }]), "archive_unreadable"],
    ["a file whose bytes changed", zip([{ name: "r.txt", bytes: FIRST, checksum: 1 }]), "archive_unreadable"],
    ["no index any more", zip(both).subarray(0, -30), "archive_unreadable"],
  ])("with %s is refused", async (_, bytes, code) => {
    expect(codes((await readAll(bytes)).problems, "error")).toEqual([code]);
  });

  test("whose files together are too large is refused", async () => {
    const bytes = zip([
      { name: "a", bytes: "x".repeat(60) },
      { name: "b", bytes: "y".repeat(60) },
    ]);
    const limits = { contentBytesMax: 100, ratioMax: 250 };
    const read = async () => {
      for await (const { bytes: content } of filesOf("zip", once(bytes), limits))
        for await (const _ of content);
    };
    await expect(read()).rejects.toThrow(ArchiveFault);
  });

  test("that says it is smaller than it is is refused at the size it says", async () => {
    const bytes = zip([{ name: "a", bytes: "0123456789" }]);
    bytes.writeUInt32LE(5, bytes.indexOf("PK\x01\x02", "latin1") + 24);
    expect(codes((await readAll(bytes)).problems, "error")).toContain("archive_unreadable");
  });
});

test("a failure of the source is no problem of the archive: it goes through", async () => {
  const packed = gzipSync(await sampleBytes("bank/cfonb120/pennylane-example.txt"));
  for (const bytes of [packed, zip([{ name: "r.txt", bytes: FIRST }])]) {
    const broken = (async function* () {
      yield bytes.subarray(0, bytes.length / 2);
      throw new Error("disk");
    })();
    const reading = async () => {
      const { batches } = await readStatements(broken);
      for await (const _ of batches);
    };
    await expect(reading()).rejects.toThrow("disk");
  }
});

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}
