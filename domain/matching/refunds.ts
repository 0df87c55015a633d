import { normaliseNumber } from "../documentNumber.ts";
import type { Cents } from "../money.ts";
import type { Candidate, Decision, Fact } from "./evidence.ts";
import { type LineToMatch, textsOf } from "./line.ts";
import { nameWords } from "./names.ts";
import { identifiersIn, referencesIn } from "./references.ts";
import { weightOf } from "./score.ts";

/** A refund that was ordered and whose bank line is awaited. Cents above zero. */
export type AwaitedRefund = {
  paymentId: bigint;
  amount: Cents;
  aux: string;
  name: string;
  invoice: string | null;
  chequeNumber: string | null;
  /** Of the order of transfers that took it up. */
  endToEndId: string | null;
};

/**
 * Lines out that show a refund which was ordered: its exact amount, and the name or code of whom it is paid to, its document or
 * its cheque on the line. An amount alone is never enough (D12); where two refunds fit, or two lines claim one, a person decides.
 * A line that bears the identifier of one is told by it, as other transfers of orders are.
 */
export function decideRefunds(
  lines: readonly LineToMatch[],
  awaited: readonly AwaitedRefund[],
): Map<bigint, Decision> {
  if (awaited.length === 0) return new Map();
  const identifiers = new Set(awaited.flatMap(({ endToEndId }) => endToEndId ?? []));
  const claims = lines
    .filter((line) => line.amount < 0n && (line.currency ?? "EUR") === "EUR" && !line.returnReason)
    .filter((line) => !identifiersIn(line).some((each) => identifiers.has(each.toUpperCase())))
    .map((line) => ({ line, fits: awaited.flatMap((refund) => fitOf(line, refund)) }))
    .filter(({ fits }) => fits.length > 0);
  return new Map(
    claims.map(({ line, fits }) => {
      const [only, ...others] = fits;
      const claimed = claims.filter((claim) => claim.fits.some(({ refund }) => refund === only?.refund));
      const sure = others.length === 0 && claimed.length === 1;
      return [line.id, decision(line, fits, sure)];
    }),
  );
}

type Fit = { refund: AwaitedRefund; fact: Fact; token: string };

function fitOf(line: LineToMatch, refund: AwaitedRefund): Fit[] {
  if (line.amount !== -refund.amount) return [];
  const token = tokenOf(line, refund);
  if (token === undefined) return [];
  return [{ refund, token, fact: { code: "payee_named", token } }];
}

/** The text of the line that says whose refund it is. */
function tokenOf(line: LineToMatch, refund: AwaitedRefund): string | undefined {
  const key = refund.invoice === null ? undefined : normaliseNumber(refund.invoice);
  for (const { text } of textsOf(line)) {
    const reference = referencesIn(text).find((found) => found.key === key);
    if (reference) return reference.token;
    const words = new Set(nameWords(text));
    if (holdsAll(words, refund.aux)) return refund.aux;
    if (refund.chequeNumber && words.has(refund.chequeNumber)) return refund.chequeNumber;
    if (holdsAll(words, refund.name)) return refund.name;
  }
  const payee = line.counterpartyName;
  return payee && holdsAll(new Set(nameWords(payee)), refund.name) ? payee : undefined;
}

function holdsAll(words: ReadonlySet<string>, name: string): boolean {
  const wanted = nameWords(name);
  return wanted.length > 0 && wanted.every((word) => words.has(word)) && wanted.join("").length >= 4;
}

function decision(line: LineToMatch, fits: readonly Fit[], sure: boolean): Decision {
  return {
    lineId: line.id,
    decision: sure ? "post" : "suggest",
    level: sure ? "A" : "C",
    reason: sure ? "refund_awaited" : "several_answers",
    candidates: fits.map(({ refund, fact }): Candidate => {
      const facts: Fact[] = [fact, { code: "amount_exact" }];
      return { allocations: [], refund: refund.paymentId, facts, weight: weightOf(facts) };
    }),
    tokens: fits.map(({ token }) => token),
  };
}
