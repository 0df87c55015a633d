import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { sumCents } from "../../../domain/money.ts";
import {
  collectionDay,
  type InvoiceCollected,
  type PaymentOfInvoice,
  type ReportEvent,
  reportEvents,
  reportedInAll,
  type Told,
} from "../../../domain/reporting/collections.ts";
import { DEFAULT_SCOPES, destinationOf, kindOf, type Said } from "../../../domain/reporting/scope.ts";

const SERVICE = { vatRate: 2000, total: 60_000n, onCollection: true };
const REDUCED = { vatRate: 1000, total: 33_000n, onCollection: true };

function aPayment(
  paymentId: bigint,
  amount: bigint,
  changes: Partial<PaymentOfInvoice> = {},
): PaymentOfInvoice {
  return {
    paymentId,
    method: "transfer",
    status: "cleared",
    paidOn: "2026-11-12",
    collectedOn: null,
    creditedOn: null,
    amount,
    ...changes,
  };
}

function anInvoice(changes: Partial<InvoiceCollected> = {}): InvoiceCollected {
  return { asked: 93_000n, parts: [SERVICE, REDUCED], payments: [], told: [], takenBack: [], ...changes };
}

/** What was said after these events, as the next look at the invoice finds it. */
function toldAfter(events: readonly ReportEvent[]): Told[] {
  const told = new Map<bigint, Told>();
  for (const { paymentId, paid, cause, collectedOn } of events) {
    const before = told.get(paymentId);
    told.set(paymentId, {
      paymentId,
      amount: (before?.amount ?? 0n) + paid,
      collectedOn: cause === "collected" ? collectedOn : (before?.collectedOn ?? collectedOn),
    });
  }
  return [...told.values()];
}

describe("the day a payment counts as collected", () => {
  const day = (changes: Partial<PaymentOfInvoice>) => collectionDay(aPayment(1n, 1n, changes));

  test("cheque, cash and card count in hand, whenever the bank has them", () => {
    expect(day({ method: "cheque", status: "in_portfolio", creditedOn: "2026-11-20" })).toBe("2026-11-12");
    expect(day({ method: "card", status: "received" })).toBe("2026-11-12");
    expect(day({ method: "cash" })).toBe("2026-11-12");
    expect(day({ method: "cheque", status: "scheduled" })).toBeUndefined();
  });

  test("a direct debit and an insurer's payment count once credited, that day; a bill on its due date", () => {
    expect(day({ method: "direct_debit", status: "sent" })).toBeUndefined();
    expect(day({ method: "direct_debit", creditedOn: "2026-11-16" })).toBe("2026-11-16");
    expect(day({ method: "insurer_transfer", status: "announced" })).toBeUndefined();
    expect(day({ method: "bill_of_exchange", creditedOn: "2026-11-16", collectedOn: "2026-11-30" })).toBe(
      "2026-11-30",
    );
  });

  test("what was rejected, came back or was corrected does not", () => {
    for (const status of ["rejected", "returned", "corrected"])
      for (const method of ["transfer", "cheque", "direct_debit"])
        expect(day({ method, status })).toBeUndefined();
  });
});

describe("the events of an invoice whose VAT is due on collection", () => {
  test("a payment is reported rate by rate, tax included; goods beside services are not (GC42)", () => {
    const goods = { vatRate: 2000, total: 7_000n, onCollection: false };
    const payments = [aPayment(1n, 100_000n)];
    expect(reportEvents(anInvoice({ asked: 100_000n, parts: [SERVICE, REDUCED, goods], payments }))).toEqual([
      {
        paymentId: 1n,
        cause: "collected",
        paid: 100_000n,
        collectedOn: "2026-11-12",
        amounts: [
          { vatRate: 2000, amount: 60_000n },
          { vatRate: 1000, amount: 33_000n },
        ],
      },
    ]);
  });

  test("what was said already is not said twice", () => {
    const payments = [aPayment(1n, 93_000n)];
    const told = toldAfter(reportEvents(anInvoice({ payments })));
    expect(reportEvents(anInvoice({ payments, told }))).toEqual([]);
  });

  test("one that came back is the same with negative amounts, on the day it came back (GC42)", () => {
    const told = [{ paymentId: 1n, amount: 93_000n, collectedOn: "2026-11-16" }];
    const back = anInvoice({ told, takenBack: [{ paymentId: 1n, on: "2026-11-20" }] });
    expect(reportEvents(back)).toEqual([
      {
        paymentId: 1n,
        cause: "taken_back",
        paid: -93_000n,
        collectedOn: "2026-11-20",
        amounts: [
          { vatRate: 2000, amount: -60_000n },
          { vatRate: 1000, amount: -33_000n },
        ],
      },
    ]);
  });

  test("one that never was so is withdrawn on the day it was said of; another day is said anew", () => {
    const told = [{ paymentId: 1n, amount: 93_000n, collectedOn: "2026-11-16" }];
    expect(reportEvents(anInvoice({ told }))).toMatchObject([
      { cause: "withdrawn", collectedOn: "2026-11-16" },
    ]);
    const payments = [aPayment(1n, 93_000n, { paidOn: "2026-11-18" })];
    expect(reportEvents(anInvoice({ told, payments }))).toMatchObject([
      { cause: "withdrawn", collectedOn: "2026-11-16", paid: -93_000n },
      { cause: "collected", collectedOn: "2026-11-18", paid: 93_000n },
    ]);
  });

  test("money beyond what the invoice asks for is no part of it; paying it back takes nothing away", () => {
    const paid = [aPayment(1n, 93_000n), aPayment(2n, 500n)];
    const events = reportEvents(anInvoice({ payments: paid }));
    expect(events.map(({ amounts }) => amounts.length)).toEqual([2, 0]);
    const refunded = [...paid, aPayment(3n, -500n)];
    expect(reportEvents(anInvoice({ payments: refunded, told: toldAfter(events) }))).toMatchObject([
      { paymentId: 3n, amounts: [] },
    ]);
  });
});

