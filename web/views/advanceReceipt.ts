import type { CustomerRow } from "../../sql/screens/customers.ts";
import { type Html, html } from "../html.ts";
import type { CompanyVisit } from "../visit.ts";
import { layout } from "./layout.ts";
import { problemNotes } from "./parts.ts";
import {
  amountField,
  dayField,
  field,
  type MoneyForm,
  meansFields,
  placeFields,
  type Receiving,
  textField,
} from "./payForm.ts";

export type AdvanceScreen = MoneyForm & {
  receiving: Receiving;
  /** The account that the entry credits. */
  advancesReceived: string;
  /** Several customers answer to what was typed: the one that is meant is chosen among them. */
  found: readonly CustomerRow[];
};

/** GC13: money that a customer pays before any document of his, kept on his account of advances until one comes. */
export function advanceReceiptPage(visit: CompanyVisit, screen: AdvanceScreen): Html {
  const { words, company } = visit;
  const { advanceReceipt: says, forms, receiving } = words;
  const optional = html` <span class="faint">${forms.optional}</span>`;
  const base = `${company.base}/payments`;
  const customer = field(screen, {
    name: "customer",
    label: says.customer,
    wide: " w8",
    control: (attributes) =>
      html`<input class="in" id="f-customer" name="customer" list="customers" required autofocus autocomplete="off" value="${screen.typed.customer}"${attributes} hx-get="${base}/customers" hx-trigger="input changed delay:200ms" hx-target="#customers" hx-swap="innerHTML">`,
  });
  return layout(visit, {
    title: says.title,
    link: "payments",
    body: html`<div class="title"><h1>${says.title}</h1><p>${says.intro}</p></div>
${screen.problems.length > 0 ? html`<div class="notes" role="alert">${problemNotes(visit, screen.problems)}</div>` : null}
<section class="pay"><form method="post" action="${base}/advance">${customer}<datalist id="customers"></datalist>${choice(visit, screen)}
${dayField(visit, screen)}${amountField(visit, screen, { name: "amount", label: forms.amount, cents: undefined })}
${meansFields(visit, screen)}
${textField(screen, { name: "reference", label: html`${receiving.reference}${optional}`, value: "", wide: " w4" })}${textField(screen, { name: "label", label: html`${receiving.label}${optional}`, value: "", wide: " w4" })}${placeFields(visit, screen)}<p class="f w12 help">${receiving.bankNote}</p>
<div class="ends"><button class="btn go">${forms.save}</button><a class="btn bare" href="${base}">${forms.close}</a><p class="soft">${says.writes(screen.advancesReceived)}</p></div></form></section>`,
  });
}

function choice(visit: CompanyVisit, { found, typed }: AdvanceScreen): Html | null {
  if (found.length === 0) return null;
  const rows = found.map(
    ({ id, aux, name }) =>
      html`<label><input type="radio" name="party" value="${String(id)}"${typed.party === String(id) ? html` checked` : null}> <span>${name}</span> <small>${aux}</small></label>`,
  );
  return html`<div class="note ask w12" role="group" aria-labelledby="q-customer"><h3 id="q-customer">${visit.words.advanceReceipt.several}</h3><div class="opts">${rows}</div></div>`;
}

/** The choices of the field as one types. */
export function customerOptions(found: readonly CustomerRow[]): Html {
  return html`${found.map(({ aux, name }) => html`<option value="${aux}">${name}</option>`)}`;
}
