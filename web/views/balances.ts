import { AGES } from "../../domain/accounting/aging.ts";
import { firstOpeningLabel, OPENING_JOURNAL } from "../../domain/accounting/carryForward.ts";
import { absCents, sumCents } from "../../domain/money.ts";
import type { BankAccount } from "../../sql/companies.ts";
import type { AgedQuery, AgedRow, AgedTotals, OpenItem } from "../../sql/screens/aged.ts";
import type { AccountRow } from "../../sql/screens/ledger.ts";
import type { Reconciliation, Unreconciled, UnreconciledKind } from "../../sql/screens/reconciliation.ts";
import { closingOf } from "../bookTables.ts";
import { maskedIban } from "../format.ts";
import { type Html, html, query, type Shown } from "../html.ts";
import type { AskedPeriod } from "../period.ts";
import { type CompanyVisit, mayAct } from "../visit.ts";
import { layout } from "./layout.ts";
import { exportLinks, periodFields, yearWords } from "./ledger.ts";
import { amount, nextPage, options, plainAmount, side, state, time } from "./parts.ts";

/** The trial balance of a period: every figure leads to the lines behind it. */
export function balancePage(
  visit: CompanyVisit,
  { rows, period }: { rows: readonly AccountRow[]; period: AskedPeriod },
): Html {
  const { words, company, format } = visit;
  const says = words.balance;
  const gap = sumCents(rows.map((row) => row.debit - row.credit));
  const check =
    gap === 0n ? state("ok", says.equal) : state("bad", says.unequal(format.euros(absCents(gap))));
  return layout(visit, {
    title: says.title,
    link: "balance",
    body: html`<div class="title"><h1>${says.title}</h1><p>${yearWords(visit, period.year)} &nbsp; ${rows.length > 0 ? check : null}</p>${exportLinks(visit, "/balance", { from: period.from, to: period.to })}</div>
<form class="filters" method="get" action="${company.base}/balance">${periodFields(visit, period)}<button class="btn">${words.ledger.show}</button></form>
${period.clamped ? html`<div class="notes"><p class="note">${words.ledger.clamped}</p></div>` : null}
<div class="block">${rows.length > 0 ? balanceTable(visit, rows, period) : html`<p class="note">${says.empty}</p>`}</div>`,
  });
}

function balanceTable(visit: CompanyVisit, rows: readonly AccountRow[], period: AskedPeriod): Html {
  const { company, format, words } = visit;
  const heads = words.balance.heads;
  const body = rows.map((row) => {
    const [debit, credit] = sidesOf(closingOf(row));
    const lines = `${company.base}/ledger/${row.account}${query({ since: period.from, asOf: period.to })}`;
    return html`<tr><th scope="row" class="soft"><a class="inv" href="${lines}">${row.account}</a></th><td>${row.name}</td><td class="amt soft">${row.opening === 0n ? null : plainAmount(visit, row.opening)}</td><td class="amt"><a href="${lines}">${amount(visit, row.debit)}</a></td><td class="amt"><a href="${lines}">${amount(visit, row.credit)}</a></td><td class="amt">${side(visit, debit)}</td><td class="amt">${side(visit, credit)}</td></tr>`;
  });
  const sum = (of: (row: AccountRow) => bigint) => format.amount(sumCents(rows.map(of)));
  return html`<div class="wide" role="region" tabindex="0" aria-label="${words.balance.title}"><table class="t in-block"><thead><tr><th scope="col">${heads.account}</th><th scope="col">${heads.name}</th><th scope="col" class="amt">${heads.opening}</th><th scope="col" class="amt">${heads.debit}</th><th scope="col" class="amt">${heads.credit}</th><th scope="col" class="amt">${heads.debitBalance}</th><th scope="col" class="amt">${heads.creditBalance}</th></tr></thead><tbody>${body}</tbody>
<tfoot><tr><th scope="row" colspan="2">${words.total}</th><td class="amt">${sum((row) => row.opening)}</td><td class="amt">${sum((row) => row.debit)}</td><td class="amt">${sum((row) => row.credit)}</td><td class="amt">${sum((row) => sidesOf(closingOf(row))[0])}</td><td class="amt">${sum((row) => sidesOf(closingOf(row))[1])}</td></tr></tfoot></table></div>`;
}

