-- The pages of the ledger over millions of lines: a line says its journal and its day itself, so that an index gives an account in
-- the order of the book, and each day of an account is kept summed up, so that a balance over any days is a sum over days.
alter table journal_line
  add column journal text,
  add column posted_on date,
  add column carried_forward boolean;
alter table journal_line disable trigger user;
update journal_line
   set journal = entry.journal, posted_on = entry.posted_on, carried_forward = entry.carried_forward
  from journal_entry as entry
 where entry.id = journal_line.entry_id;
alter table journal_line enable trigger user;
alter table journal_line
  alter column journal set not null,
  alter column posted_on set not null,
  alter column carried_forward set not null;

-- They follow from the entry, and are nobody's to write.
create function take_day_of_entry() returns trigger
  language plpgsql security definer set search_path = public as $$
begin
  select entry.journal, entry.posted_on, entry.carried_forward into new.journal, new.posted_on, new.carried_forward
    from journal_entry as entry
   where entry.id = new.entry_id;
  return new;
end $$;

create trigger line_takes_day_of_entry before insert or update of entry_id, journal, posted_on, carried_forward on journal_line
  for each row execute function take_day_of_entry();

create function lines_follow_entry() returns trigger
  language plpgsql security definer set search_path = public as $$
begin
  update journal_line set posted_on = new.posted_on where entry_id = new.id;
  return null;
end $$;

create trigger lines_follow_entry after update of journal, posted_on, carried_forward on journal_entry
  for each row when ((old.journal, old.posted_on, old.carried_forward) <> (new.journal, new.posted_on, new.carried_forward))
  execute function lines_follow_entry();

-- An account, or one third party of it, in the order of the book, with what running balances need. Opening entries, which restate
-- older lines, are no part of it.
create index journal_line_in_order on journal_line (company_id, account, posted_on, id) include (debit_cents, credit_cents, entry_id)
  where not carried_forward;
-- That of a third party serves the guard of its code too.
create index journal_line_of_party_in_order on journal_line (third_party_id, account, posted_on, id)
  include (company_id, carried_forward, debit_cents, credit_cents, share_id)
  where third_party_id is not null;
drop index journal_line_of_third_party;

create index journal_entry_in_order on journal_entry (company_id, posted_on, id);

create table ledger_day (
  company_id bigint not null references company,
  account text not null,
  posted_on date not null,
  journal text not null,
  carried_forward boolean not null,
  debit_cents bigint not null,
  credit_cents bigint not null,
  lines bigint not null,
  primary key (company_id, account, posted_on, journal, carried_forward)
);
call guard_company('ledger_day', 'select');

insert into ledger_day (company_id, account, posted_on, journal, carried_forward, debit_cents, credit_cents, lines)
select company_id, account, posted_on, journal, carried_forward, sum(debit_cents), sum(credit_cents), count(*)
  from journal_line
 group by company_id, account, posted_on, journal, carried_forward;

-- Called with 1 for lines that came and -1 for lines that went. In one order, here and below: of two transactions that move the
-- same sums, the second waits for the first.
create function move_ledger_days() returns trigger
  language plpgsql security definer set search_path = public as $$
declare sign integer := tg_argv[0];
begin
  insert into ledger_day as kept (company_id, account, posted_on, journal, carried_forward, debit_cents, credit_cents, lines)
  select touched.company_id, touched.account, touched.posted_on, touched.journal, touched.carried_forward,
         sign * sum(touched.debit_cents), sign * sum(touched.credit_cents), sign * count(*)
    from touched
   group by 1, 2, 3, 4, 5
   order by 1, 2, 3, 4, 5
  on conflict (company_id, account, posted_on, journal, carried_forward) do update
     set debit_cents = kept.debit_cents + excluded.debit_cents,
         credit_cents = kept.credit_cents + excluded.credit_cents,
         lines = kept.lines + excluded.lines;
  return null;
end $$;

create trigger lines_move_ledger_days_after_insert after insert on journal_line
  referencing new table as touched for each statement execute function move_ledger_days('1');
create trigger lines_move_ledger_days_after_update after update on journal_line
  referencing new table as touched for each statement execute function move_ledger_days('1');
create trigger lines_move_ledger_days_after_move after update on journal_line
  referencing old table as touched for each statement execute function move_ledger_days('-1');
create trigger lines_move_ledger_days_after_delete after delete on journal_line
  referencing old table as touched for each statement execute function move_ledger_days('-1');
