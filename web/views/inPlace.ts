import { type Html, html } from "../html.ts";
import type { CompanyVisit } from "../visit.ts";

/** The forms that open on an invoice's page, named in its address. */
export const FORM_NAMES = [
  "pay",
  "resubmit",
  "settle",
  "cancel",
  "refund",
  "advance",
  "net",
  "terms",
  "change",
  "undo",
] as const;
export type FormName = (typeof FORM_NAMES)[number];

/** Swaps the sheet out of the whole page that the address answers: one page, with script or without. */
export const SWAP_SHEET = html`hx-target="#content" hx-select="#content" hx-swap="outerMorph" hx-select-oob="#head-2"`;

/** The attributes of a link that opens or closes something on the same page. */
export function opens(address: string): Html {
  return html`href="${address}" hx-get="${address.split("#")[0]}" ${SWAP_SHEET}`;
}

export function formAddress(visit: CompanyVisit, invoiceId: bigint, form: FormName, shareId: bigint): string {
  return `${visit.company.base}/invoices/${String(invoiceId)}?${form}=${String(shareId)}#${form}`;
}
