-- What a posted line cost and gained nothing by.

-- Every row of a table that must name a row of its own company (0007) has that row's company, which exists: a foreign key of its
-- own to company only looked it up once more, at each row.
do $$
declare implied record;
begin
  for implied in
    select reference.conrelid::regclass as child, reference.conname as name
      from pg_constraint as reference
     where reference.contype = 'f'
       and reference.confrelid = 'company'::regclass
       and cardinality(reference.conkey) = 1
       and exists (
         select
           from pg_constraint as parent
           join pg_attribute as column_of on column_of.attrelid = parent.conrelid and column_of.attnum = parent.conkey[1]
           join pg_trigger as guard on guard.tgrelid = parent.conrelid and guard.tgname = 'row_of_the_same_company'
          where parent.conrelid = reference.conrelid
            and parent.contype = 'f'
            and cardinality(parent.conkey) = 1
            and parent.confrelid not in ('company'::regclass, parent.conrelid)
            and column_of.attnotnull
            and exists (select from pg_attribute as owned
                         where owned.attrelid = parent.confrelid and owned.attname = 'company_id' and owned.attnotnull and not owned.attisdropped)
       )
  loop
    execute format('alter table %s drop constraint %I', implied.child, implied.name);
  end loop;
end $$;

-- The group is looked up once, not once for each of its lines.
create or replace function log_lettering() returns trigger
  language plpgsql security definer set search_path = public as $$
begin
  insert into lettering_log (company_id, actor_id, reason, action, group_id, account, third_party_id, code, line_ids)
  select moved.company_id, nullif(current_setting('rappro.actor', true), '')::bigint,
         nullif(current_setting('rappro.reason', true), ''),
         case when tg_op = 'DELETE' or tg_argv[0] = 'left' then 'unlettered' else 'lettered' end,
         moved.group_id, known.account, known.third_party_id, upper(known.code), moved.line_ids
    from (
      select touched.company_id, touched.group_id, array_agg(touched.line_id order by touched.line_id) as line_ids
        from touched
       group by touched.company_id, touched.group_id
    ) as moved
   cross join lateral (
     select lettering_group.account, lettering_group.third_party_id, lettering_group.code, 1 as choice
       from lettering_group where lettering_group.id = moved.group_id
     union all -- of a group that went with its lines, the log knows the code
     select before.account, before.third_party_id, before.code, 2
       from (select * from lettering_log where lettering_log.group_id = moved.group_id order by lettering_log.id desc limit 1) as before
     order by choice
     limit 1
   ) as known;
  return null;
end $$;
