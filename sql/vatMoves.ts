import type { VatMove } from "../domain/accounting/entry.ts";
import type { CollectedPart } from "../domain/accounting/vatOnCollection.ts";
import { idsOf, insertRows } from "./bulk.ts";
import type { Db } from "./connect.ts";
import { factsOfShares } from "./payments.ts";

/** Keeps what VAT moved with which entry, so that the next payment takes what is left and a return takes back the same cents. */
export async function writeVatMoves(
  db: Db,
  companyId: bigint,
  moves: readonly (VatMove & { entryId: bigint })[],
): Promise<void> {
  await insertRows(
    db,
    "vat_move",
    {
      company_id: "bigint",
      entry_id: "bigint",
      payment_id: "bigint",
      invoice_id: "bigint",
      vat_rate: "integer",
      vat_cents: "bigint",
    },
    moves.map((move) => [companyId, move.entryId, move.paymentId, move.invoiceId, move.vatRate, move.vat]),
  );
}

/** What these payments pay of which invoices, with the VAT of those that waits: what vatOfPayments asks for. */
export async function collectedParts(
  db: Db,
  paymentIds: readonly bigint[],
): Promise<Map<bigint, (CollectedPart & { shareId: bigint })[]>> {
  const parts = new Map<bigint, (CollectedPart & { shareId: bigint })[]>();
  if (paymentIds.length === 0) return parts;
  const rows = await db<{ paymentId: bigint; shareId: bigint; amount: bigint }[]>`
    select payment_id, share_id, amount_cents as amount
      from allocation
     where payment_id = any (${idsOf(paymentIds)}::text[]::bigint[])
     order by payment_id, share_id
  `;
  const facts = await factsOfShares(db, [...new Set(rows.map((row) => row.shareId))]);
  for (const { paymentId, shareId, amount } of rows) {
    const fact = facts.get(shareId);
    if (fact) parts.set(paymentId, [...(parts.get(paymentId) ?? []), { ...fact, amount }]);
  }
  return parts;
}

/** What VAT payments moved in all and still hold as collected: with their own entry, or with a bank line's that names them. */
export async function vatMovedBy(db: Db, paymentIds: readonly bigint[]): Promise<Map<bigint, VatMove[]>> {
  const rows = await db<(VatMove & { ofPayment: bigint })[]>`
    with own as (
      select payment.id, payment.entry_id from payment where payment.id = any (${idsOf(paymentIds)}::text[]::bigint[])
    ), moved as (
      select payment_id as of_payment, invoice_id, vat_rate, vat_cents
        from vat_move where payment_id in (select id from own)
      union all
      select own.id, invoice_id, vat_rate, vat_cents
        from own join vat_move on vat_move.payment_id is null and vat_move.entry_id = own.entry_id
      union all
      select own.id, invoice_id, vat_rate, vat_cents
        from own
        join journal_entry as correction on correction.corrects_id = own.entry_id
        join vat_move on vat_move.payment_id is null and vat_move.entry_id = correction.id
    )
    select of_payment, invoice_id, vat_rate, sum(vat_cents)::bigint as vat
      from moved
     group by of_payment, invoice_id, vat_rate
    having sum(vat_cents) <> 0
     order by of_payment, invoice_id, vat_rate
  `;
  const moves = new Map<bigint, VatMove[]>();
  for (const { ofPayment, ...move } of rows) moves.set(ofPayment, [...(moves.get(ofPayment) ?? []), move]);
  return moves;
}

/** Entries that correct others move their VAT back, payment by payment. */
export async function reverseVatMoves(db: Db, correctionIds: readonly bigint[]): Promise<void> {
  await db`
    insert into vat_move (company_id, entry_id, payment_id, invoice_id, vat_rate, vat_cents)
    select moved.company_id, correction.id, moved.payment_id, moved.invoice_id, moved.vat_rate, -moved.vat_cents
      from journal_entry as correction
      join vat_move as moved on moved.entry_id = correction.corrects_id
     where correction.id = any (${idsOf(correctionIds)}::text[]::bigint[])
  `;
}
