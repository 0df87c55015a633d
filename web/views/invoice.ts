import { type Cents, sumCents } from "../../domain/money.ts";
import type { EntryLine, EntryRow } from "../../sql/screens/books.ts";
import type { InvoiceLineRow, InvoicePayment, InvoiceRow, Resubmission } from "../../sql/screens/invoices.ts";
import { type Html, html, type Shown } from "../html.ts";
import type { ShareStanding } from "../standings.ts";
import { type CompanyVisit, mayAct } from "../visit.ts";
import { resubmitForm, settleForm } from "./correctionForms.ts";
import { entryTable } from "./entries.ts";
import { type FormName, formAddress, opens } from "./inPlace.ts";
import { methodWord, statusOf, statusWord } from "./invoices.ts";
import { layout } from "./layout.ts";
import { paymentSign } from "./orders.ts";
import { amount, phrase, time } from "./parts.ts";
import { type OpenForm, payForm } from "./payForm.ts";
import { road } from "./road.ts";
import {
  discountOf,
  keptOf,
  paymentActs,
  type SettlingShown,
  settlingActs,
  termsNote,
  writeOffTable,
} from "./settlingActs.ts";
import {
  advanceForm,
  cancelForm,
  changeForm,
  netForm,
  refundForm,
  termsForm,
  undoForm,
} from "./settlingForms.ts";
import { supplierForm } from "./supplierForm.ts";
import { codeName, labelOf } from "./unpaidReason.ts";

export type InvoiceScreen = {
  invoice: InvoiceRow;
  standings: ShareStanding[];
  payments: InvoicePayment[];
  entries: EntryRow[];
  entryLines: EntryLine[];
  lines: InvoiceLineRow[];
  proposed: { id: bigint; bookedOn: string; amountCents: Cents; level: string }[];
  chain: { before: Resubmission[]; after: Resubmission[] };
  form: OpenForm | undefined;
  /** Its data can still be changed (S4.3). */
  mayEdit: boolean;
  settling: SettlingShown;
  /** What a form has just done. */
  said: string | undefined;
};

export function invoicePage(visit: CompanyVisit, screen: InvoiceScreen): Html {
  const { words, format } = visit;
  const { invoice, standings } = screen;
  const says = words.invoices;
  const status = statusOf(
    invoice,
    standings.map(({ share }) => ({ amount: share.amountCents, due: share.dueCents })),
  );
  const left =
    invoice.dueCents === 0n || invoice.lifecycle !== "issued"
      ? ""
      : `, ${says.left(format.euros(invoice.dueCents))}`;
  return layout(visit, {
    title: invoice.number,
    link: "invoices",
    body: html`<div class="title"><h1>${invoice.number}</h1><p><b>${invoice.customer}</b> · ${says.of(says.types[invoice.type], format.longDay(invoice.issuedOn))}${invoice.dueOn ? ` · ${says.dueOn(format.day(invoice.dueOn))}` : ""}${invoice.branch ? ` · ${invoice.branch}` : ""}</p><p>${statusWord(visit, status, left)}${screen.mayEdit && mayAct(visit, "accountant") ? html` · <a href="${visit.company.base}/invoices/${String(invoice.id)}/edit">${words.documentEdit.open}</a>` : null}</p></div>
<div class="notes">${notes(visit, screen)}</div>
<div id="shares">${road(visit, invoice, standings)}${settlingActs(visit, invoice, screen)}</div>
${openForm(visit, screen)}
${refusals(visit, screen)}
<div class="cols2"><section><div><div class="sec"><h2>${says.payments}</h2></div>${paymentTable(visit, screen)}</div>${writeOffTable(visit, invoice, screen.settling)}${screen.lines.length > 0 ? html`<div><div class="sec"><h2>${says.lines}</h2></div>${lineTable(visit, screen.lines)}</div>` : null}</section>
<section><div><div class="sec"><h2>${says.entries}</h2></div>${screen.entries.length > 0 ? entryTable(visit, screen.entries, screen.entryLines, { about: invoice.id }) : html`<p class="soft">${says.noEntry}</p>`}</div></section></div>`,
  });
}

function notes(visit: CompanyVisit, screen: InvoiceScreen): Shown {
  const { invoice, said } = screen;
  const { words } = visit;
  const says = words.invoices;
  const known: Record<string, string> = {
    ...words.forms.said,
    ...words.settling.said,
    ...(invoice.type === "supplier_invoice" ? words.supplierForm.said : {}),
    edited: words.documentEdit.said,
  };
  const done = said === undefined ? undefined : known[said];
  return [
    done ? html`<p class="note ok" role="status">${done}</p>` : null,
    invoice.lifecycle === "draft" ? html`<p class="note ask">${says.draftNote}</p>` : null,
    invoice.lifecycle === "quote" ? html`<p class="note ask">${says.quoteNote}</p>` : null,
    invoice.markedPaidAt ? html`<p class="note">${says.markedNote}</p>` : null,
    termsNote(visit, invoice, screen.settling),
    chainNote(visit, words.road.replaces, screen.chain.before),
    chainNote(visit, words.road.replacedBy, screen.chain.after),
    screen.form ? null : proposedNote(visit, screen),
  ];
}

