import { Router } from "express";
import { discountRefusal } from "../../domain/billing/discount.ts";
import type { Problem } from "../../domain/problems.ts";
import { currentCompany, listBankAccounts } from "../../sql/companies.ts";
import { asCompany, type Db } from "../../sql/connect.ts";
import { transactionsOfLine } from "../../sql/lineTransactions.ts";
import { recordedOf } from "../../sql/paymentsOfPayers.ts";
import { openRechecks } from "../../sql/rechecks.ts";
import { refundsUnderWay } from "../../sql/refunds.ts";
import { findEntry, linesOfEntries } from "../../sql/screens/books.ts";
import { partsOfLine } from "../../sql/screens/lineParts.ts";
import {
  decidedOn,
  findLine,
  type LineFilter,
  type LineRow,
  lineAfter,
  lineCounters,
  linesBefore,
  matchesOfLine,
  sharesNow,
  sharesPaidBy,
  waitingLines,
} from "../../sql/screens/lines.ts";
import { paymentsNamed } from "../../sql/screens/orders.ts";
import { announcedNow, broughtByLine } from "../../sql/screens/returns.ts";
import { documentToSettle } from "../../sql/settling.ts";
import { restOf, suspenseOf } from "../../sql/suspense.ts";
import { deciders, marksOfLines, notesOfLine, visitLine } from "../../sql/triage.ts";
import { alikeTo } from "../alike.ts";
import { reads } from "../guard.ts";
import type { Html } from "../html.ts";
import { id, oneOf, pageNumber, text } from "../input.ts";
import { missing, page, type Reply } from "../reply.ts";
import type { Services } from "../services.ts";
import { readSplit } from "../split.ts";
import { linePage } from "../views/line.ts";
import { type Beside, type LinesPlace, listAddress } from "../views/lineRow.ts";
import { linesPage } from "../views/lines.ts";
import type { PlaceForm } from "../views/placeLine.ts";
import type { OpenTriage } from "../views/triage.ts";
import { type CompanyVisit, mayAct } from "../visit.ts";

const ENTRY_LINES_SHOWN = 50;
export const PAGE_SIZE = 50;
const TRANSACTIONS_SHOWN = 500;
const CHECKS_SHOWN = 5;
const RECORDED_SHOWN = 5;
/** How long a decided line keeps its place in the list, folded. */
const KEPT_MS = 30 * 60_000;

export type LineFilters = {
  level: string | undefined;
  reason: string | undefined;
  q: string | undefined;
  mine: string | undefined;
  page: string | undefined;
};

export function readFilters(given: Record<string, unknown>): LineFilters {
  const number = pageNumber(given.page);
  return {
    level: oneOf(given.level, ["A", "B", "C", "D"] as const),
    reason: text(given.reason),
    q: text(given.q),
    mine: oneOf(given.mine, ["1"] as const),
    page: number > 1 ? String(number) : undefined,
  };
}

export function filterOf(visit: CompanyVisit, filters: LineFilters): LineFilter {
  return {
    level: oneOf(filters.level, ["A", "B", "C", "D"] as const),
    reason: filters.reason,
    search: filters.q,
    assignedTo: filters.mine ? visit.user.id : undefined,
    decidedSince: new Date(visit.now.getTime() - KEPT_MS),
  };
}

export function lineRoutes(services: Services): Router {
  const router = Router({ mergeParams: true });
  router.get(
    "/lines",
    reads(services, "viewer", async ({ request, visit, db }) => {
      const filters = readFilters(request.query);
      return showLines(visit, db, {
        filters,
        open: id(request.query.line),
        done: id(request.query.done),
        refused: undefined,
        ...(request.query.split === "1" ? { split: request.query } : {}),
        ...(Number(request.query.batch) > 0 ? { batch: pageNumber(request.query.batch) } : {}),
      });
    }),
  );
  router.get(
    "/lines/:line",
    reads(services, "viewer", async ({ request, visit, db }) => {
      const lineId = id(request.params.line);
      return lineId === undefined ? missing : showLine(visit, db, lineId);
    }),
  );
  return router;
}

type Asked = {
  filters: LineFilters;
  open: bigint | undefined;
  done: bigint | undefined;
  refused: { line: LineRow; problems: readonly Problem[] } | undefined;
  /** The fields of the form that splits the open line, when it is open. */
  split?: Record<string, unknown>;
  said?: Html;
  /** So many lines were accepted together. */
  batch?: number;
};

