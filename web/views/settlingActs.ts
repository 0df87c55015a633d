import { RECEIPT_METHODS } from "../../domain/accounting/receiptEntry.ts";
import { discountPercent } from "../../domain/billing/discount.ts";
import { takeBackRefusal } from "../../domain/billing/paymentChange.ts";
import { sumCents } from "../../domain/money.ts";
import type { InvoicePayment, InvoiceRow } from "../../sql/screens/invoices.ts";
import type { DiscountTerms, HeldShown, OpenDocument, WriteOffShown } from "../../sql/screens/settling.ts";
import { type Html, html, type Shown } from "../html.ts";
import { isInsurer, type ShareStanding } from "../standings.ts";
import { type CompanyVisit, mayAct } from "../visit.ts";
import { type FormName, formAddress, opens, SWAP_SHEET } from "./inPlace.ts";
import { amount, time } from "./parts.ts";

/** What the page knows of the other ways to settle an invoice. */
export type SettlingShown = {
  discountTerms: DiscountTerms | undefined;
  writeOffs: WriteOffShown[];
  held: HeldShown[];
  /** What its shares can be set off against: credit notes, or invoices of a credit note. */
  opposites: OpenDocument[];
};

/** Of one share. */
export function oppositesOf({ opposites }: SettlingShown, { share }: ShareStanding): OpenDocument[] {
  return isInsurer(share.payer) || share.payer === "supplier"
    ? []
    : opposites.filter(
        ({ thirdPartyId, dueCents }) =>
          thirdPartyId === share.thirdPartyId && dueCents > 0n === share.dueCents < 0n,
      );
}

/** The other acts on an invoice, one line of links under its shares: each opens its form, or does it at once. */
export function settlingActs(
  visit: CompanyVisit,
  invoice: InvoiceRow,
  {
    standings,
    payments,
    settling,
  }: { standings: readonly ShareStanding[]; payments: readonly InvoicePayment[]; settling: SettlingShown },
): Html | null {
  if (!mayAct(visit, "accountant") || invoice.lifecycle !== "issued") return null;
  const groups = standings.flatMap((standing) => {
    const links = shareLinks(visit, invoice, standing, settling);
    return links.length === 0 ? [] : [{ standing, links }];
  });
  const several = standings.length > 1;
  const { words } = visit;
  const says = words.settling;
  const [first] = standings;
  return html`<div class="more-acts" role="group" aria-label="${says.more}">${groups.map(
    ({ standing: { share }, links }) =>
      html`<span>${several ? html`<span class="soft">${says.forShare(isInsurer(share.payer) ? share.party : words.payersLong[share.payer].toLowerCase())}</span> ` : null}${links}</span>`,
  )}${first ? html`<span>${link(visit, invoice, "terms", first, says.links.terms)}</span>${markButton(visit, invoice, payments, first)}` : null}</div>`;
}

function link(
  visit: CompanyVisit,
  invoice: InvoiceRow,
  form: FormName,
  { share }: ShareStanding,
  label: string,
): Html {
  return html`<a ${opens(formAddress(visit, invoice.id, form, share.id))}>${label}</a>`;
}

function shareLinks(
  visit: CompanyVisit,
  invoice: InvoiceRow,
  standing: ShareStanding,
  settling: SettlingShown,
): Html[] {
  const { share } = standing;
  const { links } = visit.words.settling;
  const own = settling.held.find(({ thirdPartyId }) => thirdPartyId === share.thirdPartyId);
  const advance = own?.advanceCents ?? 0n;
  const toRefund = own?.toRefundCents ?? 0n;
  const supplier = share.payer === "supplier";
  const opposites = oppositesOf(settling, standing);
  const credit = -sumCents(opposites.map(({ dueCents }) => dueCents));
  const isNote = share.dueCents < 0n && share.amountCents < 0n;
  const found: [boolean, FormName, string][] = [
    [share.dueCents > 0n && advance > 0n && !supplier, "advance", links.advance(visit.format.euros(advance))],
    [share.dueCents > 0n && credit > 0n, "net", links.net(visit.format.euros(credit))],
    [isNote && opposites.length > 0, "net", links.netNote],
    [share.dueCents > 0n, "cancel", links.cancel],
    [share.dueCents < 0n && !supplier, "refund", links.refund],
    [isNote, "cancel", links.cancel],
    [
      share.dueCents >= 0n && toRefund > 0n && !supplier,
      "refund",
      links.refundHeld(visit.format.euros(toRefund)),
    ],
  ];
  return found.flatMap(([fits, form, label]) => (fits ? [link(visit, invoice, form, standing, label)] : []));
}

/** The flag without money, and back (S4.13 to S4.16): where there is a payment there is no button. */
function markButton(
  visit: CompanyVisit,
  invoice: InvoiceRow,
  payments: readonly InvoicePayment[],
  { share }: ShareStanding,
): Html | null {
  const says = visit.words.settling;
  const marked = invoice.markedPaidAt !== null;
  const paid = payments.some(({ status }) => !["corrected", "rejected", "returned"].includes(status));
  if (paid || (!marked && invoice.dueCents === 0n)) return null;
  const address = `${visit.company.base}/invoices/${String(invoice.id)}/mark`;
  return html`<form method="post" action="${address}" hx-post="${address}" ${SWAP_SHEET}><input type="hidden" name="share" value="${String(share.id)}"><input type="hidden" name="to" value="${marked ? "to_pay" : "paid"}"><button class="btn bare" title="${says.markHint}">${marked ? says.unmark : says.mark}</button></form>`;
}

