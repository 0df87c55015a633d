import type { FactCode } from "../../domain/matching/evidence.ts";
import { chipOf } from "../../domain/matching/explain.ts";
import { MODEL, type ScoreModel, speaksAgainst } from "../../domain/matching/model.ts";
import { formatChance } from "../../domain/matching/score.ts";
import type { Reliability } from "../../domain/matching/scorecard.ts";
import {
  boundsOf,
  LESSONS_MIN,
  type OwnWeights,
  WEIGHABLE,
  type Weighable,
  weightIn,
  weightTyped,
} from "../../domain/matching/weights.ts";
import type { Problem } from "../../domain/problems.ts";
import type { SavedWeights } from "../../sql/changes.ts";
import { type Html, html } from "../html.ts";
import { type CompanyVisit, mayAct } from "../visit.ts";
import { layout } from "./layout.ts";
import { count, instant, phrase, problemNotes } from "./parts.ts";

export type WeightsScreen = {
  /** What the fields hold: what is in force, what was typed, or what is proposed. */
  wanted: Record<Weighable, string>;
  inForce: ScoreModel;
  own: OwnWeights | undefined;
  versions: readonly SavedWeights[];
  /** Decisions of people that weights can be fitted to, and whether the fields hold what they propose. */
  decisions: number;
  proposed: boolean;
  chances: readonly Reliability[];
  problems: readonly Problem[];
};

/** What each fact weighs: the program's weight, the company's, and a field for another. */
export function weightsPage(visit: CompanyVisit, screen: WeightsScreen): Html {
  const says = visit.words.weights;
  const { own, decisions } = screen;
  const address = `${visit.company.base}/trust/weights`;
  const may = mayAct(visit, "admin");
  const propose =
    decisions < LESSONS_MIN
      ? html`<p class="soft">${says.tooFew(decisions, LESSONS_MIN)}</p>`
      : html`<a class="btn" href="${address}?from=decisions">${says.propose}</a>`;
  const gestures = html`<div class="acts"><button class="btn go" title="${says.submitHelp}">${says.submit}</button>${propose}${own && Object.keys(own.decibans).length > 0 ? html`<a class="btn" href="${address}?from=program">${says.toProgram}</a>` : null}</div>`;
  const tables = html`<div class="weights">${weightTable(visit, screen, says.for, (what) => !isAgainst(what))}${weightTable(visit, screen, says.against, isAgainst)}</div>`;
  return layout(visit, {
    title: says.title,
    link: "trust",
    body: html`<div class="title"><h1>${says.title}</h1><p>${says.lead}</p><p class="right"><a href="#help">${says.help}</a></p></div>
<div class="notes">${problemNotes(visit, screen.problems)}${screen.proposed ? html`<p class="note" role="status">${says.proposed(decisions)}</p>` : null}</div>
${may ? html`<form class="answer" method="post" action="${address}">${tables}${gestures}</form>` : tables}
<div class="title"><h2>${says.versions}</h2><p>${own ? says.own(own.version) : says.program}</p></div>${screen.versions.length === 0 ? html`<div class="notes"><p class="soft">${says.noVersion}</p></div>` : versionTable(visit, screen.versions)}
<div class="title" id="chance"><h2>${says.chance}</h2><p>${says.chanceLead}</p></div>${screen.chances.length === 0 ? html`<div class="notes"><p class="soft">${says.noChance}</p></div>` : chanceTable(visit, screen.chances)}
<section class="block prose" id="help"><h2>${says.help}</h2>${says.helpTexts.map((text) => html`<p>${text}</p>`)}</section>`,
  });
}

function isAgainst(what: Weighable): boolean {
  return what === "prior" || speaksAgainst(what);
}

