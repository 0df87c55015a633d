-- What is open, by third party, by due day and by day of sending: kept with each change of a share's due, so that a million open
-- shares are no more to read than a thousand. An amount above zero is owed, one below is an excess: the two are kept apart.

-- A share says the days and the customer of its invoice itself. They follow from the invoice, and are nobody's to write.
alter table share
  add column customer_id bigint,
  add column due_on date, -- of an invoice without one, its own day
  add column sent_on date; -- the day of transmission; of a share without one, the day of the invoice
alter table share disable trigger user;
update share
   set customer_id = invoice.customer_id,
       due_on = coalesce(invoice.due_on, invoice.issued_on),
       sent_on = coalesce(share.transmitted_on, invoice.issued_on)
  from invoice
 where invoice.id = share.invoice_id;
alter table share enable trigger user;
alter table share
  alter column customer_id set not null,
  alter column due_on set not null,
  alter column sent_on set not null;

create function take_days_of_invoice() returns trigger
  language plpgsql security definer set search_path = public as $$
begin
  select invoice.customer_id, coalesce(invoice.due_on, invoice.issued_on), coalesce(new.transmitted_on, invoice.issued_on)
    into new.customer_id, new.due_on, new.sent_on
    from invoice
   where invoice.id = new.invoice_id;
  return new;
end $$;

create trigger share_takes_days_of_invoice
  before insert or update of invoice_id, transmitted_on, customer_id, due_on, sent_on on share
  for each row execute function take_days_of_invoice();

create function shares_follow_invoice() returns trigger
  language plpgsql security definer set search_path = public as $$
begin
  update share set customer_id = new.customer_id where share.invoice_id = new.id;
  return null;
end $$;

create trigger shares_follow_invoice after update of issued_on, due_on, customer_id on invoice
  for each row when (old.issued_on <> new.issued_on or old.due_on is distinct from new.due_on or old.customer_id <> new.customer_id)
  execute function shares_follow_invoice();

-- The open shares of a third party by due day; of a customer, whoever owes them; of an insurer in the order of sending.
create index share_due_of_party on share (company_id, third_party_id, due_on, id) include (due_cents, payer) where due_cents <> 0;
create index share_due_of_customer on share (company_id, customer_id, due_on, id) include (due_cents, payer) where due_cents <> 0;
create index share_sent_to_insurer on share (company_id, third_party_id, sent_on, id) include (due_cents)
  where due_cents > 0 and payer in ('amo', 'amc');

create index insurer_return_item_refused on insurer_return_item (company_id, share_id, id)
  where status in ('rejected', 'deferred', 'not_handled', 'paid_with_difference') and share_id is not null;

create table due_day (
  company_id bigint not null references company,
  payer text not null,
  due_on date not null,
  owed_cents bigint not null,
  excess_cents bigint not null,
  primary key (company_id, payer, due_on)
);
call guard_company('due_day', 'select');

create table insurer_day (
  company_id bigint not null references company,
  insurer_id bigint not null,
  sent_on date not null,
  due_on date not null,
  shares bigint not null,
  owed_cents bigint not null,
  primary key (company_id, insurer_id, sent_on, due_on)
);
call guard_company('insurer_day', 'select');

-- Who owes or is owed, by who pays a share and by the customer whose invoice it is of. Loose lines name a third party and no share:
-- money that pays nothing yet.
create table party_sum (
  company_id bigint not null references company,
  side text not null constraint sum_side_is_known check (side in ('receivable', 'payable')),
  held_by text not null constraint held_by_is_known check (held_by in ('payer', 'customer')),
  third_party_id bigint not null, -- 0: loose lines that name nobody
  owed_shares bigint not null default 0,
  owed_cents bigint not null default 0,
  excess_shares bigint not null default 0,
  excess_cents bigint not null default 0,
  open_amount_cents bigint not null default 0, -- what the open shares were before anything was paid
  loose_cents bigint not null default 0,
  balance_cents bigint not null generated always as (owed_cents + excess_cents + loose_cents) stored,
  is_open boolean not null generated always as (owed_shares > 0 or excess_shares > 0 or loose_cents <> 0) stored,
  constraint party_sum_unique unique (company_id, side, held_by, third_party_id)
);
create index party_sum_largest on party_sum (company_id, side, held_by, abs(balance_cents) desc, third_party_id) where is_open;
create index party_sum_loose on party_sum (company_id, side, held_by) include (loose_cents) where loose_cents <> 0;
-- Who is reminded is a customer: the others are spared the index.
create index party_sum_owed on party_sum (company_id, owed_cents desc, third_party_id)
  where side = 'receivable' and held_by = 'customer' and owed_cents > 0;
