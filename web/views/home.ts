import type { ChainLink } from "../../domain/bank/chain.ts";
import { addDays, type IsoDate } from "../../domain/days.ts";
import { absCents, type Cents, sumCents } from "../../domain/money.ts";
import type {
  AgedDues,
  BankAccountState,
  BesideDues,
  Night,
  NightShare,
  NightSummary,
  WaitingReason,
} from "../../sql/screens/home.ts";
import type { Became } from "../../sql/screens/seenLines.ts";
import type { QueueCounts, QueueName } from "../../worker/queues.ts";
import { maskedIban } from "../format.ts";
import { type Html, html, query, type Shown } from "../html.ts";
import type { CompanyVisit } from "../visit.ts";
import { breakState } from "./accountChain.ts";
import { reasonName } from "./evidence.ts";
import { announcedLine, type LateInsurer, lateTable } from "./homeInsurers.ts";
import { layout } from "./layout.ts";
import { livePlace } from "./live.ts";
import { nightChart, nightCount } from "./nightChart.ts";
import { amount, count, state, time } from "./parts.ts";

export type HomeFigures = {
  night: Night | undefined;
  nights: NightShare[];
  reasons: WaitingReason[];
  dues: AgedDues[];
  beside: BesideDues;
  accounts: BankAccountState[];
  /** The latest place where the statements of an account do not follow each other. */
  breaks: ReadonlyMap<bigint, ChainLink>;
  announced: { payments: number; cents: Cents };
  late: LateInsurer[];
  /** Evidence that no longer posts by itself, and posted lines to check. */
  trust: { suspended: number; checks: number };
  /** Undefined when the queues do not answer. */
  queues: Record<QueueName, QueueCounts> | undefined;
  /** Whether a worker runs, anywhere. */
  working: boolean;
};

export function homePage(visit: CompanyVisit, figures: HomeFigures): Html {
  const chart = nightChart(visit, figures.nights);
  return layout(visit, {
    title: visit.words.home,
    link: "home",
    body: html`<div class="night">${sentence(visit, figures)}${livePlace(visit)}</div>${standstillNotes(visit, figures)}${trustNotes(visit, figures.trust)}
<div class="grid">
${figures.night ? nightAccount(visit, figures.night) : null}
<section class="${figures.night ? "g-7" : "g-12"}">${reasonTable(visit, figures.reasons)}</section>
${chart ? html`<section class="g-12">${chart}</section>` : null}
<section class="g-12">${duesTable(visit, figures)}${announcedLine(visit, figures.announced)}</section>
<section class="g-12">${lateTable(visit, figures.late)}</section>
<section class="g-7">${accountTable(visit, figures)}</section>
<section class="g-5">${queueTable(visit, figures.queues)}</section>
</div>`,
  });
}

/** What a tired person wants to know first. What waits is counted now; what went through alone is the night's. */
function sentence(visit: CompanyVisit, { night, reasons }: HomeFigures): Html {
  const { words, format } = visit;
  const { homePage: says } = words;
  if (!night) return html`<h1>${says.noNight}</h1><p>${says.noNightText}</p>`;
  const { summary } = night;
  const aside = summary.linesSetAside > 0 ? says.setAside(format.count(summary.linesSetAside)) : "";
  const begins =
    summary.linesNew > 0
      ? html`${isOld(visit, night) ? says.leadOld : says.lead}${ofNight(visit, night, html`<b>${says.passed(format.count(summary.linesPosted), format.count(summary.linesNew))}</b>`)}${says.passedRest(format.count(summary.linesPosted))}${aside}.`
      : html`${says.noNewLine}`;
  return html`<h1>${begins} ${leftToDecide(visit, reasons)}.</h1><p>${nightWork(visit, night)}</p>`;
}

/** Longer than from one night to the next, whenever somebody looks and however long a night takes. */
const OLD_NIGHT_MS = 36 * 3_600_000;

function isOld(visit: CompanyVisit, { startedAt }: Night): boolean {
  return visit.now.getTime() - startedAt.getTime() > OLD_NIGHT_MS;
}

/** Work that stands still is seen at once: figures that do not move look like good ones. */
function standstillNotes(visit: CompanyVisit, { night, working }: HomeFigures): Html | null {
  const says = visit.words.homePage;
  const old = night && isOld(visit, night) ? says.oldNight(visit.format.instant(night.startedAt)) : undefined;
  const notes = [...(working ? [] : [says.noWorker]), ...(old ? [old] : [])];
  if (notes.length === 0) return null;
  return html`<div class="notes">${notes.map((note) => html`<p class="note bad">${note}</p>`)}</div>`;
}

