import fc from "fast-check";
import { expect, test } from "vitest";
import { nextReminder, REMINDER_LEVELS } from "../../../domain/billing/reminders.ts";
import { addDays } from "../../../domain/days.ts";

const overdue = ["FA-1", "FA-2"];

test("the first letter is friendly; the next ones come after fifteen days, firm, then formal", () => {
  expect(nextReminder(undefined, overdue, "2026-11-17")).toEqual({ level: 1 });
  const first = { level: 1, sentOn: "2026-11-01", numbers: ["FA-1"] } as const;
  expect(nextReminder(first, overdue, "2026-11-15")).toEqual({ level: 2, notBefore: "2026-11-16" });
  expect(nextReminder(first, overdue, "2026-11-16")).toEqual({ level: 2 });
  expect(nextReminder({ ...first, level: 2 }, overdue, "2026-11-16")).toEqual({ level: 3 });
  expect(nextReminder({ ...first, level: 3 }, overdue, "2026-11-16")).toEqual({
    level: 3,
    notBefore: "2026-12-01",
  });
  expect(nextReminder({ ...first, level: 3 }, overdue, "2026-12-01")).toEqual({ level: 3 });
});

test("once what a letter asked for is paid, a new debt begins with a friendly word", () => {
  const paid = { level: 3, sentOn: "2026-11-01", numbers: ["FA-0"] } as const;
  expect(nextReminder(paid, overdue, "2026-11-02")).toEqual({ level: 1 });
});

test("no level is ever skipped, and none is asked for twice within its patience", () => {
  fc.assert(
    fc.property(fc.constantFrom(...REMINDER_LEVELS), fc.integer({ min: 0, max: 90 }), (level, days) => {
      const next = nextReminder(
        { level, sentOn: "2026-01-01", numbers: ["FA-1"] },
        overdue,
        addDays("2026-01-01", days),
      );
      expect(next.level).toBe(Math.min(level + 1, 3));
      if (next.notBefore === undefined) expect(days).toBeGreaterThanOrEqual(15);
      else expect(next.notBefore > addDays("2026-01-01", days)).toBe(true);
    }),
  );
});
