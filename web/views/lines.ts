import { sumCents } from "../../domain/money.ts";
import type { Problem } from "../../domain/problems.ts";
import type { BankAccount } from "../../sql/companies.ts";
import type { OpenRecheck } from "../../sql/rechecks.ts";
import type { Level, LineCounter, LineRow } from "../../sql/screens/lines.ts";
import { type Html, html, query } from "../html.ts";
import type { CompanyVisit } from "../visit.ts";
import { reasonName } from "./evidence.ts";
import { layout } from "./layout.ts";
import { type LinesPlace, levelLetter, lineRow, listAddress } from "./lineRow.ts";
import { doneLine, openLine, toast } from "./openLine.ts";
import { numberedPages, options, problemNotes } from "./parts.ts";
import type { OpenTriage } from "./triage.ts";
import { checkList } from "./trust.ts";

export type LinesScreen = LinesPlace & {
  lines: LineRow[];
  /** Of the lines that the filters ask for, at whatever level. */
  counters: LineCounter[];
  /** Of all that wait. */
  all: LineCounter[];
  bankAccounts: readonly BankAccount[];
  /** Of the open line. */
  triage: OpenTriage;
  decidedToday: number;
  /** Posted lines to check without seeing their answer. */
  checks: readonly OpenRecheck[];
  page: number;
  pages: number;
  /** The line that was just decided or undone. */
  done: LineRow | undefined;
  /** Why a decision was refused. */
  refused: { line: LineRow; problems: readonly Problem[] } | undefined;
  /** So many lines were just accepted together. */
  batch: number | undefined;
  /** Something to say above the list that is not a refusal by the books. */
  said: Html | undefined;
};

const LEVELS: readonly Level[] = ["A", "B", "C", "D"];

export function linesPage(visit: CompanyVisit, screen: LinesScreen): Html {
  const { words, format } = visit;
  const says = words.lines;
  const { filters } = screen;
  const shown = screen.counters.filter(({ level }) => !filters.level || level === filters.level);
  const cents = sumCents(shown.map((each) => each.cents));
  const isPart = filters.level || filters.reason || filters.q || filters.mine;
  const among = isPart ? html` ${says.among(format.count(linesOf(screen.all)))}` : null;
  return layout(visit, {
    title: says.title,
    link: "lines",
    body: html`<div class="title"><h1>${says.title}</h1><p id="summary">${says.summary(format.count(linesOf(shown)), format.euros(cents))}${among} ${screen.decidedToday > 0 ? html`${says.done(format.count(screen.decidedToday))}.` : null}</p><p class="right">${format.longDay(visit.today)}</p></div>
${counters(visit, screen)}
<div id="notice" data-lost="${words.errors.lost}" aria-live="polite">${screen.said ? html`<div class="notes">${screen.said}</div>` : null}${refusal(visit, screen)}</div>
<div class="lines" id="lines">${columnHeads(visit)}${groups(visit, screen)}
${numberedPages(visit, { page: screen.page, pages: screen.pages, to: (page) => listAddress(visit, screen, { page: String(page) }) })}</div>
${checkList(visit, screen.checks)}`,
    foot: foot(visit, screen),
  });
}

function linesOf(counters: readonly LineCounter[]): number {
  return counters.reduce((sum, each) => sum + each.lines, 0);
}

/** The counters are the filters. */
function counters(visit: CompanyVisit, screen: LinesScreen): Html {
  const { words, format, company } = visit;
  const { level, reason, q, mine } = screen.filters;
  const total = (of: (counter: LineCounter) => boolean) => linesOf(screen.counters.filter(of));
  // The first of them leads to the lines of everybody: what a search finds among those is not counted here.
  const ofAll = linesOf(screen.all.filter((counter) => !reason || counter.reason === reason));
  const toDecide = mine ? (q ? undefined : ofAll) : linesOf(screen.counters);
  const links = LEVELS.filter((each) => each !== "A" || total((counter) => counter.level === "A") > 0).map(
    (each) =>
      html`<a href="${company.base}/lines${query({ level: each, reason, q, mine })}"${each === level ? html` aria-current="page"` : null}>${levelLetter(visit, each)} ${words.lines.levels[each]} <span class="n">${format.count(total((counter) => counter.level === each))}</span></a>`,
  );
  return html`<nav class="views" id="counters" aria-label="${words.lines.counters}"><a href="${company.base}/lines${query({ reason, q })}"${level || mine ? null : html` aria-current="page"`}>${words.lines.toDecide} ${toDecide === undefined ? null : html`<span class="n">${format.count(toDecide)}</span>`}</a>${links}<a href="${company.base}/lines${query({ level, reason, q, mine: "1" })}"${mine ? html` aria-current="page"` : null}>${words.triage.mine}</a>
<form class="count-search" method="get" action="${company.base}/lines">${mine ? html`<input type="hidden" name="mine" value="1">` : null}${level ? html`<input type="hidden" name="level" value="${level}">` : null}
<label class="sr" for="reason">${words.lines.reasonFilter}</label><select class="in" id="reason" name="reason">${options(reasonChoices(visit, screen.all), reason)}</select>
<label class="sr" for="q">${words.lines.searchLabel}</label><input class="in" id="q" name="q" type="search" value="${q ?? ""}" placeholder="${words.lines.searchHint}" data-search-here><button class="btn">${words.filter}</button></form></nav>`;
}

