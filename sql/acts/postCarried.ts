import type { BankLine } from "../../domain/accounting/bankEntry.ts";
import { unpaidEntry } from "../../domain/accounting/creditEntry.ts";
import { discountTakenBack, vatGivenUp } from "../../domain/accounting/discount.ts";
import type { EntryDraft, VatMove } from "../../domain/accounting/entry.ts";
import {
  type CarriedPayment,
  type Charges,
  carriedEntry,
  carriedLines,
  collectionEntry,
} from "../../domain/accounting/orderEntries.ts";
import { vatOfPayments, vatTakenBack } from "../../domain/accounting/vatOnCollection.ts";
import type { IsoDate } from "../../domain/days.ts";
import { sumCents } from "../../domain/money.ts";
import type { Db } from "../connect.ts";
import { letterHeld } from "../held.ts";
import { allowOverpayment, refuseOverpayment, writeEntries } from "../ledger.ts";
import { letterReturns, letterShares } from "../lettering.ts";
import { letterPlaces, type Place } from "../letteringPairs.ts";
import type { MatchToWrite } from "../matches.ts";
import { excessesOf } from "../overpayments.ts";
import { bookHeld } from "../refunds.ts";
import { insertClearings } from "../returns.ts";
import { settledLines } from "../sentBack.ts";
import type { BookableLine } from "../statements.ts";
import { freePayments, paymentsUnderWay, takeSteps, type UnderWay } from "../underWay.ts";
import { vatMovedBy } from "../vatMoves.ts";
import { openDay } from "./openDay.ts";
import { duesOf, type Facts, factsToPay, paidBy, paidWithin, sharesOf } from "./paidShares.ts";
import { bankLine, concludeLines, type Deciding } from "./postLines.ts";
import { refundedBy } from "./postRefunds.ts";

/** A bank line, the payments under way that it carries out, what the bank kept back of them, and why. */
export type CarriedToPost = {
  line: BookableLine;
  paymentIds: readonly bigint[];
  charges?: Charges;
  match: MatchToWrite;
};

/**
 * Writes what the bank carried out: its line against the line of the ledger on which each payment stood, or straight against the
 * shares it pays; then the payments are cleared. Direct debits whose day of collection nobody knew are collected on the day of
 * the line. Bounded statements for any number of lines and payments, in the caller's transaction.
 */
export async function postCarried(
  db: Db,
  posts: readonly CarriedToPost[],
  deciding: Deciding,
): Promise<void> {
  if (posts.length === 0) return;
  const { company, on } = deciding;
  await collectFirst(db, posts, deciding);
  const underWay = await paymentsUnderWay(
    db,
    posts.flatMap(({ paymentIds }) => paymentIds),
  );
  const payments = new Map(underWay.map((payment) => [payment.paymentId, payment]));
  const of = ({ paymentIds }: CarriedToPost) => paymentIds.flatMap((id) => payments.get(id) ?? []);
  const shareIds = sharesOf([...payments.values()]);
  const facts = await factsToPay(db, underWay);
  const vat = collectedVat(posts.map(of), facts);
  const excesses = await excessesOf(db, sharesOf(underWay.filter(({ isRefund }) => isRefund)));
  const before = () => ({ due: duesOf(facts), excesses: new Map(excesses) });
  const standing = before();
  const entries = posts.map((post, nth) => {
    const line = { ...bankLine(post.line, deciding), piece: pieceOf(post.line, of(post)) };
    return carriedEntry(
      line,
      labelOf(of(post), line),
      {
        payments: of(post).map((payment) => carried(payment, facts, standing)),
        charges: post.charges ?? {},
        vat: vat[nth] ?? [],
      },
      deciding.roles,
    );
  });
  const paysBack = underWay.some(({ isRefund }) => isRefund);
  const entryIds = await writeDecidedLongAgo(db, company.id, entries, { paysBack });
  await concludeLines(
    db,
    posts.map(({ match, line }, nth) => ({ match, entryId: entryIds[nth] ?? 0n, line })),
    deciding,
  );
  const again = before();
  const places = posts.flatMap((post, nth) =>
    placesOf(post.line, of(post), (payment) => carried(payment, facts, again), deciding, entryIds[nth] ?? 0n),
  );
  await insertClearings(
    db,
    company.id,
    places.map(({ line, payment, place }) => ({
      lineId: line.id,
      paymentId: payment.paymentId,
      amount: payment.amount,
      entryRank: place.rank,
    })),
  );
  await takeSteps(
    db,
    places.map(({ line, payment, place }) => ({
      paymentId: payment.paymentId,
      status: payment.status === "returned" ? "returned" : "cleared",
      ...(payment.entryId === null ? { entryId: place.entryId } : {}),
      ...(isDirectDebit(payment) ? { collectedOn: line.bookedOn } : {}),
    })),
  );
  await letterPlaces(
    db,
    company.id,
    places.flatMap(({ payment, place }): [Place, Place][] => {
      const { transitEntryId: entryId, transitRank: rank } = payment;
      return entryId === null || rank === null ? [] : [[{ entryId, rank }, place]];
    }),
    on,
  );
  await letterShares(db, company.id, shareIds, on);
  const fromHeld = places.filter(({ payment }) => payment.isRefund && payment.allocations.length === 0);
  await bookHeld(
    db,
    fromHeld.map(({ payment: { paymentId }, place: { entryId } }) => ({ paymentId, entryId })),
  );
  const held = fromHeld.map(({ payment: { thirdPartyId } }) => ({
    thirdPartyId,
    heldAs: "to_refund" as const,
  }));
  await letterHeld(db, company.id, held, on);
}

