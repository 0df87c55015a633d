import type { StatementLine } from "../../domain/bank/statement.ts";
import { absCents } from "../../domain/money.ts";
import { describeProblem, type Problem } from "../../domain/problems.ts";
import type { Preview } from "../../sql/screens/fileQuestion.ts";
import { type Html, html } from "../html.ts";
import type { CompanyVisit } from "../visit.ts";
import { phrase, side, state, time } from "./parts.ts";

/** The lines as they will be read, with what is wrong with them. Its place stands on the page before there is anything in it. */
export function previewPart(visit: CompanyVisit, preview: Preview | undefined): Html {
  const says = visit.words.answer;
  if (!preview) return html`<div id="preview"></div>`;
  const { lineCount, errorCount, warningCount, lines, isPart } = preview;
  const count = says.previewLines(lineCount, visit.format.count(lineCount), isPart);
  const shown = lineCount > lines.length ? `, ${says.previewShown(lines.length)}` : "";
  const verdict =
    errorCount > 0
      ? state("bad", says.previewBad(errorCount))
      : warningCount > 0
        ? state("late", says.previewWarned(warningCount))
        : state("ok", says.previewOk);
  return html`<div id="preview" role="status"><div class="sec"><h2>${says.previewTitle}</h2>${lineCount > 0 ? html`<span class="soft">${count}${shown}</span>${verdict}` : null}</div>
${lineCount === 0 ? html`<p class="note">${says.previewNone}</p>` : lineTable(visit, lines)}
${preview.problems.map((problem) => problemNote(visit, problem))}</div>`;
}

/** Only an error stops the reading; a warning is worth a look. */
function problemNote(visit: CompanyVisit, problem: Problem): Html {
  const { says, toDo } = describeProblem(problem, visit.language);
  const kind = problem.severity === "error" ? "bad" : "ask";
  return html`<p class="note ${kind}"><strong>${phrase(visit.language, says)}</strong> ${phrase(visit.language, toDo)}</p>`;
}

function lineTable(visit: CompanyVisit, lines: readonly StatementLine[]): Html {
  const says = visit.words.answer;
  const heads = says.previewHeads;
  return html`<div class="wide" role="region" tabindex="0" aria-label="${says.previewTitle}"><table class="t in-block"><thead><tr><th scope="col">${heads.date}</th><th scope="col">${heads.value}</th><th scope="col">${heads.label}</th><th scope="col" class="amt">${heads.debit}</th><th scope="col" class="amt">${heads.credit}</th></tr></thead>
<tbody>${lines.map((line) => lineRow(visit, line))}</tbody></table></div>`;
}

function lineRow(visit: CompanyVisit, line: StatementLine): Html {
  const more = [line.counterpartyName, ...line.details, line.counterpartyIban, line.bankReference].filter(
    (text) => text !== undefined && text !== "",
  );
  const out = line.amount < 0n;
  return html`<tr><td class="soft nw">${time(visit, line.bookedOn)}</td><td class="soft nw">${line.valuedOn ? time(visit, line.valuedOn) : null}</td><td>${line.label}${more.length > 0 ? html`<span class="sub">${more.join(" · ")}</span>` : null}</td>
<td class="amt">${out ? side(visit, absCents(line.amount)) : null}</td><td class="amt">${out ? null : visit.format.amount(line.amount)}</td></tr>`;
}