function sidesOf(balance: bigint): [bigint, bigint] {
  return balance >= 0n ? [balance, 0n] : [0n, -balance];
}

export type AgedScreen = {
  asked: AgedQuery;
  rows: readonly AgedRow[];
  totals: AgedTotals;
  ledger: bigint;
  page: number;
  more: boolean;
};

/** Who owes what since when; the sum is held against the ledger on the page itself. */
export function agedPage(visit: CompanyVisit, screen: AgedScreen): Html {
  const { words, company, format } = visit;
  const says = words.aged;
  const { asOf, side: chosenSide, by } = screen.asked;
  const chosen = { asOf, side: chosenSide, by };
  const gap = screen.totals.total - screen.ledger;
  const check =
    gap === 0n ? state("ok", says.equal) : state("bad", says.unequal(format.euros(absCents(gap))));
  const go = (page: number) => `${company.base}/aged${query({ ...chosen, page: String(page) })}`;
  return layout(visit, {
    title: says.title,
    link: "aged",
    body: html`<div class="title"><h1>${says.title}</h1><p>${check}</p>${exportLinks(visit, "/aged", chosen)}</div>
<form class="filters" method="get" action="${company.base}/aged"><div class="f"><label for="asOf">${says.asOf}</label><input class="in" id="asOf" name="asOf" type="date" value="${asOf}"></div><div class="f"><label for="side">${says.side}</label><select class="in" id="side" name="side">${options(choices(says.sides), chosenSide)}</select></div><div class="f w"><label for="by">${says.by}</label><select class="in" id="by" name="by">${options(choices(says.bys), by)}</select></div><button class="btn">${words.ledger.show}</button></form>
<div class="block">${screen.rows.length > 0 ? agedTable(visit, screen) : html`<p class="note">${says.empty}</p>`}</div>
${nextPage(visit, { next: screen.more ? go(screen.page + 1) : undefined, start: screen.page > 1 ? go(1) : undefined })}`,
  });
}

function choices(of: Record<string, string>): { value: string; label: string }[] {
  return Object.entries(of).map(([value, label]) => ({ value, label }));
}

function agedTable(visit: CompanyVisit, { asked, rows, totals }: AgedScreen): Html {
  const { words, company } = visit;
  const says = words.aged;
  const body = rows.map((row) => {
    const name =
      row.partyId === null
        ? html`${says.nobody}`
        : html`<a class="inv" href="${company.base}/aged/${String(row.partyId)}${query({ asOf: asked.asOf, side: asked.side, by: asked.by })}">${row.party ?? row.aux}</a><span class="sub">${row.aux}</span>`;
    return html`<tr><th scope="row">${name}</th>${AGES.map((age) => html`<td class="amt">${amount(visit, row[age])}</td>`)}<td class="amt"><b>${amount(visit, row.total)}</b></td></tr>`;
  });
  return html`<div class="wide" role="region" tabindex="0" aria-label="${says.title}"><table class="t in-block"><thead><tr><th scope="col">${says.heads.party}</th>${AGES.map((age) => html`<th scope="col" class="amt">${says.heads[age]}</th>`)}<th scope="col" class="amt">${says.heads.total}</th></tr></thead><tbody>${body}</tbody><tfoot><tr><th scope="row">${words.total}</th>${AGES.map((age) => html`<td class="amt">${visit.format.amount(totals[age])}</td>`)}<td class="amt">${visit.format.amount(totals.total)}</td></tr></tfoot></table></div>`;
}

