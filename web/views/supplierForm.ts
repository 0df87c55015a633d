import type { InvoiceRow } from "../../sql/screens/invoices.ts";
import { type Html, html } from "../html.ts";
import type { CompanyVisit } from "../visit.ts";
import { options } from "./parts.ts";
import { amountField, dayField, discountBox, formFrame, type OpenForm, textField } from "./payForm.ts";

/** Means of paying a supplier, the most usual first. */
export const SUPPLIER_METHODS = [
  "transfer",
  "cheque",
  "direct_debit",
  "card",
  "cash",
  "bill_of_exchange",
  "promissory_note",
  "other",
] as const;

/** Page 4: a payment to a supplier, made now or planned for a day to come (S4.4, S4.5, S4.10). */
export function supplierForm(visit: CompanyVisit, invoice: InvoiceRow, form: OpenForm): Html {
  const { words, format } = visit;
  const says = words.supplierForm;
  const forms = words.forms;
  const { share } = form.standing;
  const open = share.dueCents - form.underWay;
  const optional = html` <span class="faint">${forms.optional}</span>`;
  const methods = SUPPLIER_METHODS.map((value) => ({ value, label: says.methods[value] }));
  const accounts = (form.receiving?.accounts ?? []).map(({ journal, name }) => ({
    value: journal,
    label: name,
  }));
  const under =
    form.underWay > 0n
      ? html`<p class="note w12">${says.inProgress(format.euros(form.underWay))}, ${says.open(format.euros(open))}</p>`
      : null;
  const dueOn = form.typed.dueOn ?? share.dueOn ?? visit.today;
  const body = html`${dayField(visit, form)}${amountField(visit, form, { name: "amount", label: forms.amount, cents: open > 0n ? open : 0n, focus: true })}
<div class="f"><label for="f-method">${says.method}</label><select class="in" id="f-method" name="method">${options(methods, form.typed.method ?? "transfer")}</select></div>
<div class="f"><label for="f-account">${says.account}</label><select class="in" id="f-account" name="account">${options(accounts, form.typed.account)}</select></div>
${textField(form, { name: "chequeNumber", label: html`${forms.chequeNumber}${optional}`, value: "", wide: " of-cheque" })}
${discountBox(visit, form, open)}
<div class="f of-bill"><label for="f-dueOn">${says.dueOn}</label><input class="in" id="f-dueOn" name="dueOn" type="date" value="${dueOn}"></div>
${textField(form, { name: "reference", label: html`${says.reference}${optional}`, value: "", wide: " w4" })}${under}<p class="f w12 help">${says.note}</p>`;
  return formFrame(visit, invoice, {
    form,
    path: "supplier-payments",
    title: says.title(share.party),
    save: html`<span class="of-transfer">${says.saveTransfer}</span><span class="of-else">${says.save}</span>`,
    body,
    also: html`<button class="btn" name="schedule" value="yes">${says.schedule}</button>`,
    entry: null,
  });
}
