import type { Condition, Rule, RuleDefinition } from "../../domain/matching/rules.ts";
import type { Change } from "../../sql/changes.ts";
import type { RuleUse } from "../../sql/rules.ts";
import { type Html, html, type Shown } from "../html.ts";
import { type CompanyVisit, mayAct } from "../visit.ts";
import { layout } from "./layout.ts";
import { amount, count, instant, type Shape, state, time } from "./parts.ts";
import { saidWeights } from "./weights.ts";

export type RulesScreen = { rules: Rule[]; uses: RuleUse[]; changes: Change[] };

/** The rules in the order in which they are tried, with what each did, and the latest changes. */
export function rulesPage(visit: CompanyVisit, { rules, uses, changes }: RulesScreen): Html {
  const { words, company } = visit;
  const says = words.rules;
  const may = mayAct(visit, "accountant");
  const create = may ? html`<a class="btn go" href="${company.base}/rules/new">${says.create}</a>` : null;
  return layout(visit, {
    title: says.title,
    link: "rules",
    body: html`<div class="title"><h1>${says.title}</h1><p>${says.intro}</p><p class="right">${create}</p></div>
${rules.length === 0 ? html`<div class="notes"><p class="note">${says.none}</p></div>` : ruleTable(visit, rules, uses)}
<div class="title"><h2>${says.changes}</h2></div>${changes.length === 0 ? html`<div class="notes"><p class="soft">${says.noChange}</p></div>` : changeTable(visit, changes)}`,
  });
}

function ruleTable(visit: CompanyVisit, rules: readonly Rule[], uses: readonly RuleUse[]): Html {
  const { words, company } = visit;
  const { heads, on, off, switchOn, switchOff } = words.rules;
  const may = mayAct(visit, "accountant");
  const used = new Map(uses.map((use) => [use.id, use]));
  const rows = rules.map((rule) => {
    const use = used.get(rule.id);
    const address = `${company.base}/rules/${String(rule.id)}`;
    const toggle = may
      ? html`<form method="post" action="${address}/switch"><button class="btn">${rule.active ? switchOff : switchOn}<span class="sr"> ${rule.name}</span></button></form>`
      : null;
    return html`<tr><td class="amt soft">${visit.format.count(rule.priority)}</td><td><a href="${address}">${rule.name}</a>${period(visit, rule)}</td><td class="cut">${rule.conditions.map((each) => html`<div>${saidCondition(visit, each)}</div>`)}</td><td class="cut">${saidEffect(visit, rule)}</td>
<td class="amt">${count(visit, use?.posts ?? 0)}</td><td class="amt">${amount(visit, use?.cents ?? 0n)}</td><td class="amt">${count(visit, use?.undone ?? 0)}</td><td class="nw soft">${use?.lastOn ? time(visit, use.lastOn) : null}</td><td class="nw">${state(rule.active ? "ok" : "wait", rule.active ? on : off)}</td><td>${toggle}</td></tr>`;
  });
  return html`<div class="wide" role="region" tabindex="0" aria-label="${words.rules.title}"><table class="t"><thead><tr><th scope="col" class="amt">${heads.rank}</th><th scope="col">${heads.name}</th><th scope="col">${heads.when}</th><th scope="col">${heads.does}</th><th scope="col" class="amt">${heads.posted}</th><th scope="col" class="amt">${heads.amount}</th><th scope="col" class="amt">${heads.undone}</th><th scope="col">${heads.last}</th><th scope="col">${heads.state}</th><td></td></tr></thead><tbody>${rows}</tbody></table></div>`;
}

function period(visit: CompanyVisit, { validFrom, validTo }: RuleDefinition): Shown {
  const { form } = visit.words.rules;
  const said = [
    validFrom === undefined ? "" : `${form.from} ${visit.format.day(validFrom)}`,
    validTo === undefined ? "" : `${form.to} ${visit.format.day(validTo)}`,
  ].filter(Boolean);
  return said.length === 0 ? null : html`<span class="sub">${said.join(", ")}</span>`;
}

/** A condition in a few words: where it looks, and for what. */
export function saidCondition(visit: CompanyVisit, each: Condition): Html {
  const says = visit.words.rules;
  const { euros } = visit.format;
  switch (each.field) {
    case "amount": {
      const { min, max } = each;
      if (min !== undefined && max !== undefined) return html`${says.between(euros(min), euros(max))}`;
      return html`${min === undefined ? says.atMost(euros(max ?? 0n)) : says.atLeast(euros(min))}`;
    }
    case "sign":
      return html`${says.signs[each.is]}`;
    case "account":
      return html`${each.journal}`;
    case "day":
      return html`${says.days(each.from, each.to)}`;
    default:
      return html`<span class="soft">${says.fields[each.field]} ${says.tests[each.test]}</span> <span class="raw">${each.pattern}</span>`;
  }
}

/** What a rule writes: its accounts with what each takes. */
export function saidEffect(visit: CompanyVisit, { effect }: RuleDefinition): Html {
  const says = visit.words.rules;
  if (effect.kind === "own_transfer") return html`${says.transferTo(effect.otherAccount)}`;
  const parts = effect.parts.map(({ account, aux, formula }) => {
    const takes = formula ?? (effect.parts.length > 1 ? says.restOf : "");
    return html`<div>${account}${aux ? ` ${aux}` : ""} <span class="soft">${takes}</span></div>`;
  });
  return html`${parts}`;
}

const SHAPES: Record<Change["state"], Shape> = {
  asked: "wait",
  running: "wait",
  ready: "late",
  failed: "bad",
  saved: "ok",
  dropped: "wait",
};

export function changeState(visit: CompanyVisit, change: Change): Html {
  return state(SHAPES[change.state], visit.words.rules.states[change.state]);
}

/** What a change is about: the name of its rule, or its settings. */
export function changeName(visit: CompanyVisit, { kind, definition }: Change): string {
  const { rules, replay } = visit.words;
  if (kind === "weights")
    return `${rules.kinds.weights}${visit.words.colon}${saidWeights(visit, definition)}`;
  if (kind !== "settings") return `${rules.kinds[kind]}${visit.words.colon}${String(definition.name)}`;
  const said = Object.entries(definition).map(
    ([name, value]) =>
      `${replay.settings[name as keyof typeof replay.settings] ?? name}${visit.words.colon}${String(value)}`,
  );
  return `${rules.kinds.settings}, ${said.join(", ")}`;
}

function changeTable(visit: CompanyVisit, changes: readonly Change[]): Html {
  const { words, company } = visit;
  const heads = words.rules.changeHeads;
  const rows = changes.map(
    (change) =>
      html`<tr><td><a href="${company.base}/rules/changes/${String(change.id)}">${changeName(visit, change)}</a></td><td class="soft">${words.by(change.askedBy ?? words.machine)}, ${instant(visit, change.askedAt)}</td><td>${changeState(visit, change)}</td></tr>`,
  );
  return html`<div class="wide"><table class="t"><thead><tr><th scope="col">${heads.what}</th><th scope="col">${heads.by}</th><th scope="col">${heads.state}</th></tr></thead><tbody>${rows}</tbody></table></div>`;
}
