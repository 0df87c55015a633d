import type { Payer } from "../billing/invoice.ts";
import type { IsoDate } from "../days.ts";
import type { Cents } from "../money.ts";
import { accountOfPayer, type Roles } from "./accounts.ts";
import { type PaidShare, settledLines } from "./bankEntry.ts";
import { debit, type EntryDraft, type EntryLine, entry, type VatMove } from "./entry.ts";
import { vatLines, vatOfPayments } from "./vatOnCollection.ts";

type Posting = { postedOn: IsoDate; pieceOn: IsoDate; piece: string };

/**
 * An advance pays a document, of its own third party or of another (GC13, D1).
 * @param isCredited whether the bank has it: until then its VAT is not due (BOI-TVA-BASE-20-20)
 */
export function useAdvanceEntry(
  {
    holder,
    holderName,
    share,
    isCredited,
    ...posting
  }: Posting & { holder: bigint; holderName: string; share: PaidShare; isCredited: boolean },
  roles: Roles,
): EntryDraft {
  const [vat = []] = isCredited ? vatOfPayments([[share]]) : [];
  return entry({
    journal: "OD",
    ...posting,
    label: `Avance ${holderName} sur ${share.invoice}`,
    lines: [
      debit(roles.advancesReceived, share.amount, { thirdPartyId: holder }),
      ...settledLines([share], vat, roles),
    ],
    vat,
  });
}

/** What is paid back: an overpayment that stands on its share, or money that was set aside for a third party. Cents above zero. */
export type Refunded =
  | {
      share: { shareId: bigint; thirdPartyId: bigint; payer: Payer };
      amount: Cents;
      /** How much of it stands beyond the due on lines of its own, to be lettered with this. */
      excess: Cents;
    }
  | { toRefund: { thirdPartyId: bigint }; amount: Cents };

/**
 * The side of a refund that is not the bank's (GC10).
 * @param vat what goes back with the money of a credit note whose VAT waits for it; an overpayment had moved none
 */
export function refundLines(refunded: Refunded, vat: readonly VatMove[], roles: Roles): EntryLine[] {
  const { amount } = refunded;
  if ("toRefund" in refunded) return [debit(roles.overpaymentsToRefund, amount, refunded.toRefund)];
  const { shareId, thirdPartyId, payer } = refunded.share;
  const apart = refunded.excess < amount ? refunded.excess : amount;
  const account = accountOfPayer(roles, payer);
  return [
    debit(account, apart, { thirdPartyId, shareId, excess: true as const }),
    debit(account, amount - apart, { thirdPartyId, shareId }),
    ...vatLines(vat, roles),
  ];
}

/** A refund paid from the till. */
export function cashRefundEntry(
  {
    refunded,
    vat,
    label,
    ...posting
  }: Posting & { refunded: Refunded; vat: readonly VatMove[]; label: string },
  roles: Roles,
): EntryDraft {
  return entry({
    journal: "CA",
    ...posting,
    label,
    lines: [...refundLines(refunded, vat, roles), debit(roles.cash, -refunded.amount)],
    vat,
  });
}
