import { parseArgs } from "node:util";

export type Options = {
  lines: number;
  shares: number;
  seed: number;
  format: "cfonb120" | "camt053";
  growth: boolean;
  durable: boolean;
  wrong: boolean;
  /** Journal lines of the books to measure instead of the road from file to books. */
  books: number | undefined;
};

export const USAGE = `npm run bench -- [options]
  --lines N      bank lines in the statement (100000)
  --shares N     invoices, each with one open share that its customer may pay (1000000); insurers' shares come beside them
  --seed N       another world of the same size (1)
  --quick        10000 lines against 100000 shares
  --format F     cfonb120 (the default) or camt053
  --growth       three sizes, a hundredth, a tenth and the whole: what a line costs at each
  --durable      a kept directory and a server that waits for the disk, instead of a throwaway one without fsync
  --formats      instead: how fast each format is read, from files of 100 MB, beside a bare reader
  --books N      instead: a year of N journal lines (1000000) and a tenth of it: validation, FEC, verification, pages; then
                 10000 decisions posted in one batch, beside plain SQL
  --wrong        lists every line that was posted wrongly
DATABASE_URL names a server to use instead of the embedded one: a database is created there and dropped at the end.`;

/** Reads the command line. Throws with what is wrong. */
export function readOptions(argv: readonly string[]): Options | "help" {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      lines: { type: "string" },
      shares: { type: "string" },
      seed: { type: "string", default: "1" },
      quick: { type: "boolean", default: false },
      format: { type: "string", default: "cfonb120" },
      growth: { type: "boolean", default: false },
      durable: { type: "boolean", default: false },
      wrong: { type: "boolean", default: false },
      books: { type: "string" },
      help: { type: "boolean", default: false },
    },
  });
  if (values.help) return "help";
  const { format } = values;
  if (format !== "cfonb120" && format !== "camt053") throw new Error(`--format ${format} is not known`);
  return {
    lines: whole("lines", values.lines ?? (values.quick ? "10000" : "100000")),
    shares: whole("shares", values.shares ?? (values.quick ? "100000" : "1000000")),
    seed: whole("seed", values.seed),
    format,
    growth: values.growth,
    durable: values.durable,
    wrong: values.wrong,
    books: values.books === undefined ? undefined : whole("books", values.books),
  };
}

function whole(name: string, text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1) throw new Error(`--${name} ${text} is not a number of things`);
  return value;
}
