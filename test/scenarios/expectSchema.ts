import { z } from "zod";
import {
  account,
  allocation,
  amount,
  DOCUMENT_STATUSES,
  day,
  flag,
  method,
  PAYMENT_STATUSES,
  payer,
  percent,
  share,
  signedAmount,
  step,
  text,
} from "./values.ts";

const linked = z.union([amount, z.strictObject({ amount, percent: percent.optional() })]);

const payment = z.strictObject({
  id: text,
  direction: z.enum(["in", "out"]),
  method,
  paidOn: day,
  amount,
  status: z.enum(PAYMENT_STATUSES),
  allocations: z.array(allocation),
  unallocated: amount.optional(),
  overpayment: amount.optional(),
  writeOff: linked.optional(),
  earlyPaymentDiscount: linked.optional(),
  chequeNumber: text.optional(),
  returnedOn: day.optional(),
  correctedOn: day.optional(),
  reasonCode: text.optional(),
  reason: text.optional(),
  bankLine: text.optional(),
  endToEndIdUnlike: z.array(text).optional(),
});

const side = { debit: amount.optional(), credit: amount.optional() };
const oneSide = (line: { debit?: unknown; credit?: unknown }) =>
  (line.debit === undefined) !== (line.credit === undefined);
const ONE_SIDE = "expected either debit or credit";
const letterCode = z.string().regex(/^(?:[A-Z]{3,}|[a-z]{3,})$/, "expected a letter code such as AAA or aaa");

const entryLine = z
  .strictObject({
    account,
    aux: text.optional(),
    share: share.optional(),
    vatRate: percent.optional(),
    ...side,
    letterCode: letterCode.optional(),
  })
  .refine(oneSide, ONE_SIDE);

const entry = z
  .strictObject({
    id: text,
    opening: flag.optional(),
    journal: text,
    postedOn: day,
    piece: text,
    pieceDatedOn: day.optional(),
    corrects: text.optional(),
    unchangedSinceStep: step.optional(),
    lines: z.array(entryLine).optional(),
  })
  .refine((given) => given.lines !== undefined || given.corrects !== undefined, "expected lines");

const document = z.strictObject({
  number: text,
  status: z.enum(DOCUMENT_STATUSES),
  due: z.partialRecord(payer, signedAmount).optional(),
  replacedBy: text.optional(),
  rejections: z.partialRecord(payer, text).optional(),
  lists: z.array(z.enum(["unpaid", "paid_without_payment"])).optional(),
  markedPaid: flag.optional(),
  paymentInProgress: flag.optional(),
});

const balances = z.record(account, signedAmount);

const letteringGroup = z.strictObject({
  account,
  aux: text.optional(),
  letterCode,
  literal: flag.optional(),
  letteredOn: z.union([z.literal("none"), day]).optional(),
  lines: z.array(z.strictObject({ entry: text, ...side }).refine(oneSide, ONE_SIDE)),
});

const auditLine = z.strictObject({ document: text, action: text });
const errorHas = z.array(text);

const eInvoicingAmount = z.strictObject({ kind: text, vatRate: percent.optional(), amount: signedAmount });
const eInvoicing = z.strictObject({
  document: text,
  status: text,
  collectedOn: day,
  amounts: z.array(eInvoicingAmount),
  mayAlsoHave: z.array(eInvoicingAmount).optional(),
});

const fec = z.strictObject({
  entry: text,
  closingOn: day,
  validatedOn: day,
  letteredOn: day.optional(),
  pieceRefOf: text.optional(),
  separator: z.enum(["|", "\t"]).optional(),
  rows: z.array(text),
});

export const expectation = z.strictObject({
  payments: z.array(payment).optional(),
  entries: z.array(entry).optional(),
  documents: z.array(document).optional(),
  balances: balances.optional(),
  refused: z
    .array(z.strictObject({ step: step.min(1), document: text.optional(), errorHas: errorHas.optional() }))
    .optional(),
  lettering: z.array(letteringGroup).optional(),
  auditLog: z.array(auditLine).optional(),
  eInvoicing: z.array(eInvoicing).optional(),
  fec: fec.optional(),
});

export const expectationAfter = z.strictObject({
  step,
  payments: z.array(payment.partial().required({ id: true })).optional(),
  documents: z.array(document.partial().required({ number: true })).optional(),
  balances: balances.optional(),
  lettering: z.array(letteringGroup).optional(),
  unlettered: z
    .array(z.strictObject({ entry: text, account, aux: text.optional(), ...side }).refine(oneSide, ONE_SIDE))
    .optional(),
  unusedAccounts: z.array(account).optional(),
  noEntryYet: flag.optional(),
  noNew: z.array(z.enum(["bank_lines", "payments", "entries"])).optional(),
  awaitingOtherLeg: z.array(text).optional(),
  auditLog: z.array(auditLine).optional(),
});

export type Expectation = z.output<typeof expectation>;
export type ExpectationAfter = z.output<typeof expectationAfter>;
export type ExpectedPayment = z.output<typeof payment>;
export type ExpectedEntry = z.output<typeof entry>;
export type ExpectedLine = z.output<typeof entryLine>;
type Whole = z.output<typeof document>;
export type ExpectedDocument = { [Key in keyof Whole]?: Whole[Key] | undefined } & { number: string };
export type ExpectedLettering = z.output<typeof letteringGroup>;
export type ExpectedReport = z.output<typeof eInvoicing>;
export type ExpectedFec = z.output<typeof fec>;
