import { writeAudit } from "../books.ts";
import type { Pool } from "../connect.ts";

/**
 * Somebody's own choice of a password, in place of the one they showed. All their sessions end; every company they work for keeps a
 * note of it.
 * @param act.before the hash that the present password was checked against
 * @returns false when the password was changed by somebody else since then: nothing is written
 */
export async function changePassword(
  pool: Pool,
  act: { userId: bigint; before: string; passwordHash: string; at: Date },
): Promise<boolean> {
  const { userId, before, passwordHash, at } = act;
  return pool.begin(async (db) => {
    const changed = await db`
      update app_user set password_hash = ${passwordHash}, first_password_until = null
       where id = ${userId} and password_hash = ${before}
      returning id
    `;
    if (changed.length === 0) return false;
    const companies = await db<{ companyId: bigint }[]>`
      select company_id from membership where user_id = ${userId} and ended_at is null
    `;
    for (const { companyId } of companies)
      await writeAudit(db, companyId, {
        actorId: userId,
        at,
        action: "change_password",
        subject: "app_user",
        subjectId: userId,
      });
    return true;
  }) as Promise<boolean>;
}