/** The documents behind one row of the aged balance. */
export function agedPartyPage(
  visit: CompanyVisit,
  screen: {
    asked: AgedQuery;
    party: { id: bigint; name: string };
    items: readonly OpenItem[];
    /** Over all pages. */
    total: bigint;
    page: number;
    more: boolean;
  },
): Html {
  const { words, company } = visit;
  const says = words.aged;
  const { asOf, side: chosenSide, by } = screen.asked;
  const heads = says.itemHeads;
  const go = (page: number) =>
    `${company.base}/aged/${String(screen.party.id)}${query({ asOf, side: chosenSide, by, page: String(page) })}`;
  const row = (item: OpenItem) =>
    html`<tr><td>${item.invoiceId && item.number ? html`<a class="inv" href="${company.base}/invoices/${String(item.invoiceId)}">${item.number}</a>` : html`<span class="soft">${item.heldAs ? says.held[item.heldAs] : says.noDocument}</span>`}</td><td class="nw soft">${item.issuedOn ? time(visit, item.issuedOn) : null}</td><td class="nw">${item.dueOn && item.invoiceId ? time(visit, item.dueOn) : null}</td><td>${item.payer}</td><td>${says.heads[item.age]}</td><td class="amt">${amount(visit, item.due)}</td></tr>`;
  return layout(visit, {
    title: says.itemsOf(screen.party.name),
    link: "aged",
    body: html`<div class="title"><h1>${says.itemsOf(screen.party.name)}</h1><p><a href="${company.base}/aged${query({ asOf, side: chosenSide, by })}">${says.back}</a></p></div>
<div class="block"><div class="wide" role="region" tabindex="0" aria-label="${says.itemsOf(screen.party.name)}"><table class="t in-block"><thead><tr><th scope="col">${heads.document}</th><th scope="col">${heads.issued}</th><th scope="col">${heads.due}</th><th scope="col">${heads.payer}</th><th scope="col">${heads.age}</th><th scope="col" class="amt">${heads.amount}</th></tr></thead><tbody>${screen.items.map(row)}</tbody><tfoot><tr><th scope="row" colspan="5">${words.total}</th><td class="amt">${visit.format.amount(screen.total)}</td></tr></tfoot></table></div></div>
${nextPage(visit, { next: screen.more ? go(screen.page + 1) : undefined, start: screen.page > 1 ? go(1) : undefined })}`,
  });
}

export type ReconciliationScreen = {
  accounts: readonly BankAccount[];
  account: BankAccount | undefined;
  asOf: string;
  found: Reconciliation | undefined;
  /** The day on which the books begin, as long as their first balances may be written. */
  begins: string | undefined;
};

/** Bank balance, ledger balance, and every movement between the two. */
export function reconciliationPage(visit: CompanyVisit, screen: ReconciliationScreen): Html {
  const { words, company } = visit;
  const says = words.reconciliation;
  const accounts = screen.accounts.map(({ id, name, iban, journal }) => ({
    value: String(id),
    label: `${journal} · ${name}${iban ? ` ${maskedIban(iban)}` : ""}`,
  }));
  const chosen = { account: screen.account && String(screen.account.id), asOf: screen.asOf };
  const currency = screen.account?.currency ?? "EUR";
  return layout(visit, {
    title: says.title,
    link: "reconciliation",
    body: html`<div class="title"><h1>${says.title}</h1><p>${screen.found ? outcome(visit, screen.found) : null}</p>${screen.found ? exportLinks(visit, "/reconciliation", chosen) : null}</div>
<form class="filters" method="get" action="${company.base}/reconciliation"><div class="f w"><label for="account">${says.bankAccount}</label><select class="in" id="account" name="account">${options(accounts, chosen.account)}</select></div><div class="f"><label for="asOf">${says.asOf}</label><input class="in" id="asOf" name="asOf" type="date" value="${screen.asOf}"></div><button class="btn">${words.ledger.show}</button></form>
<div class="block">${screen.found && screen.account ? statementOf(visit, screen, screen.found, screen.account) : html`<p class="note">${screen.account && currency !== "EUR" ? says.otherCurrency(currency) : says.noAccount}</p>`}</div>`,
  });
}

/** What no movement explains: nothing, or a defect to look for. */
export function unexplainedOf(found: Reconciliation): bigint {
  const explained = found.openingCents + found.missingCents + sumCents(found.kinds.map(({ cents }) => cents));
  return found.bankCents - found.ledgerCents - explained;
}

/** Exact means that nothing is missing either: money that no statement and no opening tells is told before all else. */
function outcome(visit: CompanyVisit, found: Reconciliation): Html {
  const says = visit.words.reconciliation;
  const euros = (cents: bigint) => visit.format.euros(absCents(cents));
  const gap = unexplainedOf(found);
  if (gap !== 0n) return state("bad", says.inexact(euros(gap)));
  if (found.missingCents !== 0n) return state("bad", says.broken(euros(found.missingCents)));
  if (found.openingCents !== 0n) return state("late", says.notBegun(euros(found.openingCents)));
  return state("ok", says.exact);
}

