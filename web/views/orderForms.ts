import type { Problem } from "../../domain/problems.ts";
import type { OrderKind } from "../../domain/treasury/order.ts";
import { targetDayFrom } from "../../domain/treasury/targetDays.ts";
import type { BankAccount } from "../../sql/companies.ts";
import type { OpenDocument, PartyToPay, RefundWaiting, UnderWayRow } from "../../sql/screens/orders.ts";
import { maskedIban } from "../format.ts";
import { type Html, html, type Shown } from "../html.ts";
import type { CompanyVisit } from "../visit.ts";
import { methodWord } from "./invoices.ts";
import { layout } from "./layout.ts";
import { documentLinks, saidNote } from "./orders.ts";
import { amount, options, problemNotes, time } from "./parts.ts";

export type OrderForm = {
  kind: OrderKind;
  accounts: readonly BankAccount[];
  documents: readonly OpenDocument[];
  portfolio: readonly UnderWayRow[];
  /** Customers to pay back by transfer. */
  refunds: readonly RefundWaiting[];
  /** What was sent and refused, to be shown again as it was. */
  typed: Record<string, string | undefined>;
  problems: readonly Problem[];
  said: string | undefined;
};

/** The page where an order is made: the account and the day, then the documents, each with its amount. */
export function orderFormPage(visit: CompanyVisit, form: OrderForm): Html {
  const says = visit.words.orders;
  const { kind } = form;
  const address = `${visit.company.base}/orders/new/${kind}`;
  const nothing = form.documents.length + form.portfolio.length + form.refunds.length === 0;
  return layout(visit, {
    title: says.make[kind],
    link: "orders",
    body: html`<div class="title"><h1>${says.make[kind]}</h1><p>${says.choose[kind]}</p></div>${saidNote(visit, form.said)}
${form.problems.length > 0 ? html`<div class="notes" role="alert">${problemNotes(visit, form.problems)}</div>` : null}
${
  nothing
    ? html`<div class="notes"><p class="note">${says.nothingOpen}</p></div>`
    : html`<form method="post" action="${address}"><div class="order-head">${headFields(visit, form)}</div>
${form.portfolio.length > 0 ? html`<div class="title"><h2>${says.portfolio}</h2></div>${portfolioTable(visit, form)}` : null}
${form.documents.length > 0 ? html`${kind === "hand_in" ? html`<div class="title"><h2>${says.drawn}</h2></div>` : null}${documentTable(visit, form)}` : null}
${form.refunds.length > 0 ? html`<div class="title"><h2>${says.refunds}</h2><p>${says.refundsNote}</p></div>${refundTable(visit, form)}` : null}
<div class="order-head"><button class="btn go">${says.submit[kind]}</button> ${kind === "hand_in" && form.documents.length > 0 ? html`<button class="btn" name="accept" value="yes">${says.accepted}</button> ` : null}<a class="btn bare" href="${visit.company.base}/orders">${visit.words.close}</a></div></form>`
}`,
  });
}

function headFields(visit: CompanyVisit, { kind, accounts, typed }: OrderForm): Shown {
  const says = visit.words.orders.fields;
  const choices = accounts.map(({ journal, name }) => ({ value: journal, label: name }));
  const account = html`<div class="f"><label for="f-account">${says.account}</label><select class="in" id="f-account" name="account">${options(choices, typed.account)}</select></div>`;
  if (kind === "hand_in") {
    const { purposes } = visit.words.orders;
    const natures = (["bill_of_exchange", "promissory_note"] as const).map((value) => ({
      value,
      label: methodWord(visit, value),
    }));
    const all = (["collection", "discount"] as const).map((value) => ({ value, label: purposes[value] }));
    return [
      account,
      html`<div class="f"><label for="f-nature">${says.nature}</label><select class="in" id="f-nature" name="nature">${options(natures, typed.nature)}</select></div>`,
      html`<div class="f"><label for="f-purpose">${says.purpose}</label><select class="in" id="f-purpose" name="purpose">${options(all, typed.purpose)}</select></div>`,
    ];
  }
  const day = html`<div class="f"><label for="f-day">${kind === "transfer" ? says.executeOn : says.collectOn}</label><input class="in" id="f-day" name="day" type="date" required min="${visit.today}" value="${typed.day ?? targetDayFrom(visit.today)}"></div>`;
  const batch =
    kind === "transfer"
      ? html`<label class="f pick"><input type="checkbox" name="batchBooking" value="yes"${typed.account !== undefined && typed.batchBooking !== "yes" ? null : html` checked`}> <span>${says.batch}</span></label>`
      : null;
  return [account, day, batch];
}

