import { isUtf8 } from "node:buffer";
import iconv from "iconv-lite";
import { type IsoDate, isoDate, parseIsoDate } from "../days.ts";
import { type Cents, parseCents } from "../money.ts";

/** A table writes its days in one way: guessing row by row would read 03/04 in two ways. */
export type DayForm = "iso" | "french";

const FRENCH_DAY = /^(\d{2})\/(\d{2})\/(\d{4})$/;
const BLANKS_IN_NUMBER = /[\s\u00a0\u202f]/g;
const FRENCH_GROUPS = /^[+-]?\d{1,3}(?:\.\d{3})+,\d{1,2}$/;
/** More than ten thousand billion euros is a mistake, and would not fit the ledger once added up. */
const CENTS_DIGITS_MAX = 15;

/** The form of a day written in a table, or undefined when it has neither. */
export function dayFormOf(text: string): DayForm | undefined {
  if (FRENCH_DAY.test(text)) return "french";
  return parseIsoDate(text) === undefined ? undefined : "iso";
}

/** Reads "2026-11-21" or "21/11/2026", as the form says. */
export function readDayCell(text: string, form: DayForm): IsoDate | undefined {
  if (form === "iso") return parseIsoDate(text);
  const match = FRENCH_DAY.exec(text);
  return match ? isoDate(Number(match[3]), Number(match[2]), Number(match[1])) : undefined;
}

/** Reads whole cents, "-2424". */
export function readCentsCell(text: string): Cents | undefined {
  return /^[+-]?\d+$/.test(text) && text.length <= CENTS_DIGITS_MAX ? BigInt(text) : undefined;
}

/** Reads euros as exports write them: "1 234,56", "1.234,56 €", "−12.50". Three decimals, or a group alone, are refused. */
export function readEurosCell(text: string): Cents | undefined {
  const plain = text.replace(BLANKS_IN_NUMBER, "").replace(/€$/, "").replace("−", "-");
  const amount = parseCents(FRENCH_GROUPS.test(plain) ? plain.replaceAll(".", "") : plain);
  return amount !== undefined && String(amount).length <= CENTS_DIGITS_MAX ? amount : undefined;
}

/** The text of a table held whole: UTF-16 by its mark or by the zeros beside its letters, UTF-8 if its bytes are, else the windows-1252 of French spreadsheets. */
export function tableText(bytes: Uint8Array): string {
  const [first, second, third, fourth] = bytes;
  const hasMark = (first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff);
  if (hasMark || (second === 0 && fourth === 0) || (first === 0 && third === 0)) {
    return iconv.decode(Buffer.from(bytes), "utf-16");
  }
  return iconv.decode(Buffer.from(bytes), isUtf8(bytes) ? "utf-8" : "windows-1252");
}