/** What no longer posts by itself is said before anything else: the night did less than it used to. */
function trustNotes(visit: CompanyVisit, { suspended, checks }: HomeFigures["trust"]): Html | null {
  if (suspended === 0 && checks === 0) return null;
  const { trust } = visit.words;
  const address = `${visit.company.base}/trust`;
  return html`<div class="notes">${suspended > 0 ? html`<p class="note bad"><a href="${address}">${trust.home(suspended)}</a></p>` : null}${checks > 0 ? html`<p class="note"><a href="${address}#checks">${trust.homeChecks(checks)}</a></p>` : null}</div>`;
}

function leftToDecide(visit: CompanyVisit, reasons: readonly WaitingReason[]): Html {
  const { format, company } = visit;
  const says = visit.words.homePage;
  const lines = reasons.reduce((total, each) => total + each.lines, 0);
  if (lines === 0) return html`${says.nothingLeft}`;
  const worth = says.worth(
    ...([sumCents(reasons.map((each) => each.inCents)), sumCents(reasons.map((each) => each.outCents))].map(
      (cents) => (cents > 0n ? format.euros(cents) : ""),
    ) as [string, string]),
  );
  return html`${says.left}<a href="${company.base}/lines"><b class="nw">${says.toDecide(format.count(lines))}</b>${worth}</a>`;
}

/** Words that count something of the night, with a link to it where its certificate names it. */
function ofNight(visit: CompanyVisit, { certificate }: Night, said: Shown, place = ""): Shown {
  if (certificate === null) return said;
  return html`<a href="${visit.company.base}/certificates/${certificate}/lines${place}">${said}</a>`;
}

function nightWork(visit: CompanyVisit, night: Night): Html {
  const { startedAt, finishedAt, summary } = night;
  const says = visit.words.homePage;
  const seconds = Math.max(1, Math.round((finishedAt.getTime() - startedAt.getTime()) / 1000));
  const stuck = [
    summary.filesRefused > 0
      ? html` <a href="${visit.company.base}/files?state=refused">${says.refused(summary.filesRefused)}</a>.`
      : null,
    summary.filesHeld > 0
      ? html` <a href="${visit.company.base}/files?state=held">${says.held(summary.filesHeld)}</a>.`
      : null,
  ];
  const files = says.files(summary.filesRead);
  return html`${summary.filesRead > 0 ? ofNight(visit, night, files, "#files") : files}${says.readIn(summary.filesRead, says.seconds(seconds), visit.format.instant(startedAt))}${stuck}`;
}

/** The night's lines as a sum that has to close on 0,00. */
function nightAccount(visit: CompanyVisit, night: Night): Html {
  const { words, company } = visit;
  const says = words.homePage;
  const s = night.summary;
  const gapLines = s.linesNew - s.linesPosted - s.linesWaiting - s.linesSetAside;
  const gapCents =
    BigInt(s.linesCents) - BigInt(s.postedCents) - BigInt(s.waitingCents) - BigInt(s.setAsideCents);
  const exact = gapLines === 0 && gapCents === 0n;
  const row = (label: Html, lines: number, cents: string, became?: Became) =>
    html`<tr><th scope="row">${label}</th><td class="amt">${nightCount(visit, night, lines, became)}</td><td class="amt">${amount(visit, BigInt(cents))}</td></tr>`;
  return html`<section class="g-5"><div class="sec"><h2>${says.night}</h2>${exact ? state("ok", says.exact) : state("bad", says.inexact)}</div>
<table class="t in-block"><thead><tr><th scope="col">${says.nightHeads.what}</th><th scope="col" class="amt">${says.nightHeads.lines}</th><th scope="col" class="amt">${says.nightHeads.amount}</th></tr></thead>
<tbody>${row(html`<a href="${company.base}/files">${says.linesRead}</a>`, s.linesNew, s.linesCents)}
${row(html`<a href="${company.base}/payments${query({ by: "machine" })}">${says.linesPosted}</a>`, s.linesPosted, s.postedCents, "posted")}
${row(html`<a href="${company.base}/lines">${says.linesWaiting}</a>`, s.linesWaiting, s.waitingCents, "waiting")}
${row(html`${says.linesSetAside}`, s.linesSetAside, s.setAsideCents, "set_aside")}</tbody>
<tfoot><tr><th scope="row">${says.gap}</th><td class="amt">${String(gapLines)}</td><td class="amt">${visit.format.amount(gapCents)}</td></tr></tfoot></table>
<p class="checks">${booksAgree(visit, s)}</p></section>`;
}

