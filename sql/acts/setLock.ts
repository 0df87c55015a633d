import type { IsoDate } from "../../domain/days.ts";
import { error, type Parsed, type Problem } from "../../domain/problems.ts";
import { lockBooks, writeAudit } from "../books.ts";
import { type Company, currentCompany } from "../companies.ts";
import { asCompany, type Db, type Pool } from "../connect.ts";

export type CompanyAct = { companyId: bigint; by?: bigint; at: Date };

/**
 * Closes the books up to a day, that day included: from then on nobody posts or changes anything there.
 * This hard lock only moves forward; an earlier day is refused, by the database too.
 */
export function setLock(
  pool: Pool,
  act: CompanyAct & { upTo: IsoDate },
): Promise<Parsed<{ lockedUpTo: IsoDate }>> {
  const { companyId, upTo } = act;
  return changeCompany(pool, act, "set_lock", async (db, { hardLockedUpTo: before }) => {
    if (before !== null && upTo < before) return error("period_locked", { params: { day: before } });
    await db`update company set locked_up_to = ${upTo} where id = ${companyId}`;
    return { value: { lockedUpTo: upTo }, detail: { before, after: upTo } };
  });
}

/**
 * The soft lock keeps everybody, the machine too, from posting up to a day while the month is being checked. It may be set
 * earlier again or lifted (null), and an administrator may hold it open for a while (openSoftLock).
 */
export function setSoftLock(
  pool: Pool,
  act: CompanyAct & { upTo: IsoDate | null },
): Promise<Parsed<{ softLockedUpTo: IsoDate | null }>> {
  const { companyId, upTo } = act;
  return changeCompany(pool, act, "set_soft_lock", async (db, { softLockedUpTo: before }) => {
    await db`update company set soft_locked_up_to = ${upTo}, soft_lock_open_until = null where id = ${companyId}`;
    return { value: { softLockedUpTo: upTo }, detail: { before, after: upTo } };
  });
}

/** The longest that a soft lock is held open at a time. */
const OPEN_MINUTES_MAX = 24 * 60;

/**
 * Lets everybody with the right to post write behind the soft lock until a moment; then it holds again by itself. For an
 * administrator, with a reason, which is kept. The hard lock does not yield.
 */
export function openSoftLock(
  pool: Pool,
  act: CompanyAct & { minutes: number; reason: string },
): Promise<Parsed<{ openUntil: Date }>> {
  const { companyId, at } = act;
  const minutes = Math.min(Math.max(1, act.minutes), OPEN_MINUTES_MAX);
  const openUntil = new Date(at.getTime() + minutes * 60_000);
  return changeCompany(pool, act, "open_soft_lock", async (db, { softLockedUpTo }) => {
    if (!act.reason.trim()) return error("reason_missing");
    if (softLockedUpTo === null) return error("no_soft_lock");
    await db`update company set soft_lock_open_until = ${openUntil} where id = ${companyId}`;
    return { value: { openUntil }, reason: act.reason, detail: { upTo: softLockedUpTo, until: openUntil } };
  });
}

type Changed<T> = { value: T; detail: object; reason?: string };

/** Changes something of the company under its lock, and says who did. */
export function changeCompany<T>(
  pool: Pool,
  { companyId, by, at }: CompanyAct,
  action: string,
  change: (db: Db, company: Company) => Promise<Changed<T> | Problem>,
): Promise<Parsed<T>> {
  return asCompany(pool, companyId, async (db): Promise<Parsed<T>> => {
    await lockBooks(db);
    const changed = await change(db, await currentCompany(db));
    if ("code" in changed) return { ok: false, problems: [changed] };
    await writeAudit(db, companyId, {
      ...(by === undefined ? {} : { actorId: by }),
      at,
      action,
      subject: "company",
      subjectId: companyId,
      ...(changed.reason === undefined ? {} : { reason: changed.reason }),
      detail: changed.detail,
    });
    return { ok: true, value: changed.value, warnings: [] };
  });
}
