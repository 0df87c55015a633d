import { RECEIPT_METHODS } from "../../../domain/accounting/receiptEntry.ts";
import { recordInsurerPayment } from "../../../sql/acts/recordInsurerPayment.ts";
import { recordPayment as record } from "../../../sql/acts/recordPayment.ts";
import { scheduleReceipt } from "../../../sql/acts/scheduleReceipt.ts";
import { useAdvance } from "../../../sql/acts/useAdvance.ts";
import { messageOf } from "../documents.ts";
import type { EventOf } from "../eventSchema.ts";
import { instantOf, type Refusal, Unplayable, type World, within } from "../world.ts";
import { checkAmount, partsOf } from "./allocations.ts";
import type { Player } from "./index.ts";
import { refused } from "./orders.ts";
import { isToSupplier, recordToSupplier, scheduleToSupplier } from "./planned.ts";

/** A person records what a customer paid. Asked about an excess or an early day, he says that it is so. */
export const recordPayment: Player<"record_payment"> = async (world, event) => {
  checkAmount(event);
  if (isToSupplier(event)) return recordToSupplier(world, event);
  if (event.method === "insurer_transfer") return recordOfInsurer(world, event);
  if (event.method === "advance") return recordOfAdvance(world, event);
  const recorded = await record(world.pool, {
    ...(await receiptOf(world, event)),
    paidOn: event.playedOn,
    answers: { keepExcess: true, keepDay: true },
  });
  if (!recorded.ok) return [{ message: messageOf(recorded.problems) }];
  if (event.id) {
    world.payments.set(event.id, recorded.value.paymentId);
    world.references.set(event.id, recorded.value.piece);
  }
  return [];
};

/** A payment planned for a later day: of a customer, or to a supplier. */
export const schedulePayment: Player<"schedule_payment"> = async (world, event) => {
  checkAmount(event);
  if (isToSupplier(event)) return scheduleToSupplier(world, event);
  const { advances, ...receipt } = await receiptOf(world, event);
  if (advances.length > 0) throw new Unplayable("an advance is recorded when it comes, it is not planned");
  const planned = await scheduleReceipt(world.pool, { ...receipt, paidOn: event.scheduledOn });
  if (!planned.ok) return refused(planned);
  if (event.id) world.payments.set(event.id, planned.value.paymentId);
  return [];
};

async function receiptOf(world: World, event: EventOf<"record_payment"> | EventOf<"schedule_payment">) {
  const method = RECEIPT_METHODS.find((one) => one === event.method);
  if (!method) throw new Unplayable(`${event.kind} by \`${event.method}\`: another kind of event plays that`);
  const { shares, advances } = await partsOf(world, event.allocations);
  return {
    companyId: world.companyId,
    method,
    allocations: shares,
    advances,
    ...(event.chequeNumber ? { chequeNumber: event.chequeNumber } : {}),
    ...(event.drawnOn ? { drawnOn: event.drawnOn } : {}),
    ...(event.account ? { account: event.account } : {}),
    ...(event.earlyPaymentDiscount === undefined ? {} : { discount: event.earlyPaymentDiscount }),
    at: instantOf(world, event.playedOn),
    on: event.playedOn,
  };
}

/** An insurer's payment that no return told (S0.24). */
async function recordOfInsurer(world: World, event: EventOf<"record_payment">): Promise<Refusal[]> {
  const recorded = await recordInsurerPayment(world.pool, {
    companyId: world.companyId,
    allocations: (await partsOf(world, event.allocations)).shares,
    paidOn: event.playedOn,
    answers: { keepExcess: true, keepDay: true },
    at: instantOf(world, event.playedOn),
    on: event.playedOn,
  });
  if (!recorded.ok) return refused(recorded);
  const { paymentId } = recorded.value;
  const [entry] = await within(
    world,
    (db) => db<{ piece: string }[]>`
    select entry.piece from payment join journal_entry as entry on entry.id = payment.entry_id
     where payment.id = ${paymentId}
  `,
  );
  if (event.id) world.payments.set(event.id, paymentId);
  if (event.id && entry) world.references.set(event.id, entry.piece);
  return [];
}

/** The customer of the share pays it out of what is left of his advance. */
async function recordOfAdvance(world: World, event: EventOf<"record_payment">): Promise<Refusal[]> {
  const [first, ...others] = (await partsOf(world, event.allocations)).shares;
  if (!first || others.length > 0) throw new Unplayable("record_payment by `advance` pays one share");
  const [party] = await within(
    world,
    (db) => db<{ id: bigint }[]>`
    select third_party_id as id from share where id = ${first.shareId}
  `,
  );
  const used = await useAdvance(world.pool, {
    ...first,
    companyId: world.companyId,
    thirdPartyId: party?.id ?? 0n,
    at: instantOf(world, event.playedOn),
    on: event.playedOn,
  });
  if (!used.ok) return refused(used);
  if (event.id) {
    world.payments.set(event.id, used.value.paymentId);
    world.references.set(event.id, used.value.piece);
  }
  return [];
}
