import { daysBetween, type IsoDate } from "../domain/days.ts";
import { type Delay, type PayerClock, type Standing, standingOf } from "../domain/insurer/clock.ts";
import { type Recycling, recyclingOf } from "../domain/insurer/recycling.ts";
import { adviceFor, type RejectionAdvice } from "../domain/insurer/rejections.ts";
import type { InsurerKind } from "../domain/insurer/return.ts";
import { type Cents, sumCents } from "../domain/money.ts";
import type { Db } from "../sql/connect.ts";
import {
  clocksOf,
  moneyOfShares,
  type NamedInsurer,
  type ShareMoney,
  type ShareSaid,
  type ShareStep,
  type StoredReason,
  saidOfShares,
  sharesOfInvoices,
} from "../sql/screens/standing.ts";

/** What an insurer answered that leaves something due: no, not yet, not mine, or less than was asked. */
export type Refusal = {
  kind: "rejected" | "deferred" | "not_handled" | "short";
  on: IsoDate;
  returnId: bigint;
  reference: string | null;
  reason: StoredReason | undefined;
  advice: RejectionAdvice | undefined;
  /** How a share of this invoice is sent again; undefined when the return does not say how it was sent. */
  recycling: Recycling | undefined;
};

/** Where a share stands: billed, transmitted, announced, received, with the money and the day of each. */
export type ShareStanding = {
  share: ShareStep;
  lot: string | null;
  announced:
    | { cents: Cents; on: IsoDate; returnId: bigint; reference: string | null; typed: boolean }
    | undefined;
  /** Announced, and not in the bank yet. */
  waiting: { cents: Cents; clock: Standing | undefined } | undefined;
  received: { cents: Cents; last: ShareMoney } | undefined;
  refusal: Refusal | undefined;
  /** How long an open share of an insurer has been expected, and whether that is long for this one. */
  expected: Standing | undefined;
  habit: PayerClock | undefined;
};

/** The shares of some invoices with where each stands: four statements, whatever the number of invoices. */
export async function readStandings(
  db: Db,
  invoiceIds: readonly bigint[],
  today: IsoDate,
): Promise<ShareStanding[]> {
  const shares = await sharesOfInvoices(db, invoiceIds);
  const ids = shares.map(({ id }) => id);
  const [said, money, clocks] = await Promise.all([
    saidOfShares(db, ids),
    moneyOfShares(db, ids),
    clocksOf(db, insurersOf(shares)),
  ]);
  return standingsOf({ shares, said, money, clocks }, today);
}

export function byInvoice(standings: readonly ShareStanding[]): Map<bigint, ShareStanding[]> {
  const found = new Map<bigint, ShareStanding[]>();
  for (const standing of standings) {
    const { invoiceId } = standing.share;
    found.set(invoiceId, [...(found.get(invoiceId) ?? []), standing]);
  }
  return found;
}

function insurersOf(shares: readonly ShareStep[]): NamedInsurer[] {
  const found = shares.flatMap(({ thirdPartyId, payer }): NamedInsurer[] =>
    isInsurer(payer) ? [{ id: thirdPartyId, payer }] : [],
  );
  return [...new Map(found.map((insurer) => [insurer.id, insurer])).values()];
}

type Known = {
  shares: readonly ShareStep[];
  said: readonly ShareSaid[];
  money: readonly ShareMoney[];
  clocks: ReadonlyMap<bigint, PayerClock>;
};

/** Puts together what the books, the returns and the bank know of each share. */
export function standingsOf({ shares, said, money, clocks }: Known, today: IsoDate): ShareStanding[] {
  return shares.map((share) => {
    const ofShare = said.filter((each) => each.shareId === share.id);
    const paid = money.filter((each) => each.shareId === share.id);
    const clock = clocks.get(share.thirdPartyId);
    const announced = announcedOf(paid);
    return {
      share,
      lot: ofShare.at(-1)?.lot ?? null,
      announced,
      waiting: waitingOf(share, paid, clock, today),
      received: receivedOf(paid),
      refusal: refusalOf(share, ofShare.at(-1)),
      expected: share.dueCents > 0n ? clockOf(share, clock, undefined, today) : undefined,
      habit: clock,
    };
  });
}

const NOT_THERE = ["announced", "scheduled", "sent", "issued", "rejected", "returned"];

function announcedOf(paid: readonly ShareMoney[]): ShareStanding["announced"] {
  const told = paid.filter((each) => each.returnId !== null);
  const last = told.at(-1);
  if (!last || last.returnId === null) return undefined;
  const cents = sumCents(told.map((each) => each.amountCents));
  const { paidOn, returnId, reference, typed } = last;
  return { cents, on: paidOn, returnId, reference, typed };
}

function waitingOf(
  share: ShareStep,
  paid: readonly ShareMoney[],
  clock: PayerClock | undefined,
  today: IsoDate,
): ShareStanding["waiting"] {
  const waiting = paid.filter((each) => each.status === "announced");
  const [first] = waiting;
  if (!first) return undefined;
  const cents = sumCents(waiting.map((each) => each.amountCents));
  return { cents, clock: clockOf(share, clock, first.paidOn, today) };
}

