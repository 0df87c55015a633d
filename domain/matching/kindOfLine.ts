import { fold } from "../text.ts";
import type { ReasonCode } from "./evidence.ts";
import type { LineToMatch } from "./line.ts";

/** CFONB operation codes of money that comes back. */
const RETURN_CODES = new Set(["03", "10", "26", "27", "33", "38", "98", "B3", "B4", "C4"]);
/** What a payment is handed in as, and what the bank writes after it when it does not hold. Data, not rules. */
const CHEQUE = "(?:CHQ|CHEQUE)S?";
const MEANS = `(?:${CHEQUE}|VIR(?:EMENT)?|PRLVT?|PRELEVEMENT|EFFET|LCR|TRAITE|BILLET|REMISE)`;
const UNPAID = "(?:IMPAYEE?S?|REJ|REJET(?:EE?S?)?|RETOURNEE?S?|SANS PROV(?:ISION)?|NON PROVISIONNEE?S?)";
/** What may stand between the two is number and day of the payment. Another word is what somebody left unpaid: a rent, an instalment. */
const NUMBERS = String.raw`(?: (?:SEPA|NO?|DU|REVENUE?S?|\S*\d\S*))*`;
/** The words by which banks that send no such code say it, where they say it. A cheque has no words of its own: there, anywhere. */
const SAID = new RegExp(
  [
    String.raw`^(?:REJET|RETOUR|IMPAYE|ANNULATION)\b`,
    String.raw`\b(?:REJ|REJET|RET|RETOUR|IMPAYE) (?:DE |SUR )?${MEANS}\b`,
    String.raw`\b${MEANS}${NUMBERS} ${UNPAID}\b`,
    String.raw`\b${CHEQUE}\b.* (?:${UNPAID}|RETOUR)\b`,
  ].join("|"),
);
/** Such words wherever they stand: they may be somebody's name, or what a customer writes of another payment. */
const HINTED =
  /\b(?:IMPAYEE?S?|REJET(?:S|EE?S?)?|RETOUR(?:S|NEE?S?)?|RENVOI|REVENUE?S?|SANS PROVISION|NON PROVISIONNEE?)\b/;
/** What the bank takes for a payment that came back, or writes about it, is not that payment. */
const FEE =
  /^(?:FRAIS|COM(?:M(?:ISSIONS?)?)?)\b|\b(?:FRAIS|COMMISSIONS?|FORFAIT|PENALITES?|LETTRE|INJONCTION|INFORMATION)\b.*\b(?:IMPAYE|REJ|RETOUR|CHQ|CHEQUE|SANS PROV)/;

/**
 * How far a line says that a payment comes back: said by the bank's code, or by its words on money out, or only hinted at. A number on
 * such a line names what was paid; on another it names what is being paid.
 */
export function comesBack(line: LineToMatch): "said" | "hinted" | undefined {
  if (RETURN_CODES.has(line.interbankCode ?? "") || line.returnReason) return "said";
  const texts = [line.label, ...line.details].map(fold);
  if (FEE.test(texts[0] ?? "")) return undefined;
  if (line.amount < 0n && texts.some((text) => SAID.test(text))) return "said";
  return texts.some((text) => HINTED.test(text)) ? "hinted" : undefined;
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
