import type { Db } from "./connect.ts";

/** What became of one bank line, as other programs read it. Cents as decimal integers in text. */
export type MatchRow = {
  lineId: string;
  date: string;
  amountCents: string;
  state: string;
  auto: boolean;
  reason: string | null;
  allocations: { invoice: string; share: string; cents: string }[];
};

/** Every statement line with what it pays, in the order of the bank. Money that still waits for its return is not matched yet. `lineId` is the bank's own reference where it gives one. */
export async function matchReport(db: Db): Promise<MatchRow[]> {
  return db<MatchRow[]>`
    select coalesce(line.bank_reference, line.entry_number, line.id::text) as line_id, line.booked_on as date,
           line.amount_cents::text as amount_cents, line.state,
           line.state = 'posted' and match.decided_by is null and match.reason not in ('person', 'insurer_before_return') as auto, match.reason,
           coalesce(paid.allocations, '[]') as allocations
      from statement_line as line
      left join match on match.line_id = line.id and match.undone_at is null
      left join (
        -- gathered once for all lines: a subquery for each would look through the payments again and again
        select brought.line_id,
               json_agg(json_build_object('invoice', invoice.number, 'share', share.payer, 'cents', brought.cents::text)
                        order by invoice.number, share.payer) as allocations
          from (${paidByLines(db)}) as brought
          join share on share.id = brought.share_id
          join invoice on invoice.id = share.invoice_id
         group by brought.line_id
      ) as paid on paid.line_id = line.id
     where line.company_id = current_company()
     order by line.booked_on, line.id
  `;
}

/**
 * The cents that each line gives to each share, as rows of line_id, share_id and cents. A payment that came back pays nothing any
 * more: its first line gave what the line of its return took away, which the entry of that one says.
 */
export function paidByLines(db: Db) {
  return db`
    select brought.line_id, allocation.share_id, allocation.amount_cents as cents
      from (
        select line_id, id as payment_id from payment where line_id is not null and status <> 'corrected'
        union
        select clearing.line_id, clearing.payment_id
          from clearing
          join payment on payment.id = clearing.payment_id and payment.status <> 'corrected'
      ) as brought
      join allocation on allocation.payment_id = brought.payment_id
    union all
    select told.line_id, moved.share_id, told.sign * (moved.debit_cents + moved.credit_cents)
      from payment
      join line_posting on line_posting.line_id = payment.returned_line_id
      left join suspense_clearing as cleared on cleared.line_id = payment.returned_line_id
      join journal_line as moved on moved.entry_id = coalesce(cleared.entry_id, line_posting.entry_id) and moved.share_id is not null
     cross join lateral (
       select payment.returned_line_id as line_id, -1 as sign
       union all
       select payment.line_id, 1 where payment.line_id is not null
       union all
       select clearing.line_id, 1 from clearing where clearing.payment_id = payment.id
     ) as told
     where payment.returned_line_id is not null
  `;
}
