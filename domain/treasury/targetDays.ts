import { addDays, easterSunday, type IsoDate, yearOf } from "../days.ts";

/** Days on which T2, the system of the euro's central banks, settles payments: banks carry out SEPA orders on these alone. */

const FIXED = ["01-01", "05-01", "12-25", "12-26"];
/** Days from Easter: Good Friday and Easter Monday. */
const AROUND_EASTER = [-2, 1];
const [SUNDAY, SATURDAY] = [0, 6];

export function isTargetDay(day: IsoDate): boolean {
  const weekday = new Date(day).getUTCDay();
  if (weekday === SUNDAY || weekday === SATURDAY || FIXED.includes(day.slice(5))) return false;
  const easter = easterSunday(yearOf(day));
  return AROUND_EASTER.every((days) => day !== addDays(easter, days));
}

/** The day itself when the system is open, else the first one after it. */
export function targetDayFrom(day: IsoDate): IsoDate {
  return isTargetDay(day) ? day : targetDayFrom(addDays(day, 1));
}
