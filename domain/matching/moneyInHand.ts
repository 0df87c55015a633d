import type { IsoDate } from "../days.ts";
import { absCents, type Cents, decimalOf, sumCents } from "../money.ts";
import type { Candidate, ClearedMoney, Decision, Fact, ReasonCode } from "./evidence.ts";
import { comesBack } from "./kindOfLine.ts";
import type { LineToMatch, ShareToMatch } from "./line.ts";
import { chargesIn } from "./moneyWords.ts";
import { isNear } from "./received.ts";
import { weightOf } from "./score.ts";
import { setsThatSum } from "./sums.ts";

/** A payment whose money is in hand and not yet on the bank account. */
export type PaymentUnderWay = { paymentId: bigint; amount: Cents; paidOn: IsoDate; chequeNumber?: string };

/** A slip, a batch or cash carried to the bank. `amount`: what of it no bank line has brought yet. */
export type RemittanceUnderWay = {
  remittanceId: bigint;
  reference: string;
  amount: Cents;
  /** None for cash: it left the till by itself. */
  payments: PaymentUnderWay[];
};

/** A payment that the bank had credited, and that a line may take back. */
export type PaymentToTakeBack = { paymentId: bigint; amount: Cents; reference: string };

export type ToldPayment = { payment: PaymentUnderWay; fact: Fact };

/** What the books know that could be the money of the lines of a batch, by line. */
export type MoneyFound = {
  /** Remittances to the account of the line whose reference stands on it. */
  named: Map<bigint, { remittance: RemittanceUnderWay; token: string }[]>;
  /** Payments by a cheque whose number stands on the line. */
  cheques: Map<bigint, { payment: PaymentUnderWay; token: string }[]>;
  /**
   * Transfers and other money that a person told before the bank did, and why the line may be theirs: it bears the number of a document
   * they pay, or the reference that was typed; or it names their payer.
   */
  told: Map<bigint, ToldPayment[]>;
  /** What the payers of lines owe of exactly their amount: money told before is then not the only answer. */
  owed: Map<bigint, ShareToMatch[]>;
  /** Card sales of the day that the line names. */
  cards: Map<bigint, { token: string; payments: PaymentUnderWay[] }>;
  /** Cash on its way to the account of the line. */
  cash: Map<bigint, { token: string; remittances: RemittanceUnderWay[] }>;
  /** Credited payments that the line names, for money out. */
  cameBack: Map<bigint, { payment: PaymentToTakeBack; token: string }[]>;
  /** Lines that name an open document of a customer: an answer that does not fit is not put in its way. */
  ofCustomers: Set<bigint>;
};

/**
 * Decides the lines that bring money which was under way, or take back a payment, and no others. What names the
 * money is the reference of a slip, batch or deposit, a cheque's number, the day of card sales, or the words for cash with the
 * amount under way; and the amount must agree to the cent, with the bank's commission where it prints it. Else a person says.
 */
export function decideMoneyInHand(lines: readonly LineToMatch[], found: MoneyFound): Map<bigint, Decision> {
  const decisions = new Map<bigint, Decision>();
  for (const line of lines) {
    if ((line.currency ?? "EUR") !== "EUR") continue;
    const decision = line.amount < 0n ? takenBack(line, found) : brought(line, found);
    if (decision && (decision.decision === "post" || !found.ofCustomers.has(line.id)))
      decisions.set(line.id, decision);
  }
  return withoutRivals(decisions);
}

function brought(line: LineToMatch, found: MoneyFound): Decision | undefined {
  return (
    byRemittance(line, found.named.get(line.id) ?? []) ??
    byCheque(line, found.cheques.get(line.id) ?? []) ??
    byTelling(line, found) ??
    bySaleDay(line, found.cards.get(line.id)) ??
    byCash(line, found.cash.get(line.id))
  );
}

/** The line with what the bank says it kept: sales and commission printed must make the credit. */
type Gross = { amount: Cents; fee: Cents; vat: Cents; facts: Fact[] };

function grossOf(line: LineToMatch): Gross {
  const { gross, fee = 0n, vat = 0n } = chargesIn(line);
  const amount = line.amount + fee + vat;
  if (fee === 0n || (gross !== undefined && gross !== amount))
    return { amount: line.amount, fee: 0n, vat: 0n, facts: [] };
  return { amount, fee, vat, facts: [{ code: "charges_read", params: { fee: decimalOf(fee + vat) } }] };
}

function byRemittance(
  line: LineToMatch,
  named: { remittance: RemittanceUnderWay; token: string }[],
): Decision | undefined {
  if (named.length === 0) return undefined;
  const tokens = named.map(({ token }) => token);
  const facts = named.map(
    ({ remittance, token }): Fact => ({
      code: "remittance_read",
      token,
      params: { reference: remittance.reference },
    }),
  );
  const remittances = named.map(({ remittance }) => remittance);
  const gross = grossOf(line);
  const whole = clearing(remittances, gross);
  if (whole.amount === gross.amount)
    return post(line, "remittance_and_amount", whole, [...facts, ...gross.facts], tokens);
  return differs(line, whole, facts, tokens);
}

