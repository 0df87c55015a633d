import { describe, expect, test } from "vitest";
import { sayFact } from "../../domain/matching/explain.ts";
import { describeProblem, error, PROBLEM_CODES, warning } from "../../domain/problems.ts";

const unbalanced = error("statement_does_not_balance", {
  params: {
    account: "300040082300012345678",
    currency: "EUR",
    opening: "1000.00",
    sum: "-28.35",
    expected: "971.65",
    closing: "0.01",
    difference: "-971.64",
  },
});

test("amounts are written as people of the language read them, the account as the file has it", () => {
  expect(describeProblem(unbalanced, "fr").says).toBe(
    "Compte 300040082300012345678\u00a0: l’ancien solde (1\u00a0000,00 EUR) et les mouvements (−28,35) donnent 971,65, mais le nouveau solde du relevé est 0,01. Écart\u00a0: −971,64.",
  );
  expect(describeProblem(unbalanced, "en").says).toContain("(1,000.00 EUR) and the movements (−28.35)");
  const several = warning("intraday_report_not_booked", {
    line: 1,
    params: { count: "2", amount: "1300.00 EUR, -5.00 USD" },
  });
  expect(describeProblem(several, "fr").says).toContain("1\u00a0300,00 EUR, −5,00 USD");
});

test("an amount beside the sign of the euro is written so, wherever it comes from; so are the shares that do not add up (D9)", () => {
  const gap = error("shares_differ_from_total", {
    field: "total",
    value: "1100.00",
    params: { number: "FA-1", shares: "amo 1000.00, patient 99.00", gap: "1.00" },
  });
  const says = describeProblem(gap, "fr").says.replaceAll(/[\u00a0\u202f]/g, " ");
  expect(says).toContain("1 100,00 €");
  expect(says).toContain("amo 1 000,00, patient 99,00");
  expect(says).not.toMatch(/\d\.\d{2}/);
  const before = "706000 100.00 + 20.00 (20.00 % debits)";
  const changed = error("invoice_cannot_change", {
    params: { number: "FA-1", before, after: "amo AMO-1 5.00" },
  });
  expect(describeProblem(changed, "fr").says).not.toMatch(/\d\.\d{2}/);
  const fee = sayFact({ code: "charges_read", params: { fee: "6.50" } }, "fr");
  expect(fee).toMatch(/6,50\s€/);
});

test("days are written as people of the language read them", () => {
  const differs = warning("day_differs_between_formats", { params: { day: "2026-06-05", count: "1" } });
  expect(describeProblem(differs, "fr").says).toContain("Journée du 05/06/2026");
  expect(describeProblem(differs, "en").says).toContain("2026-06-05");
});

test("what stood in the file stays as it stood there, though it looks like an amount or a day", () => {
  const cell = error("bad_date", { line: 3, field: "Date", value: "2026-02-31" });
  expect(describeProblem(cell, "fr").says).toContain("«\u00a02026-02-31\u00a0»");
});

test("of an archive the file that is wrong is named", () => {
  const inside = { ...unbalanced, params: { ...unbalanced.params, file: "juin/releve.txt" } };
  expect(describeProblem(inside, "fr").says).toMatch(/^«\u00a0juin\/releve.txt\u00a0»\u00a0: Compte 3000/);
  expect(describeProblem(inside, "en").says).toMatch(/^“juin\/releve.txt”: Account 3000/);
});

test("a value that is not told leaves an ellipsis and no hole", () => {
  const { code, severity } = unbalanced;
  expect(describeProblem({ code, severity }, "en").says).toBe(
    "Account …: the opening balance (… …) and the movements (…) give …, but the closing balance of the statement is …. Difference: ….",
  );
});

describe("the sentence of a problem", () => {
  test("an empty value is named, and not shown as two quotation marks around nothing (S4.10)", () => {
    const at = { line: 4, field: "Montant" };
    const empty = { ...error("invoice_amount_unreadable", at), value: "  " };
    expect(describeProblem(empty, "fr").says).toMatch(/«\svide\s»/);
    expect(describeProblem(empty, "en").says).toMatch(/“empty”/);
    const given = { ...error("invoice_amount_unreadable", at), value: "12,3O" };
    expect(describeProblem(given, "fr").says).toMatch(/«\s12,3O\s»/);
  });

  test("no sentence shows quotation marks around nothing, whatever is missing", () => {
    for (const code of PROBLEM_CODES)
      for (const language of ["fr", "en"] as const) {
        const { says, toDo } = describeProblem({ code, severity: "error" }, language);
        expect(`${says} ${toDo}`).not.toMatch(/«\s*»|“\s*”/);
      }
  });
});
