import type { Parsed } from "../../../domain/problems.ts";
import { acceptMatch } from "../../../sql/acts/acceptMatch.ts";
import { acceptRefund } from "../../../sql/acts/acceptRefund.ts";
import { acceptCarried } from "../../../sql/acts/decideAwaited.ts";
import { acceptCredit } from "../../../sql/acts/decideCredit.ts";
import * as acts from "../../../sql/acts/decideLine.ts";
import { messageOf } from "../documents.ts";
import type { EventOf } from "../eventSchema.ts";
import { ALL_RIGHTS, instantOf, lineIdOf, NotYet, type Refusal, shareIdOf, type World } from "../world.ts";
import type { Player } from "./index.ts";

/** What a line pays, said by a person. On top of the same match it confirms it; another match is taken back first. */
export const matchLine: Player<"match_line"> = async (world, event) => {
  const act = await actOf(world, event);
  const [first, ...others] = event.allocations ?? [];
  if (first && others.length === 0 && isPaidBack(first)) return matchRefund(world, act, first);
  if (event.slip !== undefined)
    return world.remittances.has(event.slip)
      ? creditLine(world, event, event.slip)
      : matchOrder(world, act, event);
  const allocations = await allocationsOf(world, event);
  const { earlyPaymentDiscount: discount } = event;
  const standing = await standingMatch(world, act.lineId);
  if (standing && discount === undefined && sameAllocations(standing, allocations)) return [];
  if (standing) {
    const undone = refusalsOf(await acts.undoMatch(world.pool, act));
    if (undone.length > 0) return undone;
  }
  return refusalsOf(
    await acceptMatch(world.pool, {
      ...act,
      allocations,
      ...(discount === undefined ? {} : { discount }),
      excess: { to: "keep", reason: "", rights: event.rights ?? ALL_RIGHTS },
    }),
  );
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

/** Money paid back: an excess that a share has too much, or what was set aside. On top of the same match it confirms it. */
function isPaidBack({ share, toRefund, amount }: Allocated): boolean {
  return toRefund !== undefined || (share !== undefined && amount < 0n);
}

type Allocated = NonNullable<EventOf<"match_line">["allocations"]>[number];

async function matchRefund(
  world: World,
  act: Awaited<ReturnType<typeof actOf>>,
  only: Allocated,
): Promise<Refusal[]> {
  const amount = only.amount < 0n ? -only.amount : only.amount;
  const [payment] = await world.pool<{ id: bigint; lineId: bigint | null }[]>`
    select payment.id, payment.line_id
      from payment
      join third_party on third_party.id = payment.third_party_id
      left join allocation on allocation.payment_id = payment.id
     where payment.direction = 'out' and payment.amount_cents = ${amount}
       and ${only.toRefund ? world.pool`third_party.aux = ${only.toRefund}` : world.pool`allocation.share_id = ${await shareIdOf(world, only.share ?? "")}`}
     order by payment.line_id is distinct from ${act.lineId}, payment.id
     limit 1
  `;
  if (payment?.lineId === act.lineId) return [];
  return refusalsOf(await acceptRefund(world.pool, { ...act, paymentId: payment?.id ?? 0n }));
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
  for (const key of ["method", "charges"] as const) {
    if (event[key] !== undefined) throw new NotYet(`event key \`${key}\` of match_line is not played yet`);
  }
  return Promise.all(
    (event.allocations ?? []).map(async ({ share, amount }) => {
      if (!share) throw new NotYet("an allocation to an advance is not played yet");
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
