import fs from "node:fs";
import path from "node:path";
import { dayIn } from "../../domain/days.ts";
import { describeProblem, type Problem } from "../../domain/problems.ts";
import { receiveFile } from "../../sql/acts/receiveFile.ts";
import { asCompany, type Pool } from "../../sql/connect.ts";
import { problemsOf } from "../../sql/files.ts";
import type { Command } from "../cli.ts";
import { importFile } from "../importFile.ts";
import { openProgram } from "../program.ts";
import { Refused } from "../refusals.ts";
import { chooseCompany, companyOption } from "./company.ts";

export const importFiles: Command = {
  usage: "rappro import FILE… [--company NAME]",
  says: `Takes files in and reads them: bank statements and invoices, each known by its content. Ends with 1 if one was refused.
Lines that are certain are posted by the night (rappro night), or by a running worker.`,
  options: companyOption,
  takes: "files",
  run: async (options, files) => {
    const program = await openProgram({ logLevel: "warn" });
    try {
      const company = await chooseCompany(program.pool, options.company);
      let refused = 0;
      for (const file of files) {
        if (!(await importOne(program.pool, company.id, file, program.environment.timeZone))) refused += 1;
      }
      return refused > 0 ? 1 : 0;
    } finally {
      await program.close();
    }
  },
};

/** One file, in and read. A wrong one is told and does not stop the next. */
async function importOne(pool: Pool, companyId: bigint, file: string, timeZone: string): Promise<boolean> {
  const say = (text: string) => console.log(`${file}: ${text}`);
  if (!fs.statSync(file, { throwIfNoEntry: false })?.isFile()) {
    console.error(`${file}: there is no such file`);
    return false;
  }
  const now = new Date();
  const arrival = { companyId, name: path.basename(file), source: "command_line" as const, receivedAt: now };
  const reception = await receiveFile(pool, arrival, fs.createReadStream(file));
  if (reception.kind === "already_received") {
    say(`received before, as ${reception.name} (file ${reception.fileId}); nothing to do`);
    return true;
  }
  if (reception.kind === "refused") {
    tellProblems([reception.problem]);
    return false;
  }
  const { fileId } = reception;
  const reading = await importFile(pool, { companyId, fileId }, { now, today: dayIn(timeZone, now) }).catch(
    (failure) => {
      if (failure instanceof Refused) return undefined;
      throw failure;
    },
  );
  const problems = await asCompany(pool, companyId, (db) => problemsOf(db, fileId));
  if (reading?.state === "read")
    say(`${reading.linesRead} read, ${reading.linesNew} new, ${reading.linesKnown} known already`);
  else say(reading?.state === "held" ? "held" : "refused, nothing was written");
  tellProblems(problems);
  return reading?.state === "read";
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
