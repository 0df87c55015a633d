import { type FiscalYear, fiscalYear, fiscalYearOf } from "../domain/accounting/fiscalYear.ts";
import type { IsoDate } from "../domain/days.ts";
import type { Period } from "../sql/screens/ledger.ts";
import { dayTyped } from "./typed.ts";

/** A period of the books as the address asks for it, and whether its beginning had to move. */
export type AskedPeriod = Period & { clamped: boolean };

/**
 * Days of one financial year: that of the last day, or the present one. A beginning in another year becomes the first day:
 * charges and revenue of two years are not added up.
 */
export function readPeriod(
  asked: Record<string, unknown>,
  yearEndMonth: number,
  today: IsoDate,
): AskedPeriod {
  const typed = { from: dayTyped(asked.from), to: dayTyped(asked.to) };
  const year: FiscalYear = fiscalYearOf(typed.to ?? typed.from ?? today, yearEndMonth);
  const to = typed.to ?? year.closingOn;
  const inYear = typed.from === undefined || (typed.from >= year.startsOn && typed.from <= to);
  return { year, from: inYear ? (typed.from ?? year.startsOn) : year.startsOn, to, clamped: !inYear };
}

/** The years around a day, for a list to choose from. */
export function yearsFrom(years: readonly number[], yearEndMonth: number): FiscalYear[] {
  return years.map((year) => fiscalYear(year, yearEndMonth));
}
