import { addDays, daysBetween, type IsoDate } from "../days.ts";
import { absCents, type Cents, sumCents } from "../money.ts";
import type { Candidate, CarriedOut, Decision, Fact, ReasonCode } from "./evidence.ts";
import type { LineToMatch } from "./line.ts";
import { weightOf } from "./score.ts";
import { setsThatSum } from "./sums.ts";

/** A payment that left us and waits for its bank line. `amount` in cents. */
export type AwaitedPayment = {
  paymentId: bigint;
  direction: "in" | "out";
  amount: Cents;
  party: string;
  /** Its day: of execution, collection, hand-in or issue. Null when nobody said. */
  since: IsoDate | null;
};

/** What was asked of the bank in one go, with those of its payments that still wait. */
export type AwaitedOrder = {
  orderId: bigint;
  reference: string;
  kind: "transfer" | "direct_debit" | "hand_in";
  /** Undefined when the program that made it did not say. */
  executeOn?: IsoDate;
  payments: readonly AwaitedPayment[];
};

/** A payment with the text of the line that names it, and what that text is. */
export type NamedPayment = { payment: AwaitedPayment; fact: Fact };

/** What the books know of money under way that could explain the lines of a batch, by line. */
export type AwaitedFound = {
  /** Orders whose reference stands on the line, with the text that names them. */
  referenced: Map<bigint, { order: AwaitedOrder; token: string }[]>;
  /** Payments whose own identifier or cheque number stands on the line. */
  identified: Map<bigint, NamedPayment[]>;
  /** Payments of exactly the amount of the line to a supplier whom it names. */
  named: Map<bigint, NamedPayment[]>;
  /** Payments the other way that were carried out, of which the line names identifier, order or document. */
  cameBack: Map<bigint, NamedPayment[]>;
  /** Of lines that say that a payment comes back and name none: those of exactly their amount by a customer whom they name. */
  ofPayer: Map<bigint, NamedPayment[]>;
  /** Direct debits whose whole is exactly the amount of the line. */
  ofTotal: Map<bigint, AwaitedOrder[]>;
};

/** A bank credits direct debits on their day, or some days later over a weekend or a feast. */
const CREDIT_DAYS = 5;
/** An order may be carried out a little before its day, never long before: the line then speaks of another. */
const EARLY_DAYS = 5;

/**
 * Decides the lines by which the bank carries out what we asked of it, or sends it back, and no others. A line needs a fact that
 * names it (D12): the reference of an order, the identifier of a payment, a cheque number, the supplier's name with an amount under
 * way to him, or, for a credit of direct debits, that it says so on their day. Amounts must come out to the cent.
 */
export function decideAwaited(lines: readonly LineToMatch[], found: AwaitedFound): Map<bigint, Decision> {
  const decisions = new Map<bigint, Decision>();
  for (const line of lines) {
    if (line.amount === 0n || (line.currency ?? "EUR") !== "EUR") continue;
    const decision = sentBack(line, found) ?? carriedOut(line, found);
    if (decision) decisions.set(line.id, decision);
  }
  return settleClaims(lines, decisions);
}

/** A payment that the line names, in full, the other way: it comes back. */
function sentBack(line: LineToMatch, found: AwaitedFound): Decision | undefined {
  const named = found.cameBack.get(line.id) ?? [];
  if (named.length === 0) return ofPayer(line, found.ofPayer.get(line.id) ?? []);
  const exact = onePerPayment(named.filter(({ payment }) => payment.amount === absCents(line.amount)));
  const tokens = named.flatMap(({ fact }) => fact.token ?? []);
  const [only, ...others] = exact;
  if (!only) {
    const candidates = onePerPayment(named).map((each) => backOf(each, "order_amount_differs"));
    return answer(line, "suggest", "B", "order_amount_differs", candidates, tokens);
  }
  if (others.length === 0)
    return answer(line, "post", "A", "payment_sent_back", [backOf(only, "amount_exact")], tokens);
  const rivals = exact.map((each) => backOf(each, "rival_as_good"));
  return answer(line, "suggest", "C", "several_answers", rivals, tokens);
}

/** A payer and an amount do not say which of his payments failed him: a person does. */
function ofPayer(line: LineToMatch, named: readonly NamedPayment[]): Decision | undefined {
  if (named.length === 0) return undefined;
  const code = named.length === 1 ? "amount_exact" : "rival_as_good";
  const answers = named.map((each) => backOf(each, code));
  return answer(
    line,
    "suggest",
    named.length === 1 ? "B" : "C",
    "payment_returned",
    answers,
    tokensOf(named),
  );
}

