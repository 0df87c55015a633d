import type { IsoDate } from "../days.ts";
import { assign } from "./assign.ts";
import { candidatesFor } from "./candidates.ts";
import type { Decision, Fact, FactCode, Level, ReasonCode } from "./evidence.ts";
import { comesBack, reasonOfBatch } from "./kindOfLine.ts";
import type { LineToMatch, Retrieved, ShareToMatch } from "./line.ts";
import { MODEL, type ScoreModel } from "./model.ts";
import { keepsPromise, PROMISED_ERRORS, withChances } from "./score.ts";

/** What a screen shows of the answers: the best ones, no more. */
const CANDIDATES_MAX = 5;
/** Decibans: a rival less than ten times as unlikely as the best answer is as good as it, and the line is left to a person. */
const NEAR = 10;

/** An answer that may post: a fact names the document or the payer, and the cents come out exactly (D12). */
const POSTABLE: Partial<Record<ReasonCode, true>> = {
  number_and_amount: true,
  number_and_part: true,
  numbers_and_sum: true,
  iban_and_amount: true,
  name_and_amount: true,
};

/** What people decided of the decisions: errors in 10,000 that the company accepts of what posts by itself, and lines not to post. */
export type Terms = {
  promisedErrors: number;
  /** Lines of which a person took a match back: the machine proposes, and no longer posts by itself. */
  takenBack: ReadonlySet<bigint>;
  /** What each fact weighs for this company; without it, as the program says. */
  model?: ScoreModel;
};

const USUAL: Terms = { promisedErrors: PROMISED_ERRORS, takenBack: new Set() };

/**
 * Says of every line what it pays. Day by day, as the nights would have: each line by itself first, then the conflicts over all
 * lines of the day, and the next day sees what was paid. So nothing depends on the order of the lines, nor on how many days are
 * decided at once, as long as a day is not cut. Nothing is posted on an amount alone (D12), nor when two answers are as good as
 * each other, nor when the best one is less certain than what the company promises.
 */
export function decideLines(
  lines: readonly LineToMatch[],
  retrieved: Retrieved,
  terms: Terms = USUAL,
): Decision[] {
  const paid = new Map<bigint, bigint>();
  const decided = new Map<bigint, Decision>();
  for (const day of byDay(lines)) {
    const books = afterPayments(day, retrieved, paid);
    for (const decision of assign(day.map((line) => decideAlone(line, books, terms)))) {
      decided.set(decision.lineId, decision);
      if (decision.decision !== "post") continue;
      for (const { shareId, amount } of decision.candidates[0]?.allocations ?? [])
        paid.set(shareId, (paid.get(shareId) ?? 0n) + amount);
    }
  }
  return lines.flatMap((line) => decided.get(line.id) ?? []);
}

function byDay(lines: readonly LineToMatch[]): LineToMatch[][] {
  const days = new Map<IsoDate, LineToMatch[]>();
  for (const line of lines) {
    const day = days.get(line.bookedOn);
    if (day) day.push(line);
    else days.set(line.bookedOn, [line]);
  }
  return [...days].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, day]) => day);
}

/** What was found for the lines of a day, with what earlier days of the same run paid taken off. */
function afterPayments(
  day: readonly LineToMatch[],
  retrieved: Retrieved,
  paid: ReadonlyMap<bigint, bigint>,
): Retrieved {
  if (paid.size === 0) return retrieved;
  const now = (share: ShareToMatch): ShareToMatch => {
    const amount = paid.get(share.shareId);
    return amount === undefined ? share : { ...share, due: share.due - amount };
  };
  const of = <T>(found: ReadonlyMap<bigint, T[]>, change: (find: T) => T) =>
    new Map(
      day.flatMap(({ id }) => (found.has(id) ? [[id, (found.get(id) ?? []).map(change)] as const] : [])),
    );
  const within = <T extends { share: ShareToMatch }>(find: T): T => {
    const share = now(find.share);
    return share === find.share ? find : { ...find, share };
  };
  return {
    byNumber: of(retrieved.byNumber, within),
    byIban: of(retrieved.byIban, now),
    byName: of(retrieved.byName, within),
    byLikeName: of(retrieved.byLikeName, within),
    namesCutShort: retrieved.namesCutShort,
    byAmount: of(retrieved.byAmount, now),
    knownParties: retrieved.knownParties,
  };
}

function decideAlone(line: LineToMatch, retrieved: Retrieved, terms: Terms): Decision {
  const closed = closedQuestion(line);
  if (closed) return closed;
  const { model = MODEL } = terms;
  const { candidates, tokens } = candidatesFor(line, retrieved, model);
  if (candidates.length === 0) return nothing(line, reasonForNothing(line, retrieved), tokens);
  const kept = candidates.slice(0, CANDIDATES_MAX);
  const unseen = candidates.length - kept.length;
  const verdict = judge(kept, unseen, {
    promisedErrors: terms.promisedErrors,
    takenBack: terms.takenBack.has(line.id),
    model,
  });
  return {
    lineId: line.id,
    ...verdict,
    tokens,
    ...(unseen > 0 ? { unseen } : {}),
    promisedErrors: terms.promisedErrors,
    model: model.id,
  };
}