function byCheque(
  line: LineToMatch,
  found: { payment: PaymentUnderWay; token: string }[],
): Decision | undefined {
  if (found.length === 0) return undefined;
  const tokens = [...new Set(found.map(({ token }) => token))];
  const facts = tokens.map((token): Fact => ({ code: "cheque_read", token }));
  return byPayments(
    line,
    "cheque_and_amount",
    found.map(({ payment }) => payment),
    facts,
    tokens,
  );
}

/**
 * The line brings exactly the money that somebody said was paid: it names the document or the reference, else the payer, who then owes
 * nothing else of these cents, and whom no other number on the line contradicts.
 */
function byTelling(line: LineToMatch, found: MoneyFound): Decision | undefined {
  const equal = (found.told.get(line.id) ?? []).filter(({ payment }) => payment.amount === line.amount);
  const named = equal.filter(({ fact }) => fact.code === "told_by_hand");
  if (named.length > 0) return ofTold(line, named, []);
  const likely = equal.filter(({ payment }) => isNear(line.bookedOn, payment.paidOn));
  if (likely.length === 0 || found.ofCustomers.has(line.id)) return undefined;
  return ofTold(line, likely, found.owed.get(line.id) ?? []);
}

function ofTold(line: LineToMatch, told: readonly ToldPayment[], owed: readonly ShareToMatch[]): Decision {
  const gross = { amount: line.amount, fee: 0n, vat: 0n };
  const payments = [...new Map(told.map(({ payment }) => [payment.paymentId, payment])).values()];
  const factsOf = ({ paymentId }: PaymentUnderWay) => {
    const own = told.filter(({ payment }) => payment.paymentId === paymentId).map(({ fact }) => fact);
    return [...new Map(own.map((fact) => [`${fact.code} ${fact.token}`, fact])).values()];
  };
  const tokens = [...new Set(told.flatMap(({ fact }) => fact.token ?? []))];
  const [only, ...others] = payments;
  if (only && others.length === 0 && owed.length === 0)
    return post(line, "told_and_amount", clearingPayments([only], gross), factsOf(only), tokens);
  const rival: Fact = { code: "rival_as_good" };
  const rivals = [
    ...payments.map((payment) => candidate(clearingPayments([payment], gross), [...factsOf(payment), rival])),
    ...owed.map((share) => paying(share, [{ code: "amount_exact" }, rival])),
  ];
  return waiting(line, "C", "several_answers", rivals, tokens);
}

/** The other answer: a document that its payer owes. */
function paying(
  { shareId, invoiceId, invoice, payer, thirdPartyId, due }: ShareToMatch,
  facts: Fact[],
): Candidate {
  const allocations = [{ shareId, invoiceId, invoice, payer, thirdPartyId, amount: due, due }];
  return { allocations, facts, weight: weightOf(facts) };
}

function bySaleDay(
  line: LineToMatch,
  found: { token: string; payments: PaymentUnderWay[] } | undefined,
): Decision | undefined {
  if (!found || found.payments.length === 0) return undefined;
  const facts: Fact[] = [{ code: "sale_day_read", token: found.token }];
  return byPayments(line, "sale_day_and_amount", found.payments, facts, [found.token]);
}

/** All of the payments named, else the only ones of them that make the amount. */
function byPayments(
  line: LineToMatch,
  reason: ReasonCode,
  payments: readonly PaymentUnderWay[],
  facts: Fact[],
  tokens: string[],
): Decision {
  const gross = grossOf(line);
  const all = clearingPayments(payments, gross);
  if (all.amount === gross.amount) return post(line, reason, all, [...facts, ...gross.facts], tokens);
  const { solutions, complete } = setsThatSum(payments, gross.amount);
  const [only, second] = solutions;
  if (only && !second && complete)
    return post(line, reason, clearingPayments(only, gross), [...facts, ...gross.facts], tokens);
  if (solutions.length === 0) return differs(line, all, facts, tokens);
  const rivals = solutions.map((solution) =>
    candidate(clearingPayments(solution, gross), [
      ...facts,
      { code: "under_way_exact" },
      { code: "rival_as_good" },
    ]),
  );
  return waiting(line, "C", "several_answers", rivals, tokens);
}

/** The words for cash name no deposit: the amount under way does, if it is the only one. */
function byCash(
  line: LineToMatch,
  found: { token: string; remittances: RemittanceUnderWay[] } | undefined,
): Decision | undefined {
  if (!found) return undefined;
  const facts: Fact[] = [{ code: "cash_named", token: found.token }];
  const whole = { amount: line.amount, fee: 0n, vat: 0n };
  const equal = found.remittances.filter(({ amount }) => amount === line.amount);
  const [only, second] = equal;
  if (only && !second) return post(line, "cash_and_amount", clearing([only], whole), facts, [found.token]);
  const rivals = equal.map((one) =>
    candidate(clearing([one], whole), [...facts, { code: "under_way_exact" }, { code: "rival_as_good" }]),
  );
  return rivals.length > 0 ? waiting(line, "C", "several_answers", rivals, [found.token]) : undefined;
}

