import { Router } from "express";
import { fiscalYearOf } from "../../domain/accounting/fiscalYear.ts";
import { addDays, type IsoDate } from "../../domain/days.ts";
import { letterAccount, letterByHand, unletter } from "../../sql/acts/letterByHand.ts";
import { currentCompany } from "../../sql/companies.ts";
import { asCompany, type Db, within } from "../../sql/connect.ts";
import {
  accountNames,
  accountRows,
  allLedgerLines,
  type LedgerLine,
  type LedgerPlace,
  type LedgerQuery,
  ledgerLines,
  ledgerSums,
  letteringLog,
  partyNamed,
} from "../../sql/screens/ledger.ts";
import { ledgerTable } from "../bookTables.ts";
import { type Acting, acts, type Reading, reads } from "../guard.ts";
import { query } from "../html.ts";
import { id, oneOf, text } from "../input.ts";
import { readPeriod } from "../period.ts";
import { download, missing, page, type Reply, redirect } from "../reply.ts";
import type { Services } from "../services.ts";
import { spoolTable } from "../tables.ts";
import { dayTyped } from "../typed.ts";
import { ledgerPage } from "../views/ledger.ts";
import { type AccountScreen, accountPage, chosenOf } from "../views/ledgerAccount.ts";
import type { CompanyVisit } from "../visit.ts";

const PAGE_SIZE = 100;
/** How long the page waits for totals, and how long somebody who asked for them does. */
const TOTALS_MS = { unasked: 20, asked: 20_000 };
/** What one page to print holds: some two hundred sheets. */
const PRINT_MAX = 10_000;

export function ledgerRoutes(services: Services): Router {
  const router = Router({ mergeParams: true });
  router.get("/ledger", reads(services, "viewer", showLedger));
  router.get(
    "/ledger/:account",
    reads(services, "viewer", (reading) => showAccount(services, reading, {})),
  );
  router.post(
    "/ledger/:account/lettering",
    acts(services, "accountant", (acting) => changeLettering(services, acting)),
  );
  return router;
}

async function showLedger({ request, visit, db }: Reading): Promise<Reply> {
  const { yearEndMonth } = await currentCompany(db);
  const period = readPeriod(request.query, yearEndMonth, visit.today);
  const rows = await accountRows(db, period);
  const account = rows.find((row) => row.account === request.query.account)?.account;
  const accounts = account === undefined ? rows.map((row) => row.account) : [account];
  const asked = { accounts, from: period.from, to: period.to };
  const format = oneOf(text(request.query.format), ["csv", "xlsx"] as const);
  if (format) {
    const openings = rows.filter((row) => accounts.includes(row.account));
    const table = ledgerTable(visit, await accountNames(db), openings, allLedgerLines(db, asked));
    const name = `${visit.words.ledger.title} ${period.from} ${period.to}`;
    return download(await spoolTable(format, name, table, visit.language));
  }
  const printing = request.query.print === "1";
  const limit = printing ? PRINT_MAX : PAGE_SIZE;
  const after = placeTyped(request.query.after);
  // Only the accounts this page can reach are read: each has its number of lines, and the page its own.
  const reach = accountsWithin(
    rows.filter((row) => accounts.includes(row.account)),
    after,
    limit + 1,
  );
  const found = await ledgerLines(db, { ...asked, accounts: reach }, { after, limit: limit + 1 });
  const lines = found.slice(0, limit).map((line) => (printing ? onPaper(line) : line));
  const last = lines.at(-1);
  const isCut = found.length > limit;
  return page(
    ledgerPage(visit, {
      period,
      accounts: rows,
      account,
      lines,
      next: !printing && isCut && last ? `${last.account}~${last.postedOn}~${last.id}` : undefined,
      resumed: after !== undefined,
      printing,
      cut: printing && isCut ? PRINT_MAX : undefined,
    }),
  );
}

/** Paper leaves the screens: a patient is named there by the code, as in every export. */
function onPaper(line: LedgerLine): LedgerLine {
  return line.isPatient ? { ...line, party: line.aux } : line;
}

function accountsWithin(
  rows: readonly { account: string; lines: number }[],
  after: LedgerPlace | undefined,
  limit: number,
): string[] {
  const reach: string[] = [];
  let lines = 0;
  for (const row of rows) {
    if (after && row.account < after.account) continue;
    reach.push(row.account);
    // Of the account the page resumes in, it is not known how many lines are left: the next ones are taken along.
    if (row.account !== after?.account) lines += row.lines;
    if (lines >= limit) break;
  }
  return reach;
}

function placeTyped(typed: unknown): LedgerPlace | undefined {
  const [, account = "", postedOn = "", line = ""] =
    /^(\d{3,20})~(\d{4}-\d{2}-\d{2})~(\d{1,18})$/.exec(text(typed) ?? "") ?? [];
  return account ? { account, postedOn, id: BigInt(line) } : undefined;
}

type Answered = Pick<AccountScreen, "problems">;

