import fs from "node:fs";
import { createInterface } from "node:readline";
import { SaxesParser } from "saxes";
import { decodeText, peek } from "../../domain/bank/formats/decode.ts";
import { readStatements } from "../../domain/bank/formats/read.ts";

/** One reading of one file in a process of its own: told what to do by its arguments, it answers with one line of JSON. */
export type Reading = { seconds: number; peakMegabytes: number; lines: number; errors: number };

/** All of them get the file in the parts in which it stands in the database. */
const PART_BYTES = 1 << 18;

const READERS: Record<string, (file: string) => Promise<Pick<Reading, "lines" | "errors">>> = {
  /** Node's own reader of lines, which looks at none of them. */
  lines: async (file) => {
    let lines = 0;
    const reader = createInterface({
      input: fs.createReadStream(file, { highWaterMark: PART_BYTES }),
      crlfDelay: Number.POSITIVE_INFINITY,
    });
    reader.on("line", () => {
      lines += 1;
    });
    await new Promise((resolve) => reader.once("close", () => resolve(undefined)));
    return { lines, errors: 0 };
  },
  /** saxes over decoded text, told of all that a strict reader of statements must hear, and keeping nothing of it. */
  saxes: async (file) => {
    let [lines, heard, faults] = [0, 0, 0];
    const parser = new SaxesParser();
    const count = () => {
      heard += 1;
    };
    parser.on("error", () => {
      faults += 1;
    });
    parser.on("doctype", count);
    parser.on("text", count);
    parser.on("cdata", count);
    parser.on("closetag", count);
    parser.on("opentag", ({ name }) => {
      if (name === "Ntry") lines += 1;
    });
    const { head, all } = await peek(fs.createReadStream(file, { highWaterMark: PART_BYTES }));
    for await (const text of decodeText(all, head)) parser.write(text);
    parser.close();
    return { lines, errors: heard > 0 ? faults : 1 };
  },
  rappro: async (file) => {
    let [lines, errors] = [0, 0];
    const { batches } = await readStatements(fs.createReadStream(file, { highWaterMark: PART_BYTES }));
    for await (const batch of batches) {
      for (const event of batch) {
        if (event.kind === "line") lines += 1;
        else if (event.kind === "problem" && event.problem.severity === "error") errors += 1;
      }
    }
    return { lines, errors };
  },
};

const [name = "", file = ""] = process.argv.slice(2);
const read = READERS[name];
if (!read) throw new Error(`there is no reader ${name}`);
const start = performance.now();
const counts = await read(file);
const seconds = (performance.now() - start) / 1_000;
// maxRSS is in kilobytes on every platform Node runs on
const peakMegabytes = Math.round(process.resourceUsage().maxRSS / 1_024);
process.stdout.write(`${JSON.stringify({ ...counts, seconds, peakMegabytes })}\n`);