/** The list to decide. The first line is open when the address opens none, so that there is always one to act on. */
export async function showLines(visit: CompanyVisit, db: Db, asked: Asked, status = 200): Promise<Reply> {
  const filter = filterOf(visit, asked.filters);
  const [{ lines, filters, ...found }, all, bankAccounts, decidedToday, checks, done] = await Promise.all([
    pageOfLines(db, filter, asked),
    lineCounters(db),
    listBankAccounts(db),
    decidedOn(db, visit.today, visit.timeZone),
    openRechecks(db, CHECKS_SHOWN),
    asked.done === undefined ? undefined : findLine(db, asked.done),
  ]);
  const open = openLineOf(lines, asked);
  const triage = await openTriage(visit, db, open, asked);
  const ids = lines.map((line) => line.id);
  const [current, marks] = await Promise.all([
    currentAnswers(db, lines),
    marksOfLines(db, ids, { except: visit.user.id, at: visit.now }),
  ]);
  const pageShown = pageNumber(filters.page);
  const counters = (found.counters ?? all).filter(
    (each) => !filters.reason || each.reason === filters.reason,
  );
  const counted = counters
    .filter((each) => !filters.level || each.level === filters.level)
    .reduce((sum, each) => sum + each.lines, 0);
  const screen = {
    filters,
    open: open?.id,
    lines,
    counters,
    all,
    bankAccounts,
    decidedToday,
    checks,
    ...current,
    marks: new Map(marks.map((mark) => [mark.lineId, mark])),
    triage: {
      ...triage,
      alike: open ? alikeTo(open, lines, current).filter(({ line }) => line.id !== open.id).length : 0,
    },
    said: asked.said,
    batch: asked.batch,
    beside: open && (await besideOf(db, open)),
    page: pageShown,
    pages: Math.max(pageShown, Math.ceil(counted / PAGE_SIZE)),
    done,
    refused: asked.refused,
  };
  const address = listAddress(visit, { filters }, { line: open && String(open.id) });
  return page(linesPage(visit, screen), { status, address });
}

/** The page asked for; where it does not hold the line that is to be opened and that waits, the page that does. */
async function pageOfLines(db: Db, filter: LineFilter, { filters, open }: Pick<Asked, "filters" | "open">) {
  const read = async (page: number) => ({
    ...(await waitingLines(db, { filter, page, size: PAGE_SIZE })),
    filters: { ...filters, page: page > 1 ? String(page) : undefined },
  });
  const asked = await read(pageNumber(filters.page));
  const holds = ({ lines }: typeof asked) => lines.some(({ id: lineId }) => lineId === open);
  const line = open === undefined || holds(asked) ? undefined : await findLine(db, open);
  if (line?.state !== "waiting") return asked;
  const its = await read(Math.floor((await linesBefore(db, { filter, line })) / PAGE_SIZE) + 1);
  return holds(its) ? its : asked;
}

/** What people said of the open line, and the form that splits it. Whoever may decide it is seen on it by the others. */
async function openTriage(
  visit: CompanyVisit,
  db: Db,
  open: LineRow | undefined,
  { split }: Asked,
): Promise<Omit<OpenTriage, "alike">> {
  if (!open || !mayAct(visit, "accountant")) return { notes: [], colleagues: [], split: undefined };
  await visitLine(db, { companyId: visit.company.id, lineId: open.id, by: visit.user.id, at: visit.now });
  const [notes, colleagues] = await Promise.all([notesOfLine(db, open.id), deciders(db)]);
  const form =
    split && open.amountCents > 0n ? await readSplit(db, open, split, visit.format.amount) : undefined;
  return { notes, colleagues, split: form };
}

/** The line asked for while it waits; the first one when none is asked for; after a refusal the next, to go on. */
function openLineOf(lines: readonly LineRow[], { open, refused }: Asked): LineRow | undefined {
  const waits = (line: LineRow) => line.state === "waiting";
  const asked = lines.find((line) => line.id === open);
  if (asked && waits(asked)) return asked;
  if (open !== undefined && !refused) return undefined;
  return lines.slice(asked ? lines.indexOf(asked) : 0).find(waits) ?? lines.find(waits);
}

