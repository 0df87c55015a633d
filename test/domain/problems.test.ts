import { describe, expect, test } from "vitest";
import { describeProblem, error, PROBLEM_CODES } from "../../domain/problems.ts";

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
