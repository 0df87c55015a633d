import { normaliseNumber } from "../documentNumber.ts";
import { type ArrivingReturn, type InsurerShare, shareOf } from "../insurer/arriving.ts";
import { postableAmounts, type SettledShare, settledShares } from "../insurer/settle.ts";
import { type Cents, sumCents } from "../money.ts";
import { moneyOf, type ReceivedMoney } from "./received.ts";

/** A return with its insurer known in the books, and the hash of its content. */
export type IdentifiedReturn = ArrivingReturn & { thirdPartyId: bigint; contentHash: string };

/** A payment that a person typed because no return came. Cents by share. */
export type TypedMoney = {
  paymentId: bigint;
  thirdPartyId: bigint;
  referenceKey?: string;
  paid: ReadonlyMap<bigint, Cents>;
};

/** What the books hold when returns arrive. */
export type BooksBefore<Money extends ReceivedMoney> = {
  /** Insurers' shares by normalised invoice number. */
  shares: ReadonlyMap<string, readonly InsurerShare[]>;
  received: readonly Money[];
  typed: readonly TypedMoney[];
};

/** What one return does: the cents of each item that are posted, and the payment that carries them. */
export type ReturnPlan<Money extends ReceivedMoney> = {
  arriving: IdentifiedReturn;
  shares: (InsurerShare | undefined)[];
  amounts: Cents[];
  settled: SettledShare[];
  /** Of invoices that are not ours. */
  unplaced: Cents;
  net: Cents;
  /** Its money came before it: the payment that stands already. */
  received?: Money;
  /** It says what a person had typed: nothing is posted again (S0.24). */
  confirms?: bigint;
};

/**
 * Says what each return of a batch does, the one paid first before the others, so that the first to pay a share settles it.
 * Money that came before, and payments that were typed, are taken once.
 */
export function planReturns<Money extends ReceivedMoney>(
  returns: readonly IdentifiedReturn[],
  books: BooksBefore<Money>,
): ReturnPlan<Money>[] {
  const dues = new Map<bigint, Cents>();
  let { received, typed } = books;
  const byDay = returns.toSorted((a, b) => (a.paidOn < b.paidOn ? -1 : a.paidOn > b.paidOn ? 1 : 0));
  return byDay.map((arriving) => {
    const shares = arriving.items.map((item) =>
      shareOf(item, arriving.thirdPartyId, books.shares.get(normaliseNumber(item.invoice)) ?? []),
    );
    const confirmed = typed.find((money) => isConfirmedBy(money, arriving, shares));
    if (confirmed) {
      typed = typed.filter((money) => money !== confirmed);
      return confirmation(arriving, shares, confirmed.paymentId);
    }
    const plan = posting(arriving, shares, dues);
    const money = plan.net > 0n ? moneyOf({ ...arriving, amount: plan.net }, received) : undefined;
    received = received.filter((other) => other !== money);
    return { ...plan, ...(money ? { received: money } : {}) };
  });
}

function posting(
  arriving: IdentifiedReturn,
  shares: (InsurerShare | undefined)[],
  dues: Map<bigint, Cents>,
): ReturnPlan<never> {
  const amounts = postableAmounts(arriving.items);
  return {
    arriving,
    shares,
    amounts,
    settled: settledShares(shares, amounts, dues),
    unplaced: sumCents(amounts.filter((_, nth) => shares[nth] === undefined)),
    net: sumCents(amounts),
  };
}

function confirmation(
  arriving: IdentifiedReturn,
  shares: (InsurerShare | undefined)[],
  paymentId: bigint,
): ReturnPlan<never> {
  const amounts = arriving.items.map((item) => item.paid);
  return {
    arriving,
    shares,
    amounts,
    settled: [],
    unplaced: 0n,
    net: sumCents(amounts),
    confirms: paymentId,
  };
}

/** The same shares and cents of the same insurer, under the same reference or where one of them has none. */
function isConfirmedBy(
  money: TypedMoney,
  arriving: IdentifiedReturn,
  shares: readonly (InsurerShare | undefined)[],
): boolean {
  const key = arriving.reference && normaliseNumber(arriving.reference);
  if (money.thirdPartyId !== arriving.thirdPartyId) return false;
  if (key && money.referenceKey && key !== money.referenceKey) return false;
  const paid = new Map<bigint, Cents>();
  for (const [nth, item] of arriving.items.entries()) {
    const share = shares[nth];
    if (item.paid === 0n) continue;
    if (!share || item.paid < 0n) return false;
    paid.set(share.shareId, (paid.get(share.shareId) ?? 0n) + item.paid);
  }
  return paid.size === money.paid.size && [...paid].every(([id, cents]) => money.paid.get(id) === cents);
}

/**
 * Typed payments that these returns contradict: the same transfer by its reference, with other cents. The insurer's own word
 * replaces what was typed. Without a common reference nothing says that the two are one.
 */
export function contradicted<Typed extends TypedMoney>(
  typed: readonly Typed[],
  returns: readonly IdentifiedReturn[],
  shares: BooksBefore<never>["shares"],
): Typed[] {
  return typed.filter((money) =>
    returns.some(
      (arriving) =>
        money.referenceKey !== undefined &&
        money.thirdPartyId === arriving.thirdPartyId &&
        money.referenceKey === (arriving.reference && normaliseNumber(arriving.reference)) &&
        !isConfirmedBy(
          money,
          arriving,
          arriving.items.map((item) =>
            shareOf(item, arriving.thirdPartyId, shares.get(normaliseNumber(item.invoice)) ?? []),
          ),
        ),
    ),
  );
}
