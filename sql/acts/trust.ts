import { outcomeOfRecheck } from "../../domain/matching/recheck.ts";
import { error, type Parsed } from "../../domain/problems.ts";
import { lockBooks, writeAudit } from "../books.ts";
import { currentCompany } from "../companies.ts";
import { asCompany, type Pool } from "../connect.ts";
import { closeRecheck, machineAnswer } from "../rechecks.ts";
import { restoreRight, reviewRights } from "../rights.ts";

type Act = { companyId: bigint; by?: bigint; at: Date };

/**
 * A person answers a blind check. Another answer than the machine's counts as an error of its evidence, and may suspend it at
 * once.
 * @param act.typed numbers of documents or accounts, separated by commas; nothing: the person does not know
 */
export function answerRecheck(
  pool: Pool,
  act: Act & { recheckId: bigint; typed: string },
): Promise<Parsed<{ outcome: "same" | "other" | "unsure"; lineId: bigint }>> {
  return asCompany(pool, act.companyId, async (db) => {
    await lockBooks(db);
    const machine = await machineAnswer(db, act.recheckId);
    if (!machine || machine.outcome !== null) return { ok: false, problems: [error("recheck_answered")] };
    const outcome = outcomeOfRecheck(act.typed, machine.documents);
    await closeRecheck(db, { id: machine.id, outcome, answer: act.typed, at: act.at, by: act.by });
    const { settings } = await currentCompany(db);
    if (outcome === "other") await reviewRights(db, act.companyId, settings.promisedErrors, act.at);
    await writeAudit(db, act.companyId, {
      ...(act.by === undefined ? {} : { actorId: act.by }),
      at: act.at,
      action: "answer_recheck",
      subject: "statement_line",
      subjectId: machine.lineId,
      detail: { outcome, typed: act.typed },
    });
    return { ok: true, value: { outcome, lineId: machine.lineId }, warnings: [] };
  });
}

/** A person who looked into it lets an evidence or a rule post by itself again, and says why. */
export function restorePosting(
  pool: Pool,
  act: Act & { rightId: bigint; why: string },
): Promise<Parsed<{ rightId: bigint }>> {
  return asCompany(pool, act.companyId, async (db) => {
    if (act.why.trim() === "") return { ok: false, problems: [error("reason_missing")] };
    const restored = await restoreRight(db, { id: act.rightId, by: act.by, at: act.at, why: act.why });
    if (!restored) return { ok: false, problems: [error("posting_not_suspended")] };
    await writeAudit(db, act.companyId, {
      ...(act.by === undefined ? {} : { actorId: act.by }),
      at: act.at,
      action: "restore_posting",
      subject: "posting_right",
      subjectId: act.rightId,
      reason: act.why,
    });
    return { ok: true, value: { rightId: act.rightId }, warnings: [] };
  });
}
