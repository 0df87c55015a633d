import { createHash } from "node:crypto";
import type { Roles } from "../../domain/accounting/accounts.ts";
import type { EntryDraft, VatMove } from "../../domain/accounting/entry.ts";
import { returnEntry } from "../../domain/accounting/insurerEntry.ts";
import { arrivedOf, vatOfPayments } from "../../domain/accounting/vatOnCollection.ts";
import type { IsoDate } from "../../domain/days.ts";
import { normaliseNumber } from "../../domain/documentNumber.ts";
import { type ArrivingReturn, contentOf, itemsNotKnown } from "../../domain/insurer/arriving.ts";
import {
  contradicted,
  type IdentifiedReturn,
  planReturns,
  type ReturnPlan,
} from "../../domain/matching/returnPlan.ts";
import { lockBooks } from "../books.ts";
import { type Company, companyRoles, currentCompany } from "../companies.ts";
import type { Db } from "../connect.ts";
import { ensureInsurers } from "../insurers.ts";
import { allowOverpayment, writeEntries } from "../ledger.ts";
import { letterShares } from "../lettering.ts";
import { factsOfShares } from "../payments.ts";
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
import { openDay } from "./openDay.ts";
import { explainReceived, reconsiderReceived } from "./reconsiderReceived.ts";
import { takeBackEntries } from "./takeBackEntry.ts";
import { restRefusals, takeBackKept } from "./takeBackKept.ts";
import { takeBackWithPayments, writeOffRemainders } from "./writeOff.ts";

/** Without a file it is a person who typed it. */
export type ReturnContext = { fileId?: bigint; at: Date; on: IsoDate };

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
  const identified = await identify(db, companyId, arriving, context);
  const fresh = await notKnown(db, identified);
  const parties = [...new Set(fresh.map((one) => one.thirdPartyId))];
  const before = await readBefore(db, fresh, parties, books);
  const plans = planReturns(fresh, before);
  await writePlans(db, plans, books);
  await reconsiderReceived(db, parties, { company: books.company, at: context.at });
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
  { fileId }: ReturnContext,
): Promise<IdentifiedReturn[]> {
  const insurers = await ensureInsurers(
    db,
    companyId,
    arriving.map((one) => one.insurer),
  );
  return arriving.map((one, nth) => {
    const thirdPartyId = insurers[nth];
    if (thirdPartyId === undefined) throw new Error("a return has no insurer");
    return { ...one, thirdPartyId, contentHash: hashOf(one, fileId === undefined) };
  });
}

/** What was typed is never taken for the return itself, however alike: the return confirms it. */
export function hashOf(arriving: ArrivingReturn, isTyped: boolean): string {
  return createHash("sha256")
    .update(`${isTyped ? "typed\n" : ""}${contentOf(arriving)}`)
    .digest("hex");
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
  { company, context }: Books,
) {
  const keys = [...new Set(fresh.flatMap((one) => one.items.map((item) => normaliseNumber(item.invoice))))];
  const typed = context.fileId === undefined ? [] : await typedPayments(db, parties);
  const shares = await insurerShares(db, keys);
  const wrong = await giveWay(db, contradicted(typed, fresh, shares), { company, context });
  return {
    shares: wrong.length > 0 ? await insurerShares(db, keys) : shares,
    received: await receivedMoney(db, parties),
    typed: typed.filter((payment) => !wrong.includes(payment)),
  };
}

/**
 * What was typed and a return contradicts goes, with what was written off or put aside with it: the insurer's word counts. What is
 * final, or has been used since, stays beside the return, where a person sees the shares paid twice.
 * @returns the payments that went
 */
async function giveWay(
  db: Db,
  wrong: readonly TypedPayment[],
  { company, context }: Pick<Books, "company" | "context">,
): Promise<TypedPayment[]> {
  if (wrong.length === 0) return [];
  const open = wrong.filter(({ isOpen }) => isOpen);
  const refused = await restRefusals(
    db,
    open.map(({ paymentId }) => paymentId),
  );
  const gone = open.filter(({ paymentId }) => !refused.has(paymentId));
  const ids = gone.map(({ paymentId }) => paymentId);
  const act = { ...context, companyId: company.id };
  await takeBackWithPayments(db, act, ids);
  await takeBackKept(db, act, ids);
  await dropTypedPayments(db, ids);
  await takeBackEntries(
    db,
    act,
    gone.map(({ entryId }) => entryId),
  );
  return gone;
}

/** Everything that the plans say, one statement each for the whole batch. */
async function writePlans(db: Db, plans: readonly Plan[], books: Books): Promise<void> {
  const { company, roles, context } = books;
  const vat = await vatHere(db, plans);
  const drafts = plans.map((plan) => entryOf(plan, vat.get(plan) ?? [], books));
  await allowOverpayment(db);
  const written = await writeEntries(
    db,
    company.id,
    drafts.flatMap((draft) => draft ?? []),
  );
  const entryIds = new Map(drafts.flatMap((draft) => draft ?? []).map((draft, nth) => [draft, written[nth]]));
  const posted = plans.flatMap((plan, nth): Posted[] => {
    const draft = drafts[nth];
    const entryId = draft && entryIds.get(draft);
    return draft && entryId !== undefined ? [{ plan, draft, entryId }] : [];
  });
  const payments = await writePayments(db, company.id, posted);
  await insertAllocations(
    db,
    company.id,
    [...payments].flatMap(([{ settled }, paymentId]) =>
      settled.map(({ shareId, amount }) => ({ paymentId, shareId, amount })),
    ),
  );
  await explainReceived(
    db,
    posted.map(({ plan }) => plan),
    { company, at: context.at },
  );
  await record(db, plans, payments, books);
  await letterTransit(db, company.id, [...payments.values()], roles.insurerAnnounced, context.on);
  await writeOffRemainders(db, paidBy(payments), { ...context, company });
  const shareIds = new Set(posted.flatMap(({ plan }) => plan.settled.map((share) => share.shareId)));
  await letterShares(db, company.id, [...shareIds], context.on);
}

