import type { Problem } from "../../domain/problems.ts";
import type { UndoPreview, UndoScope } from "../../sql/undoScope.ts";
import { type Html, html, type Shown } from "../html.ts";
import type { CompanyVisit } from "../visit.ts";
import { layout } from "./layout.ts";
import { amount, count, problemNotes, time } from "./parts.ts";

export type UndoScreen = { scope: UndoScope; preview: UndoPreview; problems: readonly Problem[] };

/** What would change if this were taken back, and the form that does it. */
export function undoPage(visit: CompanyVisit, { scope, preview, problems }: UndoScreen): Html {
  const says = visit.words.undo;
  const nothing = preview.lines === 0;
  return layout(visit, {
    title: says.title,
    link: scope.kind === "line" ? "lines" : "runs",
    body: html`<div class="title"><h1>${says.scope[scope.kind]}</h1><p>${nothing ? says.nothing : says.lead}</p></div>
<div class="notes">${problemNotes(visit, problems)}</div>
${nothing ? null : html`${effects(visit, preview)}${undoForm(visit, scope, preview)}${biggest(visit, preview)}`}`,
  });
}

function effects(visit: CompanyVisit, preview: UndoPreview): Html {
  const says = visit.words.undo;
  const rows: [string, number, bigint | undefined][] = [
    [says.lines, preview.lines, preview.cents],
    [says.drafts, preview.drafts, undefined],
    [says.reversals, preview.reversals, undefined],
    [says.payments, preview.payments, undefined],
    [says.dues, preview.shares, preview.dueCents],
    [says.announced, preview.announced, undefined],
    [says.letterings, preview.letterings, undefined],
  ];
  const shown = rows.map(
    ([label, many, cents]) =>
      html`<tr><th scope="row">${label}</th><td class="amt">${count(visit, many)}</td><td class="amt">${cents === undefined ? null : amount(visit, cents)}</td></tr>`,
  );
  return html`<table class="t figures"><thead><tr><th scope="col">${says.heads.what}</th><th scope="col" class="amt">${says.heads.count}</th><th scope="col" class="amt">${says.heads.amount}</th></tr></thead><tbody>${shown}</tbody></table>`;
}

function undoForm(visit: CompanyVisit, scope: UndoScope, preview: UndoPreview): Html {
  const says = visit.words.undo;
  const fields: Record<string, Shown> =
    scope.kind === "line"
      ? { line: String(scope.lineId) }
      : {
          run: String(scope.runId),
          ...(scope.kind === "rule" ? { reason: scope.reason } : {}),
          ...(scope.kind === "rule" && scope.ruleId !== undefined ? { rule: String(scope.ruleId) } : {}),
        };
  const hidden = Object.entries(fields).map(
    ([name, value]) => html`<input type="hidden" name="${name}" value="${value}">`,
  );
  return html`<form class="answer" method="post" action="${visit.company.base}/undo">${hidden}<input type="hidden" name="seen" value="${preview.lines}">
<fieldset><legend>${says.why}</legend><p class="tick-row"><label><input type="radio" name="as" value="wrong" required> ${says.wrong}</label></p><p class="tick-row"><label><input type="radio" name="as" value="other" required> ${says.other}</label></p>
<div class="fields"><div class="f w"><label for="why">${says.reason}</label><input class="in" id="why" name="why" maxlength="200"></div><button class="btn go">${says.submit(preview.lines)}</button></div></fieldset></form>`;
}

function biggest(visit: CompanyVisit, { first }: UndoPreview): Html {
  const says = visit.words.undo;
  const rows = first.map(
    (line) =>
      html`<tr><td class="nw soft">${time(visit, line.bookedOn)}</td><td class="cut"><a class="raw" href="${visit.company.base}/lines/${String(line.lineId)}">${line.label}</a></td><td class="soft">${line.isFinal ? says.reversed : says.drafted}</td><td class="amt">${visit.format.amount(line.cents)}</td></tr>`,
  );
  return html`<div class="title"><h2>${says.biggest}</h2></div><div class="wide"><table class="t"><thead><tr><th scope="col">${says.heads.date}</th><th scope="col">${says.heads.label}</th><th scope="col">${says.heads.how}</th><th scope="col" class="amt">${says.heads.amount}</th></tr></thead><tbody>${rows}</tbody></table></div>`;
}
