import type { FactCode } from "./evidence.ts";

/**
 * What speaks for or against an answer, as data. Weights are decibans: ten times the decimal logarithm of how many times more
 * often the fact is seen on a right answer than on a wrong one; 10 is ten times, 30 a thousand times. They are fitted together on
 * labelled lines (`npm run bench:match -- --calibrate`), so that two facts which usually come together are not counted twice:
 * docs/matching.md.
 */
export type ScoreModel = {
  /** Names the weights: stored with each decision, so that it can be replayed with them. */
  id: string;
  /** How many labelled lines the weights were fitted to: no chance is said that so few lines could not show. */
  lessons: number;
  /** The weight of an answer of which nothing is known, against "the right answer is none of these", which weighs 0. */
  prior: number;
  weights: Record<FactCode, number>;
};

/** Facts that speak against an answer: shown after the others, and never worth more than nothing. */
const AGAINST = new Set<FactCode>([
  "amount_above_due",
  "amount_below_due",
  "other_number_read",
  "unpayable_named",
  "number_at_the_cut",
  "other_answer_exact",
  "other_party_named",
  "payer_unknown",
  "payer_not_named",
  "homonym",
  "rival_as_good",
  "wanted_by_another_line",
  "no_number",
  "return_amount_differs",
  "under_way_differs",
  "order_amount_differs",
  "refused_before",
  "posting_suspended",
  "search_cut_short",
]);

export function speaksAgainst(code: FactCode): boolean {
  return AGAINST.has(code);
}

/** The weights in use. Where the labelled lines say nothing of a fact, its weight is what it means to a bookkeeper. */
export const MODEL: ScoreModel = {
  id: "2026-11",
  prior: -30,
  lessons: 15380,
  weights: {
    number_read: 52,
    number_in_reference: 50,
    number_in_rf: 46,
    number_without_prefix: 31,
    number_split: 28,
    number_cut_fits: 37,
    number_close: 28,
    iban_known: 34,
    name_exact: 41,
    name_spelling: 32,
    name_longer: 16,
    name_part: 0,
    name_cut_fits: 8,
    name_close: 36,
    homonym: -3,
    amount_exact: 47,
    sum_exact: 29,
    credit_netted: 3,
    discount_named: 8,
    part_named: 36,
    amount_below_due: -25,
    amount_above_due: -20,
    other_number_read: 0,
    unpayable_named: -88,
    number_at_the_cut: -55,
    other_party_named: -20,
    payer_unknown: -3,
    payer_not_named: -16,
    search_cut_short: -4,
    no_number: 0,
    return_read: 45,
    insurer_named: 25,
    return_amount_differs: -20,
    remittance_read: 45,
    cheque_read: 45,
    sale_day_read: 30,
    told_by_hand: 45,
    cash_named: 25,
    unpaid_named: 15,
    charges_read: 5,
    under_way_exact: 25,
    under_way_differs: -20,
    payee_named: 30,
    order_read: 45,
    payment_read: 45,
    supplier_named: 25,
    payer_named: 25,
    order_on_its_day: 25,
    order_amount_differs: -20,
    name_learnt: 34,
    refused_before: -15,
    posting_suspended: -5,
    usual_delay: 1,
    // Remarks on the other answers and lines: their rivalry is in the chance itself, and is not counted twice.
    other_answer_exact: 0,
    rival_as_good: 0,
    wanted_by_another_line: 0,
  },
};
