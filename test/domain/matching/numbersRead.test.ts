import { describe, expect, test } from "vitest";
import { normaliseNumber } from "../../../domain/documentNumber.ts";
import type { LineToMatch } from "../../../domain/matching/line.ts";
import { numbersRead } from "../../../domain/matching/numbersRead.ts";
import { aLine } from "./books.ts";

const NUMBER = "FA2603-00123";
const FORMS = {
  key: normaliseNumber(NUMBER),
  solid: NUMBER.replace("-", ""),
  digits: normaliseNumber(NUMBER).replace(/\D/g, ""),
};

/** How the number was read on the line, if it was. */
function readAs(changes: Partial<LineToMatch>): string | undefined {
  return numbersRead(aLine(changes)).find(({ by, key }) => key === FORMS[by])?.as;
}

describe("a number as people and banks mangle it", () => {
  test.each([
    ["as it is", "FACTURE FA2603-00123", "plain"],
    ["run together", "FACTURE FA260300123", "plain"],
    ["zeros lost", "FACTURE FA2603 123", "plain"],
    ["letters for digits", "FACTURE FA26O3-OO123", "plain"],
    ["without its letters", "REGLEMENT 2603-00123", "without_prefix"],
    ["as an ISO 11649 reference", "RF11 FA26 0300 123", "creditor_reference"],
    ["as a reference before other words", "RF11FA260300123 MERCI", "creditor_reference"],
  ])("%s", (_, text, as) => {
    expect(readAs({ details: [text] })).toBe(as);
  });

  test("broken over two fields", () => {
    expect(readAs({ details: ["REGLEMENT DE VOTRE FACTURE FA2603-", "00123 MERCI"] })).toBe("split");
  });

  test("the token is the line's own text", () => {
    const [read] = numbersRead(aLine({ details: ["Rglt fa26o3-00123 merci"] })).filter(
      ({ key }) => key === FORMS.key,
    );
    expect(read?.token).toBe("fa26o3-00123");
  });
});

test("a slip in a reference with check digits makes it no reference", () => {
  const read = numbersRead(aLine({ details: ["RF11FA260300124"] }));
  expect(read.filter(({ as }) => as === "creditor_reference")).toEqual([]);
});

describe("what looks like a number and is none", () => {
  test.each(["LOYER 2026 75011 PARIS", "DU 01/10 AU 31/10", "TEL 0612", "AVIS 26"])("%s", (text) => {
    expect(readAs({ details: [text] })).toBeUndefined();
  });
});

test("a label of ten thousand characters is read in bounded time and gives bounded readings", () => {
  const started = performance.now();
  expect(numbersRead(aLine({ label: "FA26-1 A1 ".repeat(1_000) })).length).toBeLessThan(3_000);
  expect(performance.now() - started).toBeLessThan(1_000);
});
