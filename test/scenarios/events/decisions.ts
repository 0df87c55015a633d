import type { Parsed } from "../../../domain/problems.ts";
import { acceptCarried } from "../../../sql/acts/decideAwaited.ts";
import { acceptCredit } from "../../../sql/acts/decideCredit.ts";
import * as acts from "../../../sql/acts/decideLine.ts";
import { messageOf } from "../documents.ts";
import type { EventOf } from "../eventSchema.ts";
import { instantOf, lineIdOf, NotYet, type Refusal, shareIdOf, type World } from "../world.ts";
import type { Player } from "./index.ts";

/** What a line pays, said by a person. On top of the same match it confirms it; another match is taken back first. */
export const matchLine: Player<"match_line"> = async (world, event) => {
  const act = await actOf(world, event);
  if (event.slip !== undefined)
    return world.remittances.has(event.slip)
      ? creditLine(world, event, event.slip)
      : matchOrder(world, act, event);
  const allocations = await allocationsOf(world, event);
  const standing = await standingMatch(world, act.lineId);
  if (standing && sameAllocations(standing, allocations)) return [];
  if (standing) {
    const undone = refusalsOf(await acts.undoMatch(world.pool, act));
    if (undone.length > 0) return undone;
  }
  return refusalsOf(await acts.acceptMatch(world.pool, { ...act, allocations }));
};

/** Which slip, batch or cash deposit a line credits, said by a person; what the bank kept of it as its notice says. */
async function creditLine(world: World, event: EventOf<"match_line">, slip: string): Promise<Refusal[]> {
  const remittanceId = world.remittances.get(slip);
  if (remittanceId === undefined) throw new NotYet(`no event made the remittance ${slip}`);
  const act = await actOf(world, event);
  const [standing] = await world.pool<{ isThis: boolean }[]>`
    select exists (select from remittance where id = ${remittanceId} and line_id = ${act.lineId})
           or exists (select from clearing join payment on payment.id = clearing.payment_id
                       where clearing.line_id = ${act.lineId} and payment.remittance_id = ${remittanceId}) as is_this
      from line_posting
     where line_id = ${act.lineId}
  `;
  if (standing?.isThis) return [];
  if (standing) {
    const undone = refusalsOf(await acts.undoMatch(world.pool, act));
    if (undone.length > 0) return undone;
  }
  const { charges } = event;
  return refusalsOf(
    await acceptCredit(world.pool, {
      ...act,
      remittanceIds: [remittanceId],
      paymentIds: [],
      ...(charges ? { charges: centsOf(charges) } : {}),
    }),
  );
}

/** The order that the line carries out, with what the notice of the bank says it kept back. */
async function matchOrder(
  world: World,
  act: Awaited<ReturnType<typeof actOf>>,
  { slip = "", charges }: EventOf<"match_line">,
): Promise<Refusal[]> {
  const reference = world.references.get(slip) ?? slip;
  const [order] = await world.pool<{ id: bigint; isCarried: boolean }[]>`
    select payment_order.id,
           exists (select from clearing
                     join payment on payment.id = clearing.payment_id
                    where payment.order_id = payment_order.id and clearing.line_id = ${act.lineId}) as is_carried
      from payment_order where reference = ${reference}
  `;
  if (!order) throw new NotYet(`match_line with \`slip\` ${slip} is not played yet`);
  if (order.isCarried) return [];
  return refusalsOf(
    await acceptCarried(world.pool, {
      ...act,
      orderId: order.id,
      ...(charges ? { charges: centsOf(charges) } : {}),
    }),
  );
}

type Charges = NonNullable<EventOf<"book_line">["charges"]>;

function centsOf({ fee, vat, interest }: Charges) {
  return {
    ...(fee === undefined ? {} : { fee }),
    ...(vat === undefined ? {} : { vat }),
    ...(interest === undefined ? {} : { interest }),
  };
}

export const bookLine: Player<"book_line"> = async (world, event) => {
  const { treatAs, charges, otherAccount } = event;
  return refusalsOf(
    await acts.bookLine(world.pool, {
      ...(await actOf(world, event)),
      treatAs,
      ...(otherAccount ? { otherAccount } : {}),
      ...(charges ? { charges: centsOf(charges) } : {}),
    }),
  );
};

export const suspendLine: Player<"suspend_line"> = async (world, event) =>
  refusalsOf(await acts.suspendLine(world.pool, await actOf(world, event)));

export const undoMatch: Player<"undo_match"> = async (world, event) =>
  refusalsOf(await acts.undoMatch(world.pool, await actOf(world, event)));

async function actOf(world: World, event: { line: string; playedOn: string; rights?: string[] | undefined }) {
  if (event.rights) throw new NotYet("event key `rights` is not played yet");
  return {
    companyId: world.companyId,
    lineId: await lineIdOf(world, event.line),
    at: instantOf(world, event.playedOn),
    on: event.playedOn,
  };
}

async function allocationsOf(world: World, event: EventOf<"match_line">) {
  for (const key of ["method", "earlyPaymentDiscount", "charges"] as const) {
    if (event[key] !== undefined) throw new NotYet(`event key \`${key}\` of match_line is not played yet`);
  }
  return Promise.all(
    (event.allocations ?? []).map(async ({ share, amount }) => {
      if (!share) throw new NotYet("an allocation to an advance or a refund is not played yet");
      return { shareId: await shareIdOf(world, share), amount };
    }),
  );
}

type Allocation = { shareId: bigint; amount: bigint };

/** What the line pays in the books now; undefined while it waits. A line booked otherwise pays nothing. */
async function standingMatch({ pool }: World, lineId: bigint): Promise<Allocation[] | undefined> {
  const [posted] = await pool`select entry_id from line_posting where line_id = ${lineId}`;
  if (!posted) return undefined;
  return pool<Allocation[]>`
    select allocation.share_id, allocation.amount_cents as amount
      from allocation
      join payment on payment.id = allocation.payment_id
     where payment.line_id = ${lineId} and payment.status <> 'corrected'
  `;
}

function sameAllocations(standing: readonly Allocation[], asked: readonly Allocation[]): boolean {
  const words = (all: readonly Allocation[]) =>
    all.map(({ shareId, amount }) => `${shareId} ${amount}`).sort();
  return words(standing).join() === words(asked).join();
}

function refusalsOf(parsed: Parsed<unknown>): Refusal[] {
  return parsed.ok ? [] : [{ message: messageOf(parsed.problems) }];
}
