import type { IsoDate } from "../../domain/days.ts";
import { PAYMENT_STATES } from "../../domain/treasury/paymentState.ts";
import { PAYMENT_METHODS, type PaymentRow } from "../../sql/screens/payments.ts";
import type { Colleague } from "../../sql/triage.ts";
import { type Html, html, query } from "../html.ts";
import type { PaymentField, PaymentQuery } from "../paymentFilters.ts";
import { type CompanyVisit, mayAct } from "../visit.ts";
import { methodWord } from "./invoices.ts";
import { layout } from "./layout.ts";
import { paymentSign } from "./orders.ts";
import { answerNotes, nextPage, options, time } from "./parts.ts";
import { type PaymentEntry, paymentEntry } from "./paymentEntry.ts";

const INVOICES_SHOWN = 3;

export type PaymentsScreen = {
  asked: PaymentQuery;
  payments: readonly PaymentRow[];
  /** The page looked no further back than this day. */
  stoppedOn: IsoDate | undefined;
  next: string | undefined;
  /** Who may have recorded a payment. */
  people: readonly Colleague[];
  entry: PaymentEntry;
  /** One has just been deleted. */
  removed?: boolean;
};

export function paymentsPage(visit: CompanyVisit, screen: PaymentsScreen): Html {
  const { words } = visit;
  const { asked, payments } = screen;
  const heads = words.payments.heads;
  const all = asked.all ? "1" : undefined;
  const table = html`<div class="wide" role="region" tabindex="0" aria-label="${words.payments.title}"><table class="t many"><thead><tr><th scope="col">${heads.date}</th><th scope="col">${heads.party}</th><th scope="col">${heads.method}</th><th scope="col">${heads.invoices}</th><th scope="col">${heads.state}</th><th scope="col">${heads.by}</th><th scope="col" class="amt">${heads.amount}</th></tr></thead><tbody>${payments.map((payment) => paymentRow(visit, payment))}</tbody></table></div>`;
  return layout(visit, {
    title: words.payments.title,
    link: "payments",
    body: html`<div class="title"><h1>${words.payments.title}</h1></div>
${answerNotes(visit, { said: screen.removed ? words.advanceReceipt.undone.draft : null, problems: [] })}${mayAct(visit, "accountant") ? paymentEntry(visit, screen.entry) : null}
${filters(visit, screen)}
${payments.length > 0 ? table : null}${notes(visit, screen)}
${nextPage(visit, {
  next: screen.next && address(visit, asked, { all, after: screen.next }),
  start: asked.after ? address(visit, asked, { all }) : undefined,
})}`,
  });
}

function address(
  visit: CompanyVisit,
  { typed }: PaymentQuery,
  more: Record<string, string | undefined>,
): string {
  return `${visit.company.base}/payments${query({ ...typed, ...more })}`;
}

/** Every filter in one form; it folds on a narrow screen, as that of the unpaid list. */
function filters(visit: CompanyVisit, { asked, people }: PaymentsScreen): Html {
  const { words, company } = visit;
  const says = words.paymentList;
  const heads = words.payments.heads;
  const any = { value: "", label: words.unpaid.any };
  const select = (name: PaymentField, label: string, choices: { value: string; label: string }[]) =>
    field(
      { name, label, says: says.help[name], wrong: undefined },
      (attributes) =>
        html`<select class="in" ${attributes}>${options([any, ...choices], asked.typed[name])}</select>`,
    );
  const typed = (name: "from" | "to" | "amount", label: string) => {
    const wrong = asked.wrong[name];
    // What is no day is shown again: a date field would hide it.
    const kind =
      name === "amount"
        ? html`class="in amt" inputmode="decimal"`
        : html`class="in"${wrong === "day" ? null : html` type="date"`}`;
    return field(
      { name, label, says: says.help[name], wrong: wrong && says.wrong[wrong] },
      (attributes) => html`<input ${kind} ${attributes} value="${dayShown(asked, name)}">`,
    );
  };
  const states = PAYMENT_STATES.map((value) => ({ value, label: words.payments.status[value] }));
  const methods = PAYMENT_METHODS.map((value) => ({ value, label: methodWord(visit, value) }));
  const directions = (["in", "out"] as const).map((value) => ({ value, label: words.payment[value] }));
  const recorders = [
    { value: "machine", label: words.machine },
    { value: "people", label: says.people },
    ...people.map(({ id, name }) => ({ value: String(id), label: name })),
  ];
  return html`<form method="get" action="${company.base}/payments" id="payment-filters" class="foldable${asked.filtered ? " is-filtered" : ""}" role="search" aria-label="${words.unpaid.filters}"><div class="filters"><a class="btn more" href="#payment-filters">${words.unpaid.filters}</a>
<div class="f w"><label for="q">${says.search}</label><input class="in" id="q" name="q" type="search" value="${asked.typed.q}" title="${says.help.q}" data-search-here></div>
${typed("from", says.from)}
${typed("to", says.to)}
${typed("amount", heads.amount)}
${select("method", heads.method, methods)}
${select("state", heads.state, states)}
${select("direction", words.payment.direction, directions)}
${select("by", says.by, recorders)}
<button class="btn" title="${says.filterHelp}">${words.filter}</button> <a class="btn bare" href="${company.base}/payments">${words.clear}</a></div></form>`;
}

