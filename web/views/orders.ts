import { sumCents } from "../../domain/money.ts";
import type { OrderRow, UnderWayRow } from "../../sql/screens/orders.ts";
import { type Html, html, type Shown } from "../html.ts";
import { type CompanyVisit, mayAct } from "../visit.ts";
import { methodWord, paymentState } from "./invoices.ts";
import { layout } from "./layout.ts";
import { amount, countTo, instant, nextPage, state, time } from "./parts.ts";

export type OrdersScreen = {
  orders: readonly OrderRow[];
  awaited: readonly UnderWayRow[];
  next: string | undefined;
  further: boolean;
  said: string | undefined;
};

/** What is planned, issued or in the portfolio, and the orders with what became of their payments. */
export function ordersPage(visit: CompanyVisit, screen: OrdersScreen): Html {
  const says = visit.words.orders;
  const { orders, awaited, next, further } = screen;
  const waiting = screen.further
    ? null
    : html`<div class="title"><h2>${says.awaited}</h2></div>${awaited.length > 0 ? awaitedTable(visit, awaited) : html`<div class="notes"><p class="note">${says.nothingAwaited}</p></div>`}`;
  return layout(visit, {
    title: says.title,
    link: "orders",
    body: html`<div class="title"><h1>${says.title}</h1><p>${says.intro}</p>${makeLinks(visit)}</div>
${saidNote(visit, screen.said)}${waiting}
<div class="title"><h2>${says.sent}</h2></div>${orders.length > 0 ? orderTable(visit, orders) : html`<div class="notes"><p class="note">${says.nothingSent}</p></div>`}
${nextPage(visit, { next: next && `${visit.company.base}/orders?before=${next}`, start: further ? `${visit.company.base}/orders` : undefined })}`,
  });
}

export function saidNote(visit: CompanyVisit, said: string | undefined): Html | null {
  const done = visit.words.orders.said[said as keyof typeof visit.words.orders.said];
  return done ? html`<div class="notes"><p class="note ok" role="status">${done}</p></div>` : null;
}

function makeLinks(visit: CompanyVisit): Html | null {
  if (!mayAct(visit, "accountant")) return null;
  const { make } = visit.words.orders;
  const links = (["transfer", "direct_debit", "hand_in"] as const).map(
    (kind) => html`<a class="btn" href="${visit.company.base}/orders/new/${kind}">${make[kind]}</a> `,
  );
  return html`<p class="right">${links}</p>`;
}

function orderTable(visit: CompanyVisit, orders: readonly OrderRow[]): Html {
  const { words, format } = visit;
  const { heads } = words.orders;
  const waiting = format.amount(sumCents(orders.map((order) => order.waitingCents)));
  return html`<div class="wide" role="region" tabindex="0" aria-label="${words.orders.sent}"><table class="t many"><thead><tr><th scope="col">${heads.reference}</th><th scope="col">${heads.day}</th><th scope="col">${heads.account}</th><th scope="col">${heads.state}</th><th scope="col" class="amt">${heads.count}</th><th scope="col" class="amt">${heads.waiting}</th><th scope="col" class="amt">${heads.amount}</th></tr></thead>
<tbody>${orders.map((order) => orderRow(visit, order))}</tbody><tfoot><tr><th scope="row" colspan="5">${words.total}</th><td class="amt">${waiting}</td><td class="amt">${format.amount(sumCents(orders.map((order) => order.totalCents)))}</td></tr></tfoot></table></div>`;
}

function orderRow(visit: CompanyVisit, order: OrderRow): Html {
  const says = visit.words.orders;
  const purpose = order.purpose ? ` ${says.purposes[order.purpose]}` : "";
  return html`<tr><td class="nw"><a class="inv" href="${visit.company.base}/orders/${String(order.id)}">${order.reference}</a><span class="sub">${says.kinds[order.kind]}${purpose}</span></td><td class="nw">${dayOf(visit, order)}</td><td>${order.account ?? visit.words.none}</td><td>${orderState(visit, order)}</td><td class="amt">${countTo(visit, order.count, `${visit.company.base}/orders/${String(order.id)}`)}</td><td class="amt">${amount(visit, order.waitingCents)}</td><td class="amt">${amount(visit, order.totalCents)}</td></tr>`;
}

export function dayOf(visit: CompanyVisit, { executeOn }: Pick<OrderRow, "executeOn">): Shown {
  return executeOn
    ? time(visit, executeOn)
    : html`<span class="soft">${visit.words.orders.dayUnknown}</span>`;
}

/** What became of an order: the word of its payments, and beside it those that went wrong. */
export function orderState(visit: CompanyVisit, order: OrderRow): Html {
  const { states, trouble } = visit.words.orders;
  const { waiting, cleared, rejected, returned, count } = order;
  const wrong =
    rejected + returned > 0 ? html` <span class="sub">${trouble(rejected, returned)}</span>` : null;
  if (rejected === count) return state("bad", states.rejected);
  if (waiting === 0) return html`${state(returned > 0 ? "bad" : "ok", states.cleared)}${wrong}`;
  return html`${state("wait", cleared > 0 ? states.part(cleared, count) : states.waiting)}${wrong}`;
}

