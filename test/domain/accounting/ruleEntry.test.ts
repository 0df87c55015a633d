import { expect, test } from "vitest";
import { ruleLabel } from "../../../domain/accounting/ruleEntry.ts";

test.each([
  [{ name: "VIR LOYER SCI LAMY" }, "VIR LOYER SCI LAMY", "VIR LOYER SCI LAMY"],
  [{ name: "Loyer SCI Lamy" }, "VIR  LOYER SCI LAMY NOVEMBRE", "VIR  LOYER SCI LAMY NOVEMBRE"],
  [{ name: "Frais de tenue, PRLV 4217" }, "PRLV 4217", "Frais de tenue, PRLV 4217"],
  [{ name: "Loyer" }, "VIR SCI LAMY", "Loyer VIR SCI LAMY"],
  [{ name: "Loyer", label: "Loyer du mois" }, "VIR LOYER", "Loyer du mois"],
])("the entry of rule %o on %s is called %s: nothing is said twice (D13)", (rule, written, expected) => {
  expect(ruleLabel(rule, written)).toBe(expected);
});
