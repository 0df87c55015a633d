-- Years, locks and proof. A financial year bears the number of the calendar year in which it closes; entry numbers and the
-- chain of hashes run within it.
alter table company
  add column year_end_month integer not null default 12
    constraint year_end_is_a_month check (year_end_month between 1 and 12),
  add column soft_locked_up_to date,
  add column soft_lock_open_until timestamptz;
grant update (year_end_month, soft_locked_up_to, soft_lock_open_until) on company to rappro_app;

-- The day up to which nothing can be posted now. The hard lock never yields; the soft one does while an administrator holds
-- it open.
create function lock_in_force(company) returns date
  language sql stable
  return greatest($1.locked_up_to, case when $1.soft_lock_open_until > now() then null else $1.soft_locked_up_to end);

create function assert_hard_lock_moves_forward() returns trigger
  language plpgsql as $$
begin
  raise exception 'the hard lock stands at %: it only moves forward', old.locked_up_to
    using errcode = 'RP009', constraint = 'hard_lock_moves_forward';
end $$;

create trigger hard_lock_moves_forward before update of locked_up_to on company
  for each row when (old.locked_up_to is not null and (new.locked_up_to is null or new.locked_up_to < old.locked_up_to))
  execute function assert_hard_lock_moves_forward();

create function fiscal_year(day date, year_end_month integer) returns integer
  language sql immutable
  return extract(year from day)::integer + case when extract(month from day) > year_end_month then 1 else 0 end;

-- carried_forward: the opening balances that the closing of the year before wrote. They say again what older lines say, so
-- that sums over all years leave them out.
alter table journal_entry
  add column fiscal_year integer,
  add column carried_forward boolean not null default false;
alter table journal_entry disable trigger validated_entry_is_final;
update journal_entry set fiscal_year = extract(year from posted_on);
alter table journal_entry enable trigger validated_entry_is_final;
alter table journal_entry alter column fiscal_year set not null;

create function set_fiscal_year() returns trigger
  language plpgsql security definer set search_path = public as $$
begin
  new.fiscal_year := fiscal_year(new.posted_on, (select company.year_end_month from company where company.id = new.company_id));
  return new;
end $$;

-- On the fiscal year too: it follows from the day, and is nobody's to write.
create trigger fiscal_year_follows_the_day before insert or update of posted_on, fiscal_year on journal_entry
  for each row execute function set_fiscal_year();

-- The end of the year may be chosen until the first entry is final: numbers already given would belong to other years.
create function move_year_end() returns trigger
  language plpgsql security definer set search_path = public as $$
begin
  if exists (select from journal_entry where journal_entry.company_id = new.id and journal_entry.validated_on is not null) then
    raise exception 'company % has validated entries: the end of its year cannot change', new.id
      using errcode = 'RP010', constraint = 'year_end_is_settled';
  end if;
  update journal_entry set fiscal_year = null where journal_entry.company_id = new.id;
  return null;
end $$;

create trigger year_end_is_settled after update of year_end_month on company
  for each row when (old.year_end_month <> new.year_end_month) execute function move_year_end();

drop index entry_number_unique;
drop index entry_chain_rank_unique;
create unique index entry_number_unique on journal_entry (company_id, journal, fiscal_year, number) where number is not null;
create unique index entry_chain_rank_unique on journal_entry (company_id, fiscal_year, chain_rank) where chain_rank is not null;
create unique index opening_entry_unique on journal_entry (company_id, fiscal_year) where carried_forward;

-- By induction, for numbers within a journal and ranks within the chain: what is given now follows without a hole what was
-- given before, and nothing validated is ever deleted.
create or replace function assert_numbers_have_no_gap() returns trigger
  language plpgsql as $$
declare wrong record;
begin
  select numbered.journal, numbered.fiscal_year, numbered.lowest into wrong
    from (
      select touched.company_id, touched.journal, touched.fiscal_year,
             min(touched.number) as lowest, max(touched.number) as highest, count(*) as entries
        from touched
       where touched.number is not null
       group by touched.company_id, touched.journal, touched.fiscal_year
    ) as numbered
   where numbered.highest - numbered.lowest + 1 <> numbered.entries
      or numbered.lowest < 1
      or (numbered.lowest > 1 and not exists (
           select from journal_entry as before
            where before.company_id = numbered.company_id
              and before.journal = numbered.journal
              and before.fiscal_year = numbered.fiscal_year
              and before.number = numbered.lowest - 1))
   limit 1;
  if found then
    raise exception 'journal % of %: there is no entry before number %', wrong.journal, wrong.fiscal_year, wrong.lowest
      using errcode = 'RP006', constraint = 'entry_numbers_have_no_gap';
  end if;
  select linked.fiscal_year, linked.lowest into wrong
    from (
      select touched.company_id, touched.fiscal_year,
             min(touched.chain_rank) as lowest, max(touched.chain_rank) as highest, count(*) as entries
        from touched
       where touched.chain_rank is not null
       group by touched.company_id, touched.fiscal_year
    ) as linked
   where linked.highest - linked.lowest + 1 <> linked.entries
      or linked.lowest < 1
      or (linked.lowest > 1 and not exists (
           select from journal_entry as before
            where before.company_id = linked.company_id
              and before.fiscal_year = linked.fiscal_year
              and before.chain_rank = linked.lowest - 1))
   limit 1;
  if found then
    raise exception 'chain of %: there is no entry before rank %', wrong.fiscal_year, wrong.lowest
      using errcode = 'RP006', constraint = 'chain_ranks_have_no_gap';
  end if;
  return null;
end $$;

