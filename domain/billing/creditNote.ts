import { type Cents, decimalOf } from "../money.ts";
import { error, type Problem } from "../problems.ts";
import type { InvoiceType, Lifecycle } from "./invoice.ts";

/** A share of a credit note, or one that it may pay. Cents; of a credit note the due stands below zero. */
export type NettedShare = {
  invoice: string;
  type: InvoiceType;
  lifecycle: Lifecycle;
  thirdPartyId: bigint;
  due: Cents;
};

/** Cents of a credit note that nothing takes yet. `ordered`: refunds of it that are under way. */
export function leftOfNote({ due }: Pick<NettedShare, "due">, ordered: Cents): Cents {
  const left = -due - ordered;
  return left > 0n ? left : 0n;
}

/**
 * Why a credit note cannot be set against an invoice (GC27 without a payment): both are issued and of one customer, and neither gives
 * more than is left of it.
 * @param amount cents that both lose
 */
export function nettingRefusal(
  note: (NettedShare & { ordered: Cents }) | undefined,
  invoice: NettedShare | undefined,
  amount: Cents,
): Problem | undefined {
  const left = note ? leftOfNote(note, note.ordered) : 0n;
  if (note?.type !== "credit_note" || note.lifecycle !== "issued" || left === 0n)
    return error("credit_note_used", note ? { value: note.invoice } : {});
  if (!invoice || invoice.due <= 0n || invoice.type === "supplier_invoice")
    return error("share_not_open", invoice ? { value: invoice.invoice } : {});
  if (invoice.lifecycle !== "issued") return error("invoice_takes_no_payment", { value: invoice.invoice });
  if (invoice.thirdPartyId !== note.thirdPartyId)
    return error("credit_note_of_another", { value: note.invoice, params: { number: invoice.invoice } });
  if (amount <= 0n) return error("amount_not_above_zero", { value: decimalOf(amount) });
  if (amount > left)
    return error("above_credit_note", {
      value: decimalOf(amount),
      params: { left: decimalOf(left), number: note.invoice },
    });
  if (amount <= invoice.due) return undefined;
  const params = { due: decimalOf(invoice.due), number: invoice.invoice };
  return error("above_due", { value: decimalOf(amount), params });
}
