import type { Roles } from "../../domain/accounting/accounts.ts";
import { type Cents, sumCents } from "../../domain/money.ts";
import type { Problem } from "../../domain/problems.ts";
import type { BankAccount } from "../../sql/companies.ts";
import type { InHandRow, RemittanceRow, RemittanceState } from "../../sql/screens/remittances.ts";
import { type Html, html, query } from "../html.ts";
import { type CompanyVisit, mayAct } from "../visit.ts";
import { layout } from "./layout.ts";
import { amount, options, problemNotes, type Shape, state, time } from "./parts.ts";

export type RemittancesScreen = {
  inHand: readonly InHandRow[];
  made: readonly RemittanceRow[];
  accounts: readonly BankAccount[];
  roles: Roles;
  /** What the till holds today. */
  cash: Cents;
  /** What a form just did, and the remittance it did it to. */
  said: { what: "made" | "withdrawn"; reference: string } | undefined;
  problems: readonly Problem[];
};

/** Money in hand: cheques to put on a slip, card sales to batch, cash to pay in, and what became of each remittance. */
export function remittancesPage(visit: CompanyVisit, screen: RemittancesScreen): Html {
  const says = visit.words.remittances;
  const may = mayAct(visit, "accountant");
  const done = screen.said
    ? html`<p class="note ok" role="status">${says.said[screen.said.what](screen.said.reference)}</p>`
    : null;
  const refused =
    screen.problems.length > 0 ? html`<div role="alert">${problemNotes(visit, screen.problems)}</div>` : null;
  return layout(visit, {
    title: says.title,
    link: "remittances",
    body: html`<div class="title"><h1>${says.title}</h1><p>${says.intro}</p></div>
<div class="notes">${done}${refused}</div>
${inHandBlock(visit, screen, "cheque", may)}
${inHandBlock(visit, screen, "card", may)}
${may ? cashBlock(visit, screen) : null}
<section class="hand"><div class="sec"><h2>${says.made}</h2></div>${madeTable(visit, screen.made, may)}</section>`,
  });
}

function inHandBlock(
  visit: CompanyVisit,
  { inHand, accounts }: RemittancesScreen,
  method: "cheque" | "card",
  may: boolean,
): Html {
  const says = visit.words.remittances;
  const { heads } = says;
  const own = inHand.filter((row) => row.method === method);
  const title = html`<div class="sec"><h2>${says.inHand[method](own.length)}</h2></div>`;
  if (own.length === 0)
    return html`<section class="hand">${title}<p class="note">${says.none[method]}</p></section>`;
  const ofCheque = method === "cheque";
  const rows = own.map(
    (row) =>
      html`<tr>${may ? html`<td><input type="checkbox" name="payment" value="${String(row.paymentId)}" checked aria-label="${heads.pick} ${row.chequeNumber ?? row.party ?? ""}"></td>` : null}<td class="nw">${time(visit, row.paidOn)}</td><td>${row.party ?? visit.words.none}</td>${ofCheque ? html`<td>${row.chequeNumber ?? visit.words.none}</td><td>${row.drawnOn ?? visit.words.none}</td>` : null}<td>${row.invoices.join(", ")}</td><td class="amt">${amount(visit, row.amountCents)}</td></tr>`,
  );
  const all = says.allOf(visit.format.euros(sumCents(own.map((row) => row.amountCents))));
  const table = html`<div class="wide" role="region" tabindex="0" aria-label="${says.inHand[method](own.length)}"><table class="t"><thead><tr>${may ? html`<th scope="col">${heads.pick}</th>` : null}<th scope="col">${heads.day}</th><th scope="col">${heads.payer}</th>${ofCheque ? html`<th scope="col">${heads.number}</th><th scope="col">${heads.bank}</th>` : null}<th scope="col">${heads.invoices}</th><th scope="col" class="amt">${heads.amount}</th></tr></thead><tbody>${rows}</tbody></table></div>`;
  if (!may) return html`<section class="hand">${title}${table}<p class="note">${all}</p></section>`;
  return html`<section class="hand">${title}<form method="post" action="${visit.company.base}/remittances"><input type="hidden" name="kind" value="${ofCheque ? "cheque_slip" : "card_batch"}">${table}
<div class="filters">${accountField(visit, accounts, method)}<button class="btn go">${says.make[method]}</button><p class="soft">${all}. ${says.makeNote[method]}</p></div></form></section>`;
}

