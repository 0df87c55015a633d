-- Names with a slip, in books of any size. A trace of a word is the word itself, or what is left of it without one of its letters.
-- Two words that are one slip apart (a letter changed, added, left out, or exchanged with its neighbour) have a trace in common, so
-- that what was meant is found by key. Half a word, asked until now, is shared by more names the more customers there are.

-- Each word once, however many names have it: what is kept grows with the words of a language, not with the customers. A word that
-- the last of its names lost may stay: it finds nobody. The company is that of the word, which is held to be one (0022).
create table identity.word_trace (
  company_id bigint not null,
  trace text collate "C" not null,
  word text collate "C" not null,
  primary key (company_id, trace, word)
);
call guard_company('identity.word_trace', 'select');

-- As tracesOf in domain/matching/likeness.ts; a test holds one against the other. None of a word in which no slip is believed:
-- shorter, with figures, or so long that it is no word.
create function identity.traces_of(word text) returns setof text
  language sql immutable
begin atomic
  select left(word, at - 1) || substr(word, at + 1)
    from generate_series(1, length(word)) as at
   where length(word) between 4 and 40 and word !~ '[0-9]'
   union
  select word where length(word) between 4 and 40 and word !~ '[0-9]';
end;

create function identity.note_traces() returns trigger
  language plpgsql security definer set search_path = public as $$
begin
  insert into identity.word_trace (company_id, trace, word)
  select came.company_id, trace, came.word
    from (select distinct company_id, word from came) as came
   cross join lateral identity.traces_of(came.word) as trace
   where not exists (select from identity.word_trace as known
                      where known.company_id = came.company_id and known.trace = came.word and known.word = came.word)
   order by came.word, trace
      on conflict do nothing;
  return null;
end $$;

create trigger traces_of_new_word after insert on identity.party_word
  referencing new table as came for each statement execute function identity.note_traces();

insert into identity.word_trace (company_id, trace, word)
select known.company_id, trace, known.word
  from (select distinct company_id, word from identity.party_word) as known
 cross join lateral identity.traces_of(known.word) as trace
 order by known.company_id, trace, known.word;