function receivedOf(paid: readonly ShareMoney[]): ShareStanding["received"] {
  const there = paid.filter((each) => !NOT_THERE.includes(each.status));
  const last = there.at(-1);
  return last && { cents: sumCents(there.map((each) => each.amountCents)), last };
}

function refusalOf(share: ShareStep, last: ShareSaid | undefined): Refusal | undefined {
  if (!last || share.dueCents <= 0n) return undefined;
  const kind = last.status === "paid_with_difference" ? "short" : last.status;
  if (kind !== "rejected" && kind !== "deferred" && kind !== "not_handled" && kind !== "short")
    return undefined;
  const { returnId, reference, saidOn, invoiceType } = last;
  const [reason] = last.reasons;
  const recycling = recyclingOf(invoiceType ?? "");
  return { kind, on: saidOn, returnId, reference, reason, advice: reason && adviceOf(reason), recycling };
}

/** What a stored reason means and what to do about it. */
export function adviceOf({ code = "", refinement, label = "", detail }: StoredReason): RejectionAdvice {
  return adviceFor({
    code,
    label,
    ...(refinement === undefined ? {} : { refinement }),
    ...(detail === undefined ? {} : { detail }),
  });
}

function clockOf(
  share: ShareStep,
  clock: PayerClock | undefined,
  announcedOn: IsoDate | undefined,
  today: IsoDate,
): Standing | undefined {
  if (!clock || !isInsurer(share.payer)) return undefined;
  const transmittedOn = share.transmittedOn ?? share.issuedOn;
  const history = {
    payer: share.payer,
    transmittedOn,
    ...(announcedOn === undefined ? {} : { announcedOn }),
  };
  return remembered(clock, history, today);
}

type History = Parameters<typeof standingOf>[1];

/** Shares of one page were mostly sent on the same days to insurers of the same habits: each case is worked out once. */
const CASES_MAX = 2_000;
const cases = new Map<string, Standing>();

function remembered(clock: PayerClock, history: History, today: IsoDate): Standing {
  const { median, spread, basis } =
    history.announcedOn === undefined ? clock.toReceived : clock.announcedToReceived;
  const key = [
    today,
    history.payer,
    history.transmittedOn,
    history.announcedOn,
    median,
    spread,
    basis,
  ].join();
  const known = cases.get(key);
  if (known) return known;
  const standing = standingOf(clock, history, today);
  if (cases.size >= CASES_MAX) cases.clear();
  cases.set(key, standing);
  return standing;
}

export function isInsurer(payer: ShareStep["payer"]): payer is InsurerKind {
  return payer === "amo" || payer === "amc";
}

/** Days a share has waited and whether that is late, of the steps that still wait. */
export type Waiting = Extract<Standing, { isLate: boolean }>;

export function waitingOnly(standing: Standing | undefined): Waiting | undefined {
  return standing && standing.stage !== "received" ? standing : undefined;
}

/** Why an invoice is in the unpaid list, the thing to act on first (D10). */
export type UnpaidReason =
  | { kind: "overpaid"; of: ShareStanding; cents: Cents }
  | { kind: "refused"; of: ShareStanding; refusal: Refusal }
  | { kind: "late" | "expected"; of: ShareStanding; clock: Waiting; habit: Delay }
  | { kind: "own"; of: ShareStanding; overdue: number | undefined };

const ORDER: Record<UnpaidReason["kind"], number> = {
  overpaid: 0,
  refused: 1,
  late: 2,
  own: 4,
  expected: 5,
};

/** The reasons of one invoice, the most urgent first. An overdue share of the customer comes before what is merely expected. */
export function reasonsOf(standings: readonly ShareStanding[], today: IsoDate): UnpaidReason[] {
  const rank = (reason: UnpaidReason) =>
    reason.kind === "own" && (reason.overdue ?? 0) <= 0 ? 6 : ORDER[reason.kind];
  return standings
    .flatMap((standing) => reasonOf(standing, today) ?? [])
    .sort((a, b) => rank(a) - rank(b) || daysOf(b) - daysOf(a));
}

function reasonOf(standing: ShareStanding, today: IsoDate): UnpaidReason | undefined {
  const { share, refusal, expected, habit } = standing;
  if (share.dueCents === 0n) return undefined;
  if (share.dueCents < 0n) return { kind: "overpaid", of: standing, cents: -share.dueCents };
  if (!isInsurer(share.payer)) {
    const overdue = share.dueOn === null ? undefined : daysBetween(share.dueOn, today);
    return { kind: "own", of: standing, overdue };
  }
  if (refusal) return { kind: "refused", of: standing, refusal };
  const clock = waitingOnly(expected);
  if (!clock || !habit) return undefined;
  return { kind: clock.isLate ? "late" : "expected", of: standing, clock, habit: habit.toReceived };
}

function daysOf(reason: UnpaidReason): number {
  return reason.kind === "late" || reason.kind === "expected" ? reason.clock.waitingDays : 0;
}
