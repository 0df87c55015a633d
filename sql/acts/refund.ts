import { cashRefundEntry, type Refunded } from "../../domain/accounting/heldEntry.ts";
import { vatOfPayments } from "../../domain/accounting/vatOnCollection.ts";
import { refundRefusal } from "../../domain/billing/refund.ts";
import type { IsoDate } from "../../domain/days.ts";
import { error, type Parsed } from "../../domain/problems.ts";
import { lockBooks, writeAudit } from "../books.ts";
import { drawIds } from "../bulk.ts";
import { companyRoles, currentCompany } from "../companies.ts";
import { asCompany, type Db, type Pool } from "../connect.ts";
import { heldFor, insertHeld, letterHeld } from "../held.ts";
import { allowOverpayment, writeEntries } from "../ledger.ts";
import { letterShares } from "../lettering.ts";
import { excessOf } from "../overpayments.ts";
import { factsOfShares, type ShareFacts } from "../payments.ts";
import { insertPayOut, type RefundMethod, refundsOrderedOf } from "../refunds.ts";
import { insertAllocations } from "../returns.ts";
import { partyById } from "../thirdParties.ts";
import { cashShort } from "../till.ts";
import { openDay } from "./openDay.ts";

export type Refund = {
  companyId: bigint;
  /** The share that was paid too much, or the third party for whom money was set aside. */
  of: { shareId: bigint } | { toRefund: bigint };
  amount: bigint;
  method: RefundMethod;
  /** Journal of the bank account that will pay it. */
  account?: string;
  chequeNumber?: string;
  by?: bigint;
  at: Date;
  on: IsoDate;
};

export type RefundOrdered = { paymentId: bigint; piece: string };

/** What is to be paid back, and to whom. `over` is what there is of it in cents, `ordered` what is under way already. */
type Source = {
  thirdPartyId: bigint;
  name: string;
  label: string;
  over: bigint;
  ordered: bigint;
  fact?: ShareFacts;
};

/**
 * An overpayment, or what was set aside of it, is going to be paid back (S1.31, GC10). By transfer or cheque nothing is posted
 * yet: the bank line follows, and until then the money stays where it is. A transfer waits to be sent, by an order that takes it up or
 * by hand at the bank. From the till it is paid at once.
 */
export function orderRefund(pool: Pool, act: Refund): Promise<Parsed<RefundOrdered>> {
  return asCompany(pool, act.companyId, async (db) => {
    await lockBooks(db);
    return writeRefund(db, act);
  });
}

/** The same in the caller's transaction, who holds the books. */
export async function writeRefund(db: Db, act: Refund): Promise<Parsed<RefundOrdered>> {
  const source = await sourceOf(db, act);
  const refusal = source ? refundRefusal(source, act.amount) : error("share_not_open");
  if (!source || refusal) return { ok: false, problems: refusal ? [refusal] : [] };
  const postedOn = openDay(act.on, await currentCompany(db));
  const short =
    act.method === "cash" ? await cashShort(db, { amount: act.amount, from: postedOn }) : undefined;
  if (short) return { ok: false, problems: [short] };
  const [id] = await drawIds(db, "payment", 1);
  if (id === undefined) throw new Error("no id was drawn");
  const piece = act.chequeNumber ? `CHQ ${act.chequeNumber}` : `REG-${id}`;
  const entryId = act.method === "cash" ? await payFromTill(db, act, source, { piece, postedOn }) : undefined;
  await insertPayOut(db, {
    ...act,
    id,
    direction: "out",
    status: act.method === "cash" ? "cleared" : act.method === "cheque" ? "issued" : "sent",
    paidOn: act.on,
    thirdPartyId: source.thirdPartyId,
    label: source.label,
    ...(entryId === undefined ? {} : { entryId }),
  });
  await linkSource(db, act, source, { id, entryId });
  await writeAudit(db, act.companyId, {
    ...(act.by === undefined ? {} : { actorId: act.by }),
    at: act.at,
    action: "refund",
    subject: source.fact ? "invoice" : "third_party",
    subjectId: source.fact?.invoiceId ?? source.thirdPartyId,
    detail: { cents: String(act.amount), method: act.method },
  });
  return { ok: true, value: { paymentId: id, piece }, warnings: [] };
}

async function sourceOf(db: Db, { of }: Refund): Promise<Source | undefined> {
  if ("toRefund" in of) {
    const party = await partyById(db, of.toRefund);
    if (!party) return undefined;
    const over = await heldFor(db, of.toRefund, "to_refund");
    const label = `Remboursement ${party.shownAs}`;
    return { thirdPartyId: of.toRefund, name: party.shownAs, label, over, ordered: 0n };
  }
  const fact = (await factsOfShares(db, [of.shareId])).get(of.shareId);
  if (!fact || fact.payer === "supplier") return undefined;
  const ordered = await refundsOrderedOf(db, of.shareId);
  const { thirdPartyId, invoice } = fact;
  const label = `Remboursement ${fact.party} ${invoice}`;
  return { thirdPartyId, name: invoice, label, over: -fact.due, ordered, fact };
}

async function payFromTill(
  db: Db,
  act: Refund,
  source: Source,
  posting: { piece: string; postedOn: IsoDate },
): Promise<bigint> {
  const { thirdPartyId, fact, label } = source;
  const { amount } = act;
  const refunded: Refunded = fact
    ? { share: fact, amount, excess: await excessOf(db, fact.shareId) }
    : { toRefund: { thirdPartyId }, amount };
  const [vat = []] = fact ? vatOfPayments([[{ ...fact, amount: -amount }]]) : [];
  const given = { refunded, vat, label, pieceOn: act.on, ...posting };
  const draft = cashRefundEntry(given, await companyRoles(db));
  // Paid back in part, the share stays below zero: less than it was.
  await allowOverpayment(db);
  const [entryId] = await writeEntries(db, act.companyId, [draft]);
  if (entryId === undefined) throw new Error("the entry was not written");
  return entryId;
}

/** The allocation of a share, or what is taken of the money set aside; lettered at once where it is posted at once. */
async function linkSource(
  db: Db,
  { companyId, amount, on }: Refund,
  { thirdPartyId, fact }: Source,
  { id, entryId }: { id: bigint; entryId: bigint | undefined },
): Promise<void> {
  const posted = entryId === undefined ? {} : { entryId };
  if (fact) await insertAllocations(db, companyId, [{ paymentId: id, shareId: fact.shareId, amount }]);
  else
    await insertHeld(db, companyId, [
      { thirdPartyId, heldAs: "to_refund", paymentId: id, amount: -amount, ...posted },
    ]);
  if (entryId === undefined) return;
  if (fact) await letterShares(db, companyId, [fact.shareId], on);
  else await letterHeld(db, companyId, [{ thirdPartyId, heldAs: "to_refund" }], on);
}
