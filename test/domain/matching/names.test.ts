import { describe, expect, test } from "vitest";
import { isTelling, nameKey, nameWords } from "../../../domain/matching/names.ts";

describe("two writings of one name meet", () => {
  test.each([
    ["Sacorec Théo", "THEO SACOREC"],
    ["M. Théo Sacorec", "SACOREC THEO"],
    ["SARL Transports Traoré", "TRANSPORTS TRAORE"],
    ["Transports Traoré SAS", "VIR SEPA SARL TRANSPORTS TRAORE"],
    ["Société d’Électricité Œuvre", "ELECTRICITE OEUVRE STE"],
  ])("%s and %s", (one, other) => {
    expect(nameKey(one)).toBe(nameKey(other));
  });
});

test("two people of one family are two names", () => {
  expect(nameKey("Sacorec Théo")).not.toBe(nameKey("Sacorec Léa"));
});

test("legal forms and titles alone tell nothing", () => {
  expect(nameKey("SARL M. ET MME")).toBe("");
});

test("words keep the order written, the key does not", () => {
  expect(nameWords("Zoé Albert")).toEqual(["ZOE", "ALBERT"]);
  expect(nameKey("Zoé Albert")).toBe("ALBERT ZOE");
});

test("a single word names nobody for sure", () => {
  expect(isTelling(nameKey("MARTIN"))).toBe(false);
  expect(isTelling(nameKey("LI AN"))).toBe(false);
  expect(isTelling(nameKey("MARTIN PAUL"))).toBe(true);
});
