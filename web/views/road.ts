import { daysBetween } from "../../domain/days.ts";
import { workingDaysBetween } from "../../domain/insurer/workingDays.ts";
import { sumCents } from "../../domain/money.ts";
import { stateShown } from "../../domain/treasury/paymentState.ts";
import type { InvoiceRow } from "../../sql/screens/invoices.ts";
import { type Html, html, type Shown } from "../html.ts";
import { isInsurer, type ShareStanding, waitingOnly } from "../standings.ts";
import { type CompanyVisit, mayAct } from "../visit.ts";
import { type FormName, formAddress, opens } from "./inPlace.ts";
import { stateWord } from "./invoices.ts";
import { amount, time } from "./parts.ts";
import { codeName, habitDays } from "./unpaidReason.ts";

type Step = { state: "done" | "part" | "late" | "none"; main: Shown; subs: Shown[] };

/** Each share as a line with its stations: billed, transmitted, announced, received, and what is still due. */
export function road(visit: CompanyVisit, invoice: InvoiceRow, standings: readonly ShareStanding[]): Html {
  const { words, format } = visit;
  const { heads, caption, total } = words.road;
  const sum = (of: (standing: ShareStanding) => bigint) => format.amount(sumCents(standings.map(of)));
  const insurers = standings.filter(({ share }) => isInsurer(share.payer));
  const told = format.amount(sumCents(insurers.map(({ announced }) => announced?.cents ?? 0n)));
  return html`<table class="road"><caption class="sr">${caption}</caption><thead><tr><th scope="col">${heads.share}</th><th scope="col">${heads.billed}</th><th scope="col">${heads.transmitted}</th><th scope="col">${heads.announced}</th><th scope="col">${moneyHead(visit, invoice)}</th><th scope="col">${heads.due}</th></tr></thead>
<tbody>${standings.map((standing) => shareRow(visit, invoice, standing))}</tbody>
<tfoot><tr><th scope="row">${total}</th><td data-l="${heads.billed}">${totalBilled(visit, invoice, standings)}</td><td></td><td data-l="${heads.announced}">${insurers.length > 0 ? told : null}</td><td data-l="${moneyHead(visit, invoice)}">${sum(({ received }) => received?.cents ?? 0n)}</td><td data-l="${heads.due}"><span class="dbl">${sum(({ share }) => share.dueCents)}</span></td></tr></tfoot></table>`;
}

/** A supplier is paid; where the money of others is, the bank, the till or a drawer, is said of each. */
function moneyHead({ words }: CompanyVisit, invoice: InvoiceRow): string {
  return invoice.customerPayer === "supplier" ? words.road.heads.paid : words.road.heads.received;
}

/** S0.26: of a business customer, who owes the whole, the total opens the payment too. */
function totalBilled(visit: CompanyVisit, invoice: InvoiceRow, standings: readonly ShareStanding[]): Shown {
  const total = visit.format.amount(invoice.totalCents);
  const owes = standings.find(({ share }) => share.payer === "business" && share.dueCents > 0n);
  if (!owes || !mayPay(visit, invoice)) return total;
  const pay = formAddress(visit, invoice.id, "pay", owes.share.id);
  return html`<a ${opens(pay)}>${total}<span class="sr"> ${visit.words.road.pay}</span></a>`;
}

const mayPay = (visit: CompanyVisit, invoice: InvoiceRow): boolean =>
  mayAct(visit, "accountant") && invoice.lifecycle === "issued";

function shareRow(visit: CompanyVisit, invoice: InvoiceRow, standing: ShareStanding): Html {
  const { words } = visit;
  const { share } = standing;
  const { heads } = words.road;
  const steps: [string, Step][] = [
    [heads.billed, billed(visit, standing)],
    [heads.transmitted, transmitted(visit, standing)],
    [heads.announced, announced(visit, standing)],
    [moneyHead(visit, invoice), received(visit, standing)],
  ];
  const laterThan = (index: number) => steps.slice(index + 1).map(([, step]) => step);
  const kind = isInsurer(share.payer) ? html` <span class="soft">${share.payer.toUpperCase()}</span>` : null;
  const party = isInsurer(share.payer)
    ? html`<a href="${visit.company.base}/insurers/${String(share.thirdPartyId)}">${share.party}</a>`
    : share.party;
  return html`<tr id="share-${String(share.id)}"><th scope="row"><span class="a">${words.payersLong[share.payer]}</span>${kind}<span class="sub">${party}</span></th>
${steps.map(([label, step], index) => stepCell(visit, label, step, laterThan(index)))}<td class="last" data-l="${heads.due}">${due(visit, invoice, standing)}</td></tr>`;
}

