import type { PaidShare } from "../../domain/accounting/bankEntry.ts";
import type { IsoDate } from "../../domain/days.ts";
import { sumCents } from "../../domain/money.ts";
import { error, type Parsed, type Problem } from "../../domain/problems.ts";
import { type AskedPart, type AskedShareFacts, askingRefusals } from "../../domain/treasury/orderChecks.ts";
import { lockBooks, writeAudit } from "../books.ts";
import { currentCompany } from "../companies.ts";
import { asCompany, type Db, type Pool } from "../connect.ts";
import { bankAccountOf, ibansToPay } from "../orders.ts";
import { factsOfShares, type ShareFacts } from "../payments.ts";
import { lifecyclesOf } from "../receipts.ts";
import { discountProblems, discountsOf } from "../settling.ts";
import { underWayOfShares } from "../underWay.ts";

/** Who asks something of the bank, when, and on which day the books count it. */
export type Asking = { companyId: bigint; by?: bigint; at: Date; on: IsoDate };

export type AskedFacts = ShareFacts & AskedShareFacts;

/** Runs `work` with the books held. */
export function inBooks<T>(
  pool: Pool,
  asking: Asking,
  work: (db: Db) => Promise<Parsed<T>>,
): Promise<Parsed<T>> {
  return asCompany(pool, asking.companyId, async (db) => {
    await lockBooks(db);
    return work(db);
  });
}

/** What is known of shares of which money is asked, what is under way of them included. */
export async function factsToAsk(
  db: Db,
  parts: readonly { shareId: bigint }[],
): Promise<Map<bigint, AskedFacts>> {
  const shareIds = [...new Set(parts.map(({ shareId }) => shareId))];
  const facts = await factsOfShares(db, shareIds);
  const lifecycles = await lifecyclesOf(
    db,
    [...facts.values()].map((fact) => fact.invoiceId),
  );
  const underWay = await underWayOfShares(db, shareIds);
  return new Map(
    [...facts].map(([id, fact]) => [
      id,
      { ...fact, lifecycle: lifecycles.get(fact.invoiceId), underWay: underWay.get(id) ?? 0n },
    ]),
  );
}

/** The shares as entries name them, with the discounts that are taken of them. */
export async function sharesPaid(
  db: Db,
  parts: readonly AskedPart[],
  facts: ReadonlyMap<bigint, ShareFacts>,
): Promise<PaidShare[]> {
  const discounts = await discountsOf(
    db,
    parts.map(({ shareId, discount = 0n }) => ({ shareId, discount })),
  );
  return parts.flatMap(({ shareId, amount }) => {
    const fact = facts.get(shareId);
    const discount = discounts.get(shareId);
    return fact ? [{ ...fact, amount, ...(discount ? { discount } : {}) }] : [];
  });
}

/** Why the discounts of a payment cannot be taken: of each its document, and that it pays nothing else. */
export async function discountRefusals(db: Db, parts: readonly AskedPart[]): Promise<Problem[]> {
  if (parts.every(({ discount }) => discount === undefined)) return [];
  if (parts.length > 1) return [error("discount_on_shares")];
  return discountProblems(db, await currentCompany(db), parts);
}

/** The account and the shares that an act names, or why it cannot be. */
export async function checkAsked(
  db: Db,
  direction: "in" | "out",
  given: {
    account: string;
    parts: readonly AskedPart[];
    /** Something else is asked with them. */
    besides?: boolean;
    notBefore?: { day: IsoDate; today: IsoDate };
  },
): Promise<{ problems: Problem[]; facts: Map<bigint, AskedFacts>; bankAccountId: bigint }> {
  const { account, parts, besides = false, notBefore } = given;
  const facts = await factsToAsk(db, parts);
  const bankAccountId = await bankAccountOf(db, account);
  const problems = [
    ...(bankAccountId === undefined ? [error("bank_account_unknown", { value: account })] : []),
    ...(notBefore && notBefore.day < notBefore.today
      ? [error("order_day_past", { value: notBefore.day })]
      : []),
    ...askingRefusals(direction, parts, facts, { besides }),
  ];
  return { problems, facts, bankAccountId: bankAccountId ?? 0n };
}

/** The IBAN of each party, and of whom nobody gave one: transfers, direct debits and bills need it (S4.6). */
export async function bankDetails(
  db: Db,
  parties: Iterable<{ thirdPartyId: bigint; party: string }>,
): Promise<{ ibans: Map<bigint, string>; missing: Problem[] }> {
  const names = new Map(Array.from(parties, ({ thirdPartyId, party }) => [thirdPartyId, party]));
  const ibans = await ibansToPay(db, [...names.keys()]);
  const without = [...names].filter(([id]) => !ibans.has(id));
  return { ibans, missing: without.map(([, value]) => error("bank_details_missing", { value })) };
}

export function factOf(facts: ReadonlyMap<bigint, AskedFacts>, shareId: bigint): AskedFacts {
  const fact = facts.get(shareId);
  if (!fact) throw new Error(`share ${shareId} was checked and is not there`);
  return fact;
}

export function totalOf(parts: readonly AskedPart[]): bigint {
  return sumCents(parts.map(({ amount }) => amount));
}

export function auditOrder(
  db: Db,
  { companyId, by, at }: Asking,
  action: string,
  subject: { subject: string; subjectId: bigint; detail?: object },
): Promise<void> {
  return writeAudit(db, companyId, { ...(by === undefined ? {} : { actorId: by }), at, action, ...subject });
}
