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
