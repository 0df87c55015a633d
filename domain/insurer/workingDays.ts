import { daysBetween, easterSunday, type IsoDate, isoDate, yearOf } from "../days.ts";

/** Working days (jours ouvrés) in France: Monday to Friday, less the eleven legal holidays of the Code du travail, L3133-1. */

const DAY_MS = 86_400_000;
const WEEK_DAYS = 7;
const WEEK_WORKING_DAYS = 5;
const FRIDAY = 5;

/** Month and day of the holidays that do not move. */
const FIXED = [
  [1, 1],
  [5, 1],
  [5, 8],
  [7, 14],
  [8, 15],
  [11, 1],
  [11, 11],
  [12, 25],
] as const;

/** Days after Easter: Easter Monday, Ascension, Whit Monday. */
const AFTER_EASTER = [1, 39, 50] as const;

/** The holidays of a year, in order. Alsace and Moselle have two more, which payments elsewhere do not wait for. */
export function frenchHolidays(year: number): IsoDate[] {
  const easter = numberOf(easterSunday(year));
  const fixed = FIXED.flatMap(([month, day]) => isoDate(year, month, day) ?? []);
  return [...fixed, ...AFTER_EASTER.map((days) => dayOf(easter + days))].sort();
}

export function isWorkingDay(day: IsoDate): boolean {
  return weekday(numberOf(day)) <= FRIDAY && !frenchHolidays(yearOf(day)).includes(day);
}

/** Working days after `from`, up to and with `to`: Friday to Monday is 1. Negative when `to` comes first. */
export function workingDaysBetween(from: IsoDate, to: IsoDate): number {
  return to < from ? -countAfter(to, from) : countAfter(from, to);
}

/** The day on which that many working days have passed; the day itself for none. */
export function addWorkingDays(from: IsoDate, count: number): IsoDate {
  let day = numberOf(from);
  for (let left = count; left > 0; ) {
    day += 1;
    if (isWorkingDay(dayOf(day))) left -= 1;
  }
  return dayOf(day);
}

/** Whole weeks at once, so that years cost no more than days. */
function countAfter(from: IsoDate, to: IsoDate): number {
  const days = daysBetween(from, to);
  const weeks = Math.floor(days / WEEK_DAYS);
  let count = weeks * WEEK_WORKING_DAYS;
  for (let day = numberOf(from) + weeks * WEEK_DAYS + 1; day <= numberOf(to); day += 1) {
    if (weekday(day) <= FRIDAY) count += 1;
  }
  for (let year = yearOf(from); year <= yearOf(to); year += 1) {
    for (const holiday of frenchHolidays(year)) {
      if (holiday > from && holiday <= to && weekday(numberOf(holiday)) <= FRIDAY) count -= 1;
    }
  }
  return count;
}

/** 1 for Monday to 7 for Sunday. The first of January 1970, day 0, was a Thursday. */
function weekday(day: number): number {
  return ((((day + 3) % WEEK_DAYS) + WEEK_DAYS) % WEEK_DAYS) + 1;
}

function numberOf(day: IsoDate): number {
  return Math.round(Date.parse(day) / DAY_MS);
}

function dayOf(day: number): IsoDate {
  return new Date(day * DAY_MS).toISOString().slice(0, 10);
}
