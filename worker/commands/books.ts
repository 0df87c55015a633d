import fs from "node:fs";
import path from "node:path";
import { type FiscalYear, fiscalYear, fiscalYearOf } from "../../domain/accounting/fiscalYear.ts";
import { dayIn } from "../../domain/days.ts";
import { describeProblem, type Parsed } from "../../domain/problems.ts";
import { closeYear } from "../../sql/acts/closeYear.ts";
import { writeArchive } from "../../sql/booksArchive.ts";
import type { Company } from "../../sql/companies.ts";
import { asCompany } from "../../sql/connect.ts";
import { type YearStanding, yearStanding } from "../../sql/fec.ts";
import { writeFec } from "../../sql/fecFile.ts";
import type { Command, Options } from "../command.ts";
import { openProgram, type Program, Unusable } from "../program.ts";
import { chooseCompany, companyOption } from "./company.ts";

const yearOption = { year: { type: "string" } } as const;

type Work = { program: Program; company: Company; year: FiscalYear; now: Date };

/** Opens the program, chooses company and year, and says what the work returns: 0 done, 1 refused. */
function onYear(work: (given: Work, options: Options) => Promise<number>): Command["run"] {
  return async (options) => {
    const program = await openProgram({ logLevel: "warn" });
    try {
      const company = await chooseCompany(program.pool, options.company);
      const now = new Date();
      const today = dayIn(program.environment.timeZone, now);
      return await work({ program, company, year: yearAsked(options.year, company, today), now }, options);
    } finally {
      await program.close();
    }
  };
}

function yearAsked(given: unknown, { yearEndMonth }: Company, today: string): FiscalYear {
  if (given === undefined) return fiscalYearOf(today, yearEndMonth);
  if (typeof given !== "string" || !/^\d{4}$/.test(given))
    throw new Unusable("--year takes the year in which the financial year closes, such as 2026");
  return fiscalYear(Number(given), yearEndMonth);
}

function told(parsed: Parsed<unknown>): boolean {
  if (parsed.ok) return true;
  for (const problem of parsed.problems) {
    const { says, toDo } = describeProblem(problem, "en");
    console.error(`${problem.code}: ${says} ${toDo}`);
  }
  return false;
}

export const fec: Command = {
  usage: "rappro fec [--year YYYY] [--out FOLDER] [--separator tab|pipe] [--company NAME]",
  says: `Writes the FEC of a financial year (SIREN, FEC, closing day) with its description, and checks every row of it.
Ends with 1 and leaves no file when a check does not pass. Only validated entries are in it: how many drafts are not is told.
  --year YYYY     the year in which it closes; without it, the present one
  --out FOLDER    where to (the present folder)
  --separator     tab (the default) or pipe`,
  options: {
    ...companyOption,
    ...yearOption,
    out: { type: "string" },
    separator: { type: "string", default: "tab" },
  },
  run: onYear(async ({ program, company, year }, options) => {
    if (options.separator !== "tab" && options.separator !== "pipe")
      throw new Unusable("--separator takes tab or pipe");
    const folder = path.resolve(String(options.out ?? "."));
    const standing = await asCompany(program.pool, company.id, (db) => yearStanding(db, year));
    somethingIn(standing, year);
    const written = await asCompany(program.pool, company.id, (db) =>
      writeFec(db, folder, year, options.separator === "pipe" ? "|" : "\t"),
    ).catch(orUnusable);
    if (!told(written) || !written.ok) return 1;
    const { fec: file, description } = written.value;
    console.log(`${file.path}: ${file.rows} rows, ${file.bytes} bytes, SHA-256 ${file.sha256}`);
    console.log(description.path);
    if (standing.drafts > 0)
      console.log(`${standing.drafts} drafts of the year are not in it: validate them`);
    if (standing.earlierOpen)
      console.log(`Year ${year.year - 1} is not closed: no balance is carried forward`);
    return 0;
  }),
};

export const archive: Command = {
  usage: "rappro archive [--year YYYY] [--out FOLDER] [--company NAME]",
  says: `Writes the archive of a financial year into a folder of its own: FEC, hash of every entry, log of the lettering, and a
manifest with the SHA-256 of each file. The hash of the manifest is kept in the books.`,
  options: { ...companyOption, ...yearOption, out: { type: "string" } },
  run: onYear(async ({ program, company, year, now }, options) => {
    const stamp = now.toISOString().slice(0, 19).replace(/[-:]/g, "");
    const folder = path.resolve(String(options.out ?? "."), `rappro-archive-${year.year}-${stamp}`);
    somethingIn(await asCompany(program.pool, company.id, (db) => yearStanding(db, year)), year);
    try {
      fs.mkdirSync(folder, { recursive: true });
    } catch (failure) {
      orUnusable(failure as NodeJS.ErrnoException);
    }
    const made = await asCompany(program.pool, company.id, (db) =>
      writeArchive(db, folder, year, { companyId: company.id, at: now }),
    ).catch(orUnusable);
    if (!told(made) || !made.ok) {
      fs.rmSync(folder, { recursive: true, force: true });
      return 1;
    }
    const { manifest, manifestSha256, files } = made.value;
    for (const file of files) console.log(`${file.path}  ${file.sha256}`);
    console.log(
      `${manifest.entries} entries, head ${manifest.head?.hash ?? "none"}, manifest ${manifestSha256}`,
    );
    return 0;
  }),
};

export const close: Command = {
  usage: "rappro close --year YYYY [--company NAME]",
  says: `Closes a financial year for good: validates its last drafts, locks it, and opens the next with the balances carried
forward (journal AN). Cannot be undone. Ends with 1 and writes nothing when something stands against it.`,
  options: { ...companyOption, ...yearOption },
  run: onYear(async ({ program, company, year, now }, options) => {
    if (options.year === undefined) throw new Unusable("Say which year with --year.");
    const on = dayIn(program.environment.timeZone, now);
    const closed = await closeYear(program.pool, { companyId: company.id, year: year.year, at: now, on });
    if (!told(closed) || !closed.ok) return 1;
    const { validated, openingEntryId } = closed.value;
    console.log(
      `Year ${year.year} is closed up to ${year.closingOn}: ${validated} entries validated, ${openingEntryId === undefined ? "nothing to carry forward" : `opening entry ${openingEntryId}`}`,
    );
    return 0;
  }),
};

/** An empty file of a year the books do not have looks like a year without a movement. */
function somethingIn({ validated, drafts }: YearStanding, year: FiscalYear): void {
  if (validated + drafts > 0) return;
  throw new Unusable(
    `The books have no entry between ${year.startsOn} and ${year.closingOn}: nothing was written.`,
  );
}

function orUnusable(failure: NodeJS.ErrnoException): never {
  if (failure.code === "EEXIST")
    throw new Unusable(`${failure.path} is there already: move it away, or choose another --out`);
  if (["ENOENT", "EACCES", "EPERM", "EROFS", "ENOTDIR"].includes(failure.code ?? ""))
    throw new Unusable(`${failure.path} cannot be written: ${failure.message}`);
  throw failure;
}
