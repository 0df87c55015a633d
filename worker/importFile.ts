import { decodeText, peek } from "../domain/bank/formats/decode.ts";
import { namedByHeaders, readInvoiceFile } from "../domain/billing/invoiceFile.ts";
import { describeProblem } from "../domain/problems.ts";
import { readDirectDebits } from "../domain/treasury/directDebitFile.ts";
import { importDirectDebits } from "../sql/acts/importDirectDebits.ts";
import { importInvoices } from "../sql/acts/importInvoices.ts";
import { importStatement } from "../sql/acts/importStatement.ts";
import { currentCompany } from "../sql/companies.ts";
import { asCompany, type Db, type Pool } from "../sql/connect.ts";
import { closeFile, fileBytes, lockFile, type Reading } from "../sql/files.ts";
import { ask } from "../sql/outbox.ts";
import { releaseDebitFiles } from "../sql/ownShares.ts";
import type { FileTask, Moment } from "./fileTask.ts";
import { importReturn } from "./importReturn.ts";
import { Refused } from "./refusals.ts";

/**
 * Job: a stored file → statements and lines, or invoices with their entries. One file, one transaction: it is read to the end
 * and written whole, or not at all, and then only what was wrong is kept. Run twice, the second time finds nothing to do.
 * Throws Refused when the file is wrong, so that its job fails at once and is kept.
 */
export async function importFile(pool: Pool, task: FileTask, moment: Moment): Promise<Reading | undefined> {
  const reading = await readWhole(pool, task, moment);
  if (reading?.state === "refused") throw new Refused(summaryOf(reading));
  return reading;
}

async function readWhole(pool: Pool, task: FileTask, moment: Moment): Promise<Reading | undefined> {
  try {
    return await asCompany(pool, task.companyId, async (db) => {
      const file = await lockFile(db, task.fileId);
      if (!file || file.state === "read") return undefined;
      const reading = await readerOf(file.kind)(db, task, moment);
      if (reading.state !== "read") throw new NothingKept(reading);
      await closeFile(db, task.companyId, task.fileId, reading);
      await ask(db, { queue: "matching", companyId: task.companyId });
      return reading;
    });
  } catch (failure) {
    if (!(failure instanceof NothingKept)) throw failure;
    const { reading } = failure;
    await asCompany(pool, task.companyId, (db) => closeFile(db, task.companyId, task.fileId, reading));
    return reading;
  }
}

type FileReader = (db: Db, task: FileTask, moment: Moment) => Promise<Reading>;

function readerOf(kind: string | null): FileReader {
  switch (kind) {
    case "invoices":
      return readInvoices;
    case "insurer_return":
      return importReturn;
    case "direct_debits":
      return readDebits;
    default:
      return (db, task, { now, tell }) => importStatement(db, { ...task, at: now }, tell);
  }
}

async function readInvoices(
  db: Db,
  { companyId, fileId }: FileTask,
  { now, today }: Moment,
): Promise<Reading> {
  const { invoiceColumns, importRoundingLimitCents } = (await currentCompany(db)).settings;
  const text = await wholeText(db, fileId);
  const parsed = readInvoiceFile(text, invoiceColumns, importRoundingLimitCents);
  const imported = parsed.ok ? await importInvoices(db, companyId, parsed.value, { fileId, today }) : parsed;
  const warnings = parsed.ok ? parsed.warnings : [];
  const found = imported.ok ? [...warnings, ...imported.warnings] : imported.problems;
  const problems = found.length > 0 ? namedByHeaders(found, text, invoiceColumns) : found;
  const counts = imported.ok ? imported.value : { created: 0, updated: 0, unchanged: 0 };
  for (const waiting of counts.created > 0 ? await releaseDebitFiles(db) : [])
    await ask(db, { queue: "bank-statement", companyId, fileId: waiting });
  return {
    state: imported.ok ? "read" : "refused",
    kind: "invoices",
    format: "csv",
    readAt: now,
    linesRead: parsed.ok ? parsed.value.length : 0,
    linesNew: counts.created,
    linesKnown: counts.updated + counts.unchanged,
    problems,
  };
}

/** Held while an invoice it names is missing: the file is read again when invoices come. */
async function readDebits(db: Db, { companyId, fileId }: FileTask, { now, today }: Moment): Promise<Reading> {
  const parsed = readDirectDebits(await wholeText(db, fileId));
  const context = { fileId, at: now, on: today };
  const imported = parsed.ok ? await importDirectDebits(db, companyId, parsed.value, context) : parsed;
  const problems = imported.ok ? [] : imported.problems;
  const waits =
    problems.length > 0 && problems.every(({ code }) => code === "direct_debit_names_unknown_invoice");
  const counts = imported.ok ? imported.value : { created: 0, known: 0 };
  return {
    state: imported.ok ? "read" : waits ? "held" : "refused",
    kind: "direct_debits",
    format: "csv",
    readAt: now,
    linesRead: counts.created + counts.known,
    linesNew: counts.created,
    linesKnown: counts.known,
    problems,
  };
}

/** Such a file is read whole: a row of an invoice file may belong to an invoice that began many rows above. */
async function wholeText(db: Db, fileId: bigint): Promise<string> {
  const texts: string[] = [];
  const { head, all } = await peek(fileBytes(db, fileId));
  for await (const text of decodeText(all, head)) texts.push(text);
  return texts.join("");
}

/** What the board of the queues shows: codes and places, never what stood there. */
function summaryOf(reading: Reading): string {
  const errors = reading.problems.filter((problem) => problem.severity === "error");
  const [first] = errors;
  if (!first) return "refused";
  const where = first.line === undefined ? "" : `line ${first.line}: `;
  const says = describeProblem(
    { code: first.code, severity: first.severity, ...(first.field ? { field: first.field } : {}) },
    "en",
  );
  const more = errors.length > 1 ? ` (and ${errors.length - 1} more)` : "";
  return `${first.code}: ${where}${says.says}${more}`;
}

/** Thrown to undo the transaction in which the file turned out to be held or refused. Never leaves this file. */
class NothingKept extends Error {
  readonly reading: Reading;
  constructor(reading: Reading) {
    super(reading.state);
    this.reading = reading;
  }
}
