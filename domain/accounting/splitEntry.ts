import { type Cents, sumCents } from "../money.ts";
import type { Roles } from "./accounts.ts";
import { accountOfPayer } from "./accounts.ts";
import { type BankLine, bankEntry, type PaidShare, paymentLabel } from "./bankEntry.ts";
import { credit, debit, type EntryDraft } from "./entry.ts";
import { vatLines, vatOfPayments } from "./vatOnCollection.ts";

/** A share of a split: the cents of the line it receives, and those a person gives up so that it is settled. */
export type SplitShare = PaidShare & { writtenOff: Cents };

/**
 * A bank line over several shares, with the differences that a person decided to close: what is given up of a share goes to
 * 658, what is left of the line to 758 (D5, S3.21). One entry, so that one undo takes back all of it. The VAT due on
 * collection of a share that closes moves whole, else its remainder would never fall due.
 */
export function splitEntry(
  line: BankLine,
  { shares, gain }: { shares: readonly SplitShare[]; gain: Cents },
  roles: Roles,
): EntryDraft {
  const settled = shares.map((share) => ({ ...share, amount: share.amount + share.writtenOff }));
  const parties = settled.map((share) =>
    credit(accountOfPayer(roles, share.payer), share.amount, {
      thirdPartyId: share.thirdPartyId,
      shareId: share.shareId,
      ...(share.dueOn ? { dueOn: share.dueOn } : {}),
    }),
  );
  const vat = vatOfPayments([settled]).flat();
  const entry = bankEntry(line, paymentLabel(shares), [
    ...parties,
    ...vatLines(vat, roles),
    debit(roles.roundingLoss, sumCents(shares.map((share) => share.writtenOff))),
    credit(roles.roundingGain, gain),
  ]);
  return { ...entry, vat };
}
