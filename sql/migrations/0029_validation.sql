-- Validation of a whole year, and codes of their own for the guards of 0018.

-- Row by row, and only where the day changes: validation changes thousands of entries in a statement and no day, and held as
-- sets, without statistics, each row would be compared with all others.
drop trigger nothing_behind_the_lock_after_update on journal_entry;
create or replace function assert_day_not_moved_behind_lock() returns trigger
  language plpgsql as $$
declare locked date;
begin
  select lock_in_force(company) into locked from company where company.id = new.company_id;
  if least(old.posted_on, new.posted_on) <= locked then
    raise exception 'the books are locked up to %: nothing can be posted on %', locked, least(old.posted_on, new.posted_on)
      using errcode = 'RP003', constraint = 'nothing_behind_the_lock';
  end if;
  return new;
end $$;

create trigger nothing_behind_the_lock_after_update after update of posted_on, carried_forward on journal_entry
  for each row when (old.posted_on <> new.posted_on or old.carried_forward <> new.carried_forward)
  execute function assert_day_not_moved_behind_lock();

-- Read entry by entry where it is needed (sql/frozen.ts): called as a function it was planned for each entry.
drop function frozen_entry;

create or replace function assert_hard_lock_moves_forward() returns trigger
  language plpgsql as $$
begin
  raise exception 'the hard lock stands at %: it only moves forward', old.locked_up_to
    using errcode = 'RP012', constraint = 'hard_lock_moves_forward';
end $$;

create or replace function move_year_end() returns trigger
  language plpgsql security definer set search_path = public as $$
begin
  if exists (select from journal_entry where journal_entry.company_id = new.id and journal_entry.validated_on is not null) then
    raise exception 'company % has validated entries: the end of its year cannot change', new.id
      using errcode = 'RP013', constraint = 'year_end_is_settled';
  end if;
  update journal_entry set fiscal_year = null where journal_entry.company_id = new.id;
  return null;
end $$;
