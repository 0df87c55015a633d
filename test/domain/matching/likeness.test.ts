import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { likenessOf, slipsBetween, tracesOf } from "../../../domain/matching/likeness.ts";
import { nameKey, wordsOfAName } from "../../../domain/matching/names.ts";

function like(written: string, known: string) {
  return likenessOf(wordsOfAName(written), nameKey(known).split(" "));
}

describe("how alike two writings of one name are", () => {
  test.each([
    ["TRAITEUR LEJIUNE", "Traiteur Lejeune SARL", "spelling"],
    ["S.A.R.L. MOREL FRERES", "Morel Frères", "same"],
    ["CONSEILFOUCHAOU", "Conseil Fouchaou", "spelling"],
    ["MAIRIE DDE VALENCE FRANCE", "Mairie de Valence", "longer"],
    ["RY PATRICK", "Befry Patrick", "part"],
    ["PASQUIER MUSSA", "Pasquier Moussa", "spelling"],
    ["PAQSUIER MOUSSA", "Pasquier Moussa", "spelling"],
  ])("%s and %s: %s", (written, known, likeness) => {
    expect(like(written, known)).toBe(likeness);
  });

  test.each([
    ["MARTIN PAUL", "Martin Sophie"],
    ["DUPONT", "Durand"],
    ["VIR SEPA RECU", "Recoux Vincent"],
    ["GARAGE DU LAC", "Garage de la Gare"],
  ])("%s and %s: not alike enough to be called the same", (written, known) => {
    expect(["same", "spelling", "longer"]).not.toContain(like(written, known));
  });
});

test("slips: none for the same word, one for each letter added, left out, changed or exchanged", () => {
  expect(slipsBetween("LEJEUNE", "LEJEUNE", 2)).toBe(0);
  for (const other of ["LEJEUNES", "LEJEUN", "LEJAUNE", "LEEJUNE"])
    expect(slipsBetween("LEJEUNE", other, 2)).toBe(1);
  expect(slipsBetween("LEJEUNE", "MARTIN", 2)).toBe(3);
});

test("slips are the same both ways, and a word with one slip is one away", () => {
  const word = fc.string({ unit: fc.constantFrom("A", "B", "C", "D"), minLength: 2, maxLength: 8 });
  fc.assert(
    fc.property(word, word, (one, other) => {
      expect(slipsBetween(one, other, 9)).toBe(slipsBetween(other, one, 9));
    }),
  );
  fc.assert(
    fc.property(word, fc.nat(6), (one, at) => {
      const without = one.slice(0, at % one.length) + one.slice((at % one.length) + 1);
      expect(slipsBetween(one, without, 2)).toBe(1);
    }),
  );
});

describe("the traces of a word", () => {
  const letter = fc.constantFrom("A", "B", "C", "D");
  const word = fc.string({ unit: letter, minLength: 1, maxLength: 9 });
  const meet = (one: string, other: string) => tracesOf(one).some((trace) => tracesOf(other).includes(trace));

  test("meet those of every word one slip away, whatever the slip and wherever it is", () => {
    fc.assert(
      fc.property(word, fc.nat(8), letter, (one, place, other) => {
        const at = place % one.length;
        const [before, now, after] = [one.slice(0, at), one.charAt(at), one.slice(at + 1)];
        for (const slipped of [
          before + other + after,
          before + other + now + after,
          before + after,
          before + after.charAt(0) + now + after.slice(1),
        ])
          expect([slipped, meet(one, slipped)]).toEqual([slipped, true]);
      }),
    );
  });

  test("meet those of no word more than two slips away", () => {
    fc.assert(
      fc.property(word, word, (one, other) => {
        if (meet(one, other)) expect(slipsBetween(one, other, 3)).toBeLessThanOrEqual(2);
      }),
    );
  });
});
