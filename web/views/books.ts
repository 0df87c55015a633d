import type { Problem } from "../../domain/problems.ts";
import type { EntryLine, EntryRow, Journal } from "../../sql/screens/books.ts";
import type { PaymentOfEntry } from "../../sql/screens/payment.ts";
import { type Html, html, query } from "../html.ts";
import { type CompanyVisit, mayAct } from "../visit.ts";
import { entryTable } from "./entries.ts";
import { layout } from "./layout.ts";
import { answerNotes, nextPage, options } from "./parts.ts";

export type JournalScreen = {
  journals: Journal[];
  months: string[];
  journal: string | undefined;
  month: string | undefined;
  entries: EntryRow[];
  lines: EntryLine[];
  totals: { entries: number; debit: bigint; credit: bigint };
  /** A draft has just been deleted. */
  removed: boolean;
  next: string | undefined;
  further: boolean;
};

export function journalPage(visit: CompanyVisit, screen: JournalScreen): Html {
  const { words, format, company } = visit;
  const says = words.journal;
  const chosen = { journal: screen.journal, month: screen.month };
  const months = screen.months.map((value) => ({ value, label: format.month(value) }));
  const journals = [
    { value: "", label: says.all },
    ...screen.journals.map(({ code, name }) => ({ value: code, label: `${code} · ${name}` })),
  ];
  const title = screen.month ? `${says.title}, ${format.month(screen.month)}` : says.title;
  return layout(visit, {
    title,
    link: "journal",
    body: html`<div class="title"><h1>${title}</h1><p>${says.entries(format.count(screen.totals.entries))}${mayAct(visit, "accountant") ? html` · <a href="${company.base}/journal/manual">${words.manualEntry.open}</a>` : null}</p></div>
${screen.removed ? html`<div class="notes"><p class="note ok" role="status">${words.manualEntry.removed}</p></div>` : null}
<form class="filters" method="get" action="${company.base}/journal"><div class="f w"><label for="journal">${says.journal}</label><select class="in" id="journal" name="journal">${options(journals, screen.journal)}</select></div><div class="f"><label for="month">${says.month}</label><select class="in" id="month" name="month">${options(months, screen.month)}</select></div><button class="btn">${says.show}</button></form>
<div class="block">${screen.entries.length > 0 ? entryTable(visit, screen.entries, screen.lines, { totals: { label: says.monthTotal, debit: screen.totals.debit, credit: screen.totals.credit } }) : html`<p class="note">${says.empty}</p>`}</div>
${nextPage(visit, { next: screen.next && `${company.base}/journal${query({ ...chosen, after: screen.next })}`, start: screen.further ? `${company.base}/journal${query(chosen)}` : undefined })}`,
  });
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