/**
 * Direct debits that the bank credits and that are not collected yet in the books: they are, on the day of their order, at the latest
 * on that of the line.
 */
async function collectFirst(db: Db, posts: readonly CarriedToPost[], deciding: Deciding): Promise<void> {
  const dayOf = new Map(posts.flatMap(({ line, paymentIds }) => paymentIds.map((id) => [id, line.bookedOn])));
  const waiting = (await paymentsUnderWay(db, [...dayOf.keys()])).filter(
    (payment) => isDirectDebit(payment) && payment.transitEntryId === null,
  );
  await postCollections(
    db,
    waiting.map((payment) => {
      const credited = dayOf.get(payment.paymentId) ?? payment.paidOn;
      const { executeOn } = payment;
      return { payment, collectedOn: executeOn !== null && executeOn < credited ? executeOn : credited };
    }),
    deciding,
  );
}

/** The entry of each direct debit on its day of collection: D 511600, C customer (GC21). */
export async function postCollections(
  db: Db,
  collected: readonly { payment: UnderWay; collectedOn: IsoDate }[],
  { company, roles, on }: Pick<Deciding, "company" | "roles" | "on">,
): Promise<void> {
  if (collected.length === 0) return;
  const payments = collected.map(({ payment }) => payment);
  const shareIds = sharesOf(payments);
  const facts = await factsToPay(db, payments);
  const due = duesOf(facts);
  const entryIds = await writeDecidedLongAgo(
    db,
    company.id,
    collected.map(({ payment, collectedOn }) =>
      collectionEntry(
        {
          piece: `${payment.orderReference}/${payment.orderRank}`,
          pieceOn: collectedOn,
          postedOn: openDay(collectedOn, company),
          party: payment.party,
          shares: paidWithin(payment, facts, due),
        },
        roles,
      ),
    ),
  );
  await takeSteps(
    db,
    collected.map(({ payment, collectedOn }, nth) => ({
      paymentId: payment.paymentId,
      status: payment.status,
      paidOn: collectedOn,
      entryId: entryIds[nth] ?? 0n,
      transit: { entryId: entryIds[nth] ?? 0n, rank: 1 },
    })),
  );
  await letterShares(db, company.id, shareIds, on);
}

/** A bank line by which a payment comes back, and why. */
export type SentBackToPost = {
  line: BookableLine;
  paymentId: bigint;
  reasonCode?: string;
  match: MatchToWrite;
};

