/** A calendar day, "2026-11-21". Sorts and compares as text. */
export type IsoDate = string;

const DAY_MS = 86_400_000;
const ISO_DATE = /^(\d{4})-(\d{2})-(\d{2})$/;

/** The day, or undefined when the calendar has no such day (31 February). */
export function isoDate(year: number, month: number, day: number): IsoDate | undefined {
  const instant = new Date(Date.UTC(year, month - 1, day));
  if (
    instant.getUTCFullYear() !== year ||
    instant.getUTCMonth() !== month - 1 ||
    instant.getUTCDate() !== day
  )
    return undefined;
  return instant.toISOString().slice(0, 10);
}

/** Reads "2026-11-21". Undefined for anything else, 2026-02-30 included. */
export function parseIsoDate(text: string): IsoDate | undefined {
  const match = ISO_DATE.exec(text);
  return match ? isoDate(Number(match[1]), Number(match[2]), Number(match[3])) : undefined;
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
