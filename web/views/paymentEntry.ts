import type { InvoiceRow } from "../../sql/screens/invoices.ts";
import { type Html, html } from "../html.ts";
import type { CompanyVisit } from "../visit.ts";
import { payAddress } from "./unpaidReason.ts";

/** What was asked for: nothing yet, or a text with the invoices that hold it. */
export type PaymentEntry = { typed?: string; found?: readonly InvoiceRow[] };

/** S2.3 to S2.5, S3.3: where a payment begins, with an invoice found as one types, or picked in the list of unpaid ones. */
export function paymentEntry(visit: CompanyVisit, { typed, found = [] }: PaymentEntry): Html {
  const { words, company } = visit;
  const says = words.paymentEntry;
  const wrong =
    typed === undefined || found.length > 0 ? null : typed === "" ? says.missing : says.noMatch(typed);
  const attributes = wrong ? html` aria-invalid="true" aria-describedby="wrong-invoice"` : null;
  return html`<form class="filters" method="get" action="${company.base}/payments/new"><div class="f w"><label for="f-invoice">${says.invoice}</label><input class="in" id="f-invoice" name="invoice" list="payable" required autocomplete="off" value="${typed}"${attributes} hx-get="${company.base}/payments/invoices" hx-trigger="input changed delay:200ms" hx-target="#payable" hx-swap="innerHTML"><datalist id="payable"></datalist>${wrong ? html`<p class="err" id="wrong-invoice">${wrong}</p>` : null}</div><button class="btn">${says.start}</button><a class="btn bare" href="${company.base}/unpaid">${says.unpaid}</a><a class="btn bare" href="${company.base}/payments/advance">${says.advance}</a></form>
${found.length > 0 ? choice(visit, found) : null}`;
}

function choice(visit: CompanyVisit, found: readonly InvoiceRow[]): Html {
  const rows = found.map(
    (invoice) =>
      html`<li><a class="inv" href="${entryAddress(visit, invoice)}">${invoice.number}</a> ${labelOf(visit, invoice)}</li>`,
  );
  return html`<div class="notes"><div class="note ask"><p>${visit.words.paymentEntry.several}</p><ul>${rows}</ul></div></div>`;
}

/** The choices of the field as one types. */
export function payableOptions(visit: CompanyVisit, found: readonly InvoiceRow[]): Html {
  return html`${found.map((invoice) => html`<option value="${invoice.number}">${labelOf(visit, invoice)}</option>`)}`;
}

function labelOf({ words, format }: CompanyVisit, { customer, issuedOn, dueCents }: InvoiceRow): string {
  return words.paymentEntry.label(customer, format.day(issuedOn), format.euros(dueCents));
}

/** The form of what the patient or customer owes; where insurers alone owe, the shares, each with its own procedure (S0.24). */
export function entryAddress(visit: CompanyVisit, { id, dueOwnCents }: InvoiceRow): string {
  return dueOwnCents > 0n ? payAddress(visit, id) : `${visit.company.base}/invoices/${String(id)}#shares`;
}
