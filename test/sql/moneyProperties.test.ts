import fc from "fast-check";
import { expect, test } from "vitest";
import type { Parsed } from "../../domain/problems.ts";
import { acceptRefund } from "../../sql/acts/acceptRefund.ts";
import { changeIban } from "../../sql/acts/bankDetails.ts";
import { takeBackPayment } from "../../sql/acts/changePayment.ts";
import { acceptCarried, returnPayment } from "../../sql/acts/decideAwaited.ts";
import { acceptCredit } from "../../sql/acts/decideCredit.ts";
import { undoMatch } from "../../sql/acts/decideLine.ts";
import { hearBank } from "../../sql/acts/hearBank.ts";
import { makeTransferOrder } from "../../sql/acts/makeOrder.ts";
import { depositCash, makeRemittance, withdrawRemittance } from "../../sql/acts/makeRemittance.ts";
import { paySupplier } from "../../sql/acts/paySupplier.ts";
import { recordPayment } from "../../sql/acts/recordPayment.ts";
import { orderRefund } from "../../sql/acts/refund.ts";
import { reverseEntry } from "../../sql/acts/reverseEntry.ts";
import { setLock } from "../../sql/acts/setLock.ts";
import { splitLine } from "../../sql/acts/splitLine.ts";
import { validateEntries } from "../../sql/acts/validateEntries.ts";
import { changeSettings } from "../../sql/companies.ts";
import { refundsUnderWay } from "../../sql/refunds.ts";
import { cashAvailable } from "../../sql/till.ts";
import { useDatabase } from "../database.ts";
import { PROPERTY_TIMES } from "../propertyTimes.ts";
import { ibanOf } from "../scenarios/camt.ts";
import {
  aLine,
  aSale,
  bill,
  codesOf,
  type Dossier,
  lineId,
  openDossier,
  receive,
  shareId,
  within,
} from "./dossier.ts";
import { laws } from "./rspFile.ts";

/**
 * Money on all its ways through the till and the bank: slips, orders, discounts, splits, refunds, what comes back, reversals and locks,
 * in any order. A refusal changes nothing, a line taken back leaves no trace in the sums, and the till is never below zero.
 */
const database = useDatabase();

const CUSTOMERS = ["FA-1", "FA-2"] as const;
const SUPPLIERS = ["FF-1", "FF-2"] as const;
const DISCOUNT = { amount: 11_760n, discount: 240n };

type Step =
  | { kind: "receive"; method: "cash" | "cheque"; share: number; amount: bigint; aside: boolean }
  | { kind: "deposit" | "refund"; share: number; amount: bigint; cash: boolean }
  | { kind: "slip" | "validate" | "lock" }
  | { kind: "pay"; method: "cash" | "cheque"; share: number; discount: boolean }
  | { kind: "order"; discount: boolean; documents: boolean; refunds: boolean }
  | { kind: "split"; share: number; amount: bigint; writtenOff: bigint; gain: bigint; undone: boolean }
  | { kind: "carry" | "credit" | "come_back" | "refund_line"; nth: number; undone: boolean }
  | { kind: "refuse" | "take_back" | "reverse" | "withdraw" | "undo"; nth: number };

const share = fc.nat(1);
const nth = fc.nat(3);
const amount = fc.constantFrom(100n, 1_000n, 5_000n, 12_000n, 13_000n);
const cents = fc.constantFrom(0n, 0n, 50n, 400n);
const of = <const Kind extends string>(...kinds: Kind[]) => fc.constantFrom(...kinds);
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      kind: of("receive"),
      method: of("cash", "cheque"),
      share,
      amount,
      aside: fc.boolean(),
    }),
  },
  { weight: 3, arbitrary: fc.record({ kind: of("deposit", "refund"), share, amount, cash: fc.boolean() }) },
  { weight: 3, arbitrary: fc.record({ kind: of("slip", "validate", "lock") }) },
  {
    weight: 3,
    arbitrary: fc.record({ kind: of("pay"), method: of("cash", "cheque"), share, discount: fc.boolean() }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: of("order"),
      discount: fc.boolean(),
      documents: fc.boolean(),
      refunds: fc.boolean(),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: of("split"),
      share,
      amount,
      writtenOff: cents,
      gain: cents,
      undone: fc.boolean(),
    }),
  },
  {
    weight: 6,
    arbitrary: fc.record({
      kind: of("carry", "credit", "come_back", "refund_line"),
      nth,
      undone: fc.boolean(),
    }),
  },
  {
    weight: 5,
    arbitrary: fc.record({ kind: of("refuse", "take_back", "reverse", "withdraw", "undo"), nth }),
  },
);

