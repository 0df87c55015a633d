import type { RestsOnPayment } from "../../sql/screens/payment.ts";
import { type Html, html } from "../html.ts";
import type { CompanyVisit } from "../visit.ts";

/** What rests on a payment that cannot go, each with the way to the place where it is taken back (D4). */
export function restList(visit: CompanyVisit, rests: readonly RestsOnPayment[]): Html | null {
  if (rests.length === 0) return null;
  const { words, format } = visit;
  const items = rests.map((each) => {
    const said = words.settling.rests.one(each.label, format.day(each.day), format.euros(each.amountCents));
    return html`<li><a href="${placeOf(visit, each)}">${said}</a></li>`;
  });
  return html`<div class="note"><p>${words.settling.rests.title}</p><ul>${items}</ul></div>`;
}

function placeOf(visit: CompanyVisit, rest: RestsOnPayment): string {
  const { kind, id, invoiceId, shareId, lineId, isOrdered } = rest;
  const { base } = visit.company;
  if (lineId !== null) return `${base}/lines/${String(lineId)}`;
  if (invoiceId === null || isOrdered) return `${base}/payments/${String(id)}`;
  const invoice = `${base}/invoices/${String(invoiceId)}`;
  return kind === "payment"
    ? `${invoice}?undo=${String(shareId)}&payment=${String(id)}#undo`
    : `${invoice}#shares`;
}
