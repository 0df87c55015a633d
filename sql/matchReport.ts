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
           coalesce((select json_agg(json_build_object('invoice', invoice.number, 'share', share.payer,
                                                       'cents', allocation.amount_cents::text)
                                     order by invoice.number, share.payer)
                       from payment
                       join allocation on allocation.payment_id = payment.id
                       join share on share.id = allocation.share_id
                       join invoice on invoice.id = share.invoice_id
                      where (payment.line_id = line.id
                             or payment.id in (select payment_id from clearing where clearing.line_id = line.id))
                        and payment.status <> 'corrected'), '[]') as allocations
      from statement_line as line
      left join match on match.line_id = line.id and match.undone_at is null
     where line.company_id = current_company()
     order by line.booked_on, line.id
  `;
}
