import { accountOfPayer, type Roles } from "../../domain/accounting/accounts.ts";
import { RECEIPT_METHODS } from "../../domain/accounting/receiptEntry.ts";
import { discountPercent } from "../../domain/billing/discount.ts";
import { type Cents, parseCents } from "../../domain/money.ts";
import type { Problem } from "../../domain/problems.ts";
import type { BankAccount } from "../../sql/companies.ts";
import type { JournalRow } from "../../sql/receipts.ts";
import type { InvoicePayment, InvoiceRow } from "../../sql/screens/invoices.ts";
import type { RestsOnPayment } from "../../sql/screens/payment.ts";
import type { HeldShown, OpenDocument } from "../../sql/screens/settling.ts";
import { type Html, html, type Shown } from "../html.ts";
import { isInsurer, type ShareStanding } from "../standings.ts";
import { amountTyped } from "../typed.ts";
import type { CompanyVisit } from "../visit.ts";
import { type FormName, SWAP_SHEET } from "./inPlace.ts";
import { options, problemNotes } from "./parts.ts";
import { restList } from "./rests.ts";

/** A form open on the page, with what was typed in it: nothing typed is lost to a refusal. */
export type OpenForm = {
  name: FormName;
  standing: ShareStanding;
  typed: Record<string, string | undefined>;
  /** What cannot be read, by field, with a right example. */
  wrong: Record<string, string>;
  /** What the act answered: refusals, and questions to be answered. */
  problems: readonly Problem[];
  roles: Roles;
  /** Of a payment: where its money may go. */
  receiving: Receiving | undefined;
  /** Of a resubmission: a number that is free. */
  proposedNumber: string | undefined;
  /** The payment that is changed or taken back. */
  payment: InvoicePayment | undefined;
  /** What rests on it, where that is why it was refused. */
  rests: readonly RestsOnPayment[];
  /** The discount that a first payment may take, where there can be one (S4.24, S4.28). */
  discount: OfferedDiscount | undefined;
  /** Money held for the payer of the share. */
  held: HeldShown | undefined;
  /** Of a credit note set against an invoice: what stands on the other side. */
  opposites: readonly OpenDocument[];
  bankAccounts: readonly BankAccount[];
  /** Of a payment to a supplier: what is under way of the document already. */
  underWay: bigint;
};

/** Journals and accounts that a payment may name; `journal` is the one that the preferences say for it (S0.16). */
export type Receiving = {
  journals: readonly JournalRow[];
  accounts: readonly BankAccount[];
  journal: string | undefined;
};

export type OfferedDiscount = { totalCents: Cents; vatClause: boolean };

/** The form of a section: its fields, its questions, and what ends it. */
export function formFrame(
  visit: CompanyVisit,
  invoice: InvoiceRow,
  given: {
    form: OpenForm;
    path: string;
    title: string;
    save: Shown;
    body: Html;
    entry: Shown;
    /** Another way to end it, beside the first. */
    also?: Html;
  },
): Html {
  const says = visit.words.forms;
  const { form, path, title, save, body, entry, also } = given;
  const home = `${visit.company.base}/invoices/${String(invoice.id)}`;
  const refusals = form.problems.filter(({ severity }) => severity === "error");
  return html`<section class="pay" id="${form.name}" aria-label="${title}"><form method="post" action="${home}/${path}" hx-post="${home}/${path}" ${SWAP_SHEET}>
<input type="hidden" name="share" value="${String(form.standing.share.id)}"><h2 class="f w12">${title}</h2>
${body}${refusals.length > 0 ? html`<div class="w12" role="alert">${problemNotes(visit, refusals)}${restList(visit, form.rests)}</div>` : null}
<div class="ends"><button class="btn go">${save} <kbd aria-hidden="true">${visit.words.lines.keyList[1]?.[0] ?? ""}</kbd></button>${also}<a class="btn bare" data-close href="${home}#shares" hx-get="${home}" ${SWAP_SHEET}>${says.close} <kbd aria-hidden="true">${visit.words.lines.keyList[5]?.[0] ?? ""}</kbd></a><p class="soft">${entry}</p></div></form></section>`;
}

/** A form as the fields of a payment see it, on whatever page it stands. */
export type MoneyForm = Pick<OpenForm, "typed" | "wrong" | "problems">;