/** The shares and the announced payments that the stored answers of some lines name, as they are now. */
export async function currentAnswers(
  db: Db,
  lines: readonly LineRow[],
): Promise<Pick<LinesPlace, "shares" | "returns" | "payments">> {
  const candidates = lines.flatMap((line) => line.evidence.candidates ?? []);
  const shareIds = candidates.flatMap(({ allocations }) => allocations.map(({ shareId }) => BigInt(shareId)));
  const paymentIds = candidates.flatMap(({ brings = [] }) =>
    brings.flatMap(({ paymentId }) => (paymentId === undefined ? [] : [BigInt(paymentId)])),
  );
  const carriedIds = candidates.flatMap(({ carries = [], sentBack }) =>
    [...carries, ...(sentBack ? [sentBack] : [])].map(({ paymentId }) => BigInt(paymentId)),
  );
  const [shares, returns, payments] = await Promise.all([
    sharesNow(db, [...new Set(shareIds)]),
    announcedNow(db, [...new Set(paymentIds)]),
    paymentsNamed(db, [...new Set(carriedIds)]),
  ]);
  return {
    shares: new Map(shares.map((share) => [String(share.shareId), share])),
    returns: new Map(returns.map((each) => [String(each.paymentId), each])),
    payments: new Map(payments.map((each) => [String(each.id), each])),
  };
}

/** What else the open line may be: a payment with discount of the document it names alone, or a refund that is awaited. */
async function besideOf(db: Db, line: LineRow): Promise<Beside> {
  const refunds = line.amountCents < 0n ? await refundsUnderWay(db) : [];
  const recorded = line.amountCents > 0n ? await recordedOf(db, line.amountCents) : [];
  const [only, ...others] = line.evidence.candidates?.[0]?.allocations ?? [];
  const document =
    only && others.length === 0 ? await documentToSettle(db, { shareId: BigInt(only.shareId) }) : undefined;
  const { settings } = await currentCompany(db);
  const rest = document ? document.total - line.amountCents : 0n;
  const given = { paid: line.amountCents, discount: rest, activated: settings.earlyPaymentDiscount };
  return {
    discount: document && !discountRefusal(document, given) ? rest : undefined,
    refunds: refunds
      .filter(({ amount }) => amount === -line.amountCents)
      .map(({ paymentId, name, amount }) => ({ paymentId, to: name, amountCents: amount })),
    recorded: recorded
      .slice(0, RECORDED_SHOWN)
      .map(({ paymentId, name, aux, reference }) => ({ paymentId, party: name || aux, reference })),
  };
}

/** Where the list goes after a decision: to the next line that waits, with what was just done in the foot. */
export async function addressAfter(
  services: Services,
  visit: CompanyVisit,
  { filters, line }: { filters: LineFilters; line: LineRow },
): Promise<string> {
  const filter = filterOf(visit, filters);
  const next = await asCompany(services.pool, visit.company.id, (db) => lineAfter(db, { filter, line }));
  const address = listAddress(visit, { filters }, { line: String(next ?? line.id), done: String(line.id) });
  return next === undefined ? address : `${address}#line-${next}`;
}

/** One line; `told` is what was typed of the documents it pays, and why that was refused. */
export async function showLine(
  visit: CompanyVisit,
  db: Db,
  lineId: bigint,
  told: Pick<PlaceForm, "typed" | "problems" | "mayReturn"> = { typed: {}, problems: [] },
): Promise<Reply> {
  const line = await findLine(db, lineId);
  if (!line) return missing;
  const [matches, paid, entry] = await Promise.all([
    matchesOfLine(db, line.id),
    sharesPaidBy(db, line.id),
    line.entryId === null ? undefined : findEntry(db, line.entryId),
  ]);
  const brought = await broughtByLine(db, line.id);
  const parts = await partsOfLine(db, line.id);
  const transactions = await transactionsOfLine(db, line.id, TRANSACTIONS_SHOWN);
  const notes = await notesOfLine(db, line.id);
  const entryLines = entry ? await linesOfEntries(db, [entry.id], { most: ENTRY_LINES_SHOWN }) : [];
  const mayUndo = line.state === "posted" && mayAct(visit, "accountant");
  const inSuspense = line.state === "posted" && (await suspenseOf(db, line.id)) !== undefined;
  const restCents = line.amountCents > 0n ? await restOf(db, line.id) : undefined;
  const mayPlace =
    mayAct(visit, "accountant") && (inSuspense || restCents !== undefined || line.state === "waiting");
  const place = mayPlace ? { inSuspense, restCents, ...told } : undefined;
  const screen = {
    line,
    transactions,
    matches,
    paid,
    parts,
    brought,
    entry,
    entryLines,
    mayUndo,
    notes,
    place,
  };
  return page(linePage(visit, screen), { status: told.problems.length > 0 ? 422 : 200 });
}
