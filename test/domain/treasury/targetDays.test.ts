import { expect, test } from "vitest";
import { targetDayFrom } from "../../../domain/treasury/targetDays.ts";

test.each([
  ["a Sunday", "2026-11-22", "2026-11-23"],
  ["a Saturday", "2026-11-21", "2026-11-23"],
  ["a Monday", "2026-11-23", "2026-11-23"],
  ["Good Friday, and the Monday after it", "2026-04-03", "2026-04-07"],
  ["1 May, before a weekend", "2026-05-01", "2026-05-04"],
  ["Christmas, which lasts two days", "2025-12-25", "2025-12-29"],
  ["New Year's Day", "2026-01-01", "2026-01-02"],
  ["a holiday of France alone, on which the system is open", "2026-11-11", "2026-11-11"],
])("an order to the bank of %s is carried out on the first day that T2 is open", (_, day, carriedOut) => {
  expect(targetDayFrom(day)).toBe(carriedOut);
});
