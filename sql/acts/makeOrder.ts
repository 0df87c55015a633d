import type { IsoDate } from "../../domain/days.ts";
import { sumCents } from "../../domain/money.ts";
import { error, type Parsed, type Problem } from "../../domain/problems.ts";
import { endToEndIdOf } from "../../domain/treasury/order.ts";
import type { AskedPart } from "../../domain/treasury/orderChecks.ts";
import { drawIds } from "../bulk.ts";
import { currentCompany } from "../companies.ts";
import type { Db, Pool } from "../connect.ts";
import { insertOrder, mandatesOf } from "../orders.ts";
import { putInOrder, refundsToSend } from "../refunds.ts";
import { discountProblems } from "../settling.ts";
import { insertUnderWay } from "../underWay.ts";
import {
  type AskedFacts,
  type Asking,
  auditOrder,
  bankDetails,
  checkAsked,
  factOf,
  inBooks,
  totalOf,
} from "./askBank.ts";

export type MadeOrder = { orderId: bigint; reference: string; paymentIds: bigint[] };

/** One document for one payment, as people choose them; to a supplier, with the discount that he grants. */
type Chosen = { shareId: bigint; amount: bigint; discount?: bigint };

/** A payment of an order with all that it pays. `id`: that of a payment planned before. */
type Item = { id?: bigint; allocations: readonly AskedPart[] };

export type TransferOrder = Asking & {
  /** Journal of the account to debit, such as BQ1. */
  account: string;
  /** The day of the order itself, where nothing is said. */
  executeOn?: IsoDate;
  /** The bank writes one line for all of them, or one for each. */
  batchBooking?: boolean;
  payments: readonly Chosen[];
  /** Refunds of customers that wait to be sent, by their payments (S1.31): they leave with the same file. */
  refunds?: readonly bigint[];
};

/**
 * An order of transfers to suppliers (S4.7): one payment for each document chosen, with its own identifier from end to end. Nothing is
 * posted before the bank's line (GC31); the documents show that their payment is under way. Refunds that were decided before are taken
 * up as they are. Everybody who is paid needs an IBAN (S4.6).
 */
export function makeTransferOrder(pool: Pool, order: TransferOrder): Promise<Parsed<MadeOrder>> {
  const items = order.payments.map((chosen) => ({ allocations: [chosen] }));
  return inBooks(pool, order, async (db) => {
    const problems = await discountProblems(db, await currentCompany(db), order.payments);
    return problems.length > 0 ? { ok: false, problems } : orderTransfers(db, { ...order, items });
  });
}

/** The same, in the caller's transaction, which holds the books and has checked the discounts. */
export async function orderTransfers(
  db: Db,
  order: Omit<TransferOrder, "payments"> & { items: readonly Item[] },
): Promise<Parsed<MadeOrder>> {
  const executeOn = order.executeOn ?? order.on;
  const { account, items } = order;
  const parts = items.flatMap(({ allocations }) => allocations);
  const chosen = [...new Set(order.refunds)];
  const refunds = await refundsToSend(db, chosen);
  const checked = await checkAsked(db, "out", {
    account,
    parts,
    besides: chosen.length > 0,
    notBefore: { day: executeOn, today: order.on },
  });
  const { facts, bankAccountId } = checked;
  const { ibans, missing } = await bankDetails(db, [...facts.values(), ...refunds]);
  const gone = refunds.length < chosen.length ? [error("refund_not_to_send")] : [];
  const problems = [...checked.problems, ...gone, ...missing];
  if (problems.length > 0) return { ok: false, problems };
  const made = await insertOrder(db, order.companyId, {
    kind: "transfer",
    bankAccountId,
    executeOn,
    total: totalOf(parts) + sumCents(refunds.map(({ amount }) => amount)),
    count: items.length + refunds.length,
    ...(order.batchBooking === undefined ? {} : { batchBooking: order.batchBooking }),
    ...whoAndWhen(order),
  });
  const paymentIds = await writeItems(db, order, made, facts, (fact) => ({
    direction: "out",
    method: "transfer",
    paidOn: executeOn,
    bankAccountId,
    iban: ibans.get(fact.thirdPartyId) ?? "",
    label: `Virement ${fact.party} ${fact.invoice}`,
  }));
  await putInOrder(
    db,
    { ...made, bankAccountId, executeOn },
    refunds.map(({ paymentId, thirdPartyId }, nth) => ({
      paymentId,
      rank: items.length + nth + 1,
      endToEndId: endToEndIdOf(order.companyId, paymentId),
      iban: ibans.get(thirdPartyId) ?? "",
    })),
  );
  await auditOrder(db, order, "transfer_order", {
    subject: "payment_order",
    subjectId: made.orderId,
    detail: { reference: made.reference, payments: items.length, refunds: refunds.length },
  });
  const all = [...paymentIds, ...refunds.map(({ paymentId }) => paymentId)];
  return { ok: true, value: { ...made, paymentIds: all }, warnings: [] };
}

