import type { DecisionToTell } from "../domain/matching/account.ts";
import type { Fact } from "../domain/matching/evidence.ts";
import { MODEL, type ScoreModel } from "../domain/matching/model.ts";
import type { Recorded } from "../domain/matching/retrace.ts";
import { modelWith, versionOf } from "../domain/matching/weights.ts";
import { savedWeights } from "./changes.ts";
import type { Db } from "./connect.ts";
import type { StoredEvidence } from "./screens/lines.ts";

type Row = Omit<DecisionToTell, "texts" | "tokens" | "params" | "answers" | "model" | "promisedErrors"> & {
  texts: string[];
  evidence: StoredEvidence & { model?: string; promisedErrors?: number; unseen?: number; proposal?: unknown };
};

/** The decisions in force and taken back of a bank line, the latest first: as told, and as they can be replayed, with what weighed. */
export async function decisionsOfLine(
  db: Db,
  line: string,
): Promise<{ told: DecisionToTell; recorded: Recorded; model: ScoreModel }[]> {
  const rows = await db<Row[]>`
    select line.booked_on::text as booked_on, line.amount_cents as amount, line.state, match.decision, match.level, match.reason,
           to_char(match.decided_at, 'YYYY-MM-DD HH24:MI') as decided_at, app_user.name as by, match.engine, match.evidence,
           array_remove(array[line.label] || line.details
             || array[line.counterparty_name, line.counterparty_iban, line.end_to_end_id, line.structured_reference], null) as texts
      from statement_line as line
      join match on match.line_id = line.id
      left join app_user on app_user.id = match.decided_by
     where line.company_id = current_company()
       and (line.id::text = ${line} or line.bank_reference = ${line} or line.entry_number = ${line})
     order by line.id, match.id desc
     limit 20
  `;
  const saved = new Map(
    (await savedWeights(db)).map(({ id, decibans }) => [
      String(id),
      modelWith({ version: String(id), decibans }),
    ]),
  );
  return rows.map(({ evidence, ...row }) => {
    const scored = saved.get(versionOf(evidence.model) ?? "") ?? MODEL;
    const candidates = evidence.candidates ?? [];
    const { model, promisedErrors, unseen } = evidence;
    const versions = {
      ...(model === undefined ? {} : { model }),
      ...(promisedErrors === undefined ? {} : { promisedErrors }),
    };
    const answers = candidates.map(({ allocations, brings, facts, weight, chance }) => ({
      pays: [
        ...allocations.map(({ invoice, amount }) => ({ what: invoice, cents: BigInt(amount) })),
        ...(brings ?? []).map(({ insurer, reference, amount }) => ({
          what: [insurer, reference].filter(Boolean).join(" "),
          cents: BigInt(amount),
        })),
      ],
      facts: facts as Fact[],
      weight,
      ...(chance === undefined ? {} : { chance }),
    }));
    return {
      model: scored,
      told: {
        ...row,
        ...versions,
        weights: scored.weights,
        tokens: evidence.tokens ?? [],
        params: evidence.params ?? {},
        answers,
      },
      recorded: {
        ...versions,
        decision: row.decision,
        reason: row.reason,
        ...(unseen === undefined ? {} : { unseen }),
        candidates: candidates.map(({ facts, allocations, chance }) => ({
          facts: facts as Fact[],
          allocations,
          ...(chance === undefined ? {} : { chance }),
        })),
      },
    };
  });
}
