import { daysBetween, type IsoDate, isoDate, yearOf } from "../../days.ts";
import { otherAccountKey, validIban } from "../accountKey.ts";
import { isCurrency, parseMinorUnits } from "../currency.ts";
import type { AccountKey } from "../statement.ts";
import { lineCutter, TEXT_LENGTH_MAX, type TextLine } from "./textLines.ts";

/** One field with its continued lines. "-" ends a message, "{" is the envelope of the network around it. */
export type MtField = { tag: string; lines: string[]; line: number; tooLong: boolean };

export type FieldCutter = { cut(text: string): MtField[]; end(): MtField[] };

/** :NS: is the national field of Hungarian and Polish banks. A colon with anything else behind it is text of the field above. */
const FIELD = /^:(\d\d[A-Z]?|NS):/;
/** "-", "-}{5:}", "-XXX" (ING) and "-" with an end-of-text character. Any other hyphen begins a line of free text. */
const MESSAGE_END = /^-(?:\}.*|X{3}\s*|[\p{Cc}\s]*)$/su;
const ENVELOPE = /^\{[1-5]:/;

/** Cuts the lines of SWIFT messages into fields. What stands between two messages belongs to none. */
export function fieldCutter(): FieldCutter {
  const lines = lineCutter();
  let field: MtField | undefined;
  let length = 0;

  function begin(next: MtField | undefined): MtField[] {
    const finished = field ? [field] : [];
    field = next;
    length = 0;
    return finished;
  }

  function take({ text, line, tooLong }: TextLine): MtField[] {
    const tag = FIELD.exec(text)?.[1];
    if (tag !== undefined) return begin({ tag, lines: [text.slice(tag.length + 2)], line, tooLong });
    const mark = MESSAGE_END.test(text) ? "-" : ENVELOPE.test(text) ? "{" : undefined;
    if (mark !== undefined) return [...begin(undefined), { tag: mark, lines: [text], line, tooLong }];
    length += text.length + 1;
    if (field && (tooLong || length > TEXT_LENGTH_MAX)) field.tooLong = true;
    else field?.lines.push(text);
    return [];
  }

  return {
    cut: (text) => lines.cut(text).flatMap(take),
    end: () => [...lines.end().flatMap(take), ...begin(undefined)],
  };
}

export type MtBalance = { amount: bigint | undefined; currency: string | undefined; day: MtDay | undefined };

const BALANCE = /^([CD])(\d{6})([A-Z]{3})?([\d,]+)\s*$/;

/** Reads :60F:, :62M: and their like: sign, day, currency (some banks leave it out), amount. */
export function readBalance(text: string, currencyOtherwise: string): MtBalance | undefined {
  const match = BALANCE.exec(text);
  if (!match) return undefined;
  const [, sign, date = "", currency, written = ""] = match;
  const amount = readAmount(written, currency ?? currencyOtherwise);
  return {
    amount: amount === undefined || sign === "C" ? amount : -amount,
    currency,
    day: readDay(date),
  };
}

export type MtMovement = {
  valuedOn: MtDay | undefined;
  /** MMDD; absent or blank in some files. */
  entryDay: string | undefined;
  isCredit: boolean;
  /** EC and ED of an intraday report: expected, not there yet. */
  isExpected: boolean;
  amount: string;
  /** N, F or S and three characters: the kind of movement. */
  type: string;
  reference: string;
  bankReference: string;
};

/** Value date, entry date, mark, third letter of the currency, amount, type, "reference//reference of the bank". */
const MOVEMENT = /^(\d{6})(\d{4}| {4})?(R?[CD]|E[CD])([A-Z])?(\d+(?:,\d*)?)(?:([A-Z][A-Z0-9 ]{3})(.*))?\s*$/s;

/**
 * Reads :61:. RC takes a credit back, so it is money out, and RD money in: read otherwise the statements of banks that write
 * them do not balance.
 */
export function readMovementField(text: string): MtMovement | undefined {
  const match = MOVEMENT.exec(text);
  if (!match) return undefined;
  const [, valueDate = "", entryDay = "", mark = "", , amount = "", type = "", references = ""] = match;
  const [reference = "", ...others] = references.split("//");
  return {
    valuedOn: readDay(valueDate),
    entryDay: /[1-9]/.test(entryDay) ? entryDay : undefined,
    isCredit: mark === "C" || mark === "EC" || mark === "RD",
    isExpected: mark.startsWith("E"),
    amount,
    type: type.trim(),
    reference: reference.trim(),
    bankReference: others.join("//").trim(),
  };
}

/** Digits and one comma, which nothing need follow ("100,"). */
export function readAmount(text: string, currency: string): bigint | undefined {
  return /^\d+(?:,\d*)?$/.test(text) ? parseMinorUnits(text.replace(",", "."), currency) : undefined;
}

/** `clamped`: the bank wrote a day that its month has not (30 February), and the last one of the month stands for it. */
export type MtDay = { on: IsoDate; clamped: boolean };

/** SWIFT has the years 80 to 99 in the last century. */
const YEAR_PIVOT = 80;

/** Reads YYMMDD. */
export function readDay(text: string): MtDay | undefined {
  const year = Number(text.slice(0, 2));
  return dayOf(year < YEAR_PIVOT ? 2000 + year : 1900 + year, text.slice(2));
}

/** Reads MMDD, which has no year: the one that puts it nearest the value date. */
export function readEntryDay(monthAndDay: string, valuedOn: IsoDate): MtDay | undefined {
  const year = yearOf(valuedOn);
  const same = dayOf(year, monthAndDay);
  if (same?.on === valuedOn && !same.clamped) return same;
  const days = [year, year - 1, year + 1]
    .map((each) => dayOf(each, monthAndDay))
    .filter((each) => each !== undefined);
  return days.reduce<MtDay | undefined>(
    (best, day) => (best === undefined || distance(valuedOn, day) < distance(valuedOn, best) ? day : best),
    undefined,
  );
}

/** A day brought back to the end of its month is taken only when there is no other. */
function distance(from: IsoDate, { on, clamped }: MtDay): number {
  return Math.abs(daysBetween(from, on)) + (clamped ? 366 : 0);
}

function dayOf(year: number, monthAndDay: string): MtDay | undefined {
  const month = Number(monthAndDay.slice(0, 2));
  const day = Number(monthAndDay.slice(2));
  if (month < 1 || month > 12 || day < 1 || day > 31) return undefined;
  const exact = isoDate(year, month, day);
  if (exact !== undefined) return { on: exact, clamped: false };
  const last = new Date(Date.UTC(year, month, 0)).getUTCDate();
  const on = isoDate(year, month, last);
  return on === undefined ? undefined : { on, clamped: true };
}

/** What :25: names: an IBAN, a RIB or "bank/account", with the currency glued to it by some banks. */
export function readAccountField(text: string): { number: string; currency: string | undefined } {
  const number = text.trim();
  const glued = /^(.*\d)[ /]*([A-Z]{3})$/.exec(number);
  if (!glued || validIban(number) !== undefined || !isCurrency(glued[2] ?? ""))
    return { number, currency: undefined };
  return { number: glued[1] ?? number, currency: glued[2] };
}

/**
 * A RIB may be written with strokes between its parts, an IBAN after the bank ("BIC/IBAN"). Any other number with a stroke is
 * known as a whole only.
 */
export function accountOf(number: string, currency: string): AccountKey {
  const whole = otherAccountKey(number, currency);
  if (whole.iban !== undefined || !number.includes("/")) return whole;
  const parts = [number.replaceAll("/", ""), number.slice(number.lastIndexOf("/") + 1)];
  const known = parts.map((part) => otherAccountKey(part, currency)).find(({ iban }) => iban !== undefined);
  return known ?? whole;
}
