import type { PaidShare } from "../../domain/accounting/bankEntry.ts";
import type { Db } from "../connect.ts";
import { factsOfShares, type ShareFacts } from "../payments.ts";
import { discountsOf } from "../settling.ts";
import type { UnderWay } from "../underWay.ts";

export type Facts = Map<bigint, ShareFacts & Pick<PaidShare, "discount">>;

/** What posting needs to know of the shares that payments pay, with the discounts that suppliers granted for it. */
export async function factsToPay(db: Db, payments: readonly UnderWay[]): Promise<Facts> {
  const facts: Facts = await factsOfShares(db, sharesOf(payments));
  const taken = payments.flatMap(({ allocations }) =>
    allocations.map(({ shareId, discount = 0n }) => ({ shareId, discount })),
  );
  for (const [shareId, discount] of await discountsOf(db, taken)) {
    const fact = facts.get(shareId);
    if (fact) facts.set(shareId, { ...fact, discount });
  }
  return facts;
}

/** What each share owes before the payments at hand. */
export function duesOf(facts: Facts): Map<bigint, bigint> {
  return new Map([...facts].map(([id, fact]) => [id, fact.due]));
}

/** The shares of a payment with what each owes before it; `due` moves on for the next payment. */
export function paidWithin(payment: UnderWay, facts: Facts, due: Map<bigint, bigint>): PaidShare[] {
  return paidBy(payment, facts).map((share) => {
    const before = due.get(share.shareId) ?? 0n;
    due.set(share.shareId, before - share.amount - (share.discount?.amount ?? 0n));
    return { ...share, due: before };
  });
}

export function paidBy({ allocations }: UnderWay, facts: Facts): PaidShare[] {
  return allocations.map(({ shareId, amount, discount: taken }) => {
    const fact = facts.get(shareId);
    if (!fact) throw new Error(`share ${shareId} is paid and is not there`);
    const { discount, ...share } = fact;
    return { ...share, amount, ...(taken !== undefined && discount ? { discount } : {}) };
  });
}

export function sharesOf(payments: readonly UnderWay[]): bigint[] {
  return [...new Set(payments.flatMap(({ allocations }) => allocations.map(({ shareId }) => shareId)))];
}
