import { type Rule, TEXT_FIELDS } from "../../domain/matching/rules.ts";
import type { Problem } from "../../domain/problems.ts";
import type { BankAccount } from "../../sql/companies.ts";
import { type Html, html } from "../html.ts";
import { SPARE_ROWS } from "../ruleForm.ts";
import { type CompanyVisit, mayAct } from "../visit.ts";
import { layout } from "./layout.ts";
import { options, problemNotes } from "./parts.ts";

export type RuleScreen = {
  /** Undefined for a new one. */
  rule: Rule | undefined;
  /** What stands in the form: name of the field → value. */
  fields: Record<string, string>;
  fromLine: bigint | undefined;
  problems: readonly Problem[];
  accounts: readonly BankAccount[];
};

/** The form of a rule. It is never saved from here: it goes to its replay. */
export function rulePage(visit: CompanyVisit, screen: RuleScreen): Html {
  const { words, company } = visit;
  const says = words.rules;
  const { rule, fromLine, problems } = screen;
  const title = rule ? says.edit(rule.name) : says.create;
  const may = mayAct(visit, "accountant");
  const action = `${company.base}/rules${rule ? `/${String(rule.id)}` : ""}`;
  const remove =
    rule && may
      ? html`<form method="post" action="${action}/remove"><button class="btn">${says.remove}</button></form>`
      : null;
  const go = may
    ? html`<div class="go-row"><button class="btn go">${says.form.submit}</button><p class="help">${says.form.submitHelp}</p></div>`
    : null;
  return layout(visit, {
    title,
    link: "rules",
    body: html`<div class="title"><h1>${title}</h1><div class="right">${remove}</div></div>
<div class="notes">${problemNotes(visit, problems)}</div>
<form class="answer" method="post" action="${action}">${fromLine === undefined ? null : html`<input type="hidden" name="fromLine" value="${String(fromLine)}">`}
${whoPart(visit, screen)}${textsPart(visit, screen)}${othersPart(visit, screen)}${effectPart(visit, screen)}${go}</form>`,
  });
}

type Field = { name: string; label: string; kind?: "s" | "w"; type?: string; hint?: string };

function input({ fields }: RuleScreen, { name, label, kind, type = "text", hint = "" }: Field): Html {
  return html`<div class="f ${kind ?? ""}"><label for="${name}">${label}</label><input class="in" id="${name}" name="${name}" type="${type}" value="${fields[name] ?? ""}" placeholder="${hint}" autocomplete="off" spellcheck="false"></div>`;
}

function select(
  { fields }: RuleScreen,
  { name, label }: Field,
  choices: readonly { value: string; label: string }[],
): Html {
  return html`<div class="f"><label for="${name}">${label}</label><select class="in" id="${name}" name="${name}">${options(choices, fields[name])}</select></div>`;
}

function whoPart(visit: CompanyVisit, screen: RuleScreen): Html {
  const { form } = visit.words.rules;
  return html`<fieldset><legend>${form.who}</legend><div class="fields">
${input(screen, { name: "name", label: form.name, kind: "w" })}${input(screen, { name: "priority", label: form.rank, kind: "s" })}
${input(screen, { name: "validFrom", label: form.from, type: "date" })}${input(screen, { name: "validTo", label: form.to, type: "date" })}</div>
<p class="tick-row"><label><input type="checkbox" name="active" value="yes"${screen.fields.active ? html` checked` : null}> ${form.active}</label></p></fieldset>`;
}

/** As many rows as are filled, and some to fill. */
function rowsOf(fields: Record<string, string>, key: (nth: number) => string): number[] {
  const used = Array.from({ length: 10 }, (_, nth) => nth).filter((nth) => fields[key(nth)]);
  return Array.from({ length: Math.min(10, (used.at(-1) ?? -1) + 1 + SPARE_ROWS) }, (_, nth) => nth);
}

function textsPart(visit: CompanyVisit, screen: RuleScreen): Html {
  const says = visit.words.rules;
  const { form } = says;
  const fields = TEXT_FIELDS.map((value) => ({ value, label: says.fields[value] }));
  const tests = (Object.keys(says.tests) as (keyof typeof says.tests)[]).map((value) => ({
    value,
    label: says.tests[value],
  }));
  const rows = rowsOf(screen.fields, (nth) => `c${nth}pattern`).map(
    (nth) =>
      html`<div class="fields" role="group" aria-label="${form.texts} ${nth + 1}">${select(screen, { name: `c${nth}field`, label: form.field }, fields)}${select(screen, { name: `c${nth}test`, label: form.test }, tests)}${input(screen, { name: `c${nth}pattern`, label: form.pattern, kind: "w" })}</div>`,
  );
  return html`<fieldset><legend>${form.texts}</legend>${rows}<p class="help">${form.textsHelp}</p></fieldset>`;
}

function othersPart(visit: CompanyVisit, screen: RuleScreen): Html {
  const says = visit.words.rules;
  const { form, signs } = says;
  const any = { value: "", label: form.any };
  const accounts = screen.accounts.map(({ journal, name }) => ({
    value: journal,
    label: `${journal} ${name}`,
  }));
  return html`<fieldset><legend>${form.others}</legend><div class="fields">
${input(screen, { name: "min", label: form.min, hint: "0,00" })}${input(screen, { name: "max", label: form.max, hint: "0,00" })}
${select(screen, { name: "sign", label: form.sign }, [any, { value: "in", label: signs.in }, { value: "out", label: signs.out }])}
${select(screen, { name: "journal", label: form.account }, [any, ...accounts])}
${input(screen, { name: "dayFrom", label: form.dayFrom, hint: "1" })}${input(screen, { name: "dayTo", label: form.dayTo, hint: "31" })}</div></fieldset>`;
}

function effectPart(visit: CompanyVisit, screen: RuleScreen): Html {
  const { form } = visit.words.rules;
  const rows = rowsOf(screen.fields, (nth) => `p${nth}account`).map(
    (nth) =>
      html`<div class="fields" role="group" aria-label="${form.effect} ${nth + 1}">${input(screen, { name: `p${nth}account`, label: form.part, hint: "627800" })}${input(screen, { name: `p${nth}aux`, label: form.aux })}${input(screen, { name: `p${nth}formula`, label: form.formula, kind: "w", hint: form.rest })}</div>`,
  );
  const transfers = [
    { value: "", label: form.noTransfer },
    ...screen.accounts.map(({ journal, name }) => ({ value: journal, label: `${journal} ${name}` })),
  ];
  return html`<fieldset><legend>${form.effect}</legend>${rows}<p class="help">${form.effectHelp}</p>
<div class="fields">${select(screen, { name: "otherAccount", label: form.ownTransfer }, transfers)}${input(screen, { name: "label", label: form.label, kind: "w" })}</div></fieldset>`;
}
