import { z } from "zod";
import { document } from "./documentSchema.ts";
import {
  allocation,
  amount,
  day,
  flag,
  method,
  share,
  shareAmount,
  signedAmount,
  step,
  text,
} from "./values.ts";

const rights = z.array(text).optional();
const bankAccount = z.string().regex(/^BQ\d+$/, "expected a bank journal such as BQ1");

const bankLine = z.strictObject({
  id: text,
  account: bankAccount,
  amount: signedAmount,
  label: text,
  details: z.array(text).optional(),
  bookedOn: day.optional(),
  endToEndId: text.optional(),
  endToEndIdOf: text.optional(),
  returnReason: text.optional(),
});

const charges = z.strictObject({
  fee: amount.optional(),
  vat: amount.optional(),
  interest: amount.optional(),
});

const payment = {
  id: text.optional(),
  method,
  amount,
  allocations: z.array(allocation).optional(),
  account: bankAccount.optional(),
  chequeNumber: text.optional(),
  drawnOn: text.optional(),
  earlyPaymentDiscount: amount.optional(),
  rights,
};

const bill = { id: text.optional(), method, share, amount, dueOn: day, rights };

const orderedPayment = z.strictObject({ id: text, share, amount, mandate: text.optional() });

/** Every kind of event with its own keys. `kind`, `playedOn` and `step` come with all of them. */
export const KINDS = {
  import_invoices: { documents: z.array(document) },
  bank_lines: { lines: z.array(bankLine) },
  import_statement: { statement: text, lines: z.array(bankLine) },
  reimport_statement: { statement: text },
  insurer_return: {
    id: text,
    insurer: text,
    paidOn: day,
    paymentReference: text.optional(),
    net: amount,
    items: z.array(
      z.strictObject({
        invoice: text,
        outcome: z.enum(["paid", "rejected", "flagged", "recovered"]),
        amount: signedAmount,
        rejectionCode: text.optional(),
      }),
    ),
  },
  record_payment: payment,
  schedule_payment: { ...payment, scheduledOn: day },
  deposit_slip: {
    id: text,
    account: bankAccount,
    payments: z.array(text),
    count: z.int().optional(),
    total: amount.optional(),
  },
  deposit_cash: { id: text, account: bankAccount, amount },
  card_batch: { id: text, account: bankAccount, payments: z.array(text), total: amount.optional() },
  direct_debit_file: {
    id: text,
    account: bankAccount,
    collectOn: day,
    total: amount.optional(),
    payments: z.array(orderedPayment),
  },
  accept_bill: bill,
  issue_bill: bill,
  hand_in_bills: {
    id: text,
    account: bankAccount,
    purpose: z.enum(["collection", "discount"]),
    payments: z.array(text).optional(),
    bills: z.array(z.strictObject({ id: text, share, amount, dueOn: day })).optional(),
    total: amount.optional(),
  },
  transfer_order: {
    id: text,
    account: bankAccount,
    executeOn: day.optional(),
    batchBooking: flag.optional(),
    total: amount.optional(),
    payments: z.array(orderedPayment),
  },
  payment_status: {
    order: text,
    items: z.array(z.strictObject({ payment: text, status: text, reasonCode: text.optional() })),
  },
  change_iban: { aux: text, iban: text },
  match_line: {
    line: text,
    allocations: z.array(allocation).optional(),
    slip: text.optional(),
    method: method.optional(),
    earlyPaymentDiscount: amount.optional(),
    charges: charges.optional(),
    rights,
  },
  book_line: {
    line: text,
    treatAs: z.enum(["fee", "interest", "own_transfer"]),
    charges: charges.optional(),
    otherAccount: bankAccount.optional(),
    rights,
  },
  suspend_line: { line: text, rights },
  undo_match: { line: text, rights },
  return_payment: { line: text, payment: text, reasonCode: text.optional(), rights },
  refund: {
    id: text.optional(),
    share: share.optional(),
    toRefund: text.optional(),
    amount,
    method: method.optional(),
    account: bankAccount.optional(),
    rights,
  },
  settle_overpayment: {
    id: text.optional(),
    share,
    amount,
    into: z.enum(["profit", "advance", "to_refund"]),
    reason: text.optional(),
    rights,
  },
  use_advance: { id: text.optional(), aux: text, amount, share, rights },
  use_credit_note: { id: text.optional(), note: share, share, amount: amount.optional(), rights },
  write_off: { share, amount, reason: text.optional(), rights },
  bad_debt: { share, amount, vatRecovered: flag.optional(), reason: text.optional(), rights },
  resubmit: {
    invoice: text,
    newInvoice: text,
    total: amount,
    shares: z.array(shareAmount),
    alreadyPaid: z.array(shareAmount).optional(),
    rights,
  },
  mark_paid: { document: text, rights },
  mark_to_pay: { document: text, rights },
  validate_entries: { pieces: z.array(text).optional(), upTo: day.optional(), rights },
  set_lock: { lockedUpTo: day, rights },
} as const;

/** What a return pays is the sum of its items; when it takes back more than it pays, no transfer comes. */
function addsUp(event: ScenarioEvent): boolean {
  if (event.kind !== "insurer_return") return true;
  const sum = event.items.reduce((cents, item) => cents + item.amount, 0n);
  return event.net === (sum < 0n ? 0n : sum);
}

/** Of two keys, exactly one. */
const ONE_OF: Partial<Record<Kind, readonly [string, string]>> = {
  match_line: ["allocations", "slip"],
  hand_in_bills: ["payments", "bills"],
  refund: ["share", "toRefund"],
  validate_entries: ["pieces", "upTo"],
};

export type Kind = keyof typeof KINDS;

/** An event of one kind, as the file gives it, with amounts in cents. */
export type EventOf<K extends Kind> = {
  kind: K;
  playedOn: string;
  step?: number;
} & z.output<z.ZodObject<(typeof KINDS)[K]>>;

export type ScenarioEvent = { [K in Kind]: EventOf<K> }[Kind];
export type BankLine = z.output<typeof bankLine>;

/** Under `events` each has its step; under `before` and `whatIf` none has. */
export function eventSchema(hasStep: boolean): z.ZodType<ScenarioEvent> {
  const members = Object.entries(KINDS).map(([kind, shape]) => {
    const member = z.strictObject({
      kind: z.literal(kind),
      playedOn: day,
      ...(hasStep ? { step: step.min(1) } : {}),
      ...shape,
    });
    const pair = ONE_OF[kind as Kind];
    if (kind === "insurer_return")
      return member.refine((event) => addsUp(event as unknown as ScenarioEvent), {
        path: ["net"],
        message: "expected the sum of the items",
      });
    if (!pair) return member;
    const [first, second] = pair;
    return member.refine(
      (event) => first in event !== second in event,
      `expected either ${first} or ${second}`,
    );
  });
  type Members = [(typeof members)[number], ...typeof members];
  return z.discriminatedUnion("kind", members as Members) as unknown as z.ZodType<ScenarioEvent>;
}