/** Where a later station is reached, the way to it is travelled, whatever this one knows of itself. */
function stepCell(visit: CompanyVisit, label: string, step: Step, later: readonly Step[]): Html {
  const travelled = later.some((each) => each.state === "done" || each.state === "part");
  const style = `step ${step.state}${later.length === 0 ? " end" : ""}${travelled ? "" : " then-wait"}`;
  const subs = step.subs.filter((each) => each).map((each) => html`<span class="sub">${each}</span>`);
  return html`<td class="${style}"><span class="sr">${visit.words.road.states[step.state]}${visit.words.colon}</span><span class="a" data-l="${label}">${step.main}</span>${subs}</td>`;
}

function billed(visit: CompanyVisit, { share }: ShareStanding): Step {
  const due = share.dueOn ? visit.words.invoices.dueOn(visit.format.day(share.dueOn)) : null;
  return {
    state: "done",
    main: visit.format.amount(share.amountCents),
    subs: [time(visit, share.issuedOn), isInsurer(share.payer) ? null : due],
  };
}

function notConcerned(visit: CompanyVisit): Step {
  return {
    state: "none",
    main: html`<span class="faint soft-a">${visit.words.road.notConcerned}</span>`,
    subs: [],
  };
}

function transmitted(visit: CompanyVisit, { share, lot }: ShareStanding): Step {
  const says = visit.words.road;
  if (!isInsurer(share.payer)) return notConcerned(visit);
  if (share.transmittedOn === null && lot === null)
    return { state: "none", main: html`<span class="faint soft-a">${says.noDay}</span>`, subs: [] };
  return {
    state: "done",
    main: visit.format.amount(share.amountCents),
    subs: [share.transmittedOn ? time(visit, share.transmittedOn) : says.noDay, lot && says.lot(lot)],
  };
}

function announced(visit: CompanyVisit, standing: ShareStanding): Step {
  const { share, announced: told, refusal } = standing;
  const { words, format, company } = visit;
  const says = words.road;
  if (!isInsurer(share.payer)) return notConcerned(visit);
  const no =
    refusal &&
    html`<a href="${company.base}/returns/${String(refusal.returnId)}">${refusal.kind === "rejected" ? says.refused(format.amount(share.dueCents), refusal.reason ? codeName(refusal.reason) : words.none) : says.askedFor[refusal.kind]}</a>`;
  if (!told) {
    const main = refusal
      ? says.askedFor[refusal.kind]
      : html`<span class="faint soft-a">${says.notYet}</span>`;
    return { state: refusal ? "late" : "none", main, subs: [refusal && time(visit, refusal.on), no] };
  }
  const name = told.reference ? says.return(told.reference) : says.plainReturn;
  const source = html`${format.day(told.on)}, <a href="${company.base}/returns/${String(told.returnId)}">${name}</a>`;
  return {
    state: told.cents < share.amountCents ? "part" : "done",
    main: format.amount(told.cents),
    subs: [source, told.typed ? says.byHand : took(visit, standing), no],
  };
}

function took(visit: CompanyVisit, { share, announced: told, habit }: ShareStanding): Shown {
  if (!told || !habit || habit.toAnnounced.basis !== "learnt") return null;
  const days = workingDaysBetween(share.transmittedOn ?? share.issuedOn, told.on);
  return visit.words.road.took(String(Math.max(0, days)), habitDays(habit.toAnnounced));
}

