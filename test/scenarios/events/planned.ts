import { paySupplier } from "../../../sql/acts/paySupplier.ts";
import { schedulePayment as schedule } from "../../../sql/acts/schedulePayment.ts";
import type { EventOf } from "../eventSchema.ts";
import { instantOf, type Refusal, shareIdOf, Unplayable, type World } from "../world.ts";
import { refused } from "./orders.ts";

const METHODS = ["cheque", "transfer", "direct_debit", "card", "cash", "other"] as const;
type Event = EventOf<"record_payment"> | EventOf<"schedule_payment">;

export function isToSupplier({ allocations = [] }: Pick<Event, "allocations">): boolean {
  return allocations.some(({ share }) => share?.endsWith("/supplier"));
}

/** A person records what was paid to a supplier. Asked about an early day, he says that it is so. */
export async function recordToSupplier(world: World, event: EventOf<"record_payment">): Promise<Refusal[]> {
  const paid = await paySupplier(world.pool, { ...(await paymentOf(world, event)), paidOn: event.playedOn });
  if (!paid.ok) return refused(paid);
  if (event.id) {
    world.payments.set(event.id, paid.value.paymentId);
    world.references.set(event.id, paid.value.piece);
  }
  return [];
}

export async function scheduleToSupplier(
  world: World,
  event: EventOf<"schedule_payment">,
): Promise<Refusal[]> {
  const planned = await schedule(world.pool, {
    ...(await paymentOf(world, event)),
    paidOn: event.scheduledOn,
  });
  if (!planned.ok) return refused(planned);
  if (event.id) world.payments.set(event.id, planned.value.paymentId);
  return [];
}

async function paymentOf(world: World, event: Event) {
  const method = METHODS.find((one) => one === event.method);
  if (!method)
    throw new Unplayable(
      `${event.kind} by \`${event.method}\` pays no supplier; these do: ${METHODS.join(", ")}`,
    );
  const { account, chequeNumber, playedOn, allocations = [], earlyPaymentDiscount: discount } = event;
  return {
    companyId: world.companyId,
    at: instantOf(world, playedOn),
    on: playedOn,
    method,
    account: account ?? "BQ1",
    allocations: await Promise.all(
      allocations.map(async ({ share, amount }) => {
        if (!share) throw new Unplayable("a payment to a supplier pays shares only");
        return {
          shareId: await shareIdOf(world, share),
          amount,
          ...(discount === undefined ? {} : { discount }),
        };
      }),
    ),
    ...(chequeNumber ? { chequeNumber } : {}),
    answers: { keepDay: true },
  };
}
