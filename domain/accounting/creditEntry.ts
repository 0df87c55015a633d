import type { IsoDate } from "../days.ts";
import type { Cents } from "../money.ts";
import type { Roles } from "./accounts.ts";
import { type BankLine, bankEntry } from "./bankEntry.ts";
import { credit, debit, type EntryDraft, type EntryLine, entry, type VatMove } from "./entry.ts";
import { vatLines } from "./vatOnCollection.ts";

/** Money that stands on a transit account until the bank has it: a cheque, a card sale, cash on its way. */
export type Item = { account: string; thirdPartyId?: bigint; amount: Cents };

/** What the bank kept of the money, in cents, as its notice or the line says. */
export type Kept = { fee: Cents; vat: Cents; interest: Cents };

/**
 * The bank credits money that was under way: the bank and what it kept, against one line per item, so that each
 * is lettered with the line it stood on. The items follow the bank's line at once, from rank 2 on.
 * @param vat what falls due on the day of the credit: of cheques, cash and cards it fell due before
 */
export function creditEntry(
  line: BankLine,
  given: { label: string; items: readonly Item[]; kept: Kept; vat: readonly VatMove[] },
  roles: Roles,
): EntryDraft {
  const { label, items, kept, vat } = given;
  const lines = [
    ...items.map(({ account, amount, thirdPartyId }) =>
      credit(account, amount, thirdPartyId === undefined ? {} : { thirdPartyId }),
    ),
    debit(roles.bankFees, kept.fee),
    debit(roles.vatDeductible, kept.vat),
    debit(roles.interestPaid, kept.interest),
    ...vatLines(vat, roles),
  ];
  return { ...bankEntry(line, label, lines), vat };
}

/** Cash leaves the till for the bank: it is on its way (580000) until the bank's line comes (GC18). */
export function cashDepositEntry(
  given: { amount: Cents; madeOn: IsoDate; postedOn: IsoDate; piece: string },
  roles: Roles,
): EntryDraft {
  const { amount, madeOn, postedOn, piece } = given;
  return entry({
    journal: "CA",
    postedOn,
    pieceOn: madeOn,
    piece,
    label: `Versement d’espèces ${piece}`,
    lines: [debit(roles.internalTransfer, amount), credit(roles.cash, amount)],
  });
}

/** The line of a customer that a payment credited, as it stands in the payment's entry. */
export type PaidLine = Pick<
  EntryLine,
  "account" | "debit" | "credit" | "thirdPartyId" | "shareId" | "excess"
> & {
  lineId: bigint;
};

/**
 * A payment comes back unpaid (GC17, GC22, GC42): a new entry on the day the bank takes the money back. Each line of the payment is
 * mirrored and names the one it takes back; the old entries stay.
 * @param vat what goes back on 445740, as cents that move back (negative)
 * @param discount the discount that the payment had taken, which goes with it
 */
export function unpaidEntry(
  line: BankLine,
  given: {
    label: string;
    paid: readonly PaidLine[];
    vat: readonly VatMove[];
    discount?: { lines: readonly EntryLine[]; vat: readonly VatMove[] };
  },
  roles: Roles,
): EntryDraft {
  const mirrors = given.paid.map(({ lineId, account, debit: debited, credit: credited, ...details }) =>
    debit(account, credited - debited, { ...details, returnsLineId: lineId }),
  );
  const { discount = { lines: [], vat: [] } } = given;
  const lines = [...mirrors, ...discount.lines, ...vatLines(given.vat, roles)];
  return { ...bankEntry(line, given.label, lines), vat: [...given.vat, ...discount.vat] };
}
