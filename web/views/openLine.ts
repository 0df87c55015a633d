import { discountPercent } from "../../domain/billing/discount.ts";
import { answerOf } from "../../domain/matching/answer.ts";
import { formatChance } from "../../domain/matching/score.ts";
import { absCents, type Cents, sumCents } from "../../domain/money.ts";
import type { BankAccount } from "../../sql/companies.ts";
import type { LineRow } from "../../sql/screens/lines.ts";
import { type Html, html, query } from "../html.ts";
import { type CompanyVisit, mayAct } from "../visit.ts";
import { carriedFields, expectedOf, mayBeCarried, paymentsNamed } from "./carried.ts";
import { chips, factSentences, reasonSentence } from "./evidence.ts";
import {
  type Answer,
  answersOf,
  type LinesPlace,
  listAddress,
  moneyOf,
  returnLink,
  SWAP,
} from "./lineRow.ts";
import { chanceOf } from "./marks.ts";
import { amount, options } from "./parts.ts";
import { alikeStrip, type OpenTriage, splitForm, triageActions } from "./triage.ts";

type OpenPlace = LinesPlace & { bankAccounts: readonly BankAccount[]; triage: OpenTriage };

/** Below the focused row: why, the ranked answers, and what a person can do; or the form that splits the line. */
export function openLine(visit: CompanyVisit, line: LineRow, place: OpenPlace): Html {
  if (place.triage.split)
    return html`<div class="why"><section class="whole">${splitForm(visit, line, place, place.triage.split)}</section></div>`;
  const says = visit.words.lines;
  const answers = answersOf(line, place);
  return html`<div class="why">
<section><h3>${says.why}</h3><p class="because">${reasonSentence(visit.language, line.reason, line.evidence)}</p>
${factSentences(visit.language, answers[0]?.candidate)}${chanceSaid(visit, answers[0])}
<p class="sure"><b>${says.certain}.</b> ${certainty(visit, line, answers[0])}</p></section>
<section>${answers.length > 0 ? answerTable(visit, line, answers, place) : html`<p class="soft">${says.noAnswer}</p>`}</section>
${alikeStrip(visit, line, place, place.triage.alike)}${actions(visit, line, answers, place)}</div>`;
}

/** The chance of the best answer in a sentence, with the way to what such a figure is worth. */
function chanceSaid(visit: CompanyVisit, best: Answer | undefined): Html | null {
  const chance = best?.candidate.chance;
  if (chance === undefined) return null;
  const says = visit.words.weights;
  return html`<p class="chance">${says.explained(formatChance(chance, visit.language))} <a href="${visit.company.base}/trust/weights#chance">${says.explainedMore}</a></p>`;
}

function certainty(visit: CompanyVisit, line: LineRow, best: Answer | undefined): string {
  const says = visit.words.lines;
  if (best && best.returns.length > 0) return says.certainReturn;
  if (line.level === "C") return says.certainC;
  return line.level === "D" ? says.certainD : says.certainB;
}

function answerTable(
  visit: CompanyVisit,
  line: LineRow,
  answers: readonly Answer[],
  place: LinesPlace,
): Html {
  const { answerHeads, returnHeads } = visit.words.lines;
  const heads = answers.some((answer) => answer.returns.length > 0)
    ? { ...answerHeads, ...returnHeads }
    : answerHeads;
  const may = mayAct(visit, "accountant");
  const chances = answers.some(({ candidate }) => candidate.chance !== undefined);
  const apart = answers.length > 1 ? sharedFacts(answers) : undefined;
  return html`<h3>${visit.words.lines.answers}</h3><div class="wide"><table class="rank"><thead><tr><th scope="col">${heads.number}</th><th scope="col">${heads.invoice}</th><th scope="col">${heads.person}</th><th scope="col">${heads.share}</th><th scope="col" class="amt">${heads.due}</th><th scope="col" class="amt">${heads.given}</th><th scope="col">${heads.deadline}</th>${chances ? html`<th scope="col" class="amt">${visit.words.weights.answerHead}</th>` : null}${apart ? html`<th scope="col">${heads.apart}</th>` : null}${may ? html`<td></td>` : null}</tr></thead>
<tbody>${answers.map((answer) => answerRow(visit, line, answer, { place, may, chances, apart }))}</tbody></table></div>`;
}

