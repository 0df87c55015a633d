import type { IsoDate } from "../days.ts";
import { type Cents, sumCents } from "../money.ts";
import { splitByRate, type TaxedPart } from "./split.ts";

/** A payment as the books have it: what it gives to one invoice, signed (money out is negative). */
export type PaymentOfInvoice = {
  paymentId: bigint;
  method: string;
  status: string;
  paidOn: IsoDate;
  /** The day a rule of its means gives (bills, direct debits), where there is one. */
  collectedOn: IsoDate | null;
  /** The day the bank credited it, where it did. */
  creditedOn: IsoDate | null;
  amount: Cents;
};

/** What was said of a payment so far on one invoice: the sum, and the day it was last said to be collected. */
export type Told = { paymentId: bigint; amount: Cents; collectedOn: IsoDate };

/** A payment that is no longer what was said of it: gone, or given back on a day. */
export type TakenBack = { paymentId: bigint; on: IsoDate };

export type ReportEvent = {
  paymentId: bigint;
  /**
   * `collected`: so much more than was said (less, when the payment gives less to the invoice). `taken_back`: it was so, until that
   * day. `withdrawn`: it never was so (a draft taken back, a day corrected).
   */
  cause: "collected" | "taken_back" | "withdrawn";
  /** Signed cents of the payment, before any split. */
  paid: Cents;
  collectedOn: IsoDate;
  /** Signed cents, tax included, of the parts whose VAT is due on collection; none is zero. */
  amounts: { vatRate: number; amount: Cents }[];
};

/** Money that is in hand as soon as it is recorded. Any other means counts once the bank has it. */
const IN_HAND = ["cheque", "cash", "card", "credit_note", "internal"];
const NOT_YET_OR_NO_MORE = ["scheduled", "rejected", "returned", "corrected"];

/**
 * The day on which a payment counts as collected (doctrine BOI-TVA-BASE-20-20): a cheque the day it is received, a
 * card the day of the sale, cash that day, a transfer or a direct debit the day it is credited, a bill on its due date. Undefined
 * while it does not count, or no longer does. An advance counts on the day it is used, and no sooner than the bank has its money.
 */
export function collectionDay(payment: Omit<PaymentOfInvoice, "paymentId" | "amount">): IsoDate | undefined {
  const { method, status, paidOn, collectedOn, creditedOn } = payment;
  if (IN_HAND.includes(method)) return NOT_YET_OR_NO_MORE.includes(status) ? undefined : paidOn;
  return status === "cleared" ? (collectedOn ?? creditedOn ?? paidOn) : undefined;
}

/** An invoice whose VAT waits for the money, as far as it is paid. */
export type InvoiceCollected = {
  /** What it asks for in all: its shares. */
  asked: Cents;
  parts: readonly TaxedPart[];
  payments: readonly PaymentOfInvoice[];
  told: readonly Told[];
  takenBack: readonly TakenBack[];
};

/** What one invoice should have been reported by now, rate by rate: the law that the events must add up to. */
export function reportedInAll(
  invoice: Pick<InvoiceCollected, "asked" | "parts" | "payments">,
): Map<number, Cents> {
  return reported(invoice, sumCents(counted(invoice.payments).map(({ amount }) => amount)));
}

/**
 * The events that bring what was said of an invoice to what is collected of it now: first what is taken back, then what came in, by
 * day. Split rate by rate on what is collected in all, before and after, so that the events always add up to the split of the whole,
 * and the payment that closes the invoice closes every rate. Money beyond what the invoice asks for is no
 * consideration of it: such an event has no amounts.
 */
export function reportEvents(invoice: InvoiceCollected): ReportEvent[] {
  let sum = sumCents(invoice.told.map(({ amount }) => amount));
  return changes(invoice).map((change) => {
    const before = reported(invoice, sum);
    sum += change.paid;
    const after = reported(invoice, sum);
    const amounts = [...after].flatMap(([vatRate, cents]) => {
      const amount = cents - (before.get(vatRate) ?? 0n);
      return amount === 0n ? [] : [{ vatRate, amount }];
    });
    return { ...change, amounts };
  });
}

type Change = Omit<ReportEvent, "amounts">;

function changes({ payments, told, takenBack }: InvoiceCollected): Change[] {
  const now = new Map(counted(payments).map((payment) => [payment.paymentId, payment]));
  const said = new Map(told.filter(({ amount }) => amount !== 0n).map((one) => [one.paymentId, one]));
  const back = new Map(takenBack.map(({ paymentId, on }) => [paymentId, on]));
  const lower: Change[] = [];
  const higher: Change[] = [];
  for (const paymentId of new Set([...said.keys(), ...now.keys()])) {
    const [was, is] = [said.get(paymentId), now.get(paymentId)];
    const on = back.get(paymentId);
    if (was && is?.collectedOn === was.collectedOn) {
      const paid = is.amount - was.amount;
      if (paid !== 0n) higher.push({ paymentId, cause: "collected", paid, collectedOn: is.collectedOn });
      continue;
    }
    if (was && !is && on !== undefined)
      lower.push({ paymentId, cause: "taken_back", paid: -was.amount, collectedOn: on });
    else if (was)
      lower.push({ paymentId, cause: "withdrawn", paid: -was.amount, collectedOn: was.collectedOn });
    if (is) higher.push({ paymentId, cause: "collected", paid: is.amount, collectedOn: is.collectedOn });
  }
  return [...lower.sort(byDay), ...higher.sort(byDay)];
}

function byDay(a: Change, b: Change): number {
  if (a.collectedOn !== b.collectedOn) return a.collectedOn < b.collectedOn ? -1 : 1;
  return a.paymentId < b.paymentId ? -1 : 1;
}

/** The payments that count, each once. */
function counted(payments: readonly PaymentOfInvoice[]): Told[] {
  return payments.flatMap((payment) => {
    const collectedOn = collectionDay(payment);
    const { paymentId, amount } = payment;
    return collectedOn === undefined || amount === 0n ? [] : [{ paymentId, amount, collectedOn }];
  });
}

function reported(
  { asked, parts }: Pick<InvoiceCollected, "asked" | "parts">,
  paid: Cents,
): Map<number, Cents> {
  const sums = new Map<number, Cents>();
  for (const { part, amount } of splitByRate(within(paid, asked), parts))
    if (part.onCollection) sums.set(part.vatRate, (sums.get(part.vatRate) ?? 0n) + amount);
  return sums;
}

/** `amount` held between nothing and `limit`, whichever side of zero that is. */
function within(amount: Cents, limit: Cents): Cents {
  const [low, high] = limit < 0n ? [limit, 0n] : [0n, limit];
  return amount < low ? low : amount > high ? high : amount;
}
