import { decimalOf } from "../../../domain/money.ts";
import type { Parsed } from "../../../domain/problems.ts";
import { changeIban as change } from "../../../sql/acts/bankDetails.ts";
import { returnPayment as back } from "../../../sql/acts/decideAwaited.ts";
import { hearBank } from "../../../sql/acts/hearBank.ts";
import {
  acceptBill as accept,
  handInBills as hand,
  issueBill as issue,
  type MadeBill,
} from "../../../sql/acts/makeBill.ts";
import { type MadeOrder, makeDirectDebits, makeTransferOrder } from "../../../sql/acts/makeOrder.ts";
import { messageOf } from "../documents.ts";
import type { EventOf } from "../eventSchema.ts";
import {
  instantOf,
  lineIdOf,
  paymentIdOf,
  type Refusal,
  shareIdOf,
  Unplayable,
  type World,
  within,
} from "../world.ts";
import type { Player } from "./index.ts";

type Asked = { id: string; share: string; amount: bigint; mandate?: string | undefined; dueOn?: string };

export const transferOrder: Player<"transfer_order"> = async (world, event) => {
  const { account, executeOn, batchBooking, payments } = event;
  const made = await makeTransferOrder(world.pool, {
    ...asking(world, event.playedOn),
    account,
    ...(executeOn ? { executeOn } : {}),
    ...(batchBooking === undefined ? {} : { batchBooking }),
    payments: await chosen(world, payments),
  });
  return keepOrder(world, event, labels(payments), made);
};

export const directDebitFile: Player<"direct_debit_file"> = async (world, event) => {
  const { account, collectOn, payments } = event;
  const made = await makeDirectDebits(world.pool, {
    ...asking(world, event.playedOn),
    account,
    collectOn,
    payments: await chosen(world, payments),
  });
  return keepOrder(world, event, labels(payments), made);
};

export const acceptBill: Player<"accept_bill"> = async (world, event) =>
  keepBill(world, event, await accept(world.pool, await billOf(world, event)));

export const issueBill: Player<"issue_bill"> = async (world, event) =>
  keepBill(world, event, await issue(world.pool, await billOf(world, event)));

export const handInBills: Player<"hand_in_bills"> = async (world, event) => {
  const { account, purpose, payments = [], bills = [] } = event;
  const made = await hand(world.pool, {
    ...asking(world, event.playedOn),
    account,
    purpose,
    paymentIds: payments.map((label) => paymentIdOf(world, label)),
    bills: await Promise.all(
      bills.map(async ({ share, amount, dueOn }) => ({
        shareId: await shareIdOf(world, share),
        amount,
        dueOn,
      })),
    ),
  });
  return keepOrder(world, event, [...payments, ...labels(bills)], made);
};

export const paymentStatus: Player<"payment_status"> = async (world, event) => {
  const reference = world.references.get(event.order) ?? event.order;
  const [order] = await within(
    world,
    (db) => db<{ id: bigint }[]>`select id from payment_order where reference = ${reference}`,
  );
  if (!order) throw new Unplayable(`there is no order ${event.order}`);
  const items = event.items.map(({ payment, status, reasonCode }) => ({
    paymentId: paymentIdOf(world, payment),
    status,
    ...(reasonCode ? { reasonCode } : {}),
  }));
  return refused(await hearBank(world.pool, { ...asking(world, event.playedOn), orderId: order.id, items }));
};

export const changeIban: Player<"change_iban"> = async (world, event) => {
  const { aux, iban, playedOn } = event;
  return refused(await change(world.pool, { ...asking(world, playedOn), aux, iban }));
};

/** On top of what the import did by itself it confirms it. */
export const returnPayment: Player<"return_payment"> = async (world, event) => {
  const lineId = await lineIdOf(world, event.line);
  const paymentId = paymentIdOf(world, event.payment);
  const { reasonCode, playedOn } = event;
  return refused(
    await back(world.pool, {
      ...asking(world, playedOn),
      lineId,
      paymentId,
      ...(reasonCode ? { reasonCode } : {}),
    }),
  );
};

function asking(world: World, playedOn: string) {
  return { companyId: world.companyId, at: instantOf(world, playedOn), on: playedOn };
}

function chosen(world: World, payments: readonly Asked[]) {
  return Promise.all(
    payments.map(async ({ share, amount, mandate }) => ({
      shareId: await shareIdOf(world, share),
      amount,
      ...(mandate ? { mandate } : {}),
    })),
  );
}

function labels(payments: readonly { id: string }[]): string[] {
  return payments.map(({ id }) => id);
}

async function billOf(world: World, event: EventOf<"accept_bill"> | EventOf<"issue_bill">) {
  const { method, share, amount, dueOn, playedOn } = event;
  if (method !== "bill_of_exchange" && method !== "promissory_note")
    throw new Unplayable(`${event.kind} by \`${method}\` is no bill`);
  return { ...asking(world, playedOn), method, shareId: await shareIdOf(world, share), amount, dueOn };
}

/** The product numbers orders itself; the second payment of one is its reference, a stroke and 2. */
async function keepOrder(
  world: World,
  { id: label, total }: { id: string; total?: bigint | undefined },
  payments: readonly string[],
  made: Parsed<MadeOrder>,
): Promise<Refusal[]> {
  if (!made.ok) return refused(made);
  const { reference, paymentIds } = made.value;
  if (total !== undefined) await checkTotal(world, label, total, paymentIds);
  world.references.set(label, reference);
  for (const [nth, payment] of payments.entries()) {
    world.references.set(`${label}/${nth + 1}`, `${reference}/${nth + 1}`);
    const id = paymentIds[nth];
    if (id !== undefined) world.payments.set(payment, id);
  }
  return [];
}

/** The total that the file writes is that of the order the product made. */
async function checkTotal(world: World, label: string, total: bigint, paymentIds: readonly bigint[]) {
  const [sum] = await within(
    world,
    (db) => db<{ cents: bigint }[]>`
    select sum(amount_cents)::bigint as cents from payment where id = any (${paymentIds.map(String)}::text[]::bigint[])
  `,
  );
  if (sum?.cents !== total)
    throw new Unplayable(`${label}: its total is ${decimalOf(sum?.cents ?? 0n)}, not ${decimalOf(total)}`);
}

function keepBill(world: World, { id }: { id?: string | undefined }, made: Parsed<MadeBill>): Refusal[] {
  if (!made.ok) return refused(made);
  if (id) {
    world.payments.set(id, made.value.paymentId);
    world.references.set(id, made.value.piece);
  }
  return [];
}

export function refused(parsed: Parsed<unknown>): Refusal[] {
  return parsed.ok ? [] : [{ message: messageOf(parsed.problems) }];
}
