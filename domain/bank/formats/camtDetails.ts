import { validIban } from "../accountKey.ts";
import type { StatementLine } from "../statement.ts";
import { childrenNamed, elementAt, textAt, type XmlElement } from "./xml.ts";

/** What the transactions of one entry say. */
export type CamtDetails = {
  /** Remittance texts, in the order of the bank. */
  remittance: string[];
  /** AddtlTxInf and the bank's words on a return. */
  additional: string[];
  line: Pick<
    StatementLine,
    | "counterpartyName"
    | "counterpartyIban"
    | "endToEndId"
    | "mandate"
    | "creditorId"
    | "structuredReference"
    | "returnReason"
    | "entryNumber"
  >;
};

/** Max140Text: a payer's system cuts a longer text into several Ustrd of this length. */
const REMITTANCE_LENGTH = 140;

/**
 * One transaction lends its parties and references to the entry. Several have none in common, so only their texts are taken:
 * the name of the first payer of a batch would be a false trail.
 */
export function readDetails(transactions: readonly XmlElement[], fromDebtor: boolean): CamtDetails {
  const details: CamtDetails = { remittance: [], additional: [], line: {} };
  for (const transaction of transactions) {
    addRemittance(details.remittance, transaction, fromDebtor);
    addAdditional(details.additional, transaction);
  }
  const [transaction] = transactions;
  if (transaction && transactions.length === 1) details.line = partiesAndReferences(transaction, fromDebtor);
  return details;
}

/**
 * Whether the other side of a movement is the debtor: of money in, and of money that goes back, whose parties are those of the
 * first payment. Not every bank marks a returned direct debit as a reversal; a return
 * is known by its reason, and turned round where the party of the first payment is there to be named: it would be ourselves else.
 */
export function isFromDebtor(
  transaction: XmlElement | undefined,
  isCredit: boolean,
  isReversal: boolean,
): boolean {
  if (isReversal || !elementAt(transaction, "RtrInf")) return isCredit !== isReversal;
  const first = elementAt(transaction, "RltdPties", isCredit ? "Cdtr" : "Dbtr");
  return first === undefined ? isCredit : !isCredit;
}

/** Who is on the other side of one transaction, and what it is known by. */
export function partiesAndReferences(transaction: XmlElement, fromDebtor: boolean): CamtDetails["line"] {
  const references = elementAt(transaction, "Refs");
  const parties = elementAt(transaction, "RltdPties");
  const reason = elementAt(transaction, "RtrInf", "Rsn");
  const party = elementAt(parties, fromDebtor ? "Dbtr" : "Cdtr");
  const account = elementAt(parties, fromDebtor ? "DbtrAcct" : "CdtrAcct", "Id");
  const creditor = elementAt(parties, "Cdtr");
  const endToEndId = textAt(references, "EndToEndId");
  const found: CamtDetails["line"] = {};
  const name = nameOf(party);
  if (name !== undefined) found.counterpartyName = name;
  const iban = validIban(textAt(account, "IBAN") ?? textAt(account, "Othr", "Id") ?? "");
  if (iban !== undefined) found.counterpartyIban = iban;
  if (endToEndId !== undefined && endToEndId !== "NOTPROVIDED") found.endToEndId = endToEndId;
  const mandate = textAt(references, "MndtId");
  if (mandate !== undefined) found.mandate = mandate;
  const creditorId =
    textAt(creditor, "Id", "PrvtId", "Othr", "Id") ??
    textAt(elementAt(creditor, "Pty"), "Id", "PrvtId", "Othr", "Id");
  if (creditorId !== undefined) found.creditorId = creditorId;
  const structured = structuredReference(transaction);
  if (structured !== undefined) found.structuredReference = structured;
  const returnReason = textAt(reason, "Cd") ?? textAt(reason, "Prtry");
  if (returnReason !== undefined) found.returnReason = returnReason;
  const cheque = textAt(references, "ChqNb");
  if (cheque !== undefined) found.entryNumber = cheque;
  return found;
}

/** From 001.08 on a party is a Pty or an Agt (a bank paying for itself). */
function nameOf(party: XmlElement | undefined): string | undefined {
  return textAt(party, "Nm") ?? textAt(party, "Pty", "Nm") ?? textAt(party, "Agt", "FinInstnId", "Nm");
}

function structuredReference(transaction: XmlElement): string | undefined {
  for (const structured of childrenNamed(elementAt(transaction, "RmtInf"), "Strd")) {
    const reference = textAt(structured, "CdtrRefInf", "Ref");
    if (reference !== undefined) return reference;
  }
  return undefined;
}

/**
 * Free texts, then the invoice numbers and additional texts of structured ones, then who the payment is really for: the ultimate
 * party is often the one that the invoice names.
 */
export function remittanceOf(transaction: XmlElement, fromDebtor: boolean): string[] {
  const texts: string[] = [];
  addRemittance(texts, transaction, fromDebtor);
  return texts;
}

function addRemittance(into: string[], transaction: XmlElement, fromDebtor: boolean): void {
  const remittance = elementAt(transaction, "RmtInf");
  addFreeTexts(into, remittance);
  for (const structured of childrenNamed(remittance, "Strd")) {
    for (const document of childrenNamed(structured, "RfrdDocInf")) addText(into, textAt(document, "Nb"));
    for (const additional of childrenNamed(structured, "AddtlRmtInf")) addText(into, additional.text);
  }
  addText(into, nameOf(elementAt(transaction, "RltdPties", fromDebtor ? "UltmtDbtr" : "UltmtCdtr")));
}

/** Puts a cut text together again without adding anything; texts that were not cut stay apart. */
function addFreeTexts(into: string[], remittance: XmlElement | undefined): void {
  let cut = false;
  for (const { text } of childrenNamed(remittance, "Ustrd")) {
    if (cut) into.push(`${into.pop() ?? ""}${text}`);
    else addText(into, text);
    cut = text.length === REMITTANCE_LENGTH;
  }
}

function addAdditional(into: string[], transaction: XmlElement): void {
  addText(into, textAt(transaction, "AddtlTxInf"));
  for (const words of childrenNamed(elementAt(transaction, "RtrInf"), "AddtlInf")) addText(into, words.text);
}

function addText(into: string[], text: string | undefined): void {
  if (text !== undefined && text !== "") into.push(text);
}