function accountField(visit: CompanyVisit, accounts: readonly BankAccount[], name: string): Html {
  const choices = accounts.map(({ journal, name: label }) => ({
    value: journal,
    label: `${journal} · ${label}`,
  }));
  return html`<div class="f"><label for="account-${name}">${visit.words.remittances.account}</label><select class="in" id="account-${name}" name="account" required>${options(choices, undefined)}</select></div>`;
}

function cashBlock(visit: CompanyVisit, { accounts, cash, roles }: RemittancesScreen): Html {
  const says = visit.words.remittances;
  return html`<section class="hand"><div class="sec"><h2>${says.cash}</h2></div><form class="filters" method="post" action="${visit.company.base}/remittances/cash">${accountField(visit, accounts, "cash")}<div class="f"><label for="cash-amount">${says.cashAmount}</label><input class="in amt" id="cash-amount" name="amount" inputmode="decimal" required></div><button class="btn go">${says.cashMake}</button><p class="soft">${says.cashHeld(visit.format.euros(cash))}. ${says.cashNote(roles.internalTransfer, roles.cash)}</p></form></section>`;
}

const SHAPES: Record<RemittanceState, Shape> = {
  under_way: "wait",
  part: "late",
  credited: "ok",
  withdrawn: "over",
};

function madeTable(visit: CompanyVisit, made: readonly RemittanceRow[], may: boolean): Html {
  const says = visit.words.remittances;
  if (made.length === 0) return html`<p class="note">${says.noneMade}</p>`;
  const heads = says.madeHeads;
  return html`<div class="wide" role="region" tabindex="0" aria-label="${says.made}"><table class="t"><thead><tr><th scope="col">${heads.reference}</th><th scope="col">${heads.kind}</th><th scope="col">${heads.day}</th><th scope="col">${heads.account}</th><th scope="col" class="amt">${heads.count}</th><th scope="col" class="amt">${heads.amount}</th><th scope="col">${heads.state}</th>${may ? html`<td></td>` : null}</tr></thead><tbody>${made.map((row) => madeRow(visit, row, may))}</tbody></table></div>`;
}

function madeRow(visit: CompanyVisit, row: RemittanceRow, may: boolean): Html {
  const { words, company, format } = visit;
  const says = words.remittances;
  const line = row.lineId
    ? html` <a class="sub" href="${company.base}/lines/${String(row.lineId)}">${words.payments.line}</a>`
    : null;
  const payments = (state?: "returned") => `${company.base}/payments${query({ q: row.reference, state })}`;
  const back =
    row.returned > 0
      ? html`<a class="sub" href="${payments("returned")}">${says.came(row.returned)}</a>`
      : null;
  const held =
    row.payments > 0 ? html`<a href="${payments()}">${format.count(row.payments)}</a>` : format.count(0);
  const withdraw =
    may && row.state === "under_way"
      ? html`<form method="post" action="${company.base}/remittances/${String(row.id)}/withdraw"><button class="btn bare">${says.withdraw}<span class="sr"> ${row.reference}</span></button></form>`
      : null;
  const slip =
    row.kind === "cheque_slip" && row.state !== "withdrawn"
      ? html`<a class="sub" href="${company.base}/remittances/${String(row.id)}/bordereau.pdf">${says.slip}<span class="sr"> ${row.reference}</span></a>`
      : null;
  return html`<tr><th scope="row" class="nw">${row.reference}${slip}</th><td>${says.kinds[row.kind]}</td><td class="nw">${time(visit, row.madeOn)}</td><td>${row.journal}</td><td class="amt">${row.kind === "cash_deposit" ? words.none : held}</td><td class="amt">${amount(visit, row.amountCents)}</td><td>${state(SHAPES[row.state], says.states[row.state])}${line}${back}</td>${may ? html`<td>${withdraw}</td>` : null}</tr>`;
}
