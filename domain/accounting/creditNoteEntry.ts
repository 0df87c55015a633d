import type { IsoDate } from "../days.ts";
import type { Cents } from "../money.ts";
import type { Roles } from "./accounts.ts";
import { type PaidShare, settledLines } from "./bankEntry.ts";
import { type EntryDraft, entry } from "./entry.ts";
import { vatOfPayments } from "./vatOnCollection.ts";

/**
 * A credit note pays an invoice without money (GC27): the customer is debited of the note and credited of the invoice, and each moves
 * the VAT that falls due with it, one against the other.
 * @param amount cents that both lose
 */
export function creditNoteEntry(
  given: {
    note: Omit<PaidShare, "amount">;
    invoice: Omit<PaidShare, "amount">;
    amount: Cents;
    piece: string;
    pieceOn: IsoDate;
    postedOn: IsoDate;
  },
  roles: Roles,
): EntryDraft {
  const { note, invoice, amount, ...posting } = given;
  const parts: PaidShare[] = [
    { ...note, amount: -amount },
    { ...invoice, amount },
  ];
  const [vat = []] = vatOfPayments([parts]);
  return entry({
    journal: "OD",
    ...posting,
    label: `Avoir ${note.invoice} sur ${invoice.invoice}`,
    lines: settledLines(parts, vat, roles),
    vat,
  });
}
