import type { Cents } from "../../domain/money.ts";
import type { PaidWithoutPayment } from "../../sql/screens/settling.ts";
import { type Html, html } from "../html.ts";
import { type CompanyVisit, mayAct } from "../visit.ts";
import { layout } from "./layout.ts";
import { amount, time } from "./parts.ts";

export type PaidScreen = {
  rows: PaidWithoutPayment[];
  totals: { count: number; dueCents: Cents };
};

/** The control list of D6: what counts as paid and of which no money was seen. */
export function paidPage(visit: CompanyVisit, { rows, totals }: PaidScreen): Html {
  const says = visit.words.settling.paid;
  const { heads } = says;
  const total = says.count(visit.format.count(totals.count), visit.format.euros(totals.dueCents));
  return layout(visit, {
    title: says.title,
    link: "unpaid",
    body: html`<div class="title"><h1>${says.title}</h1><p>${says.intro}</p>${rows.length > 0 ? html`<p><b>${total}</b></p>` : null}</div>
${
  rows.length === 0
    ? html`<p class="block soft">${says.none}</p>`
    : html`<table class="t"><caption class="sr">${says.title}</caption><thead><tr><th scope="col">${heads.number}</th><th scope="col">${heads.customer}</th><th scope="col">${heads.issued}</th><th scope="col">${heads.marked}</th><th scope="col">${heads.by}</th><th scope="col" class="amt">${heads.due}</th><td></td></tr></thead><tbody>${rows.map((row) => paidRow(visit, row))}</tbody></table>`
}`,
  });
}

function paidRow(visit: CompanyVisit, row: PaidWithoutPayment): Html {
  const { company, words } = visit;
  const address = `${company.base}/invoices/${String(row.id)}`;
  const back = mayAct(visit, "accountant")
    ? html`<form method="post" action="${address}/mark"><input type="hidden" name="share" value="${String(row.shareId)}"><input type="hidden" name="to" value="to_pay"><button class="btn">${words.settling.unmark}</button></form>`
    : null;
  return html`<tr><td><a class="inv" href="${address}">${row.number}</a></td><td>${row.customer}</td><td class="nw">${time(visit, row.issuedOn)}</td><td class="nw">${time(visit, row.markedAt.toISOString().slice(0, 10))}</td><td>${row.who ?? words.settling.paid.onReceipt}</td><td class="amt">${amount(visit, row.dueCents)}</td><td>${back}</td></tr>`;
}
