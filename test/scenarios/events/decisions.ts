import type { Parsed } from "../../../domain/problems.ts";
import { acceptMatch } from "../../../sql/acts/acceptMatch.ts";
import { acceptRefund } from "../../../sql/acts/acceptRefund.ts";
import { acceptCarried } from "../../../sql/acts/decideAwaited.ts";
import { acceptCredit } from "../../../sql/acts/decideCredit.ts";
import * as acts from "../../../sql/acts/decideLine.ts";
import { paySupplierByLine } from "../../../sql/acts/paySupplierByLine.ts";
import { orderRefund } from "../../../sql/acts/refund.ts";
import { suspenseOf } from "../../../sql/suspense.ts";
import { messageOf } from "../documents.ts";
import type { EventOf } from "../eventSchema.ts";
import {
  ALL_RIGHTS,
  instantOf,
  lineIdOf,
  type Refusal,
  shareIdOf,
  Unplayable,
  type World,
  within,
} from "../world.ts";
import { type Allocated, chargesOf, type Parts, partsOf, partyIdOf } from "./allocations.ts";
import type { Player } from "./index.ts";

/**
 * What a line pays, said by a person. On top of the same match it confirms it; another match is taken back first; a line in
 * suspense leaves it.
 */
export const matchLine: Player<"match_line"> = async (world, event) => {
  const act = await actOf(world, event);
  const [first, ...others] = event.allocations ?? [];
  const { earlyPaymentDiscount: discount } = event;
  if (discount === undefined && first && others.length === 0 && (await isPaidBack(world, act.lineId, first)))
    return matchRefund(world, act, first);
  if (event.slip !== undefined)
    return world.remittances.has(event.slip)
      ? creditLine(world, event, event.slip)
      : matchOrder(world, act, event);
  const { shares, advances } = await partsOf(world, event.allocations);
  const standing = await standingMatch(world, act.lineId);
  if (standing && discount === undefined && sameAllocations(standing, shares, advances)) return [];
  if (standing) {
    const undone = refusalsOf(await acts.undoMatch(world.pool, act));
    if (undone.length > 0) return undone;
  }
  const said = { ...act, allocations: shares, ...methodOf(event), ...chargesOf(event.charges) };
  const underWay = await paymentUnderWay(world, act.lineId, shares);
  if (underWay)
    return refusalsOf(
      underWay.direction === "out"
        ? await acceptCarried(world.pool, { ...said, paymentIds: [underWay.id] })
        : await acceptCredit(world.pool, { ...said, remittanceIds: [], paymentIds: [underWay.id] }),
    );
  if (event.allocations?.some(({ share }) => share?.endsWith("/supplier")))
    return refusalsOf(await paySupplierByLine(world.pool, said));
  return refusalsOf(
    await acceptMatch(world.pool, {
      ...said,
      advances,
      ...(discount === undefined ? {} : { discount }),
      excess: { to: "keep", reason: "", rights: event.rights ?? ALL_RIGHTS },
    }),
  );
};

const METHODS = ["transfer", "insurer_transfer", "cheque", "card", "direct_debit", "other"] as const;

function methodOf({ method }: EventOf<"match_line">) {
  if (method === undefined) return {};
  const known = METHODS.find((one) => one === method);
  if (!known) throw new Unplayable(`a bank line brings no payment by \`${method}\``);
  return { method: known };
}

/** A payment that was recorded or ordered before, of the same cents for the same shares: it is what the line shows. */
async function paymentUnderWay(
  world: World,
  lineId: bigint,
  shares: Parts["shares"],
): Promise<{ id: bigint; direction: "in" | "out" } | undefined> {
  const rows = await within(
    world,
    (db) => db<{ id: bigint; direction: "in" | "out"; shares: string[] }[]>`
    select payment.id, payment.direction,
           array(select share_id || ' ' || amount_cents from allocation where payment_id = payment.id) as shares
      from payment
      join statement_line as line on line.id = ${lineId}
     where payment.direction = case when line.amount_cents > 0 then 'in' else 'out' end
       and payment.status in ('sent', 'issued', 'received') and payment.line_id is null
       and payment.remittance_id is null
       and not exists (select from clearing where clearing.payment_id = payment.id)
     order by payment.id
  `,
  );
  const words = (all: readonly string[]) => all.toSorted().join();
  const asked = words(shares.map(({ shareId, amount }) => `${shareId} ${amount}`));
  return rows.find((row) => row.shares.length > 0 && words(row.shares) === asked);
}

/** Which slip, batch or cash deposit a line credits, said by a person; what the bank kept of it as its notice says. */
async function creditLine(world: World, event: EventOf<"match_line">, slip: string): Promise<Refusal[]> {
  const remittanceId = world.remittances.get(slip);
  if (remittanceId === undefined) throw new Unplayable(`no event made the remittance ${slip}`);
  const act = await actOf(world, event);
  const [standing] = await within(
    world,
    (db) => db<{ isThis: boolean }[]>`
    select exists (select from remittance where id = ${remittanceId} and line_id = ${act.lineId})
           or exists (select from clearing join payment on payment.id = clearing.payment_id
                       where clearing.line_id = ${act.lineId} and payment.remittance_id = ${remittanceId}) as is_this
      from line_posting
     where line_id = ${act.lineId}
  `,
  );
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
      ...chargesOf(charges),
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
  const [order] = await within(
    world,
    (db) => db<{ id: bigint; isCarried: boolean }[]>`
    select payment_order.id,
           exists (select from clearing
                     join payment on payment.id = clearing.payment_id
                    where payment.order_id = payment_order.id and clearing.line_id = ${act.lineId}) as is_carried
      from payment_order where reference = ${reference}
  `,
  );
  if (!order) throw new Unplayable(`there is no slip, batch, hand-in or order ${slip}`);
  if (order.isCarried) return [];
  return refusalsOf(
    await acceptCarried(world.pool, {
      ...act,
      orderId: order.id,
      ...chargesOf(charges),
    }),
  );
}