function booksAgree(visit: CompanyVisit, summary: NightSummary): Html {
  const says = visit.words.homePage;
  const gap = BigInt(summary.debitCents) - BigInt(summary.creditCents);
  return gap === 0n
    ? state("ok", says.debitIsCredit(visit.format.count(summary.entries)))
    : state("bad", says.debitIsNotCredit(visit.format.euros(absCents(gap))));
}

function reasonTable(visit: CompanyVisit, reasons: readonly WaitingReason[]): Html {
  const { words, company, format } = visit;
  const says = words.homePage;
  const head = html`<div class="sec"><h2>${says.reasons}</h2><a class="right" href="${company.base}/lines">${words.links.lines}</a></div>`;
  if (reasons.length === 0) return html`${head}<p class="note ok">${says.nothingWaits}</p>`;
  const size = ({ inCents, outCents }: WaitingReason) => inCents + outCents;
  const largest = reasons.reduce((most, each) => (size(each) > most ? size(each) : most), 1n);
  const rows = reasons.map(
    (
      each,
    ) => html`<tr><td><a href="${company.base}/lines${query({ reason: each.reason })}">${reasonName(visit.language, each.reason)}</a></td>
<td class="amt soft"><a href="${company.base}/lines${query({ reason: each.reason })}">${format.count(each.lines)}</a></td><td class="barcol">${bar(size(each), largest)}</td><td class="amt">${amount(visit, each.inCents)}</td><td class="amt">${amount(visit, each.outCents)}</td></tr>`,
  );
  return html`${head}<table class="t in-block"><thead><tr><th scope="col">${says.reason}</th><th scope="col" class="amt">${says.lines}</th><td class="barcol"></td><th scope="col" class="amt">${says.moneyIn}</th><th scope="col" class="amt">${says.moneyOut}</th></tr></thead>
<tbody>${rows}</tbody><tfoot><tr><th scope="row">${words.total}</th><td class="amt"><a href="${company.base}/lines">${format.count(reasons.reduce((sum, each) => sum + each.lines, 0))}</a></td><td class="barcol"></td><td class="amt">${format.amount(sumCents(reasons.map((each) => each.inCents)))}</td><td class="amt">${format.amount(sumCents(reasons.map((each) => each.outCents)))}</td></tr></tfoot></table>`;
}

function bar(cents: Cents, largest: Cents): Html {
  const width = Math.max(2, Number((cents * 1000n) / largest) / 10);
  return html`<svg class="bar" width="100" height="10" aria-hidden="true"><rect y="1" width="${width}" height="8"/></svg>`;
}

type Age = "notDue" | "upTo30" | "upTo60" | "upTo90" | "older" | "credits" | "total";
const AGES: readonly Age[] = ["notDue", "upTo30", "upTo60", "upTo90", "older", "credits", "total"];

function duesTable(visit: CompanyVisit, { dues, beside }: Pick<HomeFigures, "dues" | "beside">): Html {
  const { words, company } = visit;
  const says = words.homePage;
  const head = html`<div class="sec"><h2>${says.aged}</h2><a class="right" href="${company.base}/unpaid">${words.links.unpaid}</a></div>`;
  if (dues.length === 0) return html`${head}<p class="note ok">${says.nothingDue}</p>`;
  const heads = [says.notDue, ...says.ages, words.aged.heads.credits, words.total].map(
    (label) => html`<th scope="col" class="amt">${label}</th>`,
  );
  const rows = dues.map(
    (
      row,
    ) => html`<tr><th scope="row"><a href="${company.base}/unpaid${query({ payer: row.payer })}">${words.payersMany[row.payer]}</a></th>
${AGES.map((age) => html`<td class="amt">${agedCell(visit, row, age)}</td>`)}</tr>`,
  );
  const sums = AGES.map(
    (age) => html`<td class="amt">${visit.format.amount(sumCents(dues.map((row) => row[age])))}</td>`,
  );
  return html`${head}<div class="wide" role="region" tabindex="0" aria-label="${says.aged}"><table class="t in-block"><thead><tr><th scope="col">${says.agedHead}</th>${heads}</tr></thead>
<tbody>${rows}</tbody><tfoot><tr><th scope="row">${words.total}</th>${sums}</tr></tfoot></table></div>${bridge(visit, beside)}`;
}

