import type { Parsed } from "../../../domain/problems.ts";
import { markPaid as mark } from "../../../sql/acts/markPaid.ts";
import { orderRefund } from "../../../sql/acts/refund.ts";
import { useAdvance as applyAdvance } from "../../../sql/acts/useAdvance.ts";
import { useCreditNote as applyCreditNote } from "../../../sql/acts/useCreditNote.ts";
import * as acts from "../../../sql/acts/writeOff.ts";
import { REFUND_METHODS } from "../../../sql/refunds.ts";
import { messageOf } from "../documents.ts";
import { ALL_RIGHTS, instantOf, type Refusal, shareIdOf, Unplayable, type World, within } from "../world.ts";
import { partyIdOf } from "./allocations.ts";
import type { Player } from "./index.ts";

/** A remainder cancelled by hand. Asked whether it is one, the person says so. */
export const writeOff: Player<"write_off"> = async (world, event) => {
  const cancelled = await acts.writeOff(world.pool, { ...(await cancelling(world, event)), confirmed: true });
  return cancelled.ok ? [] : [{ message: messageOf(cancelled.problems) }];
};

export const badDebt: Player<"bad_debt"> = async (world, event) => {
  const { vatRecovered = false } = event;
  const lost = await acts.badDebt(world.pool, { ...(await cancelling(world, event)), vatRecovered });
  return lost.ok ? [] : [{ message: messageOf(lost.problems) }];
};

type Cancelling = {
  share: string;
  amount: bigint;
  reason?: string | undefined;
  rights?: string[] | undefined;
  playedOn: string;
};

async function cancelling(world: World, { share, amount, reason, rights, playedOn }: Cancelling) {
  return {
    companyId: world.companyId,
    shareId: await shareIdOf(world, share),
    amount,
    reason: reason ?? "",
    rights: rights ?? ALL_RIGHTS,
    at: instantOf(world, playedOn),
    on: playedOn,
  };
}

/** An overpayment, or what was set aside of it, will be paid back. Without a method: by transfer. Whoever records payments may. */
export const refund: Player<"refund"> = async (world, event) => {
  const { share, toRefund, amount, account, playedOn } = event;
  const method = REFUND_METHODS.find((one) => one === (event.method ?? "transfer"));
  if (!method) throw new Unplayable(`money is not paid back by \`${event.method}\``);
  const ordered = await orderRefund(world.pool, {
    companyId: world.companyId,
    of: share ? { shareId: await shareIdOf(world, share) } : { toRefund: await partyIdOf(world, toRefund) },
    amount,
    method,
    ...(account ? { account } : {}),
    at: instantOf(world, playedOn),
    on: playedOn,
  });
  return keep(world, event.id, ordered);
};

export const useAdvance: Player<"use_advance"> = async (world, event) => {
  const used = await applyAdvance(world.pool, {
    companyId: world.companyId,
    thirdPartyId: await partyIdOf(world, event.aux),
    amount: event.amount,
    shareId: await shareIdOf(world, event.share),
    at: instantOf(world, event.playedOn),
    on: event.playedOn,
  });
  return keep(world, event.id, used);
};

export const useCreditNote: Player<"use_credit_note"> = async (world, event) => {
  const used = await applyCreditNote(world.pool, {
    companyId: world.companyId,
    noteShareId: await shareIdOf(world, event.note),
    shareId: await shareIdOf(world, event.share),
    ...(event.amount === undefined ? {} : { amount: event.amount }),
    at: instantOf(world, event.playedOn),
    on: event.playedOn,
  });
  return keep(world, event.id, used);
};

/** The label of a payment stands for the product's row and for what its entry names as its piece. */
function keep(
  world: World,
  id: string | undefined,
  made: Parsed<{ paymentId: bigint; piece: string }>,
): Refusal[] {
  if (!made.ok) return [{ message: messageOf(made.problems) }];
  if (!id) return [];
  world.payments.set(id, made.value.paymentId);
  world.references.set(id, made.value.piece);
  return [];
}

export const markPaid: Player<"mark_paid"> = (world, event) => marked(world, event, "paid");
export const markToPay: Player<"mark_to_pay"> = (world, event) => marked(world, event, "to_pay");

async function marked(
  world: World,
  { document, playedOn }: { document: string; playedOn: string },
  to: "paid" | "to_pay",
): Promise<Refusal[]> {
  const { pool, companyId } = world;
  const [invoice] = await within(
    world,
    (db) => db<{ id: bigint }[]>`select id from invoice where number = ${document}`,
  );
  if (!invoice) throw new Unplayable(`there is no document ${document}`);
  const at = instantOf(world, playedOn);
  const done = await mark(pool, { companyId, invoiceId: invoice.id, to, at });
  return done.ok ? [] : [{ message: messageOf(done.problems) }];
}
