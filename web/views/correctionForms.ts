import { accountOfPayer } from "../../domain/accounting/accounts.ts";
import type { Payer } from "../../domain/billing/invoice.ts";
import { absCents } from "../../domain/money.ts";
import type { InvoiceRow } from "../../sql/screens/invoices.ts";
import { type Html, html } from "../html.ts";
import { isInsurer, type ShareStanding } from "../standings.ts";
import type { CompanyVisit } from "../visit.ts";
import { formFrame, type OpenForm, otherInvoice, textField } from "./payForm.ts";

/** Whom the new invoice may bill: those the old one bills, and its customer. */
export type Billable = {
  field: string;
  payer: Payer;
  aux: string;
  party: string;
  standing: ShareStanding | undefined;
};

export function billables(invoice: InvoiceRow, standings: readonly ShareStanding[]): Billable[] {
  const known = standings
    .filter(({ share }) => share.payer !== "supplier")
    .map((standing): Billable => {
      const { payer, aux, party, id } = standing.share;
      return { field: `bill-${String(id)}`, payer, aux, party, standing };
    });
  if (known.some(({ aux }) => aux === invoice.customerAux) || invoice.customerPayer === "supplier")
    return known;
  const { customerPayer: payer, customerAux: aux, customer: party } = invoice;
  return [...known, { field: "bill-customer", payer, aux, party, standing: undefined }];
}

/** S1.28: what a new invoice takes over of the one that was rejected. */
export function resubmitForm(
  visit: CompanyVisit,
  invoice: InvoiceRow,
  form: OpenForm,
  standings: readonly ShareStanding[],
): Html {
  const { words, format } = visit;
  const says = words.forms;
  const { share } = form.standing;
  const account = accountOfPayer(form.roles, share.payer);
  const rows = billables(invoice, standings).map(({ field, payer, party, standing }) => {
    const name = words.payersLong[payer];
    const due = standing?.share.id === share.id ? share.dueCents : 0n;
    const paid = standing?.received ?? standing?.announced;
    const already =
      paid && paid.cents > 0n
        ? html` <span class="faint">${says.alreadyPaid(format.euros(paid.cents))}</span>`
        : null;
    const wrong = form.wrong[field];
    return html`<div class="f w4"><label for="f-${field}">${name} · ${party}${already}</label><input class="in amt" id="f-${field}" name="${field}" inputmode="decimal" value="${form.typed[field] ?? format.amount(due)}"${wrong ? html` aria-invalid="true" aria-describedby="wrong-${field}"` : null}>${wrong ? html`<p class="err" id="wrong-${field}">${wrong}</p>` : null}</div>`;
  });
  const body = html`<p class="f w12 soft">${says.resubmitIntro}</p>${procedure(visit, form.standing)}${textField(form, { name: "number", label: says.newNumber, value: form.proposedNumber ?? "", wide: " w4", more: html`required autofocus` })}<p class="f w8 said"><b>${says.toBill(format.euros(share.dueCents))}</b></p>${rows}`;
  return formFrame(visit, invoice, {
    form,
    path: "resubmission",
    title: says.resubmitTitle,
    save: says.resubmitSave,
    body,
    entry: says.resubmitWrites(account, account),
  });
}

/** S1.29: the way back to the insurer; both where the return does not say which. */
function procedure(visit: CompanyVisit, { refusal }: ShareStanding): Html {
  const { recycling: says } = visit.words.forms;
  const known = refusal?.recycling;
  const ways = known ? [known] : (["sesam_vitale", "b2"] as const);
  return html`<div class="f w12">${known ? null : html`<p class="soft">${says.unknown}</p>`}${ways.map((way) => html`<p><b>${says.names[way]}</b>${says.steps[way]}</p>`)}</div>`;
}

/** S1.30 to S1.34: what becomes of money paid above the due; each choice says the entry it makes. */
export function settleForm(visit: CompanyVisit, invoice: InvoiceRow, form: OpenForm): Html {
  const { words, format } = visit;
  const says = words.forms;
  const { share } = form.standing;
  const { roles } = form;
  const over = absCents(share.dueCents);
  const debit = accountOfPayer(roles, share.payer);
  const amount = format.amount(over);
  const all = [
    { value: "to_refund", label: says.into.to_refund(share.party), account: roles.overpaymentsToRefund },
    { value: "profit", label: says.into.profit, account: roles.roundingGain },
    { value: "advance", label: says.into.advance, account: roles.advancesReceived },
  ];
  const other = html`<label><input type="radio" name="into" value="other"${form.typed.into === "other" ? html` checked` : null}> <span>${words.settling.excessOther}</span></label>`;
  const chosen = form.typed.into ?? "to_refund";
  const radios = all.map(
    ({ value, label, account }) =>
      html`<label><input type="radio" name="into" value="${value}"${value === chosen ? html` checked` : null}> <span>${label}</span> <small>${says.intoNote(debit, account, amount)}</small></label>`,
  );
  const body = html`${textField(form, { name: "amount", label: says.settleAmount, value: format.amount(-over), more: html`required inputmode="decimal"` })}
<fieldset class="w12"><legend class="lab">${says.settleInto}</legend><div class="opts">${radios}${other}</div></fieldset>${otherInvoice(visit, form)}
${textField(form, { name: "reason", label: html`${says.reason} <span class="faint">${says.reasonHint}</span>`, value: "", wide: " w8", more: html`autofocus` })}`;
  return formFrame(visit, invoice, {
    form,
    path: "regularisation",
    title: says.settleTitle(
      format.euros(over),
      isInsurer(share.payer) ? share.party : words.payers[share.payer],
    ),
    save: says.settleSave,
    body,
    entry: null,
  });
}
