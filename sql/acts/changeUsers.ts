import { error, type Parsed, type Problem } from "../../domain/problems.ts";
import { writeAudit } from "../books.ts";
import type { Db, Pool } from "../connect.ts";
import { firstPasswordUntil } from "../passwords.ts";
import { findMember, type Member, otherAdministrators, type Role, setFirstPassword } from "../users.ts";
import type { CompanyAct } from "./setLock.ts";

const EMAIL = /^[^@\s]+@[^@\s]+\.[^@\s]+$/;

/**
 * Lets somebody into this company with a role. Who works in another company of this installation already keeps name and password.
 * @param passwordHash of the first password, for who is new here
 * @returns whether they are new: only then the first password is theirs
 */
export function addMember(
  pool: Pool,
  act: CompanyAct & { email: string; name: string; role: Role; passwordHash: string },
): Promise<Parsed<{ userId: bigint; isNew: boolean }>> {
  const { companyId, at, role, passwordHash } = act;
  const [email, name] = [act.email.trim().toLowerCase(), act.name.trim()];
  return onMembers(pool, act, "add_user", async (db) => {
    if (!EMAIL.test(email)) return error("user_email_wrong", { value: act.email });
    if (!name) return error("user_name_missing");
    const [created] = await db<{ id: bigint }[]>`
      insert into app_user (email, name, password_hash, first_password_until)
      values (${email}, ${name}, ${passwordHash}, ${firstPasswordUntil(at)})
      on conflict (email) do nothing
      returning id
    `;
    const [known] = await db<{ id: bigint }[]>`select id from app_user where email = ${email}`;
    const userId = created?.id ?? known?.id;
    if (userId === undefined) throw new Error("the user was not written");
    if (await findMember(db, userId)) return error("user_known", { value: email });
    await db`
      insert into membership (user_id, company_id, role) values (${userId}, ${companyId}, ${role})
    `;
    return { userId, value: { userId, isNew: created !== undefined }, detail: { email, role } };
  });
}

/** Another role from the next page on. The last administrator stays one. */
export function changeRole(
  pool: Pool,
  act: CompanyAct & { userId: bigint; role: Role },
): Promise<Parsed<{ role: Role }>> {
  const { userId, role } = act;
  return onMembers(pool, act, "change_role", async (db) => {
    const member = await findMember(db, userId);
    if (!member || member.endedAt !== null) return error("user_unknown");
    const last = role === "admin" ? undefined : await lastAdministrator(db, member);
    if (last) return last;
    await db`
      update membership set role = ${role} where company_id = current_company() and user_id = ${userId}
    `;
    return { userId, value: { role }, detail: { before: member.role, after: role } };
  });
}

/**
 * Closes somebody's access to this company: the next page is refused, and who works in no other company cannot sign in any more and is
 * signed out everywhere. What they decided keeps their name. The last administrator stays.
 */
export function endMembership(
  pool: Pool,
  act: CompanyAct & { userId: bigint },
): Promise<Parsed<{ userId: bigint }>> {
  const { userId, at } = act;
  return onMembers(pool, act, "end_membership", async (db) => {
    const member = await findMember(db, userId);
    if (!member || member.endedAt !== null) return error("user_unknown");
    const last = await lastAdministrator(db, member);
    if (last) return last;
    await db`
      update membership set ended_at = ${at} where company_id = current_company() and user_id = ${userId}
    `;
    return { userId, value: { userId }, detail: { role: member.role } };
  });
}

/** Opens an access again that was closed, with the role and the password it had. */
export function reopenMembership(
  pool: Pool,
  act: CompanyAct & { userId: bigint },
): Promise<Parsed<{ userId: bigint }>> {
  const { userId } = act;
  return onMembers(pool, act, "reopen_membership", async (db) => {
    const member = await findMember(db, userId);
    if (!member) return error("user_unknown");
    await db`
      update membership set ended_at = null where company_id = current_company() and user_id = ${userId}
    `;
    return { userId, value: { userId }, detail: { role: member.role } };
  });
}

/**
 * Gives somebody who forgot theirs a password that was drawn: it opens for some days the page where they choose their own, and their
 * sessions end. Not to oneself, who has the present one to show; and not to somebody who works in a company that the administrator does
 * not administer, which the password would open too.
 */
export function renewPassword(
  pool: Pool,
  act: CompanyAct & { by: bigint; userId: bigint; passwordHash: string },
): Promise<Parsed<{ name: string }>> {
  const { userId, by, at, passwordHash } = act;
  return onMembers(pool, act, "renew_password", async (db) => {
    const member = await findMember(db, userId);
    if (!member || member.endedAt !== null) return error("user_unknown");
    if (userId === by) return error("password_of_oneself");
    if (await worksElsewhere(db, userId, by)) return error("user_elsewhere", { value: member.name });
    const until = firstPasswordUntil(at);
    await setFirstPassword(db, { userId, passwordHash, until });
    return { userId, value: { name: member.name }, detail: { until } };
  });
}

/** Whether somebody works in a company that this administrator does not administer. */
async function worksElsewhere(db: Db, userId: bigint, administrator: bigint): Promise<boolean> {
  const [row] = await db`
    select from membership as theirs
     where theirs.user_id = ${userId} and theirs.ended_at is null
       and not exists (select from membership as own
                        where own.company_id = theirs.company_id and own.user_id = ${administrator}
                          and own.role = 'admin' and own.ended_at is null)
  `;
  return row !== undefined;
}

async function lastAdministrator(db: Db, { id, name, role }: Member): Promise<Problem | undefined> {
  if (role !== "admin" || (await otherAdministrators(db, id)) > 0) return undefined;
  return error("last_administrator", { value: name });
}

type Changed<T> = { userId: bigint; value: T; detail: object };

/**
 * Changes who belongs to the company, one change at a time, and says who did. Runs as the owner: the application's role may neither
 * write users nor give itself rights. Every statement therefore names the company.
 */
async function onMembers<T>(
  pool: Pool,
  { companyId, by, at }: CompanyAct,
  action: string,
  change: (db: Db) => Promise<Changed<T> | Problem>,
): Promise<Parsed<T>> {
  return (await pool.begin(async (db): Promise<Parsed<T>> => {
    await db`select set_config('rappro.company', ${String(companyId)}, true)`;
    await db`select from company where id = current_company() for no key update`;
    const changed = await change(db);
    if ("code" in changed) return { ok: false, problems: [changed] };
    const { userId, value, detail } = changed;
    const actor = by === undefined ? {} : { actorId: by };
    await writeAudit(db, companyId, { ...actor, at, action, subject: "app_user", subjectId: userId, detail });
    return { ok: true, value, warnings: [] };
  })) as Parsed<T>;
}
