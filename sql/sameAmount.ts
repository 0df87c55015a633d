import type { LineToMatch, Retrieved, ShareToMatch } from "../domain/matching/line.ts";
import { nearNumbers } from "../domain/matching/nearNumbers.ts";
import { idsOf } from "./bulk.ts";
import type { Db } from "./connect.ts";

/** Open shares of one amount beyond this are not looked through. */
const SHARES_PER_AMOUNT_MAX = 50;

/**
 * Open shares of exactly the amount of lines; of too many of one amount, those with a number like the line's.
 * @returns shares by line, and the lines whose amount too many shares have
 */
export async function findByAmount(
  db: Db,
  currency: string,
  lines: readonly LineToMatch[],
): Promise<{ byAmount: Retrieved["byAmount"]; common: Set<bigint> }> {
  const found: Retrieved["byAmount"] = new Map();
  const amounts = new Set(lines.map((line) => line.amount));
  if (amounts.size === 0) return { byAmount: found, common: new Set() };
  const rows = await db<(ShareToMatch & { currency: string })[]>`
    select share.id as share_id, invoice.id as invoice_id, invoice.number as invoice, invoice.lifecycle, invoice.type,
           share.payer, share.third_party_id, share.due_cents as due, invoice.issued_on, invoice.currency,
           coalesce(third_party.name_key, person.name_key, '') as name_key
      from unnest(${idsOf(amounts)}::text[]::bigint[]) as wanted (amount)
     cross join lateral (
       select id from share
        where company_id = current_company() and due_cents = wanted.amount and payer in ('patient', 'business')
          and due_cents > 0
        limit ${SHARES_PER_AMOUNT_MAX + 1}
     ) as hit
      join share on share.id = hit.id
      join invoice on invoice.id = share.invoice_id
      join third_party on third_party.id = share.third_party_id
      left join identity.person on person.third_party_id = share.third_party_id
     order by share.id
  `;
  const byAmount = new Map<bigint, (ShareToMatch & { currency: string })[]>();
  for (const row of rows) {
    const known = byAmount.get(row.due);
    if (known) known.push(row);
    else byAmount.set(row.due, [row]);
  }
  const common: LineToMatch[] = [];
  for (const line of lines) {
    const shares = byAmount.get(line.amount) ?? [];
    if (shares.length > SHARES_PER_AMOUNT_MAX) common.push(line);
    else {
      const same = shares.filter((share) => share.currency === currency);
      if (same.length > 0) found.set(line.id, same);
    }
  }
  await findNearNumbers(db, currency, common, found);
  return { byAmount: found, common: new Set(common.map(({ id }) => id)) };
}

/** Of an amount that many invoices have, those whose number is nearly one on the line, or begins as one that was cut off. */
async function findNearNumbers(
  db: Db,
  currency: string,
  lines: readonly LineToMatch[],
  into: Retrieved["byAmount"],
): Promise<void> {
  const wanted = lines.flatMap((line) => nearNumbers(line).map((key) => ({ line, key })));
  if (wanted.length === 0) return;
  const rows = await db<(ShareToMatch & { lineId: bigint })[]>`
    select wanted.line_id, share.id as share_id, invoice.id as invoice_id, invoice.number as invoice, invoice.lifecycle,
           invoice.type, share.payer, share.third_party_id, share.due_cents as due, invoice.issued_on,
           coalesce(third_party.name_key, person.name_key, '') as name_key
      from unnest(${idsOf(wanted.map(({ line }) => line.id))}::text[]::bigint[],
                  ${wanted.map(({ key }) => key)}::text[],
                  ${idsOf(wanted.map(({ line }) => line.amount))}::text[]::bigint[]) as wanted (line_id, key, amount)
     cross join lateral (
       select id, number, lifecycle, type, issued_on from invoice
        where company_id = current_company() and number_solid = wanted.key and currency = ${currency}
        limit ${SHARES_PER_AMOUNT_MAX}
     ) as invoice
      join share on share.invoice_id = invoice.id and share.due_cents = wanted.amount
                and share.payer in ('patient', 'business')
      join third_party on third_party.id = share.third_party_id
      left join identity.person on person.third_party_id = share.third_party_id
     order by wanted.line_id, share.id
     limit ${SHARES_PER_AMOUNT_MAX * lines.length}
  `;
  for (const { lineId, ...share } of rows) into.set(lineId, [...(into.get(lineId) ?? []), share]);
}