/** The chain of resubmissions, both ways. */
function chainNote(visit: CompanyVisit, label: string, invoices: readonly Resubmission[]): Html | null {
  if (invoices.length === 0) return null;
  const links = invoices.map(
    ({ id, number, issuedOn }, index) =>
      html`${index > 0 ? ", " : " "}<a class="inv" href="${visit.company.base}/invoices/${String(id)}">${number}</a> <span class="soft">${time(visit, issuedOn)}</span>`,
  );
  return html`<p class="note">${label}${links}</p>`;
}

function proposedNote(visit: CompanyVisit, { proposed }: InvoiceScreen): Html | null {
  if (proposed.length === 0) return null;
  return html`<p class="note ask"><b>${visit.words.invoices.proposedTitle}.</b>${proposedLinks(visit, proposed)}</p>`;
}

function proposedLinks(visit: CompanyVisit, proposed: InvoiceScreen["proposed"]): Html[] {
  const { words, company, format } = visit;
  return proposed.map(
    (line) =>
      html` <a href="${company.base}/lines?line=${String(line.id)}#line-${String(line.id)}">${words.invoices.proposed(format.day(line.bookedOn), format.euros(line.amountCents), line.level)}</a>.`,
  );
}

function openForm(visit: CompanyVisit, screen: InvoiceScreen): Html | null {
  const { form, invoice, standings, proposed } = screen;
  if (!form) return null;
  if (form.name === "resubmit") return resubmitForm(visit, invoice, form, standings);
  if (form.name === "settle") return settleForm(visit, invoice, form);
  const other = OTHER_FORMS[form.name];
  if (other) return other(visit, invoice, form);
  if (form.standing.share.payer === "supplier") return supplierForm(visit, invoice, form);
  const also =
    proposed.length === 0
      ? null
      : html`<p class="note w12">${visit.words.forms.proposed}${proposedLinks(visit, proposed)}</p>`;
  return payForm(visit, invoice, form, also);
}

const OTHER_FORMS: Partial<
  Record<FormName, (visit: CompanyVisit, invoice: InvoiceRow, form: OpenForm) => Html | null>
> = {
  cancel: cancelForm,
  refund: refundForm,
  advance: advanceForm,
  net: netForm,
  terms: termsForm,
  change: changeForm,
  undo: undoForm,
};

/** What each insurer refused, what it means and what to do. "Already paid" leads to the payment, not to a second invoice. */
function refusals(visit: CompanyVisit, { invoice, standings }: InvoiceScreen): Html | null {
  const { words, company, language, format } = visit;
  const says = words.road;
  const found = standings.flatMap(({ share, refusal }) =>
    refusal?.kind === "rejected" ? [{ share, refusal }] : [],
  );
  if (found.length === 0 || invoice.replacedBy !== null) return null;
  const all = found.map(({ share, refusal }) => {
    const { reason, advice } = refusal;
    const code = reason ? codeName(reason) : "";
    const label = reason ? labelOf(reason) : "";
    const paid = advice?.action === "find_payment";
    const next = paid
      ? html`${words.forms.paidAlready} <a href="${company.base}/insurers/${String(share.thirdPartyId)}?view=returns">${words.forms.paidAlreadyLink}</a>`
      : mayAct(visit, "accountant")
        ? html`<a ${opens(formAddress(visit, invoice.id, "resubmit", share.id))}>${says.resubmit}</a>`
        : null;
    const told = html`<a href="${company.base}/returns/${String(refusal.returnId)}">${says.received(format.day(refusal.on))}</a>`;
    return html`<div class="note bad"><p><b>${says.refusalTitle(share.party, code)}</b>${label ? `, ${label}` : ""}. ${told}.</p>
<p>${advice ? html`${phrase(language, advice.meaning[language])} ${paid ? null : phrase(language, advice.remedy[language])} ` : null}${next}</p></div>`;
  });
  return html`<div class="notes refusals">${all}</div>`;
}