describe("law: whatever comes, comes back or is dated otherwise, the events add up to what is collected", () => {
  const step = fc.record({
    paymentId: fc.bigInt({ min: 1n, max: 5n }),
    amount: fc.bigInt({ min: -20_000n, max: 60_000n }),
    status: fc.constantFrom("cleared", "returned", "corrected", "gone"),
    paidOn: fc.constantFrom("2026-11-10", "2026-11-12", "2026-12-01"),
  });
  const part = fc.record({
    vatRate: fc.constantFrom(2000, 1000, 550, 0),
    total: fc.bigInt({ min: 1n, max: 50_000n }),
    onCollection: fc.boolean(),
  });

  test("after every step, rate by rate", () => {
    fc.assert(
      fc.property(
        fc.array(part, { minLength: 1, maxLength: 4 }),
        fc.array(step, { maxLength: 12 }),
        (parts, steps) => {
          const asked = sumCents(parts.map(({ total }) => total));
          const books = new Map<bigint, PaymentOfInvoice>();
          const said: ReportEvent[] = [];
          for (const { paymentId, amount, status, paidOn } of steps) {
            if (status === "gone") books.delete(paymentId);
            else books.set(paymentId, aPayment(paymentId, amount, { status, paidOn }));
            const payments = [...books.values()];
            const takenBack = payments
              .filter((payment) => payment.status !== "cleared")
              .map((payment) => ({ paymentId: payment.paymentId, on: "2026-12-15" }));
            said.push(...reportEvents({ asked, parts, payments, told: toldAfter(said), takenBack }));
            const sums = new Map<number, bigint>();
            for (const { vatRate, amount: cents } of said.flatMap((event) => event.amounts))
              sums.set(vatRate, (sums.get(vatRate) ?? 0n) + cents);
            for (const [vatRate, cents] of reportedInAll({ asked, parts, payments }))
              expect(sums.get(vatRate) ?? 0n).toBe(cents);
          }
        },
      ),
    );
  });
});

describe("where an event goes", () => {
  const event: ReportEvent = {
    paymentId: 1n,
    cause: "collected",
    paid: 10n,
    collectedOn: "2026-11-12",
    amounts: [{ vatRate: 2000, amount: 10n }],
  };
  const said = (changes: Partial<Said> = {}): Said => ({
    kind: "212",
    since: "2026-11-12",
    gone: false,
    waits: true,
    ...changes,
  });

  test("by the type of invoice, unless the customer has a scope of its own", () => {
    const kind = (
      type: "business" | "private" | "third_party_payer",
      customerScope: "ereport_b2bi" | null = null,
    ) => kindOf({ type, customerScope }, DEFAULT_SCOPES);
    expect([kind("business"), kind("private"), kind("third_party_payer")]).toEqual([
      "212",
      "10.4",
      undefined,
    ]);
    expect(kind("business", "ereport_b2bi")).toBe("10.2");
  });

  test("nowhere before the first day of reporting, nor without a scope, nor without an amount", () => {
    expect(destinationOf(event, "212", "2026-09-01", undefined)).toEqual({ kind: "212", state: "to_send" });
    expect(destinationOf(event, "212", "2026-11-13", undefined)).toEqual({ kind: "212", state: "not_sent" });
    expect(destinationOf(event, undefined, "2026-09-01", undefined)).toEqual({
      kind: null,
      state: "not_sent",
    });
    expect(destinationOf({ ...event, amounts: [] }, "212", "2026-09-01", undefined).state).toBe("not_sent");
  });

  test("what is taken back is sent where what it takes back was to be, and nowhere otherwise", () => {
    const back: ReportEvent = { ...event, cause: "taken_back", paid: -10n, collectedOn: "2026-11-20" };
    expect(destinationOf(back, undefined, "2026-09-01", said())).toEqual({ kind: "212", state: "to_send" });
    expect(destinationOf(back, "212", "2026-11-15", said()).state).toBe("not_sent");
    expect(destinationOf(back, "212", "2026-09-01", said({ kind: null, waits: false })).state).toBe(
      "not_sent",
    );
  });

  test("what is withdrawn is said only to those who were told", () => {
    const withdrawn: ReportEvent = { ...event, cause: "withdrawn", paid: -10n };
    expect(destinationOf(withdrawn, "212", "2026-09-01", said()).state).toBe("withdrawn");
    expect(destinationOf(withdrawn, "212", "2026-09-01", said({ gone: true, waits: false })).state).toBe(
      "to_send",
    );
  });
});
