-- The lines that wait, with what the machine thinks of each, kept apart: lists and counts of them read one narrow index, whatever was
-- decided before. As for other kept sums, nobody writes them, and `verify` holds them against what they are made of.
create table waiting_line (
  line_id bigint primary key,
  company_id bigint not null,
  level text not null,
  reason text not null,
  amount_cents bigint not null
);
create index waiting_line_in_order on waiting_line (company_id, level, abs(amount_cents) desc, line_id) include (reason, amount_cents);
call guard_company('waiting_line', 'select');

-- Its last opinion (0036), and none when it was never asked.
create function opinion_of(line_id bigint) returns table (level text, reason text)
  language sql stable
begin atomic
  select coalesce(max(latest.level), 'D'), coalesce(max(latest.reason), 'nothing_found')
    from (
      select match.opinion_level as level, match.opinion_reason as reason
        from match
       where match.line_id = opinion_of.line_id and match.is_opinion
       order by match.id desc
       limit 1
    ) as latest;
end;

insert into waiting_line (line_id, company_id, level, reason, amount_cents)
select line.id, line.company_id, opinion.level, opinion.reason, line.amount_cents
  from statement_line as line
 cross join lateral opinion_of(line.id) as opinion
 where line.state = 'waiting';

create function lines_that_come_wait() returns trigger
  language plpgsql security definer set search_path = public as $$
begin
  insert into waiting_line (line_id, company_id, level, reason, amount_cents)
  select came.id, came.company_id, opinion.level, opinion.reason, came.amount_cents
    from came
   cross join lateral opinion_of(came.id) as opinion
   where came.state = 'waiting';
  return null;
end $$;

create function lines_that_change_wait() returns trigger
  language plpgsql security definer set search_path = public as $$
begin
  delete from waiting_line
   where waiting_line.line_id in (select came.id from came where came.state <> 'waiting');
  insert into waiting_line (line_id, company_id, level, reason, amount_cents)
  select came.id, came.company_id, opinion.level, opinion.reason, came.amount_cents
    from came
   cross join lateral opinion_of(came.id) as opinion
   where came.state = 'waiting'
  on conflict (line_id) do nothing;
  return null;
end $$;

create function lines_that_go_wait_no_more() returns trigger
  language plpgsql security definer set search_path = public as $$
begin
  delete from waiting_line using went where waiting_line.line_id = went.id;
  return null;
end $$;

create trigger waiting_lines_after_insert after insert on statement_line
  referencing new table as came for each statement execute function lines_that_come_wait();
create trigger waiting_lines_after_update after update on statement_line
  referencing new table as came for each statement execute function lines_that_change_wait();
create trigger waiting_lines_after_delete after delete on statement_line
  referencing old table as went for each statement execute function lines_that_go_wait_no_more();

-- A line that waits already and is asked again. What the machine thought is never changed, only forgotten with its row.
create function waiting_lines_take_opinion() returns trigger
  language plpgsql security definer set search_path = public as $$
begin
  update waiting_line as kept
     set (level, reason) = (select opinion.level, opinion.reason from opinion_of(kept.line_id) as opinion)
   where kept.line_id in (select touched.line_id from touched);
  return null;
end $$;

create trigger waiting_lines_take_opinion_after_insert after insert on match
  referencing new table as touched for each statement execute function waiting_lines_take_opinion();
create trigger waiting_lines_take_opinion_after_delete after delete on match
  referencing old table as touched for each statement execute function waiting_lines_take_opinion();

-- Bank reconciliation. What a bank wrote, by statement and day; lines are written once and never altered.
create table statement_day (
  company_id bigint not null,
  bank_account_id bigint not null,
  booked_on date not null,
  statement_id bigint not null,
  cents bigint not null,
  primary key (company_id, bank_account_id, booked_on, statement_id)
);
call guard_company('statement_day', 'select');

insert into statement_day (company_id, bank_account_id, booked_on, statement_id, cents)
select company_id, bank_account_id, booked_on, statement_id, sum(amount_cents)
  from statement_line
 group by 1, 2, 3, 4;

create function move_statement_days() returns trigger
  language plpgsql security definer set search_path = public as $$
declare sign integer := tg_argv[0];
begin
  insert into statement_day as kept (company_id, bank_account_id, booked_on, statement_id, cents)
  select touched.company_id, touched.bank_account_id, touched.booked_on, touched.statement_id, sign * sum(touched.amount_cents)
    from touched
   group by 1, 2, 3, 4
   order by 1, 2, 3, 4
  on conflict (company_id, bank_account_id, booked_on, statement_id) do update set cents = kept.cents + excluded.cents;
  return null;
end $$;

create trigger lines_move_statement_days_after_insert after insert on statement_line
  referencing new table as touched for each statement execute function move_statement_days('1');
create trigger lines_move_statement_days_after_delete after delete on statement_line
  referencing old table as touched for each statement execute function move_statement_days('-1');

-- Lines that no entry tells yet.
create index statement_line_not_posted on statement_line (bank_account_id, booked_on, id) include (company_id, amount_cents, state)
  where state <> 'posted';
-- What people decided, by when.
create index match_by_person on match (company_id, decided_at) include (line_id) where decided_by is not null and undone_at is null;

-- The closing page counts the entries of a year. Validated ones are counted by their chain, which has no gap.
create table entry_day (
  company_id bigint not null,
  posted_on date not null,
  entries bigint not null,
  primary key (company_id, posted_on)
);
call guard_company('entry_day', 'select');

insert into entry_day (company_id, posted_on, entries)
select company_id, posted_on, count(*) from journal_entry group by 1, 2;

create function move_entry_days() returns trigger
  language plpgsql security definer set search_path = public as $$
declare sign integer := tg_argv[0];
begin
  insert into entry_day as kept (company_id, posted_on, entries)
  select touched.company_id, touched.posted_on, sign * count(*)
    from touched
   group by 1, 2
   order by 1, 2
  on conflict (company_id, posted_on) do update set entries = kept.entries + excluded.entries;
  return null;
end $$;

create trigger entries_move_entry_days_after_insert after insert on journal_entry
  referencing new table as touched for each statement execute function move_entry_days('1');
create trigger entries_move_entry_days_after_delete after delete on journal_entry
  referencing old table as touched for each statement execute function move_entry_days('-1');

-- Validation writes every entry and moves none: only those that move are looked at.
create function entry_moves_day() returns trigger
  language plpgsql security definer set search_path = public as $$
begin
  insert into entry_day as kept (company_id, posted_on, entries)
  values (old.company_id, least(old.posted_on, new.posted_on), case when old.posted_on < new.posted_on then -1 else 1 end),
         (old.company_id, greatest(old.posted_on, new.posted_on), case when old.posted_on < new.posted_on then 1 else -1 end)
  on conflict (company_id, posted_on) do update set entries = kept.entries + excluded.entries;
  return null;
end $$;

create trigger entry_moves_day after update of posted_on on journal_entry
  for each row when (old.posted_on <> new.posted_on) execute function entry_moves_day();

-- The page of an invoice asks which one it replaced, over all of them.
create index invoice_replaced_by on invoice (replaced_by) where replaced_by is not null;

-- What the machine posted alone, and how often that was wrong, is counted from an index.
drop index match_by_machine;
create index match_by_machine on match (company_id, reason, rule_id, payer_id) include (id, undone_as)
  where decision = 'post' and decided_by is null;
