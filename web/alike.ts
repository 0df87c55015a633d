import type { LineRow } from "../sql/screens/lines.ts";
import { type Answer, answersOf, type LinesPlace } from "./views/lineRow.ts";
import { leftOver } from "./views/openLine.ts";

/** A line whose best answer can be accepted as it stands, and that answer. */
export type Clear = { line: LineRow; answer: Answer };

/** Levels with one clear answer: lines where several are as good are decided one by one. */
const CLEAR_LEVELS: readonly string[] = ["A", "B"];

/** The waiting lines with one clear answer that places the whole line, for the same reason and with the same kinds of facts. */
export function alikeTo(
  line: LineRow,
  lines: readonly LineRow[],
  current: Pick<LinesPlace, "shares" | "returns" | "payments">,
): Clear[] {
  const kind = kindOf(clearAnswer(line, current));
  if (kind === undefined) return [];
  return lines.flatMap((each) => {
    const clear = clearAnswer(each, current);
    return clear && kindOf(clear) === kind ? [clear] : [];
  });
}

function clearAnswer(
  line: LineRow,
  current: Pick<LinesPlace, "shares" | "returns" | "payments">,
): Clear | undefined {
  const [answer] = answersOf(line, current);
  if (!answer || line.state !== "waiting" || !CLEAR_LEVELS.includes(line.level)) return undefined;
  const open = answer.shares.length > 0 || answer.returns.length > 0;
  return open && leftOver(line, answer) === 0n ? { line, answer } : undefined;
}

function kindOf(clear: Clear | undefined): string | undefined {
  if (!clear) return undefined;
  const facts = [...new Set(clear.answer.candidate.facts.map((fact) => fact.code))].sort();
  return [clear.line.level, clear.line.reason, ...facts].join(" ");
}
