import type { InvoiceLine } from "../billing/invoice.ts";
import { type Cents, sumCents } from "../money.ts";
import { shareOut } from "../shareOut.ts";
import type { Roles } from "./accounts.ts";
import { credit, debit, type EntryLine, type VatMove } from "./entry.ts";
import type { CollectedPart } from "./vatOnCollection.ts";

/** The part of a document that has one rate and one moment at which its VAT falls due. Cents, tax included. */
export type TaxedPart = Pick<InvoiceLine, "vatRate" | "vatDue"> & { gross: Cents };

/** The part of a discount that falls on one rate: cents of VAT in it, which are taken back. */
export type DiscountVat = Pick<InvoiceLine, "vatRate" | "vatDue"> & { vat: Cents };

/** A fixed asset that a document bills: the account on which it stands, and what it cost without tax. Cents. */
export type BilledAsset = { account: string; net: Cents };

/** A discount as the books see it: all of it, and the VAT in it. No VAT where the document's wording does not allow it. */
export type Discount = {
  amount: Cents;
  vat: readonly DiscountVat[];
  /** The fixed assets whose cost a discount obtained lowers, in place of being a gain. */
  assets?: readonly BilledAsset[];
};

/**
 * Divides a discount over the rates of its document: by what each rate weighs in the total, rounded to the cent, the last rate
 * taking what is left; the VAT of each part is part × rate ÷ (100 + rate), rounded.
 * @param adjustsVat the wording of the document lets the VAT be lowered without a credit note; else there is no VAT in it
 */
export function discountOf(amount: Cents, parts: readonly TaxedPart[], adjustsVat: boolean): Discount {
  if (!adjustsVat) return { amount, vat: [] };
  const total = sumCents(parts.map(({ gross }) => gross));
  let left = amount;
  const vat = parts.map(({ vatRate, vatDue, gross }, at) => {
    const part = at === parts.length - 1 ? left : rounded(amount * gross, total);
    left -= part;
    return { vatRate, vatDue, vat: rounded(part * BigInt(vatRate), 10_000n + BigInt(vatRate)) };
  });
  return { amount, vat: vat.filter((part) => part.vat !== 0n) };
}

/** To the nearest whole; a half goes away from zero. */
function rounded(numerator: Cents, denominator: Cents): Cents {
  if (denominator === 0n) return 0n;
  const half = numerator < 0n !== denominator < 0n ? -denominator : denominator;
  return (2n * numerator + half) / (2n * denominator);
}

/** What the discount costs without its VAT. */
function netOf({ amount, vat }: Discount): Cents {
  return amount - sumCents(vat.map((part) => part.vat));
}

/** A discount granted to a customer: the charge, and the VAT that is not owed any more, rate by rate (GC28, GC29). */
export function discountGranted(discount: Discount, roles: Roles): EntryLine[] {
  return [
    debit(roles.discountsGranted, netOf(discount)),
    ...discount.vat.map(({ vat, vatRate, vatDue }) =>
      debit(vatDue === "collection" ? roles.vatUncollected : roles.vatCollected, vat, { vatRate }),
    ),
  ];
}

/**
 * A discount obtained from a supplier (GC32): the gain, and the VAT that may not be deducted any more. Of fixed assets it lowers the
 * cost, each by what it weighs, and their own VAT.
 */
export function discountObtained(discount: Discount, roles: Roles): EntryLine[] {
  const { assets = [], vat } = discount;
  const parts = shareOut(
    netOf(discount),
    assets.map(({ net }) => net),
  );
  return [
    ...(assets.length === 0
      ? [credit(roles.discountsObtained, netOf(discount))]
      : assets.map(({ account }, at) => credit(account, parts[at] ?? 0n))),
    ...vat.map((part) =>
      credit(assets.length === 0 ? roles.vatDeductible : roles.vatDeductibleAssets, part.vat, {
        vatRate: part.vatRate,
      }),
    ),
  ];
}

/** The lines of a discount that is taken back with its payment: the mirror of those that it had written. */
export function discountTakenBack(direction: "in" | "out", discount: Discount, roles: Roles): EntryLine[] {
  const lines = direction === "in" ? discountGranted(discount, roles) : discountObtained(discount, roles);
  return lines.map((line) => ({ ...line, debit: line.credit, credit: line.debit }));
}

/** VAT due on collection that a discount gives up never falls due: it leaves 445740 with the lines of the discount. */
export function vatGivenUp(parts: readonly { invoiceId: bigint; discount?: Discount }[]): VatMove[] {
  return parts.flatMap(({ invoiceId, discount }) =>
    (discount?.vat ?? []).flatMap(({ vatRate, vatDue, vat }) =>
      vatDue === "collection" ? [{ invoiceId, vatRate, vat }] : [],
    ),
  );
}

/** A payment with discount closes its document: for the VAT that waits for the money it counts whole, less what was given up. */
export function withoutDiscountedVat<Part extends CollectedPart & { discount?: Discount }>(part: Part): Part {
  const { discount } = part;
  if (!discount) return part;
  const gone = vatGivenUp([part]);
  const givenUp = (rate: number) =>
    sumCents(gone.filter(({ vatRate }) => vatRate === rate).map(({ vat }) => vat));
  return {
    ...part,
    amount: part.amount + discount.amount,
    waitingVat: part.waitingVat.map((rate) => ({ ...rate, vat: rate.vat - givenUp(rate.vatRate) })),
  };
}
