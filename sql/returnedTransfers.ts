import { isReturned } from "../domain/matching/kindOfLine.ts";
import type { LineToMatch, Retrieved, ShareToMatch } from "../domain/matching/line.ts";
import type { PaymentReceived, PaymentsFound } from "../domain/matching/returned.ts";
import { idsOf } from "./bulk.ts";
import type { Db } from "./connect.ts";

/** Payments of one share beyond this are not told apart. */
const PAYMENTS_PER_SHARE_MAX = 20;

type Row = Omit<ShareToMatch, "due"> & {
  due: bigint;
  paymentId: bigint;
  paidOn: string;
  amount: bigint;
  gave: bigint;
};

/**
 * For lines by which money comes back: the payments, proved by a bank line and not taken back yet, that gave something to a document
 * the line names, and whose cents are those of the line. One statement, by key.
 * @param read the documents that these lines name
 */
export async function retrieveReturned(
  db: Db,
  lines: readonly LineToMatch[],
  read: Retrieved["byNumber"],
): Promise<PaymentsFound> {
  const returned = lines.filter((line) => line.amount < 0n && isReturned(line));
  const named = returned.flatMap((line) =>
    (read.get(line.id) ?? []).map(({ share, token }) => ({ line, share, token })),
  );
  if (named.length === 0) return new Map();
  const rows = await db<(Row & { foundBy: bigint })[]>`
    select wanted.share_id as found_by, payment.id as payment_id, payment.paid_on, payment.amount_cents as amount,
           allocation.amount_cents as gave, share.id as share_id, share.invoice_id, invoice.number as invoice,
           invoice.lifecycle, invoice.type, share.payer, share.third_party_id, share.due_cents as due, invoice.issued_on,
           coalesce(third_party.name_key, person.name_key, '') as name_key
      from unnest(${idsOf(new Set(named.map(({ share }) => share.shareId)))}::text[]::bigint[]) as wanted (share_id)
     cross join lateral (
       select payment.id, payment.paid_on, payment.amount_cents
         from allocation
         join payment on payment.id = allocation.payment_id
        where allocation.share_id = wanted.share_id
          and payment.line_id is not null
          and payment.direction = 'in'
          and payment.status = 'cleared'
          and payment.unallocated_cents = 0
        limit ${PAYMENTS_PER_SHARE_MAX}
     ) as payment
      join allocation on allocation.payment_id = payment.id
      join share on share.id = allocation.share_id
      join invoice on invoice.id = share.invoice_id
      join third_party on third_party.id = share.third_party_id
      left join identity.person on person.third_party_id = share.third_party_id
     order by payment.id, share.id
  `;
  const byShare = new Map<bigint, Map<bigint, PaymentReceived>>();
  for (const { foundBy, paymentId, paidOn, amount, gave, ...share } of rows) {
    const known = byShare.get(foundBy) ?? new Map<bigint, PaymentReceived>();
    const payment = known.get(paymentId) ?? { paymentId, paidOn, amount, gave: [] };
    known.set(paymentId, { ...payment, gave: [...payment.gave, { share, amount: gave }] });
    byShare.set(foundBy, known);
  }
  const found = new Map<bigint, { payment: PaymentReceived; token: string }[]>();
  for (const { line, share, token } of named) {
    const known = found.get(line.id) ?? [];
    for (const payment of byShare.get(share.shareId)?.values() ?? []) {
      const isNew = !known.some((other) => other.payment.paymentId === payment.paymentId);
      if (payment.amount === -line.amount && isNew) known.push({ payment, token });
    }
    if (known.length > 0) found.set(line.id, known);
  }
  return found;
}
