import fs from "node:fs";
import { readInvoiceFile } from "../../domain/billing/invoiceFile.ts";
import type { Truth } from "../../domain/matching/scorecard.ts";
import { createCompany } from "../../sql/acts/createCompany.ts";
import { importInvoices } from "../../sql/acts/importInvoices.ts";
import { matchWaitingLines } from "../../sql/acts/matchLines.ts";
import { receiveFile } from "../../sql/acts/receiveFile.ts";
import { asCompany, type Pool } from "../../sql/connect.ts";
import { migrateQueues } from "../../sql/migrate.ts";
import { refreshStatistics } from "../../sql/statistics.ts";
import { verifyCompany } from "../../sql/verify.ts";
import { importFile } from "../../worker/importFile.ts";
import { loadBooks, openBookPages, validateBooks, verifyBooks, writeBooksFec } from "./books.ts";
import { type FullPageTimes, walkFullPages } from "./fullPages.ts";
import { type Judged, judgeLines } from "./judge.ts";
import { lineAt } from "./lines.ts";
import { idOf } from "./making.ts";
import { matchAndPostPlainly, type PlainScore, plainSqlMatches } from "./plainSql.ts";
import { postDecisions } from "./posting.ts";
import { returnsFile } from "./returnsFile.ts";
import { type Scored, scoreLines } from "./score.ts";
import { OWN_IBAN } from "./statementFile.ts";
import { measurePages, type PageTimes } from "./unpaidPages.ts";
import { draftAt, draftCount, TODAY, unpayableAt, type World } from "./world.ts";

/** What a phase works on. It runs in a process of its own, so that its memory is its own. */
export type Task = { pool: Pool; url: string; world: World; lines: number; file: string };
/** What it did: how many rows, and what else is worth telling. */
export type Outcome = {
  rows: number;
  says?: string;
  scored?: Scored;
  pages?: PageTimes[];
  fullPages?: FullPageTimes[];
  judged?: Judged;
  plain?: PlainScore;
};

const LOAD_CHUNK = 50_000;
const NOW = new Date(`${TODAY}T06:00:00Z`);

export const PHASES: Record<string, (task: Task) => Promise<Outcome>> = {
  invoices: loadInvoices,
  import: importStatementFile,
  match: matchLines,
  verify,
  score: scoreWorld,
  pages: async ({ pool }) => {
    const pages = await measurePages(pool, await theCompany(pool));
    return { rows: pages.reduce((sum, page) => sum + page.count, 0), pages };
  },
  returns: importReturns,
  full_pages: openFullPages,
  month_invoices: loadMonth,
  month_debits: ({ pool }) =>
    importFileNamed(pool, "direct_debits.csv", fs.createReadStream(new URL("direct_debits.csv", MONTH))),
  month_returns: ({ pool }) =>
    importFileNamed(pool, "rsp.csv", fs.createReadStream(new URL("rsp.csv", MONTH))),
  month_score: scoreMonth,
  judge: async (task) => judgeWith(task, truthsOf(task.world, task.lines), (id) => idOf(Number(id))),
  month_judge: async (task) => judgeWith(task, monthTruths(), digits),
  plain_books: async ({ pool, lines }) => ({
    rows: lines,
    says: `${(await matchAndPostPlainly(pool)).toLocaleString("en")} posted: number + exact amount, in SQL, no law`,
  }),
  plain: async (task) => plainWith(task, truthsOf(task.world, task.lines), (id) => idOf(Number(id))),
  month_plain: async (task) => plainWith(task, monthTruths(), digits),
  post: postDecisions,
  books_load: loadBooks,
  books_validate: validateBooks,
  books_fec: writeBooksFec,
  books_verify: verifyBooks,
  books_pages: openBookPages,
};

async function judgeWith(
  { pool }: Task,
  truths: Iterable<Truth>,
  idOf: (id: string) => string,
): Promise<Outcome> {
  const judged = await asCompany(pool, await theCompany(pool), (db) => judgeLines(db, [...truths], idOf));
  return { rows: judged.kinds.reduce((sum, kind) => sum + kind.lines, 0), judged };
}

async function plainWith(
  { pool }: Task,
  truths: Iterable<Truth>,
  idOf: (id: string) => string,
): Promise<Outcome> {
  const plain = await asCompany(pool, await theCompany(pool), (db) => plainSqlMatches(db, truths, idOf));
  return { rows: plain.lines, plain };
}

