import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { parseArgs } from "node:util";
import { calibrate } from "../../domain/matching/calibrate.ts";
import { MODEL } from "../../domain/matching/model.ts";
import { allKinds } from "../../domain/matching/scorecard.ts";
import { startEmbedded } from "../../sql/embedded.ts";
import { type Judged, together } from "./judge.ts";
import type { PlainScore } from "./plainSql.ts";
import { inOwnDatabase, type Measured, MONTH, runPhases, writeStatement } from "./runs.ts";
import { percent, table } from "./table.ts";

const USAGE = `npm run bench:match -- [options]
  --seeds A,B,…  worlds to generate (1,2,3)
  --lines N      bank lines of each world (5000)
  --shares N     its invoices (30000); at most 23 lines for 100 of them
  --format F     cfonb120 or camt053 (the default: it says who pays more often)
  --wrong        lists every line that was posted wrongly
  --calibrate    also fits the weights of the score to these lines, and prints them for domain/matching/model.ts`;

type Settings = {
  seeds: number[];
  lines: number;
  shares: number;
  format: "cfonb120" | "camt053";
  wrong: boolean;
  calibrate: boolean;
};

function readSettings(argv: readonly string[]): Settings | undefined {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      seeds: { type: "string", default: "1,2,3" },
      lines: { type: "string", default: "5000" },
      shares: { type: "string", default: "30000" },
      format: { type: "string", default: "camt053" },
      wrong: { type: "boolean", default: false },
      calibrate: { type: "boolean", default: false },
      help: { type: "boolean", default: false },
    },
  });
  if (values.help) return undefined;
  const { format } = values;
  if (format !== "cfonb120" && format !== "camt053") throw new Error(`--format ${format} is not known`);
  return {
    seeds: values.seeds.split(",").map(Number),
    lines: Number(values.lines),
    shares: Number(values.shares),
    format,
    wrong: values.wrong,
    calibrate: values.calibrate,
  };
}

async function main(settings: Settings): Promise<void> {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "rappro-bench-"));
  fs.chmodSync(folder, 0o755);
  const server = await startEmbedded();
  const started = performance.now();
  try {
    const runs: Judged[] = [];
    for (const seed of settings.seeds) {
      const world = { seed, invoices: settings.shares };
      const file = path.join(folder, `statement-${seed}.${settings.format}`);
      await writeStatement(world, { lines: settings.lines, format: settings.format }, file);
      const task = JSON.stringify({ world, lines: settings.lines, file });
      const measured = await inOwnDatabase(server, (url) =>
        runPhases(url, task, ["invoices", "import", "plain", "match", "verify", "judge"]),
      );
      const title = `seed ${seed}: ${settings.lines} lines against ${settings.shares} invoices, ${settings.format}`;
      runs.push(show(title, measured, settings.wrong));
    }
    const all = together(runs);
    console.log(
      `\nall seeds: when the engine says a chance, how often is it right?\n\n${reliabilityTable(all)}`,
    );
    for (const name of ["statement.cfonb120", "statement.camt053.xml"]) {
      const task = JSON.stringify({ lines: 500, file: path.join(MONTH, name) });
      const measured = await inOwnDatabase(server, (url) =>
        runPhases(url, task, [
          "month_invoices",
          "month_debits",
          "month_returns",
          "import",
          "month_plain",
          "match",
          "verify",
          "month_judge",
        ]),
      );
      show(`the month sample, ${name}`, measured, settings.wrong);
    }
    if (settings.calibrate) console.log(`\n${JSON.stringify(calibrate(MODEL, all.lessons), null, 2)}`);
    console.log(`\n${((performance.now() - started) / 1_000).toFixed(0)} s`);
  } finally {
    await server.stop();
    fs.rmSync(folder, { recursive: true, force: true });
  }
}

function show(title: string, measured: readonly Measured[], wrong: boolean): Judged {
  const judged = measured.find((phase) => phase.judged)?.judged;
  const plain = measured.find((phase) => phase.plain)?.plain;
  if (!judged || !plain) throw new Error("a run was not judged");
  console.log(`\n${title}\n\n${kindsTable(judged)}\n\n${againstPlain(judged, plain)}`);
  if (wrong || judged.wrongs.length > 0)
    for (const { lineId, kind, posted, expected } of judged.wrongs)
      console.log(`wrong: line ${lineId} (${kind}) posted on ${posted}; right: ${expected}`);
  return judged;
}

/** Posted is of the lines with one right answer; first and first three are of those left to a person, of which an answer is known. */
function kindsTable({ kinds }: Judged): string {
  return table(
    ["kind", "lines", "certain", "right", "wrong", "posted", "asked", "first", "first three"],
    [...kinds, allKinds(kinds)].map((score) => [
      score.kind,
      score.lines,
      score.certain,
      score.right,
      score.wrong,
      percent(score.right, score.certain),
      score.asked,
      percent(score.first, score.asked),
      percent(score.firstThree, score.asked),
    ]),
  );
}

function againstPlain({ kinds }: Judged, plain: PlainScore): string {
  const all = allKinds(kinds);
  const row = (name: string, score: Omit<PlainScore, "lines">) => [
    name,
    percent(score.right, score.certain),
    percent(score.right, score.right + score.wrong),
    percent(score.rightCents, score.rightCents + score.wrongCents),
    score.wrong,
    (score.wrongCents / 100).toFixed(2),
  ];
  return table(
    ["matcher", "posted", "precision", "precision in euros", "wrong", "wrong euros"],
    [row("Rappro", all), row("number + exact amount, in SQL", plain)],
  );
}

function reliabilityTable({ reliability }: Judged): string {
  return table(
    ["chance from", "answers", "said on average", "right"],
    reliability.map(({ from, count, promised, right }) => [
      from.toString(),
      count,
      count === 0 ? "" : `${((100 * promised) / count).toFixed(3)} %`,
      count === 0 ? "" : `${((100 * right) / count).toFixed(3)} %`,
    ]),
  );
}

const settings = readSettings(process.argv.slice(2));
if (settings) await main(settings);
else console.log(USAGE);
