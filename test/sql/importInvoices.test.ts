import fs from "node:fs";
import fc from "fast-check";
import { beforeAll, describe, expect, test } from "vitest";
import type { InvoiceDraft } from "../../domain/billing/invoice.ts";
import type { Parsed } from "../../domain/problems.ts";
import type { ImportedInvoices } from "../../sql/acts/importInvoices.ts";
import { PROPERTY_TIMES } from "../propertyTimes.ts";
import { anInvoice, aSale, aShare, codesOf, draftsOf, month, useImports } from "./importedInvoices.ts";

const { database, aCompany, importInto, trialBalance, entryOf, wrongDues } = useImports();

describe("a month of invoices", () => {
  const state: { companyId: bigint; first?: Parsed<ImportedInvoices> } = { companyId: 0n };
  beforeAll(async () => {
    state.companyId = await aCompany();
    state.first = await importInto(state.companyId, month());
  });

  test("a thousand invoices are created without a problem", () => {
    expect(state.first).toEqual({
      ok: true,
      value: { created: 1000, updated: 0, unchanged: 0 },
      warnings: [],
    });
  });

  test("each type has its count and its sum (S0.7, S0.26)", async () => {
    const rows = await database.pool<{ kind: string; count: number; total: bigint }[]>`
      select type || ' ' || lifecycle as kind, count(*)::integer as count, sum(total_cents)::bigint as total
        from invoice where company_id = ${state.companyId} group by kind order by kind
    `;
    expect(rows.map(({ kind, count }) => `${count} ${kind}`)).toEqual([
      "40 credit_note issued",
      "50 deposit_invoice issued",
      "30 invoice draft",
      "860 invoice issued",
      "20 invoice quote",
    ]);
    expect(rows.reduce((sum, { total }) => sum + total, 0n)).toBe(32_787_851n);
  });

  test("the books balance, with an entry for each issued invoice and none for drafts and quotes (S0.2, S0.3)", async () => {
    expect(await trialBalance(state.companyId)).toMatchObject({ entries: 950, gap: 0n });
  });

  test("what is due on each share is its amount, and nothing on drafts and quotes (S1.20, S0.2, S0.3)", async () => {
    expect(await wrongDues(state.companyId)).toBe(0);
    const [unpaid] = await database.pool<{ count: number }[]>`
      select count(*)::integer as count from invoice where company_id = ${state.companyId} and unpaid
    `;
    expect(unpaid?.count).toBe(950);
  });

  test("names of patients are nowhere in the books (they know the code)", async () => {
    const [named] = await database.pool<{ count: number; persons: number }[]>`
      select (select count(*) from identity.person where company_id = ${state.companyId})::integer as persons,
             (select count(*) from journal_line as line
                join identity.person on person.company_id = line.company_id
               where line.company_id = ${state.companyId}
                 and line.label like '% ' || person.name)::integer as count
    `;
    const patients = month().filter((draft) => draft.customer.payer === "patient");
    expect(named?.persons).toBe(new Set(patients.map((draft) => draft.customer.aux)).size);
    expect(named?.count).toBe(0);
  });

  test("the same file again changes nothing", async () => {
    const before = await trialBalance(state.companyId);
    const again = await importInto(state.companyId, month());
    expect(again).toMatchObject({ ok: true, value: { created: 0, updated: 0, unchanged: 1000 } });
    expect(await trialBalance(state.companyId)).toEqual(before);
  });
});

