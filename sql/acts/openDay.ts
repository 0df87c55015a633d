import { addDays, type IsoDate } from "../../domain/days.ts";
import type { Company } from "../companies.ts";

/** The day of an entry: behind the lock it goes to the first open day, with its own day as the piece's (GC40). */
export function openDay(day: IsoDate, { lockedUpTo }: Pick<Company, "lockedUpTo">): IsoDate {
  return lockedUpTo !== null && day <= lockedUpTo ? addDays(lockedUpTo, 1) : day;
}
