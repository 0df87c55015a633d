-- The entry by which a bank line left the suspense account: its own entry at the bank (line_posting) stays (GC37).
create table suspense_clearing (
  line_id bigint primary key references line_posting (line_id),
  entry_id bigint not null constraint one_cleared_line_per_entry unique references journal_entry,
  company_id bigint not null references company
);
call guard_company('suspense_clearing', 'select, insert, delete');
call guard_references('suspense_clearing');

create trigger clearings_leave_their_origin after insert on suspense_clearing
  referencing new table as touched for each statement execute function keep_origins();
