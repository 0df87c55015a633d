import { type FiscalYear, fiscalYear, fiscalYearOf } from "../domain/accounting/fiscalYear.ts";
import { addDays, type IsoDate, parseIsoDate } from "../domain/days.ts";
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

/** What the journal shows: a month ("2026-11"), a financial year ("2026"), or all up to the end of one ("..2026") or to a day. */
export type BookPeriod = { name: string; from: IsoDate; to: IsoDate } & (
  | { kind: "month" }
  | { kind: "upToDay" }
  | { kind: "year" | "upTo"; year: number }
);

/** The period that an address names; the latest month when it names none that is known. Undefined without a month. */
export function readBookPeriod(
  asked: string | undefined,
  months: readonly string[],
  yearEndMonth: number,
): BookPeriod | undefined {
  const day = asked?.startsWith("..") ? parseIsoDate(asked.slice(2)) : undefined;
  if (asked !== undefined && day !== undefined)
    return { kind: "upToDay", name: asked, from: "0001-01-01", to: day };
  const [, dots, typed] = /^(\.\.)?([12]\d{3})$/.exec(asked ?? "") ?? [];
  if (asked !== undefined && typed !== undefined) {
    const { year, startsOn, closingOn } = fiscalYear(Number(typed), yearEndMonth);
    return dots
      ? { kind: "upTo", name: asked, year, from: "0001-01-01", to: closingOn }
      : { kind: "year", name: asked, year, from: startsOn, to: closingOn };
  }
  const month = months.find((each) => each === asked) ?? months[0];
  return month === undefined
    ? undefined
    : { kind: "month", name: month, from: `${month}-01`, to: lastDayOf(month) };
}

function lastDayOf(month: string): IsoDate {
  const [year = 0, number = 1] = month.split("-").map(Number);
  const next = number === 12 ? `${year + 1}-01-01` : `${year}-${String(number + 1).padStart(2, "0")}-01`;
  return addDays(next, -1);
}
