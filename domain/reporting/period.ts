import { addDays, type IsoDate } from "../days.ts";

/** The VAT regime of a company, which says how long a period of payment data is and when it is due. */
export const VAT_REGIMES = ["normal", "simplified", "franchise"] as const;
export type VatRegime = (typeof VAT_REGIMES)[number];

/** A period of payment data: its days, and the last day to give it to the platform. */
export type ReportPeriod = { from: IsoDate; to: IsoDate; dueOn: IsoDate };

/**
 * The period that a day belongs to. Normal regime, monthly or quarterly return: the month, by the 10th of the next. Simplified: the
 * month, by the end of the next. Franchise: two months, by the end of the next one.
 */
export function periodOf(day: IsoDate, regime: VatRegime): ReportPeriod {
  const [year = 0, month = 1] = day.split("-").map(Number);
  const months = regime === "franchise" ? 2 : 1;
  const first = regime === "franchise" ? month - ((month - 1) % 2) : month;
  const from = monthStart(year, first);
  const next = monthStart(year, first + months);
  const dueOn = regime === "normal" ? addDays(next, 9) : addDays(monthStart(year, first + months + 1), -1);
  return { from, to: addDays(next, -1), dueOn };
}

/** The first day of a month counted from January of a year; the 13th is the next January. */
function monthStart(year: number, month: number): IsoDate {
  const years = year + Math.floor((month - 1) / 12);
  return `${years}-${String(((month - 1) % 12) + 1).padStart(2, "0")}-01`;
}

/** "20261109083000": an instant where the company lives, as the messages write it. */
export function compactInstant(timeZone: string, at: Date): string {
  const format = new Intl.DateTimeFormat("sv-SE", { timeZone, dateStyle: "short", timeStyle: "medium" });
  return format.format(at).replace(/\D/g, "");
}

/** "20261109". */
export function compactDay(day: IsoDate): string {
  return day.replaceAll("-", "");
}
