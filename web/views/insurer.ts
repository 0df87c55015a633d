import type { IsoDate } from "../../domain/days.ts";
import type { PayerClock } from "../../domain/insurer/clock.ts";
import { sumCents } from "../../domain/money.ts";
import type { InsurerSummary, LateSum, OpenShare, SaidCount } from "../../sql/screens/insurers.ts";
import type { ReturnRow, TransferRow } from "../../sql/screens/returns.ts";
import { type Html, html, query, type Shown } from "../html.ts";
import { adviceOf, type ShareStanding } from "../standings.ts";
import { type CompanyVisit, mayAct } from "../visit.ts";
import { percentOf, todayState } from "./insurers.ts";
import { layout } from "./layout.ts";
import { amount, count, nextPage, phrase, state, time } from "./parts.ts";
import { codeName, habitDays, labelOf, shareReason } from "./unpaidReason.ts";

export const INSURER_VIEWS = [
  "open",
  "late",
  "rejected",
  "announced",
  "received",
  "returns",
  "transfers",
] as const;
export type InsurerView = (typeof INSURER_VIEWS)[number];

export type InsurerRows =
  | { kind: "shares"; shares: OpenShare[]; standings: ReadonlyMap<bigint, ShareStanding> }
  | { kind: "returns"; returns: ReturnRow[] }
  | { kind: "transfers"; transfers: TransferRow[] };

export type InsurerScreen = {
  summary: InsurerSummary;
  clock: PayerClock;
  late: LateSum | undefined;
  said: SaidCount[];
  since: IsoDate;
  view: InsurerView;
  rows: InsurerRows;
  next: string | undefined;
  further: boolean;
  aliases: LearntAlias[];
};

/** Words by which a bank writes this insurer, as a person's decision taught them. */
export type LearntAlias = { id: bigint; words: string; learntFrom: bigint | null; learntAt: Date };

/** One insurer: its delays, what it owes, what it announced and what the bank brought, and why it refuses. */
export function insurerPage(visit: CompanyVisit, screen: InsurerScreen): Html {
  const { words, company } = visit;
  const { summary, view } = screen;
  const says = words.insurers;
  const home = `${company.base}/insurers/${String(summary.id)}`;
  const unpaid =
    summary.openShares > 0
      ? html`<a href="${company.base}/unpaid?insurer=${String(summary.id)}">${says.inUnpaid}</a>`
      : null;
  return layout(visit, {
    title: summary.name,
    link: "insurers",
    body: html`<div class="title"><h1>${summary.name}</h1><p>${words.payersLong[summary.payer]} <span class="soft">${summary.payer.toUpperCase()} · ${summary.aux}</span></p><p>${todayState(visit, screen.late)}</p><p class="right">${unpaid}</p></div>
${views(visit, screen, home)}
${rowsTable(visit, screen.rows, view)}
${nextPage(visit, { next: screen.next && `${home}${query({ view, after: screen.next })}`, start: screen.further ? `${home}${query({ view })}` : undefined })}
<div class="cols2"><section><div>${clockTable(visit, screen.clock)}</div>${aliasTable(visit, screen, home)}</section><section><div id="rejections">${rejectionTable(visit, screen)}</div></section></div>`,
  });
}

/** What was learnt is shown with the line it came from, and can be forgotten. Nothing learnt: nothing to show. */
function aliasTable(visit: CompanyVisit, { aliases }: InsurerScreen, home: string): Html | null {
  if (aliases.length === 0) return null;
  const says = visit.words.insurers;
  const may = mayAct(visit, "accountant");
  const forget = (alias: LearntAlias) =>
    html`<form method="post" action="${home}/aliases/${String(alias.id)}/forget"><button class="btn">${says.forget}<span class="sr"> ${alias.words}</span></button></form>`;
  const origin = (alias: LearntAlias) =>
    alias.learntFrom === null
      ? null
      : html`<a href="${visit.company.base}/lines/${String(alias.learntFrom)}">${says.learntOn(visit.format.day(alias.learntAt.toISOString().slice(0, 10)))}</a>`;
  return html`<div><div class="sec"><h2>${says.learnt}</h2><span class="soft">${says.learntWhy}</span></div><table class="t in-block"><tbody>${aliases.map(
    (alias) =>
      html`<tr><td><span class="raw">${alias.words}</span></td><td class="soft">${origin(alias)}</td><td class="amt">${may ? forget(alias) : null}</td></tr>`,
  )}</tbody></table></div>`;
}

