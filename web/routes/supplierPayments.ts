import type { Parsed } from "../../domain/problems.ts";
import { issueBill } from "../../sql/acts/makeBill.ts";
import { makeTransferOrder } from "../../sql/acts/makeOrder.ts";
import { paySupplier } from "../../sql/acts/paySupplier.ts";
import { schedulePayment } from "../../sql/acts/schedulePayment.ts";
import { oneOf, text } from "../input.ts";
import { dayTyped } from "../typed.ts";
import { SUPPLIER_METHODS } from "../views/supplierForm.ts";
import type { Given, Money, Outcome } from "./invoiceActs.ts";

/**
 * S4.7 to S4.10: a payment added to a supplier's document. A SEPA transfer is an order of one; a bill says when it is due; a day to
 * come is planned; anything else waits for its bank line.
 */
export async function payToSupplier(given: Given, money: Money): Promise<Outcome> {
  const { result, said } = await made(given, money);
  return result.ok ? { ok: true, said } : { ok: false, problems: result.problems };
}

type Made = { result: Parsed<unknown>; said: string };

async function made({ services, body, by, standing, visit }: Given, money: Money): Promise<Made> {
  const { pool } = services;
  const { amount, paidOn } = money;
  const method = oneOf(body.method, SUPPLIER_METHODS) ?? "transfer";
  const account = text(body.account) ?? "";
  const chosen = { shareId: standing.share.id, amount };
  if (method === "bill_of_exchange" || method === "promissory_note") {
    const dueOn = dayTyped(body.dueOn) ?? paidOn;
    return { result: await issueBill(pool, { ...by, method, ...chosen, dueOn }), said: "billed" };
  }
  const [chequeNumber, reference] = [text(body.chequeNumber), text(body.reference)];
  const payment = {
    ...by,
    method,
    account,
    paidOn,
    allocations: [chosen],
    answers: { keepDay: body.day === "keep" },
    ...(method === "cheque" && chequeNumber ? { chequeNumber } : {}),
    ...(reference ? { reference } : {}),
  };
  if (body.schedule === "yes") return { result: await schedulePayment(pool, payment), said: "scheduled" };
  if (method === "transfer" && paidOn >= visit.today) {
    const order = { ...by, account, executeOn: paidOn, payments: [chosen] };
    return { result: await makeTransferOrder(pool, order), said: "ordered" };
  }
  return { result: await paySupplier(pool, payment), said: "paid" };
}
