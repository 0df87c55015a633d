import { createHash } from "node:crypto";
import type { Roles } from "../../domain/accounting/accounts.ts";
import { returnEntry, type SettledShare } from "../../domain/accounting/insurerEntry.ts";
import { addDays, type IsoDate } from "../../domain/days.ts";
import { postableAmounts } from "../../domain/insurer/settle.ts";
import { normaliseNumber } from "../../domain/matching/references.ts";
import { sumCents } from "../../domain/money.ts";
import { lockBooks } from "../books.ts";
import { type Company, companyRoles, currentCompany } from "../companies.ts";
import type { Db } from "../connect.ts";
import { ensureInsurers, type InsurerName } from "../insurers.ts";
import { allowOverpayment, writeEntries } from "../ledger.ts";
import { letterShares } from "../lettering.ts";
import {
  attachReturn,
  type InsurerPayment,
  insertAllocations,
  insertInsurerPayments,
  insertReturnItems,
  insertReturns,
  insurerShares,
  knownReturns,
  openInsurerPayments,
  type ShareOfInvoice,
  textsOfReceived,
} from "../returns.ts";
import { letterTransit } from "../transit.ts";

/** What an insurer says of one share. Cents; `paid` is negative when money is taken back. */
export type ArrivingItem = {
  invoice: string;
  payer: "amo" | "amc";
  lot?: string;
  status: "paid" | "paid_with_difference" | "reversed" | "rejected" | "deferred" | "not_handled";
  asked?: bigint;
  paid: bigint;
  reasons: readonly object[];
  /** A debt or a lump sum: `invoice` is then its reference, and no share bears it. */
  withoutInvoice?: true;
};

/** One return: one transfer of one insurer, announced. */
export type ArrivingReturn = {
  insurer: InsurerName;
  reference?: string;
  label: string;
  paidOn: IsoDate;
  items: readonly ArrivingItem[];
};

type Context = { fileId?: bigint; at: Date; on: IsoDate };
export type Applied = { returns: number; known: number; items: number; unknownInvoices: string[] };

/**
 * Applies the returns of insurers: their payments are created at once, on 511700 of each insurer until the bank brings them
 * (S0.22, S0.23). A return that is known already changes nothing. One whose money came first goes onto that payment, so that the
 * books are the same whichever came first. In the caller's transaction; a bounded number of statements for each return.
 */
export async function applyReturns(
  db: Db,
  companyId: bigint,
  arriving: readonly ArrivingReturn[],
  context: Context,
): Promise<Applied> {
  await lockBooks(db);
  const company = await currentCompany(db);
  const roles = await companyRoles(db);
  const insurers = await ensureInsurers(
    db,
    companyId,
    arriving.map((one) => one.insurer),
  );
  const identified = arriving.map((one, nth) => ({
    ...one,
    thirdPartyId: insurers[nth] ?? 0n,
    contentHash: contentHash(one),
  }));
  const known = await knownReturns(db, identified);
  const fresh = firstOfEach(identified.filter((one) => !known.has(one.contentHash)));
  const unknown: string[] = [];
  for (const one of fresh) unknown.push(...(await applyOne(db, company, roles, one, context)));
  const items = fresh.reduce((sum, one) => sum + one.items.length, 0);
  return { returns: fresh.length, known: arriving.length - fresh.length, items, unknownInvoices: unknown };
}

type Identified = ArrivingReturn & { thirdPartyId: bigint; contentHash: string };

/** Two equal returns in one file are one return, delivered twice. */
function firstOfEach(returns: readonly Identified[]): Identified[] {
  return [
    ...new Map([...returns].reverse().map((one) => [`${one.thirdPartyId}|${one.contentHash}`, one])).values(),
  ].reverse();
}

/** What makes two returns the same: reference, day and items. The file they came in does not count. */
function contentHash({ reference, paidOn, items }: ArrivingReturn): string {
  const lines = items.map((item) =>
    [item.invoice, item.payer, item.lot ?? "", item.status, String(item.paid)].join("|"),
  );
  return createHash("sha256")
    .update([reference ?? "", paidOn, ...lines].join("\n"))
    .digest("hex");
}

async function applyOne(
  db: Db,
  company: Company,
  roles: Roles,
  arriving: Identified,
  context: Context,
): Promise<string[]> {
  const shares = await sharesOf(db, arriving);
  const amounts = postableAmounts(arriving.items);
  const settled = settledShares(shares, amounts);
  const unplaced = sumCents(amounts.filter((_, nth) => shares[nth] === undefined));
  const net = sumCents(amounts);
  await allowOverpayment(db);
  const draft = returnEntry(
    {
      insurer: {
        thirdPartyId: arriving.thirdPartyId,
        payer: arriving.insurer.payer,
        name: arriving.insurer.name,
      },
      piece: arriving.reference ?? arriving.label,
      paidOn: arriving.paidOn,
      postedOn: openDay(arriving.paidOn, company),
      shares: settled,
      unplaced,
    },
    roles,
  );
  const [entryId] = draft ? await writeEntries(db, company.id, [draft]) : [];
  const paymentId =
    entryId === undefined ? undefined : await payWith(db, company.id, { arriving, entryId, net, unplaced });
  if (paymentId !== undefined) {
    await insertAllocations(
      db,
      company.id,
      settled.map(({ shareId, amount }) => ({ paymentId, shareId, amount })),
    );
    await letterTransit(db, company.id, [paymentId], roles.insurerAnnounced, context.on);
  }
  await record(db, company.id, arriving, shares, amounts, {
    net,
    ...(paymentId === undefined ? {} : { paymentId }),
    ...context,
  });
  await letterShares(
    db,
    company.id,
    settled.map((share) => share.shareId),
    context.on,
  );
  return arriving.items
    .filter((item, nth) => shares[nth] === undefined && !item.withoutInvoice)
    .map((item) => item.invoice);
}

