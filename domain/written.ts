import { formatAmount, type Language, parseCents } from "./money.ts";

const DAY = /^(\d{4})-(\d{2})-(\d{2})$/;
/** After whom or what it is of, beside its currency, or with its VAT: "300.00 EUR", "amo AMO-1 300.00", "706000 50.00 + 10.00 (20.00 % debits)". */
const AMOUNT = String.raw`(?:(?:amo|amc|patient|business|supplier) (?:\S+ )?|\d{3,} )?-?\d{1,15}\.\d{2}(?: [A-Z]{3}| \+ -?\d{1,15}\.\d{2} \(\d{1,5}\.\d{2} % \w+\))?`;
const AMOUNTS = new RegExp(`^${AMOUNT}(?:, ${AMOUNT})*$`);

/** A value that travels as machines write it, as people read it in a sentence: amounts and days. Anything else stays as it is. */
export function writtenValue(value: string, language: Language): string {
  if (AMOUNTS.test(value))
    return value.replace(/-?\d+\.\d{2}/g, (amount) => formatAmount(parseCents(amount) ?? 0n, language));
  return language === "fr" ? value.replace(DAY, "$3/$2/$1") : value;
}

/** Whether what stands at this place of a sentence is an amount, which the sign of the euro says. */
export function isEuros(text: string, at: number, length: number): boolean {
  return /^\s?€/.test(text.slice(at + length)) || text[at - 1] === "€";
}
