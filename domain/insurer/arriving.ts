import type { IsoDate } from "../days.ts";
import { normaliseNumber } from "../documentNumber.ts";
import type { Cents } from "../money.ts";
import type { Payer } from "../payer.ts";
import { comparableNumber, type ShareStatus } from "./return.ts";

/** An insurer as a file names it. `code` is its number in our books where the file knows it. */
export type InsurerName = { payer: "amo" | "amc"; name: string; code?: string };

/** What an insurer says of one share. Cents; `paid` is negative when money is taken back. */
export type ArrivingItem = {
  invoice: string;
  payer: "amo" | "amc";
  lot?: string;
  status: ShareStatus;
  asked?: Cents;
  paid: Cents;
  reasons: readonly object[];
  /** How it was sent, as the file codes it (domain/insurer/recycling.ts). */
  invoiceType?: string;
  /** Which share it is, where a person said so. */
  shareId?: bigint;
  /** A debt or a lump sum: `invoice` is then its reference, and no share bears it. */
  withoutInvoice?: true;
};

/** One return: one transfer of one insurer, announced. */
export type ArrivingReturn = {
  insurer: InsurerName;
  reference?: string;
  label: string;
  paidOn: IsoDate;
  items: readonly ArrivingItem[];
};

/** The share of an insurer on an issued invoice, as it is before a return is applied. */
export type InsurerShare = {
  shareId: bigint;
  thirdPartyId: bigint;
  payer: Payer;
  /** What was billed to it: below zero on a credit note. */
  total: Cents;
  due: Cents;
  invoiceId: bigint;
  number: string;
  numberKey: string;
};

/**
 * What makes two returns the same, whatever file they came in and in whatever order it lists them: the items, and the reference
 * of the transfer. A day only counts where there is no reference: formats do not agree on which day they give.
 */
export function contentOf({ reference, paidOn, items }: ArrivingReturn): string {
  const transfer = reference ? normaliseNumber(reference) : paidOn;
  return [transfer, ...items.map(itemContent).sort()].join("\n");
}

/** An item of a transfer, in a form in which two deliveries of it are equal. */
export function itemContent({ invoice, lot, status, paid }: Omit<ArrivingItem, "reasons" | "payer">): string {
  return [normaliseNumber(invoice), lot === undefined ? "" : comparableNumber(lot), status, paid].join("|");
}

/**
 * The items that an earlier delivery of the same transfer did not bring: programs export the same weeks again. An item counts
 * as often as it is delivered within one file.
 */
export function itemsNotKnown(items: readonly ArrivingItem[], known: readonly string[]): ArrivingItem[] {
  const left = new Map<string, number>();
  for (const content of known) left.set(content, (left.get(content) ?? 0) + 1);
  return items.filter((item) => {
    const content = itemContent(item);
    const count = left.get(content) ?? 0;
    left.set(content, count - 1);
    return count <= 0;
  });
}

/**
 * The share an item speaks of: on the invoice that bears the number exactly, else the only one whose number compares equal; there
 * that of the insurer who pays, else the only one of its kind, since an operator pays for many.
 */
export function shareOf(
  item: ArrivingItem,
  thirdPartyId: bigint,
  sameNumber: readonly InsurerShare[],
): InsurerShare | undefined {
  if (item.withoutInvoice) return undefined;
  if (item.shareId !== undefined) return sameNumber.find((share) => share.shareId === item.shareId);
  const exact = sameNumber.filter((share) => share.number === item.invoice);
  const shares = exact.length > 0 ? exact : sameNumber;
  if (new Set(shares.map((share) => share.invoiceId)).size !== 1) return undefined;
  const ofKind = shares.filter((share) => share.payer === item.payer);
  const own = ofKind.find((share) => share.thirdPartyId === thirdPartyId);
  return own ?? (ofKind.length === 1 ? ofKind[0] : undefined);
}