/** An answer as far as it is judged: its facts, their weight, and how many documents it pays. */
export type Weighed = { facts: Fact[]; weight: number; allocations: readonly unknown[] };

export type Verdict<T extends Weighed> = Pick<Decision, "decision" | "level" | "reason"> & {
  candidates: (T & { chance: number })[];
};

/**
 * What becomes of a line with these answers, the best first. It rests on nothing but what is stored with the decision, so that a
 * decision can be come to again years later (replay.ts).
 */
export function judge<T extends Weighed>(
  found: readonly T[],
  unseen: number,
  {
    promisedErrors,
    takenBack,
    model = MODEL,
  }: { promisedErrors: number; takenBack: boolean; model?: ScoreModel },
): Verdict<T> {
  const [first, second] = found;
  if (!first) throw new Error("a line without an answer has nothing to judge");
  const near = second !== undefined && first.weight - second.weight < NEAR;
  const remarks: Fact[] = [...doubtsOf(first, found), ...(near ? [{ code: "rival_as_good" } as const] : [])];
  const doubted = { ...first, facts: withRemarks(first.facts, remarks) };
  const candidates = withChances([doubted, ...found.slice(1)], unseen, model);
  const say = (decision: Decision["decision"], level: Level, reason: ReasonCode): Verdict<T> => ({
    decision,
    level,
    reason,
    candidates,
  });
  if (near) return say("suggest", "C", "several_answers");
  const reason = reasonOf(doubted);
  if (!POSTABLE[reason] || doubted.facts.some(({ code }) => OPPOSED.has(code)))
    return say("suggest", "B", reason === "above_due" ? "above_due" : "weak_answer");
  if (takenBack) return say("suggest", "B", "taken_back");
  if (!keepsPromise(candidates[0]?.chance ?? 0, promisedErrors)) return say("suggest", "B", "below_promise");
  return say("post", "A", reason);
}

function withRemarks(facts: readonly Fact[], remarks: readonly Fact[]): Fact[] {
  return [...facts, ...remarks.filter(({ code }) => !facts.some((fact) => fact.code === code))];
}

/**
 * A part of one invoice is doubtful when the same payer owes exactly this amount elsewhere, or an invoice whose number is nearly
 * the one on the line: the number may be a slip. That somebody else's invoice has the amount says nothing.
 */
function doubtsOf(best: Weighed, candidates: readonly Weighed[]): Fact[] {
  if (!best.facts.some(({ code }) => code === "amount_below_due")) return [];
  const exactElsewhere = candidates.slice(1).some(({ facts }) => {
    const has = (...codes: FactCode[]) => facts.some(({ code }) => codes.includes(code));
    const ofAnother = has("payer_not_named") && !has("number_close", "number_cut_fits");
    return has("amount_exact", "sum_exact") && !ofAnother;
  });
  return exactElsewhere ? [{ code: "other_answer_exact" }] : [];
}

/** Facts that leave the line to a person, however good the rest is. */
const OPPOSED = new Set<FactCode>([
  "amount_above_due",
  "other_number_read",
  "unpayable_named",
  "other_party_named",
  "homonym",
  "rival_as_good",
  "search_cut_short",
  "number_at_the_cut",
  "number_close",
  "payer_not_named",
  "other_answer_exact",
]);

/** Lines that no customer's invoice explains. */
function closedQuestion(line: LineToMatch): Decision | undefined {
  if (line.amount === 0n) return nothing(line, "zero_amount", []);
  if ((line.currency ?? "EUR") !== "EUR") return nothing(line, "other_currency", []);
  if (comesBack(line) === "said") return nothing(line, "payment_returned", []);
  if (line.amount < 0n) return nothing(line, "money_out", []);
  return undefined;
}

function reasonOf(best: Weighed): ReasonCode {
  const has = (...codes: FactCode[]) => best.facts.some((fact) => codes.includes(fact.code));
  if (has("amount_above_due")) return "above_due";
  const several = best.allocations.length > 1;
  if (has("number_read", "number_in_reference", "number_in_rf", "number_without_prefix", "number_split")) {
    if (has("amount_below_due")) return "number_and_part";
    return several ? "numbers_and_sum" : "number_and_amount";
  }
  if (!has("amount_exact", "sum_exact")) return "weak_answer";
  if (has("iban_known")) return "iban_and_amount";
  return has("name_exact", "name_learnt", "name_spelling", "name_longer") ? "name_and_amount" : "weak_answer";
}

/** A named document that takes no payment, a known payer who owes nothing, a batch of other means, or nothing at all. */
function reasonForNothing(line: LineToMatch, retrieved: Retrieved): ReasonCode {
  const named = retrieved.byNumber.get(line.id) ?? [];
  if (named.some(({ share }) => share.lifecycle === "draft")) return "invoice_is_draft";
  if (named.some(({ share }) => share.lifecycle === "quote")) return "invoice_is_quote";
  if (named.length > 0) return "invoice_settled";
  const batch = reasonOfBatch(line);
  if (batch) return batch;
  if (retrieved.knownParties.has(line.id)) return "party_without_open_invoice";
  return "nothing_found";
}

function nothing(line: LineToMatch, reason: ReasonCode, tokens: string[]): Decision {
  return { lineId: line.id, decision: "nothing", level: "D", reason, candidates: [], tokens };
}