/** Money that goes out of the account because a payment came back: the payment it names, for the same cents. */
function takenBack(line: LineToMatch, found: MoneyFound): Decision | undefined {
  if (!comesBack(line)) return undefined;
  const named = found.cameBack.get(line.id) ?? [];
  const equal = named.filter(({ payment }) => payment.amount === absCents(line.amount));
  const [only, second] = equal;
  const tokens = [...new Set(named.map(({ token }) => token))];
  const answerOf = ({ payment, token }: (typeof named)[number], facts: Fact[]): Candidate => {
    const said: Fact[] = [{ code: "unpaid_named" }, { code: "cheque_read", token }, ...facts];
    const { paymentId, reference } = payment;
    return { allocations: [], takesBack: { paymentId, reference }, facts: said, weight: weightOf(said) };
  };
  if (only && !second) {
    const candidates = [answerOf(only, [{ code: "under_way_exact" }])];
    return { lineId: line.id, decision: "post", level: "A", reason: "payment_came_back", candidates, tokens };
  }
  const answers = (equal.length > 0 ? equal : named).map((one) =>
    answerOf(one, [{ code: equal.length > 0 ? "rival_as_good" : "under_way_differs" }]),
  );
  return answers.length > 0
    ? waiting(line, equal.length > 0 ? "C" : "B", "payment_returned", answers, tokens)
    : undefined;
}

/** Two lines that would bring the same money: no amount says which, so a person does. */
function withoutRivals(decisions: Map<bigint, Decision>): Map<bigint, Decision> {
  const claims = new Map<string, bigint[]>();
  for (const [lineId, { decision, candidates }] of decisions) {
    if (decision !== "post") continue;
    for (const key of claimsOf(candidates[0])) claims.set(key, [...(claims.get(key) ?? []), lineId]);
  }
  const rivals = new Set([...claims.values()].filter((lineIds) => lineIds.length > 1).flat());
  return new Map(
    [...decisions].map(([id, decision]) => [id, rivals.has(id) ? heldBack(decision) : decision]),
  );
}

function claimsOf(answer: Candidate | undefined): string[] {
  const { remittances = [], paymentIds = [] } = answer?.clears ?? {};
  return [
    ...remittances.map(({ remittanceId }) => `remittance ${remittanceId}`),
    ...paymentIds.map((id) => `payment ${id}`),
    ...(answer?.takesBack ? [`return ${answer.takesBack.paymentId}`] : []),
  ];
}

function heldBack(decision: Decision): Decision {
  const candidates = decision.candidates.map((answer): Candidate => {
    const facts: Fact[] = [...answer.facts, { code: "wanted_by_another_line" }];
    return { ...answer, facts, weight: weightOf(facts) };
  });
  return { ...decision, decision: "suggest", level: "B", reason: "wanted_by_another_line", candidates };
}

type Kept = { fee: Cents; vat: Cents };

function clearing(remittances: readonly RemittanceUnderWay[], { fee, vat }: Kept): ClearedMoney {
  return {
    remittances: remittances.map(({ remittanceId, reference }) => ({ remittanceId, reference })),
    paymentIds: remittances.flatMap(({ payments }) => payments.map(({ paymentId }) => paymentId)),
    amount: sumCents(remittances.map(({ amount }) => amount)),
    fee,
    vat,
  };
}

function clearingPayments(payments: readonly PaymentUnderWay[], { fee, vat }: Kept): ClearedMoney {
  return {
    remittances: [],
    paymentIds: payments.map(({ paymentId }) => paymentId),
    amount: sumCents(payments.map(({ amount }) => amount)),
    fee,
    vat,
  };
}

function candidate(clears: ClearedMoney, facts: Fact[]): Candidate {
  return { allocations: [], clears, facts, weight: weightOf(facts) };
}

function post(
  line: LineToMatch,
  reason: ReasonCode,
  clears: ClearedMoney,
  facts: Fact[],
  tokens: string[],
): Decision {
  const candidates = [candidate(clears, [...facts, { code: "under_way_exact" }])];
  return { lineId: line.id, decision: "post", level: "A", reason, candidates, tokens };
}

/** The money is named and its amount is another: a person says what the bank kept, or which part came. */
function differs(line: LineToMatch, clears: ClearedMoney, facts: Fact[], tokens: string[]): Decision {
  const proposed = candidate({ ...clears, fee: 0n, vat: 0n }, [...facts, { code: "under_way_differs" }]);
  return waiting(line, "B", "under_way_differs", [proposed], tokens);
}

function waiting(
  line: LineToMatch,
  level: "B" | "C",
  reason: ReasonCode,
  candidates: Candidate[],
  tokens: string[],
): Decision {
  return { lineId: line.id, decision: "suggest", level, reason, candidates: candidates.slice(0, 5), tokens };
}