function views(visit: CompanyVisit, { summary, late, view }: InsurerScreen, home: string): Html {
  const says = visit.words.insurers;
  const counts: Partial<Record<InsurerView, number>> = {
    open: summary.openShares,
    late: late?.shares ?? 0,
    announced: summary.announcedCount,
    received: summary.receivedCount,
  };
  const links = INSURER_VIEWS.map((each) => {
    const many = counts[each];
    const figure = many === undefined ? null : html` <span class="n">${visit.format.count(many)}</span>`;
    return html`<a href="${home}?view=${each}"${each === view ? html` aria-current="page"` : null}>${says.views[each]}${figure}</a>`;
  });
  return html`<nav class="views" aria-label="${says.one}">${links}</nav>`;
}

function rowsTable(visit: CompanyVisit, rows: InsurerRows, view: InsurerView): Html {
  const found =
    rows.kind === "shares" ? rows.shares : rows.kind === "returns" ? rows.returns : rows.transfers;
  if (found.length === 0)
    return html`<div class="notes"><br><p class="note ok">${visit.words.insurers.nothing[view]}</p></div>`;
  if (rows.kind === "shares") return shareTable(visit, rows.shares, rows.standings);
  return rows.kind === "returns" ? returnTable(visit, rows.returns) : transferTable(visit, rows.transfers);
}

function shareTable(
  visit: CompanyVisit,
  shares: readonly OpenShare[],
  standings: ReadonlyMap<bigint, ShareStanding>,
): Html {
  const says = visit.words.insurers;
  const heads = says.shareHeads;
  const rows = shares.map((share) => {
    const standing = standings.get(share.id);
    const sent = share.transmittedOn
      ? time(visit, share.transmittedOn)
      : html`<span class="pencil" title="${says.sentUnknown}">${time(visit, share.issuedOn)}</span>`;
    return html`<tr><td class="nw"><a class="inv" href="${visit.company.base}/invoices/${String(share.invoiceId)}">${share.number}</a></td><td>${share.customer}</td><td class="nw soft">${sent}</td><td>${standing ? shareReason(visit, standing) : null}</td><td class="amt">${amount(visit, share.amountCents)}</td><td class="amt">${amount(visit, share.dueCents)}</td></tr>`;
  });
  return html`<div class="wide" role="region" tabindex="0" aria-label="${says.views.open}"><table class="t many"><thead><tr><th scope="col">${heads.invoice}</th><th scope="col">${heads.customer}</th><th scope="col">${heads.sent}</th><th scope="col">${heads.reason}</th><th scope="col" class="amt">${heads.billed}</th><th scope="col" class="amt">${heads.due}</th></tr></thead><tbody>${rows}</tbody></table></div>`;
}

/** Returns with what each says and brings, each leading to its invoices. */
export function returnTable(visit: CompanyVisit, returns: readonly ReturnRow[]): Html {
  const { words, company } = visit;
  const says = words.insurers;
  const heads = says.returnHeads;
  const rows = returns.map((told) => {
    const name = told.reference ?? told.label;
    const file = told.fileId
      ? html`<a href="${company.base}/files/${String(told.fileId)}">${told.fileName}</a>`
      : html`<span class="soft">${says.typed}</span>`;
    return html`<tr><td class="nw soft">${time(visit, told.paidOn)}</td><td><a class="inv" href="${company.base}/returns/${String(told.id)}">${name}</a></td><td class="amt">${count(visit, told.items)}</td><td class="amt">${count(visit, told.rejected)}</td><td class="nw">${returnState(visit, told)}</td><td>${file}</td><td class="amt">${amount(visit, told.netCents)}</td><td class="amt">${amount(visit, told.broughtCents)}</td></tr>`;
  });
  return html`<div class="wide" role="region" tabindex="0" aria-label="${says.views.returns}"><table class="t many"><thead><tr><th scope="col">${heads.day}</th><th scope="col">${heads.reference}</th><th scope="col" class="amt">${heads.items}</th><th scope="col" class="amt">${heads.rejected}</th><th scope="col">${heads.state}</th><th scope="col">${heads.file}</th><th scope="col" class="amt">${heads.net}</th><th scope="col" class="amt">${heads.brought}</th></tr></thead><tbody>${rows}</tbody></table></div>`;
}

/** Whether the money that a return announced has come. */
export function returnState(visit: CompanyVisit, told: ReturnRow): Html {
  const { states } = visit.words.insurers;
  if (told.netCents === 0n || told.paymentId === null) return state("wait", states.nothing);
  if (told.paymentStatus !== "announced") return state("ok", states.cleared);
  return told.broughtCents > 0n ? state("late", states.part) : state("late", states.announced);
}

