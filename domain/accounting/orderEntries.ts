import type { IsoDate } from "../days.ts";
import { type Cents, sumCents } from "../money.ts";
import { accountOfPayer, type Roles } from "./accounts.ts";
import { type BankLine, bankEntry, firstNamed, type PaidShare } from "./bankEntry.ts";
import { discountObtained } from "./discount.ts";
import { credit, debit, type EntryDraft, type EntryLine, entry, type VatMove } from "./entry.ts";
import { type Refunded, refundLines } from "./heldEntry.ts";
import { splitShare } from "./splitAtDue.ts";
import { vatLines } from "./vatOnCollection.ts";

/** Where an entry stands: its day in the books, and the piece with its own day. */
type Posting = { postedOn: IsoDate; piece: string; pieceOn: IsoDate };

/** Shares with the cents paid of each, and who pays or is paid. */
type Paying = { party: string; shares: readonly PaidShare[] };

/** What the bank kept back of a credit or took beside it, as on its notice: fee, the VAT of the fee, interest. Cents. */
export type Charges = { fee?: Cents; vat?: Cents; interest?: Cents };

/** A direct debit on its day of collection: the customer has paid, the money is on its way (GC21). */
export function collectionEntry(given: Posting & Paying, roles: Roles): EntryDraft {
  return entry({
    journal: "PR",
    ...posting(given),
    label: `Prélèvement ${naming(given)}`,
    lines: [debit(roles.directDebitsSent, totalOf(given)), ...partyLines(credit, given.shares, roles)],
  });
}

/** A supplier paid out of the till. */
export function cashOutEntry(given: Posting & Paying, roles: Roles): EntryDraft {
  return entry({
    journal: "CA",
    ...posting(given),
    label: `Espèces ${naming(given)}`,
    lines: [...partyLines(debit, given.shares, roles), credit(roles.cash, totalOf(given))],
  });
}

/** A customer's bill is accepted: he owes the bill and no longer the invoice (GC23). */
export function acceptanceEntry(given: Posting & Paying & Drawn, roles: Roles): EntryDraft {
  const { thirdPartyId, dueOn } = given;
  return entry({
    journal: "EF",
    ...posting(given),
    label: `Effet à recevoir ${naming(given)}`,
    lines: [
      debit(roles.billsReceivable, totalOf(given), { thirdPartyId, dueOn }),
      ...partyLines(credit, given.shares, roles),
    ],
  });
}

type Drawn = { thirdPartyId: bigint; dueOn: IsoDate };

/** A bill for a supplier, accepted or issued: we owe the bill and no longer the invoice (GC33; 404 → 405). */
export function issueEntry(given: Posting & Paying & Drawn, roles: Roles): EntryDraft {
  const { thirdPartyId, dueOn, shares } = given;
  const isAsset = shares.every((share) => share.fixedAsset);
  const account = isAsset ? roles.assetBillsPayable : roles.billsPayable;
  return entry({
    journal: "EF",
    ...posting(given),
    label: `Effet à payer ${naming(given)}`,
    lines: [...partyLines(debit, shares, roles), credit(account, totalOf(given), { thirdPartyId, dueOn })],
  });
}

/** A bill handed in: out of the portfolio, or straight from the customer when nobody accepted it (GC45). */
export type HandedBill = { amount: Cents } & (
  | { from: { account: string; thirdPartyId: bigint } }
  | { shares: readonly PaidShare[] }
);

/** Bills handed to the bank in one entry: a line for each bill first, so that each is lettered by itself (GC23, GC24, GC45). */
export function handInEntry(
  given: Posting & { purpose: "collection" | "discount"; bills: readonly HandedBill[] },
  roles: Roles,
): EntryDraft {
  const account = given.purpose === "discount" ? roles.billsForDiscount : roles.billsForCollection;
  const sources = given.bills.flatMap((bill) =>
    "shares" in bill
      ? partyLines(credit, bill.shares, roles)
      : [credit(bill.from.account, bill.amount, { thirdPartyId: bill.from.thirdPartyId })],
  );
  return entry({
    journal: "EF",
    ...posting(given),
    label: `Remise d’effets ${given.purpose === "discount" ? "à l’escompte" : "à l’encaissement"} ${given.piece}`,
    lines: [...given.bills.map((bill) => debit(account, bill.amount)), ...sources],
  });
}

