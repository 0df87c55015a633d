-- What makes the engine's questions cheap: numbers as people write them, names word by word, open shares of an amount.

-- "FA260500112" for FA2605-00112: the number run together, with its zeros; and "2605-00112", which lost its letters. As columns,
-- not as indexes on an expression: behind row-level security only a comparison of the row itself may use an index.
alter table invoice
  add column number_solid text generated always as (upper(regexp_replace(number, '[^[:alnum:]]', '', 'g'))) stored,
  add column number_digits text generated always as (regexp_replace(number_key, '[^0-9]', '', 'g')) stored;
create index invoice_number_solid on invoice (company_id, number_solid);
create index invoice_number_digits on invoice (company_id, number_digits);

-- An amount never posts (D12), but it finds the customers whose names are worth comparing with the line's.
create index share_open_of_amount on share (company_id, due_cents) include (third_party_id)
  where due_cents > 0 and payer in ('patient', 'business');

-- The words of every name, forwards and backwards: a word with one slip keeps its first or its last half. Patients' names are
-- among them, so the table lives with the names.
create table identity.party_word (
  company_id bigint not null references company,
  third_party_id bigint not null references third_party,
  word text collate "C" not null,
  backwards text collate "C" generated always as (reverse(word)) stored,
  primary key (company_id, word, third_party_id)
);
create index party_word_backwards on identity.party_word (company_id, backwards, third_party_id);
create index party_word_of_party on identity.party_word (third_party_id);
call guard_company('identity.party_word', 'select');
call guard_references('identity.party_word');

create function identity.note_words() returns trigger
  language plpgsql security definer set search_path = public as $$
begin
  if tg_op = 'UPDATE' then
    execute format('delete from identity.party_word using touched, before
                     where before.%1$I = touched.%1$I and before.name_key is distinct from touched.name_key
                       and party_word.third_party_id = touched.%1$I', tg_argv[0]);
  end if;
  execute format('insert into identity.party_word (company_id, third_party_id, word)
                  select touched.company_id, touched.%I, word
                    from touched, unnest(string_to_array(touched.name_key, '' '')) as word
                   where length(word) >= 3
                      on conflict do nothing', tg_argv[0]);
  return null;
end $$;

create trigger words_of_new_party after insert on third_party
  referencing new table as touched for each statement execute function identity.note_words('id');
create trigger words_of_changed_party after update on third_party
  referencing new table as touched old table as before for each statement execute function identity.note_words('id');
create trigger words_of_new_person after insert on identity.person
  referencing new table as touched for each statement execute function identity.note_words('third_party_id');
create trigger words_of_changed_person after update on identity.person
  referencing new table as touched old table as before for each statement execute function identity.note_words('third_party_id');

insert into identity.party_word (company_id, third_party_id, word)
select party.company_id, party.id, word
  from (select company_id, id, name_key from third_party
        union all
        select company_id, third_party_id, name_key from identity.person) as party,
       unnest(string_to_array(party.name_key, ' ')) as word
 where length(word) >= 3
    on conflict do nothing;