/**
 * Writes payments that came back: a supplier's transfer sent back, a transfer, a direct debit, a bill or a cheque returned unpaid. The
 * old entries stay; the old payment line is lettered with its return, the document is open again and VAT on collection goes back
 * (GC17, GC42, GC47). Bounded statements for any number of payments, in the caller's transaction.
 */
export async function postSentBack(
  db: Db,
  posts: readonly SentBackToPost[],
  deciding: Deciding,
): Promise<void> {
  if (posts.length === 0) return;
  const { company, roles, on } = deciding;
  const ids = posts.map(({ paymentId }) => paymentId);
  const byId = new Map((await paymentsUnderWay(db, ids)).map((payment) => [payment.paymentId, payment]));
  const settled = await settledLines(db, ids);
  const moved = await vatMovedBy(db, ids);
  const facts = await factsToPay(db, [...byId.values()]);
  const drafts = posts.map(({ line, paymentId }) => {
    const payment = byId.get(paymentId);
    if (!payment) throw new Error(`payment ${paymentId} was said to come back and is not there`);
    const givenUp = payment.direction === "in" ? vatGivenUp(paidBy(payment, facts)) : [];
    const own = (moves: readonly VatMove[]) => vatTakenBack(moves).map((move) => ({ ...move, paymentId }));
    const given = {
      label: labelOfReturn(payment),
      paid: settled.get(paymentId) ?? [],
      vat: own(withoutMoves(moved.get(paymentId) ?? [], givenUp)),
      discount: {
        lines: paidBy(payment, facts).flatMap(({ discount }) =>
          discount ? discountTakenBack(payment.direction, discount, roles) : [],
        ),
        vat: own(givenUp),
      },
    };
    return unpaidEntry(bankLine(line, deciding), given, roles);
  });
  // Taking back pays nothing: a share that stays overpaid all the same is no reason to refuse.
  await allowOverpayment(db);
  const entryIds = await writeEntries(db, company.id, drafts);
  await refuseOverpayment(db);
  await concludeLines(
    db,
    posts.map(({ match, line }, nth) => ({ match, entryId: entryIds[nth] ?? 0n, line })),
    deciding,
  );
  await freePayments(
    db,
    posts.map(({ line, paymentId, reasonCode }) => ({
      paymentId,
      status: "returned",
      by: { lineId: line.id, on: line.bookedOn },
      ...(reasonCode ? { reasonCode } : {}),
    })),
  );
  await letterReturns(db, company.id, entryIds, on);
  await letterShares(db, company.id, sharesOf([...byId.values()]), on);
}

/** What VAT fell due with the money: all that a payment moved, but for what its discount gave up. */
function withoutMoves(moves: readonly VatMove[], givenUp: readonly VatMove[]): VatMove[] {
  return moves
    .map((move) => {
      const gone = givenUp.filter((one) => one.invoiceId === move.invoiceId && one.vatRate === move.vatRate);
      return { ...move, vat: move.vat - sumCents(gone.map(({ vat }) => vat)) };
    })
    .filter(({ vat }) => vat !== 0n);
}

/** What was ordered goes by its order, what a customer paid by the name that its payment has. */
function labelOfReturn({ direction, party, label, orderReference }: UnderWay): string {
  const what = orderReference === null && direction === "in" ? label : `${party} ${orderReference ?? ""}`;
  return `${direction === "in" ? "Impayé" : "Virement retourné"} ${what}`.trim();
}

/** Where in the entry of the line each payment begins: the bank's own line is the first of money in, the last of money out. */
function placesOf(
  line: BookableLine,
  payments: readonly UnderWay[],
  carriedOf: (payment: UnderWay) => CarriedPayment,
  { roles }: Deciding,
  entryId: bigint,
): { line: BookableLine; payment: UnderWay; place: Place }[] {
  let rank = line.amount > 0n ? 2 : 1;
  return payments.map((payment) => {
    const place = { entryId, rank };
    rank += carriedLines(carriedOf(payment), roles).length;
    return { line, payment, place };
  });
}

