import { error, type Problem } from "../problems.ts";
import { namesIn, readFormula } from "./formula.ts";
import { readPattern } from "./pattern.ts";
import { type Condition, type RuleDefinition, TEXT_FIELDS, type TextField } from "./rules.ts";

/** What a rule is held against: the chart, the third parties, the bank accounts and the names in use. */
export type RuleBooks = {
  accounts: ReadonlyMap<string, { side: string | null }>;
  parties: ReadonlySet<string>;
  /** Journal of each bank account → its account in the books. */
  banks: ReadonlyMap<string, string>;
  /** Names in use, with the rule that bears them. */
  names: ReadonlyMap<string, bigint>;
};

type TextCondition = Extract<Condition, { pattern: string }>;

/**
 * Everything that is wrong with a rule before it may be replayed and kept. A rule must say what the line is about: an amount, a
 * direction, an account or a day names nothing (D12).
 */
export function ruleProblems(rule: RuleDefinition, id: bigint | undefined, books: RuleBooks): Problem[] {
  const holder = books.names.get(rule.name);
  return [
    ...(holder !== undefined && holder !== id ? [error("rule_name_taken", { value: rule.name })] : []),
    ...boundProblems(rule),
    ...conditionProblems(rule),
    ...effectProblems(rule, books),
  ];
}

function boundProblems({ validFrom, validTo, conditions }: RuleDefinition): Problem[] {
  const crossed = conditions.some(
    (each) =>
      each.field === "amount" && each.min !== undefined && each.max !== undefined && each.min > each.max,
  );
  const ended = validFrom !== undefined && validTo !== undefined && validFrom > validTo;
  return crossed || ended ? [error("rule_dates_wrong")] : [];
}

function conditionProblems({ conditions }: RuleDefinition): Problem[] {
  const texts = conditions.filter(isText);
  const unread = texts.filter(({ pattern }) => !readPattern(pattern));
  const captured = texts.flatMap(({ pattern, test }) =>
    test === "lacks" ? [] : (readPattern(pattern)?.names ?? []),
  );
  const twice = captured.find((name, at) => captured.indexOf(name) !== at);
  return [
    ...unread.map(({ pattern }) => error("rule_pattern_wrong", { value: pattern })),
    ...(twice === undefined ? [] : [error("rule_pattern_wrong", { value: `{${twice}}` })]),
    ...(texts.some(namesSomething) ? [] : [error("rule_says_nothing")]),
  ];
}

function isText(condition: Condition): condition is TextCondition {
  return TEXT_FIELDS.includes(condition.field as TextField);
}

/** Signs that must stand there, whatever the line: three, or the two of an operation code. */
function namesSomething({ field, test, pattern }: TextCondition): boolean {
  const least = field === "code" ? 2 : 3;
  const signs = readPattern(pattern)?.literal.replace(/[^A-Z0-9]/g, "") ?? "";
  return test !== "lacks" && signs.length >= least;
}

function effectProblems(rule: RuleDefinition, books: RuleBooks): Problem[] {
  const { effect } = rule;
  if (effect.kind === "own_transfer")
    return books.banks.has(effect.otherAccount)
      ? []
      : [error("other_account_unknown", { value: effect.otherAccount })];
  const names = new Set(
    rule.conditions
      .filter(isText)
      .flatMap(({ pattern }) => readPattern(pattern)?.names ?? [])
      .map((name) => name.toLowerCase()),
  );
  const banks = new Set(books.banks.values());
  return effect.parts.flatMap(({ account, aux, formula }, nth) => {
    const known = books.accounts.get(account);
    const isLast = nth === effect.parts.length - 1;
    return [
      ...(isTill(account)
        ? [error("rule_account_till", { value: account })]
        : !known || banks.has(account)
          ? [error("rule_account_wrong", { value: account })]
          : []),
      ...(known?.side && aux === undefined ? [error("rule_party_missing", { value: account })] : []),
      ...(aux !== undefined && !books.parties.has(aux) ? [error("rule_party_unknown", { value: aux })] : []),
      ...(isLast === (formula === undefined) && isUsable(formula, names)
        ? []
        : [error("rule_formula_wrong", { value: formula ?? "" })]),
    ];
  });
}

/** PCG 53, the till: what moves it is counted against what it holds, day by day, which no rule does. */
function isTill(account: string): boolean {
  return account.startsWith("53");
}

function isUsable(formula: string | undefined, names: ReadonlySet<string>): boolean {
  if (formula === undefined) return true;
  const read = readFormula(formula);
  return read !== undefined && namesIn(read).every((name) => names.has(name));
}
