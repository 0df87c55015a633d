import { absCents, sumCents } from "../../domain/money.ts";
import type { BalanceRow, EntryLine, EntryRow, Journal, PaymentRow } from "../../sql/screens/books.ts";
import { type Html, html, query } from "../html.ts";
import type { CompanyVisit } from "../visit.ts";
import { entryTable } from "./entries.ts";
import { methodWord, paymentState } from "./invoices.ts";
import { layout } from "./layout.ts";
import { amount, nextPage, options, side, state, time } from "./parts.ts";

const INVOICES_SHOWN = 3;

export function paymentsPage(
  visit: CompanyVisit,
  screen: { payments: PaymentRow[]; next: string | undefined; further: boolean },
): Html {
  const { words, company } = visit;
  const heads = words.payments.heads;
  const table = html`<div class="wide" role="region" tabindex="0" aria-label="${words.payments.title}"><table class="t many"><thead><tr><th scope="col">${heads.date}</th><th scope="col">${heads.party}</th><th scope="col">${heads.method}</th><th scope="col">${heads.invoices}</th><th scope="col">${heads.state}</th><th scope="col">${heads.by}</th><th scope="col" class="amt">${heads.amount}</th></tr></thead><tbody>${screen.payments.map((payment) => paymentRow(visit, payment))}</tbody></table></div>`;
  return layout(visit, {
    title: words.payments.title,
    link: "payments",
    body: html`<div class="title"><h1>${words.payments.title}</h1></div>
${screen.payments.length > 0 ? table : html`<div class="notes"><p class="note">${words.payments.empty}</p></div>`}
${nextPage(visit, { next: screen.next && `${company.base}/payments${query({ after: screen.next })}`, start: screen.further ? `${company.base}/payments` : undefined })}`,
  });
}

function paymentRow(visit: CompanyVisit, payment: PaymentRow): Html {
  const { words, company } = visit;
  const invoices = payment.invoices
    .slice(0, INVOICES_SHOWN)
    .map(({ id, number }) => html`<a class="inv" href="${company.base}/invoices/${id}">${number}</a> `);
  const signed = payment.direction === "out" ? -payment.amountCents : payment.amountCents;
  return html`<tr><td class="nw soft">${time(visit, payment.paidOn)}</td><td>${payment.party}<span class="sub">${payment.label}</span></td><td>${methodWord(visit, payment.method)}${payment.reference ? html`<span class="sub">${payment.reference}</span>` : null}</td>
<td>${invoices}${payment.invoices.length > INVOICES_SHOWN ? html`<span class="soft">${words.payments.more}</span>` : null}</td>
<td class="nw">${paymentState(visit, payment.status)}${payment.lineId ? html`<a class="sub" href="${company.base}/lines/${String(payment.lineId)}">${words.payments.line}</a>` : null}</td><td class="soft">${payment.recordedBy ?? words.machine}</td><td class="amt">${visit.format.amount(signed)}</td></tr>`;
}

export type JournalScreen = {
  journals: Journal[];
  months: string[];
  journal: string | undefined;
  month: string | undefined;
  entries: EntryRow[];
  lines: EntryLine[];
  totals: { entries: number; debit: bigint; credit: bigint };
  next: string | undefined;
  further: boolean;
};

export function journalPage(visit: CompanyVisit, screen: JournalScreen): Html {
  const { words, format, company } = visit;
  const says = words.journal;
  const chosen = { journal: screen.journal, month: screen.month };
  const months = screen.months.map((value) => ({ value, label: format.month(value) }));
  const journals = [
    { value: "", label: says.all },
    ...screen.journals.map(({ code, name }) => ({ value: code, label: `${code} · ${name}` })),
  ];
  const title = screen.month ? `${says.title}, ${format.month(screen.month)}` : says.title;
  return layout(visit, {
    title,
    link: "journal",
    body: html`<div class="title"><h1>${title}</h1><p>${says.entries(format.count(screen.totals.entries))}</p></div>
<form class="filters" method="get" action="${company.base}/journal"><div class="f w"><label for="journal">${says.journal}</label><select class="in" id="journal" name="journal">${options(journals, screen.journal)}</select></div><div class="f"><label for="month">${says.month}</label><select class="in" id="month" name="month">${options(months, screen.month)}</select></div><button class="btn">${says.show}</button></form>
<div class="block">${screen.entries.length > 0 ? entryTable(visit, screen.entries, screen.lines, { label: says.monthTotal, debit: screen.totals.debit, credit: screen.totals.credit }) : html`<p class="note">${says.empty}</p>`}</div>
${nextPage(visit, { next: screen.next && `${company.base}/journal${query({ ...chosen, after: screen.next })}`, start: screen.further ? `${company.base}/journal${query(chosen)}` : undefined })}`,
  });
}

