import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Deposit, deductionsOf } from "../../../domain/billing/deposit.ts";
import type { InvoiceDraft } from "../../../domain/billing/invoice.ts";
import { readInvoiceFile } from "../../../domain/billing/invoiceFile.ts";
import { sumCents } from "../../../domain/money.ts";

function aDeposit(changes: Partial<Deposit> = {}): Deposit {
  return {
    number: "FAC-1",
    type: "deposit_invoice",
    lifecycle: "issued",
    customerAux: "C1",
    total: 93_000n,
    lines: [
      { net: 50_000n, vat: 10_000n, vatRate: 2000 },
      { net: 30_000n, vat: 3_000n, vatRate: 1000 },
    ],
    deducted: [],
    ...changes,
  };
}

function deduct(amount: bigint, deposit: Deposit | undefined, aux = "C1") {
  const invoice = {
    number: "FA-1",
    customer: { payer: "business", aux, name: aux },
    deposits: [{ number: "FAC-1", amount }],
  } as unknown as InvoiceDraft;
  return deductionsOf(invoice, new Map(deposit ? [["FAC-1", deposit]] : []));
}

describe("what a final invoice takes off for a deposit (GC35)", () => {
  test("is the deposit as it stands, rate by rate", () => {
    expect(deduct(93_000n, aDeposit()).deductions[0]?.rates).toEqual([
      { vatRate: 2000, net: 50_000n, vat: 10_000n },
      { vatRate: 1000, net: 30_000n, vat: 3_000n },
    ]);
  });

  test("is in proportion for a part, and the last part takes the rest to the cent", () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 1n, max: 92_999n }), (part) => {
        const [first] = deduct(part, aDeposit()).deductions;
        const [last] = deduct(93_000n - part, aDeposit({ deducted: first?.rates ?? [] })).deductions;
        const rates = [...(first?.rates ?? []), ...(last?.rates ?? [])];
        const at = (vatRate: number, key: "net" | "vat") =>
          sumCents(rates.filter((rate) => rate.vatRate === vatRate).map((rate) => rate[key]));
        expect(sumCents((first?.rates ?? []).map(({ net, vat }) => net + vat))).toBe(part);
        expect([at(2000, "net"), at(2000, "vat"), at(1000, "net"), at(1000, "vat")]).toEqual([
          50_000n,
          10_000n,
          30_000n,
          3_000n,
        ]);
      }),
    );
  });

  test("of a deposit without lines is its amount without VAT", () => {
    expect(deduct(93_000n, aDeposit({ lines: [] })).deductions[0]?.rates).toEqual([
      { vatRate: 0, net: 93_000n, vat: 0n },
    ]);
  });

  test.each([
    ["deposit_unknown", 1n, undefined, "C1"],
    ["deposit_unknown", 1n, aDeposit({ type: "invoice" }), "C1"],
    ["deposit_unknown", 1n, aDeposit({ lifecycle: "draft" }), "C1"],
    ["deposit_of_another_customer", 1n, aDeposit(), "C2"],
    ["deposit_above_rest", 93_001n, aDeposit(), "C1"],
    ["deposit_above_rest", 0n, aDeposit(), "C1"],
  ])("is refused: %s", (code, amount, deposit, aux) => {
    expect(deduct(amount, deposit, aux).problems.map((problem) => problem.code)).toEqual([code]);
  });
});

describe("a deposit that a final invoice deducts (GC35)", () => {
  const HEAD = "Numéro;Date;Code client;Total TTC;Acompte;Montant acompte";

  test("is named with its amount, and the customer owes what is left", () => {
    const [invoice] = invoicesIn(`${HEAD}\nFA-2;02/03/2026;C1;1200,00;FAC-1;360,00`);
    expect(invoice?.deposits).toEqual([{ number: "FAC-1", amount: 36_000n }]);
    expect([invoice?.total, invoice?.shares.map(({ amount }) => amount)]).toEqual([120_000n, [84_000n]]);
  });

  test("named without its amount, or an amount without a number, is refused", () => {
    expect(problemsIn(`${HEAD}\nFA-2;02/03/2026;C1;1200,00;FAC-1;`)).toMatchObject([
      { code: "value_missing", field: "Montant acompte" },
    ]);
    expect(problemsIn(`${HEAD}\nFA-2;02/03/2026;C1;1200,00;;360,00`)).toMatchObject([
      { code: "value_missing", field: "Acompte" },
    ]);
  });

  test("is none where the file says nothing", () => {
    expect(invoicesIn(`${HEAD}\nFA-2;02/03/2026;C1;1200,00;;`)[0]?.deposits).toBeUndefined();
  });
});

function invoicesIn(text: string): InvoiceDraft[] {
  const parsed = readInvoiceFile(text);
  return parsed.ok ? parsed.value : [];
}

function problemsIn(text: string) {
  const parsed = readInvoiceFile(text);
  return parsed.ok ? [] : parsed.problems;
}
