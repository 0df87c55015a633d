import type { ReasonCode } from "./evidence.ts";
import { type LineToMatch, textsOf } from "./line.ts";

/** CFONB operation codes of money that comes back. */
export const RETURN_CODES = new Set(["03", "10", "26", "27", "33", "38", "98", "B3", "B4", "C4"]);
/** The words by which banks that send no such code say it. Data, not rules. */
const RETURN_WORDS =
  /^(?:REJET|RETOUR|IMPAYE|ANNULATION)\b|\b(?:REJET|RETOUR) (?:DE )?(?:VIR|PRLV|PRELEVEMENT|CHQ|CHEQUE)\b/i;

/** Whether money of ours comes back: a payment that our books counted as received. */
export function isReturned(line: LineToMatch): boolean {
  if (RETURN_CODES.has(line.interbankCode ?? "") || line.returnReason) return true;
  return line.amount < 0n && textsOf(line).some(({ text }) => RETURN_WORDS.test(text));
}

/** CFONB operation codes of what is handed in as a batch: cheques, direct debits and bills of our own, card sales. */
const BATCHES: readonly { reason: ReasonCode; codes: ReadonlySet<string>; words: RegExp }[] = [
  {
    reason: "cheques_deposited",
    codes: new Set(["02", "15"]),
    words: /\b(?:REM|REMISE)S? (?:DE )?(?:CHQ|CHEQUE)S?\b/i,
  },
  {
    reason: "debits_collected",
    codes: new Set(["09", "24", "A1", "A2", "B2"]),
    words: /\bREM(?:ISE)? (?:DE )?(?:PRLV|PRELEVEMENT)S?\b/i,
  },
  {
    reason: "cards_deposited",
    codes: new Set(["30"]),
    words: /\b(?:REM(?:ISE)?S? (?:DE )?(?:CB|CARTES?)|REMISE CARTE|TPE)\b/i,
  },
];

/** One line for many payments of another means: their own books say which, not the customers' invoices. */
export function reasonOfBatch(line: LineToMatch): ReasonCode | undefined {
  if (line.amount <= 0n) return undefined;
  return BATCHES.find(({ codes, words }) => codes.has(line.interbankCode ?? "") || words.test(line.label))
    ?.reason;
}
