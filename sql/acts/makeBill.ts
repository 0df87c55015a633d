import {
  acceptanceEntry,
  type HandedBill,
  handInEntry,
  issueEntry,
} from "../../domain/accounting/orderEntries.ts";
import type { IsoDate } from "../../domain/days.ts";
import { sumCents } from "../../domain/money.ts";
import { error, type Parsed } from "../../domain/problems.ts";
import type { BillMethod } from "../../domain/treasury/order.ts";
import { askingRefusals } from "../../domain/treasury/orderChecks.ts";
import { drawIds } from "../bulk.ts";
import { companyRoles, currentCompany } from "../companies.ts";
import type { Db, Pool } from "../connect.ts";
import { writeEntries } from "../ledger.ts";
import { letterShares } from "../lettering.ts";
import { letterPlaces, type Place } from "../letteringPairs.ts";
import { bankAccountOf, insertOrder } from "../orders.ts";
import { insertUnderWay, paymentsUnderWay, takeSteps, type UnderWay } from "../underWay.ts";
import {
  type AskedFacts,
  type Asking,
  auditOrder,
  bankDetails,
  discountRefusals,
  factOf,
  factsToAsk,
  inBooks,
  sharesPaid,
  totalOf,
} from "./askBank.ts";
import type { MadeOrder } from "./makeOrder.ts";
import { openDay } from "./openDay.ts";

export type DrawnBill = { shareId: bigint; amount: bigint; dueOn: IsoDate };
export type Bill = Asking & DrawnBill & { method: BillMethod; discount?: bigint };
export type MadeBill = { paymentId: bigint; entryId: bigint; piece: string };

/** A customer's LCR or BOR is accepted: it stands in the portfolio (413000) and his invoice is paid (GC23). */
export function acceptBill(pool: Pool, bill: Bill): Promise<Parsed<MadeBill>> {
  return inBooks(pool, bill, (db) => drawBill(db, bill, "in"));
}

/** Several bills accepted together: all of them, or none. */
export function acceptBills(
  pool: Pool,
  { bills, ...given }: Asking & { method: BillMethod; bills: readonly DrawnBill[] },
): Promise<Parsed<MadeBill[]>> {
  return inBooks(pool, given, async (db) => {
    const problems = askingRefusals("in", bills, await factsToAsk(db, bills));
    if (problems.length > 0) return { ok: false, problems };
    const made: MadeBill[] = [];
    for (const bill of bills) {
      const drawn = await drawBill(db, { ...given, ...bill }, "in");
      if (!drawn.ok) throw new Error(`a bill that was checked was refused: ${drawn.problems[0]?.code}`);
      made.push(drawn.value);
    }
    return { ok: true, value: made, warnings: [] };
  });
}

/** We accept or issue a bill for a supplier: we owe the bill (403000, 405000 for fixed assets) and no longer the invoice (GC33). */
export function issueBill(pool: Pool, bill: Bill): Promise<Parsed<MadeBill>> {
  return inBooks(pool, bill, (db) => drawBill(db, bill, "out"));
}

/** In the caller's transaction, which holds the books. `id`: that of a payment planned before. */
export async function drawBill(
  db: Db,
  bill: Bill,
  direction: "in" | "out",
  id?: bigint,
): Promise<Parsed<MadeBill>> {
  const { shareId, amount, discount } = bill;
  const parts = [{ shareId, amount, ...(discount === undefined ? {} : { discount }) }];
  const facts = await factsToAsk(db, parts);
  const { ibans, missing } = await bankDetails(db, direction === "out" ? facts.values() : []);
  const discounts = await discountRefusals(db, parts);
  const problems = [...askingRefusals(direction, parts, facts), ...missing, ...discounts];
  if (problems.length > 0) return { ok: false, problems };
  const fact = factOf(facts, shareId);
  const iban = ibans.get(fact.thirdPartyId);
  const [drawn] = id === undefined ? await drawIds(db, "payment", 1) : [id];
  if (drawn === undefined) throw new Error("no id was drawn");
  const piece = `EFF-${drawn}`;
  const given = {
    piece,
    pieceOn: bill.on,
    postedOn: openDay(bill.on, await currentCompany(db)),
    party: fact.party,
    thirdPartyId: fact.thirdPartyId,
    dueOn: bill.dueOn,
    shares: await sharesPaid(db, parts, facts),
  };
  const roles = await companyRoles(db);
  const draft = direction === "in" ? acceptanceEntry(given, roles) : issueEntry(given, roles);
  const [entryId] = await writeEntries(db, bill.companyId, [draft]);
  if (entryId === undefined) throw new Error("the entry was not written");
  await insertUnderWay(db, bill.companyId, [
    {
      id: drawn,
      direction,
      method: bill.method,
      status: direction === "in" ? "in_portfolio" : "issued",
      paidOn: bill.on,
      dueOn: bill.dueOn,
      amount: bill.amount,
      thirdPartyId: fact.thirdPartyId,
      label: draft.label,
      reference: piece,
      ...(iban ? { iban } : {}),
      entryId,
      // The bill is the first line of what a customer owes us, the last of what we owe.
      transit: { entryId, rank: direction === "in" ? 1 : draft.lines.length },
      ...(bill.by === undefined ? {} : { by: bill.by }),
      allocations: parts,
    },
  ]);
  await letterShares(db, bill.companyId, [bill.shareId], bill.on);
  await auditOrder(db, bill, direction === "in" ? "accept_bill" : "issue_bill", {
    subject: "payment",
    subjectId: drawn,
    detail: { method: bill.method, dueOn: bill.dueOn },
  });
  return { ok: true, value: { paymentId: drawn, entryId, piece }, warnings: [] };
}

