import { createHash } from "node:crypto";
import type { Roles } from "../../domain/accounting/accounts.ts";
import type { EntryDraft } from "../../domain/accounting/entry.ts";
import { returnEntry } from "../../domain/accounting/insurerEntry.ts";
import { addDays, type IsoDate } from "../../domain/days.ts";
import { type ArrivingReturn, contentOf, itemsNotKnown } from "../../domain/insurer/arriving.ts";
import {
  contradicted,
  type IdentifiedReturn,
  planReturns,
  type ReturnPlan,
  type TypedMoney,
} from "../../domain/insurer/plan.ts";
import { normaliseNumber } from "../../domain/matching/references.ts";
import { lockBooks } from "../books.ts";
import { type Company, companyRoles, currentCompany } from "../companies.ts";
import type { Db } from "../connect.ts";
import { ensureInsurers } from "../insurers.ts";
import { allowOverpayment, deleteDraftEntries, writeEntries } from "../ledger.ts";
import { letterShares, unletterEntry } from "../lettering.ts";
import {
  dropTypedPayments,
  insertReturnItems,
  insertReturns,
  insurerShares,
  knownItems,
  knownReturns,
  type TypedPayment,
  typedPayments,
} from "../returnItems.ts";
import {
  attachReturns,
  insertAllocations,
  insertInsurerPayments,
  type Received,
  receivedMoney,
} from "../returns.ts";
import { letterTransit } from "../transit.ts";
import { explainReceived, reconsiderReceived } from "./reconsiderReceived.ts";

export type ReturnContext = { fileId?: bigint; by?: bigint; at: Date; on: IsoDate };

/** What became of the returns of a file. `known` were applied before; unknown invoices are those of the new ones. */
export type Applied = { returns: number; known: number; items: number; unknownInvoices: string[] };

type Plan = ReturnPlan<Received>;
type Books = { company: Company; roles: Roles; context: ReturnContext };

/**
 * Applies the returns of insurers: their payments are created at once, on 511700 of each insurer until the bank brings them
 * (S0.22, S0.23). What is known already changes nothing, return by return and item by item. A return whose money came first
 * goes onto that payment, so that the books are the same whichever came first; one that a person typed meanwhile is confirmed
 * (S0.24). In the caller's transaction, a bounded number of statements for any number of returns.
 */
export async function applyReturns(
  db: Db,
  companyId: bigint,
  arriving: readonly ArrivingReturn[],
  context: ReturnContext,
): Promise<Applied> {
  await lockBooks(db);
  const books = { company: await currentCompany(db), roles: await companyRoles(db), context };
  const identified = await identify(db, companyId, arriving);
  const fresh = await notKnown(db, identified);
  const parties = [...new Set(fresh.map((one) => one.thirdPartyId))];
  const before = await readBefore(db, fresh, parties, books);
  const plans = planReturns(fresh, before);
  await writePlans(db, plans, books);
  await reconsiderReceived(db, parties, books);
  const nameless = plans.flatMap(({ arriving: one, shares }) =>
    one.items.filter((item, nth) => shares[nth] === undefined && !item.withoutInvoice),
  );
  return {
    returns: fresh.length,
    known: arriving.length - fresh.length,
    items: fresh.reduce((sum, one) => sum + one.items.length, 0),
    unknownInvoices: nameless.map((item) => item.invoice),
  };
}

async function identify(
  db: Db,
  companyId: bigint,
  arriving: readonly ArrivingReturn[],
): Promise<IdentifiedReturn[]> {
  const insurers = await ensureInsurers(
    db,
    companyId,
    arriving.map((one) => one.insurer),
  );
  return arriving.map((one, nth) => {
    const thirdPartyId = insurers[nth];
    if (thirdPartyId === undefined) throw new Error("a return has no insurer");
    return { ...one, thirdPartyId, contentHash: hashOf(contentOf(one)) };
  });
}

function hashOf(content: string): string {
  return createHash("sha256").update(content).digest("hex");
}

/** The returns that are new, without the items that an earlier delivery of the same transfer brought. */
async function notKnown(db: Db, identified: readonly IdentifiedReturn[]): Promise<IdentifiedReturn[]> {
  const keyOf = (one: IdentifiedReturn) => `${one.thirdPartyId}|${one.contentHash}`;
  const known = await knownReturns(db, identified);
  // Two equal returns in one file are one, delivered twice.
  const fresh = [
    ...new Map(identified.filter((one) => !known.has(keyOf(one))).map((one) => [keyOf(one), one])).values(),
  ];
  const transfers = fresh.flatMap(({ thirdPartyId, reference }) =>
    reference ? [{ thirdPartyId, referenceKey: normaliseNumber(reference) }] : [],
  );
  const delivered = await knownItems(db, transfers);
  return fresh.flatMap((one) => {
    const key = one.reference ? `${one.thirdPartyId}|${normaliseNumber(one.reference)}` : undefined;
    const items = itemsNotKnown(one.items, (key && delivered.get(key)) || []);
    return items.length > 0 ? [{ ...one, items }] : [];
  });
}

/** The shares that are named, the money that came first, and what was typed. What a return contradicts has given way. */
async function readBefore(
  db: Db,
  fresh: readonly IdentifiedReturn[],
  parties: readonly bigint[],
  { context }: Books,
) {
  const keys = [...new Set(fresh.flatMap((one) => one.items.map((item) => normaliseNumber(item.invoice))))];
  const typed = context.fileId === undefined ? [] : (await typedPayments(db, parties)).map(typedMoney);
  const shares = await insurerShares(db, keys);
  const wrong = contradicted(typed, fresh, shares).filter((money) => money.isOpen);
  await giveWay(db, wrong, context);
  return {
    shares: wrong.length > 0 ? await insurerShares(db, keys) : shares,
    received: await receivedMoney(db, parties),
    typed: typed.filter((money) => !wrong.includes(money)),
  };
}

function typedMoney({ paid, referenceKey, ...payment }: TypedPayment): TypedMoney & TypedPayment2 {
  const cents = new Map(paid.map((one) => [BigInt(one.shareId), BigInt(one.cents)]));
  return { ...payment, paid: cents, ...(referenceKey ? { referenceKey } : {}) };
}
