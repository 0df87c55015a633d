import type { IsoDate } from "../domain/days.ts";
import { normaliseNumber } from "../domain/documentNumber.ts";
import type { Db } from "./connect.ts";

/** A share that a line may pay, and what it owes. Cents. */
export type PlaceableShare = { shareId: bigint; number: string; dueCents: bigint };

/**
 * The open shares of documents, in the order in which their numbers are named: of customers and insurers for money in, of suppliers for
 * money out.
 */
export async function placeableShares(
  db: Db,
  numbers: readonly string[],
  direction: "in" | "out",
): Promise<PlaceableShare[]> {
  return db<PlaceableShare[]>`
    select share.id as share_id, invoice.number, share.due_cents
      from unnest(${numbers.map(normaliseNumber)}::text[]) with ordinality as named (number_key, nth)
      join invoice on invoice.company_id = current_company() and invoice.number_key = named.number_key
                  and invoice.lifecycle = 'issued'
      join share on share.invoice_id = invoice.id and share.due_cents > 0
                and (share.payer = 'supplier') = ${direction === "out"}
     order by named.nth, share.id
  `;
}

/** Of these numbers, those that no document of the company bears. */
export async function numbersUnknown(db: Db, numbers: readonly string[]): Promise<string[]> {
  const keys = numbers.map(normaliseNumber);
  const rows = await db<{ key: string }[]>`
    select distinct number_key as key
      from invoice where company_id = current_company() and number_key = any (${keys}::text[])
  `;
  const known = new Set(rows.map(({ key }) => key));
  return numbers.filter((_, at) => !known.has(keys[at] ?? ""));
}

/** A customer's payment that the bank had credited, with the documents it paid. Cents. */
export type CreditedPayment = {
  paymentId: bigint;
  method: string;
  chequeNumber: string | null;
  paidOn: IsoDate;
  amountCents: bigint;
  party: string;
  documents: string[];
};

/** The credited payments of these documents that are of exactly this amount: a line out of it may be one of them coming back. */
export async function creditedPayments(
  db: Db,
  numbers: readonly string[],
  amount: bigint,
): Promise<CreditedPayment[]> {
  return db<CreditedPayment[]>`
    select payment.id as payment_id, payment.method, payment.cheque_number, payment.paid_on,
           payment.amount_cents, coalesce(party.name, third_party.aux, '') as party,
           array(select distinct invoice.number
                   from allocation
                   join share on share.id = allocation.share_id
                   join invoice on invoice.id = share.invoice_id
                  where allocation.payment_id = payment.id order by 1) as documents
      from payment
      left join third_party on third_party.id = payment.third_party_id
      left join party on party.id = payment.third_party_id
     where payment.company_id = current_company()
       and payment.amount_cents = ${amount} and payment.direction = 'in' and payment.status = 'cleared'
       and payment.method not in ('insurer_transfer', 'cash', 'advance', 'credit_note')
       and exists (select from allocation
                     join share on share.id = allocation.share_id
                     join invoice on invoice.id = share.invoice_id
                    where allocation.payment_id = payment.id
                      and invoice.number_key = any (${numbers.map(normaliseNumber)}::text[]))
     order by payment.paid_on desc, payment.id desc
  `;
}
