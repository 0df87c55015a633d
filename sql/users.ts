import type { Db, Pool } from "./connect.ts";

export const USER_ROLES = ["viewer", "accountant", "admin"] as const;

/** viewer reads; accountant also decides and uploads; admin does everything. */
export type Role = (typeof USER_ROLES)[number];

export type User = { id: bigint; email: string; name: string };
export type Membership = { companyId: bigint; companyName: string; role: Role };

/**
 * A new user, who belongs to no company yet. The password arrives hashed (passwords.ts).
 * @param user.firstPasswordUntil for a password that was drawn: up to when it lets its owner choose their own
 */
export async function createUser(
  pool: Pool,
  user: { email: string; name: string; passwordHash: string; firstPasswordUntil?: Date },
): Promise<bigint> {
  const [row] = await pool<{ id: bigint }[]>`
    insert into app_user (email, name, password_hash, first_password_until)
    values (lower(${user.email}), ${user.name}, ${user.passwordHash}, ${user.firstPasswordUntil ?? null})
    returning id
  `;
  if (!row) throw new Error("the user was not written");
  return row.id;
}

/** Gives a user a role in a company, in place of the one they had there; an access that was closed is open again. */
export async function setRole(
  pool: Pool,
  { userId, companyId, role }: { userId: bigint; companyId: bigint; role: Role },
): Promise<void> {
  await pool`
    insert into membership (user_id, company_id, role)
    values (${userId}, ${companyId}, ${role})
    on conflict (user_id, company_id) do update set role = excluded.role, ended_at = null
  `;
}

/** Who may sign in: nobody closed all of their accesses. Somebody who never had one is told so on the first page. */
const isWelcome = (db: Db) => db`
  (exists (select from membership where user_id = app_user.id and ended_at is null)
   or not exists (select from membership where user_id = app_user.id))`;

/** What a sign-in is checked against. Undefined for who works for no company any more, and for a first password that is too old. */
export async function findCredentials(
  pool: Pool,
  { email, at }: { email: string; at: Date },
): Promise<{ id: bigint; passwordHash: string } | undefined> {
  const [row] = await pool<{ id: bigint; passwordHash: string }[]>`
    select id, password_hash
    from app_user
    where email = lower(${email}) and ${isWelcome(pool)}
      and (first_password_until is null or first_password_until > ${at})
  `;
  return row;
}

/** The user, whether they still have to choose a password of their own, and every company they may open, by name. Read at each request, so that a role taken back is gone at once. */
export async function findUser(
  pool: Pool,
  id: bigint,
): Promise<{ user: User; choosesPassword: boolean; memberships: Membership[] } | undefined> {
  const rows = await pool<
    (User & { choosesPassword: boolean; companyId: bigint | null; companyName: string; role: Role })[]
  >`
    select app_user.id, app_user.email, app_user.name, app_user.first_password_until is not null as chooses_password,
           membership.company_id, company.name as company_name, membership.role
    from app_user
    left join membership on membership.user_id = app_user.id and membership.ended_at is null
    left join company on company.id = membership.company_id
    where app_user.id = ${id} and ${isWelcome(pool)}
    order by company.name
  `;
  const [first] = rows;
  if (!first) return undefined;
  return {
    user: { id: first.id, email: first.email, name: first.name },
    choosesPassword: first.choosesPassword,
    memberships: rows.flatMap(({ companyId, companyName, role }) =>
      companyId === null ? [] : [{ companyId, companyName, role }],
    ),
  };
}

export async function countCompanies(pool: Pool): Promise<number> {
  const [row] = await pool<{ count: number }[]>`select count(*)::integer as count from company`;
  return row?.count ?? 0;
}

/** The database answers. */
export async function pingDatabase(pool: Pool): Promise<void> {
  await pool`select 1`;
}

export async function findUserByEmail(pool: Pool, email: string): Promise<bigint | undefined> {
  const [row] = await pool<{ id: bigint }[]>`select id from app_user where email = ${email}`;
  return row?.id;
}

/** Gives somebody a password that was drawn; their sessions end. */
export async function setFirstPassword(
  db: Db,
  { userId, passwordHash, until }: { userId: bigint; passwordHash: string; until: Date },
): Promise<void> {
  await db`
    update app_user set password_hash = ${passwordHash}, first_password_until = ${until} where id = ${userId}
  `;
}

export type Member = {
  id: bigint;
  name: string;
  email: string;
  role: Role;
  endedAt: Date | null;
  /** Up to when the password drawn for them is good; null once they chose their own. */
  firstPasswordUntil: Date | null;
};

/** Those who work for the company by name, then those who did. */
export async function listMembers(db: Db): Promise<Member[]> {
  return db<Member[]>`${members(db)} order by membership.ended_at is not null, app_user.name, app_user.id`;
}

/** Somebody who works or worked for the company. */
export async function findMember(db: Db, userId: bigint): Promise<Member | undefined> {
  const [row] = await db<Member[]>`${members(db)} and app_user.id = ${userId}`;
  return row;
}

const members = (db: Db) => db`
  select app_user.id, app_user.name, app_user.email, membership.role, membership.ended_at, app_user.first_password_until
    from membership
    join app_user on app_user.id = membership.user_id
   where membership.company_id = current_company()`;

/** How many administrators the company has besides this one. */
export async function otherAdministrators(db: Db, userId: bigint): Promise<number> {
  const [row] = await db<{ count: number }[]>`
    select count(*)::integer as count
      from membership
     where company_id = current_company() and role = 'admin' and ended_at is null and user_id <> ${userId}
  `;
  return row?.count ?? 0;
}