describe("the entry of an invoice", () => {
  test("259.12 + 172.74 for 431.87: the cent goes to 658 with the sale (D9, S1.22, S1.27)", async () => {
    const companyId = await aCompany();
    await importInto(companyId, [anInvoice()]);
    expect(await entryOf(companyId, "FA-1")).toEqual([
      "VE 411200 25912",
      "VE 411300 17274",
      "VE 658000 1",
      "VE 706000 -43187",
    ]);
  });

  test("shares a cent above the total put it on 758 (D9)", async () => {
    const companyId = await aCompany();
    await importInto(companyId, [anInvoice({ total: 43_185n })]);
    expect(await entryOf(companyId, "FA-1")).toContain("VE 758000 -1");
  });

  test("a counter invoice of 12 600.00 is due by the customer alone (S1.24, S1.25)", async () => {
    const companyId = await aCompany();
    const patient = { payer: "patient" as const, aux: "P1", name: "Sacorec Théo" };
    await importInto(companyId, [
      anInvoice({ total: 1_260_000n, customer: patient, shares: [{ ...patient, amount: 1_260_000n }] }),
    ]);
    const [invoice] = await database.pool`
      select due_amo_cents, due_amc_cents, due_own_cents from invoice where company_id = ${companyId}
    `;
    expect(invoice).toEqual({ dueAmoCents: 0n, dueAmcCents: 0n, dueOwnCents: 1_260_000n });
  });

  test("VAT is posted by rate, on the account that says when it falls due", async () => {
    const companyId = await aCompany();
    const text = fs.readFileSync(new URL("../samples/invoices/lines-and-vat.csv", import.meta.url), "utf8");
    expect(await importInto(companyId, draftsOf(text))).toMatchObject({ ok: true, value: { created: 5 } });
    expect(await entryOf(companyId, "FV-1")).toEqual([
      "VE 411000 22200",
      "VE 706000 -10000",
      "VE 445740 -2000",
      "VE 707000 -9668",
      "VE 445710 -532",
    ]);
    expect(await entryOf(companyId, "FV-3")).toEqual([
      "VE 411000 6000",
      "VE 419100 -5000",
      "VE 445740 -1000",
    ]);
    expect(await entryOf(companyId, "FV-4")).toEqual(["VE 411000 -2400", "VE 706000 2000", "VE 445710 400"]);
    expect(await entryOf(companyId, "FA-9")).toEqual(["AC 401000 -1200", "AC 607000 1000", "AC 445660 200"]);
    expect(await wrongDues(companyId)).toBe(0);
    expect(await importInto(companyId, draftsOf(text))).toMatchObject({ ok: true, value: { unchanged: 5 } });
  });

  test("an invoice of zero is kept and posts nothing", async () => {
    const companyId = await aCompany();
    expect(await importInto(companyId, [aSale("FA-0", 0n, { shares: [] })])).toMatchObject({ ok: true });
    expect(await trialBalance(companyId)).toMatchObject({ entries: 0 });
  });
});

