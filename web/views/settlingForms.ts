import { accountOfPayer } from "../../domain/accounting/accounts.ts";
import { PAYMENT_TERMS } from "../../domain/billing/invoice.ts";
import { absCents, parseCents } from "../../domain/money.ts";
import type { InvoicePayment, InvoiceRow } from "../../sql/screens/invoices.ts";
import { type Html, html } from "../html.ts";
import type { CompanyVisit } from "../visit.ts";
import { methodWord } from "./invoices.ts";
import { options } from "./parts.ts";
import {
  amountField,
  type Choice,
  choices,
  formFrame,
  type OpenForm,
  payFields,
  textField,
} from "./payForm.ts";

/** A remainder cancelled, or a debt lost for good (S3.21, GC43): two natures that must not be confused, each with its entry. */
export function cancelForm(visit: CompanyVisit, invoice: InvoiceRow, form: OpenForm): Html {
  const { words, format } = visit;
  const says = words.settling.cancel;
  const { share } = form.standing;
  const { roles } = form;
  const excess = share.dueCents < 0n;
  const account = excess === (share.payer === "supplier") ? roles.roundingLoss : roles.roundingGain;
  const lost = [
    { value: "bad_debt_vat", label: says.kinds.bad_debt_vat, note: says.notes.bad_debt_vat(roles.badDebts) },
    { value: "bad_debt", label: says.kinds.bad_debt, note: says.notes.bad_debt(roles.badDebts) },
  ];
  const all: Choice[] = [
    {
      value: "adjustment",
      label: says.kinds.adjustment,
      note: says.notes.adjustment(excess ? account : roles.roundingLoss),
    },
    ...(excess || share.payer === "supplier" ? [] : lost),
  ];
  const euros = format.euros(absCents(share.dueCents));
  const body = html`${amountField(visit, form, { name: "amount", label: words.forms.amount, cents: absCents(share.dueCents) })}
${textField(form, { name: "reason", label: html`${says.reason} <span class="faint">${says.reasonHint}</span>`, value: "", wide: " w8", more: html`required autofocus` })}
<fieldset class="w12"><legend class="lab">${says.kind}</legend>${choices("kind", form.typed.kind ?? "adjustment", all)}</fieldset>${confirmQuestion(visit, form)}`;
  return formFrame(visit, invoice, {
    form,
    path: "write-offs",
    title: excess ? says.titleExcess(euros) : says.title(euros),
    save: says.save,
    body,
    entry: null,
  });
}

/** Above the company's limit a write-off asks whether it is a small difference at all. */
function confirmQuestion(visit: CompanyVisit, form: OpenForm): Html | null {
  const asked = form.problems.find(({ code }) => code === "write_off_to_confirm");
  if (!asked) return null;
  const { cancel } = visit.words.settling;
  const euros = (decimal = "") => visit.format.euros(parseCents(decimal) ?? 0n);
  return html`<div class="note ask w12" role="group" aria-labelledby="q-confirm"><h3 id="q-confirm">${cancel.confirm(euros(asked.value), euros(asked.params?.limit))}</h3>${choices(
    "confirmed",
    "no",
    [
      { value: "no", label: cancel.answers.no },
      { value: "yes", label: cancel.answers.yes },
    ],
  )}</div>`;
}

/** An overpayment, or what was set aside of it, paid back (S1.31). */
export function refundForm(visit: CompanyVisit, invoice: InvoiceRow, form: OpenForm): Html {
  const { words, format } = visit;
  const says = words.settling.refund;
  const { share } = form.standing;
  const held = share.dueCents < 0n ? -share.dueCents : (form.held?.toRefundCents ?? 0n);
  const methods = (["transfer", "cheque", "cash"] as const).map((value) => ({
    value,
    label: says.methods[value],
  }));
  const accounts = form.bankAccounts.map(({ journal, name }) => ({ value: journal, label: name }));
  const body = html`${amountField(visit, form, { name: "amount", label: words.forms.amount, cents: held, focus: true })}
<div class="f"><label for="f-method">${says.method}</label><select class="in" id="f-method" name="method">${options(methods, form.typed.method ?? "transfer")}</select></div>
<div class="f w4"><label for="f-account">${says.account}</label><select class="in" id="f-account" name="account">${options(accounts, form.typed.account ?? accounts[0]?.value)}</select></div>
${textField(form, { name: "chequeNumber", label: html`${words.forms.chequeNumber} <span class="faint">${words.forms.optional}</span>`, value: "", wide: " of-cheque" })}<p class="f w12 help">${says.note}</p>`;
  const debit =
    share.dueCents < 0n ? accountOfPayer(form.roles, share.payer) : form.roles.overpaymentsToRefund;
  return formFrame(visit, invoice, {
    form,
    path: "refunds",
    title: says.title(format.euros(held)),
    save: says.save,
    body,
    entry: words.forms.writes(debit, says.credits(form.roles.cash)),
  });
}

