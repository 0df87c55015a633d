import { assign } from "./assign.ts";
import { candidatesFor } from "./candidates.ts";
import type { Candidate, Decision, FactCode, Level, ReasonCode } from "./evidence.ts";
import type { LineToMatch, Retrieved } from "./line.ts";

/** What a screen shows of the answers: the best ones, no more. */
const CANDIDATES_MAX = 5;
/** A rival this near to the best answer is as good as it: the line is left to a person. */
const NEAR = 20;

/** An answer that may post: a fact names the document or the payer, and the cents come out exactly (D12). */
const POSTABLE: Partial<Record<ReasonCode, true>> = {
  number_and_amount: true,
  number_and_part: true,
  numbers_and_sum: true,
  iban_and_amount: true,
  name_and_amount: true,
};

/**
 * Says of every line of a batch what it pays: each line by itself first, then the conflicts over the whole batch, so that
 * the result does not depend on the order of the lines. Nothing is posted on an amount alone (D12), nor when two
 * answers are as good as each other.
 */
export function decideLines(lines: readonly LineToMatch[], retrieved: Retrieved): Decision[] {
  return assign(
    lines.map((line) => decideAlone(line, retrieved)),
    new Map(lines.map((line) => [line.id, line.bookedOn])),
  );
}

function decideAlone(line: LineToMatch, retrieved: Retrieved): Decision {
  const closed = closedQuestion(line);
  if (closed) return closed;
  const { candidates, tokens } = candidatesFor(line, retrieved);
  const [first, second] = candidates;
  const best = first && doubtIfPart(first, candidates);
  if (!best) return nothing(line, reasonForNothing(line, retrieved), tokens);
  const reason = reasonOf(best);
  if (second && best.weight - second.weight < NEAR) {
    return answer(line, "suggest", "C", "several_answers", [rivalled(best), ...candidates.slice(1)], tokens);
  }
  const answers = [best, ...candidates.slice(1)];
  if (POSTABLE[reason] && !best.facts.some((fact) => OPPOSED.has(fact.code))) {
    return answer(line, "post", "A", reason, answers, tokens);
  }
  return answer(line, "suggest", "B", reason === "above_due" ? "above_due" : "weak_answer", answers, tokens);
}

/** A part of one invoice is doubtful when the same payer owes exactly this amount elsewhere: the number may be a slip. */
function doubtIfPart(best: Candidate, candidates: readonly Candidate[]): Candidate {
  const codes = new Set(best.facts.map((fact) => fact.code));
  const exactElsewhere = candidates
    .slice(1)
    .some((other) => other.facts.some((fact) => fact.code === "amount_exact" || fact.code === "sum_exact"));
  if (!codes.has("amount_below_due") || !exactElsewhere) return best;
  return { ...best, facts: [...best.facts, { code: "other_answer_exact" }] };
}

/** Facts that leave the line to a person, however good the rest is. */
const OPPOSED = new Set<FactCode>([
  "amount_above_due",
  "other_number_read",
  "other_party_named",
  "rival_as_good",
  "number_at_the_cut",
  "payer_not_named",
  "other_answer_exact",
]);

/** Lines that no customer's invoice explains. */
function closedQuestion(line: LineToMatch): Decision | undefined {
  if (line.amount === 0n) return nothing(line, "zero_amount", []);
  if ((line.currency ?? "EUR") !== "EUR") return nothing(line, "other_currency", []);
  if (RETURN_CODES.has(line.interbankCode ?? "") || line.returnReason)
    return nothing(line, "payment_returned", []);
  if (line.amount < 0n) return nothing(line, "money_out", []);
  return undefined;
}

/** CFONB operation codes of money that comes back (bank-formats 1.6). */
export const RETURN_CODES = new Set(["03", "10", "26", "27", "33", "38", "98", "B3", "B4", "C4"]);

function reasonOf(best: Candidate): ReasonCode {
  const has = (code: string) => best.facts.some((fact) => fact.code === code);
  if (has("amount_above_due")) return "above_due";
  const several = best.allocations.length > 1;
  if (has("number_read") || has("number_in_reference")) {
    if (has("amount_below_due")) return "number_and_part";
    return several ? "numbers_and_sum" : "number_and_amount";
  }
  if (has("iban_known") && (has("amount_exact") || has("sum_exact"))) return "iban_and_amount";
  if ((has("name_exact") || has("name_learnt")) && (has("amount_exact") || has("sum_exact")))
    return "name_and_amount";
  return "weak_answer";
}

function rivalled(best: Candidate): Candidate {
  return { ...best, facts: [...best.facts, { code: "rival_as_good" }] };
}

/** A named document that takes no payment, a known payer who owes nothing, or nothing at all. */
function reasonForNothing(line: LineToMatch, retrieved: Retrieved): ReasonCode {
  const named = retrieved.byNumber.get(line.id) ?? [];
  if (named.some(({ share }) => share.lifecycle === "draft")) return "invoice_is_draft";
  if (named.some(({ share }) => share.lifecycle === "quote")) return "invoice_is_quote";
  if (named.length > 0) return "invoice_settled";
  if (retrieved.knownParties.has(line.id)) return "party_without_open_invoice";
  return "nothing_found";
}

function nothing(line: LineToMatch, reason: ReasonCode, tokens: string[]): Decision {
  return answer(line, "nothing", "D", reason, [], tokens);
}

function answer(
  line: LineToMatch,
  decision: Decision["decision"],
  level: Level,
  reason: ReasonCode,
  candidates: Candidate[],
  tokens: string[],
): Decision {
  return {
    lineId: line.id,
    decision,
    level,
    reason,
    candidates: candidates.slice(0, CANDIDATES_MAX),
    tokens,
  };
}
