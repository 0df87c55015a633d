import type { Cents } from "../money.ts";
import type { Roles } from "./accounts.ts";
import { credit, debit, type EntryLine, type VatMove } from "./entry.ts";

/**
 * The VAT of an invoice at one rate that waits for the money, in cents: all of it, and what left 445740 with earlier payments.
 * `vatRate` in hundredths of a percent.
 */
export type WaitingVat = { vatRate: number; vat: Cents; collected: Cents };

/** Cents of a payment that go to an invoice, with what the invoice was before the payment. */
export type CollectedPart = {
  invoiceId: bigint;
  /** The invoice that billed it first, where it was billed again since: its VAT stands there, and what it asks for and waits for too. */
  billedFirst?: bigint;
  amount: Cents;
  /** What the invoice asks for in all, deposits deducted. */
  total: Cents;
  /** What of it had not been collected: its due, and what is on its way to the bank by a means that counts on the day it is credited. */
  uncollected: Cents;
  waitingVat: readonly WaitingVat[];
};

/**
 * The VAT that falls due with each of these payments, in their order: on every invoice, rate by rate, the
 * payment's part of the VAT to the nearest cent, and to the payment that closes the invoice what is left. Money beyond what an invoice
 * asks for moves none. Every entry that collects money takes its VAT from here.
 * @param payments the parts of each payment; the state of an invoice is read off the first part that names it
 */
export function vatOfPayments(payments: readonly (readonly CollectedPart[])[]): VatMove[][] {
  const invoices = new Map<bigint, { total: Cents; uncollected: Cents; rates: WaitingVat[] }>();
  return payments.map((parts) => {
    const paid = new Map<bigint, Cents>();
    for (const { amount, total, uncollected, waitingVat, ...part } of parts) {
      const invoiceId = part.billedFirst ?? part.invoiceId;
      if (!invoices.has(invoiceId)) invoices.set(invoiceId, { total, uncollected, rates: [...waitingVat] });
      paid.set(invoiceId, (paid.get(invoiceId) ?? 0n) + amount);
    }
    return [...paid].flatMap(([invoiceId, amount]) => {
      const invoice = invoices.get(invoiceId);
      if (!invoice) return [];
      const { total } = invoice;
      const before = within(invoice.uncollected, total);
      const after = within(invoice.uncollected - amount, total);
      const moves = invoice.rates.map((rate) => ({ ...rate, moved: movedVat(rate, total, before, after) }));
      invoices.set(invoiceId, {
        total,
        uncollected: invoice.uncollected - amount,
        rates: moves.map(({ moved, ...rate }) => ({ ...rate, collected: rate.collected + moved })),
      });
      return moves.flatMap(({ vatRate, moved }) =>
        moved === 0n ? [] : [{ invoiceId, vatRate, vat: moved }],
      );
    });
  });
}

/**
 * What of a payment's allocations has arrived when the bank has brought this much of it: an insurer's return may come in several
 * transfers. Recoveries count at once, for they are why less comes; then the allocations fill up in the order of their shares.
 * The payer's money alone decides: what other payers of the invoice paid changes nothing.
 * @param arrived cents the bank has brought; the whole payment when they are all of it
 * @returns the allocations of which something arrived, with the cents that did
 */
export function arrivedOf<Part extends { shareId: bigint; amount: Cents }>(
  allocations: readonly Part[],
  arrived: Cents,
): Part[] {
  const recoveries = allocations.filter(({ amount }) => amount < 0n);
  const paid = allocations.filter(({ amount }) => amount >= 0n);
  let left = recoveries.reduce((sum, { amount }) => sum - amount, arrived);
  const filled = paid
    .toSorted((a, b) => (a.shareId < b.shareId ? -1 : 1))
    .map((part) => {
      const amount = part.amount < left ? part.amount : left;
      left -= amount;
      return { ...part, amount };
    });
  return [...recoveries, ...filled].filter(({ amount }) => amount !== 0n);
}

/** What arrives of a payment's allocations when the bank brings it from `before` cents to `after`: nothing twice. */
export function newlyArrived<Part extends { shareId: bigint; amount: Cents }>(
  allocations: readonly Part[],
  before: Cents,
  after: Cents,
): Part[] {
  const known = new Map(
    before === 0n ? [] : arrivedOf(allocations, before).map(({ shareId, amount }) => [shareId, amount]),
  );
  return arrivedOf(allocations, after)
    .map((part) => ({ ...part, amount: part.amount - (known.get(part.shareId) ?? 0n) }))
    .filter(({ amount }) => amount !== 0n);
}

/** The same VAT, going back: a payment that comes back unpaid takes with it to the cent what it had moved (GC42). */
export function vatTakenBack(moves: readonly VatMove[]): VatMove[] {
  return moves.map((move) => ({ ...move, vat: -move.vat }));
}

/** The lines of an entry that moves VAT on collection: rates stay apart, invoices of one rate stand together. */
export function vatLines(moves: readonly VatMove[], roles: Roles): EntryLine[] {
  const byRate = new Map<number, Cents>();
  for (const { vatRate, vat } of moves) byRate.set(vatRate, (byRate.get(vatRate) ?? 0n) + vat);
  return [...byRate].flatMap(([vatRate, vat]) => [
    debit(roles.vatUncollected, vat, { vatRate }),
    credit(roles.vatCollected, vat, { vatRate }),
  ]);
}

/** The cents moved at one rate when what is uncollected of an invoice goes from `before` to `after`. */
function movedVat({ vat, collected }: WaitingVat, total: Cents, before: Cents, after: Cents): Cents {
  if (before === after) return 0n;
  if (after === 0n) return vat - collected;
  if (after === total) return -collected;
  const part = rounded(vat * (before - after), total);
  return within(collected + part, vat) - collected;
}

/** `amount` held between nothing and `limit`, whichever side of zero that is. */
function within(amount: Cents, limit: Cents): Cents {
  const [low, high] = limit < 0n ? [limit, 0n] : [0n, limit];
  return amount < low ? low : amount > high ? high : amount;
}

/** Half a cent away from zero. */
function rounded(numerator: Cents, denominator: Cents): Cents {
  const half = numerator < 0n === denominator < 0n ? denominator : -denominator;
  return (2n * numerator + half) / (2n * denominator);
}

/**
 * When money counts as collected, by its means: on the day it is received, whenever the bank has it, or on the day
 * the bank credits it. The VAT lines stand in the entry of that day.
 */
export function countsWhenReceived(method: string): boolean {
  return method === "cheque" || method === "cash" || method === "card";
}
