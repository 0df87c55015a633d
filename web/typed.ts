import { type IsoDate, isoDate, parseIsoDate } from "../domain/days.ts";
import { type Cents, parseCents } from "../domain/money.ts";
import { text } from "./input.ts";

/** An amount as people type it: spaces, the sign of the euro and a real minus are theirs to use. */
export function amountTyped(value: unknown): Cents | undefined {
  const typed = text(value);
  return typed === undefined
    ? undefined
    : parseCents(typed.replace(/[\s\u00a0\u202f€]/g, "").replaceAll("−", "-"));
}

/** A day as a browser sends it, or as the French write it. */
export function dayTyped(value: unknown): IsoDate | undefined {
  const typed = text(value) ?? "";
  const french = /^(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})$/.exec(typed);
  return french ? isoDate(Number(french[3]), Number(french[2]), Number(french[1])) : parseIsoDate(typed);
}

/** The tick box of a discount: all that the amount leaves of the total (S4.26). */
export function discountTyped(
  ticked: unknown,
  { paid, total }: { paid: Cents; total: Cents },
): { discount?: Cents } {
  return ticked === "on" && paid < total ? { discount: total - paid } : {};
}
