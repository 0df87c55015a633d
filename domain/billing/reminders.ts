import { addDays, type IsoDate } from "../days.ts";

/** The three letters of a reminder: a friendly one, a firm one, and the formal notice that lets interest run (Code civil, art. 1231-6). */
export type ReminderLevel = 1 | 2 | 3;
export const REMINDER_LEVELS: readonly ReminderLevel[] = [1, 2, 3];

/** The last letter that somebody got, and the invoices it named. */
export type LastReminder = { level: ReminderLevel; sentOn: IsoDate; numbers: readonly string[] };

/** What to do next with a debtor: a letter of this level, and not before the day, when the last one still has time to work. */
export type NextReminder = { level: ReminderLevel; notBefore?: IsoDate };

/** Days that a letter is given to work before the next one. */
const PATIENCE_DAYS: Record<ReminderLevel, number> = { 1: 15, 2: 15, 3: 30 };

/**
 * The next letter for somebody whose invoices with these numbers are overdue. A last letter counts while one of the invoices
 * it named is still overdue: a new debt begins with a friendly word. After the notice, the notice again.
 */
export function nextReminder(
  last: LastReminder | undefined,
  overdueNumbers: readonly string[],
  today: IsoDate,
): NextReminder {
  if (!last?.numbers.some((number) => overdueNumbers.includes(number))) return { level: 1 };
  const level = last.level === 1 ? 2 : 3;
  const notBefore = addDays(last.sentOn, PATIENCE_DAYS[last.level]);
  return today < notBefore ? { level, notBefore } : { level };
}
