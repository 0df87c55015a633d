import assert from "node:assert/strict";
import type { IsoDate } from "../days.ts";
import { type Cents, sumCents } from "../money.ts";

/** One side of an entry. Debit and credit are positive cents and one of them is zero: the sign is the column. */
export type EntryLine = {
  account: string;
  debit: Cents;
  credit: Cents;
  thirdPartyId?: bigint;
  /** The share whose due this line moves: only on receivable and payable accounts. */
  shareId?: bigint;
  dueOn?: IsoDate;
  /** Beyond what the share owed: lettered only with what is decided of it. */
  excess?: true;
  /** The line of a payment that this one takes back, because the payment came back: lettered with it, and not with the share. */
  returnsLineId?: bigint;
  /** Hundredths of a percent, on VAT lines. */
  vatRate?: number;
  label?: string;
};

/**
 * VAT that leaves 445740 for 445710 with a payment; negative when it goes back with the payment. `paymentId` where an entry is not of
 * one payment alone.
 */
export type VatMove = { invoiceId: bigint; vatRate: number; vat: Cents; paymentId?: bigint };

/** An entry as a rule builds it. It has no number before validation. */
export type EntryDraft = {
  journal: string;
  postedOn: IsoDate;
  /** What the entry rests on: a document number, the reference of a bank line. Never empty. */
  piece: string;
  pieceOn: IsoDate;
  label: string;
  lines: EntryLine[];
  /** VAT on collection that the lines move: kept by invoice and payment, so that the next payment knows what is left. */
  vat?: readonly VatMove[];
};

type LineDetails = Omit<EntryLine, "account" | "debit" | "credit">;

/** A debit of `amount` cents; a negative amount is a credit of the opposite, as a credit note reads. */
export function debit(account: string, amount: Cents, details: LineDetails = {}): EntryLine {
  return amount < 0n
    ? { account, debit: 0n, credit: -amount, ...details }
    : { account, debit: amount, credit: 0n, ...details };
}

/** A credit of `amount` cents; negative: a debit of the opposite. */
export function credit(account: string, amount: Cents, details: LineDetails = {}): EntryLine {
  return debit(account, -amount, details);
}

/** Drops the lines of zero cents and refuses, as a defect of ours, an entry that does not balance. */
export function entry(draft: EntryDraft): EntryDraft {
  const lines = draft.lines.filter((line) => line.debit !== line.credit);
  const gap = sumCents(lines.map((line) => line.debit - line.credit));
  assert.equal(gap, 0n, `entry ${draft.journal} ${draft.piece} is off by ${gap} cents`);
  return { ...draft, lines };
}

/** The mirror of an entry, dated on its own day: how a validated entry is corrected. It takes back that entry and nothing else. */
export function reversed(draft: EntryDraft, postedOn: IsoDate): EntryDraft {
  return {
    ...draft,
    postedOn,
    label: reversalOf(draft.label),
    lines: draft.lines.map(({ returnsLineId: _, ...line }) => ({
      ...line,
      debit: line.credit,
      credit: line.debit,
      ...(line.label === undefined ? {} : { label: reversalOf(line.label) }),
    })),
  };
}

function reversalOf(label: string): string {
  return `Contre-passation ${label}`;
}
