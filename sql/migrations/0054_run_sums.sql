-- What a passing of the machine posted and still stands, by what decided it: the page of the passings adds up none of their lines.
create table run_sum (
  company_id bigint not null,
  run_id bigint not null,
  reason text not null,
  rule_id bigint,
  lines bigint not null,
  cents bigint not null, -- whichever way they went
  constraint run_sum_unique unique nulls not distinct (run_id, reason, rule_id)
);
call guard_company('run_sum', 'select');

insert into run_sum (company_id, run_id, reason, rule_id, lines, cents)
select match.company_id, match.run_id, match.reason, match.rule_id, count(*), sum(abs(line.amount_cents))
  from match
  join statement_line as line on line.id = match.line_id
 where match.run_id is not null and match.decision = 'post' and match.undone_at is null
 group by 1, 2, 3, 4;

create function move_run_sums() returns trigger
  language plpgsql security definer set search_path = public as $$
declare sign integer := tg_argv[0];
begin
  insert into run_sum as kept (company_id, run_id, reason, rule_id, lines, cents)
  select touched.company_id, touched.run_id, touched.reason, touched.rule_id, sign * count(*),
         sign * sum((select abs(line.amount_cents) from statement_line as line where line.id = touched.line_id))
    from touched
   where touched.run_id is not null and touched.decision = 'post' and touched.undone_at is null
   group by 1, 2, 3, 4
   order by 1, 2, 3, 4
  on conflict on constraint run_sum_unique do update set lines = kept.lines + excluded.lines, cents = kept.cents + excluded.cents;
  return null;
end $$;

create trigger matches_move_run_sums_after_insert after insert on match
  referencing new table as touched for each statement execute function move_run_sums('1');
create trigger matches_move_run_sums_after_delete after delete on match
  referencing old table as touched for each statement execute function move_run_sums('-1');
create trigger matches_move_run_sums_after_move after update on match
  referencing old table as touched for each statement execute function move_run_sums('-1');
create trigger matches_move_run_sums_after_update after update on match
  referencing new table as touched for each statement execute function move_run_sums('1');
