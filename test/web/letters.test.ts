import { expect, test } from "vitest";
import type { Letter } from "../../sql/screens/reminders.ts";
import { lettersDocument } from "../../web/letters.ts";

const letter = {
  level: 2,
  name: "Atelier Dubois",
  sentOn: "2026-11-17",
  before: [],
  invoices: [],
  deductions: [],
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

/** Every text of one letter, as its reader gets it. */
function texts(changes: Partial<Letter>): string {
  const one = { ...letter, payer: "business", ...changes } as unknown as Letter;
  const { content } = lettersDocument([one], { name: "Domisanté", siren: "732829320", iban: null });
  return (JSON.stringify(content).match(/"(?:[^"\\]|\\.)*"/g) ?? [])
    .map((text) => JSON.parse(text) as string)
    .join(" ")
    .replaceAll(/[\u00a0\u202f]/g, " ");
}

const INVOICE = {
  number: "FA-1",
  issuedOn: "2026-09-01",
  dueOn: "2026-10-01",
  totalCents: "120000",
  dueCents: "120000",
};

test("a formal notice asks for what is left once our own debt is deducted, line by line (Code civil, art. 1347)", () => {
  const notice = texts({
    level: 3,
    invoices: [INVOICE],
    deductions: [
      { kind: "credit_note", number: "AV-1", issuedOn: "2026-10-03", cents: "5000" },
      { kind: "advance", number: null, issuedOn: null, cents: "20000" },
    ],
    dueCents: 95_000n,
  });
  expect(notice).toContain("en demeure de payer la somme de 950,00 €");
  expect(notice).toMatch(
    /Total échu .*1 200,00 .*Avoir AV-1 .*03\/10\/2026 .*−50,00 .*Avance reçue .*−200,00/,
  );
  expect(notice).toMatch(/Total à régler, en euros .*950,00/);
  expect(notice).toContain("Ce que nous vous devons nous-mêmes en est déduit.");
});

test("a business owes the penalties of its law and 40 €, a patient legal interest: never both on one sum", () => {
  const business = texts({ level: 3, payer: "business" });
  expect(business).toMatch(/L\. 441-10, II et D\. 441-5.*40|40.*L\. 441-10, II et D\. 441-5/);
  // Nothing in the books tells a town hall or a hospital from a company: the law that is theirs is named for them.
  expect(business).toContain("pour un acheteur public");
  expect(business).toContain("L. 2192-12");
  expect(business).not.toContain("1231-6");
  const patient = texts({ level: 3, payer: "patient" });
  expect(patient).toContain("1231-6");
  expect(patient).not.toMatch(/441-10|40 €/);
});
