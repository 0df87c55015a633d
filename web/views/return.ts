import { sumCents } from "../../domain/money.ts";
import type { ReturnItemRow, ReturnRow, TransferRow } from "../../sql/screens/returns.ts";
import { type Html, html, type Shown } from "../html.ts";
import { adviceOf } from "../standings.ts";
import type { CompanyVisit } from "../visit.ts";
import { returnState, transferTable } from "./insurer.ts";
import { layout } from "./layout.ts";
import { amount, instant, numberedPages, phrase, type Shape, state, time } from "./parts.ts";
import { codeName, labelOf } from "./unpaidReason.ts";

export type ReturnScreen = {
  told: ReturnRow;
  items: ReturnItemRow[];
  transfers: TransferRow[];
  page: number;
  pages: number;
};

/** One return: what it says of each invoice, the payment it announces, and the bank lines that brought it. */
export function returnPage(visit: CompanyVisit, { told, items, transfers, page, pages }: ReturnScreen): Html {
  const { words, format, company } = visit;
  const says = words.insurers;
  const title = says.returnTitle(told.reference ?? told.label);
  const file = told.fileId
    ? html`<a href="${company.base}/files/${String(told.fileId)}">${told.fileName}</a>, ${instant(visit, told.arrivedAt)}`
    : says.typed;
  const left = told.netCents - told.broughtCents;
  const toCome =
    told.paymentStatus === "announced" && left > 0n
      ? html` <span class="soft">${says.left(format.euros(left))}</span>`
      : null;
  return layout(visit, {
    title,
    link: "insurers",
    body: html`<div class="title"><h1>${title}, ${format.euros(told.netCents)}</h1><p><a href="${company.base}/insurers/${String(told.insurerId)}">${told.insurer}</a>, ${time(visit, told.paidOn)}</p><p>${returnState(visit, told)}${toCome}</p><p class="right">${file}</p></div>
${itemTable(visit, items)}
${numberedPages(visit, { page, pages, to: (to) => `${company.base}/returns/${String(told.id)}?page=${to}` })}
<div class="title"><h2>${says.lineTitle}</h2></div>${transfers.length > 0 ? transferTable(visit, transfers) : html`<div class="notes"><p class="note">${told.netCents > 0n ? says.noLine : says.nothingToBring}</p></div>`}`,
  });
}

const SHAPES: Record<ReturnItemRow["status"], Shape> = {
  paid: "ok",
  paid_with_difference: "late",
  reversed: "over",
  rejected: "bad",
  deferred: "wait",
  not_handled: "wait",
};

function itemTable(visit: CompanyVisit, items: readonly ReturnItemRow[]): Html {
  const { words, format } = visit;
  const heads = words.insurers.itemHeads;
  const paid = sumCents(items.map((item) => item.paidCents));
  return html`<div class="wide" role="region" tabindex="0" aria-label="${words.insurers.items}"><table class="t many"><thead><tr><th scope="col">${heads.invoice}</th><th scope="col">${heads.customer}</th><th scope="col">${heads.status}</th><th scope="col">${heads.reasons}</th><th scope="col" class="amt">${heads.asked}</th><th scope="col" class="amt">${heads.paid}</th><th scope="col" class="amt">${heads.due}</th></tr></thead>
<tbody>${items.map((item) => itemRow(visit, item))}</tbody><tfoot><tr><th scope="row" colspan="5">${words.insurers.total}</th><td class="amt">${format.amount(paid)}</td><td></td></tr></tfoot></table></div>`;
}

function itemRow(visit: CompanyVisit, item: ReturnItemRow): Html {
  const { words, company, format } = visit;
  const says = words.insurers;
  const invoice = item.invoiceId
    ? html`<a class="inv" href="${company.base}/invoices/${String(item.invoiceId)}">${item.invoiceNumber}</a>`
    : html`<span class="inv">${item.invoiceNumber}</span><span class="sub">${says.unknownInvoice}</span>`;
  const less =
    item.postedCents === item.paidCents
      ? null
      : html`<span class="sub">${says.postedLess(format.amount(item.postedCents))}</span>`;
  return html`<tr><td class="nw">${invoice}${item.lot ? html`<span class="sub">${words.road.lot(item.lot)}</span>` : null}</td><td>${item.customer}${item.payer ? html`<span class="sub">${words.sharePayers[item.payer]}</span>` : null}</td><td class="nw">${state(SHAPES[item.status], says.statuses[item.status])}</td><td>${reasons(visit, item)}</td>
<td class="amt">${item.askedCents === null ? html`<span class="faint">${words.none}</span>` : amount(visit, item.askedCents)}</td><td class="amt">${amount(visit, item.paidCents)}${less}</td><td class="amt">${item.dueCents === null ? html`<span class="faint">${words.none}</span>` : amount(visit, item.dueCents)}</td></tr>`;
}

/** Each reason as received; for a rejection what to do about it. */
function reasons(visit: CompanyVisit, { reasons: all, status }: ReturnItemRow): Shown[] {
  const { language } = visit;
  return all
    .filter(({ code, label }) => code || label)
    .map((reason) => {
      const remedy = status === "rejected" ? phrase(language, adviceOf(reason).remedy[language]) : null;
      return html`<div>${codeName(reason)} ${labelOf(reason)}${remedy ? html`<span class="sub">${remedy}</span>` : null}</div>`;
    });
}