/** An advance of the payer pays this document (GC13). */
export function advanceForm(visit: CompanyVisit, invoice: InvoiceRow, form: OpenForm): Html {
  const { words, format } = visit;
  const says = words.settling.advance;
  const { share } = form.standing;
  const left = form.held?.advanceCents ?? 0n;
  const used = left < share.dueCents ? left : share.dueCents;
  return formFrame(visit, invoice, {
    form,
    path: "advances",
    title: says.title(format.euros(left)),
    save: says.save,
    body: amountField(visit, form, { name: "amount", label: words.forms.amount, cents: used, focus: true }),
    entry: words.forms.writes(form.roles.advancesReceived, accountOfPayer(form.roles, share.payer)),
  });
}

/** A credit note of the customer pays this invoice, or this credit note one of his invoices (GC27): opened from either. */
export function netForm(visit: CompanyVisit, invoice: InvoiceRow, form: OpenForm): Html {
  const { words, format } = visit;
  const says = words.settling.net;
  const { share } = form.standing;
  const ofNote = share.dueCents < 0n;
  const left = format.euros(absCents(share.dueCents));
  const documents = form.opposites.map(({ shareId, number, issuedOn, dueCents }) => ({
    value: String(shareId),
    label: `${number} · ${format.day(issuedOn)} · ${format.euros(absCents(dueCents))}`,
  }));
  const body = html`<div class="f w8"><label for="f-other">${ofNote ? says.invoice : says.note}</label><select class="in" id="f-other" name="other" autofocus>${options(documents, form.typed.other ?? documents[0]?.value)}</select></div>
${amountField(visit, form, { name: "amount", label: html`${words.forms.amount} <span class="faint">${says.amountHint}</span>`, cents: undefined, optional: true })}`;
  const account = accountOfPayer(form.roles, share.payer);
  return formFrame(visit, invoice, {
    form,
    path: "credit-notes",
    title: ofNote ? says.titleNote(left) : says.title,
    save: says.save,
    body,
    entry: words.forms.writes(account, account),
  });
}

/** Terms of the document, and of those to come of its party (S4.36 to S4.39). */
export function termsForm(visit: CompanyVisit, invoice: InvoiceRow, form: OpenForm): Html {
  const says = visit.words.settling.terms;
  const all = (["none", ...PAYMENT_TERMS] as const).map((value) => ({
    value,
    label: says[value],
    note: says.notes[value],
  }));
  const body = html`<fieldset class="w12">${choices("terms", form.typed.terms ?? invoice.paymentTerms ?? "none", all)}</fieldset>
<div class="w12 opts"><label><input type="checkbox" name="forParty" value="yes"> <span>${says.forParty(invoice.customer)}</span></label></div>`;
  return formFrame(visit, invoice, {
    form,
    path: "terms",
    title: says.title,
    save: says.save,
    body,
    entry: null,
  });
}

function shown(visit: CompanyVisit, payment: InvoicePayment): string {
  const { format, words } = visit;
  const parts = [
    payment.chequeNumber ? words.road.cheque(payment.chequeNumber) : methodWord(visit, payment.method),
    format.day(payment.paidOn),
    format.euros(payment.amountCents),
  ];
  return parts.join(", ");
}

/** A payment whose entry is a draft, changed (S3.24, S4.34): what it is now stands above what it becomes. */
export function changeForm(visit: CompanyVisit, invoice: InvoiceRow, form: OpenForm): Html | null {
  const { payment } = form;
  if (!payment) return null;
  const says = visit.words.settling.change;
  const lead = html`<p class="f w12 soft">${says.now(shown(visit, payment))} ${says.rewrites(payment.entryPiece ?? "")}</p><input type="hidden" name="payment" value="${String(payment.id)}">`;
  return formFrame(visit, invoice, {
    form,
    path: "payment-changes",
    title: says.title,
    save: says.save,
    body: html`${lead}${payFields(visit, form, payment)}`,
    entry: null,
  });
}

/** A payment taken back: deleted with its draft, or reversed on this day; the form says which, and what is due then (D4, S4.35). */
export function undoForm(visit: CompanyVisit, invoice: InvoiceRow, form: OpenForm): Html | null {
  const { payment } = form;
  if (!payment) return null;
  const { words, format } = visit;
  const says = words.settling.undo;
  const kind = payment.final ? "final" : "draft";
  const freed = payment.aside ? 0n : payment.amountCents + payment.discountCents;
  const due = format.euros(form.standing.share.dueCents + freed);
  const what = shown(visit, payment);
  const told = payment.final
    ? says.final(what, format.day(visit.today), due)
    : payment.entryId === null
      ? says.none(what)
      : says.draft(what, due);
  const reason = textField(form, {
    name: "reason",
    label: html`${words.forms.reason} <span class="faint">${words.forms.optional}</span>`,
    value: "",
    wide: " w8",
  });
  return formFrame(visit, invoice, {
    form,
    path: "payment-undos",
    title: says.title[kind],
    save: says.save[kind],
    body: html`<input type="hidden" name="payment" value="${String(payment.id)}"><p class="f w12">${told}</p>${reason}`,
    entry: null,
  });
}