function received(visit: CompanyVisit, standing: ShareStanding): Step {
  const { share, received: there, waiting, expected } = standing;
  const { words, format } = visit;
  const says = words.road;
  const waits = waitingOnly(waiting?.clock);
  const expects = waitingOnly(standing.refusal ? undefined : expected);
  const open = [
    waiting ? says.notReceived(format.amount(waiting.cents)) : null,
    waits ? says.waitsDays(waits.waitingDays) : expects ? expectedBy(visit, expects.expectedBy) : null,
  ];
  if (there) {
    return {
      // What a discount or a write-off settled is not expected any more.
      state: there.cents < share.amountCents && share.dueCents !== 0n ? "part" : "done",
      main: format.amount(there.cents),
      subs: [...proof(visit, standing), ...open],
    };
  }
  const late = (waits ?? expects)?.isLate ?? false;
  const days = (waits ?? expects)?.waitingDays ?? 0;
  const main = late
    ? html`<span class="st-late">${says.lateDay(days)}</span>`
    : html`<span class="faint soft-a">${share.dueCents === 0n && !waiting ? words.none : says.notYet}</span>`;
  return { state: late ? "late" : "none", main, subs: open };
}

function expectedBy(visit: CompanyVisit, day: string): string {
  const says = visit.words.road;
  const written = visit.format.day(day);
  return day < visit.today ? says.expectedByNow(written) : says.expectedBy(written);
}

/** The bank line that brought the money, or how a person recorded it. */
function proof(visit: CompanyVisit, { received: there }: ShareStanding): Shown[] {
  if (!there) return [];
  const { words, format, company } = visit;
  const { last } = there;
  if (last.lineId !== null) {
    const line = html`<a href="${company.base}/lines/${String(last.lineId)}">${words.road.line}</a>`;
    return [html`${format.day(last.bookedOn ?? last.paidOn)}, ${line}`, words.road.cleared];
  }
  const how = last.chequeNumber
    ? words.road.cheque(last.chequeNumber)
    : (words.payments.methods[last.method as keyof typeof words.payments.methods] ?? last.method);
  // Received says nothing here, and cleared nothing that a line does not show.
  const where = stateShown(last);
  const told = where === "received" || where === "cleared" ? null : stateWord(visit, last);
  return [`${format.day(last.paidOn)}, ${how}`, told];
}

/** What is still due, in red for the patient or the customer, and the one thing to do about it. */
function due(visit: CompanyVisit, invoice: InvoiceRow, standing: ShareStanding): Html {
  const { share, waiting } = standing;
  const { words, format } = visit;
  const says = words.road;
  const may = mayPay(visit, invoice);
  const own = !isInsurer(share.payer);
  const pay = formAddress(visit, invoice.id, "pay", share.id);
  const figure =
    own && share.dueCents > 0n && may
      ? html`<a class="a owed" ${opens(pay)}>${format.amount(share.dueCents)}<span class="sr"> ${share.payer === "supplier" ? words.supplierForm.add : says.pay}</span></a>`
      : html`<span class="a${own && share.dueCents > 0n ? " owed" : ""}">${amount(visit, share.dueCents)}</span>`;
  const toCome = waiting ? says.expectedInBank(format.amount(waiting.cents)) : null;
  const subs = [dueWord(visit, standing), toCome].filter((each) => each);
  return html`${figure}${subs.map((each) => html`<span class="sub">${each}</span>`)}${may ? gestures(visit, invoice, standing) : null}`;
}

function dueWord(visit: CompanyVisit, { share }: ShareStanding): Shown {
  const says = visit.words.road;
  if (share.dueCents === 0n) return says.settled;
  if (share.dueCents < 0n) return share.amountCents < 0n ? null : says.overpaid;
  if (isInsurer(share.payer) || !share.dueOn) return null;
  const days = daysBetween(share.dueOn, visit.today);
  if (days === 0) return says.dueToday;
  return days > 0 ? says.overdueBy(days) : says.dueIn(-days);
}

/** What can be done about a share from here, each by a form that opens below. */
function gestures(visit: CompanyVisit, invoice: InvoiceRow, { share, refusal }: ShareStanding): Html | null {
  const says = visit.words.road;
  const link = (form: FormName, label: string) =>
    html`<a ${opens(formAddress(visit, invoice.id, form, share.id))}>${label}</a>`;
  if (share.dueCents < 0n && share.amountCents >= 0n)
    return html`<span class="do">${link("settle", says.settle)}</span>`;
  if (share.dueCents <= 0n || !isInsurer(share.payer)) return null;
  const paidAlready = refusal?.advice?.action === "find_payment";
  const again =
    refusal && !paidAlready && invoice.replacedBy === null ? link("resubmit", says.resubmit) : null;
  return html`<span class="do">${again}${again ? " · " : null}${link("pay", says.payInsurer)}</span>`;
}
