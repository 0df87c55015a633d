import type { Fact, FactCode } from "./evidence.ts";

/**
 * What each fact is worth. The scale only ranks answers: a document number outweighs everything that is not one, and
 * what speaks against an answer can hold it back but not make another one right.
 */
const WEIGHTS: Record<FactCode, number> = {
  number_read: 100,
  number_in_reference: 110,
  iban_known: 60,
  name_exact: 45,
  name_close: 5,
  amount_exact: 40,
  sum_exact: 35,
  amount_below_due: 5,
  amount_above_due: 0,
  other_number_read: -30,
  number_at_the_cut: -30,
  other_answer_exact: -30,
  other_party_named: -40,
  payer_unknown: -5,
  payer_not_named: -10,
  rival_as_good: -10,
  wanted_by_another_line: -20,
  no_number: -5,
  return_read: 100,
  insurer_named: 40,
  return_amount_differs: -40,
  remittance_read: 100,
  cheque_read: 100,
  sale_day_read: 60,
  told_by_hand: 100,
  cash_named: 40,
  unpaid_named: 20,
  charges_read: 10,
  under_way_exact: 40,
  under_way_differs: -40,
  payee_named: 60,
  refused_before: -15,
  posting_suspended: -5,
  usual_delay: 1,
  name_learnt: 45,
  order_read: 100,
  payment_read: 110,
  supplier_named: 45,
  order_on_its_day: 40,
  order_amount_differs: -40,
};

/** Facts of one kind count once: ten numbers read are not ten times a proof. */
export function weightOf(facts: readonly Fact[]): number {
  const codes = new Set(facts.map((fact) => fact.code));
  return [...codes].reduce((sum, code) => sum + WEIGHTS[code], 0);
}

/** Facts that speak against an answer, which the screen shows after the others. */
export function speaksAgainst(code: FactCode): boolean {
  return WEIGHTS[code] < 0 || code === "amount_above_due" || code === "amount_below_due";
}
