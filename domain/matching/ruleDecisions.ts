import type { Decision, FactCode, ReasonCode } from "./evidence.ts";
import { type PreparedRule, type RuleLine, ruleFor } from "./rules.ts";

/**
 * Lines that no rule may touch: they move nothing, are in another currency, bring back a payment, which reopens a debt, or name a
 * document that takes no payment, which somebody has to look at.
 */
const CLOSED = new Set<ReasonCode>([
  "zero_amount",
  "other_currency",
  "payment_returned",
  "invoice_is_draft",
  "invoice_is_quote",
  "invoice_settled",
]);
const NAMES_A_DOCUMENT = new Set<FactCode>([
  "number_read",
  "number_in_reference",
  "number_in_rf",
  "number_without_prefix",
  "number_split",
  "number_cut_fits",
  "unpayable_named",
  "return_read",
  "remittance_read",
  "cheque_read",
  "sale_day_read",
  "told_by_hand",
  "unpaid_named",
  "order_read",
  "payment_read",
]);

/**
 * Lets the rules of the company speak on the lines that no document explains (D13: fees, interest, own transfers by a rule or
 * by a person, never guessed). What is certain stays as it is, and so does a line that names an invoice, a return or a remittance: a rule
 * never hides a debt that somebody pays. What the engine thought is kept, so that it can be replayed.
 */
export function decideByRules(
  decisions: readonly Decision[],
  lines: ReadonlyMap<bigint, RuleLine>,
  rules: readonly PreparedRule[],
): Decision[] {
  if (rules.length === 0) return [...decisions];
  return decisions.map((decision) => {
    const line = lines.get(decision.lineId);
    return line && isOpen(decision) ? byRule(decision, line, rules) : decision;
  });
}

function isOpen({ decision, reason, candidates }: Decision): boolean {
  if (decision === "post" || CLOSED.has(reason)) return false;
  return !candidates.some(({ facts }) => facts.some(({ code }) => NAMES_A_DOCUMENT.has(code)));
}

function byRule(decision: Decision, line: RuleLine, rules: readonly PreparedRule[]): Decision {
  const rule = ruleFor(line, rules);
  if (!rule) return decision;
  const { level, reason, candidates, params, tokens } = decision;
  const proposal = { level, reason, evidence: { reason, candidates, tokens, ...(params ? { params } : {}) } };
  const said = { ...decision, rule, params: { rule: rule.name }, proposal };
  if (!rule.parts)
    return {
      ...said,
      decision: candidates.length > 0 ? "suggest" : "nothing",
      reason: "rule_does_not_add_up",
    };
  return { ...said, candidates: [], decision: "post", level: "A", reason: "rule" };
}
