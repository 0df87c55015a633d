-- What the statement of account of an insurer adds up, and how what there is of one third party is found.

-- One index for the pages, in the order of the book, and for the guard of its code.
drop index journal_line_of_party_in_order;
create index journal_line_of_party_in_order on journal_line (third_party_id, account, posted_on, id)
  include (company_id, carried_forward, debit_cents, credit_cents, share_id)
  where third_party_id is not null;
drop index journal_line_of_third_party;

-- The documents of one third party in the order in which they are due, page by page.
drop index share_due_of_party;
drop index share_due_of_customer;
create index share_due_of_party on share (company_id, third_party_id, due_on, id) include (due_cents, payer) where due_cents <> 0;
create index share_due_of_customer on share (company_id, customer_id, due_on, id) include (due_cents, payer) where due_cents <> 0;

-- Who is reminded is a customer: the others are spared the index.
drop index party_sum_owed;
create index party_sum_owed on party_sum (company_id, owed_cents desc, third_party_id)
  where side = 'receivable' and held_by = 'customer' and owed_cents > 0;

-- What was learnt last comes first.
create index third_party_iban_latest on third_party_iban
  (company_id, (source <> 'learnt'), learnt_at desc nulls last, iban, third_party_id);

-- Its rows are written by triggers from shares, which are held to their company.
alter table insurer_day drop constraint insurer_day_insurer_id_fkey;

-- What the open shares of a third party were before anything was paid.
alter table party_sum add column open_amount_cents bigint not null default 0;
update party_sum
   set open_amount_cents = open.cents
  from (
    select share.company_id, side_of(share.payer) as side, held.by_whom, held.id, sum(share.amount_cents) as cents
      from share
     cross join lateral (values ('payer', share.third_party_id), ('customer', share.customer_id)) as held (by_whom, id)
     where share.due_cents <> 0
     group by 1, 2, 3, 4
  ) as open
 where party_sum.company_id = open.company_id and party_sum.side = open.side
   and party_sum.held_by = open.by_whom and party_sum.third_party_id = open.id;

create or replace function move_open_sums() returns trigger
  language plpgsql security definer set search_path = public as $$
declare sign integer := tg_argv[0];
begin
  if not exists (select from touched where touched.due_cents <> 0) then
    return null;
  end if;

  insert into due_day as kept (company_id, payer, due_on, owed_cents, excess_cents)
  select touched.company_id, touched.payer, touched.due_on,
         sign * sum(greatest(touched.due_cents, 0)), sign * sum(least(touched.due_cents, 0))
    from touched
   where touched.due_cents <> 0
   group by touched.company_id, touched.payer, touched.due_on
   order by touched.company_id, touched.payer, touched.due_on
  on conflict (company_id, payer, due_on) do update
     set owed_cents = kept.owed_cents + excluded.owed_cents, excess_cents = kept.excess_cents + excluded.excess_cents;

  insert into insurer_day as kept (company_id, insurer_id, sent_on, due_on, shares, owed_cents)
  select touched.company_id, touched.third_party_id, touched.sent_on, touched.due_on, sign * count(*), sign * sum(touched.due_cents)
    from touched
   where touched.due_cents > 0 and touched.payer in ('amo', 'amc')
   group by 1, 2, 3, 4
   order by 1, 2, 3, 4
  on conflict (company_id, insurer_id, sent_on, due_on) do update
     set shares = kept.shares + excluded.shares, owed_cents = kept.owed_cents + excluded.owed_cents;

  insert into party_sum as kept
    (company_id, side, held_by, third_party_id, owed_shares, owed_cents, excess_shares, excess_cents, open_amount_cents)
  select touched.company_id, side_of(touched.payer), held.by_whom, held.id,
         sign * count(*) filter (where touched.due_cents > 0), sign * sum(greatest(touched.due_cents, 0)),
         sign * count(*) filter (where touched.due_cents < 0), sign * sum(least(touched.due_cents, 0)),
         sign * sum(touched.amount_cents)
    from touched
   cross join lateral (values ('payer', touched.third_party_id), ('customer', touched.customer_id)) as held (by_whom, id)
   where touched.due_cents <> 0
   group by 1, 2, 3, 4
   order by 1, 2, 3, 4
  on conflict (company_id, side, held_by, third_party_id) do update
     set owed_shares = kept.owed_shares + excluded.owed_shares, owed_cents = kept.owed_cents + excluded.owed_cents,
         excess_shares = kept.excess_shares + excluded.excess_shares, excess_cents = kept.excess_cents + excluded.excess_cents,
         open_amount_cents = kept.open_amount_cents + excluded.open_amount_cents;
  return null;
end $$;