/** One field, with what is wrong with it under it. */
export function field(
  form: MoneyForm,
  given: { name: string; label: Shown; control: (attributes: Html) => Html; wide?: string },
): Html {
  const { name, label, control, wide = "" } = given;
  const wrong = form.wrong[name];
  const attributes = wrong ? html` aria-invalid="true" aria-describedby="wrong-${name}"` : html``;
  return html`<div class="f${wide}"><label for="f-${name}">${label}</label>${control(attributes)}${wrong ? html`<p class="err" id="wrong-${name}">${wrong}</p>` : null}</div>`;
}

export function textField(
  form: MoneyForm,
  given: { name: string; label: Shown; value: string; wide?: string; more?: Html },
): Html {
  const { name, value, more, ...rest } = given;
  return field(form, {
    name,
    ...rest,
    control: (attributes) =>
      html`<input class="in" id="f-${name}" name="${name}" value="${form.typed[name] ?? value}"${attributes}${more ? html` ${more}` : null}>`,
  });
}

/** Amounts are asked about in ochre, refused in red. */
export function amountField(
  visit: CompanyVisit,
  form: MoneyForm,
  given: { name: string; label: Shown; cents: bigint | undefined; focus?: boolean; optional?: boolean },
): Html {
  const { name, label, cents } = given;
  const asked = form.problems.some(({ code }) => code === "excess_to_decide");
  const focus = given.focus ? html` autofocus` : null;
  return field(form, {
    name,
    label,
    control: (attributes) =>
      html`<input class="in amt${asked ? " ask" : ""}" id="f-${name}" name="${name}" inputmode="decimal"${given.optional ? null : html` required`} value="${form.typed[name] ?? (cents === undefined ? "" : visit.format.amount(cents))}"${attributes}${focus}>`,
  });
}

export function dayField(visit: CompanyVisit, form: MoneyForm, day = visit.today): Html {
  const asked = form.problems.some(({ code }) => code === "paid_before_invoice");
  return field(form, {
    name: "paidOn",
    label: visit.words.forms.date,
    control: (attributes) =>
      html`<input class="in${asked ? " ask" : ""}" id="f-paidOn" name="paidOn" type="date" required value="${form.typed.paidOn ?? day}"${attributes}>`,
  });
}

/** S0.8 to S0.15: a payment of the patient or the customer, recorded where its due is shown. */
export function payForm(visit: CompanyVisit, invoice: InvoiceRow, form: OpenForm, proposed: Shown): Html {
  const { share } = form.standing;
  if (isInsurer(share.payer)) return insurerForm(visit, invoice, form);
  const { words } = visit;
  const { forms: says, receiving: money } = words;
  const { roles } = form;
  const body = html`${payFields(visit, form, undefined)}${proposed}`;
  return formFrame(visit, invoice, {
    form,
    path: "payments",
    title: share.payer === "business" ? says.payTitleBusiness : says.payTitle(words.sharePayers[share.payer]),
    save: says.save,
    body,
    also: html`<button class="btn" name="schedule" value="yes">${money.schedule}</button>`,
    entry: says.writes(
      money.debits(
        roles.chequesToCash,
        roles.cash,
        roles.cardReceipts,
        roles.directDebitsSent,
        roles.otherReceipts,
      ),
      accountOfPayer(roles, share.payer),
    ),
  });
}

/** S0.15 to S0.18, S2.16: the account that receives the money, the journal, and the mark that it was seen there. */
export function placeFields(
  visit: CompanyVisit,
  form: MoneyForm & Pick<OpenForm, "receiving">,
  payment?: InvoicePayment,
): Html {
  const { forms, receiving: says } = visit.words;
  const { journals = [], accounts = [], journal } = form.receiving ?? {};
  const isCleared =
    form.typed.cleared === "yes" || (form.typed.amount === undefined && payment?.clearedOn != null);
  const accountChoices = [
    { value: "", label: says.noAccount },
    ...accounts.map(({ journal: value, name }) => ({ value, label: `${value} · ${name}` })),
  ];
  const journalChoices = [
    { value: "", label: says.usualJournal },
    ...journals.map(({ code, name }) => ({ value: code, label: `${code} · ${name}` })),
  ];
  const journalField = field(form, {
    name: "journal",
    label: forms.journal,
    wide: " w4",
    control: (attributes) =>
      html`<select class="in" id="f-journal" name="journal"${attributes}>${options(journalChoices, form.typed.journal ?? journal)}</select>`,
  });
  const wrong = form.wrong.cleared;
  return html`<div class="f w4"><label for="f-account">${says.account} <span class="faint">${forms.optional}</span></label><select class="in" id="f-account" name="account">${options(accountChoices, form.typed.account)}</select></div>
${journalField}
<div class="f w8 opts"><label><input type="checkbox" name="cleared" value="yes"${isCleared ? html` checked` : null}${wrong ? html` aria-invalid="true" aria-describedby="wrong-cleared"` : null}> <span>${says.cleared}</span> <small>${says.clearedNote}</small></label>${wrong ? html`<p class="err" id="wrong-cleared">${wrong}</p>` : null}</div>`;
}

