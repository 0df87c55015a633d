import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { type Server, startEmbedded } from "../../sql/embedded.ts";
import { benchFormats } from "./formats.ts";
import { linesMax } from "./lines.ts";
import { type Options, readOptions, USAGE } from "./options.ts";
import {
  booksTable,
  fullPagesTable,
  growthTable,
  pagesTable,
  phasesTable,
  type Run,
  scoreTable,
  wrongList,
} from "./report.ts";
import { inOwnDatabase, MONTH, runPhases, writeStatement } from "./runs.ts";
import type { World } from "./world.ts";

/** One database with one world in it, from the first invoice to the last page. */
async function runWorld(server: Server, options: Options, folder: string): Promise<Run> {
  const { lines, shares, seed } = options;
  const world: World = { seed, invoices: shares };
  if (lines > linesMax(world)) throw new Error(`${shares} shares carry at most ${linesMax(world)} lines`);
  const file = path.join(folder, `statement-${lines}.${options.format}`);
  await writeStatement(world, options, file);
  const task = JSON.stringify({ world, lines, file });
  const measured = await inOwnDatabase(server, (url) =>
    runPhases(url, task, [
      "invoices",
      "import",
      "plain_books",
      "match",
      "verify",
      "score",
      "pages",
      "returns",
      "full_pages",
    ]),
  );
  return { lines, shares, measured };
}

async function runMonth(server: Server, file: string): Promise<Run> {
  const task = JSON.stringify({ lines: 500, file: path.join(MONTH, file) });
  const measured = await inOwnDatabase(server, (url) =>
    runPhases(url, task, [
      "month_invoices",
      "month_debits",
      "month_returns",
      "import",
      "match",
      "verify",
      "month_score",
    ]),
  );
  return { lines: 500, shares: 1_000, measured };
}

/** A year of journal lines: what memory and time do when it grows tenfold. */
async function runBooks(server: Server, lines: number): Promise<Run> {
  const phases = ["books_load", "books_validate", "books_fec", "books_verify", "books_pages"];
  const measured = await inOwnDatabase(server, (url) => runPhases(url, JSON.stringify({ lines }), phases));
  return { lines, shares: 0, measured };
}

/** What posting costs by itself, beside plain SQL in the same run. */
async function runPosting(server: Server): Promise<Run> {
  const lines = DECISIONS;
  const measured = await inOwnDatabase(server, (url) => runPhases(url, JSON.stringify({ lines }), ["post"]));
  return { lines, shares: lines, measured };
}

const DECISIONS = 10_000;

async function openServer(durable: boolean, folder: string): Promise<{ server: Server; says: string }> {
  const given = process.env.DATABASE_URL;
  if (given) {
    const server = { url: given, startedHere: false, stop: async () => {} };
    return { server, says: "PostgreSQL of DATABASE_URL, with the settings it has" };
  }
  if (durable) {
    const server = await startEmbedded({ dir: path.join(folder, "postgres") });
    return {
      server,
      says: "embedded PostgreSQL in a kept directory: fsync on, each commit waits for the disk",
    };
  }
  return {
    server: await startEmbedded(),
    says: "throwaway PostgreSQL: fsync off, no commit waits for the disk (--durable to wait)",
  };
}

/** A hundredth, a tenth, and the whole: what a line costs should be the same. */
function sizesOf(options: Options): Options[] {
  const { lines, shares } = options;
  const sizes = options.growth ? [100, 10, 1] : [1];
  return sizes.map((part) => ({
    ...options,
    lines: Math.ceil(lines / part),
    shares: Math.ceil(shares / part),
  }));
}

async function main(options: Options): Promise<void> {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "rappro-bench-"));
  fs.chmodSync(folder, 0o755);
  const { server, says } = await openServer(options.durable, folder);
  try {
    console.log(
      `seed ${options.seed}, ${options.format}, Node ${process.version}, ${os.cpus().length} cores`,
    );
    console.log(says);
    if (options.books !== undefined) {
      for (const lines of [Math.ceil(options.books / 10), options.books])
        console.log(
          `\n${lines.toLocaleString("en")} journal lines\n\n${booksTable(await runBooks(server, lines))}`,
        );
      const posting = booksTable(await runPosting(server));
      console.log(`\n${DECISIONS.toLocaleString("en")} decisions posted in one batch\n\n${posting}`);
      return;
    }
    const runs: Run[] = [];
    for (const size of sizesOf(options)) {
      const run = await runWorld(server, size, folder);
      runs.push(run);
      console.log(
        `\n${run.lines.toLocaleString("en")} lines against ${run.shares.toLocaleString("en")} shares of customers\n`,
      );
      console.log(
        `${phasesTable(run)}\n\n${scoreTable(run)}\n\n${pagesTable(run)}\n\n${fullPagesTable(run)}`,
      );
      if (options.wrong) console.log(wrongList(run));
    }
    if (runs.length > 1) console.log(`\n${growthTable(runs)}`);
    for (const file of ["statement.cfonb120", "statement.camt053.xml"]) {
      const month = await runMonth(server, file);
      console.log(`\nthe month sample, ${file}\n\n${phasesTable(month)}\n\n${scoreTable(month)}`);
      if (options.wrong) console.log(wrongList(month));
    }
  } finally {
    await server.stop();
    fs.rmSync(folder, { recursive: true, force: true });
  }
}

const argv = process.argv.slice(2);
const options = argv.includes("--formats") ? "formats" : readOptions(argv);
if (options === "formats") await benchFormats();
else if (options === "help") console.log(USAGE);
else await main(options);
