import type { Parsed } from "../../domain/problems.ts";
import { issueBill } from "../../sql/acts/makeBill.ts";
import { makeTransferOrder } from "../../sql/acts/makeOrder.ts";
import { paySupplier } from "../../sql/acts/paySupplier.ts";
import { schedulePayment } from "../../sql/acts/schedulePayment.ts";
import { oneOf, text } from "../input.ts";
import { dayTyped, discountTyped } from "../typed.ts";
import { SUPPLIER_METHODS } from "../views/supplierForm.ts";
import type { Given, Money, Outcome } from "./invoiceActs.ts";

/**
 * S4.7 to S4.10: a payment added to a supplier's document, with the discount that he grants where the box is ticked. A SEPA transfer is
 * an order of one; a bill says when it is due; a day to come is planned; anything else waits for its bank line.
 */
export async function payToSupplier(given: Given, money: Money): Promise<Outcome> {
  const { services, body, by, visit } = given;
  const account = text(body.account) ?? "";
  if (methodOf(body) === "transfer" && body.schedule !== "yes" && money.paidOn >= visit.today) {
    const payments = [chosenBy(given, money)];
    const order = { ...by, account, executeOn: money.paidOn, payments };
    const made = await makeTransferOrder(services.pool, order);
    return made.ok ? { ok: true, said: "transfer", orderId: made.value.orderId } : made;
  }
  const { result, said } = await made(given, money);
  return result.ok ? { ok: true, said } : { ok: false, problems: result.problems };
}

const methodOf = (body: Record<string, unknown>) => oneOf(body.method, SUPPLIER_METHODS) ?? "transfer";

function chosenBy({ body, invoice, standing }: Given, { amount }: Money) {
  const discount = discountTyped(body.discount, { paid: amount, total: invoice.totalCents });
  return { shareId: standing.share.id, amount, ...discount };
}

type Made = { result: Parsed<unknown>; said: string };

async function made(given: Given, money: Money): Promise<Made> {
  const { services, body, by } = given;
  const { pool } = services;
  const { paidOn } = money;
  const method = methodOf(body);
  const account = text(body.account) ?? "";
  const chosen = chosenBy(given, money);
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
  return { result: await paySupplier(pool, payment), said: "paid" };
}