/** The fields of a payment, with what it says now when it is changed, and the questions it raises. */
export function payFields(visit: CompanyVisit, form: OpenForm, payment: InvoicePayment | undefined): Html {
  const { forms: says, receiving } = visit.words;
  const { dueCents } = form.standing.share;
  const optional = html` <span class="faint">${says.optional}</span>`;
  const cents = payment?.amountCents ?? (dueCents > 0n ? dueCents : 0n);
  return html`${dayField(visit, form, payment?.paidOn)}${amountField(visit, form, { name: "amount", label: says.amount, cents, focus: true })}
${meansFields(visit, form, payment)}
${discountBox(visit, form, cents, payment)}
${textField(form, { name: "reference", label: html`${receiving.reference}${optional}`, value: payment?.reference ?? "", wide: " w4" })}${textField(form, { name: "label", label: html`${receiving.label}${optional}`, value: "", wide: " w4" })}${placeFields(visit, form, payment)}<p class="f w12 help">${receiving.bankNote}</p>
${questions(visit, form)}`;
}

/** S2.17 to S2.20: how the money came, and of a cheque its number and its bank. */
export function meansFields(visit: CompanyVisit, form: MoneyForm, payment?: InvoicePayment): Html {
  const { forms: says, receiving } = visit.words;
  const methods = RECEIPT_METHODS.map((value) => ({ value, label: receiving.methods[value] }));
  const optional = html` <span class="faint">${says.optional}</span>`;
  return html`${field(form, {
    name: "method",
    label: says.method,
    control: (attributes) =>
      html`<select class="in" id="f-method" name="method" required${attributes}>${options(methods, form.typed.method ?? payment?.method ?? "cheque")}</select>`,
  })}
${textField(form, { name: "chequeNumber", label: html`${says.chequeNumber}${optional}`, value: payment?.chequeNumber ?? "", wide: " of-cheque" })}${textField(form, { name: "drawnOn", label: html`${says.drawnOn}${optional}`, value: payment?.drawnOn ?? "", wide: " of-cheque" })}`;
}

/**
 * The tick box under the amount (S4.26): shown while the amount is above zero and below the total, with the percentage that is
 * left unpaid (S4.27). The script of the page follows what is typed; the server works it out again.
 */
export function discountBox(
  visit: CompanyVisit,
  form: OpenForm,
  cents: Cents,
  payment?: InvoicePayment,
): Html | null {
  if (!form.discount) return null;
  const { totalCents, vatClause } = form.discount;
  const says = visit.words.settling.discount;
  const paid = amountTyped(form.typed.amount) ?? cents;
  const offered = paid > 0n && paid < totalCents;
  const rest = offered ? totalCents - paid : 0n;
  const percent = html`<b data-percent>${visit.format.amount(BigInt(discountPercent(rest, totalCents)))}</b>`;
  const left = html`<b data-rest>${visit.format.amount(rest)}</b>`;
  const ticked =
    form.typed.discount === "on" || (form.typed.amount === undefined && (payment?.discountCents ?? 0n) > 0n);
  const [before = "", between = "", after = ""] = says.box("§", "§").split("§");
  return html`<div class="w12 opts" data-discount-total="${String(totalCents)}"${offered ? null : html` hidden`}><label><input type="checkbox" name="discount" value="on"${ticked && offered ? html` checked` : null}> <span>${before}${percent}${between}${left}${after}</span> <small>${says.note}, ${vatClause ? says.vat.adjusted : says.vat.kept}</small></label></div>`;
}

