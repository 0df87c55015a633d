import { addDays, type IsoDate } from "../days.ts";

/** A financial year of twelve months, named by the calendar year in which it closes. */
export type FiscalYear = { year: number; startsOn: IsoDate; closingOn: IsoDate };

/**
 * The year that closes in `year`, for a company whose year ends with a month.
 * @param yearEndMonth 1 to 12; 12 is the calendar year
 */
export function fiscalYear(year: number, yearEndMonth: number): FiscalYear {
  const startsOn = yearEndMonth === 12 ? firstOf(year, 1) : firstOf(year - 1, yearEndMonth + 1);
  const next = yearEndMonth === 12 ? firstOf(year + 1, 1) : firstOf(year, yearEndMonth + 1);
  return { year, startsOn, closingOn: addDays(next, -1) };
}

/** The year a day belongs to. The database says the same (fiscal_year). */
export function fiscalYearOf(day: IsoDate, yearEndMonth: number): FiscalYear {
  const [year = 0, month = 1] = day.split("-").map(Number);
  return fiscalYear(month > yearEndMonth ? year + 1 : year, yearEndMonth);
}

function firstOf(year: number, month: number): IsoDate {
  return `${year}-${String(month).padStart(2, "0")}-01`;
}
