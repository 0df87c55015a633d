import type { Problem } from "../../domain/problems.ts";
import type { CompanySettings } from "../../domain/settings.ts";
import type { OpenRecheck } from "../../sql/rechecks.ts";
import type { AnsweredRecheck, EvidenceRow, RightRow } from "../../sql/screens/trust.ts";
import { type Html, html } from "../html.ts";
import { type CompanyVisit, mayAct } from "../visit.ts";
import { reasonName } from "./evidence.ts";
import { layout } from "./layout.ts";
import { instant, problemNotes, type Shape, state, time } from "./parts.ts";
import { postedCount } from "./postedCount.ts";

export type TrustScreen = {
  suspended: RightRow[];
  evidence: EvidenceRow[];
  checks: OpenRecheck[];
  answered: AnsweredRecheck[];
  settings: CompanySettings;
  problems: readonly Problem[];
};

/** What posts by itself, how often it was wrong, and what no longer does. */
export function trustPage(visit: CompanyVisit, screen: TrustScreen): Html {
  const says = visit.words.trust;
  const { settings, suspended, evidence, answered, problems } = screen;
  return layout(visit, {
    title: says.title,
    link: "trust",
    body: html`<div class="title"><h1>${says.title}</h1><p>${says.intro(visit.format.count(settings.promisedErrors))}</p><p class="right"><a class="btn" href="${visit.company.base}/trust/weights">${visit.words.weights.see}</a> <a href="${visit.company.base}/settings#trust">${says.settings}</a></p></div>
<div class="notes">${problemNotes(visit, problems)}</div>
<div class="title"><h2>${says.suspended}</h2></div>${suspended.length === 0 ? html`<div class="notes"><p class="note ok">${says.noSuspended}</p></div>` : suspendedTable(visit, suspended)}
${checkList(visit, screen.checks)}
<div class="title"><h2>${says.all}</h2></div>${evidence.length === 0 ? html`<div class="notes"><p class="soft">${says.noPosts}</p></div>` : evidenceTable(visit, evidence)}
<div class="title" id="done"><h2>${says.done}</h2></div>${answered.length === 0 ? html`<div class="notes"><p class="soft">${says.noChecks}</p></div>` : answeredTable(visit, answered)}`,
  });
}

/** The evidence of the engine in words, or the rule by its name. */
export function evidenceName(
  visit: CompanyVisit,
  { reason, rule }: { reason: string; rule: string | null },
): string {
  return rule ? visit.words.rules.edit(rule) : reasonName(visit.language, reason);
}

function suspendedTable(visit: CompanyVisit, rows: readonly RightRow[]): Html {
  const says = visit.words.trust;
  const { heads } = says;
  const may = mayAct(visit, "accountant");
  const restore = (row: RightRow) => {
    const name = `why-${row.id}`;
    return html`<form class="inline" method="post" action="${visit.company.base}/trust/rights/${String(row.id)}/restore"><label class="sr" for="${name}">${says.reason}</label><input class="in" id="${name}" name="why" required maxlength="200" placeholder="${says.reason}"><button class="btn">${says.restore}</button></form>`;
  };
  const shown = rows.map(
    (row) =>
      html`<tr><td>${state("bad", evidenceName(visit, row))}</td><td>${row.payer ?? says.everybody}</td><td class="amt">${postedCount(visit, row.posts, { right: String(row.id) })}</td><td class="amt">${postedCount(visit, row.wrong, { right: String(row.id), became: "wrong" })}</td><td class="nw soft">${instant(visit, row.changedAt)}</td><td>${may ? restore(row) : null}</td></tr>`,
  );
  return html`<div class="wide" role="region" tabindex="0" aria-label="${says.suspended}"><table class="t"><thead><tr><th scope="col">${heads.evidence}</th><th scope="col">${heads.payer}</th><th scope="col" class="amt">${heads.posts}</th><th scope="col" class="amt">${heads.wrong}</th><th scope="col">${heads.since}</th><td></td></tr></thead><tbody>${shown}</tbody></table></div>`;
}

/** Lines as the bank wrote them: nothing here says what the machine posted. */
export function checkList(visit: CompanyVisit, checks: readonly OpenRecheck[]): Html | null {
  if (checks.length === 0) return null;
  const says = visit.words.trust;
  const may = mayAct(visit, "accountant");
  const rows = checks.map((check) => {
    const name = `check-${check.id}`;
    const form = may
      ? html`<form class="inline" method="post" action="${visit.company.base}/trust/checks/${String(check.id)}"><label class="sr" for="${name}">${says.answer}</label><input class="in" id="${name}" name="answer" autocomplete="off" spellcheck="false" placeholder="${says.answer}"><button class="btn">${says.submit}</button></form>`
      : null;
    return html`<tr><td class="nw soft">${time(visit, check.bookedOn)}</td><td class="cut">${check.counterpartyName ?? ""} <span class="raw">${[check.label, ...check.details].join(" ")}</span></td><td class="amt">${visit.format.amount(check.amountCents)}</td><td>${form}</td></tr>`;
  });
  return html`<section id="checks"><div class="title"><h2>${says.checks}</h2><p>${says.checksHelp}</p></div><div class="wide"><table class="t of-forms checks"><tbody>${rows}</tbody></table></div></section>`;
}

function evidenceTable(visit: CompanyVisit, rows: readonly EvidenceRow[]): Html {
  const { heads, all } = visit.words.trust;
  const shown = rows.map((row) => {
    const of = { reason: row.reason, rule: row.ruleId === null ? undefined : String(row.ruleId) };
    return html`<tr><td>${evidenceName(visit, row)}</td><td class="amt">${postedCount(visit, row.posts, of)}</td><td class="amt">${postedCount(visit, row.wrong, { ...of, became: "wrong" })}</td><td class="amt">${postedCount(visit, row.checked, { ...of, became: "checked" })}</td></tr>`;
  });
  return html`<div class="wide" role="region" tabindex="0" aria-label="${all}"><table class="t"><thead><tr><th scope="col">${heads.evidence}</th><th scope="col" class="amt">${heads.posts}</th><th scope="col" class="amt">${heads.wrong}</th><th scope="col" class="amt">${heads.checked}</th></tr></thead><tbody>${shown}</tbody></table></div>`;
}

const SHAPES: Record<AnsweredRecheck["outcome"], Shape> = { same: "ok", other: "bad", unsure: "wait" };

function answeredTable(visit: CompanyVisit, rows: readonly AnsweredRecheck[]): Html {
  const says = visit.words.trust;
  const heads = says.checkHeads;
  const shown = rows.map(
    (row) =>
      html`<tr><td class="cut"><a class="raw" href="${visit.company.base}/lines/${String(row.lineId)}">${row.label}</a><span class="sub">${visit.format.day(row.bookedOn)}, ${visit.format.euros(row.amountCents)}</span></td><td>${row.answer || visit.words.none}</td><td class="soft">${row.answeredBy ?? ""}</td><td>${state(SHAPES[row.outcome], says.outcomes[row.outcome])}</td></tr>`,
  );
  return html`<div class="wide" role="region" tabindex="0" aria-label="${says.done}"><table class="t"><thead><tr><th scope="col">${heads.line}</th><th scope="col">${says.answer}</th><th scope="col">${heads.person}</th><th scope="col">${heads.outcome}</th></tr></thead><tbody>${shown}</tbody></table></div>`;
}
