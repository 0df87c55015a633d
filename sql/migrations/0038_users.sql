-- Who works for a company no longer keeps the name beside what they decided: the membership ends, its row stays.
alter table membership add column ended_at timestamptz;

-- A company that had an administrator keeps one. The row of the company is locked first: of two administrators who take each other's
-- right away at once, the second sees what the first did.
create function assert_administrator_stays() returns trigger
  language plpgsql security definer set search_path = public as $$
begin
  perform from company where company.id = old.company_id for no key update;
  if not exists (select from membership
                  where membership.company_id = old.company_id and membership.role = 'admin' and membership.ended_at is null) then
    raise exception 'company % would be left without an administrator', old.company_id
      using errcode = 'RP014', constraint = 'administrator_stays';
  end if;
  return null;
end $$;

create trigger administrator_stays after update of role, ended_at on membership
  for each row when (old.role = 'admin' and old.ended_at is null and (new.role <> 'admin' or new.ended_at is not null))
  execute function assert_administrator_stays();

-- The sessions of who works for no company any more end with the last membership.
create function end_sessions() returns trigger
  language plpgsql security definer set search_path = public as $$
begin
  if not exists (select from membership where membership.user_id = new.user_id and membership.ended_at is null) then
    delete from session where sess ->> 'userId' = new.user_id::text;
  end if;
  return null;
end $$;

create trigger sessions_end after update of ended_at on membership
  for each row when (old.ended_at is null and new.ended_at is not null)
  execute function end_sessions();
