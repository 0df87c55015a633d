import type { Payer } from "../billing/invoice.ts";
import type { IsoDate } from "../days.ts";
import type { Cents } from "../money.ts";
import { accountOfPayer, type Roles } from "./accounts.ts";
import { type Discount, discountGranted, vatGivenUp } from "./discount.ts";
import { credit, debit, type EntryDraft, type EntryLine, entry, type VatMove } from "./entry.ts";
import { splitShare } from "./splitAtDue.ts";
import { type CollectedPart, vatLines } from "./vatOnCollection.ts";

/**
 * The bank line that an entry comes from. Every line on a 512 account comes from exactly one of these, which is what
 * makes a second posting impossible.
 */
export type BankLine = {
  journal: string;
  bankAccount: string;
  /** The day of the entry: that of the operation, or the first open day when the books are locked (GC40). */
  bookedOn: IsoDate;
  /** The day the bank booked it. */
  pieceOn: IsoDate;
  /** Signed cents: positive is money in. */
  amount: Cents;
  /** What the entry names as its piece: the bank's reference, or the file and rank of the line. */
  piece: string;
  label: string;
};

/** Cents of the line given to a share, with what is needed to say which VAT falls due with the money. */
export type PaidShare = CollectedPart & {
  shareId: bigint;
  thirdPartyId: bigint;
  payer: Payer;
  /** The name shown in the books: a patient's code, the name of anyone else. */
  party: string;
  invoice: string;
  dueOn?: IsoDate;
  /** What the share owed before; what goes beyond stands on a line of its own. */
  due: Cents;
  /** What the payment settles of it besides, as early-payment discount. */
  discount?: Discount;
  /** Of a supplier of fixed assets (404). */
  fixedAsset?: boolean;
};

/** Payment received from customers: debit the bank, credit each share on a line of its own (S2.32, S2.33, GC01). */
export function customerPaymentEntry(
  line: BankLine,
  shares: readonly PaidShare[],
  vat: readonly VatMove[],
  roles: Roles,
): EntryDraft {
  return {
    ...bankEntry(line, paymentLabel(shares), settledLines(shares, vat, roles)),
    vat: [...vat, ...vatGivenUp(shares)],
  };
}

/**
 * What a payment settles: a credit for each share, with its discount; what goes beyond a due on a line of its own (D1); then the
 * cost of the discounts, and the VAT that falls due.
 */
export function settledLines(
  shares: readonly PaidShare[],
  vat: readonly VatMove[],
  roles: Roles,
): EntryLine[] {
  const parties = shares.flatMap((share) => {
    const settled = share.amount + (share.discount?.amount ?? 0n);
    const { normal, excess } = splitShare(share, settled);
    const account = accountOfPayer(roles, share.payer);
    const party = {
      thirdPartyId: share.thirdPartyId,
      shareId: share.shareId,
      ...(share.dueOn ? { dueOn: share.dueOn } : {}),
    };
    return [credit(account, normal, party), credit(account, excess, { ...party, excess: true as const })];
  });
  const discounts = shares.flatMap(({ discount }) => (discount ? discountGranted(discount, roles) : []));
  return [...parties, ...discounts, ...vatLines(vat, roles)];
}

/** Who paid, and which invoices: what the entry says of itself. */
export function paymentLabel(shares: readonly PaidShare[]): string {
  const parties = [...new Set(shares.map((share) => share.party))];
  const invoices = [...new Set(shares.map((share) => share.invoice))];
  return `Virement ${parties.slice(0, 2).join(", ")} ${firstNamed(invoices)}`.trim();
}

/** The first three documents by their numbers, and how many more there are. */
export function firstNamed(documents: readonly string[]): string {
  const more = documents.length - 3;
  const others = more > 0 ? ` et ${more} ${more === 1 ? "autre" : "autres"}` : "";
  return `${documents.slice(0, 3).join(" ")}${others}`;
}

/** Bank fees with the VAT the bank shows, if it shows any (GC38). The line's own amount decides the total. */
export function feeEntry(line: BankLine, vat: Cents, roles: Roles): EntryDraft {
  return bankEntry(line, `Frais bancaires ${line.label}`, [
    debit(roles.bankFees, -line.amount - vat),
    debit(roles.vatDeductible, vat),
  ]);
}

/** Overdraft interest (GC38). */
export function interestEntry(line: BankLine, roles: Roles): EntryDraft {
  return bankEntry(line, `Intérêts ${line.label}`, [debit(roles.interestPaid, -line.amount)]);
}

/** Our own money on its way between two of our accounts: 580 is at zero once both legs are in (GC38). */
export function ownTransferEntry(line: BankLine, roles: Roles): EntryDraft {
  return bankEntry(line, `Virement interne ${line.label}`, [debit(roles.internalTransfer, -line.amount)]);
}

/** A line nobody can place yet: on the suspense account until it is (GC37). */
export function suspenseEntry(line: BankLine, roles: Roles): EntryDraft {
  return bankEntry(line, `En attente ${line.label}`, [debit(roles.suspense, -line.amount)]);
}

/** The bank's side is the whole line, on the day of the operation; the counterparts must make it up to the cent. */
export function bankEntry(line: BankLine, label: string, counterparts: EntryLine[]): EntryDraft {
  const bank = debit(line.bankAccount, line.amount);
  const lines = line.amount > 0n ? [bank, ...counterparts] : [...counterparts, bank];
  return entry({
    journal: line.journal,
    postedOn: line.bookedOn,
    piece: line.piece,
    pieceOn: line.pieceOn,
    label,
    lines,
  });
}