function documentTable(visit: CompanyVisit, form: OrderForm): Html {
  const { words } = visit;
  const says = words.orders.fields;
  const last = form.kind === "hand_in" ? says.billDue : says.bank;
  return html`<div class="wide" role="region" tabindex="0" aria-label="${words.orders.make[form.kind]}"><table class="t many"><thead><tr><th scope="col">${says.pick}</th><th scope="col">${says.number}</th><th scope="col">${words.orders.heads.party}</th><th scope="col">${words.orders.heads.due}</th><th scope="col">${last}</th><th scope="col" class="amt">${says.open}</th><th scope="col" class="amt">${says.asked}</th></tr></thead>
<tbody>${form.documents.map((document) => documentRow(visit, form, document))}</tbody></table></div>`;
}

function documentRow(visit: CompanyVisit, { kind, typed }: OrderForm, document: OpenDocument): Html {
  const says = visit.words.orders;
  const key = String(document.shareId);
  const { number, dueOn } = document;
  const under =
    document.underWayCents > 0n
      ? html`<span class="sub">${says.underWay(visit.format.euros(document.underWayCents))}</span>`
      : null;
  const picked = typed[`pick-${key}`] === "yes" ? html` checked` : null;
  const bill =
    kind === "hand_in"
      ? html`<input class="in" type="date" name="due-${key}" aria-label="${says.fields.billDue} ${number}" value="${typed[`due-${key}`] ?? dueOn ?? visit.today}">`
      : bankCell(visit, kind, document);
  return html`<tr><td><input type="checkbox" name="pick-${key}" value="yes" aria-label="${says.fields.pick} ${number}"${picked}></td><td class="nw"><a class="inv" href="${visit.company.base}/invoices/${String(document.invoiceId)}">${number}</a></td><td>${document.party}</td><td class="nw">${dueOn ? time(visit, dueOn) : visit.words.none}</td><td>${bill}</td><td class="amt">${amount(visit, document.openCents)}${under}</td><td class="amt"><input class="in amt" name="amount-${key}" inputmode="decimal" aria-label="${says.fields.asked} ${number}" value="${typed[`amount-${key}`] ?? visit.format.amount(document.openCents)}"></td></tr>`;
}

/** The end of the IBAN, or where to give it; for direct debits the mandate too. */
function bankCell(
  visit: CompanyVisit,
  kind: OrderKind,
  { thirdPartyId, iban, mandate }: Pick<OpenDocument, "thirdPartyId" | "iban" | "mandate">,
): Html {
  const says = visit.words.orders;
  const address = `${visit.company.base}/orders/bank/${String(thirdPartyId)}?back=${kind}`;
  const known = iban ? maskedIban(iban) : html`<span class="neg">${says.missingIban}</span>`;
  const signed = mandate ?? html`<span class="neg">${says.missingMandate}</span>`;
  return html`<a href="${address}">${known}</a>${kind === "direct_debit" ? html`<span class="sub">${signed}</span>` : null}`;
}

