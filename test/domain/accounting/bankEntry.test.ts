import { describe, expect, test } from "vitest";
import { DEFAULT_ROLES } from "../../../domain/accounting/accounts.ts";
import {
  type BankLine,
  customerPaymentEntry,
  feeEntry,
  interestEntry,
  ownTransferEntry,
  type PaidShare,
  paymentLabel,
  suspenseEntry,
} from "../../../domain/accounting/bankEntry.ts";
import type { EntryDraft } from "../../../domain/accounting/entry.ts";

function aBankLine(changes: Partial<BankLine> = {}): BankLine {
  return {
    journal: "BQ1",
    bankAccount: "512100",
    bookedOn: "2026-11-12",
    pieceOn: "2026-11-12",
    amount: 120_000n,
    piece: "L1",
    label: "VIR SEPA ACME",
    ...changes,
  };
}

function aShare(changes: Partial<PaidShare> = {}): PaidShare {
  return {
    shareId: 1n,
    thirdPartyId: 1n,
    payer: "business",
    party: "ACME",
    invoice: "FA-0001",
    invoiceId: 1n,
    amount: 120_000n,
    due: 1_000_000n,
    waitingVat: [],
    total: 120_000n,
    uncollected: 120_000n,
    ...changes,
  };
}

/** "512100 debit 120000" */
function linesOf({ lines }: EntryDraft): string[] {
  return lines.map(
    ({ account, debit, credit }) => `${account} ${debit > 0n ? `debit ${debit}` : `credit ${credit}`}`,
  );
}

describe("a payment of customers", () => {
  test("debits the bank with the whole line and credits each share on a line of its own (S2.32, S2.33)", () => {
    const shares = [
      aShare({ amount: 70_000n }),
      aShare({ shareId: 2n, invoice: "FA-0002", amount: 30_000n, payer: "patient", party: "P0001" }),
      aShare({ shareId: 3n, invoice: "FA-0003", amount: 20_000n }),
    ];
    const drafted = customerPaymentEntry(aBankLine(), shares, [], DEFAULT_ROLES);
    expect(linesOf(drafted)).toEqual([
      "512100 debit 120000",
      "411000 credit 70000",
      "411100 credit 30000",
      "411000 credit 20000",
    ]);
    expect(drafted.lines.map((line) => line.shareId)).toEqual([undefined, 1n, 2n, 3n]);
    expect(drafted.label).toBe("Virement ACME, P0001 FA-0001 FA-0002 FA-0003");
  });

  test("names three invoices at the most", () => {
    const shares = [1n, 2n, 3n, 4n, 5n].map((shareId) =>
      aShare({ shareId, invoice: `FA-${shareId}`, amount: 24_000n }),
    );
    const { label } = customerPaymentEntry(aBankLine(), shares, [], DEFAULT_ROLES);
    expect(label).toBe("Virement ACME FA-1 FA-2 FA-3 et 2 autres");
    expect(paymentLabel(shares.slice(0, 4))).toBe("Virement ACME FA-1 FA-2 FA-3 et 1 autre");
  });

  test("is dated on the day it is booked, and keeps the bank's day on the piece (GC40)", () => {
    const line = aBankLine({ bookedOn: "2026-11-01", pieceOn: "2026-10-30" });
    expect(customerPaymentEntry(line, [aShare()], [], DEFAULT_ROLES)).toMatchObject({
      postedOn: "2026-11-01",
      pieceOn: "2026-10-30",
    });
  });

  test("moves the VAT that waited for it, rate by rate (GC42)", () => {
    const share = aShare({ amount: 93_000n, total: 93_000n });
    const vat = [
      { invoiceId: 1n, vatRate: 2000, vat: 10_000n },
      { invoiceId: 1n, vatRate: 1000, vat: 3_000n },
    ];
    const drafted = customerPaymentEntry(aBankLine({ amount: 93_000n }), [share], vat, DEFAULT_ROLES);
    expect(linesOf(drafted)).toEqual([
      "512100 debit 93000",
      "411000 credit 93000",
      "445740 debit 10000",
      "445710 credit 10000",
      "445740 debit 3000",
      "445710 credit 3000",
    ]);
    expect(drafted.lines.map((line) => line.vatRate)).toEqual([undefined, undefined, 2000, 2000, 1000, 1000]);
  });

  test("whose parts do not make the line is a defect of ours", () => {
    const shares = [aShare({ amount: 119_999n })];
    expect(() => customerPaymentEntry(aBankLine(), shares, [], DEFAULT_ROLES)).toThrow("is off by 1 cents");
  });
});

describe("a line without a document (GC38)", () => {
  const out = aBankLine({ amount: -2_400n, label: "FRAIS TENUE DE COMPTE" });

  test("is a fee with the VAT the bank shows, or without", () => {
    expect(linesOf(feeEntry(out, 400n, DEFAULT_ROLES))).toEqual([
      "627800 debit 2000",
      "445660 debit 400",
      "512100 credit 2400",
    ]);
    expect(linesOf(feeEntry(out, 0n, DEFAULT_ROLES))).toEqual(["627800 debit 2400", "512100 credit 2400"]);
  });

  test("is interest", () => {
    expect(linesOf(interestEntry(out, DEFAULT_ROLES))).toEqual(["661600 debit 2400", "512100 credit 2400"]);
  });

  test("is our own money on its way, in either direction", () => {
    expect(linesOf(ownTransferEntry(out, DEFAULT_ROLES))).toEqual([
      "580000 debit 2400",
      "512100 credit 2400",
    ]);
    expect(linesOf(ownTransferEntry(aBankLine({ amount: 2_400n }), DEFAULT_ROLES))).toEqual([
      "512100 debit 2400",
      "580000 credit 2400",
    ]);
  });

  test("waits on the suspense account, in either direction (GC37)", () => {
    expect(linesOf(suspenseEntry(out, DEFAULT_ROLES))).toEqual(["471000 debit 2400", "512100 credit 2400"]);
    expect(linesOf(suspenseEntry(aBankLine(), DEFAULT_ROLES))).toEqual([
      "512100 debit 120000",
      "471000 credit 120000",
    ]);
  });
});