function awaitedTable(visit: CompanyVisit, payments: readonly UnderWayRow[]): Html {
  const { words, format } = visit;
  const { heads, totals: says } = words.orders;
  const totals = (["out", "in"] as const).flatMap((direction) => {
    const own = payments.filter((payment) => payment.direction === direction);
    if (own.length === 0) return [];
    return html`<tr><th scope="row" colspan="6">${says[direction]}</th><td class="amt">${format.amount(sumCents(own.map((each) => each.amountCents)))}</td></tr>`;
  });
  return html`<div class="wide" role="region" tabindex="0" aria-label="${words.orders.awaited}"><table class="t many"><thead><tr><th scope="col">${heads.day}</th><th scope="col">${heads.party}</th><th scope="col">${heads.method}</th><th scope="col">${heads.documents}</th><th scope="col">${heads.due}</th><th scope="col">${heads.state}</th><th scope="col" class="amt">${heads.amount}</th></tr></thead>
<tbody>${payments.map((payment) => awaitedRow(visit, payment))}</tbody><tfoot>${totals}</tfoot></table></div>`;
}

function awaitedRow(visit: CompanyVisit, payment: UnderWayRow): Html {
  const { words } = visit;
  const cheque = payment.chequeNumber ? words.road.cheque(payment.chequeNumber) : null;
  return html`<tr><td class="nw">${time(visit, payment.paidOn)}</td><td>${payment.party}</td><td>${methodWord(visit, payment.method)}${cheque ? html`<span class="sub">${cheque}</span>` : null}</td><td>${documentLinks(visit, payment)}</td><td class="nw">${payment.dueOn ? time(visit, payment.dueOn) : words.none}</td><td>${scheduledState(visit, payment)}</td><td class="amt">${amount(visit, payment.amountCents)}</td></tr>`;
}

/** A planned payment has its own sign (S4.11), and its way out; one whose day is past says why it stayed. */
function scheduledState(visit: CompanyVisit, payment: UnderWayRow): Html {
  const says = visit.words.orders;
  if (payment.status !== "scheduled") return paymentSign(visit, payment);
  const isLate = payment.paidOn < visit.today;
  const word = isLate ? state("late", says.late) : scheduledSign(visit, payment.paidOn);
  const why = isLate ? html`<span class="sub">${says.lateWhy}</span>` : null;
  return html`${word}${why}${cancelPlannedForm(visit, payment)}`;
}

/** The pictogram of a planned payment: a clock before the word (S4.11). */
function scheduledSign(visit: CompanyVisit, day: string): Html {
  return html`<span class="planned"><svg width="13" height="13" viewBox="0 0 13 13" fill="none" stroke="currentColor" stroke-width="1.5" aria-hidden="true"><circle cx="6.5" cy="6.5" r="5.5"/><path d="M6.5 3.5v3l2 1.5"/></svg> ${visit.words.orders.scheduledFor(visit.format.day(day))}</span>`;
}

/** The state of a payment in a list; a planned one has its own sign and its way out (S4.11), a refund to send the way to its order. */
export function paymentSign(
  visit: CompanyVisit,
  payment: { id: bigint; status: string; method: string; toSend: boolean; paidOn: string },
): Html {
  if (payment.toSend) {
    const { make } = visit.words.orders;
    const way = mayAct(visit, "accountant")
      ? html` <a class="sub" href="${visit.company.base}/orders/new/transfer">${make.transfer}</a>`
      : null;
    return html`${paymentState(visit, { ...payment, status: "to_send" })}${way}`;
  }
  if (payment.status !== "scheduled") return paymentState(visit, payment);
  return html`${scheduledSign(visit, payment.paidOn)}${cancelPlannedForm(visit, payment)}`;
}

function cancelPlannedForm(visit: CompanyVisit, payment: Pick<UnderWayRow, "id">): Html | null {
  if (!mayAct(visit, "accountant")) return null;
  return html`<form method="post" action="${visit.company.base}/orders/scheduled/${String(payment.id)}/cancel"><button class="btn bare">${visit.words.orders.cancel}</button></form>`;
}

/** The documents that a payment pays; without any, what it is said to be for, as a refund of money set aside. */
export function documentLinks(
  visit: CompanyVisit,
  { id, documents, label }: Pick<UnderWayRow, "id" | "documents" | "label">,
): Shown {
  if (documents.length === 0)
    return html`<a class="soft" href="${visit.company.base}/payments/${String(id)}">${label}</a>`;
  return documents.map(
    ({ id, number }, nth) =>
      html`${nth > 0 ? ", " : ""}<a class="inv" href="${visit.company.base}/invoices/${id}">${number}</a>`,
  );
}

