import { normaliseNumber } from "../../domain/documentNumber.ts";
import type { Db } from "../connect.ts";
import { type ShareNow, sharesNow } from "./lines.ts";

/** Each way to find an invoice gives at most so many: a search that says less is to be completed. */
const MOST = 200;

/**
 * Shares that money coming in may pay, and credit notes it may come less of: of the invoice with this number, or whose number
 * begins like this, of people with these words in their name, or that owe exactly these cents. Each way is asked of an index of its own.
 */
export async function findOpenShares(
  db: Db,
  query: { number: string; words: readonly string[]; cents: bigint | undefined; limit: number },
): Promise<ShareNow[]> {
  const begins = query.number.toUpperCase();
  const rows = await db<{ id: bigint }[]>`
    with named as (
      select parties_named(${[...query.words]}::text[]) as id limit ${MOST}
    ), found as (
      (select id, 1 as rank from invoice where number_key = ${normaliseNumber(query.number)} limit ${MOST})
      union all
      (select id, 2 from invoice where number >= ${begins} and number < ${`${begins}\uffff`} order by number limit ${MOST})
      union all
      (select id, 3 from invoice where customer_id in (select named.id from named) and unpaid limit ${MOST})
      union all
      (select invoice_id, 3 from share where third_party_id in (select named.id from named) and due_cents <> 0 limit ${MOST})
      ${query.cents === undefined ? db`` : owing(db, query.cents)}
    )
    select share.id
    from (select found.id, min(found.rank) as rank from found group by found.id) as hit
    join invoice on invoice.id = hit.id and invoice.lifecycle = 'issued'
    join share on share.invoice_id = hit.id and share.due_cents <> 0 and share.payer <> 'supplier'
    order by hit.rank, share.due_cents is distinct from ${query.cents ?? null}::bigint, invoice.issued_on, share.id
    limit ${query.limit}
  `;
  const found = await sharesNow(
    db,
    rows.map((row) => row.id),
  );
  return rows.flatMap((row) => found.find((share) => share.shareId === row.id) ?? []);
}

function owing(db: Db, cents: bigint) {
  return db`
    union all
    (select id, 4 from invoice where unpaid and due_own_cents = ${cents} limit ${MOST})
    union all
    (select id, 4 from invoice where unpaid and due_amo_cents = ${cents} limit ${MOST})
    union all
    (select id, 4 from invoice where unpaid and due_amc_cents = ${cents} limit ${MOST})
  `;
}