function answerRow(
  visit: CompanyVisit,
  line: LineRow,
  answer: Answer,
  {
    place,
    may,
    chances,
    apart,
  }: { place: LinesPlace; may: boolean; chances: boolean; apart: Set<string> | undefined },
): Html {
  const given = givenBy(line, answer).map((cents) => html`<div>${visit.format.amount(cents)}</div>`);
  const each = (show: (share: Answer["shares"][number]) => Html | string) =>
    answer.shares.map((share) => html`<div>${show(share)}</div>`);
  const told = (show: (announced: Answer["returns"][number]) => Html | string) =>
    answer.returns.map((announced) => html`<div>${show(announced)}</div>`);
  return html`<tr${answer.rank === 1 ? html` class="best"` : null}><td><kbd>${answer.rank}</kbd></td>
<td>${moneyOf(visit, answer.candidate) ?? null}${answer.payments.length > 0 ? paymentsNamed(visit, answer.payments) : null}${told((announced) => returnLink(visit, announced))}${each((share) => html`<a class="inv" href="${visit.company.base}/invoices/${String(share.invoiceId)}">${share.number}</a>`)}</td>
<td>${told((announced) => announced.insurer)}${each((share) => share.party)}</td><td>${told((announced) => visit.words.lines.items(announced.items))}${each((share) => visit.words.payers[share.payer])}</td>
<td class="amt">${answer.payments.length > 0 ? amount(visit, answer.due) : null}${told((announced) => amount(visit, announced.leftCents))}${each((share) => amount(visit, share.dueCents))}</td><td class="amt">${given}</td>
<td>${told((announced) => visit.format.day(announced.announcedOn))}${each((share) => (share.dueOn ? visit.format.day(share.dueOn) : visit.words.none))}</td>
${chances ? html`<td class="amt soft">${chanceOf(visit, answer.candidate)}</td>` : null}${apart ? html`<td>${ownFacts(visit, answer, apart)}</td>` : null}${may ? html`<td class="answer-acts">${answer.rank > 1 ? acceptForm(visit, line, answer, { place, where: "row" }) : null}${refuseForm(visit, line, answer, place)}</td>` : null}</tr>`;
}

/** What speaks for or against every answer alike tells none of them apart. */
function sharedFacts(answers: readonly Answer[]): Set<string> {
  const [first, ...others] = answers.map(
    ({ candidate }) => new Set(candidate.facts.map((fact) => fact.code)),
  );
  return new Set([...(first ?? [])].filter((code) => others.every((codes) => codes.has(code))));
}

function ownFacts(visit: CompanyVisit, { candidate }: Answer, shared: ReadonlySet<string>): Html {
  const own = candidate.facts.filter((fact) => !shared.has(fact.code) && fact.code !== "rival_as_good");
  if (own.length > 0) return chips(visit.language, own, { most: 3 });
  return html`<span class="faint">${visit.words.lines.nothingApart}</span>`;
}

function acceptForm(
  visit: CompanyVisit,
  line: LineRow,
  answer: Answer,
  { place, where }: { place: LinesPlace; where: "row" | "bar" },
): Html {
  const says = visit.words.lines;
  if (answer.candidate.clears || answer.candidate.takesBack) return moneyForm(visit, line, answer, place);
  const { kind, value } = answerValue(answer);
  const { carries, sentBack } = answer.candidate;
  const isCarried = carries !== undefined || sentBack !== undefined;
  const isWhole = isCarried ? mayBeCarried(line, answer) : leftOver(line, answer) === 0n;
  const off = isWhole ? null : html` disabled aria-describedby="left-${String(line.id)}"`;
  const label =
    where === "bar"
      ? html`<button class="btn${off ? "" : " go"}" data-answer="${answer.rank}"${off}>${says.accept(answer.rank)} <kbd aria-hidden="true">${says.keyList[1]?.[0] ?? ""}</kbd></button>`
      : html`<button class="btn" data-answer="${answer.rank}"${off}>${says.acceptShort}<span class="sr"> ${answer.rank}</span></button>`;
  if (isCarried)
    return lineForm(visit, line, place, {
      path: sentBack ? "sent-back" : "carried",
      body: carriedFields(visit, line, answer, label),
    });
  return lineForm(visit, line, place, {
    path: kind,
    body: html`<input type="hidden" name="${kind === "returns" ? "payments" : "answer"}" value="${value}">${label}`,
  });
}

/** The answer travels whole in the form: what is accepted is what was on the screen. */
export function answerValue({ candidate }: Answer): { kind: "match" | "returns"; value: string } {
  const { allocations, brings } = candidate;
  if (brings) return { kind: "returns", value: brings.flatMap(({ paymentId }) => paymentId ?? []).join(",") };
  return { kind: "match", value: allocations.map((each) => `${each.shareId}:${each.amount}`).join(",") };
}

