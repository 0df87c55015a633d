import type { Delay } from "../../domain/insurer/clock.ts";
import { codeOf } from "../../domain/insurer/rejections.ts";
import type { UnpaidRow } from "../../sql/screens/unpaid.ts";
import { type Html, html, query, type Shown } from "../html.ts";
import { type Refusal, reasonsOf, type ShareStanding, type UnpaidReason } from "../standings.ts";
import { type CompanyVisit, mayAct } from "../visit.ts";
import { phrase, state } from "./parts.ts";

/** What keeps the invoice in the list, what proves it, and the one thing to do next (D10). */
export function reasonAndAction(
  visit: CompanyVisit,
  row: UnpaidRow,
  standings: readonly ShareStanding[],
): { reason: Html; action: Html } {
  const { standing: says, unpaid } = visit.words;
  const address = `${visit.company.base}/invoices/${String(row.id)}`;
  if (row.type === "credit_note") {
    return {
      reason: state("wait", unpaid.creditNote),
      action: html`<a href="${address}">${says.actions.use}</a>`,
    };
  }
  const [first] = reasonsOf(standings, visit.today);
  if (!first)
    return { reason: state("wait", unpaid.noDueDay(visit.format.day(row.issuedOn))), action: html`` };
  const waits = standings.flatMap(({ waiting }) =>
    waiting?.clock && waiting.clock.stage !== "received"
      ? [says.alsoWaiting(visit.format.euros(waiting.cents), waiting.clock.waitingDays)]
      : [],
  );
  const under = [...below(visit, first), ...waits];
  return {
    reason: html`${headline(visit, first)}${under.slice(0, 2).map((line) => html`<span class="sub">${line}</span>`)}`,
    action: action(visit, first, address),
  };
}

function headline(visit: CompanyVisit, reason: UnpaidReason): Html {
  const { standing: says, unpaid } = visit.words;
  const { share } = reason.of;
  switch (reason.kind) {
    case "overpaid":
      return state("over", says.overpaid(visit.format.euros(reason.cents), says.ofPayer[share.payer]));
    case "refused":
      return refusedHeadline(visit, reason.refusal);
    case "late":
      return state("late", says.late(share.party, reason.clock.waitingDays));
    case "expected":
      return state("wait", says.expected(reason.clock.waitingDays));
    case "own":
      if (reason.overdue === undefined)
        return state("wait", unpaid.noDueDay(visit.format.day(share.issuedOn)));
      if (reason.overdue > 0)
        return state("late", says.ownOverdue(says.ownShare[share.payer], reason.overdue));
      return state(
        "wait",
        reason.overdue === 0
          ? unpaid.dueToday
          : unpaid.dueIn(visit.format.day(share.dueOn ?? share.issuedOn)),
      );
  }
}

function refusedHeadline(visit: CompanyVisit, refusal: Refusal): Html {
  const says = visit.words.standing;
  if (refusal.kind === "rejected") {
    const { advice } = refusal;
    const title = advice && phrase(visit.language, advice.meaning[visit.language]);
    return html`<span class="st st-bad"${title ? html` title="${title}"` : null}><span>${refusalName(visit, refusal)}</span></span>`;
  }
  if (refusal.kind === "short") return state("late", says.short);
  return state("wait", refusal.kind === "deferred" ? says.deferred : says.notHandled);
}

/** "rejet 0450 072", or the word alone when the return gave no code. */
export function refusalName(visit: CompanyVisit, { reason }: Pick<Refusal, "reason">): string {
  const says = visit.words.standing;
  return reason?.code ? says.rejected(codeName(reason)) : says.rejectedPlain;
}

export function codeName({ code = "", refinement }: NonNullable<Refusal["reason"]>): string {
  return codeOf({ code, ...(refinement === undefined ? {} : { refinement }) });
}

/** The label as received, without the capitals that files are written in. */
export function labelOf({ label = "", detail }: NonNullable<Refusal["reason"]>): string {
  const text = label || detail || "";
  return text === text.toUpperCase() ? text.toLowerCase() : text;
}

