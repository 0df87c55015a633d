import { createHash } from "node:crypto";
import type { AccountKey, Balance, StatementFoot, StatementHead, StatementLine } from "./statement.ts";

export type Fingerprints = {
  /** A statement begins: call it for every head. */
  begin(head: StatementHead): void;
  /** The fingerprint of the next line of that statement. */
  of(line: StatementLine): string;
  /** The statement ends: call it for every foot. */
  end(foot: StatementFoot): void;
};

/** Part of every fingerprint. Raise it only with a plan for the lines already stored: all of them would look new. */
const VERSION = "1";

/**
 * Identity of statement lines, for an import that may be repeated. No bank gives an identifier that is always there and always
 * unique, so a line is its account, its days, its amount and its words, and, because two equal train tickets on one day are both
 * real, its rank among equal lines of that account and day. One counter serves one file.
 *
 * The rank does not depend on where a statement begins, so the same line in two overlapping statements (1 to 10 June, then 5 to
 * 15 June) has one fingerprint. Inside one file, a statement that opens where the last one of that account closed goes on with
 * its ranks (a day cut in two, pages); any other statement overlaps or repeats what came before, and counts from the start.
 *
 * Limits, for want of anything better in the formats: equal lines of one day delivered in two files, each with one of them, are
 * taken for one line, unless the bank gives each its own reference; and a statement whose lines add up to zero, repeated in
 * one file, is taken for the next one. Both show: the balance of the account no longer agrees with its lines.
 */
export function fingerprints(): Fingerprints {
  const accounts = new Map<string, { seen: Map<string, number>; closing: Balance | undefined }>();
  let account: AccountKey = { key: "", currency: "" };
  let seen = new Map<string, number>();

  return {
    begin: (head) => {
      account = head.account;
      const before = accounts.get(nameOf(account));
      seen = before && follows(before.closing, head.opening) ? before.seen : new Map();
      accounts.set(nameOf(account), { seen, closing: undefined });
    },
    of: (line) => {
      const content = digest(contentOf(account, line));
      // Half of the hash tells lines of one file apart, and a file may have a million of them.
      const half = content.toString("latin1", 0, 16);
      const rank = seen.get(half) ?? 0;
      seen.set(half, rank + 1);
      return rank === 0
        ? content.toString("hex")
        : digest(`${content.toString("hex")}#${rank}`).toString("hex");
    },
    end: (foot) => {
      accounts.set(nameOf(account), { seen, closing: foot.closing });
    },
  };
}

function nameOf(account: AccountKey): string {
  return `${account.key} ${account.currency}`;
}

/** Without balances nothing tells a page from a repetition; losing a line is worse than showing one twice, so it goes on. */
function follows(closing: Balance | undefined, opening: Balance | undefined): boolean {
  if (!closing || !opening) return true;
  const inOrder = closing.on === undefined || opening.on === undefined || opening.on >= closing.on;
  return inOrder && opening.amount === closing.amount;
}

/** JSON, because its quotes keep two fields from running into each other. */
function contentOf(account: AccountKey, line: StatementLine): string {
  return JSON.stringify([
    VERSION,
    account.key,
    account.currency,
    line.bookedOn,
    line.valuedOn,
    String(line.amount),
    line.interbankCode,
    line.label,
    line.details,
    line.counterpartyName,
    line.endToEndId,
    line.mandate,
    line.structuredReference,
    line.entryNumber,
    stableReference(line.bankReference),
  ]);
}

/** Shorter ones are numbers of the line in its statement ("1", "00042"), which another statement counts differently. */
const REFERENCE_LENGTH_MIN = 6;

/**
 * The bank's reference, where it says the same in every delivery. It need not be unique, the rank sees to that; it must be
 * stable, so the words for "none", zeros and short counters are left out.
 */
export function stableReference(reference: string | undefined): string | undefined {
  if (reference === undefined || reference.length < REFERENCE_LENGTH_MIN) return undefined;
  return /^(?:0+|NONREF|NOTPROVIDED)$/.test(reference) ? undefined : reference;
}

function digest(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}