export function entryPage(visit: CompanyVisit, entry: EntryRow, lines: readonly EntryLine[]): Html {
  const number = entry.number === null ? visit.words.journal.draft : visit.format.count(entry.number);
  const title = visit.words.journal.entryTitle(entry.journal, number);
  return layout(visit, {
    title,
    link: "journal",
    body: html`<div class="title"><h1>${title}</h1><p>${entry.label}</p></div><div class="block">${entryTable(visit, [entry], lines)}</div>`,
  });
}

export function balancePage(
  visit: CompanyVisit,
  { rows, from, to }: { rows: readonly BalanceRow[]; from: string; to: string },
): Html {
  const { words, company } = visit;
  const says = words.balance;
  const gap = sumCents(rows.map((row) => row.debit - row.credit));
  const check =
    gap === 0n ? state("ok", says.equal) : state("bad", says.unequal(visit.format.euros(absCents(gap))));
  return layout(visit, {
    title: says.title,
    link: "balance",
    body: html`<div class="title"><h1>${says.title}</h1><p>${rows.length > 0 ? check : null}</p></div>
<form class="filters" method="get" action="${company.base}/balance"><div class="f"><label for="from">${says.from}</label><input class="in" id="from" name="from" type="date" value="${from}"></div><div class="f"><label for="to">${says.to}</label><input class="in" id="to" name="to" type="date" value="${to}"></div><button class="btn">${says.show}</button></form>
<div class="block">${rows.length > 0 ? balanceTable(visit, rows) : html`<p class="note">${says.empty}</p>`}</div>`,
  });
}

function balanceTable(visit: CompanyVisit, rows: readonly BalanceRow[]): Html {
  const heads = visit.words.balance.heads;
  const body = rows.map((row) => {
    const [debit, credit] = balanceSides(row);
    return html`<tr><th scope="row" class="soft">${row.account}</th><td>${row.name}</td><td class="amt">${amount(visit, row.debit)}</td><td class="amt">${amount(visit, row.credit)}</td><td class="amt">${side(visit, debit)}</td><td class="amt">${side(visit, credit)}</td></tr>`;
  });
  const sum = (of: (row: BalanceRow) => bigint) => visit.format.amount(sumCents(rows.map(of)));
  return html`<div class="wide" role="region" tabindex="0" aria-label="${visit.words.balance.title}"><table class="t in-block"><thead><tr><th scope="col">${heads.account}</th><th scope="col">${heads.name}</th><th scope="col" class="amt">${heads.debit}</th><th scope="col" class="amt">${heads.credit}</th><th scope="col" class="amt">${heads.debitBalance}</th><th scope="col" class="amt">${heads.creditBalance}</th></tr></thead><tbody>${body}</tbody>
<tfoot><tr><th scope="row" colspan="2">${visit.words.total}</th><td class="amt">${sum((row) => row.debit)}</td><td class="amt">${sum((row) => row.credit)}</td><td class="amt">${sum((row) => balanceSides(row)[0])}</td><td class="amt">${sum((row) => balanceSides(row)[1])}</td></tr></tfoot></table></div>`;
}

function balanceSides({ debit, credit }: BalanceRow): [bigint, bigint] {
  return debit >= credit ? [debit - credit, 0n] : [0n, credit - debit];
}