/** How the books take what stood on the account before its first statement: the form of the entry, begun. */
function openingHow(visit: CompanyVisit, { account, found, begins }: ReconciliationScreen): Shown {
  const says = visit.words.reconciliation;
  if (!account || !found) return null;
  if (begins === undefined) return says.openingLate;
  const cents = found.openingCents;
  const form = query({
    journal: OPENING_JOURNAL,
    on: begins,
    entryLabel: firstOpeningLabel(begins),
    account0: account.account,
    [cents < 0n ? "credit0" : "debit0"]: visit.format.amount(absCents(cents)),
  });
  const link = html` <a href="${visit.company.base}/journal/manual${form}">${says.openingLink}</a>`;
  return html`${says.openingHow(visit.format.day(begins))}${mayAct(visit, "accountant") ? link : null}`;
}

function statementOf(
  visit: CompanyVisit,
  screen: ReconciliationScreen,
  found: Reconciliation,
  account: BankAccount,
): Html {
  const { asOf } = screen;
  const { words, format, company } = visit;
  const says = words.reconciliation;
  const line = (what: Shown, cents: bigint, sub: Shown = null) =>
    html`<tr><th scope="row" colspan="3">${what}${sub ? html`<span class="sub">${sub}</span>` : null}</th><td class="amt">${plainAmount(visit, cents)}</td></tr>`;
  const source = found.closingOn === null ? says.bankUnknown : says.bankSource(format.day(found.closingOn));
  const ledger = html`<a href="${company.base}/ledger/${account.account}${query({ asOf })}">${says.ledger(account.account)}</a>`;
  const chain = (what: string) => html`<a href="${company.base}/accounts/${String(account.id)}">${what}</a>`;
  const kinds = Object.keys(says.kinds) as Unreconciled["kind"][];
  const groups = kinds.map((kind) =>
    kindBody(
      visit,
      found.kinds.find((each) => each.kind === kind),
    ),
  );
  return html`<div class="wide" role="region" tabindex="0" aria-label="${says.title}"><table class="t in-block">
<tbody>${line(chain(says.bank), found.bankCents, source)}${line(ledger, found.ledgerCents)}</tbody>
<tbody><tr class="sum"><th scope="row" colspan="3">${says.difference}</th><td class="amt">${plainAmount(visit, found.bankCents - found.ledgerCents)}</td></tr></tbody>
<tbody><tr class="entry"><th colspan="4" scope="rowgroup">${says.explained}</th></tr>${found.openingCents === 0n ? null : line(chain(says.opening), found.openingCents, openingHow(visit, screen))}${found.missingCents === 0n ? null : line(chain(says.missing), found.missingCents)}</tbody>
${groups}
<tfoot><tr><th scope="row" colspan="3">${says.unexplained}</th><td class="amt">${plainAmount(visit, unexplainedOf(found))}</td></tr></tfoot></table></div>`;
}

function kindBody(visit: CompanyVisit, found: UnreconciledKind | undefined): Shown {
  if (!found) return null;
  const { company, words } = visit;
  const row = (item: Unreconciled) => {
    const to =
      item.side === "bank"
        ? `${company.base}/lines/${String(item.lineId)}`
        : `${company.base}/journal/${String(item.entryId)}`;
    return html`<tr><td class="nw soft">${time(visit, item.on)}</td><td colspan="2"><a href="${to}">${item.label}</a></td><td class="amt">${plainAmount(visit, item.cents)}</td></tr>`;
  };
  const more = found.count - found.items.length;
  return html`<tbody><tr class="sum"><th scope="row" colspan="3">${words.reconciliation.kinds[found.kind]}</th><td class="amt">${plainAmount(visit, found.cents)}</td></tr>${found.items.map(row)}${more > 0 ? html`<tr><td></td><td colspan="3" class="soft">${words.journal.moreLines(more)}</td></tr>` : null}</tbody>`;
}
