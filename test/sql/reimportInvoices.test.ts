import { describe, expect, test } from "vitest";
import type { InvoiceDraft } from "../../domain/billing/invoice.ts";
import { anInvoice, aSale, aShare, useImports } from "./importedInvoices.ts";

const { database, aCompany, importInto, trialBalance, entryOf, wrongDues } = useImports();

describe("a number that comes again", () => {
  test("due day, branch, name and IBAN may change: the books do not hold them", async () => {
    const companyId = await aCompany();
    await importInto(companyId, [
      aSale("FA-1", 100n),
      aSale("FA-2", 100n, {
        customer: { payer: "business", aux: "E2", name: "B" },
        shares: [aShare("business", "E2", 100n)],
      }),
    ]);
    const before = await trialBalance(companyId);
    const renamed = {
      payer: "business" as const,
      aux: "E2",
      name: "Brasserie Girard",
      iban: "FR7690045097076915469093503",
    };
    const again = await importInto(companyId, [
      aSale("FA-1", 100n, { dueOn: "2026-05-01", branch: "AG7" }),
      aSale("FA-2", 100n, { customer: renamed, shares: [aShare("business", "E2", 100n)] }),
    ]);
    expect(again).toMatchObject({ ok: true, value: { created: 0, updated: 2, unchanged: 0 } });
    expect(await trialBalance(companyId)).toEqual(before);
    const [party] = await database.pool`
      select third_party.name, third_party.name_key, third_party_iban.iban, third_party_iban.source
        from third_party join third_party_iban on third_party_iban.third_party_id = third_party.id
       where third_party.company_id = ${companyId} and third_party.aux = 'E2'
    `;
    expect(party).toEqual({
      name: "Brasserie Girard",
      nameKey: "BRASSERIE GIRARD",
      iban: renamed.iban,
      source: "invoice_file",
    });
    const [invoice] = await database.pool`
      select due_on, branch from invoice where company_id = ${companyId} and number = 'FA-1'
    `;
    expect(invoice).toEqual({ dueOn: "2026-05-01", branch: "AG7" });
  });

  test("what the file leaves empty erases nothing", async () => {
    const companyId = await aCompany();
    await importInto(companyId, [aSale("FA-1", 100n, { dueOn: "2026-05-01", branch: "AG7" })]);
    const nameless = {
      customer: { payer: "business" as const, aux: "E1", name: "E1" },
      shares: [{ ...aShare("business", "E1", 100n), name: "E1" }],
    };
    expect(await importInto(companyId, [aSale("FA-1", 100n, nameless)])).toMatchObject({
      value: { unchanged: 1 },
    });
  });

  test.each<[string, Partial<InvoiceDraft>, string, string]>([
    ["total", { total: 43_188n }, "431.87", "431.88"],
    ["type", { type: "deposit_invoice" }, "invoice", "deposit_invoice"],
    ["issue_date", { issuedOn: "2026-03-03" }, "2026-03-02", "2026-03-03"],
    ["customer_id", { customer: { payer: "patient", aux: "P2", name: "X" } }, "P1", "P2"],
    ["status", { lifecycle: "draft" }, "issued", "draft"],
    [
      "shares",
      { shares: [aShare("amo", "AMO-NORD", 25_911n), aShare("amc", "AMC-AZUR", 17_275n)] },
      "amc AMC-AZUR 172.74, amo AMO-NORD 259.12",
      "amc AMC-AZUR 172.75, amo AMO-NORD 259.11",
    ],
  ])(
    "an issued invoice keeps its %s: the file is refused whole, with before and after (S4.35)",
    async (field, change, before, after) => {
      const companyId = await aCompany();
      await importInto(companyId, [anInvoice()]);
      const parsed = await importInto(companyId, [aSale("FA-2", 500n), anInvoice(change)]);
      expect(parsed.ok ? [] : parsed.problems).toEqual([
        {
          code: "invoice_cannot_change",
          severity: "error",
          line: 2,
          field,
          value: after,
          params: { number: "FA-1", before, after },
        },
      ]);
      const rows = await database.pool`select number from invoice where company_id = ${companyId}`;
      expect(rows.map((row) => row.number)).toEqual(["FA-1"]);
    },
  );

  test("a draft may become anything, and posts once it is issued (S0.2, S0.4, S0.5)", async () => {
    const companyId = await aCompany();
    await importInto(companyId, [aSale("FA-1", 100n, { lifecycle: "draft" })]);
    expect(await trialBalance(companyId)).toMatchObject({ entries: 0 });
    expect(await importInto(companyId, [aSale("FA-1", 300n, { lifecycle: "draft" })])).toMatchObject({
      value: { updated: 1 },
    });
    expect(await importInto(companyId, [anInvoice()])).toMatchObject({ value: { updated: 1 } });
    expect(await trialBalance(companyId)).toMatchObject({ entries: 1, gap: 0n });
    expect(await wrongDues(companyId)).toBe(0);
  });

  test("a quote that was accepted under its number posts too", async () => {
    const companyId = await aCompany();
    await importInto(companyId, [aSale("D-1", 100n, { lifecycle: "quote" })]);
    expect(await importInto(companyId, [aSale("D-1", 100n)])).toMatchObject({ value: { updated: 1 } });
    expect(await entryOf(companyId, "D-1")).toEqual(["VE 411000 100", "VE 706000 -100"]);
  });
});