async function showAccount(
  services: Services,
  { request, visit, db }: Reading,
  answered: Partial<Answered>,
): Promise<Reply> {
  const number = String(request.params.account);
  const names = await accountNames(db);
  const account = names.get(number);
  const asked = await readAccountQuery(db, request.query, visit);
  if (!account || asked === "nobody") return missing;
  const { asOf, since, state, party } = asked;
  const { from, opening } = await openingOf(db, number, asked);
  const ledger: LedgerQuery = { accounts: [number], from, to: asOf, thirdPartyId: party?.id, state };
  const format = oneOf(text(request.query.format), ["csv", "xlsx"] as const);
  if (format) {
    const row = { account: number, ...account, opening, debit: 0n, credit: 0n, lines: 0 };
    const table = ledgerTable(visit, names, [row], allLedgerLines(db, ledger));
    return download(await spoolTable(format, `${number} ${asOf}`, table, visit.language));
  }
  const after = placeTyped(request.query.after);
  const [found, totals, log] = await Promise.all([
    ledgerLines(db, ledger, { after, limit: PAGE_SIZE + 1 }),
    totalsOf(services, db, ledger, { visit, asked: request.query.totals === "1" }),
    letteringLog(db, number, party?.id),
  ]);
  const lines = found.slice(0, PAGE_SIZE);
  const last = lines.at(-1);
  const screen: AccountScreen = {
    number,
    ...account,
    party,
    asOf,
    since,
    state,
    opening,
    totals,
    lines,
    next: found.length > PAGE_SIZE && last ? `${last.account}~${last.postedOn}~${last.id}` : undefined,
    resumed: after !== undefined,
    log,
    said: saidOf(visit, request.query),
    problems: answered.problems ?? [],
  };
  return page(accountPage(visit, screen), { status: answered.problems ? 409 : 200 });
}

/** What is kept by day is there at once. Lines with or without a letter are added up: the page does not wait for that long. */
async function totalsOf(
  services: Services,
  db: Db,
  ledger: LedgerQuery,
  { visit, asked }: { visit: CompanyVisit; asked: boolean },
): Promise<{ debit: bigint; credit: bigint } | undefined> {
  if (ledger.state === undefined) return ledgerSums(db, ledger);
  const limitMs = asked ? TOTALS_MS.asked : TOTALS_MS.unasked;
  return within(services.pool, { companyId: visit.company.id, limitMs }, (apart) =>
    ledgerSums(apart, ledger),
  );
}

function saidOf(visit: CompanyVisit, asked: Record<string, unknown>): string | undefined {
  const says = visit.words.account;
  const groups = /^groups-(\d{1,6})$/.exec(text(asked.said) ?? "")?.[1];
  if (groups !== undefined) return says.saidGroups(Number(groups));
  const said = oneOf(text(asked.said), ["balanced", "partial", "unlettered", "nothing"] as const);
  return said && says.said[said];
}

type AccountQuery = Pick<AccountScreen, "asOf" | "since" | "state" | "party">;

async function readAccountQuery(
  db: Db,
  asked: Record<string, unknown>,
  visit: CompanyVisit,
): Promise<AccountQuery | "nobody"> {
  const partyId = id(asked.party);
  const party = partyId === undefined ? undefined : await partyNamed(db, partyId);
  if (partyId !== undefined && !party) return "nobody";
  return {
    asOf: dayTyped(asked.asOf) ?? visit.today,
    since: dayTyped(asked.since),
    state: oneOf(text(asked.state), ["open", "lettered"] as const),
    party: partyId === undefined || !party ? undefined : { id: partyId, name: party.name ?? party.aux },
  };
}

/**
 * Where the lines begin, and what the account held before. Lines without a letter are of all years; else the year of the last
 * day opens with what was carried forward, unless another day was asked for.
 */
async function openingOf(
  db: Db,
  number: string,
  { asOf, since, state, party }: AccountQuery,
): Promise<{ from: IsoDate | undefined; opening: bigint }> {
  if (state !== undefined) return { from: since, opening: 0n };
  const { yearEndMonth } = await currentCompany(db);
  const year = fiscalYearOf(since ?? asOf, yearEndMonth);
  const from = since ?? year.startsOn;
  if (party !== undefined) {
    const before = { accounts: [number], from: undefined, to: addDays(from, -1), thirdPartyId: party.id };
    const { debit, credit } = await ledgerSums(db, before);
    return { from, opening: debit - credit };
  }
  const rows = await accountRows(db, { year, from, to: asOf });
  return { from, opening: rows.find((row) => row.account === number)?.opening ?? 0n };
}

async function changeLettering(services: Services, acting: Acting): Promise<Reply> {
  const { request, visit } = acting;
  const body = (request.body ?? {}) as Record<string, unknown>;
  const reason = text(body.reason);
  const act = {
    companyId: visit.company.id,
    by: visit.user.id,
    at: visit.now,
    on: visit.today,
    ...(reason ? { reason } : {}),
  };
  const number = String(request.params.account);
  const groupId = id(body.unletter);
  const party = id(request.query.party);
  const done = await (async () => {
    if (groupId !== undefined) {
      const undone = await unletter(services.pool, { ...act, groupId });
      return undone.ok ? { said: "unlettered" } : undone;
    }
    if (body.act === "all") {
      const all = await letterAccount(services.pool, {
        ...act,
        account: number,
        ...(party === undefined ? {} : { thirdPartyId: party }),
      });
      if (!all.ok) return all;
      return { said: all.value.groups === 0 ? "nothing" : `groups-${all.value.groups}` };
    }
    const chosen = [body.lines].flat().flatMap((line) => id(line) ?? []);
    const lettered = await letterByHand(services.pool, { ...act, lineIds: chosen });
    return lettered.ok ? { said: lettered.value.balanced ? "balanced" : "partial" } : lettered;
  })();
  return asCompany(services.pool, visit.company.id, async (db) => {
    if (!("said" in done)) return showAccount(services, { ...acting, db }, { problems: done.problems });
    const asked = await readAccountQuery(db, request.query, visit);
    if (asked === "nobody") return missing;
    return redirect(
      `${visit.company.base}/ledger/${number}${query({ ...chosenOf(asked), said: done.said })}`,
    );
  });
}