function backOf({ payment, fact }: NamedPayment, code: Fact["code"]): Candidate {
  const facts: Fact[] = [fact, { code }];
  const { paymentId, party, amount } = payment;
  return { allocations: [], sentBack: { paymentId, party, amount }, facts, weight: weightOf(facts) };
}

function onePerPayment(named: readonly NamedPayment[]): NamedPayment[] {
  return [...new Map(named.map((each) => [each.payment.paymentId, each])).values()];
}

function carriedOut(line: LineToMatch, found: AwaitedFound): Decision | undefined {
  return (
    byReference(line, found.referenced.get(line.id) ?? []) ??
    byIdentifier(line, found.identified.get(line.id) ?? []) ??
    byDay(line, found.ofTotal.get(line.id) ?? []) ??
    byName(line, found.named.get(line.id) ?? [])
  );
}

function byReference(
  line: LineToMatch,
  referenced: readonly { order: AwaitedOrder; token: string }[],
): Decision | undefined {
  const usable = referenced.filter(({ order }) => order.payments.some((payment) => isLikely(line, payment)));
  if (usable.length === 0) return undefined;
  const facts = usable.map(
    ({ order, token }): Fact => ({ code: "order_read", token, params: { reference: order.reference } }),
  );
  const tokens = usable.map(({ token }) => token);
  const payments = usable.flatMap(({ order }) => order.payments);
  const wanted = absCents(line.amount);
  if (sumCents(payments.map(({ amount }) => amount)) === wanted)
    return posted(line, "order_and_amount", payments, [...facts, { code: "sum_exact" }], tokens);
  const { solutions, complete } = setsThatSum(payments, wanted);
  const [part, second] = solutions;
  if (part && !second && complete)
    return posted(line, "order_and_amount", part, [...facts, { code: "sum_exact" }], tokens);
  const proposed = candidateOf(payments, [...facts, { code: "order_amount_differs" }]);
  return answer(line, "suggest", "B", "order_amount_differs", [proposed], tokens);
}

function byIdentifier(line: LineToMatch, identified: readonly NamedPayment[]): Decision | undefined {
  const likely = identified.filter(({ payment }) => isLikely(line, payment));
  if (likely.length === 0) return undefined;
  const exact = likely.filter(({ payment }) => payment.amount === absCents(line.amount));
  const [only, ...others] = exact;
  if (only && others.length === 0) return oneOf(line, "payment_and_amount", only);
  if (only) return rivals(line, exact);
  const candidates = likely.map(({ payment, fact }) =>
    candidateOf([payment], [fact, { code: "order_amount_differs" }]),
  );
  return answer(line, "suggest", "B", "order_amount_differs", candidates, tokensOf(likely));
}

/** A credit that says it is of direct debits, on the day of exactly one file of this total. */
function byDay(line: LineToMatch, orders: readonly AwaitedOrder[]): Decision | undefined {
  const saysSo = saysDirectDebits(line);
  if (!saysSo) return undefined;
  const onDay = orders.filter(({ executeOn }) => {
    if (executeOn === undefined) return false;
    const days = daysBetween(executeOn, line.bookedOn);
    return days >= -1 && days <= CREDIT_DAYS;
  });
  const [only, ...others] = onDay;
  if (!only || others.length > 0) return undefined;
  const facts: Fact[] = [
    { code: "order_on_its_day", token: saysSo, params: { reference: only.reference } },
    { code: "sum_exact" },
  ];
  return posted(line, "order_on_its_day", only.payments, facts, [saysSo]);
}

const DEBIT_WORDS = /\b(?:PRLV|PRLVT|PRELEVEMENTS?|PRELEVTS?|PRÉLÈVEMENTS?|SDD)\b/i;
const HANDED_WORDS = /\b(?:REMISE|REM|ENCAISSEMENT|EMIS|ÉMIS|CREDIT)\b/i;

function saysDirectDebits({ amount, label, details }: LineToMatch): string | undefined {
  if (amount <= 0n) return undefined;
  const text = [label, ...details].find((each) => DEBIT_WORDS.test(each) && HANDED_WORDS.test(each));
  return text && DEBIT_WORDS.exec(text)?.[0];
}

