import { REPLAY_KINDS, type ReplayKind, type ReplayReport } from "../../domain/matching/replay.ts";
import { ruleDefinition } from "../../domain/matching/rules.ts";
import type { Problem } from "../../domain/problems.ts";
import type { Change } from "../../sql/changes.ts";
import { type Html, html } from "../html.ts";
import { type CompanyVisit, mayAct } from "../visit.ts";
import { reasonName } from "./evidence.ts";
import { layout } from "./layout.ts";
import { amount, count, problemNotes, time } from "./parts.ts";
import { changeName, changeState, saidCondition, saidEffect } from "./rules.ts";

export type ChangeScreen = { change: Change; problems: readonly Problem[] };

/** A change with what it would have done to the past, and the gestures that close it. */
export function changePage(visit: CompanyVisit, { change, problems }: ChangeScreen): Html {
  const { words } = visit;
  const says = words.replay;
  const isUnderWay = change.state === "asked" || change.state === "running";
  const address = `${visit.company.base}/rules/changes/${String(change.id)}`;
  const poll = isUnderWay
    ? html` hx-get="${address}" hx-trigger="every 1s" hx-select="#replay" hx-swap="outerHTML"`
    : null;
  return layout(visit, {
    title: says.title,
    link: change.kind === "settings" || change.kind === "weights" ? "trust" : "rules",
    body: html`<div class="title"><h1>${changeName(visit, change)}</h1><p>${says.lead}</p></div>
<div class="notes">${problemNotes(visit, problems)}</div>
${definition(visit, change)}
<div id="replay"${poll}>${progress(visit, change)}${change.report ? report(visit, change.report) : null}${gestures(visit, change, address)}</div>`,
  });
}

function definition(visit: CompanyVisit, change: Change): Html | null {
  const read = ruleDefinition.safeParse(change.definition);
  if (change.kind === "settings" || change.kind === "weights" || !read.success) return null;
  const { heads } = visit.words.rules;
  return html`<dl class="facts-list change-said"><dt>${heads.when}</dt><dd>${read.data.conditions.map((each) => html`<div>${saidCondition(visit, each)}</div>`)}</dd><dt>${heads.does}</dt><dd>${saidEffect(visit, read.data)}</dd></dl>`;
}

function progress(visit: CompanyVisit, change: Change): Html {
  const says = visit.words.replay;
  const { count: write } = visit.format;
  const address = `${visit.company.base}/rules/changes/${String(change.id)}`;
  const again = html`<a class="btn" href="${address}">${says.refresh}</a>`;
  if (change.state === "asked")
    return html`<div class="notes"><p class="note" role="status">${says.waiting} ${again}</p></div>`;
  if (change.state === "running")
    return html`<div class="notes"><p class="note" role="status">${says.progress(write(change.linesDone), write(change.linesTotal))} <progress max="${Math.max(1, change.linesTotal)}" value="${change.linesDone}"></progress> ${again}</p></div>`;
  if (change.state === "failed") return html`<div class="notes"><p class="note bad">${says.failed}</p></div>`;
  const skipped = change.report?.skipped ?? 0;
  return html`<div class="notes"><p>${changeState(visit, change)} ${says.done(change.report?.lines ?? 0)} ${skipped > 0 ? says.skipped(skipped) : null}</p>
${(change.report?.contradicted.lines ?? 0) > 0 ? html`<p class="note bad">${says.contradicts}</p>` : null}</div>`;
}

function report(visit: CompanyVisit, told: ReplayReport): Html {
  const says = visit.words.replay;
  const { heads } = says;
  if (REPLAY_KINDS.every((kind) => told[kind].lines === 0))
    return html`<div class="notes"><p class="note ok">${says.nothing}</p></div>`;
  const sums = REPLAY_KINDS.map(
    (kind) =>
      html`<tr><th scope="row">${says.kinds[kind]}</th><td class="amt">${count(visit, told[kind].lines)}</td><td class="amt">${amount(visit, BigInt(told[kind].cents))}</td></tr>`,
  );
  return html`<table class="t figures"><thead><tr><th scope="col">${heads.what}</th><th scope="col" class="amt">${heads.lines}</th><th scope="col" class="amt">${heads.amount}</th></tr></thead><tbody>${sums}</tbody></table>
<div class="title"><h2>${says.examples}</h2></div>${REPLAY_KINDS.map((kind) => examples(visit, told, kind))}`;
}

function examples(visit: CompanyVisit, told: ReplayReport, kind: ReplayKind): Html | null {
  const { heads, kinds } = visit.words.replay;
  const found = told.examples.filter((each) => each.kind === kind);
  if (found.length === 0) return null;
  const rows = found.map(
    (each) =>
      html`<tr><td class="nw soft">${time(visit, each.bookedOn)}</td><td class="cut"><a class="raw" href="${visit.company.base}/lines/${each.lineId}">${each.label}</a></td><td>${why(visit, each.before)}</td><td>${why(visit, each.after)}</td><td class="amt">${visit.format.amount(BigInt(each.cents))}</td></tr>`,
  );
  return html`<div class="wide"><table class="t"><caption>${kinds[kind]}</caption><thead><tr><th scope="col">${heads.date}</th><th scope="col">${heads.label}</th><th scope="col">${heads.before}</th><th scope="col">${heads.after}</th><th scope="col" class="amt">${heads.amount}</th></tr></thead><tbody>${rows}</tbody></table></div>`;
}

/** The reason of the engine in words, the name of a rule as it is, nothing where the line waits. */
function why(visit: CompanyVisit, written: string): Html {
  if (written === "") return html`<span class="zero">${visit.words.none}</span>`;
  return html`${/^[a-z]+(_[a-z]+)+$/.test(written) ? reasonName(visit.language, written) : written}`;
}

function gestures(visit: CompanyVisit, change: Change, address: string): Html | null {
  const says = visit.words.replay;
  if (!mayAct(visit, "accountant") || change.state === "saved" || change.state === "dropped") return null;
  const button = (gesture: "save" | "drop", style: string) =>
    html`<form method="post" action="${address}/${gesture}"><button class="btn ${style}">${says[gesture]}</button></form>`;
  return html`<div class="go-row change-acts">${change.state === "ready" ? button("save", "go") : null}${button("drop", "")}</div>`;
}