/** VAT due on collection of a bill, on its due date, whether or not the bank has paid it. */
export function billVatEntry(
  given: Posting & Paying & { vat: readonly VatMove[] },
  roles: Roles,
): EntryDraft | undefined {
  const { vat } = given;
  if (vat.length === 0) return undefined;
  const draft = entry({
    journal: "OD",
    ...posting(given),
    label: `TVA de l’effet échu ${naming(given)}`,
    lines: vatLines(vat, roles),
  });
  return { ...draft, vat };
}

/** A payment that a bank line carries out: from the line on which its money stands, or straight from the shares it pays. */
export type CarriedPayment = {
  direction: "in" | "out";
  amount: Cents;
  party: string;
  shares: readonly PaidShare[];
  transit?: { account: string; thirdPartyId?: bigint };
  /** It pays a customer back: these lines, and no share. */
  refunded?: Refunded;
};

/** The lines of a payment against the bank. */
export function carriedLines(payment: CarriedPayment, roles: Roles): EntryLine[] {
  const side = payment.direction === "in" ? credit : debit;
  const { transit, refunded } = payment;
  if (refunded) return refundLines(refunded, [], roles).filter((line) => line.debit !== line.credit);
  if (!transit) return partyLines(side, payment.shares, roles);
  return [
    side(
      transit.account,
      payment.amount,
      transit.thirdPartyId === undefined ? {} : { thirdPartyId: transit.thirdPartyId },
    ),
  ];
}

/**
 * A bank line that carries out what was asked of the bank: one line or more for each payment, in their order, then what the
 * bank kept back, then the VAT that falls due with the money (`vat`).
 */
export function carriedEntry(
  line: BankLine,
  label: string,
  given: { payments: readonly CarriedPayment[]; charges: Charges; vat: readonly VatMove[] },
  roles: Roles,
): EntryDraft {
  const { fee = 0n, vat = 0n, interest = 0n } = given.charges;
  const draft = bankEntry(line, label, [
    ...given.payments.flatMap((payment) => carriedLines(payment, roles)),
    debit(roles.bankFees, fee),
    debit(roles.vatDeductible, vat),
    debit(roles.interestPaid, interest),
    ...vatLines(given.vat, roles),
  ]);
  return { ...draft, vat: given.vat };
}

/**
 * A line for each share, with its discount; what goes beyond its due stands on a line of its own, until somebody decides of it (D1).
 * Then what suppliers granted (GC32).
 */
function partyLines(side: typeof debit, shares: readonly PaidShare[], roles: Roles): EntryLine[] {
  const obtained = shares.flatMap(({ discount }) => (discount ? discountObtained(discount, roles) : []));
  const parties = shares.flatMap((share) => {
    const { thirdPartyId, shareId, dueOn, discount } = share;
    const { normal, excess } = splitShare(share, share.amount + (discount?.amount ?? 0n));
    const account = accountOfPayer(roles, share.payer, share.fixedAsset);
    const party = { thirdPartyId, shareId, ...(dueOn ? { dueOn } : {}) };
    return [side(account, normal, party), side(account, excess, { ...party, excess: true as const })].filter(
      (line) => line.debit !== line.credit,
    );
  });
  return [...parties, ...obtained.filter((line) => line.debit !== line.credit)];
}

function posting({ postedOn, piece, pieceOn }: Posting): Posting {
  return { postedOn, piece, pieceOn };
}

function totalOf({ shares }: Paying): Cents {
  return sumCents(shares.map((share) => share.amount));
}

/** Who, and which documents. */
function naming({ party, shares }: Paying): string {
  const documents = [...new Set(shares.map((share) => share.invoice))];
  return `${party} ${firstNamed(documents)}`;
}
