import { z } from "zod";
import type { IsoDate } from "../days.ts";
import { absCents, type Cents, sumCents } from "../money.ts";
import { centsOf, readFormula } from "./formula.ts";
import type { LineToMatch } from "./line.ts";
import { type Anchor, matchPattern, type Pattern, readPattern } from "./pattern.ts";

/** Where a text condition looks. `text` is all that the bank wrote. */
export const TEXT_FIELDS = ["text", "label", "details", "counterparty", "iban", "code", "reference"] as const;
export type TextField = (typeof TEXT_FIELDS)[number];

const cents = z.coerce.bigint().min(0n);
const day = z.string().regex(/^\d{4}-\d{2}-\d{2}$/);

const condition = z.union([
  z.strictObject({
    field: z.enum(TEXT_FIELDS),
    test: z.enum(["contains", "is", "starts", "lacks"]),
    pattern: z.string(),
  }),
  z.strictObject({ field: z.literal("amount"), min: cents.optional(), max: cents.optional() }),
  z.strictObject({ field: z.literal("sign"), is: z.enum(["in", "out"]) }),
  z.strictObject({ field: z.literal("account"), journal: z.string() }),
  z.strictObject({ field: z.literal("day"), from: z.int().min(1).max(31), to: z.int().min(1).max(31) }),
]);

const part = z.strictObject({
  account: z.string(),
  /** Code of the third party in the books. */
  aux: z.string().optional(),
  /** How much of the line; the last part has none and takes what is left. */
  formula: z.string().optional(),
});

const effect = z.union([
  z.strictObject({ kind: z.literal("split"), parts: z.array(part).min(1).max(10) }),
  z.strictObject({ kind: z.literal("own_transfer"), otherAccount: z.string() }),
]);

/** What a company says of its recurring lines (D13): which lines, and what they are in the books. As it is stored. */
export const ruleDefinition = z.strictObject({
  name: z.string().min(1).max(80),
  /** The first rule that fits wins, the smallest number first. */
  priority: z.int().min(1).max(9_999),
  active: z.boolean(),
  validFrom: day.optional(),
  validTo: day.optional(),
  conditions: z.array(condition).min(1).max(12),
  effect,
  /** What the entry is called: text with `{names}` of captures. The bank's label when left out. */
  label: z.string().max(120).optional(),
});

export type RuleDefinition = z.infer<typeof ruleDefinition>;
export type Condition = RuleDefinition["conditions"][number];
export type RuleEffect = RuleDefinition["effect"];

/** A rule in force: its definition, who it is, and which writing of it. */
export type Rule = RuleDefinition & { id: bigint; version: number };

/** What evaluation reads of a line beyond what matching does: the journal of its account. */
export type RuleLine = LineToMatch & { journal: string };

/** Cents of the line that a rule gives to an account. Positive, whatever the direction of the line. */
export type RulePart = { account: string; aux?: string; amount: Cents };

/** A rule that fits a line, and what it makes of it. Without `parts`: its formulas do not make the line. */
export type AppliedRule = {
  id: bigint;
  name: string;
  version: number;
  captures: Record<string, string>;
  label?: string;
  otherAccount?: string;
  parts?: RulePart[];
};

/** Rules in the order in which they are tried: priority, then age. */
export function inOrder(rules: readonly Rule[]): Rule[] {
  return [...rules].sort((a, b) => a.priority - b.priority || (a.id < b.id ? -1 : 1));
}

/** Reads the patterns of the rules once, for a whole batch of lines. */
export function prepareRules(rules: readonly Rule[]): PreparedRule[] {
  return inOrder(rules.filter((rule) => rule.active)).map((rule) => ({
    rule,
    patterns: new Map(
      rule.conditions.flatMap((each) => {
        const pattern = "pattern" in each ? readPattern(each.pattern) : undefined;
        return pattern ? [[each, pattern] as const] : [];
      }),
    ),
  }));
}

export type PreparedRule = { rule: Rule; patterns: ReadonlyMap<Condition, Pattern> };

/**
 * The first rule that fits a line, by priority. A rule that fits and whose formulas do not make the line stops the search all
 * the same: the line is its own, and a person must look.
 */
export function ruleFor(line: RuleLine, rules: readonly PreparedRule[]): AppliedRule | undefined {
  for (const prepared of rules) {
    const captures = capturesOf(line, prepared);
    if (captures) return applied(line, prepared.rule, captures);
  }
  return undefined;
}