/** A day as its field wants it, and as it was typed when it is none. */
function dayShown(
  { typed, filter, wrong }: PaymentQuery,
  name: "from" | "to" | "amount",
): string | undefined {
  if (name === "amount" || wrong[name] !== undefined) return typed[name];
  return filter[name] ?? typed[name];
}

function field(
  { name, label, says, wrong }: { name: string; label: string; says: string; wrong: string | undefined },
  control: (attributes: Html) => Html,
): Html {
  const attributes = html`id="f-${name}" name="${name}" title="${says}"${wrong ? html` aria-invalid="true" aria-describedby="wrong-${name}"` : null}`;
  return html`<div class="f"><label for="f-${name}">${label}</label>${control(attributes)}${wrong ? html`<p class="err" id="wrong-${name}" role="alert">${wrong}</p>` : null}</div>`;
}

/** That nothing fits, or that nothing is there; and where the page stopped looking. */
function notes(visit: CompanyVisit, { asked, payments, stoppedOn }: PaymentsScreen): Html | null {
  const { words, company } = visit;
  const says = words.paymentList;
  if (Object.keys(asked.wrong).length > 0)
    return html`<div class="notes"><p class="note bad">${says.notLooked}</p></div>`;
  if (stoppedOn !== undefined) {
    const day = visit.format.day(stoppedOn);
    const said = asked.typed.q === undefined ? says.stopped : says.stoppedReading;
    return html`<div class="notes"><p class="note">${payments.length === 0 ? says.noneSince(day) : said(day)} <a href="${address(visit, asked, { all: "1" })}">${says.lookAtAll}</a></p></div>`;
  }
  if (payments.length > 0) return null;
  if (!asked.filtered) return html`<div class="notes"><p class="note">${words.payments.empty}</p></div>`;
  return html`<div class="notes"><p class="note">${says.noMatch} <a href="${company.base}/payments">${words.lines.clearFilters}</a></p></div>`;
}

function paymentRow(visit: CompanyVisit, payment: PaymentRow): Html {
  const { words, company } = visit;
  const invoices = payment.invoices
    .slice(0, INVOICES_SHOWN)
    .map(({ id, number }) => html`<a class="inv" href="${company.base}/invoices/${id}">${number}</a> `);
  const signed = payment.direction === "out" ? -payment.amountCents : payment.amountCents;
  const cheque = payment.chequeNumber ? words.paymentList.cheque(payment.chequeNumber) : null;
  const told = [cheque, payment.reference].filter((each) => each !== null);
  return html`<tr><td class="nw"><a href="${company.base}/payments/${String(payment.id)}">${time(visit, payment.paidOn)}</a></td><td>${payment.party}<span class="sub">${payment.label}</span></td><td>${methodWord(visit, payment.method)}${told.map((each) => html`<span class="sub">${each}</span>`)}</td>
<td>${invoices}${payment.invoices.length > INVOICES_SHOWN ? html`<span class="soft">${words.payments.more}</span>` : null}</td>
<td class="nw">${paymentSign(visit, payment)}${payment.lineId ? html`<a class="sub" href="${company.base}/lines/${String(payment.lineId)}">${words.payments.line}</a>` : null}</td><td class="soft nw">${payment.recordedBy ?? words.machine}</td><td class="amt">${visit.format.amount(signed)}</td></tr>`;
}
