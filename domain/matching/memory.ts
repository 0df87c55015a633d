import { createHash } from "node:crypto";
import { daysBetween, type IsoDate } from "../days.ts";
import { answerOf, partyOf } from "./answer.ts";
import type { Candidate, Decision, Fact } from "./evidence.ts";
import type { LineToMatch } from "./line.ts";
import { learntWords } from "./names.ts";

/** When a payer usually pays, in days after the invoice: the middle, and how far half of the payments are from it. */
export type Habit = { delayDays: number; spreadDays: number; payments: number };

/** What people's decisions taught that bears on a batch of lines. */
export type Memory = {
  /** Answers refused on each line. */
  refusedOn: ReadonlyMap<bigint, ReadonlySet<string>>;
  /** Days on which a pair of payer and party was refused, by pairKey. */
  refusedPairs: ReadonlyMap<string, readonly IsoDate[]>;
  habits: ReadonlyMap<bigint, Habit>;
  /** Days of the invoices that the answers name. */
  issuedOn: ReadonlyMap<bigint, IsoDate>;
};

/** A refusal counts half after so many days. */
const HALF_LIFE_DAYS = 90;
/** What is left of refusals that still keeps a pair from posting by itself: one refusal for a half-life, two for two. */
const HOLDS = 0.5;
/** A habit of fewer payments is none. */
const HABIT_PAYMENTS_MIN = 3;

/**
 * Who pays, as the bank writes it: the IBAN, else the telling words of the name or label. Hashed, because it is kept beside the
 * code of a patient. Undefined when the line names nobody.
 */
export function payerKey(
  line: Pick<LineToMatch, "counterpartyIban" | "counterpartyName" | "label">,
): string | undefined {
  const written = line.counterpartyIban ?? learntWords(line.counterpartyName ?? line.label);
  return written && createHash("sha256").update(written).digest("hex").slice(0, 32);
}

export function pairKey(payer: string, thirdPartyId: bigint): string {
  return `${payer} ${thirdPartyId}`;
}

/** What is left of refusals after some time: each is worth 1 on its day, half of it after a half-life. */
export function strengthOf(refusedOn: readonly IsoDate[], today: IsoDate): number {
  return refusedOn.reduce(
    (sum, day) => sum + 2 ** (-Math.max(0, daysBetween(day, today)) / HALF_LIFE_DAYS),
    0,
  );
}

/**
 * Decisions in the light of what people said before: an answer refused on a line is not proposed to it again; a payer and party
 * that were refused together do not post by themselves until the refusal has faded; among answers as good as each other, the
 * one that fits the payer's habit comes first. Memory holds back and orders: it makes nothing post.
 */
export function recall(
  decisions: readonly Decision[],
  lines: ReadonlyMap<bigint, LineToMatch>,
  memory: Memory,
  today: IsoDate,
): Decision[] {
  return decisions.map((decision) => {
    const line = lines.get(decision.lineId);
    if (!line || decision.candidates.length === 0) return decision;
    const kept = withoutRefused(decision, memory.refusedOn.get(line.id));
    return inHabitOrder(heldBack(kept, line, memory, today), line, memory);
  });
}

function withoutRefused(decision: Decision, refused: ReadonlySet<string> | undefined): Decision {
  if (!refused) return decision;
  const candidates = decision.candidates.filter((candidate) => !refused.has(answerOf(candidate)));
  if (candidates.length === decision.candidates.length) return decision;
  if (candidates.length === 0)
    return { ...decision, decision: "nothing", level: "D", reason: "all_refused", candidates };
  return candidates[0] === decision.candidates[0]
    ? { ...decision, candidates }
    : { ...decision, decision: "suggest", level: "B", reason: "weak_answer", candidates };
}

function heldBack(decision: Decision, line: LineToMatch, memory: Memory, today: IsoDate): Decision {
  const payer = payerKey(line);
  if (payer === undefined) return decision;
  const isHeld = (candidate: Candidate) => {
    const party = partyOf(candidate);
    const days = party === undefined ? undefined : memory.refusedPairs.get(pairKey(payer, party));
    return days !== undefined && strengthOf(days, today) >= HOLDS;
  };
  const candidates = decision.candidates.map((candidate) =>
    isHeld(candidate) ? withFact(candidate, { code: "refused_before" }) : candidate,
  );
  const [best] = candidates;
  if (decision.decision !== "post" || best === decision.candidates[0]) return { ...decision, candidates };
  return { ...decision, decision: "suggest", level: "B", reason: "weak_answer", candidates };
}

/** Only among answers that the engine found as good as each other: a habit says what is likely, not what is true. */
function inHabitOrder(decision: Decision, line: LineToMatch, memory: Memory): Decision {
  if (decision.decision !== "suggest" || decision.candidates.length < 2) return decision;
  const told = decision.candidates.map((candidate) => {
    const days = daysOf(candidate, line, memory);
    return days === undefined
      ? candidate
      : withFact(candidate, { code: "usual_delay", params: { days: String(days) } });
  });
  const best = told[0]?.weight ?? 0;
  const rank = (candidate: Candidate) => (candidate.weight === best && isUsual(candidate) ? 0 : 1);
  return { ...decision, candidates: told.sort((a, b) => b.weight - a.weight || rank(a) - rank(b)) };
}

function isUsual({ facts }: Candidate): boolean {
  return facts.some(({ code }) => code === "usual_delay");
}

/** The payer's usual days, where this answer's invoice is that old on the day of the line. */
function daysOf(candidate: Candidate, line: LineToMatch, { habits, issuedOn }: Memory): number | undefined {
  const party = partyOf(candidate);
  const habit = party === undefined ? undefined : habits.get(party);
  const issued = issuedOn.get(candidate.allocations[0]?.invoiceId ?? 0n);
  if (!habit || !issued || habit.payments < HABIT_PAYMENTS_MIN) return undefined;
  const off = Math.abs(daysBetween(issued, line.bookedOn) - habit.delayDays);
  return off <= Math.max(habit.spreadDays, 1) ? habit.delayDays : undefined;
}

/** The weight stays: what people said before holds an answer back, it does not make another one right. */
function withFact(candidate: Candidate, fact: Fact): Candidate {
  return { ...candidate, facts: [...candidate.facts, fact] };
}
