import { expect, test } from "vitest";
import type { Letter } from "../../sql/screens/reminders.ts";
import { lettersDocument } from "../../web/letters.ts";

const letter = {
  level: 2,
  name: "Atelier Dubois",
  sentOn: "2026-11-17",
  before: [],
  invoices: [],
  dueCents: 0n,
};

function foot(count: number): string {
  const letters = Array.from({ length: count }, () => letter as unknown as Letter);
  const { footer } = lettersDocument(letters, { name: "Domisanté", siren: "732829320", iban: null });
  return JSON.stringify(typeof footer === "function" ? footer(1, count, {} as never) : footer);
}

test("a letter alone counts its pages; of several in one file none says it is page 1 of all of them", () => {
  expect(foot(1)).toContain("1 / 1");
  expect(foot(3)).toContain("SIREN 732\u00a0829\u00a0320");
  expect(foot(3)).not.toContain("/ 3");
});