/** Terms and discount the document names, when they are not the usual ones. */
export function termsNote(
  visit: CompanyVisit,
  invoice: InvoiceRow,
  { discountTerms }: SettlingShown,
): Html | null {
  const { terms, discount } = visit.words.settling;
  const said = [
    invoice.paymentTerms ? terms.shown(terms[invoice.paymentTerms]) : null,
    discountTerms?.percent
      ? discount.offered(
          visit.format.amount(BigInt(discountTerms.percent)),
          discountTerms.days === null ? "" : discount.offeredDays(discountTerms.days),
        )
      : null,
  ].filter((each) => each !== null);
  return said.length === 0 ? null : html`<p class="note">${said.join(" ")}</p>`;
}

/** Under the amount of a payment: the discount that closed the document with it. */
export function discountOf(visit: CompanyVisit, { amountCents, discountCents }: InvoicePayment): Html | null {
  if (discountCents === 0n) return null;
  const percent = visit.format.amount(BigInt(discountPercent(discountCents, amountCents + discountCents)));
  return html`<span class="sub">${visit.words.settling.payments.discount(visit.format.euros(discountCents), percent)}</span>`;
}

/** Under the reference of a payment, where a sentence has room: what it brought above the due, or that it pays this back. */
export function keptOf(visit: CompanyVisit, { aside, toRefundCents, advanceCents }: InvoicePayment): Shown {
  const says = visit.words.settling.payments;
  const told = [
    aside ? says.fromAside : null,
    toRefundCents > 0n ? says.toRefund(visit.format.euros(toRefundCents)) : null,
    advanceCents > 0n ? says.keptAsAdvance(visit.format.euros(advanceCents)) : null,
  ];
  return told.flatMap((each) => (each === null ? [] : [html`<span class="sub">${each}</span>`]));
}

/** What may be done to a payment (S4.17): a click on its card opens it. A proven one is taken back with its bank line. */
export function paymentActs(visit: CompanyVisit, invoice: InvoiceRow, payment: InvoicePayment): Shown {
  if (!mayAct(visit, "accountant")) return null;
  const says = visit.words.settling.payments;
  const acts = actsOn(visit, invoice, payment);
  if (acts.length === 0) return null;
  return html`<details class="acts-of"><summary>${says.actions}</summary><div>${acts}</div></details>`;
}

function actsOn(visit: CompanyVisit, invoice: InvoiceRow, payment: InvoicePayment): Html[] {
  const says = visit.words.settling.payments;
  if (["corrected", "returned"].includes(payment.status)) return [];
  if (payment.lineId !== null)
    return [html`<a href="${visit.company.base}/lines/${String(payment.lineId)}">${says.undoLine}</a>`];
  const refusal = takeBackRefusal({
    ...payment,
    direction: "in",
    shownByBank: false,
    ordered: payment.orderId !== null,
    vatCounted: false,
    keptUsed: false,
    shares: [],
    discount: 0n,
  });
  if (refusal) return [];
  const open = (form: FormName, label: string) => {
    const address = `${visit.company.base}/invoices/${String(invoice.id)}?${form}=${String(payment.shareId)}&payment=${String(payment.id)}`;
    return html`<a href="${address}#${form}" hx-get="${address}" ${SWAP_SHEET}>${label}</a>`;
  };
  const changes =
    !payment.final && RECEIPT_METHODS.some((method) => method === payment.method) && payment.amountCents > 0n;
  return [
    ...(changes ? [open("change", says.change)] : []),
    open("undo", payment.final ? says.reverse : says.remove),
  ];
}

/** What was cancelled of the invoice, with what takes it back. */
export function writeOffTable(
  visit: CompanyVisit,
  invoice: InvoiceRow,
  { writeOffs }: SettlingShown,
): Html | null {
  if (writeOffs.length === 0) return null;
  const says = visit.words.settling.writeOffs;
  const { heads } = says;
  const may = mayAct(visit, "accountant");
  const rows = writeOffs.map((each) => {
    const address = `${visit.company.base}/invoices/${String(invoice.id)}/write-offs/${String(each.id)}/take-back`;
    const act =
      each.correctedOn !== null
        ? html`<span class="soft">${says.corrected} ${time(visit, each.correctedOn)}</span>`
        : may
          ? html`<form method="post" action="${address}" hx-post="${address}" ${SWAP_SHEET}><button class="btn bare">${says.takeBack}</button></form>`
          : null;
    return html`<tr><td class="nw">${time(visit, each.writtenOn)}</td><td>${says.kinds[each.kind]}</td><td>${each.automatic ? null : each.reason}</td><td>${each.automatic ? says.automatic : each.who}</td><td class="amt">${amount(visit, each.amountCents)}</td><td>${act}</td></tr>`;
  });
  return html`<div><div class="sec"><h2>${says.title}</h2></div><div class="wide" role="region" tabindex="0" aria-label="${says.title}"><table class="t in-block"><thead><tr><th scope="col">${heads.date}</th><th scope="col">${heads.kind}</th><th scope="col">${heads.reason}</th><th scope="col">${heads.by}</th><th scope="col" class="amt">${heads.amount}</th><td></td></tr></thead><tbody>${rows}</tbody></table></div></div>`;
}
