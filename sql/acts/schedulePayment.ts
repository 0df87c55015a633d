import { error, type Parsed, type Problem } from "../../domain/problems.ts";
import type { PayOutMethod } from "../../domain/treasury/order.ts";
import { askingRefusals } from "../../domain/treasury/orderChecks.ts";
import { drawIds, idsOf } from "../bulk.ts";
import type { Db, Pool } from "../connect.ts";
import { bankAccountOf, journalsOfAccounts } from "../orders.ts";
import { insertUnderWay, type UnderWay } from "../underWay.ts";
import {
  type AskedFacts,
  type Asking,
  auditOrder,
  bankDetails,
  factOf,
  factsToAsk,
  inBooks,
  totalOf,
} from "./askBank.ts";
import { orderTransfers } from "./makeOrder.ts";
import { cashRefusals, payNow, type SupplierPayment, supplierRefusals } from "./paySupplier.ts";

/**
 * A payment to a supplier planned for a day to come (S4.10). It counts as under way, so that nobody pays twice, and becomes real on
 * its day (passDay): a transfer in an order of that day, a cheque issued, the others awaited on the account.
 */
export function schedulePayment(
  pool: Pool,
  payment: SupplierPayment,
): Promise<Parsed<{ paymentId: bigint }>> {
  return inBooks(pool, payment, async (db) => {
    const { account, allocations, method, paidOn, on, chequeNumber, reference, by } = payment;
    const facts = await factsToAsk(db, allocations);
    const problems = [
      ...(paidOn <= on ? [error("day_not_ahead", { value: paidOn })] : []),
      ...(await supplierRefusals(db, payment, facts)),
      ...(await withoutDetails(db, method, facts)),
    ];
    const [first] = allocations;
    if (!first || problems.length > 0) return { ok: false, problems };
    const [id] = await drawIds(db, "payment", 1);
    if (id === undefined) throw new Error("no id was drawn");
    const { thirdPartyId, party } = factOf(facts, first.shareId);
    const bankAccountId = account === undefined ? undefined : await bankAccountOf(db, account);
    await insertUnderWay(db, payment.companyId, [
      {
        id,
        direction: "out",
        method,
        status: "scheduled",
        paidOn,
        amount: totalOf(allocations),
        thirdPartyId,
        label: `Paiement planifié ${party}`,
        ...(bankAccountId === undefined ? {} : { bankAccountId }),
        ...(chequeNumber ? { chequeNumber } : {}),
        ...(reference ? { reference } : {}),
        ...(by === undefined ? {} : { by }),
        allocations,
      },
    ]);
    await auditOrder(db, payment, "schedule_payment", {
      subject: "payment",
      subjectId: id,
      detail: { method, scheduledOn: paidOn },
    });
    return { ok: true, value: { paymentId: id }, warnings: [] };
  });
}

/** A planned payment is given up before its day: nothing was posted, nothing is left of it but the log. */
export function cancelScheduled(
  pool: Pool,
  asking: Asking & { paymentId: bigint },
): Promise<Parsed<{ paymentId: bigint }>> {
  return inBooks(pool, asking, async (db) => {
    const { paymentId } = asking;
    const [gone] = await db<{ id: bigint }[]>`
      delete from payment where id = ${paymentId} and status = 'scheduled' returning id
    `;
    if (!gone) return { ok: false, problems: [error("payment_not_scheduled")] };
    await auditOrder(db, asking, "cancel_scheduled", { subject: "payment", subjectId: paymentId });
    return { ok: true, value: { paymentId }, warnings: [] };
  });
}

/**
 * Planned payments whose day has come. The transfers of one account and day go in one order. One that can no longer be made, because
 * its document was paid otherwise, its supplier has no IBAN any more or the till is too low, stays planned, where a person sees that it is late.
 * @returns how many became real
 */
export async function makeReal(db: Db, planned: readonly UnderWay[], asking: Asking): Promise<number> {
  if (planned.length === 0) return 0;
  const journals = await journalsOfAccounts(db);
  const known = await factsToAsk(
    db,
    planned.flatMap(({ allocations }) => allocations),
  );
  const { ibans } = await bankDetails(db, known.values());
  const ready = planned.flatMap((payment) => {
    const facts = factsWithout(known, payment);
    const isReachable = payment.method !== "transfer" || ibans.has(payment.thirdPartyId);
    const problems = askingRefusals("out", payment.allocations, facts);
    return problems.length === 0 && isReachable ? [{ ...payment, facts }] : [];
  });
  const { on } = asking;
  const ordered = ready.filter(({ method }) => method === "transfer");
  await forget(db, ordered);
  const transfers = new Map<string, UnderWay[]>();
  for (const payment of ordered) {
    const executeOn = payment.paidOn < on ? on : payment.paidOn;
    const key = `${journals.get(payment.bankAccountId ?? 0n) ?? ""} ${executeOn}`;
    transfers.set(key, [...(transfers.get(key) ?? []), payment]);
  }
  for (const [key, payments] of transfers) {
    const [account = "", executeOn = on] = key.split(" ");
    const items = payments.map(({ paymentId, allocations }) => ({ id: paymentId, allocations }));
    const made = await orderTransfers(db, { ...asking, account, executeOn, items });
    if (!made.ok) throw new Error(`planned transfers were refused: ${made.problems[0]?.code}`);
  }
  let made = ordered.length;
  for (const payment of ready.filter(({ method }) => method !== "transfer")) {
    // One after the other: each takes from the till what the next one no longer finds there.
    const short = payment.method === "cash" ? await cashRefusals(db, payment, payment.facts) : [];
    if (short.length > 0) continue;
    const account = journals.get(payment.bankAccountId ?? 0n);
    const now: SupplierPayment = {
      ...asking,
      method: payment.method as PayOutMethod,
      paidOn: payment.paidOn,
      allocations: payment.allocations,
      ...(account === undefined ? {} : { account }),
      ...(payment.chequeNumber ? { chequeNumber: payment.chequeNumber } : {}),
    };
    await forget(db, [payment]);
    await payNow(db, now, payment.facts, payment.paymentId);
    made += 1;
  }
  return made;
}

/** The plan goes where the payment takes its place, under the same id. */
async function forget(db: Db, planned: readonly UnderWay[]): Promise<void> {
  await db`delete from payment where id = any (${idsOf(planned.map(({ paymentId }) => paymentId))}::text[]::bigint[])`;
}

/** What is known of the shares of a planned payment, which is not counted as under way against itself. */
function factsWithout(
  known: ReadonlyMap<bigint, AskedFacts>,
  { allocations }: UnderWay,
): Map<bigint, AskedFacts> {
  return new Map(
    allocations.flatMap(({ shareId, amount, discount = 0n }) => {
      const fact = known.get(shareId);
      return fact ? [[shareId, { ...fact, underWay: fact.underWay - amount - discount }] as const] : [];
    }),
  );
}

async function withoutDetails(
  db: Db,
  method: string,
  facts: ReadonlyMap<bigint, AskedFacts>,
): Promise<Problem[]> {
  return method === "transfer" ? (await bankDetails(db, facts.values())).missing : [];
}
