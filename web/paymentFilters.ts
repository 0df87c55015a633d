import { absCents, type Cents } from "../domain/money.ts";
import { PAYMENT_STATES } from "../domain/treasury/paymentState.ts";
import { PAYMENT_METHODS, type PaymentFilter, type PaymentPlace } from "../sql/screens/payments.ts";
import { wordsOf } from "./filters.ts";
import { dayAndId, id, oneOf, text } from "./input.ts";
import { amountTyped, dayTyped } from "./typed.ts";

const FIELDS = ["q", "method", "state", "from", "to", "amount", "direction", "by"] as const;
export type PaymentField = (typeof FIELDS)[number];

/** The list of payments as the address asks for it. What cannot be read is said beside its field, and nothing is listed. */
export type PaymentQuery = {
  typed: Record<PaymentField, string | undefined>;
  filter: PaymentFilter;
  filtered: boolean;
  after: PaymentPlace | undefined;
  /** The person asked to look at all payments, and waits for it. */
  all: boolean;
  wrong: { from?: "day"; to?: "day" | "order"; amount?: "amount" };
};

export function readPaymentQuery(given: Record<string, unknown>): PaymentQuery {
  const typed = Object.fromEntries(
    FIELDS.map((field) => [field, text(given[field])]),
  ) as PaymentQuery["typed"];
  const wrong: PaymentQuery["wrong"] = {};
  const [from, to] = [dayTyped(typed.from), dayTyped(typed.to)];
  if (typed.from !== undefined && !from) wrong.from = "day";
  if (typed.to !== undefined && !to) wrong.to = "day";
  const backwards = from !== undefined && to !== undefined && to < from;
  if (backwards) wrong.to = "order";
  const amount = typed.amount === undefined ? undefined : sizeTyped(typed.amount);
  if (typed.amount !== undefined && amount === undefined) wrong.amount = "amount";
  const filter: PaymentFilter = {
    ...(backwards ? {} : { from, to }),
    amount,
    state: oneOf(typed.state, PAYMENT_STATES),
    method: oneOf(typed.method, PAYMENT_METHODS),
    direction: oneOf(typed.direction, ["in", "out"] as const),
    by: oneOf(typed.by, ["machine", "people"] as const) ?? id(typed.by),
    search: typed.q === undefined ? undefined : { text: typed.q, words: wordsOf(typed.q) },
  };
  const after = dayAndId(text(given.after));
  return {
    typed,
    filter,
    filtered: FIELDS.some((field) => typed[field] !== undefined),
    after: after && { paidOn: after.day, id: after.id },
    all: given.all === "1",
    wrong,
  };
}

const LARGEST: Cents = 10n ** 15n;

/** An amount without its sign: what went out is listed below zero. */
function sizeTyped(typed: string): Cents | undefined {
  const cents = amountTyped(typed);
  const size = cents === undefined ? undefined : absCents(cents);
  return size !== undefined && size <= LARGEST ? size : undefined;
}
