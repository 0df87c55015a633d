import type { Db } from "./connect.ts";
import { type Check, first } from "./verifyMoney.ts";

/** Sums that the database keeps with each change, so that pages need not add up millions of rows. */
export type SumLaw =
  | "ledger_days_add_up"
  | "open_sums_add_up"
  | "shares_say_their_invoice"
  | "waiting_lines_are_kept"
  | "statement_days_add_up"
  | "returns_said_add_up"
  | "run_sums_add_up";

export const SUM_CHECKS: Record<SumLaw, Check> = {
  ledger_days_add_up: async (db) =>
    (await strayLine(db)) ??
    first(
      await db`
      select 'entries of ' || posted_on || ': kept ' || coalesce(kept.entries, 0) || ', there are ' || coalesce(counted.entries, 0) as place
        from (select posted_on, entries from entry_day where company_id = current_company()) as kept
        full join (select posted_on, count(*) as entries from journal_entry where company_id = current_company() group by 1) as counted
          using (posted_on)
       where coalesce(kept.entries, 0) <> coalesce(counted.entries, 0)
       order by posted_on
       limit 1`,
    ) ??
    first(
      await db`
      select 'ledger day ' || coalesce(kept.account, added.account) || ' ' || coalesce(kept.posted_on, added.posted_on)
             || ': kept ' || coalesce(kept.debit, 0) || ' and ' || coalesce(kept.credit, 0)
             || ', lines say ' || coalesce(added.debit, 0) || ' and ' || coalesce(added.credit, 0) as place
        from (select account, posted_on, journal, carried_forward, debit_cents as debit, credit_cents as credit, lines
                from ledger_day where company_id = current_company()) as kept
        full join (select account, posted_on, journal, carried_forward, sum(debit_cents) as debit, sum(credit_cents) as credit, count(*) as lines
                     from journal_line where company_id = current_company() group by 1, 2, 3, 4) as added
          using (account, posted_on, journal, carried_forward)
       where (coalesce(kept.debit, 0), coalesce(kept.credit, 0), coalesce(kept.lines, 0))
             <> (coalesce(added.debit, 0), coalesce(added.credit, 0), coalesce(added.lines, 0))
       order by account, posted_on
       limit 1`,
    ),

  open_sums_add_up: async (db) =>
    first(
      await db`
      select 'what is due on ' || due_on || ' by ' || payer || ': kept ' || coalesce(kept.owed, 0) || ' and ' || coalesce(kept.excess, 0)
             || ', shares say ' || coalesce(added.owed, 0) || ' and ' || coalesce(added.excess, 0) as place
        from (select payer, due_on, owed_cents as owed, excess_cents as excess from due_day where company_id = current_company()) as kept
        full join (select payer, due_on, sum(greatest(due_cents, 0)) as owed, sum(least(due_cents, 0)) as excess
                     from share where company_id = current_company() group by 1, 2) as added using (payer, due_on)
       where (coalesce(kept.owed, 0), coalesce(kept.excess, 0)) <> (coalesce(added.owed, 0), coalesce(added.excess, 0))
       order by due_on, payer
       limit 1`,
    ) ??
    first(
      await db`
      select 'sent to insurer ' || insurer_id || ' on ' || sent_on || ': kept ' || coalesce(kept.owed, 0)
             || ', shares say ' || coalesce(added.owed, 0) as place
        from (select insurer_id, sent_on, due_on, shares, owed_cents as owed from insurer_day where company_id = current_company()) as kept
        full join (select third_party_id as insurer_id, sent_on, due_on, count(*) as shares, sum(due_cents) as owed
                     from share where company_id = current_company() and due_cents > 0 and payer in ('amo', 'amc')
                    group by 1, 2, 3) as added using (insurer_id, sent_on, due_on)
       where (coalesce(kept.shares, 0), coalesce(kept.owed, 0)) <> (coalesce(added.shares, 0), coalesce(added.owed, 0))
       order by sent_on, insurer_id
       limit 1`,
    ) ??
    wrongPartySum(db),

  shares_say_their_invoice: async (db) =>
    first(
      await db`
      select 'share ' || share.id || ' of invoice ' || invoice.number || ' says other days or another customer' as place
        from share
        join invoice on invoice.id = share.invoice_id
       where (share.customer_id, share.due_on, share.sent_on)
             <> (invoice.customer_id, coalesce(invoice.due_on, invoice.issued_on), coalesce(share.transmitted_on, invoice.issued_on))
       order by share.id
       limit 1`,
    ),

  waiting_lines_are_kept: async (db) =>
    first(
      await db`
      select 'bank line ' || coalesce(kept.line_id, said.line_id) || ': kept as ' || coalesce(kept.level || ' ' || kept.reason, 'not waiting')
             || ', is ' || coalesce(said.level || ' ' || said.reason, 'not waiting') as place
        from (select line_id, level, reason, amount_cents from waiting_line where company_id = current_company()) as kept
        full join (
          select line.id as line_id, coalesce(machine.level, 'D') as level, coalesce(machine.reason, 'nothing_found') as reason,
                 line.amount_cents
            from statement_line as line
            left join lateral (
              select match.opinion_level as level, match.opinion_reason as reason
                from match
               where match.line_id = line.id and match.is_opinion
               order by match.id desc
               limit 1
            ) as machine on true
           where line.company_id = current_company() and line.state = 'waiting'
        ) as said using (line_id)
       where (kept.level, kept.reason, kept.amount_cents) is distinct from (said.level, said.reason, said.amount_cents)
       order by line_id
       limit 1`,
    ),

  statement_days_add_up: async (db) =>
    first(
      await db`
      select 'lines of statement ' || statement_id || ' on ' || booked_on || ': kept ' || coalesce(kept.cents, 0)
             || ', lines say ' || coalesce(added.cents, 0) as place
        from (select bank_account_id, statement_id, booked_on, cents from statement_day where company_id = current_company()) as kept
        full join (select bank_account_id, statement_id, booked_on, sum(amount_cents) as cents
                     from statement_line where company_id = current_company() group by 1, 2, 3) as added
          using (bank_account_id, statement_id, booked_on)
       where coalesce(kept.cents, 0) <> coalesce(added.cents, 0)
       order by booked_on, statement_id
       limit 1`,
    ),

  run_sums_add_up: async (db) =>
    first(
      await db`
      select 'passing ' || run_id || ', ' || reason || ': kept ' || coalesce(kept.lines, 0) || ' lines of ' || coalesce(kept.cents, 0)
             || ', there are ' || coalesce(counted.lines, 0) || ' of ' || coalesce(counted.cents, 0) as place
        from (select run_id, reason, coalesce(rule_id, 0) as rule_id, lines, cents from run_sum where company_id = current_company()) as kept
        full join (
          select match.run_id, match.reason, coalesce(match.rule_id, 0) as rule_id, count(*) as lines, sum(abs(line.amount_cents)) as cents
            from match
            join statement_line as line on line.id = match.line_id
           where match.company_id = current_company() and match.run_id is not null and match.decision = 'post' and match.undone_at is null
           group by 1, 2, 3
        ) as counted using (run_id, reason, rule_id)
       where (coalesce(kept.lines, 0), coalesce(kept.cents, 0)) <> (coalesce(counted.lines, 0), coalesce(counted.cents, 0))
       order by run_id, reason
       limit 1`,
    ),

  returns_said_add_up: async (db) =>
    first(
      await db`
      select 'return ' || return_id || ', ' || status || ': kept ' || coalesce(kept.items, 0) || ' items of ' || coalesce(kept.cents, 0)
             || ', there are ' || coalesce(counted.items, 0) || ' of ' || coalesce(counted.cents, 0) as place
        from (select return_id, status, coalesce(reason, 'null') as reason, items, asked_cents as cents
                from return_said where company_id = current_company()) as kept
        full join (
          select item.return_id, item.status, coalesce(case when item.status = 'rejected' then item.reasons -> 0 end, 'null') as reason,
                 count(*) as items, sum(coalesce(item.asked_cents, share.amount_cents)) as cents
            from insurer_return_item as item
            join share on share.id = item.share_id
           where item.company_id = current_company()
           group by 1, 2, 3
        ) as counted using (return_id, status, reason)
       where (coalesce(kept.items, 0), coalesce(kept.cents, 0)) <> (coalesce(counted.items, 0), coalesce(counted.cents, 0))
       order by return_id, status
       limit 1`,
    ),
};