/** Refunds decided before, in full: their cents are those of what is paid back. */
function refundTable(visit: CompanyVisit, { kind, refunds, typed }: OrderForm): Html {
  const { words, company } = visit;
  const { heads, fields } = words.orders;
  const rows = refunds.map((refund) => {
    const { paymentId, invoiceId, invoice, party, decidedOn, amountCents } = refund;
    const key = `refund-${String(paymentId)}`;
    const picked = typed[key] === "yes" ? html` checked` : null;
    const what =
      invoiceId === null
        ? html`<a class="soft" href="${company.base}/payments/${String(paymentId)}">${words.orders.setAside}</a>`
        : html`<a class="inv" href="${company.base}/invoices/${String(invoiceId)}">${invoice}</a>`;
    return html`<tr><td><input type="checkbox" name="${key}" value="yes" aria-label="${fields.pick} ${party}"${picked}></td><td class="nw">${what}</td><td>${party}</td><td class="nw">${time(visit, decidedOn)}</td><td>${bankCell(visit, kind, { ...refund, mandate: null })}</td><td class="amt">${amount(visit, amountCents)}</td></tr>`;
  });
  return html`<div class="wide" role="region" tabindex="0" aria-label="${words.orders.refunds}"><table class="t many"><thead><tr><th scope="col">${fields.pick}</th><th scope="col">${fields.number}</th><th scope="col">${heads.party}</th><th scope="col">${words.orders.decidedOn}</th><th scope="col">${fields.bank}</th><th scope="col" class="amt">${heads.amount}</th></tr></thead><tbody>${rows}</tbody></table></div>`;
}

function portfolioTable(visit: CompanyVisit, { portfolio, typed }: OrderForm): Html {
  const { words } = visit;
  const { heads, fields } = words.orders;
  const rows = portfolio.map((bill) => {
    const key = `bill-${String(bill.id)}`;
    const picked = typed[key] === "yes" ? html` checked` : null;
    return html`<tr><td><input type="checkbox" name="${key}" value="yes" aria-label="${fields.pick} ${bill.party}"${picked}></td><td>${bill.party}</td><td>${methodWord(visit, bill.method)}</td><td>${documentLinks(visit, bill)}</td><td class="nw">${bill.dueOn ? time(visit, bill.dueOn) : words.none}</td><td class="amt">${amount(visit, bill.amountCents)}</td></tr>`;
  });
  return html`<div class="wide" role="region" tabindex="0" aria-label="${words.orders.portfolio}"><table class="t many"><thead><tr><th scope="col">${fields.pick}</th><th scope="col">${heads.party}</th><th scope="col">${heads.method}</th><th scope="col">${heads.documents}</th><th scope="col">${heads.due}</th><th scope="col" class="amt">${heads.amount}</th></tr></thead><tbody>${rows}</tbody></table></div>`;
}

export type BankForm = {
  party: PartyToPay;
  iban: string | undefined;
  mandates: readonly string[];
  back: OrderKind;
  problems: readonly Problem[];
  typed: Record<string, string | undefined>;
};

/** Where a party's account, and the mandate that a customer signed, are recorded (S4.6). */
export function bankPage(visit: CompanyVisit, form: BankForm): Html {
  const says = visit.words.orders;
  const { party, iban, mandates, back, typed } = form;
  const address = `${visit.company.base}/orders/bank/${String(party.id)}`;
  const mandate = party.isCustomer
    ? html`<form method="post" action="${address}/mandate"><input type="hidden" name="back" value="${back}"><div class="order-head"><div class="f"><label for="f-mandate">${says.mandate}</label><input class="in" id="f-mandate" name="mandate" required maxlength="35" value="${typed.mandate ?? ""}"></div><div class="f"><label for="f-signedOn">${says.signedOn}</label><input class="in" id="f-signedOn" name="signedOn" type="date" value="${typed.signedOn ?? ""}"></div><button class="btn">${says.save}</button></div>${mandates.length > 0 ? html`<p class="block soft">${mandates.join(", ")}</p>` : null}</form>`
    : null;
  return layout(visit, {
    title: says.bankTitle(party.name),
    link: "orders",
    body: html`<div class="title"><h1>${says.bankTitle(party.name)}</h1><p>${iban ? says.known(maskedIban(iban)) : says.unknown}</p></div>
${form.problems.length > 0 ? html`<div class="notes" role="alert">${problemNotes(visit, form.problems)}</div>` : null}
<form method="post" action="${address}"><input type="hidden" name="back" value="${back}"><div class="order-head"><div class="f"><label for="f-iban">${says.iban}</label><input class="in w4" id="f-iban" name="iban" required autocomplete="off" size="34" value="${typed.iban ?? ""}"></div><button class="btn go">${says.save}</button> <a class="btn bare" href="${visit.company.base}/orders/new/${back}">${visit.words.close}</a></div><p class="block help">${says.bankNote}</p></form>${mandate}`,
  });
}