/** Money under way is accepted with what the bank kept of it: what is missing of the line is proposed as its fee. */
function moneyForm(visit: CompanyVisit, line: LineRow, { rank, candidate }: Answer, place: LinesPlace): Html {
  const { clears, takesBack } = candidate;
  const says = visit.words.credits;
  const button = html`<button class="btn" data-answer="${rank}">${says.accept}<span class="sr"> ${rank}</span></button>`;
  if (takesBack) {
    const body = html`<input type="hidden" name="payment" value="${takesBack.paymentId}">${button}`;
    return lineForm(visit, line, place, { path: "return", body });
  }
  const ids = (clears?.remittances ?? []).map(({ remittanceId }) => remittanceId);
  const kept = BigInt(clears?.amount ?? 0) - line.amountCents - BigInt(clears?.vat ?? 0);
  const field = (name: string, label: string, cents: Cents) =>
    html`<label>${label} <input class="in amt" name="${name}" size="7" inputmode="decimal" value="${visit.format.amount(cents)}"></label> `;
  const charges =
    kept > 0n
      ? html`${field("fee", says.fee, kept)}${field("vat", says.feeVat, BigInt(clears?.vat ?? 0))}`
      : null;
  const body = html`<input type="hidden" name="remittances" value="${ids.join(",")}"><input type="hidden" name="payments" value="${(clears?.paymentIds ?? []).join(",")}">${charges}${button}`;
  return lineForm(visit, line, place, { path: "credit", body });
}

/** The answer is wrong: it is not shown again, and what the payer and this party have in common weighs less for a while. */
function refuseForm(
  visit: CompanyVisit,
  line: LineRow,
  { candidate, rank }: Answer,
  place: LinesPlace,
): Html {
  const value = answerOf(candidate);
  return lineForm(visit, line, place, {
    path: "refuse",
    body: html`<input type="hidden" name="refused" value="${value}"><button class="btn bare">${visit.words.undo.refuse}<span class="sr"> ${rank}</span></button>`,
  });
}

/** The rule that fits the line, to apply; or the way to a rule made from it. */
function ruleActs(visit: CompanyVisit, line: LineRow, place: LinesPlace): Html {
  const { rules } = visit.words;
  const { rule } = line.evidence;
  if (rule?.parts)
    return lineForm(visit, line, place, {
      path: "rule",
      body: html`<button class="btn go">${rules.apply(rule.name)}</button>`,
    });
  return html`<a class="btn" href="${visit.company.base}/rules/new?line=${String(line.id)}" data-rule>${rules.fromLine} <kbd aria-hidden="true">R</kbd></a>`;
}

/** Cents of the line that the answer places nowhere: until somebody says where they go, it cannot be accepted. */
export function leftOver(line: LineRow, answer: Answer): Cents {
  return line.amountCents - sumCents(givenBy(line, answer));
}

/** What each share of an answer receives, or each return: in full, unless it stands alone and the transfer brings a part of it. */
function givenBy(line: LineRow, { candidate, returns, payments }: Answer): Cents[] {
  if (candidate.clears || candidate.takesBack) return [line.amountCents];
  if (payments.length > 0) return [expectedOf(line, payments)];
  const [only, ...others] = returns;
  if (only && others.length === 0 && line.amountCents < only.leftCents) return [line.amountCents];
  return candidate.brings
    ? returns.map((announced) => announced.leftCents)
    : candidate.allocations.map((each) => BigInt(each.amount));
}

/** A form of this line that comes back to the list, where the filters were. */
export function lineForm(
  visit: CompanyVisit,
  line: Pick<LineRow, "id">,
  place: Pick<LinesPlace, "filters">,
  { path, body }: { path: string; body: Html },
): Html {
  const address = `${visit.company.base}/lines/${String(line.id)}/${path}`;
  return html`<form method="post" action="${address}" hx-post="${address}" ${SWAP}><input type="hidden" name="filters" value="${query(place.filters).slice(1)}">${body}</form>`;
}

