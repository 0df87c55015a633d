import { expect, test } from "vitest";
import { formatFor } from "../../web/format.ts";
import { ofWhom } from "../../web/words/elision.ts";
import { many, manyEnglish } from "../../web/words/many.ts";

test("a count and what it counts stand on one line, the count in groups of three", () => {
  expect(many(1489, "écriture validée", "écritures validées")).toBe("1\u00a0489\u00a0écritures validées");
  expect(manyEnglish(1489, "entry", "entries")).toBe("1,489\u00a0entries");
  expect(many(1, "ligne", "lignes")).toBe("1\u00a0ligne");
});

test("the first of a month is 1er, its other days are not", () => {
  const { longDay } = formatFor("fr", "2026-11-22", "Europe/Paris");
  expect(longDay("2026-03-01")).toBe("dimanche 1er mars 2026");
  expect(longDay("2026-03-21")).toBe("samedi 21 mars 2026");
  expect(formatFor("en", "2026-11-22", "Europe/Paris").longDay("2026-03-01")).toBe("Sunday 1 March 2026");
});

test.each([
  ["Anne Guivarch", "d'Anne Guivarch"],
  ["Élise", "d'Élise"],
  ["Yves", "d'Yves"],
  ["Yannick", "de Yannick"],
  ["Claire Morvan", "de Claire Morvan"],
])("%s gives %s: a vowel takes the elision", (name, written) => {
  expect(ofWhom(name)).toBe(written);
});
