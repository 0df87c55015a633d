import { invoiceStatus } from "../../domain/billing/invoice.ts";
import type { Cents } from "../../domain/money.ts";
import { sumCents } from "../../domain/money.ts";
import type { EntryLine, EntryRow } from "../../sql/screens/books.ts";
import type { InvoiceLineRow, InvoicePayment, InvoiceRow, ShareRow } from "../../sql/screens/invoices.ts";
import { type Html, html, query, type Shown } from "../html.ts";
import type { CompanyVisit } from "../visit.ts";
import { entryTable } from "./entries.ts";
import { layout } from "./layout.ts";
import { amount, nextPage, type Shape, state, time } from "./parts.ts";

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
<form class="filters" method="get" action="${company.base}/invoices" role="search"><div class="f w"><label for="q">${says.searchLabel}</label><input class="in" id="q" name="q" type="search" value="${screen.search ?? ""}" data-search-here></div><button class="btn">${words.search}</button>${screen.search ? html`<a class="btn bare" href="${company.base}/invoices">${says.clearSearch}</a>` : null}</form>
${screen.invoices.length > 0 ? invoiceTable(visit, screen.invoices) : html`<div class="notes"><p class="note">${screen.search ? says.noMatch(screen.search) : says.empty}</p></div>`}
${nextPage(visit, { next: screen.next && address({ after: screen.next }), start: screen.further ? address({}) : undefined })}`,
  });
}

function invoiceTable(visit: CompanyVisit, invoices: readonly InvoiceRow[]): Html {
  const heads = visit.words.invoices.heads;
  const rows = invoices.map(
    (invoice) =>
      html`<tr><td class="nw"><a class="inv" href="${visit.company.base}/invoices/${String(invoice.id)}">${invoice.number}</a></td><td class="soft nw">${time(visit, invoice.issuedOn)}</td><td>${invoice.customer}</td><td class="soft">${invoice.branch}</td><td class="amt">${amount(visit, invoice.totalCents)}</td><td class="amt">${amount(visit, invoice.dueCents)}</td><td class="nw">${listedState(visit, invoice)}</td></tr>`,
  );
  return html`<div class="wide" role="region" tabindex="0" aria-label="${visit.words.invoices.title}"><table class="t"><thead><tr><th scope="col">${heads.number}</th><th scope="col">${heads.date}</th><th scope="col">${heads.customer}</th><th scope="col">${heads.branch}</th><th scope="col" class="amt">${heads.total}</th><th scope="col" class="amt">${heads.due}</th><th scope="col">${heads.status}</th></tr></thead><tbody>${rows}</tbody></table></div>`;
}

type Status = keyof CompanyVisit["words"]["invoices"]["status"];
const SHAPES: Record<Status, Shape> = {
  draft: "wait",
  quote: "wait",
  open: "wait",
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
    statusOf(invoice, [{ amount: invoice.totalCents, due: invoice.overpaid ? -1n : invoice.dueCents }]),
  );
}

function statusWord(visit: CompanyVisit, status: Status): Html {
  return state(SHAPES[status], visit.words.invoices.status[status]);
}

function statusOf(invoice: InvoiceRow, shares: readonly { amount: Cents; due: Cents }[]): Status {
  const replaced = invoice.replacedBy !== null;
  if (invoice.markedPaidAt && !replaced && invoice.lifecycle === "issued") return "marked";
  return invoiceStatus({ lifecycle: invoice.lifecycle, replaced, markedPaid: false, shares });
}

export type InvoiceScreen = {
  invoice: InvoiceRow;
  shares: ShareRow[];
  payments: InvoicePayment[];
  entries: EntryRow[];
  entryLines: EntryLine[];
  lines: InvoiceLineRow[];
  proposed: { id: bigint; bookedOn: string; amountCents: Cents; level: string }[];
};

export function invoicePage(visit: CompanyVisit, screen: InvoiceScreen): Html {
  const { words, format } = visit;
  const { invoice, shares } = screen;
  const says = words.invoices;
  const status = statusOf(
    invoice,
    shares.map((share) => ({ amount: share.amountCents, due: share.dueCents })),
  );
  const left =
    invoice.dueCents === 0n || invoice.lifecycle !== "issued"
      ? ""
      : `, ${says.left(format.euros(invoice.dueCents))}`;
  return layout(visit, {
    title: invoice.number,
    link: "invoices",
    body: html`<div class="title"><h1>${invoice.number}</h1><p><b>${invoice.customer}</b> · ${says.of(says.types[invoice.type], format.longDay(invoice.issuedOn))}${invoice.dueOn ? ` · ${says.dueOn(format.day(invoice.dueOn))}` : ""}${invoice.branch ? ` · ${invoice.branch}` : ""}</p><p>${state(SHAPES[status], `${says.status[status]}${left}`)}</p></div>
