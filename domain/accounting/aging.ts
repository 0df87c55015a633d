import { daysBetween, type IsoDate } from "../days.ts";
import type { Cents } from "../money.ts";

/** Days after which what is due is of the next age: up to 30 days late, up to 60, up to 90, more. */
export const AGE_LIMITS = [30, 60, 90] as const;

/** Cents due by age. `apart` is what has no age: overpayments, credit notes, and money that pays no document yet. */
export type Ages = { notDue: Cents; first: Cents; second: Cents; third: Cents; older: Cents; apart: Cents };
export type Age = keyof Ages;

export const AGES: readonly Age[] = ["notDue", "first", "second", "third", "older", "apart"];

/** The age of an amount on a day. A document without a due day is due on the day it was issued. */
export function ageOf(item: { due: Cents; dueOn: IsoDate | null }, asOf: IsoDate): Age {
  if (item.due < 0n || item.dueOn === null) return "apart";
  const late = daysBetween(item.dueOn, asOf);
  if (late <= 0) return "notDue";
  const [first, second, third] = AGE_LIMITS;
  if (late <= first) return "first";
  if (late <= second) return "second";
  return late <= third ? "third" : "older";
}
