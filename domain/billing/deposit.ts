import { type Cents, decimalOf, sumCents } from "../money.ts";
import { error, type Problem } from "../problems.ts";
import { shareOut } from "../shareOut.ts";
import type { InvoiceDraft, InvoiceType, Lifecycle } from "./invoice.ts";

/** Cents of a document at one rate, in hundredths of a percent. */
export type RatePart = { vatRate: number; net: Cents; vat: Cents };

/** A deposit invoice that a final invoice may deduct, with what other invoices deducted of it already. */
export type Deposit = {
  number: string;
  type: InvoiceType;
  lifecycle: Lifecycle;
  customerAux: string;
  total: Cents;
  lines: readonly { net: Cents; vat: Cents; vatRate: number }[];
  deducted: readonly RatePart[];
};

/** What a final invoice takes off for one deposit. */
export type Deduction = { number: string; rates: RatePart[] };

/**
 * What a final invoice takes off for the deposits billed before (GC35): of each, net and VAT rate by rate. The whole of what is left of
 * a deposit is taken as it stands; a part of it in proportion. Refused: no such deposit, another customer's, more than is left.
 */
export function deductionsOf(
  invoice: InvoiceDraft,
  known: ReadonlyMap<string, Deposit>,
): { deductions: Deduction[]; problems: Problem[] } {
  const found = (invoice.deposits ?? []).map(({ number, amount }) =>
    deduct(invoice, number, amount, known.get(number)),
  );
  return {
    deductions: found.flatMap((one) => ("rates" in one ? [one] : [])),
    problems: found.flatMap((one) => ("rates" in one ? [] : [one])),
  };
}

function deduct(
  invoice: InvoiceDraft,
  number: string,
  amount: Cents,
  deposit: Deposit | undefined,
): Deduction | Problem {
  const params = { number: invoice.number };
  const about = {
    ...(invoice.lineNumber === undefined ? {} : { line: invoice.lineNumber }),
    field: "deposit",
  };
  if (deposit?.type !== "deposit_invoice" || deposit.lifecycle !== "issued")
    return error("deposit_unknown", { ...about, value: number, params });
  if (deposit.customerAux !== invoice.customer.aux)
    return error("deposit_of_another_customer", { ...about, value: number, params });
  const left = leftOf(deposit);
  const rest = sumCents(left.map(({ net, vat }) => net + vat));
  if (amount <= 0n || amount > rest) {
    return error("deposit_above_rest", {
      ...about,
      value: decimalOf(amount),
      params: { ...params, deposit: number, rest: decimalOf(rest) },
    });
  }
  return { number, rates: amount === rest ? left : partOf(left, amount) };
}

/** What no invoice has deducted yet of a deposit. One without lines has no VAT. */
function leftOf({ total, lines, deducted }: Deposit): RatePart[] {
  const rates = new Map<number, RatePart>();
  const add = (vatRate: number, net: Cents, vat: Cents) => {
    const known = rates.get(vatRate) ?? { vatRate, net: 0n, vat: 0n };
    rates.set(vatRate, { vatRate, net: known.net + net, vat: known.vat + vat });
  };
  const billed = lines.length > 0 ? lines : [{ net: total, vat: 0n, vatRate: 0 }];
  for (const { vatRate, net, vat } of billed) add(vatRate, net, vat);
  for (const { vatRate, net, vat } of deducted) add(vatRate, -net, -vat);
  return [...rates.values()].filter(({ net, vat }) => net !== 0n || vat !== 0n);
}

function partOf(left: readonly RatePart[], amount: Cents): RatePart[] {
  const parts = shareOut(
    amount,
    left.map(({ net, vat }) => net + vat),
  );
  return left.map(({ vatRate, net, vat }, at) => {
    const [partNet = 0n, partVat = 0n] = shareOut(parts[at] ?? 0n, [net, vat]);
    return { vatRate, net: partNet, vat: partVat };
  });
}
