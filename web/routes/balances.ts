import { Router } from "express";
import { currentCompany, listBankAccounts } from "../../sql/companies.ts";
import { yearsToWrite } from "../../sql/manualEntries.ts";
import {
  type AgedQuery,
  agedItems,
  agedTotalOf,
  allAgedRows,
  ledgerOfSide,
  named,
} from "../../sql/screens/aged.ts";
import { accountRows, partyNamed } from "../../sql/screens/ledger.ts";
import { reconciliation } from "../../sql/screens/reconciliation.ts";
import { agedPageOf } from "../agedDays.ts";
import { agedTable, balanceTableOf, reconciliationTable } from "../bookTables.ts";
import { type Reading, reads } from "../guard.ts";
import { id, oneOf, pageNumber, text } from "../input.ts";
import { readPeriod } from "../period.ts";
import { download, missing, page, type Reply } from "../reply.ts";
import type { Services } from "../services.ts";
import { spoolTable, type Table } from "../tables.ts";
import { dayTyped } from "../typed.ts";
import { agedPage, agedPartyPage, balancePage, reconciliationPage } from "../views/balances.ts";
import type { CompanyVisit } from "../visit.ts";

const PAGE_SIZE = 100;
/** Of each kind of movement between the bank and the books; the file of the statement has them all. */
const ITEMS_SHOWN = 120;

export function balanceRoutes(services: Services): Router {
  const router = Router({ mergeParams: true });
  router.get("/balance", reads(services, "viewer", showBalance));
  router.get("/aged", reads(services, "viewer", showAged));
  router.get("/aged/:party", reads(services, "viewer", showAgedParty));
  router.get("/reconciliation", reads(services, "viewer", showReconciliation));
  return router;
}

/** The file asked for, or undefined when a page was. */
function asFile(asked: Record<string, unknown>, visit: CompanyVisit, name: string, table: () => Table) {
  const format = oneOf(text(asked.format), ["csv", "xlsx"] as const);
  return format && spoolTable(format, name, table(), visit.language).then(download);
}

async function showBalance({ request, visit, db }: Reading): Promise<Reply> {
  const { yearEndMonth } = await currentCompany(db);
  const period = readPeriod(request.query, yearEndMonth, visit.today);
  const rows = await accountRows(db, period);
  const name = `${visit.words.balance.title} ${period.from} ${period.to}`;
  const file = await asFile(request.query, visit, name, () => balanceTableOf(visit, rows));
  return file ?? page(balancePage(visit, { rows, period }));
}

function agedQuery(asked: Record<string, unknown>, visit: CompanyVisit): AgedQuery {
  return {
    asOf: dayTyped(asked.asOf) ?? visit.today,
    side: oneOf(text(asked.side), ["receivable", "payable"] as const) ?? "receivable",
    by: oneOf(text(asked.by), ["payer", "customer"] as const) ?? "payer",
  };
}

async function showAged({ request, visit, db }: Reading): Promise<Reply> {
  const asked = agedQuery(request.query, visit);
  const name = `${visit.words.aged.title} ${asked.asOf}`;
  const file = await asFile(request.query, visit, name, () => agedTable(visit, allAgedRows(db, asked)));
  if (file) return file;
  const number = pageNumber(request.query.page);
  const offset = (number - 1) * PAGE_SIZE;
  const { rows, more, totals } = await agedPageOf(db, visit, asked, { limit: PAGE_SIZE, offset });
  const ledger = await ledgerOfSide(db, asked);
  return page(agedPage(visit, { asked, rows: await named(db, rows), totals, ledger, page: number, more }));
}

async function showAgedParty({ request, visit, db }: Reading): Promise<Reply> {
  const partyId = id(request.params.party);
  const party = partyId === undefined ? undefined : await partyNamed(db, partyId);
  if (partyId === undefined || !party) return missing;
  const asked = agedQuery(request.query, visit);
  const number = pageNumber(request.query.page);
  const offset = (number - 1) * PAGE_SIZE;
  const found = await agedItems(db, asked, { partyId, limit: PAGE_SIZE + 1, offset });
  const [items, more] = [found.slice(0, PAGE_SIZE), found.length > PAGE_SIZE];
  const total = await agedTotalOf(db, asked, partyId);
  const of = { id: partyId, name: party.name ?? party.aux };
  return page(agedPartyPage(visit, { asked, party: of, items, total, page: number, more }));
}

async function showReconciliation({ request, visit, db }: Reading): Promise<Reply> {
  const accounts = await listBankAccounts(db);
  const account = accounts.find((each) => String(each.id) === request.query.account) ?? accounts[0];
  const asOf = dayTyped(request.query.asOf) ?? visit.today;
  const limit = request.query.format === undefined ? ITEMS_SHOWN : undefined;
  const found = account?.currency === "EUR" ? await reconciliation(db, account.id, asOf, limit) : undefined;
  if (found && account) {
    const name = `${visit.words.reconciliation.title} ${account.journal} ${asOf}`;
    const file = await asFile(request.query, visit, name, () =>
      reconciliationTable(visit, found, account.account),
    );
    if (file) return file;
  }
  const begins = found?.openingCents ? (await yearsToWrite(db, visit.today)).begins : undefined;
  return page(reconciliationPage(visit, { accounts, account, asOf, found, begins }));
}