/** What leads from these dues to the ledger: the invoices marked as paid of which no money was seen, and money held for customers. */
function bridge(visit: CompanyVisit, { markedCents, heldCents }: BesideDues): Html | null {
  if (markedCents === 0n && heldCents === 0n) return null;
  const { company, format, words } = visit;
  const says = words.homePage;
  const marked = html`<a href="${company.base}/paid-without-payment">${says.beside.marked(format.euros(markedCents))}</a> `;
  const held = html`<a href="${company.base}/aged">${says.beside.held(format.euros(-heldCents))}</a>`;
  return html`<p class="help">${markedCents === 0n ? null : marked}${heldCents === 0n ? null : held}</p>`;
}

/** Leads to its rows: this payer, due in these days; of what we owe, the documents below zero. */
function agedCell(visit: CompanyVisit, row: AgedDues, age: Age): Html {
  const written = age === "total" ? html`<b>${amount(visit, row.total)}</b>` : amount(visit, row[age]);
  if (row[age] === 0n) return written;
  const due = age === "total" || age === "credits" ? undefined : dueDays(visit.today, age);
  const column = row.payer === "amo" || row.payer === "amc" ? row.payer : "own";
  const owed = age === "total" ? {} : { [column]: age === "credits" ? "<0" : ">0" };
  return html`<a class="quiet" href="${visit.company.base}/unpaid${query({ payer: row.payer, due, ...owed })}">${written}</a>`;
}

/** The due days of an age, as the unpaid list reads them. */
function dueDays(today: IsoDate, age: Exclude<Age, "credits" | "total">): string {
  const ago = (days: number) => addDays(today, -days);
  switch (age) {
    case "notDue":
      return `>=${today}`;
    case "upTo30":
      return `${ago(30)}..${ago(1)}`;
    case "upTo60":
      return `${ago(60)}..${ago(31)}`;
    case "upTo90":
      return `${ago(90)}..${ago(61)}`;
    case "older":
      return `<${ago(90)}`;
  }
}

function accountTable(visit: CompanyVisit, { accounts, breaks }: HomeFigures): Html {
  const { words, company } = visit;
  const says = words.homePage;
  const head = html`<div class="sec"><h2>${says.statements}</h2><a class="right" href="${company.base}/files">${words.links.files}</a></div>`;
  if (accounts.length === 0) return html`${head}<p class="note">${says.noAccount}</p>`;
  const rows = accounts.map((account) => {
    const upTo = account.closingOn
      ? html`<a href="${company.base}/statements/${String(account.statementId)}">${time(visit, account.closingOn)}</a>`
      : html`<span class="faint">${words.none}</span>`;
    return html`<tr><td><a href="${company.base}/accounts/${String(account.id)}">${account.name}</a>${account.iban ? html`<span class="sub">${maskedIban(account.iban)}</span>` : null}</td>
<td class="soft">${upTo}</td><td class="amt">${account.closingCents === null ? words.none : amount(visit, account.closingCents)}</td><td>${account.statementId === null ? state("wait", says.noStatement) : breakState(visit, account.id, breaks.get(account.id))}</td></tr>`;
  });
  return html`${head}<div class="wide" role="region" tabindex="0" aria-label="${says.statements}"><table class="t in-block"><thead><tr><th scope="col">${says.account}</th><th scope="col">${says.upTo}</th><th scope="col" class="amt">${says.closing}</th><th scope="col">${says.check}</th></tr></thead><tbody>${rows}</tbody></table></div>`;
}

function queueTable(visit: CompanyVisit, queues: Record<QueueName, QueueCounts> | undefined): Html {
  const { words, company } = visit;
  const says = words.homePage;
  const head = html`<div class="sec"><h2>${says.queues}</h2><a class="right" href="${company.base}/queues">${says.open}</a></div>`;
  if (!queues) return html`${head}<p class="note bad">${says.queuesAway}</p>`;
  const rows = (Object.keys(queues) as QueueName[]).map((name) => {
    const { waiting, active, failed } = queues[name];
    return html`<tr><th scope="row">${words.queues.names[name]}</th><td class="amt">${count(visit, waiting)}</td><td class="amt">${count(visit, active)}</td>
<td class="amt">${failed > 0 ? html`<a class="owed" href="${company.base}/queues">${visit.format.count(failed)}</a>` : count(visit, 0)}</td></tr>`;
  });
  return html`${head}<table class="t in-block"><thead><tr><th scope="col">${says.queue}</th><th scope="col" class="amt">${says.waiting}</th><th scope="col" class="amt">${says.active}</th><th scope="col" class="amt">${says.failed}</th></tr></thead><tbody>${rows}</tbody></table>`;
}
