/** What a company asks of its bank in one go: transfers to suppliers, direct debits of customers, bills handed in. */
export type OrderKind = "transfer" | "direct_debit" | "hand_in";

/** Means that leave a trace at the bank only: such a payment posts nothing before its bank line. */
export type PayOutMethod = "cheque" | "transfer" | "direct_debit" | "card" | "cash" | "other";

/** LCR and BOR. */
export type BillMethod = "bill_of_exchange" | "promissory_note";

const PREFIXES: Record<OrderKind, string> = { transfer: "VIR", direct_debit: "PRLV", hand_in: "LCR" };

/**
 * The reference of an order, which the bank repeats on its line: "VIR-2026-0001". The year belongs to it: "VIR 1" stands in many
 * a label by chance.
 */
export function orderReference(kind: OrderKind, year: number, number: number): string {
  return `${PREFIXES[kind]}-${year}-${String(number).padStart(4, "0")}`;
}

/** The identifier of one payment from end to end, unique for ever, within the 35 characters of ISO 20022. */
export function endToEndIdOf(companyId: bigint, paymentId: bigint): string {
  return `RAPPRO-${companyId}-${paymentId}`;
}

/** Words of the bank on a payment that it was given (pain.002). Only the refusal changes anything: it frees the document. */
export const BANK_STATUSES = [
  "RCVD",
  "ACTC",
  "ACCP",
  "ACSP",
  "ACSC",
  "ACWC",
  "PART",
  "PDNG",
  "RCVC",
  "RVMC",
  "RVNM",
  "RVNA",
  "RJCT",
] as const;
export type BankStatus = (typeof BANK_STATUSES)[number];

/** Where a payment stands that left us and waits for its bank line. */
export const AWAITING_BANK = ["sent", "issued", "deposited"] as const;
