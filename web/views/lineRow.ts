import { daysBetween } from "../../domain/days.ts";
import { absCents, type Cents, sumCents } from "../../domain/money.ts";
import type { LineRow, ShareNow, StoredCandidate } from "../../sql/screens/lines.ts";
import type { UnderWayRow } from "../../sql/screens/orders.ts";
import type { AnnouncedNow } from "../../sql/screens/returns.ts";
import type { LineMarks } from "../../sql/triage.ts";
import { type Html, html, query } from "../html.ts";
import type { CompanyVisit } from "../visit.ts";
import { paymentsNamed } from "./carried.ts";
import { chips, marked, reasonSentence } from "./evidence.ts";
import { gap, marksOf } from "./marks.ts";
import { amount, time } from "./parts.ts";

/** What a row needs beside its line: the present state of the shares, and the address of the list it stands in. */
export type LinesPlace = {
  shares: ReadonlyMap<string, ShareNow>;
  /** The announced payments that the answers bring, as they are now. */
  returns: ReadonlyMap<string, AnnouncedNow>;
  /** Who has each line in hand, who looks at it, how many notes it has. */
  marks: ReadonlyMap<bigint, LineMarks>;
  /** How the open line may settle more than its answer: closing its document with a discount, or showing a refund. */
  beside?: Beside | undefined;
  /** The payments of ours that the answers carry out or send back, as they are now. */
  payments: ReadonlyMap<string, UnderWayRow>;
  /** The filters of the list, as its address holds them. */
  filters: Record<string, string | undefined>;
  open: bigint | undefined;
};

export type Beside = {
  /** Cents of discount with which the first answer would close its document. */
  discount: Cents | undefined;
  /** Refunds of exactly the line's amount whose bank line is awaited. */
  refunds: { paymentId: bigint; to: string; amountCents: Cents }[];
  /** Transfers and the like of exactly the line's amount that a person recorded before it came, advances among them. */
  recorded: { paymentId: bigint; party: string; reference: string | null }[];
};

/** Swaps the list and what counts it, out of the whole page that the address answers: one page, with script or without. */
export const SWAP = html`hx-target="#lines" hx-select="#lines" hx-swap="outerMorph" hx-select-oob="#summary,#counters,#notice,#foot,#head-2"`;

export function listAddress(
  visit: CompanyVisit,
  place: Pick<LinesPlace, "filters">,
  more: Record<string, string | undefined> = {},
): string {
  return `${visit.company.base}/lines${query({ ...place.filters, ...more })}`;
}

export type Answer = {
  rank: number;
  candidate: StoredCandidate;
  shares: ShareNow[];
  returns: AnnouncedNow[];
  /** Payments of ours that it carries out or sends back, as they are now. */
  payments: UnderWayRow[];
  /** What the answer owes now, or what is left of what it announced. */
  due: Cents;
};

/** The stored answers with what their shares owe today, or what is left of the returns they bring. */
export function answersOf(
  line: LineRow,
  place: Pick<LinesPlace, "shares" | "returns" | "payments">,
): Answer[] {
  return (line.evidence.candidates ?? []).map((candidate, index) => {
    const shares = candidate.allocations.flatMap(({ shareId }) => place.shares.get(shareId) ?? []);
    const returns = (candidate.brings ?? []).flatMap(
      ({ paymentId }) => place.returns.get(paymentId ?? "") ?? [],
    );
    const named = candidate.sentBack ? [candidate.sentBack] : (candidate.carries ?? []);
    const payments = named.flatMap(({ paymentId }) => place.payments.get(paymentId) ?? []);
    const due = sumCents([
      BigInt(candidate.clears?.amount ?? 0),
      ...shares.map((share) => share.dueCents),
      ...returns.map((each) => each.leftCents),
      ...payments.map((payment) => payment.amountCents),
    ]);
    return { rank: index + 1, candidate, shares, returns, payments, due };
  });
}

/** One line to decide, closed: the bank on the left of the sign, the books on the right. */
export function lineRow(visit: CompanyVisit, line: LineRow, place: LinesPlace): Html {
  const [best] = answersOf(line, place);
  const { words, format } = visit;
  return html`<div class="row">
<div class="m">${levelLetter(visit, line.level)}</div>
<div class="d">${time(visit, line.bookedOn)}</div>
<div class="bank"><div class="payer">${payerLink(visit, line, best, place)}</div><span class="raw">${marked([line.label, ...line.details].join(" "), line.evidence.tokens ?? [])}</span>${marksOf(visit, place.marks.get(line.id))}</div>
<div class="amt got"><span class="sr">${words.lines.heads.amount} </span><b>${format.amount(line.amountCents)}</b></div>
${sign(visit, line, best)}
<div class="amt due">${best && isKnown(best) ? html`<span class="sr">${best.returns.length > 0 ? words.lines.announced : words.lines.heads.due} </span>${amount(visit, best.due)}${underDue(visit, line, best)}` : null}</div>
${best ? booksSide(visit, line, best) : html`<div class="cand is-none"><div class="why-not soft">${reasonSentence(visit.language, line.reason, line.evidence)}</div></div>`}
</div>`;
}

function booksSide(visit: CompanyVisit, line: LineRow, best: Answer): Html {
  return html`<div class="cand">${candidate(visit, best)}</div>
<div class="when">${deadline(visit, line, best)}</div>
<div class="gap">${gap(visit, line.evidence.candidates ?? [])}</div>`;
}

export function levelLetter(visit: CompanyVisit, level: LineRow["level"]): Html {
  return html`<span class="lv lv-${level.toLowerCase()}" title="${visit.words.lines.levels[level]}"><span class="sr">${visit.words.lines.level("")}</span>${level}</span>`;
}

