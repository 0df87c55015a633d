import { parseIsoDate } from "../domain/days.ts";
import { type RuleDefinition, ruleDefinition, TEXT_FIELDS } from "../domain/matching/rules.ts";
import { decimalOf, parseCents } from "../domain/money.ts";
import { error, type Parsed } from "../domain/problems.ts";
import type { AccountToAdd } from "../sql/acts/changeRules.ts";
import type { LineDetail } from "../sql/screens/lines.ts";
import { oneOf, text } from "./input.ts";

/** How many rows of conditions and of parts the form has beyond those in use. */
export const SPARE_ROWS = 2;
const ROWS_MAX = 10;

type Fields = Record<string, unknown>;

export type RuleForm = { definition: RuleDefinition; accounts: AccountToAdd[] };

/** What a person typed as a rule. What is missing or cannot be read is told field by field; what it means is checked by the act. */
export function readRuleForm(fields: Fields): Parsed<RuleForm> {
  const parts = readParts(fields);
  const otherAccount = text(fields.otherAccount);
  const wanted = {
    name: text(fields.name) ?? "",
    priority: Number(text(fields.priority) ?? "100"),
    active: fields.active !== undefined,
    ...given("validFrom", day(fields.validFrom)),
    ...given("validTo", day(fields.validTo)),
    conditions: [...readTexts(fields), ...readOthers(fields)],
    effect: otherAccount
      ? { kind: "own_transfer" as const, otherAccount }
      : { kind: "split" as const, parts: parts.map(({ name: _name, ...part }) => part) },
    ...given("label", text(fields.label)),
  };
  const read = ruleDefinition.safeParse(wanted);
  if (!read.success) {
    const names = new Set(read.error.issues.map((issue) => String(issue.path[0])));
    return { ok: false, problems: [...names].map((field) => error("rule_incomplete", { field })) };
  }
  const accounts = parts.flatMap(({ account, name }) => (name ? [{ number: account, name }] : []));
  return { ok: true, value: { definition: read.data, accounts: otherAccount ? [] : accounts }, warnings: [] };
}

function readTexts(fields: Fields): RuleDefinition["conditions"] {
  return rows((nth) => {
    const pattern = text(fields[`c${nth}pattern`]);
    const field = oneOf(fields[`c${nth}field`], TEXT_FIELDS) ?? "text";
    const test = oneOf(fields[`c${nth}test`], ["contains", "is", "starts", "lacks"] as const) ?? "contains";
    return pattern === undefined ? [] : [{ field, test, pattern }];
  });
}

function readOthers(fields: Fields): RuleDefinition["conditions"] {
  const [min, max] = [cents(fields.min), cents(fields.max)];
  const sign = oneOf(fields.sign, ["in", "out"] as const);
  const journal = text(fields.journal);
  const [from, to] = [wholeNumber(fields.dayFrom), wholeNumber(fields.dayTo)];
  return [
    ...(min === undefined && max === undefined
      ? []
      : [{ field: "amount" as const, ...given("min", min), ...given("max", max) }]),
    ...(sign ? [{ field: "sign" as const, is: sign }] : []),
    ...(journal ? [{ field: "account" as const, journal }] : []),
    ...(from === undefined && to === undefined
      ? []
      : [{ field: "day" as const, from: from ?? 1, to: to ?? 31 }]),
  ];
}

type Part = { account: string; name?: string; aux?: string; formula?: string };

/** "613200 Loyers": an account, and its name where the chart lacks it. The last part takes what is left. */
function readParts(fields: Fields): Part[] {
  const typed = rows((nth): Part[] => {
    const written = text(fields[`p${nth}account`]);
    if (written === undefined) return [];
    const [, account = written, name] = /^(\d+)(?:\s+(.+))?$/.exec(written) ?? [];
    const aux = text(fields[`p${nth}aux`]);
    return [
      {
        account,
        ...given("name", name),
        ...given("aux", aux),
        ...given("formula", text(fields[`p${nth}formula`])),
      },
    ];
  });
  return typed;
}

function rows<T>(read: (nth: number) => T[]): T[] {
  return Array.from({ length: ROWS_MAX }, (_, nth) => nth).flatMap(read);
}

function given<Key extends string, T>(key: Key, value: T | undefined): { [K in Key]?: T } {
  return (value === undefined ? {} : { [key]: value }) as { [K in Key]?: T };
}

function day(value: unknown): string | undefined {
  const typed = text(value);
  return typed === undefined ? undefined : (parseIsoDate(typed) ?? typed);
}

function cents(value: unknown): bigint | undefined {
  const typed = text(value);
  if (typed === undefined) return undefined;
  return parseCents(typed.replace(/[\s\u00a0\u202f]/g, "")) ?? -1n;
}

function wholeNumber(value: unknown): number | undefined {
  const typed = text(value);
  return typed === undefined ? undefined : Number(typed);
}

/** The form filled from a definition, or from what was typed: name of the field → its value. */
export function fieldsOf(rule: RuleDefinition): Record<string, string> {
  const fields: Record<string, string> = {
    name: rule.name,
    priority: String(rule.priority),
    ...(rule.active ? { active: "yes" } : {}),
    validFrom: rule.validFrom ?? "",
    validTo: rule.validTo ?? "",
    label: rule.label ?? "",
  };
  let texts = 0;
  for (const each of rule.conditions) {
    if ("pattern" in each) {
      fields[`c${texts}field`] = each.field;
      fields[`c${texts}test`] = each.test;
      fields[`c${texts}pattern`] = each.pattern;
      texts += 1;
    } else if (each.field === "amount") {
      if (each.min !== undefined) fields.min = decimalOf(each.min).replace(".", ",");
      if (each.max !== undefined) fields.max = decimalOf(each.max).replace(".", ",");
    } else if (each.field === "sign") fields.sign = each.is;
    else if (each.field === "account") fields.journal = each.journal;
    else Object.assign(fields, { dayFrom: String(each.from), dayTo: String(each.to) });
  }
  if (rule.effect.kind === "own_transfer") fields.otherAccount = rule.effect.otherAccount;
  else
    for (const [nth, { account, aux, formula }] of rule.effect.parts.entries())
      Object.assign(fields, {
        [`p${nth}account`]: account,
        [`p${nth}aux`]: aux ?? "",
        [`p${nth}formula`]: formula ?? "",
      });
  return fields;
}

/** A rule begun from a line: its words without what changes from one time to the next, its direction and its account. */
export function fieldsFromLine(line: LineDetail, journal: string | undefined): Record<string, string> {
  const pattern = line.label
    .replace(/\S*\d\S*/g, "*")
    .replace(/(?:\*\s*)+/g, "* ")
    .replace(/^\*\s*|\s*\*\s*$/g, "")
    .trim();
  return {
    name: pattern.slice(0, 40),
    priority: "100",
    active: "yes",
    c0field: "label",
    c0test: "contains",
    c0pattern: pattern,
    ...(line.counterpartyName
      ? { c1field: "counterparty", c1test: "is", c1pattern: line.counterpartyName }
      : {}),
    sign: line.amountCents < 0n ? "out" : "in",
    ...(journal ? { journal } : {}),
  };
}
