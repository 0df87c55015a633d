import type { Truth } from "../../domain/matching/scorecard.ts";

/** What a line is meant to test, so that a score can be given by kind. */
export type Kind =
  | "number"
  | "mangled_number"
  | "several_numbers"
  | "several_by_name"
  | "name"
  | "iban"
  | "part"
  | "overpaid"
  | "large_customer"
  | "namesakes"
  | "wrong_number"
  | "wrong_number_alone"
  | "wrong_number_own"
  | "cut_number"
  | "draft_named"
  | "paid_twice"
  | "insurer"
  | "unknown_payer"
  | "money_out"
  | "name_typo"
  | "typo_of_two"
  | "name_cut"
  | "near_namesakes"
  | "prefix_lost"
  | "rf_reference"
  | "split_number"
  | "cent_apart"
  | "equal_totals"
  | "digits_trap"
  | "credit_netted"
  | "fees_deducted"
  | "discount"
  | "returned"
  | "batch";

/** A line as the bank sends it. Formats leave out what they have no place for. */
export type BankedLine = {
  id: number;
  cents: number;
  label: string;
  detail?: string;
  detail2?: string;
  payer?: string;
  iban?: string;
  endToEnd?: string;
  code: string;
};

export type LabelledLine = { line: BankedLine; truth: Truth };

/** The label of a French statement: capitals, and cut at 31. */
export function labelOf(text: string): string {
  return bankText(text).slice(0, 31).trimEnd();
}

/** Capitals without accents, as banks carry them. */
export function bankText(text: string): string {
  return text.normalize("NFD").replace(/\p{M}/gu, "").toUpperCase();
}
