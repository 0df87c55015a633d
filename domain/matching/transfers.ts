import type { IsoDate } from "../days.ts";
import { type Cents, sumCents } from "../money.ts";
import type { BroughtReturn, Candidate, Decision, Fact, ReasonCode } from "./evidence.ts";
import type { LineToMatch } from "./line.ts";
import { isNear, namesAnotherReturn } from "./received.ts";
import { weightOf } from "./score.ts";
import { setsThatSum } from "./sums.ts";

/** What an insurer announced and no bank line has brought yet. `left` in cents. */
export type AnnouncedPayment = {
  paymentId: bigint;
  thirdPartyId: bigint;
  insurer: string;
  paidOn: IsoDate;
  left: Cents;
  reference?: string;
};

export type NamedInsurer = { thirdPartyId: bigint; name: string };

/** What the books know of insurers that could explain the lines of a batch. */
export type TransfersFound = {
  /** Announced payments whose reference stands on the line, with the text that names it. */
  referenced: Map<bigint, { payment: AnnouncedPayment; token: string }[]>;
  /** Insurers that the line names as its payer. */
  named: Map<bigint, NamedInsurer[]>;
  announced: Map<bigint, AnnouncedPayment[]>;
  /** Lines that name a document of a customer: their money is not an insurer's, whoever else is named. */
  ofCustomers: Set<bigint>;
};

/**
 * Decides the lines that are transfers of insurers, and no others. The reference of a return, or the insurer's name with an
 * amount that it announced once, brings what was announced. Money of an insurer that announced nothing it could be waits on
 * 511700 for its return (GC04), so that the books are the same whichever comes first. A named return with another amount, and
 * several answers that fit, are left to a person.
 */
export function decideTransfers(lines: readonly LineToMatch[], found: TransfersFound): Map<bigint, Decision> {
  const decisions = new Map<bigint, Decision>();
  const parts = partsThatMakeOne(lines, found);
  for (const line of lines) {
    if (line.amount <= 0n || (line.currency ?? "EUR") !== "EUR") continue;
    const decision = decideOne(line, found, parts);
    if (decision) decisions.set(line.id, decision);
  }
  return settleClaims(lines, decisions, found);
}

function decideOne(line: LineToMatch, found: TransfersFound, parts: Set<bigint>): Decision | undefined {
  const referenced = found.referenced.get(line.id) ?? [];
  if (referenced.length > 0) return byReference(line, referenced, parts.has(line.id));
  const insurers = found.named.get(line.id) ?? [];
  const [insurer, ...others] = insurers;
  if (!insurer || others.length > 0 || found.ofCustomers.has(line.id)) return undefined;
  const possible = (found.announced.get(insurer.thirdPartyId) ?? []).filter(
    ({ paidOn, reference }) => isNear(line.bookedOn, paidOn) && !namesAnotherReturn(line, reference),
  );
  return byName(line, insurer, possible);
}

/**
 * Announced returns of exactly this amount, for a line that names nobody we know: shown, and never posted by themselves, since an
 * amount alone is never enough (D12). A person who accepts one teaches how the bank writes that insurer.
 */
export function suggestByAmount(line: LineToMatch, found: TransfersFound): Decision | undefined {
  const equal = [...found.announced.values()]
    .flat()
    .filter((payment) => payment.left === line.amount && isNear(line.bookedOn, payment.paidOn));
  if (equal.length === 0) return undefined;
  const facts: Fact[] = [{ code: "amount_exact" }, { code: "payer_not_named" }];
  const answers = equal.map((payment) => candidate(bring([payment]), facts));
  const [level, reason] =
    equal.length === 1 ? (["B", "weak_answer"] as const) : (["C", "several_answers"] as const);
  return waiting(line, level, reason, answers, []);
}

type Referenced = { payment: AnnouncedPayment; token: string };

function byReference(line: LineToMatch, referenced: Referenced[], isPart: boolean): Decision {
  const facts = referenced.map(
    ({ payment, token }): Fact => ({
      code: "return_read",
      token,
      params: { reference: payment.reference ?? "" },
    }),
  );
  const tokens = referenced.map(({ token }) => token);
  const payments = referenced.map(({ payment }) => payment);
  if (isPart) return post(line, "return_and_amount", [bring(payments, line.amount)], facts, tokens);
  const { solutions, complete } = setsThatSum(
    payments.map((payment) => ({ ...payment, amount: payment.left })),
    line.amount,
  );
  const [only, second] = solutions;
  if (only && !second && complete) {
    return post(line, "return_and_amount", [bring(only)], [...facts, { code: "amount_exact" }], tokens);
  }
  const proposed = candidate(bring(payments), [...facts, { code: "return_amount_differs" }]);
  return waiting(line, "B", "return_amount_differs", [proposed], tokens);
}