call guard_company('party_sum', 'select');

create function side_of(payer text) returns text
  language sql immutable
  return case payer when 'supplier' then 'payable' else 'receivable' end;

insert into due_day (company_id, payer, due_on, owed_cents, excess_cents)
select company_id, payer, due_on, sum(greatest(due_cents, 0)), sum(least(due_cents, 0))
  from share
 where due_cents <> 0
 group by company_id, payer, due_on;

insert into insurer_day (company_id, insurer_id, sent_on, due_on, shares, owed_cents)
select company_id, third_party_id, sent_on, due_on, count(*), sum(due_cents)
  from share
 where due_cents > 0 and payer in ('amo', 'amc')
 group by company_id, third_party_id, sent_on, due_on;

insert into party_sum
  (company_id, side, held_by, third_party_id, owed_shares, owed_cents, excess_shares, excess_cents, open_amount_cents)
select share.company_id, side_of(share.payer), held.by_whom, held.id,
       count(*) filter (where due_cents > 0), sum(greatest(due_cents, 0)),
       count(*) filter (where due_cents < 0), sum(least(due_cents, 0)), sum(share.amount_cents)
  from share
 cross join lateral (values ('payer', share.third_party_id), ('customer', share.customer_id)) as held (by_whom, id)
 where share.due_cents <> 0
 group by 1, 2, 3, 4;

insert into party_sum as kept (company_id, side, held_by, third_party_id, loose_cents)
select line.company_id, account.side, held.by_whom, coalesce(line.third_party_id, 0),
       sum(case account.side when 'receivable' then line.debit_cents - line.credit_cents else line.credit_cents - line.debit_cents end)
  from journal_line as line
  join account on account.company_id = line.company_id and account.number = line.account and account.side is not null
 cross join (values ('payer'), ('customer')) as held (by_whom)
 where line.share_id is null and not line.carried_forward
 group by 1, 2, 3, 4
on conflict (company_id, side, held_by, third_party_id) do update set loose_cents = excluded.loose_cents;

create function move_open_sums() returns trigger
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

create trigger shares_move_open_sums_after_insert after insert on share
  referencing new table as touched for each statement execute function move_open_sums('1');
create trigger shares_move_open_sums_after_update after update on share
  referencing new table as touched for each statement execute function move_open_sums('1');
create trigger shares_move_open_sums_after_move after update on share
  referencing old table as touched for each statement execute function move_open_sums('-1');
create trigger shares_move_open_sums_after_delete after delete on share
  referencing old table as touched for each statement execute function move_open_sums('-1');

create function move_loose_sums() returns trigger
  language plpgsql security definer set search_path = public as $$
declare sign integer := tg_argv[0];
begin
  insert into party_sum as kept (company_id, side, held_by, third_party_id, loose_cents)
  select touched.company_id, account.side, held.by_whom, coalesce(touched.third_party_id, 0),
         sign * sum(case account.side when 'receivable' then touched.debit_cents - touched.credit_cents
                                                        else touched.credit_cents - touched.debit_cents end)
    from touched
    join account on account.company_id = touched.company_id and account.number = touched.account and account.side is not null
   cross join (values ('payer'), ('customer')) as held (by_whom)
   where touched.share_id is null and not touched.carried_forward
   group by 1, 2, 3, 4
   order by 1, 2, 3, 4
  on conflict (company_id, side, held_by, third_party_id) do update set loose_cents = kept.loose_cents + excluded.loose_cents;
  return null;
