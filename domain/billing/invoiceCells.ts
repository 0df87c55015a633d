import { electronicFormatIBAN, isValidIBAN } from "ibantools";
import { type IsoDate, isoDate, parseIsoDate } from "../days.ts";
import { type Cents, parseCents } from "../money.ts";

/** A file writes its days in one way: guessing row by row would read 03/04 in two ways. */
export type DayForm = "iso" | "french";

const FRENCH_DAY = /^(\d{2})\/(\d{2})\/(\d{4})$/;
const BLANKS_IN_NUMBER = /[\s\u00a0\u202f]/g;
const FRENCH_GROUPS = /^[+-]?\d{1,3}(?:\.\d{3})+,\d{1,2}$/;
const ENGLISH_GROUPS = /^[+-]?\d{1,3}(?:,\d{3})+\.\d{1,2}$/;

/** More than ten thousand billion euros is a mistake, and would not fit the ledger once added up. */
const CENTS_DIGITS_MAX = 15;

/** The form of a day written in a file, or undefined when it has neither. */
export function dayFormOf(text: string): DayForm | undefined {
  if (FRENCH_DAY.test(text)) return "french";
  return parseIsoDate(text) === undefined ? undefined : "iso";
}

/** Reads "2026-11-21" or "21/11/2026", as the form says. Undefined for anything else. */
export function readDay(text: string, form: DayForm): IsoDate | undefined {
  if (form === "iso") return parseIsoDate(text);
  const match = FRENCH_DAY.exec(text);
  return match ? isoDate(Number(match[3]), Number(match[2]), Number(match[1])) : undefined;
}

/** Reads whole cents, "-2424". */
export function readCents(text: string): Cents | undefined {
  return /^[+-]?\d+$/.test(text) && text.length <= CENTS_DIGITS_MAX ? BigInt(text) : undefined;
}

/**
 * Reads euros as people and spreadsheets write them: "1 234,56", "1.234,56 €", "1,234.56", "−12,5". "1.234" alone could
 * be either and is refused, as is anything with a third decimal.
 */
export function readEuros(text: string): Cents | undefined {
  let plain = text.replace(BLANKS_IN_NUMBER, "").replace(/€$/, "").replace("−", "-");
  if (FRENCH_GROUPS.test(plain)) plain = plain.replaceAll(".", "");
  if (ENGLISH_GROUPS.test(plain)) plain = plain.replaceAll(",", "");
  const amount = parseCents(plain);
  return amount !== undefined && String(amount).length <= CENTS_DIGITS_MAX ? amount : undefined;
}

/** Reads "20.00", "5,5" or "20 %" into hundredths of a percent. Undefined beyond 0 to 100. */
export function readRate(text: string): number | undefined {
  const hundredths = parseCents(text.replace(BLANKS_IN_NUMBER, "").replace(/%$/, ""));
  return hundredths !== undefined && hundredths >= 0n && hundredths <= 10_000n
    ? Number(hundredths)
    : undefined;
}

/** The IBAN without blanks, or undefined when its check digits are wrong: then it identifies nobody. */
export function readIban(text: string): string | undefined {
  const iban = electronicFormatIBAN(text.replace(BLANKS_IN_NUMBER, "")) ?? "";
  return isValidIBAN(iban) ? iban : undefined;
}

/** A part of an amount, rounded half away from zero: VAT of a net amount, VAT inside a total. */
export function proportion(amount: Cents, part: number, whole: number): Cents {
  const numerator = 2n * amount * BigInt(part);
  const half = BigInt(whole) * (amount < 0n ? -1n : 1n);
  return (numerator + half) / (2n * BigInt(whole));
}