function actions(visit: CompanyVisit, line: LineRow, answers: readonly Answer[], place: OpenPlace): Html {
  const says = visit.words.lines;
  const close = listAddress(visit, place);
  const ends = html`<span class="right"><a href="${visit.company.base}/lines/${String(line.id)}">${says.detail}</a> <a data-close href="${close}" hx-get="${close}" ${SWAP}>${visit.words.close}</a></span>`;
  if (!mayAct(visit, "accountant"))
    return html`<div class="acts"><p class="soft">${says.readOnly}</p>${ends}</div>`;
  const [best] = answers;
  const rest = best && !(best.payments.length > 0 && mayBeCarried(line, best)) ? leftOver(line, best) : 0n;
  const { allocations = [], brings } = best?.candidate ?? {};
  const excess =
    rest > 0n && !brings && allocations.length > 0 && best ? excessForm(visit, line, best, place) : null;
  const why =
    rest === 0n || excess || (best && !hasAnswer(best))
      ? null
      : html`<p class="soft" id="left-${String(line.id)}">${rest > 0n ? says.leftOver(visit.format.euros(rest)) : says.notEnough(visit.format.euros(-rest))}</p>`;
  return html`<div class="acts">${best && !excess && hasAnswer(best) ? acceptForm(visit, line, best, { place, where: "bar" }) : null}${excess}${best ? discountForm(visit, line, best, place) : null}${refundForms(visit, line, place)}${recordedForms(visit, line, answers, place)}
${triageActions(visit, line, place, place.triage)}
${ruleActs(visit, line, place)}${lineForm(visit, line, place, { path: "suspense", body: html`<button class="btn">${says.suspend}</button>` })}
<details><summary><span class="btn">${says.other}</span></summary><div class="books" role="group" aria-label="${says.bookTitle}">${bookForms(visit, line, place)}</div></details>${why}${ends}</div>`;
}

/** An answer that names shares or returns; that of a refund is accepted by its own button. */
function hasAnswer({ candidate }: Answer): boolean {
  const { allocations, brings, carries, sentBack, clears, takesBack } = candidate;
  return (
    allocations.length > 0 ||
    [brings, carries, sentBack, clears, takesBack].some((each) => each !== undefined)
  );
}

/** The line brings more than the answer owes: accepted with what becomes of the rest (D1). */
function excessForm(visit: CompanyVisit, line: LineRow, answer: Answer, place: LinesPlace): Html {
  const says = visit.words.settling.excessOnLine;
  const name = `excess-${String(line.id)}`;
  const value = answer.candidate.allocations.map((each) => `${each.shareId}:${each.amount}`).join(",");
  const choices = (["choose", "keep", "advance", "to_refund", "profit"] as const).map((each) => ({
    value: each === "choose" ? "" : each,
    label: says[each],
  }));
  return html`<div class="books">${lineForm(visit, line, place, {
    path: "match",
    body: html`<input type="hidden" name="answer" value="${value}"><div class="f wide-f"><label for="${name}">${says.lead(visit.format.euros(leftOver(line, answer)))}</label><select class="in" id="${name}" name="excess" required>${options(choices, "")}</select></div><div class="f"><label for="${name}-reason">${says.reason}</label><input class="in" id="${name}-reason" name="excessReason"></div><button class="btn" data-answer="${answer.rank}">${says.accept}</button>`,
  })}</div>`;
}

/** The line is the first payment of its document and below the total: accepted with a discount (S4.23, S4.24). */
function discountForm(visit: CompanyVisit, line: LineRow, answer: Answer, place: LinesPlace): Html | null {
  const discount = place.beside?.discount;
  const [only] = answer.candidate.allocations;
  if (discount === undefined || !only) return null;
  const percent = visit.format.amount(BigInt(discountPercent(discount, line.amountCents + discount)));
  return lineForm(visit, line, place, {
    path: "match",
    body: html`<input type="hidden" name="answer" value="${only.shareId}:${String(line.amountCents)}"><input type="hidden" name="discount" value="${String(discount)}"><button class="btn">${visit.words.settling.discount.accept(percent, visit.format.euros(discount))}</button>`,
  });
}

/** A line out of exactly the amount of a refund that is awaited. */
function refundForms(visit: CompanyVisit, line: LineRow, place: LinesPlace): Html[] {
  return (place.beside?.refunds ?? []).map(({ paymentId, to, amountCents }) =>
    lineForm(visit, line, place, {
      path: "refund",
      body: html`<input type="hidden" name="payment" value="${String(paymentId)}"><button class="btn">${visit.words.settling.refundOnLine(to, visit.format.euros(amountCents))}</button>`,
    }),
  );
}

