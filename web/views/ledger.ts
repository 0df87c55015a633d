import type { FiscalYear } from "../../domain/accounting/fiscalYear.ts";
import type { AccountRow, LedgerLine } from "../../sql/screens/ledger.ts";
import { closingOf } from "../bookTables.ts";
import { type Html, html, query } from "../html.ts";
import type { AskedPeriod } from "../period.ts";
import type { CompanyVisit } from "../visit.ts";
import { layout } from "./layout.ts";
import { nextPage, options, plainAmount, side, time } from "./parts.ts";

export type LedgerScreen = {
  period: AskedPeriod;
  accounts: readonly AccountRow[];
  /** The account asked for; undefined is all of them. */
  account: string | undefined;
  lines: readonly LedgerLine[];
  next: string | undefined;
  /** Behind which line of the account the page begins, when it does not begin with the account. */
  resumed: boolean;
  printing: boolean;
  cut: number | undefined;
};

export function ledgerPage(visit: CompanyVisit, screen: LedgerScreen): Html {
  const { words, format, company } = visit;
  const says = words.ledger;
  const { from, to, year } = screen.period;
  const chosen = { from, to, account: screen.account };
  const accounts = [
    { value: "", label: says.allAccounts },
    ...screen.accounts.map(({ account, name }) => ({ value: account, label: `${account} · ${name}` })),
  ];
  return layout(visit, {
    title: says.title,
    link: "ledger",
    body: html`<div class="title"><h1>${says.title}</h1><p>${company.name} · ${yearWords(visit, year)}</p>${exportLinks(visit, "/ledger", chosen, { print: !screen.printing })}</div>
<form class="filters" method="get" action="${company.base}/ledger">${periodFields(visit, screen.period)}<div class="f w"><label for="account">${says.account}</label><select class="in" id="account" name="account">${options(accounts, screen.account)}</select></div><button class="btn">${says.show}</button></form>
${screen.period.clamped ? html`<div class="notes"><p class="note">${says.clamped}</p></div>` : null}
${screen.cut === undefined ? null : html`<div class="notes"><p class="note ask">${says.printLimit(format.count(screen.cut))}</p></div>`}
<div class="block">${screen.lines.length > 0 || screen.accounts.some(({ opening }) => opening !== 0n) ? ledgerTable(visit, screen) : html`<p class="note">${says.empty}</p>`}</div>
${nextPage(visit, {
  next: screen.next && `${company.base}/ledger${query({ ...chosen, after: screen.next })}`,
  start: screen.resumed ? `${company.base}/ledger${query(chosen)}` : undefined,
})}`,
  });
}

/** "Exercice 2026, du 01/01 au 31/12". */
export function yearWords(visit: CompanyVisit, { year, startsOn, closingOn }: FiscalYear): string {
  return visit.words.ledger.year(String(year), visit.format.day(startsOn), visit.format.day(closingOn));
}

export function periodFields(visit: CompanyVisit, { from, to }: { from: string; to: string }): Html {
  const says = visit.words.ledger;
  return html`<div class="f"><label for="from">${says.from}</label><input class="in" id="from" name="from" type="date" value="${from}"></div><div class="f"><label for="to">${says.to}</label><input class="in" id="to" name="to" type="date" value="${to}"></div>`;
}

/** The same page as a file, and as a page to print. */
export function exportLinks(
  visit: CompanyVisit,
  path: string,
  chosen: Record<string, string | undefined>,
  { print = false }: { print?: boolean } = {},
): Html {
  const says = visit.words.ledger;
  const to = (more: Record<string, string>) => `${visit.company.base}${path}${query({ ...chosen, ...more })}`;
  return html`<p class="right exports"><span class="sr">${says.exports}${visit.words.colon}</span><a href="${to({ format: "csv" })}" download>${says.csv}</a> <a href="${to({ format: "xlsx" })}" download>${says.xlsx}</a>${print ? html` <a href="${to({ print: "1" })}">${says.print}</a>` : null}</p>`;
}

