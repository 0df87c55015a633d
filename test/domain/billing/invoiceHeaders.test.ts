import { expect, test } from "vitest";
import { namedByHeaders, readInvoiceFile } from "../../../domain/billing/invoiceFile.ts";
import { error } from "../../../domain/problems.ts";

const FILE = [
  "N° facture;Date;Nom;Code client;Total TTC;Compte;HT;Taux TVA;TVA",
  "FA-1;02/11/2026;Atelier Dubois;C1;120,00;706999;90,00;20;18,00",
].join("\n");

test("what is wrong with an invoice names the header of its file, not our name of the field (S4.10)", () => {
  const parsed = readInvoiceFile(FILE);
  const found = parsed.ok ? [] : parsed.problems;
  expect(found).toMatchObject([{ code: "lines_differ_from_total", field: "total" }]);
  expect(namedByHeaders(found, FILE)).toMatchObject([{ field: "Total TTC" }]);
  const [lines, customer] = namedByHeaders(
    [
      error("invoice_cannot_change", { field: "lines" }),
      error("invoice_cannot_change", { field: "customer_id" }),
    ],
    FILE.replace("Code client", "Code interne"),
  );
  expect([lines?.field, customer?.field]).toEqual(["Compte, HT, Taux TVA, TVA", "Nom"]);
  const unknown = [error("account_unknown", { field: "account" }), error("no_invoice_in_file")];
  expect(namedByHeaders(unknown, FILE).map(({ field }) => field)).toEqual(["Compte", undefined]);
  expect(
    namedByHeaders(unknown, FILE.replace("Compte", "Imputation"), { account: "Imputation" })[0]?.field,
  ).toBe("Imputation");
});
