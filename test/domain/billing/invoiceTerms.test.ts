import { describe, expect, test } from "vitest";
import { readInvoiceFile } from "../../../domain/billing/invoiceFile.ts";

const file = (terms: string, percent = "", days = "", clause = "") =>
  readInvoiceFile(
    `numero;date;code client;nom client;total ttc;conditions de paiement;escompte;jours d'escompte;clause d'escompte
FA-1;2026-11-02;C1;Atelier Dubois;1200,00;${terms};${percent};${days};${clause}\n`,
  );
const draft = (parsed: ReturnType<typeof file>) => (parsed.ok ? parsed.value[0] : undefined);

describe("the terms of an invoice in its file", () => {
  test.each([
    ["Comptant", "on_receipt"],
    ["comptant avec escomptes", "on_receipt_with_discount"],
    ["30 jours fin de mois", undefined],
    ["", undefined],
  ])("« %s » (S4.36, S4.37)", (written, terms) => {
    expect(draft(file(written))?.paymentTerms).toBe(terms);
  });

  test("a discount with its rate, its days and the wording for the VAT (S4.22)", () => {
    expect(draft(file("", "2,00", "10", "oui"))?.discountOffer).toEqual({
      percent: 200,
      withinDays: 10,
      vatClause: true,
    });
    expect(draft(file("", "0", "", "non"))?.discountOffer).toBeUndefined();
  });

  test.each([
    ["deux pour cent", "", ""],
    ["", "dix", ""],
    ["", "", "peut-être"],
  ])("what cannot be read is refused by name: %s%s%s", (percent, days, clause) => {
    const parsed = file("", percent, days, clause);
    expect(parsed.ok ? [] : parsed.problems.map(({ code }) => code)).toEqual(["discount_unreadable"]);
  });
});