type World = {
  dossier: Dossier;
  customers: bigint[];
  suppliers: bigint[];
  orders: { orderId: bigint; paymentIds: bigint[] }[];
  remittances: bigint[];
  lines: bigint[];
};

async function world(): Promise<World> {
  const dossier = await openDossier(database.pool);
  const line = (account: string, vatDue: "delivery" | "collection") => [
    { account, net: 10_000n, vatRate: 2_000, vat: 2_000n, vatDue },
  ];
  await within(dossier, (db) => changeSettings(db, { earlyPaymentDiscount: true }));
  const party = { payer: "supplier" as const, aux: "F-1", name: "Fournisseur Un" };
  const owed = {
    type: "supplier_invoice" as const,
    customer: party,
    lines: line("607000", "delivery"),
    discountOffer: { vatClause: true },
  };
  await bill(
    dossier,
    ...CUSTOMERS.map((number) => aSale(number, 12_000n, { lines: line("706000", "collection") })),
    ...SUPPLIERS.map((number) => aSale(number, 12_000n, owed)),
  );
  const act = { companyId: dossier.companyId, at: new Date("2026-11-02T09:00:00Z"), on: "2026-11-02" };
  for (const [nth, aux] of ["F-1", "C-FA-1", "C-FA-2"].entries())
    await changeIban(database.pool, { ...act, aux, iban: ibanOf(951 + nth) });
  return {
    dossier,
    customers: await Promise.all(CUSTOMERS.map((number) => shareId(dossier, number))),
    suppliers: await Promise.all(SUPPLIERS.map((number) => shareId(dossier, number, "supplier"))),
    orders: [],
    remittances: [],
    lines: [],
  };
}

type Payment = { id: bigint; direction: "in" | "out"; method: string; amount: bigint; status: string };

const payments = ({ dossier }: World) =>
  within(
    dossier,
    (db) => db<Payment[]>`
      select id, direction, method, amount_cents as amount, status from payment
       where status not in ('corrected', 'rejected', 'returned') order by id`,
  );

async function partyOf({ dossier }: World, shareId: bigint): Promise<bigint> {
  const [row] = await within(
    dossier,
    (db) => db<{ party: bigint }[]>`select third_party_id as party from share where id = ${shareId}`,
  );
  return row?.party ?? 0n;
}

/** One of those that there are, so that most of what is tried makes sense. */
const nthOf = <T>(all: readonly T[], { nth }: { nth: number }): T | undefined =>
  all[nth % Math.max(all.length, 1)];

