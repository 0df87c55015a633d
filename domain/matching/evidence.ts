import type { Payer } from "../billing/invoice.ts";
import type { Cents } from "../money.ts";
import type { AppliedRule } from "./rules.ts";

/** Bumped with every change that can alter a decision: stored with each, so that it can be replayed years later. */
export const ENGINE_VERSION = "5";

/** For (positive weight) or against (negative) one answer. `token` is the text of the line that shows it, as the bank wrote it. */
export type Fact = { code: FactCode; token?: string; params?: Record<string, string> };

/** What speaks for or against an answer. Weights and sentences: model.ts and explain.ts. */
export type FactCode =
  | "number_read"
  | "number_in_reference"
  | "number_in_rf"
  | "number_without_prefix"
  | "number_split"
  | "number_cut_fits"
  | "number_close"
  | "iban_known"
  | "name_exact"
  | "name_spelling"
  | "name_longer"
  | "name_part"
  | "name_cut_fits"
  | "name_close"
  | "homonym"
  | "amount_exact"
  | "sum_exact"
  | "credit_netted"
  | "discount_named"
  | "part_named"
  | "amount_below_due"
  | "amount_above_due"
  | "other_number_read"
  | "unpayable_named"
  | "number_at_the_cut"
  | "other_answer_exact"
  | "other_party_named"
  | "payer_unknown"
  | "payer_not_named"
  | "rival_as_good"
  | "search_cut_short"
  | "wanted_by_another_line"
  | "no_number"
  | "return_read"
  | "insurer_named"
  | "return_amount_differs"
  | "remittance_read"
  | "cheque_read"
  | "sale_day_read"
  | "told_by_hand"
  | "cash_named"
  | "unpaid_named"
  | "charges_read"
  | "under_way_exact"
  | "under_way_differs"
  | "payee_named"
  | "refused_before"
  | "posting_suspended"
  | "usual_delay"
  | "name_learnt"
  | "order_read"
  | "payment_read"
  | "supplier_named"
  | "payer_named"
  | "order_on_its_day"
  | "order_amount_differs";

/** Cents of a line given to a share. `due` is what the share owed when the answer was found. */
export type ProposedAllocation = {
  shareId: bigint;
  invoiceId: bigint;
  invoice: string;
  payer: Payer;
  thirdPartyId: bigint;
  amount: Cents;
  due: Cents;
};

/** One possible answer to "what does this line pay?", with everything that speaks for and against it. */
export type Candidate = {
  allocations: ProposedAllocation[];
  /** For an insurer's transfer: the announced payments it brings, in place of allocations. */
  brings?: BroughtReturn[];
  /** For money that was under way to the bank: what of it the line brings, in place of allocations. */
  clears?: ClearedMoney;
  /** For money that goes out because a payment came back unpaid. */
  takesBack?: { paymentId: bigint; reference: string };
  /** For money paid back: the refund that was ordered, in place of allocations. */
  refund?: bigint;
  /** For what the bank carried out at our request: the payments, in place of allocations. */
  carries?: CarriedOut[];
  /** For money that comes back: the payment that it was. */
  sentBack?: CarriedOut;
  facts: Fact[];
  /** Decibans (model.ts): what the facts are worth together. */
  weight: number;
  /** The probability that this answer is the right one, given all answers found for the line. */
  chance?: number;
};

/** An insurer's payment, or the part of it, that a transfer brings. Without `paymentId`: money whose return has not come. */
export type BroughtReturn = {
  paymentId?: bigint;
  thirdPartyId: bigint;
  insurer: string;
  reference?: string;
  amount: Cents;
};

/**
 * Money under way that a line brings: whole remittances, or payments by themselves. The line is the money less what the bank kept of
 * it (`fee` and its `vat`, in cents).
 */
export type ClearedMoney = {
  remittances: { remittanceId: bigint; reference: string }[];
  paymentIds: bigint[];
  amount: Cents;
  fee: Cents;
  vat: Cents;
};
/** A payment of ours that the bank carried out, or sends back. */
export type CarriedOut = { paymentId: bigint; party: string; amount: Cents };

/** Why a line waits, or why it was posted. Each has its sentence in explain.ts. */
export type ReasonCode =
  | "number_and_amount"
  | "number_and_part"
  | "numbers_and_sum"
  | "iban_and_amount"
  | "name_and_amount"
  | "person"
  | "rule"
  | "rule_suggests"
  | "rule_does_not_add_up"
  | "all_refused"
  | "posting_suspended"
  | "several_answers"
  | "above_due"
  | "weak_answer"
  | "below_promise"
  | "taken_back"
  | "wanted_by_another_line"
  | "invoice_is_draft"
  | "invoice_is_quote"
  | "invoice_settled"
  | "number_unknown"
  | "return_and_amount"
  | "insurer_and_amount"
  | "insurer_before_return"
  | "return_amount_differs"
  | "insurer_without_fit"
  | "remittance_and_amount"
  | "cheque_and_amount"
  | "sale_day_and_amount"
  | "cash_and_amount"
  | "told_and_amount"
  | "payment_came_back"
  | "under_way_differs"
  | "order_and_amount"
  | "payment_and_amount"
  | "supplier_and_amount"
  | "order_on_its_day"
  | "order_amount_differs"
  | "payment_sent_back"
  | "money_out"
  | "payment_returned"
  | "cheques_deposited"
  | "cards_deposited"
  | "debits_collected"
  | "party_without_open_invoice"
  | "nothing_found"
  | "zero_amount"
  | "refund_awaited"
  | "other_currency";

/** A: posts by itself. B: one clear suggestion. C: several. D: nothing sure. */
export type Level = "A" | "B" | "C" | "D";

/** The answer of the engine for one line. Candidates are ranked, the best first, at most five. */
export type Decision = {
  lineId: bigint;
  decision: "post" | "suggest" | "nothing";
  level: Level;
  reason: ReasonCode;
  candidates: Candidate[];
  /** Texts of the line in which something was recognised, for the screen to mark. */
  tokens: string[];
  /** Answers found and not kept among the candidates. */
  unseen?: number;
  /** Errors in 10,000 that the company accepted on that day: the line for level A. */
  promisedErrors?: number;
  /** The name of the weights that it was decided with; the program's own where nothing is said. */
  model?: string;
  /** Values that the sentence of the reason names, such as the number of the draft invoice. */
  params?: Record<string, string>;
  /** The rule of the company that explains the line, and what it makes of it. */
  rule?: AppliedRule;
  /** What the engine thought before a rule spoke. */
  proposal?: { level: Level; reason: ReasonCode; evidence: object };
};
