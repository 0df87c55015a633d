import { RECEIPT_METHODS } from "../../../domain/accounting/receiptEntry.ts";
import { recordPayment as record } from "../../../sql/acts/recordPayment.ts";
import { messageOf } from "../documents.ts";
import { instantOf, NotYet, shareIdOf } from "../world.ts";
import type { Player } from "./index.ts";
import { isToSupplier, recordToSupplier } from "./planned.ts";

/** A person records what a customer paid. Asked about an excess or an early day, he says that it is so. */
export const recordPayment: Player<"record_payment"> = async (world, event) => {
  if (isToSupplier(event)) return recordToSupplier(world, event);
  const method = RECEIPT_METHODS.find((one) => one === event.method);
  if (!method) throw new NotYet(`record_payment by \`${event.method}\` is not played yet`);
  for (const key of ["rights"] as const) {
    if (event[key] !== undefined)
      throw new NotYet(`event key \`${key}\` of record_payment is not played yet`);
  }
  const allocations = await Promise.all(
    (event.allocations ?? []).map(async ({ share, amount }) => {
      if (!share) throw new NotYet("record_payment is played for shares only");
      return { shareId: await shareIdOf(world, share), amount };
    }),
  );
  const recorded = await record(world.pool, {
    companyId: world.companyId,
    method,
    paidOn: event.playedOn,
    allocations,
    ...(event.chequeNumber ? { chequeNumber: event.chequeNumber } : {}),
    ...(event.drawnOn ? { drawnOn: event.drawnOn } : {}),
    ...(event.account ? { account: event.account } : {}),
    ...(event.earlyPaymentDiscount === undefined ? {} : { discount: event.earlyPaymentDiscount }),
    answers: { keepExcess: true, keepDay: true },
    at: instantOf(world, event.playedOn),
    on: event.playedOn,
  });
  if (!recorded.ok) return [{ message: messageOf(recorded.problems) }];
  if (event.id) {
    world.payments.set(event.id, recorded.value.paymentId);
    world.references.set(event.id, recorded.value.piece);
  }
  return [];
};
