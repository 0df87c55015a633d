import type { Deduction } from "../billing/deposit.ts";
import type { InvoiceDraft, InvoiceLine } from "../billing/invoice.ts";
import { type Cents, sumCents } from "../money.ts";
import { accountOfPayer, type Roles } from "./accounts.ts";
import { credit, debit, type EntryDraft, type EntryLine, entry } from "./entry.ts";

type Sale = {
  invoice: InvoiceDraft;
  /** One per share of the invoice, in the same order. */
  shares: { shareId: bigint; thirdPartyId: bigint }[];
  customerId: bigint;
  /** Total less the shares, within the limit of D9. */
  gap: Cents;
  /** The deposits that this invoice is the final one of. */
  deductions?: readonly Deduction[];
};

/**
 * The entry of an invoice or credit note: a line per share on its customer account, against revenue and VAT.
 * A rounding gap of the shares goes to 658/758 in the same entry (D9). A supplier's invoice is the
 * same with the sides turned.
 */
export function saleEntry(
  { invoice, shares, customerId, gap, deductions = [] }: Sale,
  roles: Roles,
): EntryDraft {
  const toUs = invoice.type !== "supplier_invoice";
  const owed = toUs ? debit : credit;
  const earned = toUs ? credit : debit;
  const parties = invoice.shares.map((share, at) => {
    const known = shares[at];
    return owed(accountOfPayer(roles, share.payer, invoice.fixedAsset), share.amount, {
      ...(known ? { thirdPartyId: known.thirdPartyId, shareId: known.shareId } : {}),
      ...(invoice.dueOn ? { dueOn: invoice.dueOn } : {}),
    });
  });
  const rounding = owed(gap > 0n === toUs ? roles.roundingLoss : roles.roundingGain, gap);
  return entry({
    journal: toUs ? "VE" : "AC",
    postedOn: invoice.issuedOn,
    piece: invoice.number,
    pieceOn: invoice.issuedOn,
    label: labelOf(invoice),
    lines: [
      ...parties,
      rounding,
      ...advancesUsed(deductions, customerId, roles),
      ...revenueLines(invoice, customerId, roles, earned, deductions),
    ],
  });
}

/** What was received in advance is earned now: a line for each deposit, lettered with the one that billed it (GC35). */
function advancesUsed(deductions: readonly Deduction[], thirdPartyId: bigint, roles: Roles): EntryLine[] {
  return deductions.map(({ rates }) =>
    debit(roles.advancesReceived, sumCents(rates.map(({ net }) => net)), { thirdPartyId }),
  );
}

/** The label names the code of a patient, never the name: the books are shown to people who may not know it. */
function labelOf(invoice: InvoiceDraft): string {
  const party = invoice.customer.payer === "patient" ? invoice.customer.aux : invoice.customer.name;
  const kind = {
    invoice: "Facture",
    credit_note: "Avoir",
    deposit_invoice: "Facture d’acompte",
    supplier_invoice: "Facture fournisseur",
  }[invoice.type];
  return `${kind} ${invoice.number} ${party}`;
}

/** One revenue line per account and rate, one VAT line per rate and account: rates are never merged. */
function revenueLines(
  invoice: InvoiceDraft,
  customerId: bigint,
  roles: Roles,
  earned: (
    account: string,
    amount: Cents,
    details?: { vatRate?: number; thirdPartyId?: bigint },
  ) => EntryLine,
  deductions: readonly Deduction[],
): EntryLine[] {
  const sums = new Map<string, { account: string; vatRate: number; amount: Cents; isVat: boolean }>();
  const add = (account: string, vatRate: number, amount: Cents, isVat: boolean) => {
    const key = `${isVat}|${account}|${vatRate}`;
    const sum = sums.get(key) ?? { account, vatRate, amount: 0n, isVat };
    sums.set(key, { ...sum, amount: sum.amount + amount });
  };
  for (const line of linesOrWhole(invoice, roles)) {
    add(line.account, line.vatRate, line.net, false);
    if (line.vat !== 0n) add(vatAccount(line, invoice, roles), line.vatRate, line.vat, true);
  }
  for (const { vatRate, vat } of deductions.flatMap(({ rates }) => rates)) {
    // The VAT of the deposit went its own way with the deposit: what waits for the money of this invoice is less first.
    const waiting = sums.get(`true|${roles.vatUncollected}|${vatRate}`)?.amount ?? 0n;
    const first = vat < waiting ? vat : waiting;
    add(roles.vatUncollected, vatRate, -first, true);
    add(roles.vatCollected, vatRate, first - vat, true);
  }
  return [...sums.values()].map(({ account, vatRate, amount, isVat }) =>
    earned(account, amount, {
      ...(isVat ? { vatRate } : {}),
      ...(account === roles.advancesReceived ? { thirdPartyId: customerId } : {}),
    }),
  );
}

/** A deposit invoice is an advance until the final invoice, and its VAT waits for the money. */
function linesOrWhole(invoice: InvoiceDraft, roles: Roles): InvoiceLine[] {
  const revenue = revenueAccount(invoice, roles);
  if (invoice.lines.length === 0) {
    return [{ account: revenue, net: invoice.total, vatRate: 0, vat: 0n, vatDue: "exempt" }];
  }
  if (invoice.type !== "deposit_invoice") return invoice.lines;
  return invoice.lines.map((line) => ({ ...line, account: revenue, vatDue: "collection" }));
}

function revenueAccount(invoice: InvoiceDraft, roles: Roles): string {
  if (invoice.type === "deposit_invoice") return roles.advancesReceived;
  return invoice.type === "supplier_invoice" ? roles.purchases : roles.sales;
}

function vatAccount(line: InvoiceLine, invoice: InvoiceDraft, roles: Roles): string {
  if (invoice.type === "supplier_invoice")
    return invoice.fixedAsset ? roles.vatDeductibleAssets : roles.vatDeductible;
  return line.vatDue === "collection" ? roles.vatUncollected : roles.vatCollected;
}
