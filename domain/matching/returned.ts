import type { IsoDate } from "../days.ts";
import type { Cents } from "../money.ts";
import { candidate } from "./candidate.ts";
import type { Decision, Fact, Level, ReasonCode } from "./evidence.ts";
import { isReturned } from "./kindOfLine.ts";
import type { LineToMatch, ShareToMatch } from "./line.ts";
import { type Parties, payerFacts } from "./payerFacts.ts";
import { withChances } from "./score.ts";

/** A payment that the bank brought and that may come back. Cents it gave to each share. */
export type PaymentReceived = {
  paymentId: bigint;
  paidOn: IsoDate;
  amount: Cents;
  gave: readonly { share: ShareToMatch; amount: Cents }[];
};

/** Payments of exactly the cents that come back, whose documents the line names, with the text that names them. */
export type PaymentsFound = ReadonlyMap<bigint, readonly { payment: PaymentReceived; token: string }[]>;

const UNKNOWN: Parties = { iban: new Set(), name: new Set(), known: false };

/**
 * Decides the lines by which money comes back, and no others: the one payment of the same cents whose document the line names is
 * undone, and what it paid is due again (GC17, GC22). Several, none, or another name on the line leave it to a person. Two lines
 * that would take back one payment are both left to a person.
 */
export function decideReturned(
  lines: readonly LineToMatch[],
  found: PaymentsFound,
  takenBack: ReadonlySet<bigint>,
): Map<bigint, Decision> {
  const returned = lines.filter((line) => line.amount < 0n && isReturned(line));
  const wanting = new Map<bigint, number>();
  for (const { id } of returned) {
    const [only, ...others] = found.get(id) ?? [];
    if (only && others.length === 0)
      wanting.set(only.payment.paymentId, (wanting.get(only.payment.paymentId) ?? 0) + 1);
  }
  return new Map(
    returned.map((line) => {
      const payments = (found.get(line.id) ?? []).filter(({ payment }) => payment.paidOn <= line.bookedOn);
      const contested = payments.some(({ payment }) => (wanting.get(payment.paymentId) ?? 0) > 1);
      return [line.id, decide(line, payments, contested || takenBack.has(line.id))];
    }),
  );
}

function decide(
  line: LineToMatch,
  payments: readonly { payment: PaymentReceived; token: string }[],
  asked: boolean,
): Decision {
  const candidates = withChances(
    payments.map(({ payment, token }) => {
      const number = payment.gave.map(({ share }) => share.invoice).join(", ");
      const [first] = payment.gave;
      const payer = first ? payerFacts(line, first.share, UNKNOWN, { whole: false }) : [];
      const facts: Fact[] = [
        { code: "number_read", token, params: { number } },
        { code: "payment_found", params: { number } },
        ...payer,
      ];
      return {
        ...candidate([], facts),
        takesBack: { paymentId: payment.paymentId, reference: number },
      };
    }),
  );
  const [best, second] = candidates;
  const tokens = payments.map(({ token }) => token);
  const say = (decision: Decision["decision"], level: Level, reason: ReasonCode): Decision => ({
    lineId: line.id,
    decision,
    level,
    reason,
    candidates: candidates.slice(0, 5),
    tokens: [...new Set(tokens)],
  });
  if (!best) return say("nothing", "D", "payment_returned");
  if (second) return say("suggest", "C", "several_answers");
  const opposed = best.facts.some(({ code }) => code === "other_party_named");
  if (opposed || asked) return say("suggest", "B", "payment_returned");
  return say("post", "A", "payment_came_back");
}