/** S0.24, S0.25: what an insurer paid when no return came, by a procedure of its own. */
function insurerForm(visit: CompanyVisit, invoice: InvoiceRow, form: OpenForm): Html {
  const says = visit.words.forms;
  const { share } = form.standing;
  const { roles } = form;
  const optional = html` <span class="faint">${says.optional}</span>`;
  const body = html`<p class="f w12 soft">${says.insurerIntro}</p>${dayField(visit, form)}${amountField(visit, form, { name: "amount", label: says.amount, cents: share.dueCents > 0n ? share.dueCents : 0n, focus: true })}
${textField(form, { name: "reference", label: html`${says.insurerReference}${optional}`, value: "", wide: " w4" })}${questions(visit, form)}`;
  return formFrame(visit, invoice, {
    form,
    path: "insurer-payments",
    title: says.insurerTitle(share.party),
    save: says.save,
    body,
    entry: says.writes(roles.insurerAnnounced, accountOfPayer(roles, share.payer)),
  });
}

/** What the act asks before it writes (S2.28, S2.30, D1): each question with its answers, the first of which corrects. */
function questions(visit: CompanyVisit, form: OpenForm): Html[] {
  return form.problems.flatMap((problem) => {
    if (problem.code === "excess_to_decide") return [excessQuestion(visit, form, problem)];
    return problem.code === "paid_before_invoice" ? [earlyQuestion(visit, form, problem)] : [];
  });
}

export type Choice = { value: string; label: string; note?: string };

export function choices(name: string, chosen: string, all: readonly Choice[]): Html {
  return html`<div class="opts">${all.map(
    ({ value, label, note }) =>
      html`<label><input type="radio" name="${name}" value="${value}"${value === chosen ? html` checked` : null}> <span>${label}</span>${note ? html` <small>${note}</small>` : null}</label>`,
  )}</div>`;
}

function excessQuestion(visit: CompanyVisit, form: OpenForm, { value = "", params = {} }: Problem): Html {
  const { words, format } = visit;
  const says = words.forms;
  const answers = says.excessAnswers;
  const { roles } = form;
  const euros = (decimal: string | undefined) => format.euros(parseCents(decimal ?? "") ?? 0n);
  const due = parseCents(params.due ?? "") ?? 0n;
  const over = euros(params.over);
  const left = format.euros(due - (parseCents(value) ?? 0n));
  const all: Choice[] = [
    ...(due > 0n ? [{ value: "correct", label: answers.correct(format.euros(due)) }] : []),
    { value: "keep", label: answers.keep(left), note: answers.keepNote },
    { value: "advance", label: answers.advance(over), note: answers.advanceNote(roles.advancesReceived) },
    { value: "to_refund", label: answers.refund(over), note: answers.refundNote(roles.overpaymentsToRefund) },
    { value: "profit", label: answers.profit(over), note: answers.profitNote(roles.roundingGain) },
    { value: "other", label: words.settling.excessOther },
  ];
  const asked = isInsurer(form.standing.share.payer) ? all.slice(0, due > 0n ? 2 : 1) : all;
  const reason = isInsurer(form.standing.share.payer)
    ? null
    : html`<div class="f w4"><label for="f-excessReason">${says.excessReason} <span class="faint">${says.excessReasonHint}</span></label><input class="in" id="f-excessReason" name="excessReason" value="${form.typed.excessReason ?? ""}"></div>${otherInvoice(visit, form)}`;
  return html`<div class="note ask w12" role="group" aria-labelledby="q-excess"><h3 id="q-excess">${says.excess(euros(value), format.euros(due), over)}</h3>${choices("excess", form.typed.excess ?? asked[0]?.value ?? "", asked)}${reason}</div>`;
}

/** The invoice that an excess pays instead. */
export function otherInvoice(visit: CompanyVisit, form: OpenForm): Html {
  return textField(form, {
    name: "otherInvoice",
    label: visit.words.settling.otherInvoice,
    value: "",
    wide: " w4 of-other",
  });
}

function earlyQuestion(visit: CompanyVisit, form: OpenForm, { value = "", params = {} }: Problem): Html {
  const { words, format } = visit;
  const says = words.forms;
  const all: Choice[] = [
    { value: "correct", label: says.earlyAnswers.correct },
    { value: "keep", label: says.earlyAnswers.keep(format.day(value)) },
  ];
  return html`<div class="note ask w12" role="group" aria-labelledby="q-early"><h3 id="q-early">${says.early(format.day(value), format.day(params.issued ?? value))}</h3>${choices("day", form.typed.day ?? "correct", all)}</div>`;
}