/** @returns whether it was done; and the bank line that it decided */
async function play(given: World, step: Step, tick: number): Promise<{ done: boolean; lineId?: bigint }> {
  const { dossier } = given;
  const { pool, companyId } = dossier;
  const on = `2026-11-${String(4 + tick).padStart(2, "0")}`;
  const act = { companyId, at: new Date(`${on}T09:00:00Z`), on };
  const result = (parsed: Parsed<unknown>) => ({ done: parsed.ok });
  /** A line of the bank of these cents, which names nobody, and what a person says of it. */
  const line = async (cents: bigint, say: (id: bigint) => Promise<Parsed<unknown>>) => {
    const reference = `L${tick}`;
    await receive(dossier, [aLine(reference, cents, { label: "OPERATION", bookedOn: on })]);
    const id = await lineId(dossier, reference);
    given.lines.push(id);
    return { done: (await say(id)).ok, lineId: id };
  };
  const customer = given.customers["share" in step ? step.share : 0] ?? 0n;
  switch (step.kind) {
    case "receive":
      return result(
        await recordPayment(pool, {
          ...act,
          method: step.method,
          paidOn: on,
          allocations: [{ shareId: customer, amount: step.amount }],
          ...(step.aside
            ? { excess: { to: "to_refund" as const, reason: "essai", rights: ["adjustment"] } }
            : { answers: { keepExcess: true } }),
        }),
      );
    case "deposit": {
      const made = await depositCash(pool, { ...act, account: "BQ1", amount: step.amount });
      if (made.ok) given.remittances.push(made.value.remittanceId);
      return result(made);
    }
    case "slip": {
      const inHand = (await payments(given)).filter(
        ({ method, direction, status }) => method === "cheque" && direction === "in" && status === "received",
      );
      const paymentIds = inHand.map(({ id }) => id);
      const made = await makeRemittance(pool, { ...act, kind: "cheque_slip", account: "BQ1", paymentIds });
      if (made.ok) given.remittances.push(made.value.remittanceId);
      return result(made);
    }
    case "refund": {
      const refund = {
        ...act,
        amount: step.amount,
        method: step.cash ? ("cash" as const) : ("transfer" as const),
      };
      const ofShare = await orderRefund(pool, { ...refund, of: { shareId: customer } });
      if (ofShare.ok) return { done: true };
      return result(await orderRefund(pool, { ...refund, of: { toRefund: await partyOf(given, customer) } }));
    }
    case "pay": {
      const part = step.discount ? DISCOUNT : { amount: 6_000n };
      const allocations = [{ shareId: given.suppliers[step.share] ?? 0n, ...part }];
      const { method } = step;
      return result(await paySupplier(pool, { ...act, method, account: "BQ1", paidOn: on, allocations }));
    }
    case "order": {
      const part = step.discount ? DISCOUNT : { amount: 5_000n };
      const paid = step.documents ? given.suppliers.map((one) => ({ shareId: one, ...part })) : [];
      const waiting = step.refunds ? await within(dossier, (db) => refundsUnderWay(db)) : [];
      const refunds = waiting
        .filter(({ endToEndId }) => endToEndId === null)
        .map(({ paymentId }) => paymentId);
      const made = await makeTransferOrder(pool, { ...act, account: "BQ1", payments: paid, refunds });
      if (made.ok) given.orders.push(made.value);
      return result(made);
    }
    case "split": {
      const { amount: paid, writtenOff, gain } = step;
      const parts = [{ shareId: customer, amount: paid, writtenOff }];
      const why = { reason: "essai", rights: ["adjustment"], confirmed: true };
      return line(paid + gain, (id) => splitLine(pool, { ...act, lineId: id, parts, gain, ...why }));
    }
    case "carry": {
      const { orderId, paymentIds } = nthOf(given.orders, step) ?? { orderId: 0n, paymentIds: [] };
      const total = (await payments(given))
        .filter(({ id }) => paymentIds.includes(id))
        .reduce((sum, one) => sum + one.amount, 0n);
      if (total === 0n) return { done: false };
      return line(-total, (id) => acceptCarried(pool, { ...act, lineId: id, orderId }));
    }
    case "credit": {
      const remittanceIds = [nthOf(given.remittances, step) ?? 0n];
      const [row] = await within(
        dossier,
        (db) => db<{ cents: bigint }[]>`
          select coalesce(sum(payment.amount_cents), 0)::bigint
                   + (select coalesce(sum(debit_cents), 0)::bigint from journal_line
                       where entry_id = (select entry_id from remittance where id = ${remittanceIds[0] ?? 0n})) as cents
            from payment where remittance_id = ${remittanceIds[0] ?? 0n} and status = 'deposited'`,
      );
      if (!row?.cents) return { done: false };
      return line(row.cents, (id) =>
        acceptCredit(pool, { ...act, lineId: id, remittanceIds, paymentIds: [] }),
      );
    }
    case "come_back":
    case "refund_line": {
      const refund = step.kind === "refund_line";
      const refunds = await within(dossier, (db) => refundsUnderWay(db));
      const ordered = new Set(refunds.map(({ paymentId }) => paymentId));
      const all = (await payments(given)).filter(({ id, method, status }) =>
        refund ? ordered.has(id) : status === "cleared" && method !== "cash",
      );
      const one = nthOf(all, step);
      if (!one) return { done: false };
      const { id: paymentId } = one;
      if (refund) return line(-one.amount, (id) => acceptRefund(pool, { ...act, lineId: id, paymentId }));
      return line(one.direction === "in" ? -one.amount : one.amount, (id) =>
        returnPayment(pool, { ...act, lineId: id, paymentId }),
      );
    }
    case "refuse": {
      const order = nthOf(given.orders, step);
      const paymentId = nthOf(order?.paymentIds ?? [], step) ?? 0n;
      const items = [{ paymentId, status: "RJCT", reasonCode: "AC04" }];
      return result(await hearBank(pool, { ...act, orderId: order?.orderId ?? 0n, items }));
    }
    case "take_back": {
      const paymentId = nthOf(await payments(given), step)?.id ?? 0n;
      return result(await takeBackPayment(pool, { ...act, paymentId }));
    }
    case "reverse": {
      const entries = await within(
        dossier,
        (db) => db<{ id: bigint }[]>`select id from journal_entry where journal <> 'VE' order by id`,
      );
      const entryId = nthOf(entries, step)?.id ?? 0n;
      return result(await reverseEntry(pool, { ...act, entryId, reason: "essai" }));
    }
    case "withdraw":
      return result(
        await withdrawRemittance(pool, { ...act, remittanceId: nthOf(given.remittances, step) ?? 0n }),
      );
    case "undo":
      return result(await undoMatch(pool, { ...act, lineId: nthOf(given.lines, step) ?? 0n }));
    case "validate":
      await within(dossier, (db) => validateEntries(db, { ...act, upTo: on }));
      return { done: true };
    case "lock":
      return result(await setLock(pool, { ...act, upTo: `2026-11-${String(3 + tick).padStart(2, "0")}` }));
  }
}