function weightTable(
  visit: CompanyVisit,
  { wanted: fields, inForce }: WeightsScreen,
  title: string,
  belongs: (what: Weighable) => boolean,
): Html {
  const says = visit.words.weights;
  const { heads } = says;
  const may = mayAct(visit, "admin");
  const rows = WEIGHABLE.filter(belongs).map((what) => {
    const now = weightIn(inForce, what);
    const typed = fields[what];
    const { least, most } = boundsOf(what);
    const wanted = weightTyped(what, typed);
    const field = html`<td class="amt"><input class="in amt" size="5" name="${what}" inputmode="numeric" value="${typed.replace("-", "−")}" aria-label="${says.weightOf(nameOf(visit, what))}" title="${says.bounds(decibans(least), decibans(most))}"${wanted === undefined ? html` aria-invalid="true"` : null}></td>`;
    return html`<tr${wanted !== now ? html` class="is-changed"` : null}><th scope="row">${nameOf(visit, what)}${what === "prior" ? html` <span class="sub">${says.priorHelp}</span>` : null}</th><td class="amt soft">${decibans(weightIn(MODEL, what))}</td><td class="amt">${decibans(now)}</td>${may ? field : null}</tr>`;
  });
  return html`<div class="wide" role="region" tabindex="0" aria-label="${title}"><table class="t"><caption>${title}</caption><thead><tr><th scope="col">${heads.fact}</th><th scope="col" class="amt">${heads.program}</th><th scope="col" class="amt">${heads.inForce}</th>${may ? html`<th scope="col" class="amt">${heads.wanted}</th>` : null}</tr></thead><tbody>${rows}</tbody></table></div>`;
}

/** A fact in two or three words, as it stands on the lines. */
function nameOf(visit: CompanyVisit, what: Weighable): string {
  if (what === "prior") return visit.words.weights.prior;
  return phrase(visit.language, chipOf({ code: what satisfies FactCode }, visit.language).text);
}

function decibans(weight: number): string {
  return String(weight).replace("-", "−");
}

/** Weights that differ from the program's, in words: "n° lu 60, homonyme −10". */
export function saidWeights(visit: CompanyVisit, given: Record<string, unknown>): string {
  const own = WEIGHABLE.flatMap((what) =>
    given[what] === undefined ? [] : [`${nameOf(visit, what)} ${decibans(Number(given[what]))}`],
  );
  return own.length === 0 ? visit.words.weights.backToProgram : own.join(", ");
}

function versionTable(visit: CompanyVisit, versions: readonly SavedWeights[]): Html {
  const says = visit.words.weights;
  const heads = says.versionHeads;
  const rows = versions.map(
    (version) =>
      html`<tr><td><a href="${visit.company.base}/rules/changes/${String(version.id)}">${String(version.id)}</a></td><td class="cut">${saidWeights(visit, version.decibans)}</td><td class="soft">${visit.words.by(version.savedBy ?? visit.words.machine)}, ${instant(visit, version.savedAt)}</td></tr>`,
  );
  return html`<div class="wide" role="region" tabindex="0" aria-label="${says.versions}"><table class="t"><thead><tr><th scope="col">${heads.version}</th><th scope="col">${heads.what}</th><th scope="col">${heads.by}</th></tr></thead><tbody>${rows}</tbody></table></div>`;
}

function chanceTable(visit: CompanyVisit, bands: readonly Reliability[]): Html {
  const says = visit.words.weights;
  const heads = says.chanceHeads;
  const percent = (part: number) => formatChance(part, visit.language);
  const rows = bands.map(({ from, count: answers, promised, right }) => {
    return html`<tr><td>${percent(Math.max(from, 0.01))}</td><td class="amt">${count(visit, answers)}</td><td class="amt">${percent(promised / answers)}</td><td class="amt">${percent(right / answers)}</td></tr>`;
  });
  return html`<table class="t figures"><thead><tr><th scope="col">${heads.band}</th><th scope="col" class="amt">${heads.answers}</th><th scope="col" class="amt">${heads.said}</th><th scope="col" class="amt">${heads.right}</th></tr></thead><tbody>${rows}</tbody></table>`;
}
