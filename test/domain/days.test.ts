import fc from "fast-check";
import { expect, test } from "vitest";
import { isoDate, parseIsoDate } from "../../domain/days.ts";

/** The calendar of the platform, which knows no year before 1 and reads more than we do. */
function isDayOfCalendar(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text) || text.startsWith("0000")) return false;
  const day = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(day.getTime()) && day.toISOString().slice(0, 10) === text;
}

test("a day is read when the calendar has it, as it is written, and nothing else is a day", () => {
  const digits = (length: number) => fc.stringMatching(new RegExp(`^[0-9]{${length}}$`));
  const written = fc.oneof(
    fc.tuple(digits(4), digits(2), digits(2)).map((parts) => parts.join("-")),
    fc.stringMatching(/^[0-9:\-/ ]{9,11}$/),
    fc
      .tuple(
        fc.integer({ min: 1, max: 9_999 }),
        fc.integer({ min: 1, max: 12 }),
        fc.integer({ min: 1, max: 31 }),
      )
      .map(
        ([year, month, day]) =>
          `${String(year).padStart(4, "0")}-${String(month).padStart(2, "0")}-${String(day).padStart(2, "0")}`,
      ),
  );
  fc.assert(
    fc.property(written, (text) => {
      fc.pre(!text.startsWith("0000"));
      expect(parseIsoDate(text)).toBe(isDayOfCalendar(text) ? text : undefined);
    }),
  );
});

test("the calendar has a 29 February every fourth year, but for three centuries of four", () => {
  expect([isoDate(2024, 2, 29), isoDate(2000, 2, 29)]).toEqual(["2024-02-29", "2000-02-29"]);
  expect([isoDate(2026, 2, 29), isoDate(1900, 2, 29), isoDate(2026, 13, 1), isoDate(2026, 4, 31)]).toEqual([
    undefined,
    undefined,
    undefined,
    undefined,
  ]);
});