function byName(line: LineToMatch, insurer: NamedInsurer, announced: AnnouncedPayment[]): Decision {
  const named: Fact = { code: "insurer_named", params: { insurer: insurer.name } };
  const tokens = [insurer.name];
  const params = { insurer: insurer.name };
  const { solutions, complete } = setsThatSum(
    announced.map((payment) => ({ ...payment, amount: payment.left })),
    line.amount,
  );
  const answers = solutions.map((solution) => bring(solution));
  if (answers.length === 0 && complete) {
    const { thirdPartyId, name } = insurer;
    const money = [{ thirdPartyId, insurer: name, amount: line.amount }];
    return { ...post(line, "insurer_before_return", [money], [named], tokens), params };
  }
  const exact: Fact = { code: (solutions[0]?.length ?? 1) > 1 ? "sum_exact" : "amount_exact" };
  if (answers.length === 1 && complete)
    return post(line, "insurer_and_amount", answers, [named, exact], tokens);
  if (answers.length > 0) {
    const rivals = answers.map((answer) => candidate(answer, [named, exact, { code: "rival_as_good" }]));
    return { ...waiting(line, "C", "several_answers", rivals, tokens), params };
  }
  const near = announced.map((payment) =>
    candidate(bring([payment]), [named, { code: "return_amount_differs" }]),
  );
  return { ...waiting(line, "D", "insurer_without_fit", near, tokens), params };
}

/**
 * Lines that each name one return and together make exactly what it announced: one return, several transfers. Any one of them
 * alone is a wrong amount.
 */
function partsThatMakeOne(lines: readonly LineToMatch[], found: TransfersFound): Set<bigint> {
  const byPayment = new Map<bigint, { left: Cents; lines: LineToMatch[] }>();
  for (const line of lines) {
    const [only, ...others] = found.referenced.get(line.id) ?? [];
    if (!only || others.length > 0 || line.amount <= 0n || line.amount >= only.payment.left) continue;
    const known = byPayment.get(only.payment.paymentId) ?? { left: only.payment.left, lines: [] };
    byPayment.set(only.payment.paymentId, { ...known, lines: [...known.lines, line] });
  }
  const whole = [...byPayment.values()].filter(
    (part) => sumCents(part.lines.map((line) => line.amount)) === part.left,
  );
  return new Set(whole.flatMap((part) => part.lines.map((line) => line.id)));
}

type Claim = { line: LineToMatch; amount: Cents; weight: number };

/**
 * Where the lines that would post want more of a payment than is left: the one that names it keeps it, else the one of the
 * first day, else none does. The others are left to a person.
 */
function settleClaims(
  lines: readonly LineToMatch[],
  decisions: Map<bigint, Decision>,
  found: TransfersFound,
): Map<bigint, Decision> {
  const left = new Map(
    [...found.announced.values()].flat().map((payment) => [payment.paymentId, payment.left]),
  );
  const claims = new Map<bigint, Claim[]>();
  for (const line of lines) {
    const decision = decisions.get(line.id);
    const best = decision?.candidates[0];
    if (decision?.decision !== "post" || !best) continue;
    for (const { paymentId, amount } of best.brings ?? []) {
      if (paymentId !== undefined)
        claims.set(paymentId, [...(claims.get(paymentId) ?? []), { line, amount, weight: best.weight }]);
    }
  }
  const settled = new Map(decisions);
  for (const [paymentId, wanting] of claims) {
    if (sumCents(wanting.map((claim) => claim.amount)) <= (left.get(paymentId) ?? 0n)) continue;
    const winner = strictlyFirst(wanting);
    for (const { line } of wanting) {
      const decision = settled.get(line.id);
      if (decision && line !== winner) settled.set(line.id, heldBack(decision));
    }
  }
  return settled;
}

function strictlyFirst(claims: readonly Claim[]): LineToMatch | undefined {
  const top = Math.max(...claims.map((claim) => claim.weight));
  const best = claims.filter((claim) => claim.weight === top);
  const firstDay = best.map((claim) => claim.line.bookedOn).sort()[0];
  const first = best.filter((claim) => claim.line.bookedOn === firstDay);
  return first.length === 1 ? first[0]?.line : undefined;
}

function heldBack(decision: Decision): Decision {
  const candidates = decision.candidates.map(
    (answer): Candidate => ({
      ...answer,
      facts: [...answer.facts, { code: "wanted_by_another_line" }],
    }),
  );
  return { ...decision, decision: "suggest", level: "B", reason: "wanted_by_another_line", candidates };
}

function bring(payments: readonly AnnouncedPayment[], amount?: Cents): BroughtReturn[] {
  return payments.map((payment) => ({
    paymentId: payment.paymentId,
    thirdPartyId: payment.thirdPartyId,
    insurer: payment.insurer,
    amount: amount ?? payment.left,
    ...(payment.reference ? { reference: payment.reference } : {}),
  }));
}

function candidate(brings: BroughtReturn[], facts: Fact[]): Candidate {
  return { allocations: [], brings, facts, weight: weightOf(facts) };
}

function post(
  line: LineToMatch,
  reason: ReasonCode,
  answers: BroughtReturn[][],
  facts: Fact[],
  tokens: string[],
): Decision {
  const candidates = answers.map((answer) => candidate(answer, facts));
  return { lineId: line.id, decision: "post", level: "A", reason, candidates, tokens };
}

function waiting(
  line: LineToMatch,
  level: "B" | "C" | "D",
  reason: ReasonCode,
  candidates: Candidate[],
  tokens: string[],
): Decision {
  const decision = level === "D" ? "nothing" : "suggest";
  return { lineId: line.id, decision, level, reason, candidates: candidates.slice(0, 5), tokens };
}
