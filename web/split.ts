import type { Cents } from "../domain/money.ts";
import { absCents, parseCents, sumCents } from "../domain/money.ts";
import type { Db } from "../sql/connect.ts";
import { type LineRow, type ShareNow, sharesNow } from "../sql/screens/lines.ts";
import { findOpenShares } from "../sql/screens/openShares.ts";
import { wordsOf } from "./filters.ts";
import { text } from "./input.ts";
import { amountTyped } from "./typed.ts";

/** A share in the form of a split, as typed. */
export type SplitRow = { share: ShareNow; typed: string; cents: Cents | undefined; settle: boolean };

/** The form of a split: what was typed of each share, what was searched, and what is left of the line. */
export type SplitForm = {
  rows: SplitRow[];
  find: string | undefined;
  /** Nothing answers the search. */
  nothingFound: boolean;
  reason: string;
  /** What is given up is above the limit of a small difference: asked once. */
  asks: boolean;
  remainder: Cents;
};

const ROWS_FOUND = 8;
const PARTS_MOST = 100;

type Given = Record<string, unknown>;

/** The shares typed: "part-34" holds the amount for share 34, "settle-34" gives up its rest. */
function typedParts(given: Given): Map<bigint, { typed: string; settle: boolean }> {
  const parts = new Map<bigint, { typed: string; settle: boolean }>();
  for (const [name, value] of Object.entries(given)) {
    const [, shareId] = /^part-(\d{1,18})$/.exec(name) ?? [];
    const typed = text(value);
    if (shareId === undefined || typed === undefined || parts.size >= PARTS_MOST) continue;
    parts.set(BigInt(shareId), { typed, settle: given[`settle-${shareId}`] === "on" });
  }
  return parts;
}

/**
 * The split as an address or a form holds it. At its opening it holds the best answer, cut to what is due and to the line, its
 * credit notes whole; `gap` also gives up what that leaves of a share.
 */
export async function readSplit(
  db: Db,
  line: LineRow,
  given: Given,
  written: (cents: Cents) => string,
): Promise<SplitForm> {
  const parts = typedParts(given);
  const opening = given.find === undefined && parts.size === 0;
  const chosen = opening
    ? (line.evidence.candidates?.[0]?.allocations ?? []).map(({ shareId }) => BigInt(shareId))
    : [];
  const find = text(given.find);
  const [shares, found] = await Promise.all([
    sharesNow(db, opening ? chosen : [...parts.keys()]),
    find === undefined ? [] : search(db, find),
  ]);
  // What credit notes deduct is there to be placed too.
  const deducted = sumCents(shares.flatMap(({ dueCents }) => (dueCents < 0n ? dueCents : [])));
  let left = absCents(line.amountCents) - deducted;
  const rows: SplitRow[] = shares.map((share) => {
    if (!opening) {
      const { typed = "", settle = false } = parts.get(share.shareId) ?? {};
      return { share, typed, cents: amountTyped(typed), settle };
    }
    const cents = share.dueCents < left ? share.dueCents : left;
    if (cents > 0n) left -= cents;
    return { share, typed: written(cents), cents, settle: given.gap === "1" && cents < share.dueCents };
  });
  const known = new Set(rows.map(({ share }) => share.shareId));
  const fresh = found.filter((share) => !known.has(share.shareId));
  const placed = rows.reduce((sum, row) => sum + (row.cents ?? 0n), 0n);
  return {
    rows: [...rows, ...fresh.map((share) => ({ share, typed: "", cents: undefined, settle: false }))],
    find,
    nothingFound: find !== undefined && found.length === 0,
    reason: text(given.why) ?? "",
    asks: given.asks === true,
    remainder: absCents(line.amountCents) - placed,
  };
}

function search(db: Db, find: string): Promise<ShareNow[]> {
  const cents = parseCents(find.replace(/[\s\u00a0\u202f€]/g, ""));
  const words = cents === undefined ? wordsOf(find) : [];
  return findOpenShares(db, { number: find, words, cents, limit: ROWS_FOUND });
}
