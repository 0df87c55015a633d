import fs from "node:fs";
import path from "node:path";
import { parseInvoiceMapping } from "../../domain/billing/invoiceColumns.ts";
import { dayIn } from "../../domain/days.ts";
import type { FileKind } from "../../domain/fileKind.ts";
import { describeProblem, type Problem } from "../../domain/problems.ts";
import { receiveFile } from "../../sql/acts/receiveFile.ts";
import { changeSettings } from "../../sql/companies.ts";
import { asCompany, type Pool } from "../../sql/connect.ts";
import { problemsOf } from "../../sql/files.ts";
import type { Command } from "../command.ts";
import { importFile } from "../importFile.ts";
import { openProgram, Unusable } from "../program.ts";
import { Refused } from "../refusals.ts";
import { chooseCompany, companyOption } from "./company.ts";

export const importFiles: Command = {
  usage: "rappro import FILE… [--as invoices|statement] [--invoice-columns FILE.json] [--company NAME]",
  says: `Takes files in and reads them: bank statements and invoices, each known by its content. Ends with 1 if one was refused or held.
Lines that are certain are posted by the night (rappro night), or by a running worker.
  --as KIND                    what the files are, where their content does not tell
  --invoice-columns FILE.json  headers of this company's invoice files, such as {"number": "N° pièce", "total": "Montant"};
                               kept for the files to come`,
  options: { ...companyOption, as: { type: "string" }, "invoice-columns": { type: "string" } },
  takes: "files",
  run: async (options, files) => {
    const program = await openProgram({ logLevel: "warn" });
    try {
      const company = await chooseCompany(program.pool, options.company);
      const fileKind = readKind(options.as);
      if (typeof options["invoice-columns"] === "string")
        await keepColumns(program.pool, company.id, options["invoice-columns"]);
      let refused = 0;
      for (const file of files) {
        const task = {
          companyId: company.id,
          file,
          timeZone: program.environment.timeZone,
          ...(fileKind ? { fileKind } : {}),
        };
        if (!(await importOne(program.pool, task))) refused += 1;
      }
      return refused > 0 ? 1 : 0;
    } finally {
      await program.close();
    }
  },
};

/** One file, in and read. A wrong one is told and does not stop the next. */
async function importOne(
  pool: Pool,
  {
    companyId,
    file,
    timeZone,
    fileKind,
  }: { companyId: bigint; file: string; timeZone: string; fileKind?: FileKind },
): Promise<boolean> {
  const say = (text: string) => console.log(`${file}: ${text}`);
  const found = fs.statSync(file, { throwIfNoEntry: false });
  if (!found?.isFile()) {
    console.error(`${file}: ${found ? "is no file; name the files in it" : "there is no such file"}`);
    return false;
  }
  const now = new Date();
  const arrival = {
    companyId,
    name: path.basename(file),
    source: "command_line" as const,
    receivedAt: now,
    ...(fileKind ? { fileKind } : {}),
  };
  const reception = await receiveFile(pool, arrival, bytesOf(file)).catch((failure) => {
    if (failure instanceof Unreadable) return failure;
    throw failure;
  });
  if (reception instanceof Unreadable) {
    console.error(`${file}: cannot be read (${reception.message})`);
    return false;
  }
  if (reception.kind === "already_received") {
    say(`received before, as ${reception.name} (file ${reception.fileId}); nothing to do`);
    return true;
  }
  if (reception.kind === "refused") {
    say("refused, nothing was written");
    tellProblems([reception.problem]);
    return false;
  }
  const { fileId } = reception;
  const reading = await importFile(
    pool,
    { companyId, fileId },
    { now, today: dayIn(timeZone, now), tell: progressOf(file) },
  ).catch((failure) => {
    if (failure instanceof Refused) return undefined;
    throw failure;
  });
  const problems = await asCompany(pool, companyId, (db) => problemsOf(db, fileId));
  if (reading?.state === "read")
    say(`${reading.linesRead} read, ${reading.linesNew} new, ${reading.linesKnown} known already`);
  else say(reading?.state === "held" ? "held" : "refused, nothing was written");
  tellProblems(problems);
  return reading?.state === "read";
}

/** The file itself fails, and not the database: the next one does not pay for it. */
class Unreadable extends Error {}

async function* bytesOf(file: string): AsyncGenerator<Uint8Array> {
  try {
    yield* fs.createReadStream(file);
  } catch (cause) {
    throw new Unreadable((cause as Error).message);
  }
}

function readKind(given: unknown): FileKind | undefined {
  if (given === undefined) return undefined;
  if (given === "invoices") return "invoices";
  if (given === "statement") return "bank_statement";
  throw new Unusable("--as takes invoices or statement");
}

async function keepColumns(pool: Pool, companyId: bigint, file: string): Promise<void> {
  try {
    const invoiceColumns = parseInvoiceMapping(JSON.parse(fs.readFileSync(file, "utf8")));
    await asCompany(pool, companyId, (db) => changeSettings(db, { invoiceColumns }));
  } catch (failure) {
    throw new Unusable(`${file} is not a list of columns: ${(failure as Error).message}`);
  }
}

/** A line each ten thousand, so that a long file shows that it moves. */
function progressOf(file: string): (lines: number) => void {
  let told = 0;
  return (lines) => {
    if (lines - told < 10_000) return;
    told = lines;
    console.log(`${file}: ${lines} lines read so far`);
  };
}

function tellProblems(problems: readonly Problem[]): void {
  for (const problem of problems.slice(0, 20)) {
    const { says, toDo } = describeProblem(problem, "en");
    const where = [problem.line === undefined ? "" : `line ${problem.line}`, problem.field ?? ""]
      .filter(Boolean)
      .join(", ");
    console.error(`  ${problem.severity} ${problem.code}${where ? ` (${where})` : ""}: ${says} ${toDo}`);
  }
  if (problems.length > 20) console.error(`  and ${problems.length - 20} more`);
}
