import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { neutralLabel } from "../../../domain/accounting/neutralLabel.ts";

const OTHERWISE = "Banque 1 L-7";
const cut = (label: string, ...bankWords: string[]) =>
  neutralLabel(label, { bankWords, patients: [] }, OTHERWISE);
const name = (label: string, ...names: string[]) =>
  neutralLabel(
    label,
    { bankWords: [], patients: names.map((each) => ({ name: each, code: "P000123" })) },
    OTHERWISE,
  );

describe("a label that leaves the books", () => {
  test("loses the words of the bank and keeps ours", () => {
    expect(cut("En attente VIR SACOREC THEO", "VIR SACOREC THEO")).toBe("En attente");
    expect(cut("Contre-passation Frais bancaires COM  VIR SACOREC", "COM VIR SACOREC")).toBe(
      "Contre-passation Frais bancaires",
    );
    expect(cut("Virement CPAM Ille-et-Vilaine VIR CPAM SACOREC", "VIR CPAM", "VIR CPAM SACOREC")).toBe(
      "Virement CPAM Ille-et-Vilaine",
    );
  });

  test("is what stands for it when nothing of ours is left", () => {
    expect(cut("VIR SACOREC", "VIR SACOREC")).toBe(OTHERWISE);
  });

  test("knows a patient by the code, in either order, whatever case and accents", () => {
    for (const written of ["Sacorec Théo", "THEO SACOREC", "sacorec   theo", "Théo-Sacorec"])
      expect(name(`Chèque de ${written} FA-12`, "Sacorec Théo")).toBe("Chèque de P000123 FA-12");
    expect(name("Chèque de Sacorecq Théodore", "Sacorec Théo")).toBe("Chèque de Sacorecq Théodore");
    expect(name("Règlement Le Bihan Odette", "Le Bihan Odette")).toBe("Règlement P000123");
  });

  test("holds no bank text any more, whatever the text", () => {
    const words = fc
      .string({ unit: fc.constantFrom("A", "b", "(", ".", "*", " ", "é"), minLength: 1 })
      .filter((text) => text.trim() !== "");
    fc.assert(
      fc.property(words, (text) => {
        const shown = neutralLabel(`Écriture 1 ${text}`, { bankWords: [text], patients: [] }, OTHERWISE);
        expect(shown.startsWith("Écriture 1") || shown === OTHERWISE).toBe(true);
        expect(shown.slice("Écriture 1".length)).not.toContain(text.replace(/\s+/g, " ").trim());
      }),
    );
  });
});