export type DirectDebits = Asking & {
  account: string;
  /** The day on which the bank collects: the entries carry it (GC21). */
  collectOn: IsoDate;
  /** Of each customer: the mandate in force, where none is named. */
  payments: readonly (Omit<Chosen, "discount"> & { mandate?: string })[];
};

/** A file of direct debits: the customers have paid on the day of collection (GC21). Every one needs an IBAN and a mandate in force. */
export function makeDirectDebits(pool: Pool, order: DirectDebits): Promise<Parsed<MadeOrder>> {
  return inBooks(pool, order, async (db) => {
    const { account, collectOn, payments: parts } = order;
    const notBefore = { day: collectOn, today: order.on };
    const checked = await checkAsked(db, "in", { account, parts, notBefore });
    const { facts, bankAccountId } = checked;
    const { ibans, missing } = await bankDetails(db, facts.values());
    const mandates = await mandatesFor(db, order, facts);
    const problems = [...checked.problems, ...missing, ...mandates.problems];
    if (problems.length > 0) return { ok: false, problems };
    const made = await insertOrder(db, order.companyId, {
      kind: "direct_debit",
      bankAccountId,
      executeOn: collectOn,
      total: totalOf(parts),
      count: parts.length,
      ...whoAndWhen(order),
    });
    const items = parts.map(({ shareId, amount }) => ({ allocations: [{ shareId, amount }] }));
    const paymentIds = await writeItems(db, { ...order, items }, made, facts, (fact) => ({
      direction: "in",
      method: "direct_debit",
      paidOn: collectOn,
      bankAccountId,
      iban: ibans.get(fact.thirdPartyId) ?? "",
      mandate: mandates.of.get(fact.shareId) ?? "",
      label: `Prélèvement ${fact.party} ${fact.invoice}`,
    }));
    await auditOrder(db, order, "direct_debit_file", {
      subject: "payment_order",
      subjectId: made.orderId,
      detail: { reference: made.reference, payments: parts.length },
    });
    return { ok: true, value: { ...made, paymentIds }, warnings: [] };
  });
}

type Written = {
  direction: "in" | "out";
  method: string;
  paidOn: IsoDate;
  bankAccountId: bigint;
  iban: string;
  mandate?: string;
  label: string;
};

async function writeItems(
  db: Db,
  order: Asking & { items: readonly Item[] },
  { orderId, reference }: { orderId: bigint; reference: string },
  facts: ReadonlyMap<bigint, AskedFacts>,
  write: (fact: AskedFacts) => Written,
): Promise<bigint[]> {
  const fresh = (
    await drawIds(db, "payment", order.items.filter(({ id }) => id === undefined).length)
  ).values();
  const ids = order.items.map(({ id }) => id ?? fresh.next().value ?? 0n);
  await insertUnderWay(
    db,
    order.companyId,
    order.items.map(({ allocations }, nth) => {
      const fact = factOf(facts, allocations[0]?.shareId ?? 0n);
      const id = ids[nth] ?? 0n;
      return {
        ...write(fact),
        id,
        status: "sent",
        amount: totalOf(allocations),
        thirdPartyId: fact.thirdPartyId,
        orderId,
        rank: nth + 1,
        endToEndId: endToEndIdOf(order.companyId, id),
        reference,
        ...(order.by === undefined ? {} : { by: order.by }),
        allocations,
      };
    }),
  );
  return ids;
}

async function mandatesFor(
  db: Db,
  { payments }: DirectDebits,
  facts: ReadonlyMap<bigint, AskedFacts>,
): Promise<{ problems: Problem[]; of: Map<bigint, string> }> {
  const parties = [...facts.values()].map((fact) => fact.thirdPartyId);
  const inForce = await mandatesOf(db, parties);
  const of = new Map<bigint, string>();
  const problems = payments.flatMap(({ shareId, mandate }) => {
    const fact = facts.get(shareId);
    if (!fact) return [];
    const own = inForce.filter((each) => each.thirdPartyId === fact.thirdPartyId);
    const found = mandate === undefined ? own[0] : own.find((each) => each.reference === mandate);
    if (!found) return [error("mandate_missing", { value: fact.party })];
    of.set(shareId, found.reference);
    return [];
  });
  return { problems, of };
}

function whoAndWhen({ at, on, by }: Asking) {
  return { at, on, ...(by === undefined ? {} : { by }) };
}
