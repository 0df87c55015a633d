import type { Payer } from "../billing/invoice.ts";
import type { IsoDate } from "../days.ts";
import type { Cents } from "../money.ts";
import { accountOfPayer, type Roles } from "./accounts.ts";
import { credit, debit, type EntryDraft, entry } from "./entry.ts";

type Party = { thirdPartyId: bigint; payer: Payer };
type Posting = { postedOn: IsoDate; pieceOn: IsoDate; piece: string };

/** Where an overpayment goes: to profit, to the customer's advances, or aside until it is paid back (S1.30 to S1.34). */
export type OverpaymentUse = "profit" | "advance" | "to_refund";

/** An overpayment leaves the share it stands on (S1.30): the choice decides the entry (S1.34). */
export function overpaymentEntry(
  given: Posting & {
    share: Party & { shareId: bigint; invoice: string };
    amount: Cents;
    /** How much of the share's overpayment stands on lines of its own, to be lettered with this. */
    excess: Cents;
    into: OverpaymentUse;
  },
  roles: Roles,
): EntryDraft {
  const { share, amount, into } = given;
  const { thirdPartyId, shareId } = share;
  const apart = given.excess < amount ? given.excess : amount;
  const customer = accountOfPayer(roles, share.payer);
  const kept = into === "profit" ? {} : { thirdPartyId };
  const account = {
    profit: roles.roundingGain,
    advance: roles.advancesReceived,
    to_refund: roles.overpaymentsToRefund,
  }[into];
  const words = { profit: "en gain", advance: "en avance", to_refund: "à rembourser" }[into];
  return entry({
    journal: "OD",
    postedOn: given.postedOn,
    pieceOn: given.pieceOn,
    piece: given.piece,
    label: `Trop-perçu ${share.invoice} ${words}`,
    lines: [
      debit(customer, apart, { thirdPartyId, shareId, excess: true }),
      debit(customer, amount - apart, { thirdPartyId, shareId }),
      credit(account, amount, kept),
    ],
  });
}

/**
 * A rejected share billed again (recyclage): the receivable moves from the old invoice to the new one. No revenue, no VAT:
 * both were booked with the first (GC14).
 */
export function resubmissionEntry(
  given: Posting & {
    from: (Party & { shareId: bigint; amount: Cents })[];
    to: (Party & { shareId: bigint; amount: Cents })[];
    invoice: string;
    newInvoice: string;
  },
  roles: Roles,
): EntryDraft {
  const side = (make: typeof debit, shares: typeof given.from) =>
    shares.map((share) =>
      make(accountOfPayer(roles, share.payer), share.amount, {
        thirdPartyId: share.thirdPartyId,
        shareId: share.shareId,
      }),
    );
  return entry({
    journal: "OD",
    postedOn: given.postedOn,
    pieceOn: given.pieceOn,
    piece: given.piece,
    label: `Recyclage ${given.invoice} vers ${given.newInvoice}`,
    lines: [...side(debit, given.to), ...side(credit, given.from)],
  });
}
