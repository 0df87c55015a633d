import type { IsoDate } from "../domain/days.ts";
import { holdSuspended } from "../domain/matching/budget.ts";
import type { Decision } from "../domain/matching/evidence.ts";
import { recall } from "../domain/matching/memory.ts";
import { decideByRules } from "../domain/matching/ruleDecisions.ts";
import { prepareRules } from "../domain/matching/rules.ts";
import type { Db } from "./connect.ts";
import { memoryOf } from "./memory.ts";
import { suspendedRights } from "./rights.ts";
import { listRules } from "./rules.ts";
import type { BookableLine } from "./statements.ts";

/**
 * What the company knows beside its documents has the last word on a batch: what people refused, its rules on the lines that no
 * document explains, and what may post by itself. None of it makes a document's answer post.
 */
export async function lastWord(
  db: Db,
  lines: readonly BookableLine[],
  decisions: readonly Decision[],
  today: IsoDate,
): Promise<Decision[]> {
  const byId = new Map(lines.map((line) => [line.id, line]));
  const recalled = recall(decisions, byId, await memoryOf(db, lines, decisions, today), today);
  const ruled = decideByRules(recalled, byId, prepareRules(await listRules(db)));
  return holdSuspended(ruled, await suspendedRights(db));
}
