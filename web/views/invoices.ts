import { invoiceStatus } from "../../domain/billing/invoice.ts";
import type { Cents } from "../../domain/money.ts";
import { stateShown } from "../../domain/treasury/paymentState.ts";
import type { InvoiceRow } from "../../sql/screens/invoices.ts";
import { type Html, html, query } from "../html.ts";
import type { CompanyVisit } from "../visit.ts";
import { layout } from "./layout.ts";
import { amount, nextPage, type Shape, state, time } from "./parts.ts";
import { payAddress } from "./unpaidReason.ts";

export type InvoicesScreen = {
  invoices: InvoiceRow[];
  search: string | undefined;
  next: string | undefined;
  further: boolean;
};

export function invoicesPage(visit: CompanyVisit, screen: InvoicesScreen): Html {
  const { words, company } = visit;
  const says = words.invoices;
  const address = (more: Record<string, string | undefined>) =>
    `${company.base}/invoices${query({ q: screen.search, ...more })}`;
  return layout(visit, {
    title: says.title,
    link: "invoices",
    body: html`<div class="title"><h1>${says.title}</h1></div>
<form class="filters" method="get" action="${company.base}/invoices" role="search" aria-label="${says.searchLabel}"><div class="f w"><label for="q">${says.searchLabel}</label><input class="in" id="q" name="q" type="search" value="${screen.search ?? ""}" data-search-here></div><button class="btn">${words.search}</button>${screen.search ? html`<a class="btn bare" href="${company.base}/invoices">${says.clearSearch}</a>` : null}</form>
${screen.invoices.length > 0 ? invoiceTable(visit, screen.invoices) : html`<div class="notes"><p class="note">${screen.search ? says.noMatch(screen.search) : says.empty}</p></div>`}
${nextPage(visit, { next: screen.next && address({ after: screen.next }), start: screen.further ? address({}) : undefined })}`,
  });
}

function invoiceTable(visit: CompanyVisit, invoices: readonly InvoiceRow[]): Html {
  const heads = visit.words.invoices.heads;
  const rows = invoices.map(
    (invoice) =>
      html`<tr><td class="nw"><a class="inv" href="${visit.company.base}/invoices/${String(invoice.id)}">${invoice.number}</a></td><td class="soft nw">${time(visit, invoice.issuedOn)}</td><td>${invoice.customer}</td><td class="soft">${invoice.branch}</td><td class="amt">${amount(visit, invoice.totalCents)}</td><td class="amt">${amount(visit, invoice.dueCents)}</td><td class="amt">${ownDue(visit, invoice)}</td><td class="nw">${listedState(visit, invoice)}</td></tr>`,
  );
  return html`<div class="wide" role="region" tabindex="0" aria-label="${visit.words.invoices.title}"><table class="t many"><thead><tr><th scope="col">${heads.number}</th><th scope="col">${heads.date}</th><th scope="col">${heads.customer}</th><th scope="col">${heads.branch}</th><th scope="col" class="amt">${heads.total}</th><th scope="col" class="amt">${heads.due}</th><th scope="col" class="amt">${heads.own}</th><th scope="col">${heads.status}</th></tr></thead><tbody>${rows}</tbody></table></div>`;
}

/** S0.21: what the patient or customer owes is in red and opens the form that records its payment. */
function ownDue(visit: CompanyVisit, invoice: InvoiceRow): Html {
  const due = invoice.dueOwnCents;
  if (due <= 0n || invoice.lifecycle !== "issued" || invoice.customerPayer === "supplier")
    return amount(visit, due);
  return html`<a class="owed" href="${payAddress(visit, invoice.id)}">${visit.format.amount(due)}<span class="sr"> ${visit.words.standing.actions.pay}</span></a>`;
}

export type Status = keyof CompanyVisit["words"]["invoices"]["status"];
const SHAPES: Record<Status, Shape> = {
  draft: "wait",
  quote: "wait",
  open: "wait",
  credit: "wait",
  partially_settled: "late",
  settled: "ok",
  overpaid: "over",
  resubmitted: "ok",
  marked: "ok",
};

/** The state of a listed invoice, which has its dues but not its shares. */
function listedState(visit: CompanyVisit, invoice: InvoiceRow): Html {
  return statusWord(
    visit,
    statusOf(invoice, [
      {
        amount: invoice.totalCents,
        due: invoice.overpaid && invoice.totalCents > 0n ? -1n : invoice.dueCents,
      },
    ]),
  );
}

export function statusWord(visit: CompanyVisit, status: Status, more = ""): Html {
  return state(SHAPES[status], `${visit.words.invoices.status[status]}${more}`);
}

export function statusOf(invoice: InvoiceRow, shares: readonly { amount: Cents; due: Cents }[]): Status {
  const replaced = invoice.replacedBy !== null;
  if (invoice.markedPaidAt && !replaced && invoice.lifecycle === "issued") return "marked";
  const status = invoiceStatus({ lifecycle: invoice.lifecycle, replaced, markedPaid: false, shares });
  return status === "open" && invoice.totalCents < 0n ? "credit" : status;
}

export function methodWord(visit: CompanyVisit, method: string): string {
  const { methods } = visit.words.payments;
  return methods[method as keyof typeof methods] ?? method;
}

const PAYMENT_SHAPES: Record<string, Shape> = {
  cleared: "ok",
  in_till: "ok",
  no_bank: "ok",
  rejected: "bad",
  returned: "bad",
  corrected: "over",
  announced: "late",
};

export function paymentState(visit: CompanyVisit, payment: { status: string; method: string }): Html {
  return state(PAYMENT_SHAPES[stateShown(payment)] ?? "wait", stateWord(visit, payment));
}

/** Where the money is: a bank clears what it sees, and nothing else. */
export function stateWord(visit: CompanyVisit, payment: { status: string; method: string }): string {
  const words = visit.words.payments.status;
  const shown = stateShown(payment);
  return words[shown as keyof typeof words] ?? shown;
}
