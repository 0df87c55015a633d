import { describe, expect, test } from "vitest";
import { DEFAULT_ROLES } from "../../../domain/accounting/accounts.ts";
import { saleEntry } from "../../../domain/accounting/sale.ts";
import type { InvoiceDraft, InvoiceLine } from "../../../domain/billing/invoice.ts";

const LINE: InvoiceLine = {
  account: "707000",
  net: 100_000n,
  vatRate: 2000,
  vat: 20_000n,
  vatDue: "delivery",
};

function anInvoice(changes: Partial<InvoiceDraft> = {}): InvoiceDraft {
  const customer = { payer: "business" as const, aux: "C0001", name: "ACME" };
  return {
    number: "FA-0001",
    type: "invoice",
    lifecycle: "issued",
    issuedOn: "2026-11-02",
    total: 120_000n,
    customer,
    shares: [{ ...customer, amount: 120_000n }],
    lines: [LINE],
    ...changes,
  };
}

function sold(invoice: InvoiceDraft, gap = 0n) {
  const shares = invoice.shares.map((_, at) => ({ shareId: BigInt(at + 1), thirdPartyId: BigInt(at + 11) }));
  return saleEntry({ invoice, shares, customerId: 99n, gap }, DEFAULT_ROLES);
}

/** "411000 debit 120000" */
function linesOf(invoice: InvoiceDraft, gap?: bigint): string[] {
  return sold(invoice, gap).lines.map(
    ({ account, debit, credit }) => `${account} ${debit > 0n ? `debit ${debit}` : `credit ${credit}`}`,
  );
}

describe("the entry of a sale", () => {
  test("debits the customer and credits revenue and VAT (GC01)", () => {
    const entry = sold(anInvoice());
    expect(linesOf(anInvoice())).toEqual([
      "411000 debit 120000",
      "707000 credit 100000",
      "445710 credit 20000",
    ]);
    expect(entry).toMatchObject({
      journal: "VE",
      postedOn: "2026-11-02",
      piece: "FA-0001",
      label: "Facture FA-0001 ACME",
    });
    expect(entry.lines[0]).toMatchObject({ shareId: 1n, thirdPartyId: 11n });
  });

  test("has a line per share, each on the account of its payer (GC03)", () => {
    const invoice = anInvoice({
      total: 10_000n,
      customer: { payer: "patient", aux: "P0001", name: "Sacorec Théo" },
      shares: [
        { payer: "amo", aux: "AMO01", name: "CPAM", amount: 6_000n },
        { payer: "amc", aux: "AMC01", name: "Mutuelle", amount: 3_000n },
        { payer: "patient", aux: "P0001", name: "Sacorec Théo", amount: 1_000n },
      ],
      lines: [{ account: "706000", net: 10_000n, vatRate: 0, vat: 0n, vatDue: "exempt" }],
    });
    expect(linesOf(invoice)).toEqual([
      "411200 debit 6000",
      "411300 debit 3000",
      "411100 debit 1000",
      "706000 credit 10000",
    ]);
    expect(sold(invoice).label).toBe("Facture FA-0001 P0001");
  });

  test("keeps VAT rates apart and merges the lines of one account and rate (GC42)", () => {
    const service = { ...LINE, account: "706000" };
    const lines = [
      { ...service, net: 50_000n, vat: 10_000n },
      { ...service, net: 30_000n, vat: 3_000n, vatRate: 1000 },
      { ...service, net: 10_000n, vat: 2_000n },
    ];
    const invoice = anInvoice({
      total: 105_000n,
      lines,
      shares: [{ payer: "business", aux: "C1", name: "C", amount: 105_000n }],
    });
    expect(linesOf(invoice)).toEqual([
      "411000 debit 105000",
      "706000 credit 60000",
      "445710 credit 12000",
      "706000 credit 30000",
      "445710 credit 3000",
    ]);
  });

  test("holds VAT back when it falls due with the money", () => {
    expect(linesOf(anInvoice({ lines: [{ ...LINE, vatDue: "collection" }] }))).toContain(
      "445740 credit 20000",
    );
  });

  test("without lines goes to the sales account whole", () => {
    expect(linesOf(anInvoice({ lines: [] }))).toEqual(["411000 debit 120000", "706000 credit 120000"]);
  });
});

describe("a rounding gap of the shares (D9)", () => {
  const shares = (amount: bigint) => [{ payer: "business" as const, aux: "C0001", name: "ACME", amount }];

  test("is a loss when the shares lack a cent", () => {
    expect(linesOf(anInvoice({ shares: shares(119_999n) }), 1n)).toContain("658000 debit 1");
  });

  test("is a gain when they have one too many", () => {
    expect(linesOf(anInvoice({ shares: shares(120_001n) }), -1n)).toContain("758000 credit 1");
  });
});

describe("the other documents", () => {
  test("a credit note turns the sides (S4.33, GC27)", () => {
    const shares = [{ payer: "business" as const, aux: "C0001", name: "ACME", amount: -12_000n }];
    const note = anInvoice({
      type: "credit_note",
      total: -12_000n,
      shares,
      lines: [{ ...LINE, net: -10_000n, vat: -2_000n }],
    });
    expect(linesOf(note)).toEqual(["411000 credit 12000", "707000 debit 10000", "445710 debit 2000"]);
    expect(sold(note)).toMatchObject({ journal: "VE", label: "Avoir FA-0001 ACME" });
  });

  test("a deposit invoice is an advance of its customer, and its VAT waits for the money (S0.7, GC35)", () => {
    const deposit = sold(anInvoice({ type: "deposit_invoice" }));
    expect(deposit.lines.map(({ account, credit, thirdPartyId }) => [account, credit, thirdPartyId])).toEqual(
      [
        ["411000", 0n, 11n],
        ["419100", 100_000n, 99n],
        ["445740", 20_000n, undefined],
      ],
    );
  });

  test("a supplier's invoice is the same with the sides turned, in the purchases journal", () => {
    const supplier = { payer: "supplier" as const, aux: "F0001", name: "Fournisseur" };
    const invoice = anInvoice({
      type: "supplier_invoice",
      customer: supplier,
      shares: [{ ...supplier, amount: 120_000n }],
      lines: [{ ...LINE, account: "607000" }],
    });
    expect(linesOf(invoice)).toEqual(["401000 credit 120000", "607000 debit 100000", "445660 debit 20000"]);
    expect(sold(invoice).journal).toBe("AC");
  });
});
