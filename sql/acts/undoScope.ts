import type { IsoDate } from "../../domain/days.ts";
import { sumCents } from "../../domain/money.ts";
import { error, type Parsed } from "../../domain/problems.ts";
import { lockBooks, writeAudit } from "../books.ts";
import { companyRoles, currentCompany } from "../companies.ts";
import { asCompany, type Pool } from "../connect.ts";
import { postedMatch, type UndoneAs } from "../matches.ts";
import { allocationsOfLine } from "../payments.ts";
import { lineById } from "../statements.ts";
import { linesOfScope, type UndoScope } from "../undoScope.ts";
import { postLines } from "./postLines.ts";
import { takeBackLines, takeBackProblem } from "./takeBack.ts";

type Act = { companyId: bigint; by?: bigint; at: Date; on: IsoDate; as: UndoneAs; reason?: string };

/**
 * Takes back everything a scope holds, and nothing else: one line, what one rule posted in one passing, or a whole
 * passing. One transaction: all of it or nothing.
 * @param act.seen how many lines the preview showed: refused when it is another number now, so that nobody undoes what they did not see
 */
export function undoScope(
  pool: Pool,
  act: Act & { scope: UndoScope; seen: number },
): Promise<Parsed<{ lines: number; reversals: number }>> {
  return asCompany(pool, act.companyId, async (db) => {
    await lockBooks(db, act);
    const company = await currentCompany(db);
    const lineIds = await linesOfScope(db, act.scope);
    if (lineIds.length === 0) return { ok: false, problems: [error("nothing_to_undo")] };
    if (lineIds.length !== act.seen)
      return {
        ok: false,
        problems: [
          error("undo_changed", { value: String(lineIds.length), params: { seen: String(act.seen) } }),
        ],
      };
    const problem = await takeBackProblem(db, lineIds, act.on);
    if (problem) return { ok: false, problems: [problem] };
    const taken = await takeBackLines(db, lineIds, { ...act, company });
    await writeAudit(db, act.companyId, {
      ...(act.by === undefined ? {} : { actorId: act.by }),
      at: act.at,
      action: "undo_scope",
      subject: act.scope.kind === "line" ? "statement_line" : "match_run",
      subjectId: act.scope.kind === "line" ? act.scope.lineId : act.scope.runId,
      ...(act.reason ? { reason: act.reason } : {}),
      detail: { scope: scopeDetail(act.scope), lines: taken.map(({ lineId }) => String(lineId)), as: act.as },
    });
    const reversals = taken.filter((line) => line.isFinal).length;
    return { ok: true, value: { lines: taken.length, reversals }, warnings: [] };
  });
}

function scopeDetail(scope: UndoScope): object {
  return Object.fromEntries(Object.entries(scope).map(([key, value]) => [key, String(value)]));
}

/**
 * Takes back one allocation of a line that has several: the other shares stay paid, and the cents that were its wait on the
 * suspense account, on the same bank line, until somebody places them (GC37).
 */
export function undoAllocation(
  pool: Pool,
  act: Act & { lineId: bigint; shareId: bigint },
): Promise<Parsed<{ lineId: bigint; rest: bigint }>> {
  return asCompany(pool, act.companyId, async (db) => {
    await lockBooks(db, act);
    const [company, roles] = [await currentCompany(db), await companyRoles(db)];
    const line = await lineById(db, act.lineId);
    const allocations = await allocationsOfLine(db, act.lineId);
    const kept = allocations.filter(({ shareId }) => shareId !== act.shareId);
    const match = await postedMatch(db, act.lineId);
    if (!line || !match || kept.length === 0 || kept.length === allocations.length)
      return { ok: false, problems: [error("allocation_not_alone")] };
    const problem = await takeBackProblem(db, [act.lineId], act.on);
    if (problem) return { ok: false, problems: [problem] };
    await takeBackLines(db, [act.lineId], { ...act, company });
    const rest = line.amount - sumCents(kept.map(({ amount }) => amount));
    const evidence = { allocations: kept, rest, proposal: match };
    await postLines(
      db,
      [
        {
          line,
          allocations: kept,
          rest,
          match: {
            lineId: act.lineId,
            decision: "post",
            level: "A",
            reason: "person",
            evidence,
            ...(act.by === undefined ? {} : { decidedBy: act.by }),
          },
        },
      ],
      { company, roles, at: act.at, on: act.on, ...(act.by === undefined ? {} : { by: act.by }) },
    );
    await writeAudit(db, act.companyId, {
      ...(act.by === undefined ? {} : { actorId: act.by }),
      at: act.at,
      action: "undo_allocation",
      subject: "statement_line",
      subjectId: act.lineId,
      ...(act.reason ? { reason: act.reason } : {}),
      detail: { shareId: String(act.shareId), rest: String(rest) },
    });
    return { ok: true, value: { lineId: act.lineId, rest }, warnings: [] };
  });
}
