import { type IsoDate, yearOf } from "../domain/days.ts";
import { type Cents, formatAmount, formatEuros, type Language } from "../domain/money.ts";

const NO_BREAK = "\u00a0";
const THIN = "\u202f";

/**
 * French typography over a plainly typed sentence: no-break spaces where a line must not end, the apostrophe, the ellipsis.
 * Applied once to every word of the catalogue.
 */
export function typeset(text: string): string {
  return text
    .replaceAll("'", "’")
    .replaceAll("...", "…")
    .replace(/ :/g, `${NO_BREAK}:`)
    .replace(/« /g, `«${NO_BREAK}`)
    .replace(/ »/g, `${NO_BREAK}»`)
    .replace(/ ([;!?%])/g, `${THIN}$1`)
    .replace(/ €/g, `${NO_BREAK}€`)
    .replace(/\b(n°|N°|M\.|Mme) /g, `$1${NO_BREAK}`)
    .replace(/(\d) (jours?|lignes?|factures?|h\b)/g, `$1${NO_BREAK}$2`);
}

/** How this visitor reads figures and days. */
export type Format = {
  language: Language;
  /** Two decimals, no sign of currency: for columns. */
  amount: (cents: Cents) => string;
  /** With the sign of currency: for sentences. */
  euros: (cents: Cents) => string;
  count: (value: number | bigint) => string;
  /** "17/11", with the year when it is another than today's. */
  day: (day: IsoDate) => string;
  /** "mardi 17 novembre 2026", "dimanche 1er mars 2026": for titles. */
  longDay: (day: IsoDate) => string;
  /** "novembre 2026", from "2026-11". */
  month: (month: string) => string;
  /** "17/11 à 9 h 12". */
  instant: (at: Date) => string;
  /** "9 h 12". */
  hour: (at: Date) => string;
  bytes: (count: bigint) => string;
};

/** @param today the day it is where the company works, which decides when a year is written */
export function formatFor(language: Language, today: IsoDate, timeZone: string): Format {
  const locale = language === "fr" ? "fr-FR" : "en-GB";
  const long = new Intl.DateTimeFormat(locale, { dateStyle: "full", timeZone: "UTC" });
  const monthly = new Intl.DateTimeFormat(locale, { month: "long", year: "numeric", timeZone: "UTC" });
  const clock = new Intl.DateTimeFormat("en-GB", { timeStyle: "short", timeZone });
  const dayOf = new Intl.DateTimeFormat("sv-SE", { dateStyle: "short", timeZone });
  const day = (iso: IsoDate) => writeDay(iso, today, language);
  const hour = (at: Date) => {
    const [hours = "", minutes = ""] = clock.format(at).split(":");
    return language === "fr" ? `${Number(hours)}${NO_BREAK}h${NO_BREAK}${minutes}` : `${hours}:${minutes}`;
  };
  return {
    language,
    amount: (cents) => unbroken(formatAmount(cents, language)),
    euros: (cents) => unbroken(formatEuros(cents, language)),
    count: (value) => unbroken(formatAmount(BigInt(value) * 100n, language)).slice(0, -3),
    day,
    longDay: (iso) => {
      const written = long.format(new Date(iso)).replace(",", "");
      return language === "fr" ? written.replace(/\b1 /, "1er ") : written;
    },
    month: (month) => monthly.format(new Date(`${month}-01`)),
    instant: (at) => `${day(dayOf.format(at))} ${language === "fr" ? "à" : "at"} ${hour(at)}`,
    hour,
    bytes: (count) => writeBytes(Number(count), language),
  };
}

/** An amount is never broken over two lines, whatever spaces it was written with. */
function unbroken(amount: string): string {
  return amount.replaceAll(" ", NO_BREAK);
}

const ENGLISH_MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

function writeDay(iso: IsoDate, today: IsoDate, language: Language): string {
  const [year = "", month = "", day = ""] = iso.split("-");
  const otherYear = yearOf(iso) !== yearOf(today);
  if (language === "fr") return otherYear ? `${day}/${month}/${year}` : `${day}/${month}`;
  const written = `${Number(day)}${NO_BREAK}${ENGLISH_MONTHS[Number(month) - 1] ?? month}`;
  return otherYear ? `${written}${NO_BREAK}${year}` : written;
}

function writeBytes(count: number, language: Language): string {
  const [divisor, unit] =
    count >= 1_048_576
      ? [1_048_576, language === "fr" ? "Mo" : "MB"]
      : [1_024, language === "fr" ? "ko" : "kB"];
  const value = (count / divisor).toFixed(count >= 10 * divisor ? 0 : 1);
  return `${language === "fr" ? value.replace(".", ",") : value}${NO_BREAK}${unit}`;
}

/** "•••• 8529": an account number is recognised by its end, and need not be shown whole. */
export function maskedIban(iban: string): string {
  return `••••${NO_BREAK}${iban.slice(-4)}`;
}