function paymentTable(visit: CompanyVisit, screen: InvoiceScreen): Html {
  const { invoice, payments } = screen;
  const { words } = visit;
  const says = words.invoices;
  if (payments.length === 0) return html`<p class="soft">${says.noPayment}</p>`;
  const heads = says.paymentHeads;
  return html`<div class="wide" role="region" tabindex="0" aria-label="${says.payments}"><table class="t in-block"><thead><tr><th scope="col">${heads.date}</th><th scope="col">${heads.payer}</th><th scope="col">${heads.method}</th><th scope="col">${heads.reference}</th><th scope="col">${heads.state}</th><th scope="col" class="amt">${heads.amount}</th><td></td></tr></thead><tbody>${payments.map((payment) => paymentRow(visit, invoice, payment))}</tbody>
<tfoot>${paymentFoot(visit, screen)}</tfoot></table></div>`;
}

/** From what was billed to what is due, by all that settled it: money, discounts, what was cancelled or lost, and entries of another kind. */
function paymentFoot(visit: CompanyVisit, { invoice, payments, settling }: InvoiceScreen): Html[] {
  const { words, format } = visit;
  const says = words.invoices;
  const counted = payments.filter(
    ({ status, entryId, aside }) => !NOT_PAID.includes(status) && !aside && !isUnderWay(status, entryId),
  );
  const sum = (some: readonly { amountCents: Cents }[]) =>
    sumCents(some.map(({ amountCents }) => amountCents));
  const announced = sum(counted.filter(({ status }) => status === "announced"));
  const part =
    announced > 0n ? html` <span class="soft">${says.paidAnnounced(format.amount(announced))}</span>` : null;
  const lost = settling.writeOffs.filter(({ correctedOn }) => correctedOn === null);
  const cancelled = sum(lost.filter(({ kind }) => kind === "adjustment"));
  const badDebt = sum(lost.filter(({ kind }) => kind === "bad_debt"));
  const rest = invoice.totalCents - sum(counted) - cancelled - badDebt - invoice.dueCents;
  // A payment of several invoices says its discount once: of this one it is what is left to explain.
  const ofEach = new Map(counted.map(({ id, discountCents }) => [id, discountCents]));
  const given = sumCents(ofEach.values());
  const discount = rest < given ? (rest > 0n ? rest : 0n) : given;
  const row = (what: Shown, cents: Cents) =>
    html`<tr><th scope="row" colspan="5">${what}</th><td class="amt">${format.amount(cents)}</td><td></td></tr>`;
  const settledOtherwise: [string, Cents][] = [
    [says.settledBy.discount, discount],
    [says.settledBy.cancelled, cancelled],
    [says.settledBy.badDebt, badDebt],
    [says.settledBy.other, rest - discount],
  ];
  return [
    row(says.shareHeads.billed, invoice.totalCents),
    row(html`${says.paid}${part}`, sum(counted)),
    ...settledOtherwise.filter(([, cents]) => cents !== 0n).map(([what, cents]) => row(what, cents)),
    row(says.shareHeads.due, invoice.dueCents),
  ];
}

/** Taken back, refused or come back unpaid: it settles nothing. */
const NOT_PAID = ["corrected", "rejected", "returned"];

/** Planned, or given to the bank, and not in the books yet. */
function isUnderWay(status: string, entryId: bigint | null): boolean {
  return entryId === null && ["scheduled", "sent", "issued"].includes(status);
}

function referenceOf(visit: CompanyVisit, payment: InvoicePayment): Shown {
  const { chequeNumber, drawnOn, reference, label } = payment;
  const cheque = chequeNumber ? visit.words.road.cheque(chequeNumber) : null;
  const main = reference ?? cheque ?? label;
  const under = [main === cheque ? null : cheque, drawnOn].filter((each) => each).join(", ");
  return html`${main}${under ? html`<span class="sub">${under}</span>` : null}`;
}

function paymentRow(visit: CompanyVisit, invoice: InvoiceRow, payment: InvoicePayment): Html {
  const { words, company } = visit;
  return html`<tr><td class="nw"><a href="${visit.company.base}/payments/${String(payment.id)}">${time(visit, payment.paidOn)}</a></td><td>${payment.party ?? words.payersLong[payment.payer]}</td><td>${methodWord(visit, payment.method)}</td><td>${referenceOf(visit, payment)}${keptOf(visit, payment)}</td><td>${paymentSign(visit, payment)}${payment.orderId ? html` <a class="sub" href="${company.base}/orders/${String(payment.orderId)}">${words.orders.heads.reference}</a>` : null}${payment.lineId ? html` <a class="sub" href="${company.base}/lines/${String(payment.lineId)}">${words.payments.line}</a>` : null}${payment.clearedOn ? html`<span class="sub">${words.receiving.clearedByHand(visit.format.day(payment.clearedOn))}</span>` : null}</td><td class="amt">${amount(visit, payment.amountCents)}${discountOf(visit, payment)}</td><td class="todo">${paymentActs(visit, invoice, payment)}</td></tr>`;
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
