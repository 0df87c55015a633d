import { answerOf, partyOf } from "../../domain/matching/answer.ts";
import { error, type Parsed } from "../../domain/problems.ts";
import type { Pool } from "../connect.ts";
import { keepAnswers, proposedAnswers, proposedRule } from "../matches.ts";
import { rememberRefusal } from "../memory.ts";
import { type Act, audit, onOpenLine, personMatch } from "./decideLine.ts";
import { postByRules } from "./postByRules.ts";

/** A person says that the rule which fits a line is right: its entry is written as the proposal shows it. */
export function acceptRule(pool: Pool, act: Act): Promise<Parsed<{ entryId: bigint }>> {
  return onOpenLine(pool, act, async (db, line, deciding) => {
    const rule = await proposedRule(db, line.id);
    if (!rule) return { ok: false, problems: [error("rule_not_proposed")] };
    const match = await personMatch(db, act, { rule });
    const [entryId = 0n] = await postByRules(db, [{ line, rule, match }], deciding);
    await audit(db, act, "accept_rule", { rule: String(rule.id) });
    return { ok: true, value: { entryId }, warnings: [] };
  });
}

/**
 * A person says that one of the answers found for a line is wrong. It is not proposed again to this line, and payer and party
 * together post nothing by themselves until the refusal has faded.
 * @param act.answer the answer as domain/matching/answer.ts writes it
 */
export function refuseAnswer(pool: Pool, act: Act & { answer: string }): Promise<Parsed<{ lineId: bigint }>> {
  return onOpenLine(pool, act, async (db, line) => {
    const proposed = await proposedAnswers(db, line.id);
    const refused = proposed.find((candidate) => answerOf(candidate) === act.answer);
    if (!refused) return { ok: false, problems: [error("answer_not_proposed")] };
    const { at, by } = act;
    const facts = refused.chance === undefined ? undefined : refused.facts.map(({ code }) => code);
    const refusal = { line, answer: act.answer, thirdPartyId: partyOf(refused), facts, by, at };
    await rememberRefusal(db, act.companyId, refusal);
    const left = proposed.filter((candidate) => candidate !== refused);
    await keepAnswers(db, act.companyId, { lineId: line.id, left, at });
    await audit(db, act, "refuse_answer", { answer: act.answer });
    return { ok: true, value: { lineId: line.id }, warnings: [] };
  });
}
