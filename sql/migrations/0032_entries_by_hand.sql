-- An entry that a person wrote line by line: only such a one is deleted by itself while it is a draft.
alter table journal_entry add column by_hand boolean not null default false;
