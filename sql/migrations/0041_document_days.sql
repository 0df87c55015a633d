-- An aged balance of a past day is worked out once and kept in memory until something dated up to that day changes. Lines show that in
-- ledger_day; that a document got other days or another customer shows here: one row for a company, with the last transaction that did.
create table document_day_change (
  company_id bigint primary key references company,
  by_transaction bigint not null
);
call guard_company('document_day_change', 'select');

create or replace function shares_follow_invoice() returns trigger
  language plpgsql security definer set search_path = public as $$
begin
  update share set customer_id = new.customer_id where share.invoice_id = new.id;
  insert into document_day_change as latest (company_id, by_transaction)
  values (new.company_id, txid_current())
  on conflict (company_id) do update set by_transaction = excluded.by_transaction
   where latest.by_transaction <> excluded.by_transaction;
  return null;
end $$;
