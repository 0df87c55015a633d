-- What a return said, by answer: the page of the insurers counts the answers of three months without reading every item. Items are
-- written once and never altered (0009), nor is what a share asks.
create table return_said (
  company_id bigint not null references company,
  return_id bigint not null references insurer_return,
  status text not null,
  reason jsonb, -- the first one of a rejection
  items bigint not null,
  asked_cents bigint not null,
  constraint return_said_unique unique nulls not distinct (return_id, status, reason)
);
call guard_company('return_said', 'select');
call guard_references('return_said');

-- What is asked for of an item: what the return says, else what the share is of. Items of no share of ours are not counted.
insert into return_said (company_id, return_id, status, reason, items, asked_cents)
select item.company_id, item.return_id, item.status, case when item.status = 'rejected' then item.reasons -> 0 end, count(*),
       sum(coalesce(item.asked_cents, share.amount_cents))
  from insurer_return_item as item
  join share on share.id = item.share_id
 group by 1, 2, 3, 4;

create function add_return_said() returns trigger
  language plpgsql security definer set search_path = public as $$
begin
  insert into return_said as kept (company_id, return_id, status, reason, items, asked_cents)
  select came.company_id, came.return_id, came.status, case when came.status = 'rejected' then came.reasons -> 0 end, count(*),
         sum(coalesce(came.asked_cents, (select share.amount_cents from share where share.id = came.share_id)))
    from came
   where came.share_id is not null
   group by 1, 2, 3, 4
   order by 1, 2, 3, 4
  on conflict on constraint return_said_unique do update
     set items = kept.items + excluded.items, asked_cents = kept.asked_cents + excluded.asked_cents;
  return null;
end $$;

create trigger items_add_return_said after insert on insurer_return_item
  referencing new table as came for each statement execute function add_return_said();

-- Those of whom the company said how their payments are reported: a handful among all.
create index third_party_reported on third_party (company_id, aux) where reporting_scope is not null;
