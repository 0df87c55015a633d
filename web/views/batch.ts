import type { Problem } from "../../domain/problems.ts";
import type { Clear } from "../alike.ts";
import { type Html, html } from "../html.ts";
import type { CompanyVisit } from "../visit.ts";
import { factNames } from "./evidence.ts";
import { layout } from "./layout.ts";
import { listAddress } from "./lineRow.ts";
import { answerValue } from "./openLine.ts";
import { problemNotes } from "./parts.ts";
import { batchTable } from "./triage.ts";

export type BatchScreen = {
  filters: Record<string, string | undefined>;
  like: string | undefined;
  alike: readonly Clear[];
  /** What became of what was sent. */
  said: Html | undefined;
};

/** What will be accepted, before it is: the lines, their answers, what they share, how much they make. */
export function batchPage(visit: CompanyVisit, { filters, like, alike, said }: BatchScreen): Html {
  const { words, company } = visit;
  const says = words.triage;
  const back = listAddress(visit, { filters }, { line: like });
  const rows = alike.map(({ line, answer }) => {
    const [share] = answer.shares;
    const [told] = answer.returns;
    const more = answer.shares.length + answer.returns.length - 1;
    const named = share
      ? `${share.number} ${share.party}`
      : `${told?.reference ?? ""} ${told?.insurer ?? ""}`;
    return { line, answer: more > 0 ? `${named} + ${more}` : named, due: answer.due, ...answerValue(answer) };
  });
  const hidden = Object.entries({ ...filters, like }).flatMap(([name, value]) =>
    value ? [html`<input type="hidden" name="${name}" value="${value}">`] : [],
  );
  const form = html`<p class="block">${says.batchIntro(factNames(visit.language, alike[0]?.answer.candidate))}</p>
<form method="post" action="${company.base}/lines/batch">${hidden}${batchTable(visit, rows)}
<p class="block acts-line"><button class="btn go">${says.batchSave}</button> <a class="btn bare" href="${back}">${says.batchBack}</a></p></form>`;
  return layout(visit, {
    title: says.batchTitle,
    link: "lines",
    body: html`<div class="title"><h1>${says.batchTitle}</h1></div><div class="notes">${said}</div>
${rows.length > 0 ? form : html`<div class="notes"><p class="note">${says.batchGone} <a href="${back}">${says.batchBack}</a></p></div>`}`,
  });
}

/** The lines that were not accepted, and why each. */
export function batchRefusals(
  visit: CompanyVisit,
  refused: readonly { lineId: bigint; problems: readonly Problem[] }[],
): Html {
  const each = refused.map(
    ({ lineId, problems }) =>
      html`<p class="note bad"><a href="${visit.company.base}/lines/${String(lineId)}">${visit.words.lines.seeLine}</a></p>${problemNotes(visit, problems)}`,
  );
  return html`<div role="alert"><p class="note bad"><strong>${visit.words.triage.batchRefused(refused.length)}</strong></p>${each}</div>`;
}