describe("what the books refuse", () => {
  test("an invoice behind the lock, naming its day and the lock; terms of an old one may still change", async () => {
    const companyId = await aCompany();
    await importInto(companyId, [aSale("FA-1", 100n)]);
    await database.pool`update company set locked_up_to = '2026-03-31' where id = ${companyId}`;
    const parsed = await importInto(companyId, [
      aSale("FA-2", 100n, { issuedOn: "2026-03-31" }),
      aSale("FA-3", 100n, { issuedOn: "2026-04-01" }),
    ]);
    expect(parsed.ok ? [] : parsed.problems).toMatchObject([
      {
        code: "invoice_in_locked_period",
        value: "2026-03-31",
        params: { number: "FA-2", locked: "2026-03-31" },
      },
    ]);
    expect(await importInto(companyId, [aSale("FA-1", 100n, { dueOn: "2026-06-01" })])).toMatchObject({
      value: { updated: 1 },
    });
  });

  test("one code for a patient and a business, in one file or in two", async () => {
    const companyId = await aCompany();
    const mixed = aSale("FA-2", 100n, {
      customer: { payer: "business", aux: "P1", name: "X" },
      shares: [aShare("business", "P1", 100n)],
    });
    expect(new Set(codesOf(await importInto(companyId, [anInvoice(), mixed])))).toEqual(
      new Set(["third_party_of_two_kinds"]),
    );
    await importInto(companyId, [anInvoice()]);
    expect(codesOf(await importInto(companyId, [mixed]))).toEqual(["third_party_of_two_kinds"]);
  });

  test("an account that is not in the chart", async () => {
    const companyId = await aCompany();
    const line = { account: "799999", net: 100n, vatRate: 0, vat: 0n, vatDue: "exempt" as const };
    expect(codesOf(await importInto(companyId, [aSale("FA-1", 100n, { lines: [line] })]))).toEqual([
      "account_unknown",
    ]);
  });

  test("shares beyond the limit of the company, all of them named at once (D9)", async () => {
    const companyId = await aCompany();
    await database.pool`
      update company set settings = '{"importRoundingLimitCents": "0"}' where id = ${companyId}
    `;
    const parsed = await importInto(companyId, [anInvoice(), anInvoice({ number: "FA-2" })]);
    expect(
      parsed.ok ? [] : parsed.problems.map(({ code, params }) => `${code} ${params?.number} ${params?.gap}`),
    ).toEqual(["shares_differ_from_total FA-1 0.01", "shares_differ_from_total FA-2 0.01"]);
  });

  test("one number twice in what is brought", async () => {
    const companyId = await aCompany();
    expect(codesOf(await importInto(companyId, [aSale("FA-1", 100n), aSale("FA-1", 100n)]))).toEqual([
      "invoice_number_twice",
    ]);
  });

  test("a day in the future is taken, with a warning", async () => {
    const companyId = await aCompany();
    const parsed = await importInto(companyId, [aSale("FA-1", 100n, { issuedOn: "2062-03-02" })]);
    expect([parsed.ok, codesOf(parsed)]).toEqual([true, ["invoice_dated_ahead"]]);
  });

  test("VAT of a purchase that depends on the payment is taken, with a warning that its payment is not followed (CGI 271-I-2)", async () => {
    const companyId = await aCompany();
    const supplier = { payer: "supplier" as const, aux: "F1", name: "Conseil" };
    const bought = (number: string, vatDue: "delivery" | "collection") =>
      aSale(number, 12_000n, {
        type: "supplier_invoice",
        customer: supplier,
        shares: [{ ...supplier, amount: 12_000n }],
        lines: [{ account: "607000", net: 10_000n, vatRate: 2000, vat: 2_000n, vatDue }],
      });
    const parsed = await importInto(companyId, [bought("FF-1", "collection"), bought("FF-2", "delivery")]);
    expect(parsed).toMatchObject({
      ok: true,
      warnings: [{ code: "purchase_vat_not_followed", params: { vat: "20.00", account: "445660" } }],
    });
  });
});

describe("any valid invoices", () => {
  const cents = fc.bigInt({ min: 1n, max: 10_000_000n });
  const invoice = fc
    .record({
      lifecycle: fc.constantFrom("issued" as const, "draft" as const, "quote" as const),
      type: fc.constantFrom("invoice" as const, "credit_note" as const, "deposit_invoice" as const),
      amounts: fc
        .subarray(["amo", "amc", "patient"] as const, { minLength: 1 })
        .chain((payers) => fc.tuple(...payers.map((payer) => cents.map((amount) => ({ payer, amount }))))),
      gap: fc.bigInt({ min: -2n, max: 2n }),
      party: fc.integer({ min: 1, max: 5 }),
    })
    .map(({ lifecycle, type, amounts, gap, party }): InvoiceDraft => {
      const sign = type === "credit_note" ? -1n : 1n;
      const shares = amounts.map(({ payer, amount }) =>
        aShare(payer, `${payer.toUpperCase()}-${party}`, sign * (amount + 2n)),
      );
      const total = shares.reduce((sum, { amount }) => sum + amount, gap);
      const customer = {
        payer: "patient" as const,
        aux: `PATIENT-${party}`,
        name: `Name of PATIENT-${party}`,
      };
      return anInvoice({ lifecycle, type, shares, total, customer });
    });

  test("balance, are due share by share, and bring nothing new the second time (D9, S1.20)", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(invoice, { minLength: 1, maxLength: 30 }), async (list) => {
        const companyId = await aCompany();
        const drafts = list.map((draft, at) => ({ ...draft, number: `F${at}` }));
        expect(await importInto(companyId, drafts)).toMatchObject({
          ok: true,
          value: { created: drafts.length },
        });
        const trial = await trialBalance(companyId);
        expect(trial?.gap).toBe(0n);
        expect(await wrongDues(companyId)).toBe(0);
        expect(await importInto(companyId, drafts)).toMatchObject({
          ok: true,
          value: { unchanged: drafts.length },
        });
        expect(await trialBalance(companyId)).toEqual(trial);
      }),
      { numRuns: 15 * PROPERTY_TIMES },
    );
  });
});
