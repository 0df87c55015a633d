import { fiscalYearOf } from "../../domain/accounting/fiscalYear.ts";
import type { Problem } from "../../domain/problems.ts";
import {
  ENTRIES_COUNTED_MOST,
  type EntryLine,
  type EntryRow,
  type EntryState,
  type Journal,
} from "../../sql/screens/books.ts";
import type { PaymentOfEntry } from "../../sql/screens/payment.ts";
import { type Html, html, query } from "../html.ts";
import type { BookPeriod } from "../period.ts";
import { type CompanyVisit, mayAct } from "../visit.ts";
import { entryTable } from "./entries.ts";
import { layout } from "./layout.ts";
import { answerNotes, nextPage, options } from "./parts.ts";

export type JournalScreen = {
  journals: Journal[];
  months: string[];
  yearEndMonth: number;
  journal: string | undefined;
  state: EntryState | undefined;
  period: BookPeriod | undefined;
  entries: EntryRow[];
  lines: EntryLine[];
  /** Undefined where they are more than are counted. */
  counted: number | undefined;
  /** Kept for all entries, and not for those of one state. */
  totals: { debit: bigint; credit: bigint } | undefined;
  /** A draft has just been deleted. */
  removed: boolean;
  next: string | undefined;
  further: boolean;
};

export function journalPage(visit: CompanyVisit, screen: JournalScreen): Html {
  const { words, format, company } = visit;
  const says = words.journal;
  const { period, state, counted, totals } = screen;
  const chosen = { journal: screen.journal, period: period?.name, state };
  const journals = [
    { value: "", label: says.all },
    ...screen.journals.map(({ code, name }) => ({ value: code, label: `${code} · ${name}` })),
  ];
  const states = (["", "draft", "validated"] as const).map((value) => ({ value, label: says.states[value] }));
  const title = period ? `${says.title}, ${periodName(visit, period)}` : says.title;
  const many = says.many(format.count(ENTRIES_COUNTED_MOST));
  const said = html`${counted === undefined ? many : says.entries(format.count(counted))}${state ? ` · ${says.states[state].toLowerCase()}` : null}`;
  const entries = entryTable(visit, screen.entries, screen.lines, {
    ...(totals
      ? { totals: { label: period?.kind === "month" ? says.monthTotal : words.total, ...totals } }
      : {}),
    partial: totals === undefined && (screen.further || screen.next !== undefined),
  });
  return layout(visit, {
    title,
    link: "journal",
    body: html`<div class="title"><h1>${title}</h1><p>${said}${mayAct(visit, "accountant") ? html` · <a href="${company.base}/journal/manual">${words.manualEntry.open}</a>` : null}</p></div>
${screen.removed ? html`<div class="notes"><p class="note ok" role="status">${words.manualEntry.removed}</p></div>` : null}
<form class="filters" method="get" action="${company.base}/journal"><div class="f w"><label for="journal">${says.journal}</label><select class="in" id="journal" name="journal">${options(journals, screen.journal)}</select></div><div class="f"><label for="period">${says.period}</label><select class="in" id="period" name="period">${options(periodChoices(visit, screen), period?.name)}</select></div><div class="f"><label for="state">${says.state}</label><select class="in" id="state" name="state">${options(states, state)}</select></div><button class="btn">${says.show}</button></form>
<div class="block">${screen.entries.length > 0 ? entries : html`<p class="note">${period?.kind === "month" && !state ? says.empty : says.noneAnswers}</p>`}</div>
${nextPage(visit, { next: screen.next && `${company.base}/journal${query({ ...chosen, after: screen.next })}`, start: screen.further ? `${company.base}/journal${query(chosen)}` : undefined })}`,
  });
}

/** "novembre 2026", "exercice 2026", "jusqu'à la fin de l'exercice 2025". */
function periodName(visit: CompanyVisit, period: BookPeriod): string {
  const says = visit.words.journal;
  if (period.kind === "month") return visit.format.month(period.name);
  if (period.kind === "upToDay") return says.upToDay(visit.format.day(period.to));
  return period.kind === "year" ? says.year(String(period.year)) : says.upTo(String(period.year));
}

