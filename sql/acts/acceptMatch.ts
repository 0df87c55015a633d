import { besideShares } from "../../domain/accounting/beside.ts";
import type { Charges } from "../../domain/accounting/orderEntries.ts";
import { decimalOf, sumCents } from "../../domain/money.ts";
import { error, type Parsed, type Problem } from "../../domain/problems.ts";
import type { Db, Pool } from "../connect.ts";
import { allowOverpayment } from "../ledger.ts";
import { learnPayer } from "../memory.ts";
import { allocationsOfLine, factsOfShares, type NewPayment } from "../payments.ts";
import { lifecyclesOf } from "../receipts.ts";
import { discountOn } from "../settling.ts";
import type { BookableLine } from "../statements.ts";
import { type Act, audit, onUnplacedMoney, personMatch } from "./decideLine.ts";
import { type ExcessAnswer, excessProblem, moveExcess } from "./moveExcess.ts";
import { type Deciding, type LineToPost, postLines } from "./postLines.ts";
import { takeBackLines, takeBackProblem } from "./takeBack.ts";
import { type Advance, wrongAdvances } from "./wrongAdvances.ts";

type Allocation = { shareId: bigint; amount: bigint };

/** What a person says a line pays. */
type Matching = Act & {
  allocations: readonly Allocation[];
  /** Cents of the line kept for customers whose documents are still to come (GC13). */
  advances?: readonly Advance[];
  /** What the bank kept back of the money before it credited it, as on its notice. */
  charges?: Charges;
  /** How the money came, where it is no transfer. */
  method?: NewPayment["method"];
  /** Cents of early-payment discount that close the only document with this line (S4.29). */
  discount?: bigint;
  /** What becomes of the money above the dues. Without an answer no share is paid above what it owes. */
  excess?: ExcessAnswer;
};

/**
 * A person says which shares a line pays, and how many cents each; what of it is kept as an advance; what the bank kept back. The cents
 * must make the line exactly. A line in suspense leaves it (GC37); of one that stands there in part, the cents make that rest.
 */
export function acceptMatch(pool: Pool, act: Matching): Promise<Parsed<Accepted>> {
  return onUnplacedMoney(pool, act, async (db, line, deciding) => {
    const { rest, ...whole } = line;
    const allocations = onePerShare(act.allocations);
    const [noAdvance] = await wrongAdvances(db, act.advances);
    const open = rest === undefined ? line : { ...line, amount: rest };
    const wrong = noAdvance ?? (await wrongAllocations(db, open, allocations, act));
    if (wrong) return { ok: false, problems: [wrong] };
    return rest === undefined
      ? accept(db, { ...act, allocations }, whole, deciding)
      : placeRest(db, { ...act, allocations }, whole, deciding);
  });
}

type Accepted = { entryId: bigint; paymentIds: bigint[] };

/**
 * What an allocation that was taken back left in suspense goes to the shares that are named: the line is posted anew with all that it
 * pays, as when the allocation was taken back. A draft entry goes, a validated one gets its dated reversal (D4).
 */
async function placeRest(
  db: Db,
  act: Matching,
  line: BookableLine,
  deciding: Deciding,
): Promise<Parsed<Accepted>> {
  const problem =
    act.discount === undefined ? await takeBackProblem(db, [line.id], act.on) : error("discount_on_shares");
  if (problem) return { ok: false, problems: [problem] };
  const kept = await allocationsOfLine(db, line.id);
  await takeBackLines(db, [line.id], { ...deciding, as: "other" });
  const allocations = onePerShare([...kept, ...act.allocations]);
  return accept(db, { ...act, allocations }, line, deciding);
}

/** Posts what was checked. */
async function accept(
  db: Db,
  act: Matching,
  line: BookableLine,
  deciding: Deciding,
): Promise<Parsed<Accepted>> {
  const { allocations } = act;
  const discounted = await withDiscount(db, allocations, act, deciding);
  if (!discounted.ok) return discounted;
  const above = act.excess ? await excessesAbove(db, allocations, act.excess) : [];
  if (above.length > 0) await allowOverpayment(db);
  const [posted] = await postLines(
    db,
    [
      {
        line,
        ...besideOf(act),
        allocations: discounted.value,
        match: await personMatch(db, act, { allocations }),
        ...(above.length > 0 ? { differencesAnswered: true as const } : {}),
      },
    ],
    deciding,
  );
  if (!posted) throw new Error("the line was not posted");
  for (const over of above) await moveExcess(db, { ...act, ...over });
  if (allocations.length > 0) await learnFrom(db, act, line, allocations);
  await audit(db, act, "accept_match", {
    allocations: allocations.map(({ shareId, amount }) => [`${shareId}`, `${amount}`]),
    ...(act.discount === undefined ? {} : { discount: `${act.discount}` }),
  });
  return { ok: true, value: { entryId: posted.entryId, paymentIds: [posted.paymentId] }, warnings: [] };
}