function below(visit: CompanyVisit, reason: UnpaidReason): Shown[] {
  const says = visit.words.standing;
  if (reason.kind === "late" || reason.kind === "expected")
    return [habitSentence(visit, reason.habit, reason.of.share.payer)];
  if (reason.kind === "overpaid") return [visit.words.unpaid.regularise];
  if (reason.kind !== "refused") return [];
  const { refusal } = reason;
  if (refusal.kind === "short") return [says.shortOn(visit.format.day(refusal.on))];
  return refusal.reason && labelOf(refusal.reason) ? [labelOf(refusal.reason)] : [];
}

/** "9 ± 3", in working days. */
export function habitDays({ median, spread }: Delay): string {
  const days = String(Math.round(median));
  return spread > 0 ? `${days}\u00a0±\u00a0${Math.round(spread) || 1}` : days;
}

/** "cette caisse paie en 9 ± 3 jours ouvrés", or where the delay comes from when nothing was learnt. */
export function habitSentence(visit: CompanyVisit, habit: Delay, payer: string): string {
  const says = visit.words.standing;
  const days = habitDays(habit);
  if (habit.basis === "statutory") return says.statutory(days);
  if (habit.basis !== "learnt") return says.byDefault(days);
  return `${says.pays[payer === "amo" ? "amo" : "amc"]} ${says.learnt(days)}`;
}

/** "Attendre" is an answer too. A viewer is led to the invoice, where nothing can be written. */
function action(visit: CompanyVisit, reason: UnpaidReason, address: string): Html {
  const { actions } = visit.words.standing;
  const { share } = reason.of;
  const id = String(share.id);
  const to = (fields: Record<string, string>, anchor: string) =>
    mayAct(visit, "accountant") ? `${address}${query(fields)}#${anchor}` : `${address}#shares`;
  switch (reason.kind) {
    case "overpaid":
      return html`<a href="${to({ settle: id }, "settle")}">${actions.settle}</a>`;
    case "refused":
      return refusedAction(visit, reason.refusal, {
        invoice: `${address}#shares`,
        resubmit: to({ resubmit: id }, "resubmit"),
      });
    case "late":
      return html`<a href="${visit.company.base}/insurers/${String(share.thirdPartyId)}">${actions.chase}</a>`;
    case "own":
      return share.payer !== "supplier" && (reason.overdue ?? 0) > 0
        ? html`<a href="${to({ pay: id }, "pay")}">${actions.pay}</a>`
        : html`<span class="faint">${actions.wait}</span>`;
    case "expected":
      return html`<span class="faint">${actions.wait}</span>`;
  }
}

/** What is paid already is looked for; what nobody can mend here is asked about; the rest is billed again. */
function refusedAction(
  visit: CompanyVisit,
  { advice }: Refusal,
  to: { invoice: string; resubmit: string },
): Html {
  const { actions } = visit.words.standing;
  if (advice?.action === "find_payment") return html`<a href="${to.invoice}">${actions.findPayment}</a>`;
  if (advice?.action === "ask_insurer") return html`<a href="${to.invoice}">${actions.ask}</a>`;
  return html`<a href="${to.resubmit}">${actions.resubmit}</a>`;
}

/** Of an open share that no insurer owes: the way to the form that records its payment. */
export function payAddress(visit: CompanyVisit, invoiceId: bigint): string {
  return `${visit.company.base}/invoices/${String(invoiceId)}?pay=own#pay`;
}

/** Why one share is still due, with its proof. */
export function shareReason(visit: CompanyVisit, standing: ShareStanding): Html {
  const [first] = reasonsOf([standing], visit.today);
  if (!first) return html`<span class="faint">${visit.words.none}</span>`;
  return html`${headline(visit, first)}${below(visit, first).map((line) => html`<span class="sub">${line}</span>`)}`;
}