export function transferTable(visit: CompanyVisit, transfers: readonly TransferRow[]): Html {
  const { words, company, format } = visit;
  const says = words.insurers;
  const heads = says.transferHeads;
  const rows = transfers.map((transfer) => {
    const brings = transfer.brought.map(({ cents, returnId, reference }) => {
      const name = reference ? words.road.return(reference) : words.road.plainReturn;
      const told = returnId
        ? html`<a class="inv" href="${company.base}/returns/${returnId}">${name}</a>`
        : html`<span class="soft">${says.noReturn}</span>`;
      return html`<div>${told}${transfer.brought.length > 1 ? html` <span class="soft">${format.amount(BigInt(cents))}</span>` : null}</div>`;
    });
    return html`<tr><td class="nw soft">${time(visit, transfer.bookedOn)}</td><td><a class="raw" href="${company.base}/lines/${String(transfer.lineId)}">${transfer.label}</a><span class="sub">${transfer.account}</span></td><td>${brings}</td><td class="amt">${amount(visit, transfer.amountCents)}</td></tr>`;
  });
  return html`<div class="wide" role="region" tabindex="0" aria-label="${says.views.transfers}"><table class="t"><thead><tr><th scope="col">${heads.day}</th><th scope="col">${heads.label}</th><th scope="col">${heads.brings}</th><th scope="col" class="amt">${heads.amount}</th></tr></thead><tbody>${rows}</tbody></table></div>`;
}

const STEPS = ["toAnnounced", "announcedToReceived", "toReceived"] as const;

function clockTable(visit: CompanyVisit, clock: PayerClock): Html {
  const says = visit.words.insurers;
  const heads = says.clockHeads;
  const rows = STEPS.map((step) => {
    const delay = clock[step];
    const learnt = delay.basis === "learnt";
    return html`<tr><th scope="row">${says.steps[step]}</th><td class="nw">${learnt ? says.days(habitDays(delay)) : html`<span class="pencil">${says.days(habitDays(delay))}</span>`}</td><td class="soft">${learnt ? says.learntFrom(delay.count) : says.basis[delay.basis]}</td></tr>`;
  });
  return html`<div class="sec"><h2>${says.clock}</h2></div><table class="t in-block"><thead><tr><th scope="col">${heads.step}</th><th scope="col">${heads.habit}</th><th scope="col">${heads.learnt}</th></tr></thead><tbody>${rows}</tbody></table>`;
}

/** Rejections of the period, by code: what each means and what to do. */
function rejectionTable(visit: CompanyVisit, { said, since, summary }: InsurerScreen): Html {
  const { words, format, language } = visit;
  const says = words.insurers;
  const heads = says.rejectionHeads;
  const all = said.reduce((sum, each) => sum + each.items, 0);
  const no = said.filter(({ status }) => status === "rejected");
  const head = html`<div class="sec"><h2>${says.rejections}</h2><span class="soft">${says.rejectedWindow(format.day(since))}</span></div>`;
  if (no.length === 0) return html`${head}<p class="note ok">${says.noRejection}</p>`;
  const rejected = `${visit.company.base}/insurers/${String(summary.id)}?view=rejected`;
  const rows = no.map(({ reason, items, cents }) => {
    const advice = reason ? adviceOf(reason) : undefined;
    const name: Shown = reason
      ? html`${codeName(reason)}<span class="sub">${labelOf(reason)}</span>`
      : words.none;
    return html`<tr><td><a href="${rejected}">${name}</a></td><td>${advice ? phrase(language, advice.meaning[language]) : null}<span class="sub">${advice ? phrase(language, advice.remedy[language]) : null}</span></td><td class="amt"><a href="${rejected}">${format.count(items)}</a><span class="sub">${percentOf(visit, items, all)}</span></td><td class="amt">${amount(visit, cents)}</td></tr>`;
  });
  const items = no.reduce((sum, each) => sum + each.items, 0);
  return html`${head}<table class="t in-block"><thead><tr><th scope="col">${heads.reason}</th><th scope="col">${heads.meaning}</th><th scope="col" class="amt">${heads.count}</th><th scope="col" class="amt">${heads.amount}</th></tr></thead><tbody>${rows}</tbody>
<tfoot><tr><th scope="row" colspan="2">${says.total}</th><td class="amt">${format.count(items)}</td><td class="amt">${format.amount(sumCents(no.map((each) => each.cents)))}</td></tr></tfoot></table>`;
}
