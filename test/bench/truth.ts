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
  | "money_out";

/**
 * The right answer of a line. `auto`: one answer is in the data. `manual`: a person is expected to decide; what is posted
 * without asking is wrong, unless allocations say what was meant and it is that: two customers pay from one account, and by
 * now only one of them owes.
 */
export type Truth = {
  lineId: string;
  kind: string;
  expect: "auto" | "manual";
  allocations: { invoice: string; cents: number }[];
};

/** A line as the bank sends it. Formats leave out what they have no place for. */
export type BankedLine = {
  id: number;
  cents: number;
  label: string;
  detail?: string;
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