function reasonChoices(
  visit: CompanyVisit,
  found: readonly LineCounter[],
): { value: string; label: string }[] {
  const reasons = [...new Set(found.map((each) => each.reason))];
  const choices = reasons.map((value) => ({ value, label: reasonName(visit.language, value) }));
  return [
    {
      value: "",
      label: `${visit.words.lines.reasonFilter}${visit.words.colon}${visit.words.unpaid.any.toLowerCase()}`,
    },
    ...choices,
  ];
}

function refusal(visit: CompanyVisit, { refused }: LinesScreen): Html | null {
  if (!refused) return null;
  const { words, company } = visit;
  const name = refused.line.counterpartyName ?? refused.line.label;
  return html`<div class="notes" role="alert"><p class="note bad"><strong>${words.lines.raceTitle}</strong>${visit.words.colon}${visit.format.euros(refused.line.amountCents)} ${name}. <a href="${company.base}/lines/${String(refused.line.id)}">${words.lines.seeLine}</a></p>${problemNotes(visit, refused.problems)}</div>`;
}

function columnHeads(visit: CompanyVisit): Html {
  const heads = visit.words.lines.heads;
  return html`<div class="cols" aria-hidden="true"><span></span><span>${heads.date}</span><span>${heads.bank}</span><span class="amt">${heads.amount}</span><span></span><span class="amt">${heads.due}</span><span>${heads.answer}</span><span>${heads.when}</span><span>${visit.words.weights.answerHead}</span></div>`;
}

function groups(visit: CompanyVisit, screen: LinesScreen): Html {
  const { words, format, company } = visit;
  if (screen.lines.length === 0) {
    const filtered = Object.values(screen.filters).some((value) => value);
    const empty = filtered
      ? html`<p class="note">${words.lines.noMatch} <a href="${company.base}/lines">${words.lines.clearFilters}</a></p>`
      : html`<p class="note ok">${words.lines.empty(screen.decidedToday > 0 ? words.lines.emptyDone(format.count(screen.decidedToday)) : "")}</p>`;
    return html`<div class="notes">${empty}</div>`;
  }
  return html`${LEVELS.map((level) => levelGroup(visit, level, screen))}`;
}

function levelGroup(visit: CompanyVisit, level: Level, screen: LinesScreen): Html | null {
  const lines = screen.lines.filter((line) => line.level === level);
  if (lines.length === 0) return null;
  const { words, format } = visit;
  const of = screen.counters.filter((each) => each.level === level);
  const sum = words.lines.sum(linesOf(of), format.euros(sumCents(of.map((each) => each.cents))));
  return html`<div class="level"><h2>${level} · ${words.lines.levels[level]}</h2><span class="sum">${sum}</span></div>
<ol>${lines.map((line) => listItem(visit, line, screen))}</ol>`;
}

function listItem(visit: CompanyVisit, line: LineRow, screen: LinesScreen): Html {
  const id = `line-${String(line.id)}`;
  if (line.state !== "waiting")
    return html`<li class="line is-done" id="${id}">${doneLine(visit, line, screen)}</li>`;
  const shared = (screen.marks.get(line.id)?.present.length ?? 0) > 0 ? " is-shared" : "";
  if (line.id !== screen.open)
    return html`<li class="line${shared}" id="${id}">${lineRow(visit, line, screen)}</li>`;
  return html`<li class="line is-on${shared}" id="${id}" aria-current="true" tabindex="-1">${lineRow(visit, line, screen)}${openLine(visit, line, screen)}</li>`;
}

function foot(visit: CompanyVisit, screen: LinesScreen): Html {
  const { keyHelp, keyList, keyNote } = visit.words.lines;
  const [, enter] = keyList;
  const list = [...keyList.slice(0, 3), ...visit.words.triage.keyList, ...keyList.slice(3)].map(
    ([key, what]) => html`<dt><kbd>${key}</kbd></dt><dd>${what}</dd>`,
  );
  const together = screen.batch
    ? html`<span class="toast" role="status">${visit.words.triage.batchDone(screen.batch)}</span>`
    : null;
  return html`${screen.done ? toast(visit, screen.done, screen) : together}
<span class="keys right"><kbd>J</kbd> <kbd>K</kbd> ${keyHelp.move}</span><span class="keys"><kbd>${enter?.[0] ?? ""}</kbd> ${keyHelp.accept}</span><span class="keys opt"><kbd>1</kbd>–<kbd>9</kbd> ${keyHelp.answer}</span><span class="keys opt"><kbd>U</kbd> ${keyHelp.undo}</span><span class="keys opt"><kbd>/</kbd> ${keyHelp.search}</span>
<details class="keys"><summary><kbd>?</kbd> ${keyHelp.all}</summary><div><dl>${list}</dl><p class="help">${keyNote}</p></div></details>`;
}