function byName(line: LineToMatch, named: readonly NamedPayment[]): Decision | undefined {
  const likely = named.filter(({ payment }) => isLikely(line, payment));
  const [only, ...others] = likely;
  if (!only) return undefined;
  return others.length === 0 ? oneOf(line, "supplier_and_amount", only) : rivals(line, likely);
}

function oneOf(line: LineToMatch, reason: ReasonCode, { payment, fact }: NamedPayment): Decision {
  return posted(line, reason, [payment], [fact, { code: "amount_exact" }], tokensOf([{ payment, fact }]));
}

/** Two payments of one amount: which of them it is, nothing tells. */
function rivals(line: LineToMatch, named: readonly NamedPayment[]): Decision {
  const candidates = named.map(({ payment, fact }) =>
    candidateOf([payment], [fact, { code: "amount_exact" }, { code: "rival_as_good" }]),
  );
  return answer(line, "suggest", "C", "several_answers", candidates, tokensOf(named));
}

function tokensOf(named: readonly NamedPayment[]): string[] {
  return [...new Set(named.flatMap(({ fact }) => fact.token ?? []))];
}

/** Same direction, and not long before the day of the payment. */
function isLikely(line: LineToMatch, payment: AwaitedPayment): boolean {
  const { direction, since } = payment;
  return directionOf(line) === direction && (since === null || line.bookedOn >= addDays(since, -EARLY_DAYS));
}

function directionOf(line: LineToMatch): "in" | "out" {
  return line.amount > 0n ? "in" : "out";
}

/**
 * Where two lines want one payment, the one that names it best keeps it, else that of the first day, else none does: the others are
 * left to a person.
 */
function settleClaims(
  lines: readonly LineToMatch[],
  decisions: Map<bigint, Decision>,
): Map<bigint, Decision> {
  const dayOf = new Map(lines.map((line) => [line.id, line.bookedOn]));
  const claims = new Map<bigint, Decision[]>();
  for (const decision of decisions.values()) {
    if (decision.decision !== "post") continue;
    for (const paymentId of claimed(decision))
      claims.set(paymentId, [...(claims.get(paymentId) ?? []), decision]);
  }
  const settled = new Map(decisions);
  for (const wanting of claims.values()) {
    if (wanting.length < 2) continue;
    const winner = strictlyFirst(wanting, dayOf);
    for (const loser of wanting) if (loser !== winner) settled.set(loser.lineId, heldBack(loser));
  }
  return settled;
}

function claimed({ candidates }: Decision): bigint[] {
  const { carries = [], sentBack } = candidates[0] ?? {};
  return sentBack ? [sentBack.paymentId] : carries.map(({ paymentId }) => paymentId);
}

function strictlyFirst(
  wanting: readonly Decision[],
  dayOf: ReadonlyMap<bigint, IsoDate>,
): Decision | undefined {
  const weight = ({ candidates }: Decision) => candidates[0]?.weight ?? 0;
  const top = Math.max(...wanting.map(weight));
  const best = wanting.filter((decision) => weight(decision) === top);
  const firstDay = best.map(({ lineId }) => dayOf.get(lineId) ?? "").sort()[0];
  const first = best.filter(({ lineId }) => dayOf.get(lineId) === firstDay);
  return first.length === 1 ? first[0] : undefined;
}

function heldBack(decision: Decision): Decision {
  const candidates = decision.candidates.map(
    (each): Candidate => ({ ...each, facts: [...each.facts, { code: "wanted_by_another_line" }] }),
  );
  return { ...decision, decision: "suggest", level: "B", reason: "wanted_by_another_line", candidates };
}

function posted(
  line: LineToMatch,
  reason: ReasonCode,
  payments: readonly AwaitedPayment[],
  facts: Fact[],
  tokens: string[],
): Decision {
  return answer(line, "post", "A", reason, [candidateOf(payments, facts)], tokens);
}

function candidateOf(payments: readonly AwaitedPayment[], facts: Fact[]): Candidate {
  const carries = payments.map(({ paymentId, party, amount }): CarriedOut => ({ paymentId, party, amount }));
  return { allocations: [], carries, facts, weight: weightOf(facts) };
}

function answer(
  line: LineToMatch,
  decision: Decision["decision"],
  level: Decision["level"],
  reason: ReasonCode,
  candidates: Candidate[],
  tokens: string[],
): Decision {
  return { lineId: line.id, decision, level, reason, candidates: candidates.slice(0, 5), tokens };
}