/** Through the product's own act, in files of fifty thousand: shares, entries and dues are those of real imports. */
async function loadInvoices({ pool, world }: Task): Promise<Outcome> {
  const companyId = await createCompany(pool, { name: "Bench", ibans: [OWN_IBAN], at: NOW });
  let shares = 0;
  const total = world.invoices + draftCount(world);
  for (let from = 0; from < total; from += LOAD_CHUNK) {
    const count = Math.min(LOAD_CHUNK, total - from);
    const drafts = Array.from({ length: count }, (_, at) =>
      from + at < world.invoices ? draftAt(world, from + at) : unpayableAt(world, from + at - world.invoices),
    );
    shares += drafts.reduce((sum, draft) => sum + draft.shares.length, 0);
    const imported = await asCompany(pool, companyId, (db) =>
      importInvoices(db, companyId, drafts, { today: TODAY }),
    );
    if (!imported.ok) throw new Error(JSON.stringify(imported.problems.slice(0, 3)));
    await refreshStatistics(pool);
  }
  return { rows: total, says: `${shares.toLocaleString("en")} shares` };
}

function importStatementFile({ pool, file }: Task): Promise<Outcome> {
  return importFileNamed(pool, "statement", fs.createReadStream(file));
}

/** As many items as the statement has lines, in transfers of two hundred: one file of the neutral table. */
function importReturns({ pool, world, lines }: Task): Promise<Outcome> {
  return importFileNamed(pool, "returns.csv", returnsFile(world, lines));
}

/** By the road of every file that arrives: kept as it came, then read. */
async function importFileNamed(pool: Pool, name: string, bytes: AsyncIterable<Uint8Array>): Promise<Outcome> {
  const companyId = await theCompany(pool);
  const arrival = { companyId, name, source: "inbox" as const, receivedAt: NOW };
  const reception = await receiveFile(pool, arrival, bytes);
  if (reception.kind !== "received") throw new Error(`the file was ${reception.kind}`);
  const reading = await importFile(pool, { companyId, fileId: reception.fileId }, { now: NOW, today: TODAY });
  if (reading?.state !== "read") throw new Error(JSON.stringify(reading?.problems.slice(0, 3)));
  return { rows: reading.linesNew };
}

async function matchLines({ pool }: Task): Promise<Outcome> {
  const run = await matchWaitingLines(pool, await theCompany(pool), { at: NOW, on: TODAY });
  return { rows: run.seen, says: `${run.posted.toLocaleString("en")} posted` };
}

async function verify({ pool, lines }: Task): Promise<Outcome> {
  const differences = await asCompany(pool, await theCompany(pool), verifyCompany);
  if (differences.length > 0) throw new Error(`the books do not add up: ${JSON.stringify(differences)}`);
  return { rows: lines, says: "every law holds" };
}

/** Every page of the dashboard, with the invoices, lines, payments and returns of the phases before. */
async function openFullPages({ pool, url }: Task): Promise<Outcome> {
  await migrateQueues(url);
  await pool`vacuum analyze`;
  const fullPages: FullPageTimes[] = [];
  for await (const told of walkFullPages(pool, url, await theCompany(pool))) fullPages.push(told);
  return { rows: fullPages.reduce((sum, page) => sum + page.count, 0), fullPages };
}

async function scoreWorld({ pool, world, lines }: Task): Promise<Outcome> {
  const scored = await asCompany(pool, await theCompany(pool), (db) =>
    scoreLines(db, truthsOf(world, lines), (id) => idOf(Number(id))),
  );
  return { rows: lines, scored };
}

function* truthsOf(world: World, lines: number): Generator<Truth> {
  for (let id = 1; id <= lines; id++) yield lineAt(world, id).truth;
}

const MONTH = new URL("../samples/month/", import.meta.url);

async function loadMonth({ pool }: Task): Promise<Outcome> {
  const truth = readTruth();
  const companyId = await createCompany(pool, { name: "Month", ibans: [truth.meta.account_iban], at: NOW });
  const parsed = readInvoiceFile(fs.readFileSync(new URL("invoices.csv", MONTH), "utf8"));
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems.slice(0, 3)));
  await asCompany(pool, companyId, (db) => importInvoices(db, companyId, parsed.value, { today: TODAY }));
  return { rows: parsed.value.length };
}

async function scoreMonth({ pool }: Task): Promise<Outcome> {
  const truths = monthTruths();
  const scored = await asCompany(pool, await theCompany(pool), (db) => scoreLines(db, truths, digits));
  return { rows: truths.length, scored };
}

function digits(id: string): string {
  return idOf(Number(id.replace(/\D/g, "")));
}

function monthTruths(): Truth[] {
  return readTruth().lines.map(
    ({ line_id, class: kind, expect, allocations }): Truth => ({
      lineId: line_id,
      kind,
      expect,
      allocations,
    }),
  );
}

type MonthTruth = {
  meta: { account_iban: string };
  lines: (Omit<Truth, "lineId" | "kind"> & { line_id: string; class: string })[];
};

function readTruth(): MonthTruth {
  return JSON.parse(fs.readFileSync(new URL("truth.json", MONTH), "utf8"));
}

/** A database of the bench has one company. */
async function theCompany(pool: Pool): Promise<bigint> {
  const [company] = await pool<{ id: bigint }[]>`select id from company`;
  if (!company) throw new Error("the invoices were not loaded");
  return company.id;
}