export type HandIn = Asking & {
  account: string;
  purpose: "collection" | "discount";
  /** Bills accepted, out of the portfolio. */
  paymentIds?: readonly bigint[];
  /** Bills that nobody accepted: LCR, recorded by the hand-in itself (GC45). */
  bills?: readonly DrawnBill[];
};

/** Bills handed to the bank for collection or discount, in one entry, each on a line of its own (GC23, GC24, GC45). */
export function handInBills(pool: Pool, handIn: HandIn): Promise<Parsed<MadeOrder>> {
  return inBooks(pool, handIn, async (db) => {
    const { account, paymentIds = [], bills = [] } = handIn;
    const bankAccountId = await bankAccountOf(db, account);
    const accepted = await paymentsUnderWay(db, paymentIds);
    const facts = await factsToAsk(db, bills);
    const inPortfolio = accepted.filter(
      ({ status, direction }) => status === "in_portfolio" && direction === "in",
    );
    const { missing } = await bankDetails(db, [...accepted, ...facts.values()]);
    const problems = [
      ...(bankAccountId === undefined ? [error("bank_account_unknown", { value: account })] : []),
      ...(inPortfolio.length < new Set(paymentIds).size ? [error("bill_not_in_portfolio")] : []),
      ...(bills.length > 0 || paymentIds.length === 0 ? askingRefusals("in", bills, facts) : []),
      ...missing,
    ];
    if (bankAccountId === undefined || problems.length > 0) return { ok: false, problems };
    return {
      ok: true,
      value: await hand(db, handIn, { bankAccountId, accepted: inOrder(accepted, paymentIds), bills, facts }),
      warnings: [],
    };
  });
}

type Handing = {
  bankAccountId: bigint;
  accepted: readonly UnderWay[];
  bills: readonly DrawnBill[];
  facts: ReadonlyMap<bigint, AskedFacts>;
};

async function hand(
  db: Db,
  handIn: HandIn,
  { bankAccountId, accepted, bills, facts }: Handing,
): Promise<MadeOrder> {
  const { companyId, purpose, on, at, by } = handIn;
  const total = sumCents(accepted.map(({ amount }) => amount)) + totalOf(bills);
  const order = await insertOrder(db, companyId, {
    kind: "hand_in",
    bankAccountId,
    executeOn: on,
    purpose,
    total,
    count: accepted.length + bills.length,
    at,
    on,
    ...(by === undefined ? {} : { by }),
  });
  const drawn = await sharesPaid(db, bills, facts);
  const handed: HandedBill[] = [
    ...accepted.map(({ amount, transitAccount, transitPartyId, thirdPartyId }) => ({
      amount,
      from: { account: transitAccount ?? "", thirdPartyId: transitPartyId ?? thirdPartyId },
    })),
    ...bills.map((bill, nth) => ({ amount: bill.amount, shares: drawn.slice(nth, nth + 1) })),
  ];
  const posting = { piece: order.reference, pieceOn: on, postedOn: openDay(on, await currentCompany(db)) };
  const draft = handInEntry({ ...posting, purpose, bills: handed }, await companyRoles(db));
  const [entryId] = await writeEntries(db, companyId, [draft]);
  if (entryId === undefined) throw new Error("the entry was not written");
  await moveOn(db, handIn, { accepted, entryId, orderId: order.orderId, from: handed.length });
  const ids = await drawIds(db, "payment", bills.length);
  await insertUnderWay(
    db,
    companyId,
    bills.map(({ shareId, amount, dueOn }, nth) => {
      const fact = factOf(facts, shareId);
      return {
        id: ids[nth] ?? 0n,
        direction: "in" as const,
        method: "bill_of_exchange",
        status: "deposited" as const,
        paidOn: on,
        dueOn,
        amount,
        thirdPartyId: fact.thirdPartyId,
        bankAccountId,
        label: `LCR ${fact.party} ${fact.invoice}`,
        orderId: order.orderId,
        rank: accepted.length + nth + 1,
        reference: order.reference,
        entryId,
        transit: { entryId, rank: accepted.length + nth + 1 },
        ...(by === undefined ? {} : { by }),
        allocations: [{ shareId, amount }],
      };
    }),
  );
  await letterShares(
    db,
    companyId,
    bills.map(({ shareId }) => shareId),
    on,
  );
  await auditOrder(db, handIn, "hand_in_bills", {
    subject: "payment_order",
    subjectId: order.orderId,
    detail: { reference: order.reference, purpose },
  });
  return { ...order, paymentIds: [...accepted.map(({ paymentId }) => paymentId), ...ids] };
}

/** Bills of the portfolio leave it: their line there is lettered, and they now stand on their line of the hand-in. */
async function moveOn(
  db: Db,
  { companyId, on }: HandIn,
  moving: { accepted: readonly UnderWay[]; entryId: bigint; orderId: bigint; from: number },
): Promise<void> {
  const { accepted, entryId, orderId, from } = moving;
  if (accepted.length === 0) return;
  const pairs = accepted.map((bill, nth): [Place, Place] => [
    { entryId: bill.transitEntryId ?? 0n, rank: bill.transitRank ?? 0 },
    { entryId, rank: from + nth + 1 },
  ]);
  await letterPlaces(db, companyId, pairs, on);
  await takeSteps(
    db,
    accepted.map(({ paymentId }, nth) => ({
      paymentId,
      status: "deposited",
      transit: { entryId, rank: nth + 1 },
      order: { orderId, rank: nth + 1 },
    })),
  );
}

function inOrder(bills: readonly UnderWay[], ids: readonly bigint[]): UnderWay[] {
  return [...new Set(ids)].flatMap((id) => bills.find((bill) => bill.paymentId === id) ?? []);
}