/** The payment that pays each share, the last of several: what it leaves may be a small difference. Money taken back leaves none. */
function paidBy(payments: ReadonlyMap<Plan, bigint>): Map<bigint, bigint> {
  return new Map(
    [...payments].flatMap(([{ settled }, paymentId]) =>
      settled
        .filter(({ amount }) => amount > 0n)
        .map(({ shareId }): [bigint, bigint] => [shareId, paymentId]),
    ),
  );
}

type Posted = { plan: Plan; draft: EntryDraft; entryId: bigint };

/**
 * The VAT on collection of returns whose money is here already: the bank brought it first, or recoveries take all that is paid and no
 * transfer comes. That of the others falls due with their transfer.
 */
async function vatHere(db: Db, plans: readonly Plan[]): Promise<Map<Plan, VatMove[]>> {
  const here = plans.filter(({ net, received, settled }) => settled.length > 0 && (received || net <= 0n));
  const facts = await factsOfShares(
    db,
    here.flatMap(({ settled }) => settled.map(({ shareId }) => shareId)),
  );
  const parts = here.map(({ settled, received }) => {
    const paid = settled.flatMap(({ shareId, amount }) => {
      const fact = facts.get(shareId);
      return fact ? [{ ...fact, amount }] : [];
    });
    return received ? arrivedOf(paid, received.amount) : paid;
  });
  const moves = vatOfPayments(parts);
  return new Map(here.map((plan, nth) => [plan, moves[nth] ?? []]));
}

/** The entry of a return. None when nothing moves, or when what it says is in the books already. */
function entryOf(
  { arriving, settled, unplaced, confirms }: Plan,
  vat: readonly VatMove[],
  { company, roles }: Books,
): EntryDraft | undefined {
  if (confirms !== undefined) return undefined;
  const { insurer, thirdPartyId, reference, label, paidOn } = arriving;
  return returnEntry(
    {
      insurer: { thirdPartyId, payer: insurer.payer, name: insurer.name },
      piece: reference ?? label,
      paidOn,
      postedOn: openDay(paidOn, company),
      shares: settled,
      unplaced,
      vat,
    },
    roles,
  );
}

/** The payment of each return that posts: the one that came first to the bank, else a new one, announced. */
async function writePayments(
  db: Db,
  companyId: bigint,
  posted: readonly Posted[],
): Promise<Map<Plan, bigint>> {
  const common = ({ plan: { arriving, unplaced }, draft, entryId }: Posted) => ({
    paidOn: arriving.paidOn,
    unallocated: unplaced,
    entryId,
    label: draft.label,
    ...(arriving.reference ? { reference: arriving.reference } : {}),
  });
  const fresh = posted.filter(({ plan }) => plan.received === undefined);
  const created = await insertInsurerPayments(
    db,
    companyId,
    fresh.map((one) => ({
      ...common(one),
      thirdPartyId: one.plan.arriving.thirdPartyId,
      amount: one.plan.net,
      // When recoveries take all that is paid no transfer comes: nothing more is expected of the payment.
      ...(one.plan.net > 0n
        ? { method: "insurer_transfer" as const, status: "announced" as const }
        : { method: "internal" as const, status: "cleared" as const }),
    })),
  );
  const attached = posted.flatMap((one) =>
    one.plan.received ? [{ ...common(one), paymentId: one.plan.received.paymentId }] : [],
  );
  await attachReturns(db, attached);
  const ids = new Map<Plan, bigint>();
  for (const { plan } of posted) if (plan.received) ids.set(plan, plan.received.paymentId);
  for (const [nth, { plan }] of fresh.entries()) ids.set(plan, created[nth] ?? 0n);
  return ids;
}

/** The returns as they came, with what was posted of each item. */
async function record(
  db: Db,
  plans: readonly Plan[],
  payments: ReadonlyMap<Plan, bigint>,
  { company, context }: Books,
): Promise<void> {
  const returns = plans.map((plan) => {
    const { thirdPartyId, reference, label, paidOn, contentHash } = plan.arriving;
    const paymentId = plan.confirms ?? payments.get(plan);
    return {
      thirdPartyId,
      label,
      paidOn,
      net: plan.net,
      contentHash,
      ...(context.fileId === undefined ? {} : { fileId: context.fileId }),
      ...(reference ? { reference, referenceKey: normaliseNumber(reference) } : {}),
      ...(paymentId === undefined ? {} : { paymentId }),
    };
  });
  const ids = await insertReturns(db, company.id, returns, context.at);
  const items = plans.flatMap(({ arriving, shares, amounts }, at) =>
    arriving.items.map((item, nth) => {
      const shareId = shares[nth]?.shareId;
      return {
        ...item,
        returnId: ids[at] ?? 0n,
        rank: nth + 1,
        posted: amounts[nth] ?? 0n,
        ...(shareId === undefined ? {} : { shareId }),
      };
    }),
  );
  await insertReturnItems(db, company.id, items);
}
