/** A calendar day, "2026-11-21". Sorts and compares as text. */
export type IsoDate = string;

const DAY_MS = 86_400_000;
const MONTH_LENGTHS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
const [DIGIT_0, DASH] = ["0".charCodeAt(0), "-".charCodeAt(0)];

/** The day, or undefined when the calendar has no such day (31 February). */
export function isoDate(year: number, month: number, day: number): IsoDate | undefined {
  if (!isDay(year, month, day)) return undefined;
  return `${padded(year, 4)}-${padded(month, 2)}-${padded(day, 2)}`;
}

/** The Gregorian calendar in whole numbers: a Date for each of a million dates takes longer than the rest of their lines. */
function isDay(year: number, month: number, day: number): boolean {
  const whole = Number.isInteger(year) && Number.isInteger(month) && Number.isInteger(day);
  if (!whole || year < 0 || year > 9_999 || month < 1 || month > 12 || day < 1) return false;
  const leap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
  return day <= (month === 2 && leap ? 29 : (MONTH_LENGTHS[month - 1] ?? 0));
}

function padded(number: number, length: number): string {
  return String(number).padStart(length, "0");
}

/** Reads "2026-11-21". Undefined for anything else, 2026-02-30 included. */
export function parseIsoDate(text: string): IsoDate | undefined {
  if (text.length !== 10 || text.charCodeAt(4) !== DASH || text.charCodeAt(7) !== DASH) return undefined;
  const year = twoDigits(text, 0) * 100 + twoDigits(text, 2);
  return isDay(year, twoDigits(text, 5), twoDigits(text, 8)) ? text : undefined;
}

/** The number that two digits make, NaN for anything else. */
function twoDigits(text: string, from: number): number {
  const [tens, ones] = [text.charCodeAt(from) - DIGIT_0, text.charCodeAt(from + 1) - DIGIT_0];
  return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? tens * 10 + ones : Number.NaN;
}

/** Days from one day to another, negative when `to` comes first. */
export function daysBetween(from: IsoDate, to: IsoDate): number {
  return Math.round((Date.parse(to) - Date.parse(from)) / DAY_MS);
}

export function addDays(day: IsoDate, days: number): IsoDate {
  return new Date(Date.parse(day) + days * DAY_MS).toISOString().slice(0, 10);
}

/** The day it is at `instant` in a time zone such as "Europe/Paris". */
export function dayIn(timeZone: string, instant: Date): IsoDate {
  return new Intl.DateTimeFormat("sv-SE", { timeZone, dateStyle: "short" }).format(instant);
}

export function yearOf(day: IsoDate): number {
  return Number(day.slice(0, 4));
}

/** Easter of the Gregorian calendar, by the anonymous algorithm (Meeus, "Astronomical Algorithms", chapter 8). */
export function easterSunday(year: number): IsoDate {
  const a = year % 19;
  const b = Math.floor(year / 100);
  const c = year % 100;
  const d = Math.floor(b / 4);
  const f = Math.floor((b + 8) / 25);
  const g = Math.floor((b - f + 1) / 3);
  const h = (19 * a + b - d - g + 15) % 30;
  const l = (32 + 2 * (b % 4) + 2 * Math.floor(c / 4) - h - (c % 4)) % 7;
  const m = Math.floor((a + 11 * h + 22 * l) / 451);
  const sum = h + l - 7 * m + 114;
  return isoDate(year, Math.floor(sum / 31), (sum % 31) + 1) ?? "";
}