/** Everything that a refusal must leave as it was. */
const everything = ({ dossier }: World) =>
  within(
    dossier,
    (db) => db`
      select (select json_agg(entry order by entry.id) from journal_entry as entry) as entries,
             (select json_agg(line order by line.id) from journal_line as line) as lines,
             (select json_agg(payment order by payment.id) from payment) as payments,
             (select json_agg(allocation order by payment_id, share_id) from allocation) as allocations,
             (select json_agg(remittance order by remittance.id) from remittance) as remittances,
             (select json_agg(write_off order by write_off.id) from write_off) as write_offs,
             (select json_agg(share.due_cents order by share.id) from share) as dues,
             (select json_agg(lettered order by lettered.line_id) from lettering_line as lettered) as lettered`,
  );

/** What people see of the money: a line that is taken back leaves it as it was, whether its entry went or was reversed. */
const sums = ({ dossier }: World) =>
  within(
    dossier,
    (db) => db`
      select (select json_object_agg(account, cents) from (
                select account, sum(debit_cents - credit_cents) as cents
                  from journal_line group by account having sum(debit_cents - credit_cents) <> 0) as balance) as balances,
             (select json_agg(due_cents order by id) from share) as dues,
             (select json_agg(json_build_array(id, status, discount_cents, remittance_id) order by id)
                from payment where status <> 'corrected') as payments,
             (select json_agg(json_build_array(payment_id, share_id, amount_cents) order by payment_id, share_id)
                from allocation) as allocations,
             (select coalesce(sum(amount_cents), 0) from write_off where corrected_on is null) as written_off,
             (select json_object_agg(invoice_id, cents) from (
                select invoice_id, sum(vat_cents) as cents from vat_move
                 group by invoice_id having sum(vat_cents) <> 0) as moved) as vat,
             (select count(*)::integer from clearing) as clearings`,
  );

test(
  "law: on all the ways of money a refusal changes nothing, a line taken back restores every sum, and the till is never below zero",
  async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 8, maxLength: 22 }), async (steps) => {
        const given = await world();
        for (const [tick, one] of steps.entries()) {
          const [before, sumsBefore] = [await everything(given), await sums(given)];
          const { done, lineId: decided } = await play(given, one, tick);
          if (!done) expect(await everything(given)).toEqual(before);
          else if (decided !== undefined && "undone" in one && one.undone) {
            const on = `2026-11-${String(4 + tick).padStart(2, "0")}`;
            const act = { companyId: given.dossier.companyId, at: new Date(`${on}T10:00:00Z`), on };
            expect(codesOf(await undoMatch(database.pool, { ...act, lineId: decided }))).toEqual([]);
            expect(await sums(given)).toEqual(sumsBefore);
          }
          const till = await within(given.dossier, (db) => cashAvailable(db, "2026-11-01"));
          expect(till).toBeGreaterThanOrEqual(0n);
        }
        expect(await laws(given.dossier)).toEqual([]);
      }),
      { numRuns: 12 * PROPERTY_TIMES },
    );
  },
  300_000 * PROPERTY_TIMES,
);