<div class="notes">${notes(visit, screen)}</div>
<div class="block" id="shares"><div class="sec"><h2>${says.shares}</h2></div>${shareTable(visit, invoice, shares)}</div>
<div class="cols2"><section><div><div class="sec"><h2>${says.payments}</h2></div>${paymentTable(visit, screen.payments)}</div>${screen.lines.length > 0 ? html`<div><div class="sec"><h2>${says.lines}</h2></div>${lineTable(visit, screen.lines)}</div>` : null}</section>
<section><div><div class="sec"><h2>${says.entries}</h2></div>${screen.entries.length > 0 ? entryTable(visit, screen.entries, screen.entryLines) : html`<p class="soft">${says.noEntry}</p>`}</div></section></div>`,
  });
}

function notes(visit: CompanyVisit, { invoice, proposed }: InvoiceScreen): Shown {
  const { words, company, format } = visit;
  const says = words.invoices;
  const links = proposed.map(
    (line) =>
      html` <a href="${company.base}/lines?line=${String(line.id)}#line-${String(line.id)}">${says.proposed(format.day(line.bookedOn), format.euros(line.amountCents), line.level)}</a>.`,
  );
  return [
    invoice.lifecycle === "draft" ? html`<p class="note ask">${says.draftNote}</p>` : null,
    invoice.lifecycle === "quote" ? html`<p class="note ask">${says.quoteNote}</p>` : null,
    invoice.markedPaidAt ? html`<p class="note">${says.markedNote}</p>` : null,
    proposed.length > 0 ? html`<p class="note ask"><b>${says.proposedTitle}.</b>${links}</p>` : null,
  ];
}

function shareTable(visit: CompanyVisit, invoice: InvoiceRow, shares: readonly ShareRow[]): Html {
  const { words, format } = visit;
  const heads = words.invoices.shareHeads;
  const rows = shares.map((share) => {
    const own = share.payer !== "amo" && share.payer !== "amc";
    const due =
      own && share.dueCents > 0n
        ? html`<strong class="owed">${format.amount(share.dueCents)}</strong>`
        : amount(visit, share.dueCents);
    const abbreviation =
      share.payer === "amo" || share.payer === "amc"
        ? html` <span class="soft">${share.payer.toUpperCase()}</span>`
        : null;
    return html`<tr><th scope="row">${words.payersLong[share.payer]}${abbreviation}</th><td>${share.party}</td><td class="amt">${amount(visit, share.amountCents)}</td><td class="amt">${amount(visit, share.paidCents)}</td><td class="amt">${due}</td></tr>`;
  });
  return html`<div class="wide"><table class="t in-block"><thead><tr><th scope="col">${heads.share}</th><th scope="col">${heads.party}</th><th scope="col" class="amt">${heads.billed}</th><th scope="col" class="amt">${heads.paid}</th><th scope="col" class="amt">${heads.due}</th></tr></thead><tbody>${rows}</tbody>
