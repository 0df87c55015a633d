import { daysBetween, type IsoDate } from "../../domain/days.ts";
import { absCents, type Cents, sumCents } from "../../domain/money.ts";
import type { HeldAs } from "../../sql/held.ts";
import type { OpenItem, Party } from "../../sql/screens/partyAccount.ts";
import { type Html, html } from "../html.ts";
import type { CompanyVisit } from "../visit.ts";
import { layout } from "./layout.ts";
import { amount, time } from "./parts.ts";

export type AccountScreen = {
  party: Party;
  upTo: IsoDate;
  items: OpenItem[];
  total: { items: number; amountCents: Cents; dueCents: Cents };
  /** What is held for it, above zero: owed to it, beside what it owes. */
  held: readonly { heldAs: HeldAs; cents: Cents }[];
};

/** The statement of account of one customer or insurer: its open items, the money held for it, and what they make. Meant to be printed. */
export function accountPage(visit: CompanyVisit, screen: AccountScreen): Html {
  const { party, upTo, items, total, held } = screen;
  const { words, format, company } = visit;
  const says = words.partyStatement;
  const { heads } = says;
  const insurer = party.payer === "amo" || party.payer === "amc";
  const rows = items.map((item) => itemRow(visit, item, { upTo, insurer }));
  const table = html`<div class="wide" role="region" tabindex="0" aria-label="${says.title}"><table class="t"><thead><tr><th scope="col">${heads.invoice}</th><th scope="col">${heads.issuedOn}</th><th scope="col">${heads.dueOn}</th>${insurer ? html`<th scope="col">${heads.patient}</th>` : null}<th scope="col">${heads.late}</th><th scope="col" class="amt">${heads.amount}</th><th scope="col" class="amt">${heads.settled}</th><th scope="col" class="amt">${heads.due}</th></tr></thead><tbody>${rows}</tbody>
<tfoot><tr><th scope="row">${says.count(format.count(total.items))}</th><td></td><td></td>${insurer ? html`<td></td>` : null}<td></td><td class="amt">${format.amount(total.amountCents)}</td><td class="amt">${format.amount(total.amountCents - total.dueCents)}</td><td class="amt">${format.amount(total.dueCents)}</td></tr>${heldRows(visit, screen, insurer)}</tfoot></table></div>`;
  return layout(visit, {
    title: says.of(party.name),
    link: "unpaid",
    body: html`<div class="title"><h1>${says.of(party.name)}</h1><p>${words.payersLong[party.payer]} · ${party.aux}</p><p class="right">${format.longDay(upTo)}</p></div>
<form class="filters no-print" method="get" action="${company.base}/parties/${String(party.id)}"><div class="f"><label for="upTo">${says.upTo}</label><input class="in" id="upTo" name="upTo" type="date" value="${upTo}"></div><button class="btn">${says.show}</button><p class="help">${says.print}</p></form>
<p class="block only-print">${says.company} ${company.name}</p>
${items.length === 0 && held.length === 0 ? html`<div class="notes"><p class="note ok">${says.empty}</p></div>` : table}
${items.length < total.items ? html`<p class="block help">${says.cut(format.count(items.length), format.count(total.items))}</p>` : null}
<p class="block help">${says.explain}</p>`,
  });
}

/** Advances and money to pay back are taken off what is due: the balance is what is left to pay, by one or the other. */
function heldRows(visit: CompanyVisit, { total, held }: AccountScreen, insurer: boolean): Html | null {
  if (held.length === 0) return null;
  const { words, format } = visit;
  const says = words.partyStatement;
  const span = insurer ? 7 : 6;
  const row = (what: string, cents: Cents) =>
    html`<tr><th scope="row" colspan="${span}">${what}</th><td class="amt">${format.amount(cents)}</td></tr>`;
  const balance = total.dueCents - sumCents(held.map(({ cents }) => cents));
  const left = balance < 0n ? says.inFavour : says.balance;
  return html`${held.map(({ heldAs, cents }) => row(says.held[heldAs], -cents))}${row(left, absCents(balance))}`;
}

function itemRow(
  visit: CompanyVisit,
  item: OpenItem,
  { upTo, insurer }: { upTo: IsoDate; insurer: boolean },
): Html {
  const { words, company } = visit;
  const late = daysBetween(item.dueOn ?? item.issuedOn, upTo);
  return html`<tr><td><a class="inv" href="${company.base}/invoices/${String(item.invoiceId)}">${item.number}</a></td><td>${time(visit, item.issuedOn)}</td><td>${item.dueOn ? time(visit, item.dueOn) : words.none}</td>${insurer ? html`<td>${item.patient}</td>` : null}<td class="soft">${late > 0 && item.dueCents > 0n ? words.partyStatement.days(late) : words.none}</td>
<td class="amt">${amount(visit, item.amountCents)}</td><td class="amt">${amount(visit, item.amountCents - item.dueCents)}</td><td class="amt">${amount(visit, item.dueCents)}</td></tr>`;
}
