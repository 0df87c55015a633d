/** What a person reads of where a payment stands, in the order in which it is offered. */
export const PAYMENT_STATES = [
  "scheduled",
  "sent",
  "announced",
  "received",
  "in_portfolio",
  "deposited",
  "issued",
  "cleared",
  "in_till",
  "no_bank",
  "rejected",
  "returned",
  "corrected",
] as const;
export type PaymentState = (typeof PAYMENT_STATES)[number];

/** A payment that no bank sees is as good as cleared for the books, and a cheque is received as long as it lies in the drawer. */
const TOLD_APART: readonly { status: string; methods: readonly string[]; as: PaymentState }[] = [
  { status: "cleared", methods: ["cash"], as: "in_till" },
  { status: "cleared", methods: ["advance", "credit_note", "internal"], as: "no_bank" },
  { status: "received", methods: ["cheque"], as: "in_portfolio" },
];

export function stateShown({ status, method }: { status: string; method: string }): string {
  return TOLD_APART.find((each) => each.status === status && each.methods.includes(method))?.as ?? status;
}

/** The payments that are shown in a state: each status they have, with the methods that are shown so and those that are not. */
export function kindsShownAs(
  state: PaymentState,
): { status: string; methods?: readonly string[]; but: readonly string[] }[] {
  const apart = TOLD_APART.filter(({ as }) => as === state);
  const but = TOLD_APART.filter(({ status }) => status === state).flatMap(({ methods }) => methods);
  const own = state === "in_till" || state === "no_bank" ? [] : [{ status: state, but }];
  return [...own, ...apart.map(({ status, methods }) => ({ status, methods, but: [] }))];
}
