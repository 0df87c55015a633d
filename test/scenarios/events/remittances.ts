import type { Parsed } from "../../../domain/problems.ts";
import * as acts from "../../../sql/acts/makeRemittance.ts";
import { messageOf } from "../documents.ts";
import type { EventOf } from "../eventSchema.ts";
import { instantOf, paymentIdOf, type Refusal, type World } from "../world.ts";
import type { Player } from "./index.ts";

export const depositSlip: Player<"deposit_slip"> = (world, event) => remit(world, event, "cheque_slip");

export const cardBatch: Player<"card_batch"> = (world, event) => remit(world, event, "card_batch");

async function remit(
  world: World,
  event: EventOf<"deposit_slip"> | EventOf<"card_batch">,
  kind: "cheque_slip" | "card_batch",
): Promise<Refusal[]> {
  const count = event.kind === "deposit_slip" ? event.count : undefined;
  const made = await acts.makeRemittance(world.pool, {
    ...actOf(world, event),
    kind,
    account: event.account,
    paymentIds: event.payments.map((payment) => paymentIdOf(world, payment)),
    ...(count === undefined ? {} : { count }),
    ...(event.total === undefined ? {} : { total: event.total }),
  });
  return keep(world, event.id, made);
}

export const depositCash: Player<"deposit_cash"> = async (world, event) => {
  const { account, amount } = event;
  return keep(
    world,
    event.id,
    await acts.depositCash(world.pool, { ...actOf(world, event), account, amount }),
  );
};

function keep(world: World, label: string, made: Parsed<acts.Made>): Refusal[] {
  if (!made.ok) return [{ message: messageOf(made.problems) }];
  world.references.set(label, made.value.reference);
  world.remittances.set(label, made.value.remittanceId);
  return [];
}

function actOf(world: World, { playedOn }: { playedOn: string }) {
  return { companyId: world.companyId, at: instantOf(world, playedOn), on: playedOn };
}
