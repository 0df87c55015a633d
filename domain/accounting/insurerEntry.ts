import type { IsoDate } from "../days.ts";
import type { SettledShare } from "../insurer/settle.ts";
import { type Cents, sumCents } from "../money.ts";
import type { Payer } from "../payer.ts";
import { accountOfPayer, type Roles } from "./accounts.ts";
import { type BankLine, bankEntry } from "./bankEntry.ts";
import { credit, debit, type EntryDraft, type EntryLine, entry, type VatMove } from "./entry.ts";
import { splitShare } from "./splitAtDue.ts";
import { vatLines } from "./vatOnCollection.ts";

/** A return as the books see it. `unplaced` is money for invoices that are not ours: on the insurer's account, for a person to place. */
export type ReturnToPost = {
  insurer: { thirdPartyId: bigint; payer: Payer; name: string };
  piece: string;
  paidOn: IsoDate;
  postedOn: IsoDate;
  shares: readonly SettledShare[];
  unplaced: Cents;
  /** VAT on collection of money that is here already: the bank brought it first, or recoveries took it all. */
  vat: readonly VatMove[];
};

/**
 * The entry of an insurer's return: its shares against 511700 of this payer, until the bank brings the money.
 * Rejected shares post nothing. A recovery debits what it takes back. When recoveries take all that is
 * paid there is no 511700 line. Undefined when nothing moves.
 */
export function returnEntry(given: ReturnToPost, roles: Roles): EntryDraft | undefined {
  const { insurer, shares, unplaced, vat } = given;
  const lines = settleLines(shares, roles);
  const net = sumCents(shares.map((share) => share.amount)) + unplaced;
  if (lines.length === 0 && unplaced === 0n) return undefined;
  const party = { thirdPartyId: insurer.thirdPartyId };
  const draft = entry({
    journal: "RS",
    postedOn: given.postedOn,
    piece: given.piece,
    pieceOn: given.paidOn,
    label: `Retour ${insurer.name} ${given.piece}`,
    lines: [
      debit(roles.insurerAnnounced, net, party),
      ...lines,
      credit(accountOfPayer(roles, insurer.payer), unplaced, party),
      ...vatLines(vat, roles),
    ],
  });
  return { ...draft, vat };
}

/** A line per share; what goes beyond the due, or takes back such an excess, on a line of its own. */
function settleLines(shares: readonly SettledShare[], roles: Roles): EntryLine[] {
  return shares.flatMap((share) => {
    const { normal, excess } = splitShare(share, share.amount);
    const account = accountOfPayer(roles, share.payer);
    const party = { thirdPartyId: share.thirdPartyId, shareId: share.shareId };
    return [credit(account, normal, party), credit(account, excess, { ...party, excess: true })].filter(
      (line) => line.debit !== line.credit,
    );
  });
}

/** An announced payment, or a part of it, that a bank line brings. */
export type BroughtPayment = { thirdPartyId: bigint; amount: Cents };

/**
 * The transfer of an insurer: the bank against 511700, a line per return that it brings (GC03, GC04), then the VAT that falls due
 * with the money: an insurer's transfer counts on the day the bank credits it, for what it paid and nothing else.
 */
export function clearingEntry(
  line: BankLine,
  insurer: string,
  { brought, vat }: { brought: readonly BroughtPayment[]; vat: readonly VatMove[] },
  roles: Roles,
): EntryDraft {
  const draft = bankEntry(line, `Virement ${insurer} ${line.label}`, [
    ...brought.map(({ thirdPartyId, amount }) => credit(roles.insurerAnnounced, amount, { thirdPartyId })),
    ...vatLines(vat, roles),
  ]);
  return { ...draft, vat };
}