<tfoot><tr><th scope="row" colspan="2">${words.invoices.heads.total}</th><td class="amt">${format.amount(invoice.totalCents)}</td><td class="amt">${format.amount(sumCents(shares.map((share) => share.paidCents)))}</td><td class="amt">${format.amount(sumCents(shares.map((share) => share.dueCents)))}</td></tr></tfoot></table></div>`;
}

function paymentTable(visit: CompanyVisit, payments: readonly InvoicePayment[]): Html {
  const { words, format } = visit;
  const says = words.invoices;
  if (payments.length === 0) return html`<p class="soft">${says.noPayment}</p>`;
  const heads = says.paymentHeads;
  const counted = payments.filter((payment) => payment.status !== "corrected");
  return html`<div class="wide" role="region" tabindex="0" aria-label="${says.payments}"><table class="t in-block"><thead><tr><th scope="col">${heads.date}</th><th scope="col">${heads.payer}</th><th scope="col">${heads.method}</th><th scope="col">${heads.reference}</th><th scope="col">${heads.state}</th><th scope="col" class="amt">${heads.amount}</th></tr></thead><tbody>${payments.map((payment) => paymentRow(visit, payment))}</tbody>
<tfoot><tr><th scope="row" colspan="5">${says.paid}</th><td class="amt">${format.amount(sumCents(counted.map((payment) => payment.amountCents)))}</td></tr></tfoot></table></div>`;
}

function paymentRow(visit: CompanyVisit, payment: InvoicePayment): Html {
  const { words, company } = visit;
  return html`<tr><td class="nw">${time(visit, payment.paidOn)}</td><td>${payment.party ?? words.payersLong[payment.payer]}</td><td>${methodWord(visit, payment.method)}</td><td>${payment.reference ?? payment.label}</td><td>${paymentState(visit, payment.status)}${payment.lineId ? html` <a class="sub" href="${company.base}/lines/${String(payment.lineId)}">${words.payments.line}</a>` : null}</td><td class="amt">${amount(visit, payment.amountCents)}</td></tr>`;
}

export function methodWord(visit: CompanyVisit, method: string): string {
  const { methods } = visit.words.payments;
  return methods[method as keyof typeof methods] ?? method;
}

const PAYMENT_SHAPES: Record<string, Shape> = {
  cleared: "ok",
  rejected: "bad",
  returned: "bad",
  corrected: "over",
  announced: "late",
};

export function paymentState(visit: CompanyVisit, status: string): Html {
  const words = visit.words.payments.status;
  return state(PAYMENT_SHAPES[status] ?? "wait", words[status as keyof typeof words] ?? status);
}

function lineTable(visit: CompanyVisit, lines: readonly InvoiceLineRow[]): Html {
  const heads = visit.words.invoices.lineHeads;
  const rows = lines.map(
    (line) =>
      html`<tr><td>${line.label}</td><td class="soft">${line.account}</td><td class="amt">${amount(visit, line.netCents)}</td><td class="amt soft">${visit.format.amount(BigInt(line.vatRate))}</td><td class="amt">${amount(visit, line.vatCents)}</td><td class="amt">${amount(visit, line.netCents + line.vatCents)}</td></tr>`,
  );
  const sum = (of: (line: InvoiceLineRow) => Cents) => visit.format.amount(sumCents(lines.map(of)));
  return html`<div class="wide" role="region" tabindex="0" aria-label="${visit.words.invoices.lines}"><table class="t in-block"><thead><tr><th scope="col">${heads.label}</th><th scope="col">${heads.account}</th><th scope="col" class="amt">${heads.net}</th><th scope="col" class="amt">${heads.rate} %</th><th scope="col" class="amt">${heads.vat}</th><th scope="col" class="amt">${heads.gross}</th></tr></thead><tbody>${rows}</tbody>
<tfoot><tr><th scope="row" colspan="2">${visit.words.total}</th><td class="amt">${sum((line) => line.netCents)}</td><td></td><td class="amt">${sum((line) => line.vatCents)}</td><td class="amt">${sum((line) => line.netCents + line.vatCents)}</td></tr></tfoot></table></div>`;
}