/** The share each item speaks of: that of its insurer, else the only one of its kind on the invoice. */
async function sharesOf(
  db: Db,
  { items, thirdPartyId }: Identified,
): Promise<(ShareOfInvoice | undefined)[]> {
  const keys = [...new Set(items.map((item) => normaliseNumber(item.invoice)))];
  const byKey = new Map<string, ShareOfInvoice[]>();
  for (const share of await insurerShares(db, keys))
    byKey.set(share.numberKey, [...(byKey.get(share.numberKey) ?? []), share]);
  return items.map((item) => {
    if (item.withoutInvoice) return undefined;
    const ofKind = (byKey.get(normaliseNumber(item.invoice)) ?? []).filter(
      (share) => share.payer === item.payer,
    );
    return (
      ofKind.find((share) => share.thirdPartyId === thirdPartyId) ??
      (ofKind.length === 1 ? ofKind[0] : undefined)
    );
  });
}

/** Items of one share follow each other: what the second finds due is what the first left. Nothing moves, nothing is said. */
function settledShares(
  shares: readonly (ShareOfInvoice | undefined)[],
  amounts: readonly bigint[],
): SettledShare[] {
  const total = new Map<bigint, SettledShare>();
  for (const [nth, share] of shares.entries()) {
    const amount = amounts[nth] ?? 0n;
    if (!share || amount === 0n) continue;
    const before = total.get(share.shareId);
    total.set(share.shareId, { ...share, amount: (before?.amount ?? 0n) + amount });
  }
  return [...total.values()].filter((share) => share.amount !== 0n);
}

type Paying = { arriving: Identified; entryId: bigint; net: bigint; unplaced: bigint };

/** The payment of a return: the one that came first to the bank if there is exactly one that fits, else a new one, announced. */
async function payWith(
  db: Db,
  companyId: bigint,
  { arriving, entryId, net, unplaced }: Paying,
): Promise<bigint | undefined> {
  const { paidOn, thirdPartyId, reference, label } = arriving;
  const received = net > 0n ? await receivedBefore(db, arriving, net) : undefined;
  if (received) {
    await attachReturn(db, {
      paymentId: received,
      paidOn,
      unallocated: unplaced,
      entryId,
      ...(reference ? { reference } : {}),
    });
    return received;
  }
  const [paymentId] = await insertInsurerPayments(db, companyId, [
    {
      thirdPartyId,
      method: net > 0n ? "insurer_transfer" : "internal",
      status: net > 0n ? "announced" : "cleared",
      paidOn,
      amount: net,
      unallocated: unplaced,
      entryId,
      label: `Retour ${arriving.insurer.name} ${reference ?? label}`,
      ...(reference ? { reference } : {}),
    },
  ]);
  return paymentId;
}

/** Money of this insurer that came without its return, of exactly this amount: by its reference, else if there is only one. */
async function receivedBefore(
  db: Db,
  { thirdPartyId, reference }: Identified,
  net: bigint,
): Promise<bigint | undefined> {
  const fits = (payment: InsurerPayment) =>
    payment.status === "received" && payment.thirdPartyId === thirdPartyId && payment.amount === net;
  const received = (await openInsurerPayments(db)).filter(fits);
  if (received.length === 0) return undefined;
  const key = reference && normaliseNumber(reference);
  const texts = key
    ? await textsOfReceived(
        db,
        received.map((payment) => payment.paymentId),
      )
    : [];
  const named = texts.filter(({ text }) => key && normaliseNumber(text).includes(key));
  if (named.length === 1) return named[0]?.paymentId;
  return received.length === 1 ? received[0]?.paymentId : undefined;
}

async function record(
  db: Db,
  companyId: bigint,
  arriving: Identified,
  shares: readonly (ShareOfInvoice | undefined)[],
  amounts: readonly bigint[],
  context: Context & { net: bigint; paymentId?: bigint },
): Promise<void> {
  const { thirdPartyId, reference, label, paidOn, contentHash } = arriving;
  const [returnId] = await insertReturns(
    db,
    companyId,
    [
      {
        thirdPartyId,
        label,
        paidOn,
        net: context.net,
        contentHash,
        ...(context.fileId === undefined ? {} : { fileId: context.fileId }),
        ...(reference ? { reference, referenceKey: normaliseNumber(reference) } : {}),
        ...(context.paymentId === undefined ? {} : { paymentId: context.paymentId }),
      },
    ],
    context.at,
  );
  if (returnId === undefined) throw new Error("the return was not written");
  await insertReturnItems(
    db,
    companyId,
    arriving.items.map((item, nth) => {
      const share = shares[nth];
      return {
        ...item,
        returnId,
        rank: nth + 1,
        posted: amounts[nth] ?? 0n,
        ...(share ? { shareId: share.shareId } : {}),
      };
    }),
  );
}

function openDay(day: IsoDate, { lockedUpTo }: Company): IsoDate {
  return lockedUpTo !== null && day <= lockedUpTo ? addDays(lockedUpTo, 1) : day;
}