/** A line in of exactly the amount of payments that were recorded before it: those that no answer names already. */
function recordedForms(
  visit: CompanyVisit,
  line: LineRow,
  answers: readonly Answer[],
  place: LinesPlace,
): Html[] {
  const named = answers.flatMap(({ candidate }) => (candidate.clears?.paymentIds ?? []).map(String));
  return (place.beside?.recorded ?? [])
    .filter(({ paymentId }) => !named.includes(String(paymentId)))
    .map(({ paymentId, party, reference }) => {
      const whose = [party, reference].filter(Boolean).join(", ");
      return lineForm(visit, line, place, {
        path: "credit",
        body: html`<input type="hidden" name="payments" value="${String(paymentId)}"><button class="btn">${visit.words.credits.recorded(whose)}</button>`,
      });
    });
}

function bookForms(
  visit: CompanyVisit,
  line: LineRow,
  place: LinesPlace & { bankAccounts: readonly BankAccount[] },
): Html {
  const says = visit.words.lines;
  const name = `vat-${String(line.id)}`;
  const fee = html`<input type="hidden" name="treatAs" value="fee"><div class="f"><label for="${name}">${says.book.fee}, ${says.vat}</label><input class="in amt" id="${name}" name="vat" inputmode="decimal" placeholder="0,00"></div><button class="btn">${says.bookSubmit.fee}</button>`;
  const interest = html`<input type="hidden" name="treatAs" value="interest"><button class="btn">${says.bookSubmit.interest}</button>`;
  return html`${lineForm(visit, line, place, { path: "booking", body: fee })}
${lineForm(visit, line, place, { path: "booking", body: interest })}
${place.bankAccounts.length > 1 ? lineForm(visit, line, place, { path: "booking", body: transferFields(visit, line, place.bankAccounts) }) : null}`;
}

function transferFields(visit: CompanyVisit, line: LineRow, bankAccounts: readonly BankAccount[]): Html {
  const says = visit.words.lines;
  const id = `other-${String(line.id)}`;
  const choices = bankAccounts.map(({ name, journal }) => html`<option value="${journal}">${name}</option>`);
  return html`<input type="hidden" name="treatAs" value="own_transfer"><div class="f"><label for="${id}">${says.otherAccount}</label><select class="in" id="${id}" name="otherAccount">${choices}</select></div><button class="btn">${says.bookSubmit.own_transfer}</button>`;
}

/** A decided line stays in its place, folded to one grey line, with its undo. */
export function doneLine(visit: CompanyVisit, line: LineRow, place: LinesPlace): Html {
  const { words, format } = visit;
  const [best] = answersOf(line, place);
  const who =
    line.counterpartyName ??
    best?.shares[0]?.party ??
    best?.returns[0]?.insurer ??
    best?.payments[0]?.party ??
    words.lines.unknownPayer;
  const by = line.decidedById === visit.user.id ? words.lines.you : (line.decidedBy ?? words.machine);
  const at = line.decidedAt ? format.hour(line.decidedAt) : "";
  const undo = mayAct(visit, "accountant")
    ? lineForm(visit, line, place, {
        path: "undo",
        body: html`<button class="btn bare">${words.lines.undo}</button>`,
      })
    : null;
  return html`<div class="row"><div class="m"><span class="tick"><svg width="12" height="12" viewBox="0 0 12 12" fill="none" stroke="currentColor" stroke-width="1.75" aria-hidden="true"><path d="M2 6.5 5 9.5 10.5 3"/></svg></span></div>
<div class="d">${format.day(line.bookedOn)}</div>
<div class="said"><span><a class="inv soft" href="${visit.company.base}/lines/${String(line.id)}">${format.euros(line.amountCents)}</a> · ${who}</span><span>${words.lines.acceptedBy(by, at)}</span>${undo}</div></div>`;
}

/** The last decision, in the foot, with its undo for as long as it is on screen. */
export function toast(visit: CompanyVisit, line: LineRow, place: Pick<LinesPlace, "filters">): Html {
  const { words, format } = visit;
  const who = line.counterpartyName ?? "";
  if (line.state === "waiting") {
    return html`<span class="toast" role="status">${words.lines.undone(format.euros(absCents(line.amountCents)), who)}</span>`;
  }
  const undo = html`<button class="btn" data-undo>${words.lines.undo} <kbd aria-hidden="true">U</kbd></button>`;
  return html`<span class="toast" role="status">${words.lines.accepted(format.euros(line.amountCents), who)} ${lineForm(visit, line, place, { path: "undo", body: undo })}</span>`;
}
