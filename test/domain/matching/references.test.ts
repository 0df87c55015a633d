import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { normaliseNumber } from "../../../domain/documentNumber.ts";
import { referencesIn } from "../../../domain/matching/references.ts";

function keysIn(text: string): string[] {
  return referencesIn(text).map(({ key }) => key);
}

describe("one number in many writings", () => {
  const writings = [
    "FA2603-00123",
    "fa2603-123",
    "FA 2603/00123",
    "Fa 2603 00123",
    "FA2603.00123",
    "FA2603 - 00123",
  ];

  test.each(writings)("%s is the same number", (writing) => {
    expect(normaliseNumber(writing)).toBe("FA2603123");
    expect(keysIn(`VOTRE FACTURE ${writing} MERCI`)).toContain("FA2603123");
  });

  test("a year apart from its month still meets", () => {
    expect(keysIn("FACT FA 2603 00123")).toContain(normaliseNumber("FA2603-00123"));
  });

  test("neighbours do not meet", () => {
    expect(normaliseNumber("FA2603-00123")).not.toBe(normaliseNumber("FA2603-00132"));
    expect(normaliseNumber("FA2603-00120")).not.toBe(normaliseNumber("FA2603-00012"));
  });

  test("several numbers of one text are all found", () => {
    const keys = keysIn("FACTURES FA2603-00001+FA2603-00002 ET FA2604-7");
    expect(keys).toEqual(expect.arrayContaining(["FA26031", "FA26032", "FA26047"]));
  });
});

describe("what is no number of a document", () => {
  test.each(["LOYER 2026", "75011 PARIS", "10 PIECES", "REGLEMENT", ""])("%s", (text) => {
    expect(keysIn(text).filter((key) => /^\d+$/.test(key))).toEqual([]);
  });
});

test("the token is the text as the bank wrote it", () => {
  const found = referencesIn("Rglt facturé fa 2603/00123, merci");
  expect(found.find(({ key }) => key === "FA2603123")?.token).toBe("fa 2603/00123");
});

test("whatever the text, every token stands in it and its key is that of the token", () => {
  fc.assert(
    fc.property(fc.string({ unit: "grapheme", maxLength: 60 }), (text) => {
      for (const { key, token } of referencesIn(text)) {
        expect(text).toContain(token);
        expect(normaliseNumber(token)).toBe(key);
      }
    }),
  );
});

test("a text gives at most five references for each of its runs", () => {
  const text = "A1 ".repeat(100);
  expect(referencesIn(text).length).toBeLessThanOrEqual(5 * 200);
});
