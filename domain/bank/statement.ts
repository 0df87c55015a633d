import type { IsoDate } from "../days.ts";
import type { Cents } from "../money.ts";

/**
 * The bank account a statement speaks of. `key` is the same whatever the format: bank, branch and account number of a
 * French account (21 characters, so that a CFONB and a camt of one account meet), else the IBAN or the bank's own number.
 */
export type AccountKey = { key: string; currency: string; iban?: string };

export type Balance = { on?: IsoDate; amount: Cents };

/** One movement as the bank wrote it. Amounts are signed minor units: positive is money in. */
export type StatementLine = {
  /** From 1 within its statement. */
  rank: number;
  bookedOn: IsoDate;
  valuedOn?: IsoDate;
  amount: Cents;
  label: string;
  /** Remittance text and other free text, in the order of the bank. */
  details: string[];
  counterpartyName?: string;
  counterpartyIban?: string;
  endToEndId?: string;
  mandate?: string;
  creditorId?: string;
  /** Structured reference of the creditor (RF…). */
  structuredReference?: string;
  /** The bank's own identifier, where the format has one. */
  bankReference?: string;
  /** CFONB 120, 82-88: cheque, remittance or voucher number. Not unique. */
  entryNumber?: string;
  interbankCode?: string;
  returnReason?: string;
  /** The payments inside a batch, where the bank lists them and their amounts add up to the line. */
  transactions?: StatementTransaction[];
  /** Physical line of the record in the file, from 1. */
  lineNumber?: number;
  /** The records as received. */
  raw: string;
};

/** One payment of a batch. The batch is the movement on the account; this says of whom and for what a part of it is. */
export type StatementTransaction = {
  /** Signed like the line it belongs to. */
  amount: Cents;
  endToEndId?: string;
  counterpartyName?: string;
  counterpartyIban?: string;
  mandate?: string;
  creditorId?: string;
  /** Remittance texts, in the order of the bank. */
  remittance: string[];
  structuredReference?: string;
  returnReason?: string;
  bankReference?: string;
};

/**
 * What a notification (camt.054, camt.052) says of an entry that the statement books: found again there by the bank's reference, the
 * amount and the day. It books nothing itself.
 */
export type EntryNotice = {
  account: AccountKey;
  bankReference: string;
  bookedOn: IsoDate;
  amount: Cents;
  transactions: StatementTransaction[];
};

/** What stands above the lines of a statement. */
export type StatementHead = { account: AccountKey; reference?: string; opening?: Balance };
/** What is known once its lines were read. `opening` comes here where the newest line comes first (CSV), and not in the head. */
export type StatementFoot = { opening?: Balance; closing?: Balance };

/**
 * What a reader gives, in order: a head, its lines, its foot, and again; notices stand alone. Large files are never held whole.
 * A problem of severity "error" refuses the whole file; the reader goes on so that all of them are reported (up to PROBLEMS_MAX).
 */
export type StatementEvent =
  | { kind: "head"; head: StatementHead }
  | { kind: "line"; line: StatementLine }
  | { kind: "foot"; foot: StatementFoot }
  | { kind: "notice"; notice: EntryNotice }
  | { kind: "problem"; problem: import("../problems.ts").Problem };

/** Beyond this many problems a file is not worth more words. */
export const PROBLEMS_MAX = 200;
