import type { Cents } from "../money.ts";

/**
 * How much of a line goes to one part of its entry: numbers, the amount of the line (`montant` or `amount`), names that a
 * pattern captured, `+ - * / ( )` and `%`. "montant * 20 / 120" is the VAT inside a price, "{interets}" what the label says.
 * Worked out exactly, in fractions, and rounded once, to the cent, half away from zero.
 */
export type Formula =
  | { kind: "number"; value: Fraction }
  | { kind: "name"; name: string }
  | { kind: "operation"; sign: "+" | "-" | "*" | "/"; left: Formula; right: Formula };

type Fraction = { over: bigint; under: bigint };

const FORMULA_MAX = 120;
const TOKEN = /\s*(?:(\d+(?:[.,]\d{1,4})?)|\{?([a-z][a-z0-9_]{0,19})\}?|([-+*/()%]))/iy;

/** The words that stand for the whole line. */
export const WHOLE = ["montant", "amount"];

/** Reads a formula. Undefined when it is not one. */
export function readFormula(text: string): Formula | undefined {
  const tokens = tokensOf(text);
  if (!tokens) return undefined;
  const reading = { tokens, at: 0 };
  const formula = readSum(reading);
  return formula && reading.at === tokens.length ? formula : undefined;
}

/** Every name that the formula needs, those of the whole line aside. */
export function namesIn(formula: Formula): string[] {
  if (formula.kind === "operation") return [...namesIn(formula.left), ...namesIn(formula.right)];
  return formula.kind === "name" && !WHOLE.includes(formula.name) ? [formula.name] : [];
}

/** The cents a formula gives, with the line's amount and the captured amounts in cents. Undefined on a division by zero or an unknown name. */
export function centsOf(formula: Formula, amounts: Readonly<Record<string, Cents>>): Cents | undefined {
  const value = worthOf(formula, amounts);
  if (!value) return undefined;
  const { over, under } = { over: value.over * 100n, under: value.under };
  const size = (2n * (over < 0n ? -over : over) + under) / (2n * under);
  return over < 0n ? -size : size;
}

type Reading = { tokens: string[]; at: number };

function tokensOf(text: string): string[] | undefined {
  if (text.trim() === "" || text.length > FORMULA_MAX) return undefined;
  const tokens: string[] = [];
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < text.trimEnd().length) {
    const found = TOKEN.exec(text);
    if (!found) return undefined;
    tokens.push((found[1] ?? found[2] ?? found[3] ?? "").toLowerCase());
  }
  return tokens;
}

function readSum(reading: Reading): Formula | undefined {
  let left = readProduct(reading);
  for (let sign = reading.tokens[reading.at]; left && (sign === "+" || sign === "-"); ) {
    reading.at += 1;
    const right = readProduct(reading);
    left = right && { kind: "operation", sign, left, right };
    sign = reading.tokens[reading.at];
  }
  return left;
}

function readProduct(reading: Reading): Formula | undefined {
  let left = readValue(reading);
  for (let sign = reading.tokens[reading.at]; left && (sign === "*" || sign === "/" || sign === "%"); ) {
    reading.at += 1;
    if (sign === "%") left = { kind: "operation", sign: "/", left, right: number(100n) };
    else {
      const right = readValue(reading);
      left = right && { kind: "operation", sign, left, right };
    }
    sign = reading.tokens[reading.at];
  }
  return left;
}

function readValue(reading: Reading): Formula | undefined {
  const token = reading.tokens[reading.at];
  reading.at += 1;
  if (token === undefined) return undefined;
  if (token === "(") {
    const inside = readSum(reading);
    const closed = reading.tokens[reading.at] === ")";
    reading.at += 1;
    return closed ? inside : undefined;
  }
  if (/^\d/.test(token)) return { kind: "number", value: fractionOf(token) };
  return /^[a-z]/.test(token) ? { kind: "name", name: token } : undefined;
}

function number(value: bigint): Formula {
  return { kind: "number", value: { over: value, under: 1n } };
}

function fractionOf(text: string): Fraction {
  const [whole = "0", decimals = ""] = text.split(/[.,]/);
  return { over: BigInt(whole + decimals), under: 10n ** BigInt(decimals.length) };
}

function worthOf(formula: Formula, amounts: Readonly<Record<string, Cents>>): Fraction | undefined {
  if (formula.kind === "number") return formula.value;
  if (formula.kind === "name") {
    const cents = amounts[WHOLE.includes(formula.name) ? "amount" : formula.name];
    return cents === undefined ? undefined : { over: cents, under: 100n };
  }
  const [left, right] = [worthOf(formula.left, amounts), worthOf(formula.right, amounts)];
  if (!left || !right) return undefined;
  const { over: a, under: b } = left;
  const { over: c, under: d } = right;
  switch (formula.sign) {
    case "+":
      return { over: a * d + c * b, under: b * d };
    case "-":
      return { over: a * d - c * b, under: b * d };
    case "*":
      return { over: a * c, under: b * d };
    case "/":
      if (c === 0n) return undefined;
      return c < 0n ? { over: -a * d, under: -c * b } : { over: a * d, under: b * c };
  }
}