/** In ink when the bank says who pays; in pencil when it was worked out from the label. */
function payerLink(visit: CompanyVisit, line: LineRow, best: Answer | undefined, place: LinesPlace): Html {
  const says = visit.words.lines;
  const guessed = best?.shares[0]?.party ?? best?.returns[0]?.insurer ?? best?.payments[0]?.party;
  const name = line.counterpartyName ?? guessed ?? says.unknownPayer;
  const address = listAddress(visit, place, { line: String(line.id) });
  const pencil = line.counterpartyName ? null : html` class="pencil" title="${says.deduced}"`;
  return html`<a${pencil} href="${address}#line-${String(line.id)}" hx-get="${address}" ${SWAP}>${name}</a>`;
}

function isKnown({ shares, returns, payments }: Answer): boolean {
  return shares.length + returns.length + payments.length > 0;
}

type Relation = "equal" | "less" | "more" | "unknown";

function relation(line: LineRow, best: Answer | undefined): Relation {
  if (!best || !isKnown(best)) return "unknown";
  const received = absCents(line.amountCents);
  const due = absCents(best.due);
  if (received === due) return "equal";
  return received < due ? "less" : "more";
}

const SIGNS: Record<Relation, { sign: string; style: string }> = {
  equal: { sign: "=", style: "eq" },
  less: { sign: "<", style: "ne" },
  more: { sign: ">", style: "ne" },
  unknown: { sign: "?", style: "" },
};

function sign(visit: CompanyVisit, line: LineRow, best: Answer | undefined): Html {
  const kind = relation(line, best);
  const gap = best ? visit.format.amount(absCents(absCents(line.amountCents) - absCents(best.due))) : "";
  const { signs } = visit.words.lines;
  const spoken = kind === "less" || kind === "more" ? signs[kind](gap) : signs[kind];
  return html`<div class="rel ${SIGNS[kind].style}"><span aria-hidden="true">${SIGNS[kind].sign}</span><span class="sr">${spoken}</span></div>`;
}

/** Under the due: the difference when there is one, else the count of shares or returns when there are several. */
function underDue(visit: CompanyVisit, line: LineRow, best: Answer): Html | null {
  const gap = absCents(line.amountCents) - absCents(best.due);
  if (gap !== 0n) return html`<span class="sub">${gap > 0n ? "+" : ""}${visit.format.amount(gap)}</span>`;
  const says = visit.words.lines;
  if (best.returns.length > 1) return html`<span class="sub">${says.returns(best.returns.length)}</span>`;
  return best.shares.length > 1 ? html`<span class="sub">${says.shares(best.shares.length)}</span>` : null;
}

function candidate(visit: CompanyVisit, { candidate: stored, shares, returns, payments }: Answer): Html {
  if (payments.length > 0)
    return html`<div class="who1">${paymentsNamed(visit, payments)}</div>${chips(visit.language, stored.facts)}`;
  const [first] = shares;
  const [told] = returns;
  if (told) {
    const more = returns.length > 1 ? ` + ${returns.length - 1}` : "";
    return html`<div class="who1">${returnLink(visit, told)}${more} ${told.insurer} <span class="soft">· ${visit.words.lines.announcedOn(visit.format.day(told.announcedOn))}</span></div>${chips(visit.language, stored.facts)}`;
  }
  const others = stored.allocations.length - 1;
  const named = first
    ? html`<a class="inv" href="${visit.company.base}/invoices/${String(first.invoiceId)}">${first.number}</a>${others > 0 ? ` + ${others}` : ""} ${first.party} <span class="soft">· ${visit.words.sharePayers[first.payer]}</span>`
    : html`<span class="inv">${stored.allocations[0]?.invoice ?? moneyOf(visit, stored) ?? broughtBy(stored)}</span>`;
  return html`<div class="who1">${named}</div>${chips(visit.language, stored.facts)}`;
}

function broughtBy({ brings = [] }: StoredCandidate): string {
  const [first] = brings;
  return first ? [first.insurer, first.reference].filter(Boolean).join(" · ") : "";
}

/** Money under way that an answer brings, or the payment that it takes back, in words. */
export function moneyOf(visit: CompanyVisit, { clears, takesBack }: StoredCandidate): string | undefined {
  const says = visit.words.credits;
  if (takesBack) return says.takesBack(takesBack.reference);
  if (!clears) return undefined;
  const named = clears.remittances.map(({ reference }) => reference).join(", ");
  return says.credits(named || says.payments(clears.paymentIds.length));
}

/** A return by its reference, in ink. */
export function returnLink(visit: CompanyVisit, { returnId, reference }: AnnouncedNow): Html {
  const { road } = visit.words;
  const name = reference ? road.return(reference) : road.plainReturn;
  return returnId === null
    ? html`<span class="inv">${name}</span>`
    : html`<a class="inv" href="${visit.company.base}/returns/${String(returnId)}">${name}</a>`;
}

function deadline(visit: CompanyVisit, line: LineRow, { shares, returns }: Answer): Html | null {
  const says = visit.words.lines;
  const [told] = returns;
  const day = told ? told.announcedOn : shares.map((share) => share.dueOn).find((due) => due !== null);
  if (!day) return null;
  const days = daysBetween(day, line.bookedOn);
  const far = days === 0 ? says.sameDay : days > 0 ? says.daysAfter(days) : says.daysBefore(-days);
  const named = visit.format.day(day);
  return html`<div class="nw">${told ? says.toldOn(named) : says.dueOn(named)}</div><span class="sub">${far}</span>`;
}
