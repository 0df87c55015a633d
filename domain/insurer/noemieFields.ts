import { type IsoDate, isoDate } from "../days.ts";
import type { Cents } from "../money.ts";

/** Reads a field of cents (section 2). "absent" when it is blank; undefined when it is no number. */
export function readAmount(zone: string): Cents | "absent" | undefined {
  const digits = zone.trim();
  if (digits === "") return "absent";
  return /^\d+$/.test(digits) ? BigInt(digits) : undefined;
}

/** P or blank is positive, N negative. A blank is believed because the control totals prove it. */
export function readSign(letter: string): 1n | -1n | undefined {
  if (letter === "P" || letter.trim() === "") return 1n;
  return letter === "N" ? -1n : undefined;
}

/** Reads AAMMJJ. "absent" for blanks and zeros; undefined when the calendar has no such day. */
export function readDay(zone: string): IsoDate | "absent" | undefined {
  if (/^[ 0]*$/.test(zone)) return "absent";
  const match = /^(\d\d)(\d\d)(\d\d)$/.exec(zone);
  return match ? isoDate(2000 + Number(match[1]), Number(match[2]), Number(match[3])) : undefined;
}

/** Reads a count; undefined when it is blank or no number. */
export function readCount(zone: string): number | undefined {
  return /^\d+$/.test(zone.trim()) ? Number(zone) : undefined;
}