/** What stands on the line beside its shares, and how the money came: what the act says of it. */
function besideOf({ advances, charges, method }: Matching) {
  return {
    ...(advances ? { advances } : {}),
    ...(charges ? { charges } : {}),
    ...(method ? { method } : {}),
  };
}

/** A decision for one customer teaches how he pays; what it did not choose among the answers is no refusal. */
async function learnFrom(
  db: Db,
  { companyId, at }: Act,
  line: BookableLine,
  allocations: readonly Allocation[],
): Promise<void> {
  const facts = await factsOfShares(
    db,
    allocations.map(({ shareId }) => shareId),
  );
  const parties = new Set([...facts.values()].map(({ thirdPartyId }) => thirdPartyId));
  const [only] = parties;
  if (only !== undefined && parties.size === 1)
    await learnPayer(db, companyId, { thirdPartyId: only, line, at });
}

/** The allocation of a line that closes its document with a discount; without one, the allocations as they are. */
async function withDiscount(
  db: Db,
  allocations: readonly Allocation[],
  { discount }: Matching,
  { company }: Deciding,
): Promise<Parsed<LineToPost["allocations"]>> {
  if (discount === undefined) return { ok: true, value: allocations, warnings: [] };
  const [only, ...others] = allocations;
  if (!only || others.length > 0) return { ok: false, problems: [error("discount_on_shares")] };
  const taken = await discountOn(db, company, { shareId: only.shareId, paid: only.amount, discount });
  return taken.ok ? { ok: true, value: [{ ...only, discount: taken.value }], warnings: [] } : taken;
}

/** A share named twice gets the cents of both, so that they are held against its due together. */
function onePerShare(allocations: readonly Allocation[]): Allocation[] {
  const amounts = new Map<bigint, bigint>();
  for (const { shareId, amount } of allocations) amounts.set(shareId, (amounts.get(shareId) ?? 0n) + amount);
  return [...amounts].map(([shareId, amount]) => ({ shareId, amount }));
}

/** What is wrong with the cents a person gave, if anything is. */
async function wrongAllocations(
  db: Db,
  line: BookableLine,
  allocations: readonly Allocation[],
  { excess, ...beside }: Matching,
): Promise<Problem | undefined> {
  const facts = await factsOfShares(
    db,
    allocations.map(({ shareId }) => shareId),
  );
  const lifecycles = await lifecyclesOf(
    db,
    [...facts.values()].map(({ invoiceId }) => invoiceId),
  );
  for (const { shareId, amount } of allocations) {
    const fact = facts.get(shareId);
    if (fact && lifecycles.get(fact.invoiceId) !== "issued")
      return error("invoice_takes_no_payment", { value: fact.invoice });
    // A supplier owes us nothing: what stands on the share is our own debt, which money in does not pay.
    if (!fact || (fact.due === 0n && !excess) || fact.payer === "supplier")
      return error("share_not_open", { ...(fact ? { value: fact.invoice } : {}) });
    // A credit note, or what was paid too much, is used up by cents below zero.
    const isUsedUp = amount < 0n && amount >= fact.due;
    const isAbove = amount > 0n && amount > fact.due;
    const over = isAbove && excess ? await excessProblem(db, excess, aboveDue(fact, amount)) : undefined;
    if (over) return over;
    if (!isUsedUp && (amount <= 0n || (isAbove && !excess))) {
      return error("above_due", {
        value: decimalOf(amount),
        params: { due: decimalOf(fact.due), number: fact.invoice },
      });
    }
  }
  const total = sumCents(allocations.map(({ amount }) => amount)) + besideShares(beside);
  if (total === line.amount) return undefined;
  return error("allocations_differ_from_line", {
    value: decimalOf(total),
    params: { amount: decimalOf(line.amount) },
  });
}

function aboveDue({ due }: { due: bigint }, amount: bigint): bigint {
  return amount - (due > 0n ? due : 0n);
}

/** The cents of each share that go beyond its due, with what becomes of them. */
async function excessesAbove(db: Db, allocations: readonly Allocation[], answer: ExcessAnswer) {
  const facts = await factsOfShares(
    db,
    allocations.map(({ shareId }) => shareId),
  );
  return allocations
    .map(({ shareId, amount }) => ({
      shareId,
      amount: aboveDue(facts.get(shareId) ?? { due: 0n }, amount),
      answer,
    }))
    .filter(({ amount }) => amount > 0n);
}