/** Accounts in the order of the plan: heading, opening balance, lines with the balance after each, total. */
function ledgerTable(visit: CompanyVisit, screen: LedgerScreen): Html {
  const { words } = visit;
  const says = words.ledger;
  const shown = screen.accounts.filter(
    ({ account }) => screen.account === undefined || account === screen.account,
  );
  const byAccount = new Map<string, LedgerLine[]>();
  for (const line of screen.lines)
    byAccount.set(line.account, [...(byAccount.get(line.account) ?? []), line]);
  const first = screen.lines[0]?.account;
  const last = screen.next === undefined ? undefined : screen.lines.at(-1)?.account;
  const present = shown.filter(
    ({ account }) =>
      byAccount.has(account) ||
      ((!screen.resumed || first === undefined || account > first) && (last === undefined || account < last)),
  );
  return html`<div class="wide" role="region" tabindex="0" aria-label="${says.title}"><table class="t in-block ledger-t"><thead><tr><th scope="col">${says.day}</th><th scope="col">${says.entry}</th><th scope="col">${says.piece}</th><th scope="col">${says.label}</th><th scope="col">${says.letter}</th><th scope="col" class="amt">${words.balance.heads.debit}</th><th scope="col" class="amt">${words.balance.heads.credit}</th><th scope="col" class="amt">${says.running}</th></tr></thead>
${present.map((row) => accountBody(visit, row, byAccount.get(row.account) ?? [], { isResumed: screen.resumed && row.account === first, isCut: row.account === last, period: screen.period }))}</table></div>`;
}

function accountBody(
  visit: CompanyVisit,
  row: AccountRow,
  lines: readonly LedgerLine[],
  { isResumed, isCut, period }: { isResumed: boolean; isCut: boolean; period: { from: string; to: string } },
): Html {
  const { words, company } = visit;
  const says = words.ledger;
  const [firstLine] = lines;
  const start =
    isResumed && firstLine ? row.opening + firstLine.moved - firstLine.debit + firstLine.credit : row.opening;
  return html`<tbody><tr class="entry"><th colspan="8" scope="rowgroup"><a class="inv" href="${company.base}/ledger/${row.account}${query({ asOf: period.to, since: period.from })}">${row.account}</a> · ${row.name}</th></tr>
${start === 0n && !isResumed ? null : html`<tr><td></td><td></td><td></td><td class="soft">${isResumed ? says.brought : says.opening}</td><td></td><td class="amt">${side(visit, start > 0n ? start : 0n)}</td><td class="amt">${side(visit, start < 0n ? -start : 0n)}</td><td class="amt">${plainAmount(visit, start)}</td></tr>`}
${lines.map((line) => ledgerRow(visit, line, row.opening))}
${isCut ? null : html`<tr class="sum"><th scope="row" colspan="5">${says.totalOf(row.account)}</th><td class="amt">${visit.format.amount(row.debit)}</td><td class="amt">${visit.format.amount(row.credit)}</td><td class="amt">${plainAmount(visit, closingOf(row))}</td></tr>`}</tbody>`;
}

function ledgerRow(visit: CompanyVisit, line: LedgerLine, opening: bigint): Html {
  return html`<tr><td class="nw soft">${time(visit, line.postedOn)}</td><td class="nw">${entryLink(visit, line)}</td><td class="soft">${line.piece}</td><td class="c-lab">${lineLabel(visit, line)}</td><td class="soft">${line.letter}</td><td class="amt">${side(visit, line.debit)}</td><td class="amt">${side(visit, line.credit)}</td><td class="amt soft">${plainAmount(visit, opening + line.moved)}</td></tr>`;
}

export function entryLink(
  visit: CompanyVisit,
  line: Pick<LedgerLine, "entryId" | "journal" | "number">,
): Html {
  const number =
    line.number === null
      ? html`<span class="soft">${visit.words.ledger.draft}</span>`
      : visit.format.count(line.number);
  return html`<a class="inv" href="${visit.company.base}/journal/${String(line.entryId)}">${line.journal} ${number}</a>`;
}

/** The label with what the line stands for: third party (with its own lines behind it), invoice, bank line. */
export function lineLabel(visit: CompanyVisit, line: LedgerLine): Html {
  const { company, words } = visit;
  const links = [
    line.party && line.thirdPartyId
      ? html`<a href="${company.base}/ledger/${line.account}${query({ party: String(line.thirdPartyId) })}">${line.party}</a> `
      : null,
    line.invoiceId && line.invoice
      ? html`<a href="${company.base}/invoices/${String(line.invoiceId)}">${line.invoice}</a> `
      : null,
    line.bankLineId
      ? html`<a href="${company.base}/lines/${String(line.bankLineId)}">${words.ledger.bankLine}</a>`
      : null,
  ];
  return html`${line.label}${links.some((link) => link) ? html`<span class="sub">${links}</span>` : null}`;
}
