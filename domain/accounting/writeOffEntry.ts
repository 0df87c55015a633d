import type { InvoiceLine } from "../billing/invoice.ts";
import type { IsoDate } from "../days.ts";
import { absCents, type Cents, sumCents } from "../money.ts";
import { accountOfPayer, type Roles } from "./accounts.ts";
import type { PaidShare } from "./bankEntry.ts";
import { credit, debit, type EntryDraft, type EntryLine, entry } from "./entry.ts";
import { vatLines, vatOfPayments } from "./vatOnCollection.ts";

type Posting = { postedOn: IsoDate; pieceOn: IsoDate };

/** The VAT of a document at one rate, by the moment at which it falls due. Cents. */
export type DocumentVat = Pick<InvoiceLine, "vatRate" | "vatDue"> & { vat: Cents };

/**
 * A remainder cancelled (S3.21, GC07): what is not received any more is a loss, what was received beyond is a gain; towards a
 * supplier the other way round. It changes no VAT: what waited for the money of this remainder falls due all the same.
 * @param share `amount` is the cents cancelled, with the sign of the due
 * @param excess cents of the share that stand beyond its due on lines of their own
 */
export function writeOffEntry(
  { share, excess, ...posting }: Posting & { share: PaidShare; excess: Cents },
  roles: Roles,
): EntryDraft {
  const [vat = []] = share.amount > 0n ? vatOfPayments([[share]]) : [];
  const owesUs = share.payer !== "supplier";
  const settles = owesUs ? credit : debit;
  const bears = owesUs ? debit : credit;
  const lost = owesUs === share.amount > 0n;
  const apart = share.amount < 0n ? -smaller(excess, absCents(share.amount)) : 0n;
  const party = { thirdPartyId: share.thirdPartyId, shareId: share.shareId };
  const account = accountOfPayer(roles, share.payer);
  return entry({
    journal: "OD",
    ...posting,
    piece: share.invoice,
    label: `Écart de règlement ${share.invoice} ${share.party}`,
    lines: [
      bears(lost ? roles.roundingLoss : roles.roundingGain, share.amount),
      settles(account, apart, { ...party, excess: true }),
      settles(account, share.amount - apart, party),
      ...vatLines(vat, roles),
    ],
    vat,
  });
}

/**
 * A debt lost for good (GC43): the charge without tax, and the VAT of the part never paid. VAT that was collected is taken back
 * only where the law allows it; VAT that waited for the money never falls due.
 */
export function badDebtEntry(
  {
    share,
    vat,
    recovered,
    ...posting
  }: Posting & { share: PaidShare; vat: readonly DocumentVat[]; recovered: boolean },
  roles: Roles,
): EntryDraft {
  // What waited for the money leaves 445740 as if it had come; no tax falls due, so 445710 does not see it.
  const [gone = []] = vatOfPayments([[share]]);
  const collected = recovered ? vat.filter(({ vatDue }) => vatDue !== "collection") : [];
  const unpaid = [
    ...collected.map((part) => ({ ...part, vat: vatOf(part.vat, share) })),
    ...gone.map(({ vatRate, vat: cents }) => ({ vatRate, vatDue: "collection" as const, vat: cents })),
  ];
  const net = share.amount - sumCents(unpaid.map((part) => part.vat));
  return entry({
    journal: "OD",
    ...posting,
    piece: share.invoice,
    label: `Créance irrécouvrable ${share.invoice} ${share.party}`,
    lines: [
      debit(roles.badDebts, net),
      ...unpaid.map(
        ({ vat: cents, vatRate, vatDue }): EntryLine =>
          debit(vatDue === "collection" ? roles.vatUncollected : roles.vatCollected, cents, { vatRate }),
      ),
      credit(accountOfPayer(roles, share.payer), share.amount, {
        thirdPartyId: share.thirdPartyId,
        shareId: share.shareId,
      }),
    ],
    vat: gone,
  });
}

/** The VAT in the cents of a share, cumulated as payments are: what closes the document takes exactly what is left of it. */
function vatOf(vat: Cents, { amount, uncollected, total }: PaidShare): Cents {
  const before = total - uncollected;
  return vatUpTo(vat, before + amount, total) - vatUpTo(vat, before, total);
}

/** The VAT of the first `paid` cents of a document, half a cent up. */
function vatUpTo(vat: Cents, paid: Cents, total: Cents): Cents {
  return paid >= total ? vat : (2n * vat * paid + total) / (2n * total);
}

function smaller(one: Cents, other: Cents): Cents {
  return one < other ? one : other;
}
