import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { addDays, easterSunday, type IsoDate } from "../../../domain/days.ts";
import {
  addWorkingDays,
  frenchHolidays,
  isWorkingDay,
  workingDaysBetween,
} from "../../../domain/insurer/workingDays.ts";
import { PROPERTY_TIMES } from "../../propertyTimes.ts";

test.each([
  [2024, "2024-03-31"],
  [2025, "2025-04-20"],
  [2026, "2026-04-05"],
  [2027, "2027-03-28"],
  [2038, "2038-04-25"],
  [2049, "2049-04-18"],
])("Easter of %i is %s", (year, day) => {
  expect(easterSunday(year)).toBe(day);
});

test("the holidays of 2026 and 2027 are those of the calendar", () => {
  expect(frenchHolidays(2026)).toEqual([
    "2026-01-01",
    "2026-04-06",
    "2026-05-01",
    "2026-05-08",
    "2026-05-14",
    "2026-05-25",
    "2026-07-14",
    "2026-08-15",
    "2026-11-01",
    "2026-11-11",
    "2026-12-25",
  ]);
  expect(frenchHolidays(2027)).toEqual([
    "2027-01-01",
    "2027-03-29",
    "2027-05-01",
    "2027-05-06",
    "2027-05-08",
    "2027-05-17",
    "2027-07-14",
    "2027-08-15",
    "2027-11-01",
    "2027-11-11",
    "2027-12-25",
  ]);
});

describe("working days", () => {
  test.each([
    ["2026-11-10", true],
    ["2026-11-11", false],
    ["2026-11-14", false],
    ["2026-11-15", false],
    ["2026-11-16", true],
    ["2026-12-26", false],
    ["2027-05-17", false],
  ])("%s is one: %s", (day, expected) => {
    expect(isWorkingDay(day)).toBe(expected);
  });

  test.each([
    ["2026-11-20", "2026-11-20", 0],
    ["2026-11-20", "2026-11-23", 1],
    ["2026-11-10", "2026-11-12", 1],
    ["2026-11-13", "2026-11-24", 7],
    ["2026-05-13", "2026-05-26", 7],
    ["2026-12-24", "2027-01-04", 5],
    ["2026-11-23", "2026-11-20", -1],
  ])("from %s to %s there are %i", (from, to, count) => {
    expect(workingDaysBetween(from, to)).toBe(count);
  });

  test("between two days are as many as counted one by one", () => {
    const aDay = fc.integer({ min: 0, max: 5000 }).map((days) => addDays("2020-01-01", days));
    fc.assert(
      fc.property(aDay, fc.nat({ max: 900 }), (from, length) => {
        const to = addDays(from, length);
        expect(workingDaysBetween(from, to)).toBe(countOneByOne(from, to));
      }),
      { numRuns: 50 * PROPERTY_TIMES },
    );
  });

  test("added are counted again, and end on a working day", () => {
    const aDay = fc.integer({ min: 0, max: 5000 }).map((days) => addDays("2020-01-01", days));
    fc.assert(
      fc.property(aDay, fc.integer({ min: 1, max: 60 }), (from, count) => {
        const to = addWorkingDays(from, count);
        expect(isWorkingDay(to)).toBe(true);
        expect(workingDaysBetween(from, to)).toBe(count);
      }),
    );
  });
});

function countOneByOne(from: IsoDate, to: IsoDate): number {
  let count = 0;
  for (let day = addDays(from, 1); day <= to; day = addDays(day, 1)) if (isWorkingDay(day)) count += 1;
  return count;
}