/** One order with its payments: what the bank answered and did of each, and the form to say that it refused one. */
export function orderPage(
  visit: CompanyVisit,
  given: {
    order: OrderRow;
    payments: readonly UnderWayRow[];
    /** There is a file for the bank, and a slip. */
    sends: boolean;
    said: string | undefined;
    problems: Shown;
  },
): Html {
  const { words, format } = visit;
  const says = words.orders;
  const { order, payments } = given;
  const title = says.orderTitle(says.kinds[order.kind], order.reference);
  const made = order.fileId
    ? html`<a href="${visit.company.base}/files/${String(order.fileId)}">${says.fromFile}</a>`
    : html`${instant(visit, order.madeAt)}${order.madeBy ? `, ${says.madeBy(order.madeBy)}` : ""}`;
  const { heads } = says;
  const acts = payments.some((payment) => mayRefuse(visit, order, payment)) ? html`<td></td>` : null;
  return layout(visit, {
    title,
    link: "orders",
    body: html`<div class="title"><h1>${title}, ${format.euros(order.totalCents)}</h1><p>${dayOf(visit, order)}${order.account ? ` · ${order.account}` : ""}${order.purpose ? ` · ${says.purposes[order.purpose]}` : ""}</p><p>${orderState(visit, order)}</p><p class="right">${made}</p></div>
${saidNote(visit, given.said)}${given.problems}${transferLinks(visit, given)}
<div class="wide" role="region" tabindex="0" aria-label="${title}"><table class="t many"><thead><tr><th scope="col">${heads.party}</th><th scope="col">${heads.documents}</th><th scope="col">${says.identifier}</th><th scope="col">${heads.state}</th><th scope="col" class="amt">${heads.amount}</th>${acts}</tr></thead>
<tbody>${payments.map((payment) => itemRow(visit, order, payment, acts))}</tbody><tfoot><tr><th scope="row" colspan="4">${says.payments(payments.length)}</th><td class="amt">${format.amount(sumCents(payments.map((each) => each.amountCents)))}</td>${acts}</tr></tfoot></table></div>`,
  });
}

/** S4.18, S4.19: of SEPA transfers alone. An account without an IBAN says why there is no file. */
function transferLinks(
  visit: CompanyVisit,
  { order, sends }: { order: OrderRow; sends: boolean },
): Html | null {
  if (order.kind !== "transfer" || order.fileId !== null || !mayAct(visit, "accountant")) return null;
  const says = visit.words.orders.transferFile;
  if (!sends)
    return html`<div class="notes"><p class="note">${says.noIban(order.account ?? visit.words.none)}</p></div>`;
  const address = `${visit.company.base}/orders/${String(order.id)}`;
  return html`<div class="filters"><a class="btn go" href="${address}/virement.xml" download>${says.file}</a> <a class="btn" href="${address}/bordereau.pdf">${says.slip}</a><p class="soft">${says.note}</p></div>`;
}

function mayRefuse(visit: CompanyVisit, order: OrderRow, payment: UnderWayRow): boolean {
  return payment.status === "sent" && order.kind !== "hand_in" && mayAct(visit, "accountant");
}

function itemRow(visit: CompanyVisit, order: OrderRow, payment: UnderWayRow, noAct: Html | null): Html {
  const says = visit.words.orders;
  const line = payment.lineId
    ? html` <a class="sub" href="${visit.company.base}/lines/${String(payment.lineId)}">${visit.words.payments.line}</a>`
    : null;
  const told = [
    payment.returnedOn && says.returnedOn(visit.format.day(payment.returnedOn), payment.reasonCode ?? ""),
    payment.status === "rejected" && says.rejectedFor(payment.reasonCode ?? ""),
    payment.status === "sent" && payment.bankStatus && says.bankSays(payment.bankStatus),
  ].filter((each): each is string => Boolean(each));
  return html`<tr><td>${payment.party}</td><td>${documentLinks(visit, payment)}${payment.dueOn ? html`<span class="sub">${visit.words.invoices.dueOn(visit.format.day(payment.dueOn))}</span>` : null}</td><td class="soft">${payment.endToEndId ?? visit.words.none}</td><td>${paymentState(visit, payment)}${line}${told.map((each) => html`<span class="sub">${each}</span>`)}</td><td class="amt">${amount(visit, payment.amountCents)}</td>${mayRefuse(visit, order, payment) ? html`<td>${refusalForm(visit, order, payment)}</td>` : noAct}</tr>`;
}

function refusalForm(visit: CompanyVisit, order: OrderRow, payment: UnderWayRow): Html {
  const says = visit.words.orders;
  const id = `reason-${String(payment.id)}`;
  return html`<details><summary><span class="btn bare">${says.answer}</span></summary><form method="post" action="${visit.company.base}/orders/${String(order.id)}/answer"><input type="hidden" name="payment" value="${String(payment.id)}"><input type="hidden" name="status" value="RJCT"><div class="f"><label for="${id}">${says.answerCode}</label><input class="in" id="${id}" name="reasonCode" maxlength="4" placeholder="${says.answerHint}"></div><button class="btn">${says.answer}</button></form></details>`;
}
