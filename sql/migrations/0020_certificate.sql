-- What each night certifies: the sums that must close, what is still open and why, and the hash of the night before. Nothing of it is
-- ever changed; the rows are for whoever asks the database, the content is what was hashed.
create table certificate (
  night_id bigint primary key references night,
  company_id bigint not null references company,
  number integer not null constraint certificate_number_is_positive check (number > 0),
  holds boolean not null,
  content jsonb not null,
  previous_hash text not null,
  hash text not null,
  constraint certificate_number_unique unique (company_id, number)
);
call guard_company('certificate', 'select, insert');
call guard_references('certificate');

-- One law of a certificate: two figures that must be one. Cents, or lines where the law counts lines.
create table certificate_law (
  night_id bigint not null references certificate,
  law text not null,
  company_id bigint not null references company,
  unit text not null constraint law_unit_is_known check (unit in ('cents', 'lines')),
  left_amount bigint not null,
  right_amount bigint not null,
  items_off integer not null, -- entries, lines, shares … on which the two differ
  primary key (night_id, law)
);
call guard_company('certificate_law', 'select, insert');
call guard_references('certificate_law');

-- What was still open when the night ended, and why. Written just before the certificate, which holds the hash of them all.
create table certificate_item (
  night_id bigint not null references night,
  rank integer not null,
  company_id bigint not null references company,
  kind text not null constraint item_kind_is_known check (kind in ('file', 'bank_line', 'payment', 'entry', 'share', 'invoice')),
  subject_id bigint not null,
  name text not null, -- a number or a reference, never a person
  reason text not null,
  since date not null,
  amount_cents bigint not null,
  primary key (night_id, rank)
);
call guard_company('certificate_item', 'select, insert');
call guard_references('certificate_item');

-- The files that a night was the first to find read or refused, with what they brought. Later nights hold the lines of the books
-- against these rows, so that a line that disappears is missed whenever it does. A refused file may be read after an answer.
create table certificate_file (
  file_id bigint not null references received_file,
  state text not null constraint certified_state_is_known check (state in ('read', 'refused')),
  company_id bigint not null references company,
  night_id bigint not null references certificate,
  line_count integer not null,
  amount_cents bigint not null, -- of its lines, without their signs
  primary key (file_id, state)
);
create index certificate_file_of on certificate_file (night_id);
call guard_company('certificate_file', 'select, insert');
call guard_references('certificate_file');

grant usage on all sequences in schema public to rappro_app;
