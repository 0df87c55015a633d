import { createHash } from "node:crypto";
import type { IsoDate } from "../days.ts";
import { decimalOf } from "../money.ts";
import { canonicalJson } from "./chain.ts";

/**
 * What a night puts its name to: two figures of each law, taken from rows that know nothing of each other, that must
 * be the same to the cent, and item by item.
 */
export const LAWS = [
  /** Lines that the files brought, as certified the night each was read = lines posted + waiting + set aside now. */
  "lines_counted",
  /** The same lines in cents, without their signs. */
  "lines_in",
  /** Posted lines = what their entries move on the bank accounts. */
  "lines_in_the_books",
  /**
   * Posted lines = what their payments give to shares, excess included + what those payments hold unallocated + what was given back
   * since + what the lines bring of payments recorded before (insurers' returns, remittances) + fees, interest and their VAT. A line
   * without a payment (suspense, own transfer, fees alone, money coming back) = the other lines of its entry.
   */
  "lines_allocated",
  /** Payments = their allocations + what they hold unallocated. */
  "payments_allocated",
  /** Debit = credit, entry by entry. */
  "debit_is_credit",
  /** What is due on each share = its lines on the accounts of customers and suppliers. */
  "dues_are_the_ledger",
  /** Money collected where VAT is due on collection, rate by rate = what the payment events report of it. */
  "collections_are_reported",
] as const;

export type CertifiedLaw = (typeof LAWS)[number];

export const ITEM_KINDS = ["file", "bank_line", "payment", "entry", "share", "invoice"] as const;
export type ItemKind = (typeof ITEM_KINDS)[number];

/** An item on which the two figures differ: which row to look at, and its name where it has one that is no person's. */
export type LawItem = { kind: ItemKind; subject: string; name?: string; left: string; right: string };

/** Cents, or a count of lines, as text: JSON has no big integers. `items` are the first of those that differ. */
export type LawFigures = {
  law: CertifiedLaw;
  unit: "cents" | "lines";
  left: string;
  right: string;
  off: number;
  items: LawItem[];
};

/** A law holds when no item differs: sums that are the same by luck prove nothing. */
export function holds({ left, right, off }: LawFigures): boolean {
  return off === 0 && left === right;
}

/** The words for the two figures of a law, in the log and on the command line. */
export const LAW_SIDES: Record<CertifiedLaw, { left: string; right: string }> = {
  lines_counted: { left: "arrived", right: "posted, waiting or set aside" },
  lines_in: { left: "arrived", right: "posted, waiting or set aside" },
  lines_in_the_books: { left: "lines", right: "bank accounts" },
  lines_allocated: { left: "lines", right: "allocated" },
  payments_allocated: { left: "amount", right: "allocated" },
  debit_is_credit: { left: "debit", right: "credit" },
  dues_are_the_ledger: { left: "due", right: "ledger" },
  collections_are_reported: { left: "collected", right: "reported" },
};

/** "bank line 12", "invoice FA-7 at 20.00". */
export function itemName({ kind, subject, name }: LawItem): string {
  return `${kind.replace("_", " ")} ${name ?? subject}`;
}

/** Items named in a sentence. */
const ITEMS_TOLD = 3;

/** "dues_are_the_ledger: due 100.00, ledger 99.99 (share 7: 100.00, 99.99)": which sum, both figures, where. No name of a person. */
export function brokenLaw({ law, unit, left, right, off, items }: LawFigures): string {
  const write = (figure: string) => (unit === "cents" ? decimalOf(BigInt(figure)) : figure);
  const sides = LAW_SIDES[law];
  const told = items
    .slice(0, ITEMS_TOLD)
    .map((item) => `${itemName(item)}: ${write(item.left)}, ${write(item.right)}`);
  const others = off > told.length ? [`${off - told.length} more`] : [];
  return `${law}: ${sides.left} ${write(left)}, ${sides.right} ${write(right)} (${[...told, ...others].join("; ")})`;
}

/** Something that the night leaves open, with its reason. Cents as text. */
export type OpenItem = {
  kind: ItemKind;
  subject: string;
  name: string;
  reason: string;
  since: IsoDate;
  cents: string;
};

export type Tally = { count: number; cents: string };

/** Where the cents of the posted lines went: the parts of `lines_allocated`. */
export type MoneyPosted = {
  shares: string;
  held: string;
  givenBack: string;
  brought: string;
  charges: string;
  withoutPayment: string;
};

/** One night's certificate, as it is hashed and downloaded. */
export type CertificateContent = {
  version: 1;
  company: { id: string; name: string; siren: string | null };
  number: number;
  previousHash: string;
  startedAt: string;
  finishedAt: string;
  /** Files of this night; `waiting` are those received and not read, or held for an answer, whenever they came. */
  files: { read: number; refused: number; waiting: number };
  /** Lines of this night. */
  arrived: Tally;
  /** Every line ever received, by what became of it. Cents without their signs. */
  lines: { posted: Tally; waiting: Tally; setAside: Tally };
  money: MoneyPosted;
  laws: LawFigures[];
  /** Everything that is open, by reason; `hash` is that of the items, which are rows of their own. */
  open: {
    count: number;
    hash: string;
    reasons: { kind: ItemKind; reason: string; count: number; cents: string }[];
  };
  /** Documents flagged as paid without any payment (D6), in cents still due in the ledger. */
  markedPaid: Tally;
};

/** One hash over the open items, in their order: a line of canonical JSON for each. */
export function openItemsHash(): { add: (items: readonly OpenItem[]) => void; digest: () => string } {
  const hash = createHash("sha256");
  return {
    add: (items) => {
      for (const item of items) hash.update(canonicalJson(item)).update("\n");
    },
    digest: () => hash.digest("hex"),
  };
}

/**
 * The certificate as a file, in pieces: what was hashed, its hash, then the open items, whose own hash is in the content. Whoever
 * has two files of a company can hang one on the other without asking us.
 */
export async function* certificateJson(
  { content, hash }: { content: CertificateContent; hash: string },
  items: AsyncIterable<readonly OpenItem[]>,
): AsyncGenerator<string> {
  yield `{"certificate":${canonicalJson(content)},\n"hash":"${hash}",\n"openItems":[`;
  let separator = "\n";
  for await (const batch of items)
    for (const item of batch) {
      yield `${separator}${canonicalJson(item)}`;
      separator = ",\n";
    }
  yield "\n]}\n";
}