async function strayLine(db: Db): Promise<string | undefined> {
  return first(
    await db`
    select 'line ' || line.id || ' says ' || line.posted_on || ', its entry ' || entry.posted_on as place
      from journal_line as line
      join journal_entry as entry on entry.id = line.entry_id
     where (line.journal, line.posted_on, line.carried_forward) <> (entry.journal, entry.posted_on, entry.carried_forward)
     order by line.id
     limit 1`,
  );
}

/** Owed and in excess are held against the shares, loose money and the balance against the lines of the ledger. */
async function wrongPartySum(db: Db): Promise<string | undefined> {
  return first(
    await db`
    with held as (
      select side_of(share.payer) as side, 'payer' as held_by, third_party_id, due_cents, amount_cents, 0::bigint as loose
        from share where company_id = current_company()
      union all
      select side_of(share.payer), 'customer', customer_id, due_cents, amount_cents, 0
        from share where company_id = current_company()
      union all
      select account.side, holder.by_whom, coalesce(line.third_party_id, 0), 0, 0,
             case account.side when 'receivable' then line.debit_cents - line.credit_cents else line.credit_cents - line.debit_cents end
        from journal_line as line
        join account on account.company_id = line.company_id and account.number = line.account and account.side is not null
       cross join (values ('payer'), ('customer')) as holder (by_whom)
       where line.company_id = current_company() and line.share_id is null and not line.carried_forward
    ), added as (
      select side, held_by, third_party_id as party,
             count(*) filter (where due_cents > 0) as owed_shares, sum(greatest(due_cents, 0)) as owed,
             count(*) filter (where due_cents < 0) as excess_shares, sum(least(due_cents, 0)) as excess,
             coalesce(sum(amount_cents) filter (where due_cents <> 0), 0) as amount, sum(loose) as loose
        from held
       group by 1, 2, 3
    ), kept as (
      select side, held_by, third_party_id as party, owed_shares, owed_cents as owed, excess_shares,
             excess_cents as excess, open_amount_cents as amount, loose_cents as loose
        from party_sum where company_id = current_company()
    )
    select 'third party ' || party || ' (' || side || ', ' || held_by || '): kept ' || coalesce(kept.owed + kept.excess + kept.loose, 0)
           || ', shares and lines say ' || coalesce(added.owed + added.excess + added.loose, 0) as place
      from kept full join added using (side, held_by, party)
     where (coalesce(kept.owed_shares, 0), coalesce(kept.owed, 0), coalesce(kept.excess_shares, 0), coalesce(kept.excess, 0), coalesce(kept.amount, 0), coalesce(kept.loose, 0))
           <> (coalesce(added.owed_shares, 0), coalesce(added.owed, 0), coalesce(added.excess_shares, 0), coalesce(added.excess, 0), coalesce(added.amount, 0), coalesce(added.loose, 0))
     order by side, held_by, party
     limit 1`,
  );
}