/** What the conditions captured, all of them being met; undefined when one is not. */
function capturesOf(line: RuleLine, { rule, patterns }: PreparedRule): Record<string, string> | undefined {
  if (!isInForce(rule, line.bookedOn)) return undefined;
  const captures: Record<string, string> = {};
  for (const each of rule.conditions) {
    const found = meets(line, each, patterns.get(each));
    if (!found) return undefined;
    Object.assign(captures, found);
  }
  return captures;
}

function isInForce({ validFrom, validTo }: RuleDefinition, on: IsoDate): boolean {
  return (validFrom === undefined || on >= validFrom) && (validTo === undefined || on <= validTo);
}

function meets(
  line: RuleLine,
  each: Condition,
  pattern: Pattern | undefined,
): Record<string, string> | undefined {
  switch (each.field) {
    case "amount": {
      const size = absCents(line.amount);
      return (each.min === undefined || size >= each.min) && (each.max === undefined || size <= each.max)
        ? {}
        : undefined;
    }
    case "sign":
      return line.amount > 0n === (each.is === "in") ? {} : undefined;
    case "account":
      return line.journal === each.journal ? {} : undefined;
    case "day":
      return isBetween(Number(line.bookedOn.slice(8)), each.from, each.to) ? {} : undefined;
    default:
      return pattern && meetsText(fieldOf(line, each.field), each.test, pattern);
  }
}

/** Days of the month from one to another; "28 to 3" goes over the end of the month. */
function isBetween(day: number, from: number, to: number): boolean {
  return from <= to ? day >= from && day <= to : day >= from || day <= to;
}

function meetsText(
  texts: readonly string[],
  test: Anchor | "lacks",
  pattern: Pattern,
): Record<string, string> | undefined {
  if (test === "lacks") return texts.some((text) => matchPattern(pattern, text, "contains")) ? undefined : {};
  for (const text of texts) {
    const captures = matchPattern(pattern, text, test);
    if (captures) return captures;
  }
  return undefined;
}

function fieldOf(line: RuleLine, field: TextField): string[] {
  const given = (...texts: (string | undefined)[]) => texts.filter((text) => text !== undefined);
  switch (field) {
    case "text":
      return given([line.label, ...line.details].join(" "), line.counterpartyName);
    case "label":
      return [line.label];
    case "details":
      return [line.details.join(" ")];
    case "counterparty":
      return given(line.counterpartyName);
    case "iban":
      return given(line.counterpartyIban);
    case "code":
      return given(line.interbankCode);
    case "reference":
      return given(line.endToEndId, line.structuredReference);
  }
}

function applied(line: RuleLine, rule: Rule, captures: Record<string, string>): AppliedRule {
  const { id, name, version, effect, label } = rule;
  const named = label === undefined ? {} : { label: fill(label, captures) };
  const who = { id, name, version, captures, ...named };
  if (effect.kind === "own_transfer") return { ...who, otherAccount: effect.otherAccount, parts: [] };
  const parts = split(absCents(line.amount), effect.parts, captures);
  return parts ? { ...who, parts } : who;
}

/**
 * A line shared out by formula, in cents; the last part takes what is left, so that the parts make the line exactly. Undefined
 * when a formula cannot be worked out, or when a part would be below zero.
 */
export function split(
  size: Cents,
  parts: readonly { account: string; aux?: string | undefined; formula?: string | undefined }[],
  captures: Readonly<Record<string, string>>,
): RulePart[] | undefined {
  const amounts: Record<string, Cents> = { amount: size };
  for (const [name, text] of Object.entries(captures)) {
    const value = writtenAmount(text);
    if (value !== undefined) amounts[name.toLowerCase()] = value;
  }
  const shared: RulePart[] = [];
  for (const [nth, { account, aux, formula }] of parts.entries()) {
    const rest = size - sumCents(shared.map((each) => each.amount));
    const read = formula === undefined ? undefined : readFormula(formula);
    const amount = nth === parts.length - 1 ? rest : read && centsOf(read, amounts);
    if (amount === undefined || amount < 0n) return undefined;
    shared.push({ account, amount, ...(aux === undefined ? {} : { aux }) });
  }
  return shared;
}

/** "1 234,56", "1.234,56" or "1234.5" as cents: a mark and one or two digits at the end are decimals, other marks group. */
function writtenAmount(text: string): Cents | undefined {
  const [, whole = "", decimals = ""] = /^(\d[\d.,\s]*?)(?:[.,](\d{1,2}))?$/.exec(text) ?? [];
  const digits = whole.replace(/[.,\s]/g, "");
  return digits === "" ? undefined : BigInt(digits) * 100n + BigInt(decimals.padEnd(2, "0"));
}

function fill(text: string, captures: Readonly<Record<string, string>>): string {
  return text.replace(/\{(\w+)\}/g, (_, name: string) => captures[name] ?? "");
}
