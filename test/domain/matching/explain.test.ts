import { describe, expect, test } from "vitest";
import type { FactCode, ReasonCode } from "../../../domain/matching/evidence.ts";
import { chipOf, nameReason, sayFact, sayReason } from "../../../domain/matching/explain.ts";

/** Every code, which the compiler completes: one without words would not be seen otherwise. */
const FACTS = Object.keys({
  number_read: 1,
  number_in_reference: 1,
  number_in_rf: 1,
  number_without_prefix: 1,
  number_split: 1,
  number_cut_fits: 1,
  number_close: 1,
  name_spelling: 1,
  name_longer: 1,
  name_part: 1,
  name_cut_fits: 1,
  credit_netted: 1,
  discount_named: 1,
  part_named: 1,
  search_cut_short: 1,
  iban_known: 1,
  name_exact: 1,
  name_close: 1,
  homonym: 1,
  amount_exact: 1,
  sum_exact: 1,
  amount_below_due: 1,
  amount_above_due: 1,
  other_number_read: 1,
  unpayable_named: 1,
  number_at_the_cut: 1,
  other_answer_exact: 1,
  other_party_named: 1,
  payer_unknown: 1,
  payer_not_named: 1,
  rival_as_good: 1,
  wanted_by_another_line: 1,
  no_number: 1,
  return_read: 1,
  insurer_named: 1,
  return_amount_differs: 1,
  remittance_read: 1,
  cheque_read: 1,
  sale_day_read: 1,
  cash_named: 1,
  told_by_hand: 1,
  unpaid_named: 1,
  charges_read: 1,
  under_way_exact: 1,
  under_way_differs: 1,
  payee_named: 1,
  refused_before: 1,
  posting_suspended: 1,
  usual_delay: 1,
  name_learnt: 1,
  order_read: 1,
  payment_read: 1,
  supplier_named: 1,
  payer_named: 1,
  order_on_its_day: 1,
  order_amount_differs: 1,
} satisfies Record<FactCode, 1>) as FactCode[];

const REASONS = Object.keys({
  number_and_amount: 1,
  number_and_part: 1,
  numbers_and_sum: 1,
  iban_and_amount: 1,
  name_and_amount: 1,
  person: 1,
  rule: 1,
  several_answers: 1,
  above_due: 1,
  weak_answer: 1,
  below_promise: 1,
  taken_back: 1,
  cheques_deposited: 1,
  debits_collected: 1,
  cards_deposited: 1,
  wanted_by_another_line: 1,
  invoice_is_draft: 1,
  invoice_is_quote: 1,
  invoice_settled: 1,
  number_unknown: 1,
  return_and_amount: 1,
  insurer_and_amount: 1,
  insurer_before_return: 1,
  return_amount_differs: 1,
  insurer_without_fit: 1,
  refund_awaited: 1,
  order_and_amount: 1,
  payment_and_amount: 1,
  supplier_and_amount: 1,
  order_on_its_day: 1,
  order_amount_differs: 1,
  payment_sent_back: 1,
  money_out: 1,
  payment_returned: 1,
  party_without_open_invoice: 1,
  nothing_found: 1,
  zero_amount: 1,
  other_currency: 1,
  remittance_and_amount: 1,
  cheque_and_amount: 1,
  sale_day_and_amount: 1,
  cash_and_amount: 1,
  told_and_amount: 1,
  payment_came_back: 1,
  under_way_differs: 1,
  rule_suggests: 1,
  rule_does_not_add_up: 1,
  all_refused: 1,
  posting_suspended: 1,
} satisfies Record<ReasonCode, 1>) as ReasonCode[];

describe.each(["fr", "en"] as const)("in %s", (language) => {
  test.each(FACTS)("the fact %s has a chip and a sentence", (code) => {
    expect(chipOf({ code }, language).text).not.toBe("");
    expect(sayFact({ code }, language)).toMatch(/[.:»”]$/);
  });

  test.each(REASONS)("the reason %s has a sentence and a name", (reason) => {
    expect(sayReason(reason, {}, language)).toMatch(/\.$/);
    expect(nameReason(reason, language)).not.toBe("");
  });
});

test("no sentence is the same in both languages", () => {
  for (const code of FACTS) expect(sayFact({ code }, "fr")).not.toBe(sayFact({ code }, "en"));
  for (const reason of REASONS) expect(sayReason(reason, {}, "fr")).not.toBe(sayReason(reason, {}, "en"));
});

test("a sentence names the text of the bank and our document", () => {
  const fact = { code: "number_read", token: "fa 12", params: { number: "FA-12" } } as const;
  expect(sayFact(fact, "fr")).toBe("Le libellé porte « fa 12 » : c’est la pièce FA-12.");
});

test("what speaks against an answer says so", () => {
  expect(chipOf({ code: "other_party_named" }, "fr").against).toBe(true);
  expect(chipOf({ code: "payer_not_named" }, "fr").against).toBe(true);
  expect(chipOf({ code: "amount_exact" }, "fr").against).toBe(false);
});