/** Where shares stand before a payment; it moves on for the next one. */
type Standing = { due: Map<bigint, bigint>; excesses: Map<bigint, bigint> };

function carried(payment: UnderWay, facts: Facts, { due, excesses }: Standing): CarriedPayment {
  const { direction, amount, party, transitAccount, transitPartyId } = payment;
  if (payment.isRefund) {
    const refund = { ...payment, shareId: payment.allocations[0]?.shareId ?? null };
    return { direction, amount, party, shares: [], refunded: refundedBy(refund, facts, excesses) };
  }
  if (transitAccount === null) return { direction, amount, party, shares: paidWithin(payment, facts, due) };
  const shares = paidBy(payment, facts);
  const transit = {
    account: transitAccount,
    ...(transitPartyId === null ? {} : { thirdPartyId: transitPartyId }),
  };
  return { direction, amount, party, shares, transit };
}

/**
 * Payments were checked against the dues when they were asked for. Where a document was paid otherwise since, the money moves all
 * the same: the share shows it as paid twice (D1), and nothing is lost or held up. One paid back in part stays below zero.
 */
async function writeDecidedLongAgo(
  db: Db,
  companyId: bigint,
  entries: readonly EntryDraft[],
  { paysBack = false } = {},
): Promise<bigint[]> {
  const isAbove = paysBack || entries.some(({ lines }) => lines.some(({ excess }) => excess));
  if (!isAbove) return writeEntries(db, companyId, entries);
  await allowOverpayment(db);
  const ids = await writeEntries(db, companyId, entries);
  await refuseOverpayment(db);
  return ids;
}

/** The VAT that moves with this money: that of direct debits, on the day the bank credits them, and what goes back with refunds. */
function collectedVat(lines: readonly (readonly UnderWay[])[], facts: Facts): VatMove[][] {
  const credited = lines.map((payments) =>
    payments.filter(
      (payment) => payment.isRefund || (isDirectDebit(payment) && payment.status !== "returned"),
    ),
  );
  const moves = vatOfPayments(
    credited.flat().map((payment) => {
      const paid = paidBy(payment, facts);
      return payment.isRefund ? paid.map((share) => ({ ...share, amount: -share.amount })) : paid;
    }),
  );
  let nth = 0;
  return credited.map((payments) =>
    payments.flatMap(({ paymentId }) => (moves[nth++] ?? []).map((move) => ({ ...move, paymentId }))),
  );
}

function isDirectDebit({ method, direction }: UnderWay): boolean {
  return method === "direct_debit" && direction === "in";
}

/** An order or a cheque is the piece of its bank line; a bill, and what has no name of its own, is known by the bank's. */
function pieceOf(line: BookableLine, payments: readonly UnderWay[]): string {
  const [first] = payments;
  if (!first) return line.piece;
  const isOneOrder = payments.every(({ orderId }) => orderId !== null && orderId === first.orderId);
  if (isOneOrder && first.orderKind !== "hand_in") return first.orderReference ?? line.piece;
  if (payments.length === 1 && first.method === "cheque" && first.chequeNumber)
    return `CHQ ${first.chequeNumber}`;
  return line.piece;
}

const WORDS: Record<string, string> = {
  transfer: "Virement émis",
  cheque: "Chèque émis",
  direct_debit: "Prélèvement",
  bill_of_exchange: "Effet",
  promissory_note: "Effet",
  card: "Carte",
};

function labelOf(payments: readonly UnderWay[], line: BankLine): string {
  const [first, ...others] = payments;
  if (!first) return line.label;
  const references = [...new Set(payments.flatMap(({ orderReference }) => orderReference ?? []))];
  const name = references.join(" ") || (first.chequeNumber ?? line.label);
  return `${WORDS[first.method] ?? "Paiement"} ${name} ${others.length === 0 ? first.party : `(${payments.length})`}`;
}
