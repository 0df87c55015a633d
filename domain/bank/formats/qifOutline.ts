import type { IsoDate } from "../../days.ts";
import { dayOf, readQifDate } from "./qifRecords.ts";

/** A date of a file in both readings, so that a person sees which one is right. A reading that gives no day is undefined. */
export type DateBothWays = { written: string; dmy?: IsoDate; mdy?: IsoDate };

/** The first dates of a QIF file that tell the two orders apart; the very first ones when none does. */
export function qifDates(text: string, countMax: number): DateBothWays[] {
  const written = [...text.matchAll(/^\s*D([^\r\n]+)/gm)].map(([, date = ""]) => date.trim());
  const dates = [...new Set(written)].flatMap(bothWays);
  const telling = dates.filter(({ dmy, mdy }) => dmy !== mdy);
  return (telling.length > 0 ? telling : dates).slice(0, countMax);
}

function bothWays(written: string): DateBothWays[] {
  const date = readQifDate(written);
  if (!date) return [];
  const [dmy, mdy] = [dayOf(date, "dmy"), dayOf(date, "mdy")];
  return [{ written, ...(dmy !== undefined && { dmy }), ...(mdy !== undefined && { mdy }) }];
}

/** QIF has no header but the kind of account: files of one bank begin alike, and so do those of others. */
export function qifHeaderKey(text: string): string {
  return /^\s*!([^\r\n]{1,60})/.exec(text)?.[1]?.trim().toLowerCase() ?? "";
}
