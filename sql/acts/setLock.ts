import type { IsoDate } from "../../domain/days.ts";
import { error, type Parsed } from "../../domain/problems.ts";
import { lockBooks, writeAudit } from "../books.ts";
import { currentCompany } from "../companies.ts";
import { asCompany, type Pool } from "../connect.ts";

type Lock = { companyId: bigint; upTo: IsoDate; by?: bigint; at: Date };

/**
 * Closes the books up to a day, that day included: from then on nobody posts or changes anything there (accounting-fr 2.2).
 * A lock only moves forward; an earlier day is refused.
 */
export function setLock(
  pool: Pool,
  { companyId, upTo, by, at }: Lock,
): Promise<Parsed<{ lockedUpTo: IsoDate }>> {
  return asCompany(pool, companyId, async (db): Promise<Parsed<{ lockedUpTo: IsoDate }>> => {
    await lockBooks(db);
    const { lockedUpTo } = await currentCompany(db);
    if (lockedUpTo !== null && upTo < lockedUpTo)
      return { ok: false, problems: [error("period_locked", { params: { day: lockedUpTo } })] };
    await db`update company set locked_up_to = ${upTo} where id = ${companyId}`;
    await writeAudit(db, companyId, {
      ...(by === undefined ? {} : { actorId: by }),
      at,
      action: "set_lock",
      subject: "company",
      subjectId: companyId,
      detail: { before: lockedUpTo, after: upTo },
    });
    return { ok: true, value: { lockedUpTo: upTo }, warnings: [] };
  });
}