/** Money paid back by a line out: an excess that a share has too much, or what was set aside. */
async function isPaidBack(
  world: World,
  lineId: bigint,
  { share, toRefund, amount }: Allocated,
): Promise<boolean> {
  const [line] = await within(
    world,
    (db) => db`select from statement_line where id = ${lineId} and amount_cents < 0`,
  );
  return line !== undefined && (toRefund !== undefined || (share !== undefined && amount < 0n));
}

/** The refund that was ordered is what the line shows; where none was, the person asks for it first. The same match is confirmed. */
async function matchRefund(
  world: World,
  act: Awaited<ReturnType<typeof actOf>>,
  { share, toRefund, amount: signed }: Allocated,
): Promise<Refusal[]> {
  const amount = signed < 0n ? -signed : signed;
  const of =
    toRefund === undefined
      ? { shareId: await shareIdOf(world, share ?? "") }
      : { toRefund: await partyIdOf(world, toRefund) };
  const [payment] = await within(
    world,
    (db) => db<{ id: bigint; lineId: bigint | null }[]>`
    select payment.id, payment.line_id
      from payment
      left join allocation on allocation.payment_id = payment.id
     where payment.direction = 'out' and payment.amount_cents = ${amount}
       and ${of.shareId === undefined ? db`payment.third_party_id = ${of.toRefund}` : db`allocation.share_id = ${of.shareId}`}
       and (payment.line_id = ${act.lineId} or payment.status in ('sent', 'issued'))
     order by payment.line_id is distinct from ${act.lineId}, payment.id
     limit 1
  `,
  );
  if (payment?.lineId === act.lineId) return [];
  if (payment) return refusalsOf(await acceptRefund(world.pool, { ...act, paymentId: payment.id }));
  const ordered = await orderRefund(world.pool, { ...act, of, amount, method: "transfer" });
  if (!ordered.ok) return refusalsOf(ordered);
  const { paymentId } = ordered.value;
  return refusalsOf(await acceptRefund(world.pool, { ...act, paymentId }));
}

export const bookLine: Player<"book_line"> = async (world, event) => {
  const { treatAs, charges, otherAccount } = event;
  return refusalsOf(
    await acts.bookLine(world.pool, {
      ...(await actOf(world, event)),
      treatAs,
      ...(otherAccount ? { otherAccount } : {}),
      ...chargesOf(charges),
    }),
  );
};

export const suspendLine: Player<"suspend_line"> = async (world, event) =>
  refusalsOf(await acts.suspendLine(world.pool, await actOf(world, event)));

export const undoMatch: Player<"undo_match"> = async (world, event) =>
  refusalsOf(await acts.undoMatch(world.pool, await actOf(world, event)));

async function actOf(world: World, event: { line: string; playedOn: string }) {
  return {
    companyId: world.companyId,
    lineId: await lineIdOf(world, event.line),
    at: instantOf(world, event.playedOn),
    on: event.playedOn,
  };
}

/** What the line pays in the books now; undefined while it waits or stands in suspense. A line booked otherwise pays nothing. */
async function standingMatch(world: World, lineId: bigint): Promise<string[] | undefined> {
  const [posted] = await within(
    world,
    (db) => db`select entry_id from line_posting where line_id = ${lineId}`,
  );
  if (!posted || (await within(world, (db) => suspenseOf(db, lineId)))) return undefined;
  const rows = await within(
    world,
    (db) => db<{ part: string }[]>`
    select 'share ' || allocation.share_id || ' ' || allocation.amount_cents as part
      from allocation
      join payment on payment.id = allocation.payment_id
     where payment.line_id = ${lineId} and payment.status <> 'corrected'
    union all
    select 'advance ' || held.third_party_id || ' ' || held.amount_cents
      from held_money as held
      join payment on payment.id = held.payment_id
     where payment.line_id = ${lineId} and payment.status <> 'corrected' and held.held_as = 'advance'
  `,
  );
  return rows.map(({ part }) => part);
}

function sameAllocations(
  standing: readonly string[],
  shares: Parts["shares"],
  advances: Parts["advances"],
): boolean {
  const asked = [
    ...shares.map(({ shareId, amount }) => `share ${shareId} ${amount}`),
    ...advances.map(({ thirdPartyId, amount }) => `advance ${thirdPartyId} ${amount}`),
  ];
  return standing.toSorted().join() === asked.sort().join();
}

function refusalsOf(parsed: Parsed<unknown>): Refusal[] {
  return parsed.ok ? [] : [{ message: messageOf(parsed.problems) }];
}
