-- A password that was drawn for somebody opens one page, where they choose their own, and opens it up to this moment.
alter table app_user add column first_password_until timestamptz;
grant select (first_password_until) on app_user to rappro_app;

-- Whoever signed in with the password of before is signed out, wherever they are.
create function end_sessions_of_old_password() returns trigger
  language plpgsql security definer set search_path = public as $$
begin
  delete from session where sess ->> 'userId' = new.id::text;
  return null;
end $$;

create trigger sessions_end_with_password after update of password_hash on app_user
  for each row when (old.password_hash is distinct from new.password_hash)
  execute function end_sessions_of_old_password();
