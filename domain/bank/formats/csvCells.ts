import { type IsoDate, isoDate } from "../../days.ts";
import { decimalsOf, parseMinorUnits } from "../currency.ts";
import { DATE_FORMATS, type DateFormat, type DecimalMark } from "./csvMapping.ts";

/** Reads the amounts of one column; undefined is no amount. */
export type AmountColumn = (text: string) => bigint | undefined;

/** No amount and no date is longer, and the expressions below take quadratic time on what is neither. */
const CELL_LENGTH_MAX = 40;

/** ASCII and no-break spaces, thin ones, and the apostrophes of Swiss exports. */
const GROUP_BLANKS = /[\s'’]/g;
const SIGNED = /^([+−-]?)\s*([\d.,\s'’]+?)\s*([+−-]?)$/;
/** "¤" is the euro sign of ISO-8859-15 (0xA4) read as windows-1252. */
const CURRENCY_MARK = /^(?:€|¤|EUR)\s*|\s*(?:€|¤|EUR)$/g;
const WHOLE = /^(?:\d*|\d{1,3}(?:_\d{3})+|\d{1,3}(?:,\d{3})+|\d{1,3}(?:\.\d{3})+)$/;

/**
 * Amounts as tables write them: "-1 234,56", "1.234,56-", "1'234.56 €". Comma or dot is decided once for the column, by the
 * first amount that shows it, and an amount that says otherwise is none: in a column of "1.234" and "12.50" nobody knows
 * what the first one was. Groups have three digits, so "12..34" and "1.23.4" are nothing at all.
 */
export function amountColumn(currency: string, decided?: DecimalMark): AmountColumn {
  let mark = decided;
  return (text) => {
    const match = isShort(text) ? SIGNED.exec(text.trim().replace(CURRENCY_MARK, "")) : null;
    const [, before = "", digits = "", after = ""] = match ?? [];
    if (!match || (before !== "" && after !== "")) return undefined;
    const body = digits.replace(GROUP_BLANKS, "_");
    const shown = mark ?? markIn(body, decimalsOf(currency));
    const at = shown === undefined ? -1 : body.indexOf(shown);
    const whole = at < 0 ? body : body.slice(0, at);
    const fraction = at < 0 ? "" : body.slice(at + 1);
    if (!WHOLE.test(whole) || !/^\d*$/.test(fraction)) return undefined;
    const amount = parseMinorUnits(`${whole.replace(/\D/g, "")}.${fraction}`, currency);
    if (amount === undefined) return undefined;
    mark = shown;
    return /[−-]/.test(before + after) ? -amount : amount;
  };
}

function isShort(text: string): boolean {
  return text.length <= CELL_LENGTH_MAX;
}

/** Whole cents, as our own tables have them. */
export const minorUnits: AmountColumn = (text) => {
  const digits = text.trim();
  return /^[+-]?\d{1,18}$/.test(digits) ? BigInt(digits.replace("+", "")) : undefined;
};

/**
 * The decimal mark an amount shows: the last of two kinds; the only one, unless it stands twice or before three digits that
 * cannot be decimals, where it parts thousands and the other one is the mark.
 */
function markIn(body: string, decimals: number): DecimalMark | undefined {
  const marks = [...body].filter((character): character is DecimalMark => /[.,]/.test(character));
  const last = marks.at(-1);
  if (last === undefined) return undefined;
  if (marks.some((mark) => mark !== last)) return last;
  const digitsAfter = body.length - body.lastIndexOf(last) - 1;
  const partsThousands = marks.length > 1 || (digitsAfter === 3 && decimals !== 3 && !body.startsWith("0"));
  if (!partsThousands) return last;
  return last === "," ? "." : ",";
}

/** Reads the days of a file; undefined is no day. */
export type DateColumn = (text: string) => IsoDate | undefined;

/** A time may follow the day; the day is the one written, no zone is applied. */
const TIME = String.raw`(?:[ T]\d{1,2}:\d{2}(?::\d{2}(?:[.,]\d+)?)?(?:Z|[+-]\d{2}:?\d{2})?)?$`;
const FORMS: Readonly<Record<DateFormat, RegExp>> = {
  "DD/MM/YYYY": new RegExp(String.raw`^(?<d>\d{1,2})/(?<m>\d{1,2})/(?<y>\d{4})${TIME}`),
  "DD/MM/YY": new RegExp(String.raw`^(?<d>\d{1,2})/(?<m>\d{1,2})/(?<y>\d{2})${TIME}`),
  "YYYY-MM-DD": new RegExp(String.raw`^(?<y>\d{4})-(?<m>\d{2})-(?<d>\d{2})${TIME}`),
  "DD-MM-YYYY": new RegExp(String.raw`^(?<d>\d{1,2})-(?<m>\d{1,2})-(?<y>\d{4})${TIME}`),
  "DD.MM.YYYY": new RegExp(String.raw`^(?<d>\d{1,2})\.(?<m>\d{1,2})\.(?<y>\d{4})${TIME}`),
};
/** As in CFONB 120: from 60 on two-digit years are of the last century. */
const YEAR_PIVOT = 60;
/** A file repeats few days often. */
const KNOWN_MAX = 20_000;

/** One form for all the dates of a file, that of the first one: French banks never write the month first. */
export function dateColumn(decided?: DateFormat): DateColumn {
  let form = decided;
  const known = new Map<string, IsoDate>();
  return (written) => {
    const text = isShort(written) ? written.trim() : "";
    const before = known.get(text);
    if (before !== undefined) return before;
    const shown = form ?? DATE_FORMATS.find((format) => FORMS[format].test(text));
    const { y = "", m = "", d = "" } = (shown && FORMS[shown].exec(text)?.groups) ?? {};
    const day = y === "" ? undefined : isoDate(fullYear(y), Number(m), Number(d));
    if (day === undefined) return undefined;
    form = shown;
    if (known.size < KNOWN_MAX) known.set(text, day);
    return day;
  };
}

function fullYear(year: string): number {
  if (year.length === 4) return Number(year);
  return Number(year) < YEAR_PIVOT ? 2000 + Number(year) : 1900 + Number(year);
}
