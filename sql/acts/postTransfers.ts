import type { VatMove } from "../../domain/accounting/entry.ts";
import { clearingEntry } from "../../domain/accounting/insurerEntry.ts";
import { newlyArrived, vatOfPayments } from "../../domain/accounting/vatOnCollection.ts";
import type { BroughtReturn } from "../../domain/matching/evidence.ts";
import type { Db } from "../connect.ts";
import { writeEntries } from "../ledger.ts";
import type { MatchToWrite } from "../matches.ts";
import { broughtSoFar, insertClearings, insertInsurerPayments, type NewClearing } from "../returns.ts";
import type { BookableLine } from "../statements.ts";
import { letterTransit } from "../transit.ts";
import { collectedParts } from "../vatMoves.ts";
import { bankLine, concludeLines, type Deciding } from "./postLines.ts";

/** The transfer of an insurer, what it brings, and why. */
export type TransferToPost = { line: BookableLine; brings: readonly BroughtReturn[]; match: MatchToWrite };

/** The bank's line is the second of an entry whose first is the bank account: what it brings follows from the second on. */
const FIRST_BROUGHT_RANK = 2;

/**
 * Writes what a batch of insurers' transfers means: the bank against 511700, a line for each return that it brings, lettered
 * with the line of the return (GC03). Money without a return becomes a payment that waits for it (GC04). Bounded statements
 * for any number of transfers, in the caller's transaction.
 */
export async function postTransfers(
  db: Db,
  posts: readonly TransferToPost[],
  deciding: Deciding,
): Promise<void> {
  if (posts.length === 0) return;
  const { company, roles, on } = deciding;
  const vat = await vatBrought(db, posts);
  const entries = posts.map((post) => {
    const { line, brings } = post;
    const given = { brought: brings, vat: vat.get(post) ?? [] };
    return clearingEntry(bankLine(line, deciding), brings[0]?.insurer ?? "", given, roles);
  });
  const entryIds = await writeEntries(db, company.id, entries);
  await concludeLines(
    db,
    posts.map(({ match }, nth) => ({ match, entryId: entryIds[nth] ?? 0n })),
    deciding,
  );
  const clearings = await withPayments(db, company.id, posts);
  await insertClearings(db, company.id, clearings);
  const paymentIds = [...new Set(clearings.map((clearing) => clearing.paymentId))];
  await letterTransit(db, company.id, paymentIds, roles.insurerAnnounced, on);
}

/** The VAT on collection that falls due with what each transfer brings of returns that have come. */
async function vatBrought(db: Db, posts: readonly TransferToPost[]): Promise<Map<TransferToPost, VatMove[]>> {
  const pieces = posts.flatMap((post) =>
    post.brings.flatMap(({ paymentId, amount }) =>
      paymentId === undefined ? [] : [{ post, paymentId, amount }],
    ),
  );
  const paymentIds = [...new Set(pieces.map(({ paymentId }) => paymentId))];
  const parts = await collectedParts(db, paymentIds);
  const arrived = await broughtSoFar(db, paymentIds);
  const collected = pieces.map(({ paymentId, amount }) => {
    const before = arrived.get(paymentId) ?? 0n;
    arrived.set(paymentId, before + amount);
    return newlyArrived(parts.get(paymentId) ?? [], before, before + amount);
  });
  const moves = vatOfPayments(collected);
  const byPost = new Map<TransferToPost, VatMove[]>();
  for (const [nth, { post, paymentId }] of pieces.entries())
    byPost.set(post, [
      ...(byPost.get(post) ?? []),
      ...(moves[nth] ?? []).map((move) => ({ ...move, paymentId })),
    ]);
  return byPost;
}

/** Every piece brought, with its payment: the announced one, or a new one for money whose return has not come. */
async function withPayments(
  db: Db,
  companyId: bigint,
  posts: readonly TransferToPost[],
): Promise<NewClearing[]> {
  const pieces = posts.flatMap(({ line, brings }) =>
    brings.map((brought, nth) => ({ line, brought, entryRank: FIRST_BROUGHT_RANK + nth })),
  );
  const without = pieces.filter(({ brought }) => brought.paymentId === undefined);
  const created = await insertInsurerPayments(
    db,
    companyId,
    without.map(({ line, brought }) => ({
      thirdPartyId: brought.thirdPartyId,
      method: "insurer_transfer",
      status: "received",
      paidOn: line.bookedOn,
      amount: brought.amount,
      unallocated: brought.amount,
      label: `Virement ${brought.insurer} ${line.label}`,
    })),
  );
  const newId = new Map(without.map((piece, nth) => [piece, created[nth]]));
  return pieces.map((piece) => {
    const paymentId = piece.brought.paymentId ?? newId.get(piece);
    if (paymentId === undefined) throw new Error("a transfer was posted without its payment");
    return { lineId: piece.line.id, paymentId, amount: piece.brought.amount, entryRank: piece.entryRank };
  });
}
