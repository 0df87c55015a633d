import { error, type Parsed } from "../../domain/problems.ts";
import { BANK_STATUSES, type BankStatus } from "../../domain/treasury/order.ts";
import { idsOf } from "../bulk.ts";
import type { Db, Pool } from "../connect.ts";
import { findOrder } from "../orders.ts";
import { freePayments, paymentsOfOrders, type UnderWay } from "../underWay.ts";
import { type Asking, auditOrder, inBooks } from "./askBank.ts";
import { takeBackEntries } from "./takeBackEntry.ts";

/** What the bank says of one payment of an order (pain.002). */
export type Heard = { paymentId: bigint; status: string; reasonCode?: string };

/**
 * The bank answers an order (pain.002). Only its refusal changes anything: a payment that it will not carry out frees its
 * documents, which can be paid again (GC34). Nothing was posted for a transfer; a direct debit already collected in the books
 * is taken out of them. Other words are kept beside the payment.
 */
export function hearBank(
  pool: Pool,
  heard: Asking & { orderId: bigint; items: readonly Heard[] },
): Promise<Parsed<{ rejected: number }>> {
  return inBooks(pool, heard, async (db) => {
    const order = await findOrder(db, heard.orderId);
    if (!order) return { ok: false, problems: [error("order_unknown")] };
    const known = heard.items.filter(({ status }) => BANK_STATUSES.includes(status as BankStatus));
    if (known.length < heard.items.length) {
      const wrong = heard.items.find((item) => !known.includes(item));
      return { ok: false, problems: [error("bank_status_unknown", { value: wrong?.status ?? "" })] };
    }
    const payments = await paymentsOfOrders(db, [order.orderId]);
    const byId = new Map(payments.map((payment) => [payment.paymentId, payment]));
    const closed = heard.items.find(({ paymentId, status }) => {
      const payment = byId.get(paymentId);
      return !payment || (status === "RJCT" && (payment.status !== "sent" || payment.isCarried));
    });
    if (closed)
      return {
        ok: false,
        problems: [error("payment_not_under_way", { value: byId.get(closed.paymentId)?.status ?? "—" })],
      };
    await keepWords(db, heard.items);
    const rejected = heard.items.filter(({ status }) => status === "RJCT");
    await free(db, heard, rejected, byId);
    await auditOrder(db, heard, "payment_status", {
      subject: "payment_order",
      subjectId: order.orderId,
      detail: { items: heard.items.map(({ paymentId, status }) => [String(paymentId), status]) },
    });
    return { ok: true, value: { rejected: rejected.length }, warnings: [] };
  });
}

async function keepWords(db: Db, items: readonly Heard[]): Promise<void> {
  await db`
    update payment
       set bank_status = given.status
      from unnest(${idsOf(items.map((item) => item.paymentId))}::text[]::bigint[], ${items.map((item) => item.status)}::text[])
        as given (id, status)
     where payment.id = given.id
  `;
}

/** The refused payments pay nothing any more; the entry of a direct debit goes while it is a draft, and is reversed afterwards. */
async function free(
  db: Db,
  asking: Asking,
  rejected: readonly Heard[],
  byId: ReadonlyMap<bigint, UnderWay>,
): Promise<void> {
  const payments = rejected.flatMap(({ paymentId }) => byId.get(paymentId) ?? []);
  await freePayments(
    db,
    rejected.map(({ paymentId, reasonCode }) => ({
      paymentId,
      status: "rejected",
      ...(reasonCode ? { reasonCode } : {}),
    })),
  );
  const collected = payments.flatMap(({ entryId }) => entryId ?? []);
  await takeBackEntries(db, asking, collected);
}
