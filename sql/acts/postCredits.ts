import { creditEntry, type Kept } from "../../domain/accounting/creditEntry.ts";
import type { VatMove } from "../../domain/accounting/entry.ts";
import { countsWhenReceived, vatOfPayments } from "../../domain/accounting/vatOnCollection.ts";
import type { Db } from "../connect.ts";
import { collectUses, usesAwaiting } from "../held.ts";
import { writeEntries } from "../ledger.ts";
import { type LetteringLines, letterGroups } from "../lettering.ts";
import type { MatchToWrite } from "../matches.ts";
import { type ItemUnderWay, insertCredits, remittanceNames } from "../moneyInHand.ts";
import type { BookableLine } from "../statements.ts";
import { collectedParts } from "../vatMoves.ts";
import { bankLine, concludeLines, type Deciding } from "./postLines.ts";

/** The bank's line is the first of its entry; the money it brings follows. */
const FIRST_ITEM_RANK = 2;

/** A line, the money under way that it brings, what the bank kept of it, and why. */
export type CreditToPost = {
  line: BookableLine;
  items: readonly ItemUnderWay[];
  kept: Kept;
  match: MatchToWrite;
};

/**
 * Writes what a batch of credits of money under way means: the bank against the account each item stood on, line by line, lettered
 * with it; payments are cleared. Bounded statements for any number of lines, in the caller's transaction.
 * @returns the entry of each, in the order given
 */
export async function postCredits(
  db: Db,
  posts: readonly CreditToPost[],
  deciding: Deciding,
): Promise<bigint[]> {
  if (posts.length === 0) return [];
  const { company, roles, on } = deciding;
  const named = await remittanceNames(
    db,
    posts.flatMap(({ items }) => items.flatMap(({ remittanceId }) => remittanceId ?? [])),
  );
  const vat = await vatOfCredits(db, posts);
  const entries = posts.map(({ line, items, kept }, at) => {
    const bank = bankLine(line, deciding);
    const whole = wholeRemittance(items, named);
    return creditEntry(
      whole === undefined ? bank : { ...bank, piece: whole },
      { label: labelOf(items, whole), items, kept, vat: vat[at] ?? [] },
      roles,
    );
  });
  const entryIds = await writeEntries(db, company.id, entries);
  await concludeLines(
    db,
    posts.map(({ match }, at) => ({ match, entryId: entryIds[at] ?? 0n })),
    deciding,
  );
  const credits = posts.flatMap(({ line, items }) =>
    items.map((item, nth) => ({ lineId: line.id, entryRank: FIRST_ITEM_RANK + nth, item })),
  );
  await insertCredits(db, company.id, credits);
  await collectUses(
    db,
    posts.flatMap(({ line, items }) =>
      items.flatMap(({ paymentId }) => (paymentId === null ? [] : [{ paymentId, on: line.bookedOn }])),
    ),
  );
  await letterGroups(db, company.id, await pairs(db, posts, entryIds), on);
  return entryIds;
}

/**
 * Money whose VAT falls due on the day the bank credits it (a transfer, a direct debit) moves it now, with what was used of it as an
 * advance meanwhile; of the rest it fell due before.
 */
async function vatOfCredits(db: Db, posts: readonly CreditToPost[]): Promise<VatMove[][]> {
  const counting = posts.map(({ items }) =>
    items.flatMap(({ paymentId, method }) =>
      paymentId === null || countsWhenReceived(method) ? [] : [paymentId],
    ),
  );
  const uses = await usesAwaiting(db, counting.flat());
  const deferred = counting.map((ids) => ids.flatMap((id) => [id, ...(uses.get(id) ?? [])]));
  const parts = await collectedParts(db, deferred.flat());
  const moves = vatOfPayments(deferred.flat().map((paymentId) => parts.get(paymentId) ?? []));
  let nth = 0;
  return deferred.map((paymentIds) =>
    paymentIds.flatMap((paymentId) => (moves[nth++] ?? []).map((move) => ({ ...move, paymentId }))),
  );
}

/** The slip or batch that the line brings whole is what its entry rests on; cash is named by no bank, and rests on the line. */
function wholeRemittance(
  items: readonly ItemUnderWay[],
  named: ReadonlyMap<bigint, { reference: string; underWay: number }>,
): string | undefined {
  const [id, ...others] = new Set(items.map(({ remittanceId }) => remittanceId));
  const remittance = others.length === 0 ? named.get(id ?? 0n) : undefined;
  if (!remittance || items.some(({ method }) => method === "cash")) return undefined;
  return items.length === remittance.underWay ? remittance.reference : undefined;
}

const CREDIT_WORDS: Record<string, string> = {
  cash: "Versement d’espèces",
  cheque: "Remise de chèques",
  card: "Remise de cartes",
  transfer: "Virement reçu",
  direct_debit: "Prélèvement",
};

function labelOf(items: readonly ItemUnderWay[], whole: string | undefined): string {
  const method = items[0]?.method;
  const word = CREDIT_WORDS[method ?? ""] ?? "Règlement reçu";
  return whole === undefined ? word : `${word} ${whole}`;
}

/** Each item with the line that brings it. */
async function pairs(
  db: Db,
  posts: readonly CreditToPost[],
  entryIds: readonly bigint[],
): Promise<LetteringLines[]> {
  const rows = await db<{ entryId: bigint; rank: number; id: bigint }[]>`
    select entry_id, rank, id from journal_line where entry_id = any (${entryIds.map(String)}::text[]::bigint[])
  `;
  const lineIds = new Map(rows.map(({ entryId, rank, id }) => [`${entryId} ${rank}`, id]));
  return posts.flatMap(({ items }, at) =>
    items.map(({ itemLineId, account, amount, thirdPartyId }, nth) => {
      const creditId = lineIds.get(`${entryIds[at]} ${FIRST_ITEM_RANK + nth}`);
      if (creditId === undefined) throw new Error("an item was credited without its line");
      const open = { account, thirdPartyId: thirdPartyId ?? null, groupId: null, code: null };
      return {
        account,
        thirdPartyId: thirdPartyId ?? null,
        lines: [
          { ...open, lineId: itemLineId, debit: amount, credit: 0n },
          { ...open, lineId: creditId, debit: 0n, credit: amount },
        ],
      };
    }),
  );
}