/** The months, then the financial years they belong to, and what else the address asks for. */
function periodChoices(
  visit: CompanyVisit,
  { months, yearEndMonth, period }: JournalScreen,
): { value: string; label: string }[] {
  const years = [...new Set(months.map((month) => fiscalYearOf(`${month}-01`, yearEndMonth).year))];
  const named = [
    ...months.map((month) => ({ value: month, label: visit.format.month(month) })),
    ...years.map((year) => ({ value: String(year), label: visit.words.journal.year(String(year)) })),
  ];
  if (!period || named.some(({ value }) => value === period.name)) return named;
  return [...named, { value: period.name, label: periodName(visit, period) }];
}

export type EntryScreen = {
  isReversible: boolean;
  /** Written by hand and still a draft. */
  isRemovable: boolean;
  said: string | undefined;
  problems: readonly Problem[];
  /** What it recorded, to be opened from it. */
  payments: readonly PaymentOfEntry[];
  page: number;
  pages: number;
};

export function entryPage(
  visit: CompanyVisit,
  entry: EntryRow,
  lines: readonly EntryLine[],
  screen: EntryScreen,
): Html {
  const { words, format, company } = visit;
  const address = `${company.base}/journal/${String(entry.id)}`;
  const number = entry.number === null ? words.journal.draft : format.count(entry.number);
  const title = words.journal.entryTitle(entry.journal, number);
  const done: Record<string, string> = { reversed: words.reversal.done, saved: words.manualEntry.saved };
  const said = done[screen.said ?? ""] ?? null;
  return layout(visit, {
    title,
    link: "journal",
    body: html`<div class="title"><h1>${title}</h1><p>${entry.label}</p></div>
${answerNotes(visit, { said, problems: screen.problems })}
<div class="block">${entryTable(visit, [entry], lines, { paged: true })}</div>
${nextPage(visit, { next: screen.page < screen.pages ? `${address}?page=${screen.page + 1}` : undefined, start: screen.page > 1 ? address : undefined })}${recorded(visit, screen.payments)}
${screen.isReversible && mayAct(visit, "accountant") ? reversalForm(visit, entry) : null}
${screen.isRemovable && mayAct(visit, "accountant") ? removalForm(visit, entry) : null}`,
  });
}

/** The payments that an entry recorded: from the books back to the money. */
function recorded(visit: CompanyVisit, payments: readonly PaymentOfEntry[]): Html | null {
  if (payments.length === 0) return null;
  const { words, format, company } = visit;
  const links = payments.map(
    ({ id, party, amountCents }) =>
      html`<li><a href="${company.base}/payments/${String(id)}">${words.payment.of(format.euros(amountCents), party ?? "")}</a></li>`,
  );
  return html`<section class="block"><h2>${words.payment.recorded}</h2><ul>${links}</ul></section>`;
}

function removalForm(visit: CompanyVisit, entry: EntryRow): Html {
  return html`<section class="block"><form method="post" action="${visit.company.base}/journal/${String(entry.id)}/removal"><button class="btn">${visit.words.manualEntry.remove}</button></form></section>`;
}

function reversalForm(visit: CompanyVisit, entry: EntryRow): Html {
  const says = visit.words.reversal;
  return html`<section class="block"><h2>${says.title}</h2><p>${says.text}</p><form class="filters flush" method="post" action="${visit.company.base}/journal/${String(entry.id)}/reversal"><div class="f"><label for="on">${says.day}</label><input class="in" id="on" name="on" type="date" value="${visit.today}" required></div><div class="f w"><label for="reason">${says.reason}</label><input class="in" id="reason" name="reason" maxlength="200" required></div><button class="btn">${says.act}</button></form></section>`;
}