-- The guards of 0004 look at the lock in force. Opening balances alone are written behind it: they restate what is there.
create or replace function assert_lines_of_open_entries() returns trigger
  language plpgsql security definer set search_path = public as $$
declare final_id bigint; locked record;
begin
  select journal_entry.id into final_id
    from journal_entry
   where journal_entry.id in (select touched.entry_id from touched)
     and journal_entry.validated_on is not null
   limit 1;
  if found then
    raise exception 'entry % is validated: it is corrected by another entry, never changed', final_id
      using errcode = 'RP002', constraint = 'validated_entry_is_final';
  end if;
  select journal_entry.posted_on, lock_in_force(company) as day into locked
    from journal_entry
    join company on company.id = journal_entry.company_id
   where journal_entry.id in (select touched.entry_id from touched)
     and journal_entry.posted_on <= lock_in_force(company)
     and not journal_entry.carried_forward
   limit 1;
  if found then
    raise exception 'the books are locked up to %: the lines of % stay as they are', locked.day, locked.posted_on
      using errcode = 'RP003', constraint = 'nothing_behind_the_lock';
  end if;
  return null;
end $$;

create or replace function assert_not_locked() returns trigger
  language plpgsql as $$
declare locked record;
begin
  select touched.posted_on, lock_in_force(company) as day into locked
    from touched
    join company on company.id = touched.company_id
   where touched.posted_on <= lock_in_force(company)
     and not touched.carried_forward
   limit 1;
  if found then
    raise exception 'the books are locked up to %: nothing can be posted on %', locked.day, locked.posted_on
      using errcode = 'RP003', constraint = 'nothing_behind_the_lock';
  end if;
  return null;
end $$;

create or replace function assert_day_not_moved_behind_lock() returns trigger
  language plpgsql as $$
declare locked record;
begin
  select now_row.posted_on, lock_in_force(company) as day into locked
    from now_row
    join was_row on was_row.id = now_row.id
    join company on company.id = now_row.company_id
   where (now_row.posted_on <> was_row.posted_on or now_row.carried_forward <> was_row.carried_forward)
     and least(now_row.posted_on, was_row.posted_on) <= lock_in_force(company)
   limit 1;
  if found then
    raise exception 'the books are locked up to %: nothing can be posted on %', locked.day, locked.posted_on
      using errcode = 'RP003', constraint = 'nothing_behind_the_lock';
  end if;
  return null;
end $$;

-- A closed year, with the opening entry of the next one (none when there was nothing to carry) and the head of its chain.
create table year_closing (
  company_id bigint not null references company,
  year integer not null,
  starts_on date not null,
  closing_on date not null,
  closed_at timestamptz not null,
  closed_by bigint references app_user,
  opening_entry_id bigint references journal_entry,
  entries integer not null,
  head_hash text,
  primary key (company_id, year)
);
call guard_company('year_closing', 'select, insert');
call guard_references('year_closing');

-- The head of a year's chain as each validation left it: a chain written anew from some entry on, or cut at its end, no longer
-- passes through the heads kept before.
create table chain_head (
  company_id bigint not null references company,
  year integer not null,
  chain_rank integer not null,
  hash text not null,
  kept_at timestamptz not null,
  primary key (company_id, year, chain_rank)
);
call guard_company('chain_head', 'select, insert');
insert into chain_head (company_id, year, chain_rank, hash, kept_at)
select distinct on (company_id, fiscal_year) company_id, fiscal_year, chain_rank, hash, now()
  from journal_entry where chain_rank is not null
 order by company_id, fiscal_year, chain_rank desc;

-- What was handed out of a year, and the hash of its manifest: a copy brought back later is held against it.
create table books_archive (
  id bigint generated by default as identity primary key,
  company_id bigint not null references company,
  year integer not null,
  made_at timestamptz not null,
  made_by bigint references app_user,
  entries integer not null,
  head_hash text,
  manifest jsonb not null,
  manifest_sha256 text not null
);
call guard_company('books_archive', 'select, insert');
call guard_references('books_archive');

-- The code of a third party is in the hash of the entries that name it.
create function assert_aux_is_settled() returns trigger
  language plpgsql security definer set search_path = public as $$
begin
  if exists (select from journal_line
               join journal_entry on journal_entry.id = journal_line.entry_id
              where journal_line.third_party_id = old.id and journal_entry.validated_on is not null) then
    raise exception 'third party % is named by validated entries: its code cannot change', old.aux
      using errcode = 'RP011', constraint = 'aux_is_settled';
  end if;
  return new;
end $$;

create trigger aux_is_settled before update of aux on third_party
  for each row when (old.aux <> new.aux) execute function assert_aux_is_settled();
create index journal_line_of_third_party on journal_line (third_party_id) where third_party_id is not null;

-- Which bank line an entry was written from: kept when the posting is taken back, so that the bank's words are known again
-- where they must not be shown.
create table entry_origin (
  entry_id bigint primary key references journal_entry on delete cascade,
  line_id bigint not null references statement_line,
  company_id bigint not null references company
);
call guard_company('entry_origin', 'select, insert');
insert into entry_origin (entry_id, line_id, company_id) select entry_id, line_id, company_id from line_posting;
call guard_references('entry_origin');

create function keep_origins() returns trigger
  language plpgsql security definer set search_path = public as $$
begin
  insert into entry_origin (entry_id, line_id, company_id)
  select touched.entry_id, touched.line_id, touched.company_id from touched
  on conflict do nothing;
  return null;
end $$;

create trigger postings_leave_their_origin after insert on line_posting
  referencing new table as touched for each statement execute function keep_origins();

grant usage on all sequences in schema public to rappro_app;
