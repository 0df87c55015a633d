import { expect, test } from "vitest";
import { comesBack } from "../../../domain/matching/kindOfLine.ts";
import type { LineToMatch } from "../../../domain/matching/line.ts";

const line = (changes: Partial<LineToMatch>): LineToMatch => ({
  id: 1n,
  amount: -60_000n,
  bookedOn: "2026-11-12",
  label: "VIR SEPA",
  details: [],
  ...changes,
});

test.each([
  ["REJET PRLV", -1n, "said"],
  ["VIR INST REJET DE VIR FA-1", -1n, "said"],
  ["ANNULATION VIR DU 12/11", -1n, "said"],
  ["RETOUR VIR SALAIRE", 1n, "hinted"],
  ["EFFET IMPAYE LCR-1", -1n, "said"],
  ["VIR SEPA RETOURNÉ", 1n, "hinted"],
  ["REGLT FA-1 SUITE REJET", 1n, "hinted"],
  ["PRLV RETOUR AUX SOURCES", -1n, "hinted"],
  ["CHQ SANS PROVISION", -1n, "said"],
  ["CHEQUE IMPAYÉ", -1n, "said"],
  ["CHEQUE IMPAYE SOCIETE ETE ET FILS", -117_600n, "said"],
  ["REMISE CHQ 123 REJ IMPAYE", -1n, "said"],
  ["RETOUR CHQ", -1n, "said"],
  ["CHQ 0004217 DUPONT SANS PROVISION", -1n, "said"],
  ["PRLV IMPAYE DURAND", -1n, "said"],
  ["PRLV SEPA 4217 REJETE", -1n, "said"],
  ["LCR 4217 DU 12/11 REVENUE IMPAYEE", -1n, "said"],
  ["CHEQUE IMPAYE SOCIETE ETE", 1n, "hinted"],
  ["PRLV LOYER IMPAYE", -1n, "hinted"],
  ["PRET 42 ECHEANCE IMPAYEE", -1n, "hinted"],
  ["PRLV SEPA FACTURE IMPAYEE EDF", -1n, "hinted"],
  ["COMMISSION CHEQUE IMPAYE", -1n, undefined],
  ["PRLV FRAIS CHEQUE IMPAYE 4217", -1n, undefined],
  ["LETTRE INFORMATION CHQ SANS PROVISION", -1n, undefined],
  ["REJETON SARL", -1n, undefined],
  ["VIR DUPONT", -1n, undefined],
  ["FRAIS REJET PRLV", -1n, undefined],
  ["COMMISSION IMPAYE", -1n, undefined],
] as const)("%s of %s cents: a payment comes back, %s (GC17, GC47)", (label, amount, expected) => {
  expect(comesBack(line({ label, amount }))).toBe(expected);
});

test("the bank's code or its reason says it, whatever the words and whichever way", () => {
  expect(comesBack(line({ label: "FRAIS", interbankCode: "26" }))).toBe("said");
  expect(comesBack(line({ amount: 1n, returnReason: "AC04" }))).toBe("said");
});
