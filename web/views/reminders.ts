import { type NextReminder, REMINDER_LEVELS } from "../../domain/billing/reminders.ts";
import type { Debtor, ReminderRun, SentLetter } from "../../sql/screens/reminders.ts";
import { type Html, html } from "../html.ts";
import { type CompanyVisit, mayAct } from "../visit.ts";
import { layout } from "./layout.ts";
import { time } from "./parts.ts";

export type RemindersScreen = {
  /** Who is overdue, the letters of the year before, the first one first, and what comes next. */
  rows: { debtor: Debtor; sent: readonly SentLetter[]; next: NextReminder }[];
  runs: ReminderRun[];
  /** The letters that were just made. */
  made: bigint | undefined;
  said: Html;
  /** How many debtors a page shows at the most. */
  most: number;
};

/** Who is overdue, what they got, what they would get; and the letters made before. */
export function remindersPage(visit: CompanyVisit, screen: RemindersScreen): Html {
  const { words, company, format } = visit;
  const says = words.reminders;
  const may = mayAct(visit, "accountant");
  const made = screen.runs.find((run) => run.id === screen.made);
  const list = html`<form method="post" action="${company.base}/reminders">${debtorTable(visit, screen, may)}
${may ? html`<p class="block acts-line letters-end"><button class="btn go">${says.make}</button> <span class="help">${says.makeNote}</span></p>` : html`<p class="block help">${says.readOnly}</p>`}</form>`;
  return layout(visit, {
    title: says.title,
    link: "unpaid",
    body: html`<div class="title"><h1>${says.title}</h1><p>${says.intro}</p></div><div class="notes">${screen.said}${made ? html`<p class="note ok" role="status">${says.made(format.count(made.letters))} <a href="${letters(visit, made)}">${says.pdf}</a></p>` : null}</div>
${screen.rows.length === 0 ? html`<div class="notes"><p class="note ok">${says.empty}</p></div>` : list}
${screen.rows.length >= screen.most ? html`<p class="block help">${says.most(format.count(screen.most))}</p>` : null}${runTable(visit, screen.runs)}`,
  });
}

function debtorTable(visit: CompanyVisit, { rows }: RemindersScreen, may: boolean): Html {
  const { heads } = visit.words.reminders;
  return html`<div class="wide" role="region" tabindex="0" aria-label="${visit.words.reminders.title}"><table class="t many letters of-forms"><thead><tr>${may ? html`<th scope="col">${heads.take}</th>` : null}<th scope="col">${heads.name}</th><th scope="col">${heads.since}</th><th scope="col" class="amt">${heads.invoices}</th><th scope="col" class="amt">${heads.due}</th><th scope="col">${heads.last}</th><th scope="col">${heads.level}</th></tr></thead><tbody>${rows.map((row) => debtorRow(visit, row, may))}</tbody></table></div>`;
}

/** Whoever was written to lately is not ticked, and says until when; a person may tick them all the same. */
function debtorRow(
  visit: CompanyVisit,
  { debtor, sent, next }: RemindersScreen["rows"][number],
  may: boolean,
): Html {
  const { words, format, company } = visit;
  const says = words.reminders;
  const id = String(debtor.thirdPartyId);
  const choices = REMINDER_LEVELS.map((level) => {
    const last = sent.findLast((letter) => letter.level === level);
    const name = last ? says.again(says.levels[level], format.day(last.sentOn)) : says.levels[level];
    return html`<option value="${level}"${level === next.level ? html` selected` : null}>${name}</option>`;
  });
  const ticked = next.notBefore === undefined ? html` checked` : null;
  const tick = may
    ? html`<td class="tickcell"><label class="tickbox"><input type="checkbox" name="take" value="${id}" aria-label="${says.takeOf(debtor.name)}"${ticked}></label></td>`
    : null;
  return html`<tr>${tick}<td><a href="${company.base}/parties/${id}">${debtor.name}</a></td><td>${time(visit, debtor.since)}</td><td class="amt">${format.count(debtor.invoices)}</td><td class="amt">${format.amount(debtor.dueCents)}${debtor.deductedCents > 0n ? html`<span class="sub">${says.deducted(format.amount(debtor.dueCents + debtor.deductedCents), format.amount(debtor.deductedCents))}</span>` : null}</td>
<td class="soft">${sentLetters(visit, sent)}</td>
<td>${may ? html`<select class="in" name="level-${id}" aria-label="${says.levelOf(debtor.name)}">${choices}</select>` : says.levels[next.level]}${next.notBefore ? html`<span class="sub">${says.waits(format.day(next.notBefore))}</span>` : null}</td></tr>`;
}

/** Each letter with its day, and the way to its document. */
function sentLetters(visit: CompanyVisit, sent: readonly SentLetter[]): Html {
  const says = visit.words.reminders;
  if (sent.length === 0) return html`${says.never}`;
  const each = sent.map(
    ({ level, sentOn, runId }) =>
      html`<li><a href="${letters(visit, { id: runId })}">${says.sentOf(level, visit.format.day(sentOn))}</a></li>`,
  );
  return html`<ul>${each}</ul>`;
}

function letters(visit: CompanyVisit, run: Pick<ReminderRun, "id">): string {
  return `${visit.company.base}/reminders/${String(run.id)}.pdf`;
}

function runTable(visit: CompanyVisit, runs: readonly ReminderRun[]): Html | null {
  if (runs.length === 0) return null;
  const { words, format } = visit;
  const { runHeads: heads, runs: title, pdf } = words.reminders;
  const rows = runs.map(
    (run) =>
      html`<tr><td>${time(visit, run.madeOn)}</td><td>${run.madeBy}</td><td class="amt">${format.count(run.letters)}</td><td class="amt">${format.amount(run.dueCents)}</td><td><a href="${letters(visit, run)}">${pdf}</a></td></tr>`,
  );
  return html`<div class="block" id="runs"><div class="sec"><h2>${title}</h2></div><div class="wide" role="region" tabindex="0" aria-label="${title}"><table class="t in-block"><thead><tr><th scope="col">${heads.day}</th><th scope="col">${heads.by}</th><th scope="col" class="amt">${heads.letters}</th><th scope="col" class="amt">${heads.due}</th><th scope="col">${heads.file}</th></tr></thead><tbody>${rows}</tbody></table></div></div>`;
}