end $$;

create trigger lines_move_loose_sums_after_insert after insert on journal_line
  referencing new table as touched for each statement execute function move_loose_sums('1');
create trigger lines_move_loose_sums_after_update after update on journal_line
  referencing new table as touched for each statement execute function move_loose_sums('1');
create trigger lines_move_loose_sums_after_move after update on journal_line
  referencing old table as touched for each statement execute function move_loose_sums('-1');
create trigger lines_move_loose_sums_after_delete after delete on journal_line
  referencing old table as touched for each statement execute function move_loose_sums('-1');

-- Who is overdue, and by how much, is read of these alone.
create index invoice_owed_by_customer on invoice (company_id, customer_id) include (due_on, issued_on, due_own_cents)
  where unpaid and due_own_cents > 0 and type in ('invoice', 'deposit_invoice');
create index invoice_overpaid on invoice (company_id, issued_on, number, id)
  where unpaid and total_cents > 0 and least(due_amo_cents, due_amc_cents, due_own_cents) < 0;

-- A name, whoever it is of, found by key: as a union of two tables the view was read whole for a page of fifty rows.
create or replace view party with (security_invoker = true) as
  select third_party.id, third_party.company_id, third_party.aux, third_party.payer,
         coalesce(third_party.name, person.name) as name, coalesce(third_party.name_key, person.name_key) as name_key
    from third_party
    left join identity.person on person.third_party_id = third_party.id;

create index third_party_insurer on third_party (company_id, payer, id) where payer in ('amo', 'amc');
create index lettering_log_latest on lettering_log (company_id, account, id);

-- What the machine thought of a line when it was last asked, without reading its evidence: a person's decision keeps it.
alter table match
  add column opinion_level text generated always as (coalesce(evidence -> 'proposal' ->> 'level', level)) stored,
  add column opinion_reason text generated always as (coalesce(evidence -> 'proposal' ->> 'reason', reason)) stored,
  add column is_opinion boolean generated always as (decided_by is null or evidence ? 'proposal') stored;
create index match_opinion on match (line_id, id) include (company_id, opinion_level, opinion_reason, decided_by) where is_opinion;

-- Suggestions that name an invoice. As in 0027, an operator that row-level security does not trust is asked by a function that looks
-- at the rows of the company alone.
create index match_naming_invoice on match
  using gin (jsonb_path_query_array(evidence, '$.candidates[*].allocations[*].invoiceId'))
  where undone_at is null and decision = 'suggest';
create function lines_naming_invoice(invoice_id bigint) returns setof bigint
  language sql stable security definer set search_path = public
  rows 10
begin atomic
  select match.line_id
    from match
   where match.company_id = current_company()
     and match.undone_at is null and match.decision = 'suggest'
     and jsonb_path_query_array(match.evidence, '$.candidates[*].allocations[*].invoiceId') ? lines_naming_invoice.invoice_id::text;
end;
revoke execute on function lines_naming_invoice(bigint) from public;
grant execute on function lines_naming_invoice(bigint) to rappro_app;

-- Three characters anywhere in a number.
create index invoice_number_letters on invoice using gin (upper(number) gin_trgm_ops);
create function invoices_numbered(part text) returns setof bigint
  language sql stable security definer set search_path = public
  rows 100
begin atomic
  select invoice.id
    from invoice
   where invoice.company_id = current_company()
     and upper(invoice.number) like '%' || replace(replace(replace(upper(part), '\', '\\'), '%', '\%'), '_', '\_') || '%';
end;
revoke execute on function invoices_numbered(text) from public;
grant execute on function invoices_numbered(text) to rappro_app;

-- What was learnt last comes first.
create index third_party_iban_latest on third_party_iban
  (company_id, (source <> 'learnt'), learnt_at desc nulls last, iban, third_party_id);
