import type { IsoDate } from "../days.ts";
import { type Cents, sumCents } from "../money.ts";
import type { Role, Roles } from "./accounts.ts";
import { type PaidShare, settledLines } from "./bankEntry.ts";
import { vatGivenUp } from "./discount.ts";
import { credit, debit, type EntryDraft, entry, type VatMove } from "./entry.ts";

/** How money that a person receives comes in, and where it waits until the bank has it. */
export const RECEIPT_METHODS = ["cheque", "transfer", "cash", "card", "direct_debit", "other"] as const;
export type ReceiptMethod = (typeof RECEIPT_METHODS)[number];

/** The journal, the account on which the money waits, and the word for it. A 512 account is moved by a bank line and nothing else. */
export const RECEIPTS: Record<ReceiptMethod, { journal: string; role: Role; word: string }> = {
  cash: { journal: "CA", role: "cash", word: "Espèces" },
  cheque: { journal: "CH", role: "chequesToCash", word: "Chèque" },
  card: { journal: "CB", role: "cardReceipts", word: "Carte" },
  transfer: { journal: "OD", role: "otherReceipts", word: "Virement" },
  direct_debit: { journal: "PR", role: "directDebitsSent", word: "Prélèvement" },
  other: { journal: "OD", role: "otherReceipts", word: "Règlement" },
};

type Receipt = {
  method: ReceiptMethod;
  paidOn: IsoDate;
  postedOn: IsoDate;
  piece: string;
  shares: readonly PaidShare[];
  /** Kept for customers whose documents are still to come (419100, GC13). */
  advances?: readonly { thirdPartyId: bigint; party: string; amount: Cents }[];
  vat: readonly VatMove[];
  /** Where the person chose another journal, or wrote a label. */
  journal?: string;
  label?: string;
};

/** A payment recorded by hand: where the money is, against each share; what goes beyond a due on a line of its own (D1). */
export function receiptEntry(
  { method, paidOn, postedOn, piece, shares, advances = [], vat, journal, label }: Receipt,
  roles: Roles,
): EntryDraft {
  const { journal: usual, role, word } = RECEIPTS[method];
  const who = [...new Set([...shares, ...advances].map(({ party }) => party))].slice(0, 2).join(", ");
  const what = [...new Set(shares.map((share) => share.invoice))].slice(0, 3).join(" ");
  return entry({
    journal: journal ?? usual,
    postedOn,
    piece,
    pieceOn: paidOn,
    label: label ?? `${word} ${who} ${what}`.trim(),
    vat: [...vat, ...vatGivenUp(shares)],
    lines: [
      debit(roles[role], sumCents([...shares, ...advances].map(({ amount }) => amount))),
      ...settledLines(shares, vat, roles),
      ...advances.map(({ thirdPartyId, amount }) => credit(roles.advancesReceived, amount, { thirdPartyId })),
    ],
  });
}
