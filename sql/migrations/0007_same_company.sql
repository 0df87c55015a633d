-- A foreign key is checked without row-level security: it would let a company hang its rows on another's.
-- So every reference between two tables that have a company is also held to one company.

create function assert_same_company() returns trigger
  language plpgsql as $$
declare stranger bigint;
begin
  for at in 0 .. tg_nargs - 1 by 3 loop
    execute format(
      -- one look-up by key for each parent: an anti-join would compare every pair while the table has no statistics yet
      'select given.id from (select distinct touched.%1$I as id, touched.company_id from touched where touched.%1$I is not null) as given
        where (select parent.company_id from %2$s as parent where parent.%3$I = given.id) is distinct from given.company_id
        limit 1', tg_argv[at], tg_argv[at + 1], tg_argv[at + 2]) into stranger;
    if stranger is not null then
      raise exception '% names % %, which is not of the same company', tg_table_name, tg_argv[at + 1], stranger
        using errcode = 'RP007', constraint = 'row_of_the_same_company';
    end if;
  end loop;
  return null;
end $$;

create function assert_still_same_company() returns trigger
  language plpgsql as $$
declare parent_id bigint; known boolean;
begin
  for at in 0 .. tg_nargs - 1 by 3 loop
    parent_id := (to_jsonb(new) ->> tg_argv[at])::bigint;
    execute format('select exists (select from %s as parent where parent.%I = $1 and parent.company_id = $2)',
      tg_argv[at + 1], tg_argv[at + 2]) into known using parent_id, new.company_id;
    if parent_id is not null and not known then
      raise exception '% names % %, which is not of the same company', tg_table_name, tg_argv[at + 1], parent_id
        using errcode = 'RP007', constraint = 'row_of_the_same_company';
    end if;
  end loop;
  return null;
end $$;

-- Call it for a new table once its references are there. A statement that inserts many rows is checked once; an update only
-- where a reference changes, which is rare.
create procedure guard_references(guarded regclass)
  language plpgsql as $$
declare arguments text; columns text; changed text;
begin
  select string_agg(format('%L, %L, %L', child.attname, reference.confrelid::regclass, parent.attname), ', '),
         string_agg(format('%I', child.attname), ', '),
         string_agg(format('old.%1$I is distinct from new.%1$I', child.attname), ' or ')
    into arguments, columns, changed
    from pg_constraint as reference
    join pg_attribute as child on child.attrelid = reference.conrelid and child.attnum = reference.conkey[1]
    join pg_attribute as parent on parent.attrelid = reference.confrelid and parent.attnum = reference.confkey[1]
   where reference.conrelid = guarded
     and reference.contype = 'f'
     and array_length(reference.conkey, 1) = 1
     and exists (select from pg_attribute where attrelid = reference.confrelid and attname = 'company_id' and not attisdropped);
  if arguments is null then
    return;
  end if;
  execute format(
    'create trigger row_of_the_same_company after insert on %s referencing new table as touched
       for each statement execute function assert_same_company(%s)', guarded, arguments);
  execute format(
    'create trigger row_of_the_same_company_still after update of %s, company_id on %s
       for each row when (%s or old.company_id <> new.company_id) execute function assert_still_same_company(%s)',
    columns, guarded, changed, arguments);
end $$;

do $$
declare guarded regclass;
begin
  for guarded in
    select relation.oid
      from pg_class as relation
      join pg_namespace as schema on schema.oid = relation.relnamespace
     where relation.relkind = 'r'
       and schema.nspname in ('public', 'identity')
       and exists (select from pg_attribute where attrelid = relation.oid and attname = 'company_id' and not attisdropped)
  loop
    call guard_references(guarded);
  end loop;
end $$;
