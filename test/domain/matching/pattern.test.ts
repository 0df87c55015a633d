import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Anchor, matchPattern, readPattern } from "../../../domain/matching/pattern.ts";

function match(pattern: string, text: string, anchor: Anchor = "contains") {
  const read = readPattern(pattern);
  if (!read) throw new Error(`${pattern} cannot be read`);
  return matchPattern(read, text, anchor);
}

describe("a pattern", () => {
  test.each([
    ["loyer", "PRLV SEPA LOYER NOV", "contains", {}],
    ["échéance", "ECHEANCE PRET 12", "starts", {}],
    ["échéance", "PRLV ECHEANCE PRET 12", "starts", undefined],
    ["frais", "FRAIS", "is", {}],
    ["frais", "FRAIS TENUE", "is", undefined],
    ["frais * compte", "FRAIS  DE TENUE DE   COMPTE", "is", {}],
    ["pret {numero:digits} ", "ECHEANCE PRET 0012345 ", "contains", { numero: "0012345" }],
    ["bail {bien}", "LOYER BAIL LOT-7B NOVEMBRE", "contains", { bien: "LOT-7B" }],
    [
      "capital {k:amount} interets {i:amount}",
      "PRET CAPITAL 1 800,12 INTERETS 45,33 EUR",
      "contains",
      { k: "1 800,12", i: "45,33" },
    ],
    ["ref {fin:rest}", "VIR REF A 12 B", "contains", { fin: "A 12 B" }],
    ["{a}{b:digits}", "X12", "is", { a: "X1", b: "2" }],
  ] as const)("%j in %j (%s)", (pattern, text, anchor, expected) => {
    expect(match(pattern, text, anchor)).toEqual(expected);
  });

  test.each(["", "   ", "{", "{a", "a}", "{a} {a}", "{a:regex}", "{1a}", "x".repeat(201)])(
    "%j is none",
    (text) => {
      expect(readPattern(text)).toBeUndefined();
    },
  );

  test("is what it says, and finds itself in any text that holds it", () => {
    const plain = fc.stringMatching(/^[A-Za-z0-9./-]{1,20}$/);
    fc.assert(
      fc.property(plain, fc.string(), fc.string(), (words, before, after) => {
        expect(match(words, before + words + after)).toEqual({});
      }),
    );
  });

  test("agrees with the regular expression it could have been, on texts short enough for one", () => {
    const piece = fc.constantFrom("A", "B", " ", "*", "AB");
    fc.assert(
      fc.property(
        fc.array(piece, { minLength: 1, maxLength: 7 }),
        fc.stringMatching(/^[AB ]{0,12}$/),
        (pieces, text) => {
          const pattern = pieces.join("");
          fc.pre(pattern.trim() !== "");
          const expression = new RegExp(`^${pattern.replace(/ +/g, " +").replaceAll("*", ".*")}$`);
          expect(match(pattern, text, "is") !== undefined).toBe(expression.test(text));
        },
      ),
    );
  });

  test("written to make regular expressions hang, takes no longer than its size says", () => {
    const evil = `${"*a".repeat(90)}b`;
    const started = performance.now();
    expect(match(evil, "a".repeat(10_000))).toBeUndefined();
    expect(match(`${"a".repeat(10)}*`.repeat(8), "a".repeat(10_000))).toEqual({});
    expect(performance.now() - started).toBeLessThan(1_000);
  });
});
