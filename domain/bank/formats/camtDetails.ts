import { validIban } from "../accountKey.ts";
import type { StatementLine } from "../statement.ts";
import { childrenNamed, elementAt, textAt, type XmlElement } from "./xml.ts";

/** Who is on the other side of a payment, and what it is known by. */
export type Counterpart = Pick<
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

/** Max140Text: a payer's system cuts a longer text into several Ustrd of this length. */
const REMITTANCE_LENGTH = 140;

/**
 * Writes into a line or a payment what one transaction says of the other side. In place: a new object for it, copied into the line,
 * takes as long as reading it.
 */
export function addCounterpart(into: Counterpart, transaction: XmlElement, fromDebtor: boolean): void {
  addReferences(into, elementAt(transaction, "Refs"));
  addParties(into, elementAt(transaction, "RltdPties"), fromDebtor);
  const structured = structuredReference(transaction);
  if (structured !== undefined) into.structuredReference = structured;
  const reason = elementAt(transaction, "RtrInf", "Rsn");
  const returnReason = textAt(reason, "Cd") ?? textAt(reason, "Prtry");
  if (returnReason !== undefined) into.returnReason = returnReason;
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

function addReferences(into: Counterpart, references: XmlElement | undefined): void {
  if (!references) return;
  const endToEndId = textAt(references, "EndToEndId");
  if (endToEndId !== undefined && endToEndId !== "NOTPROVIDED") into.endToEndId = endToEndId;
  const mandate = textAt(references, "MndtId");
  if (mandate !== undefined) into.mandate = mandate;
  const cheque = textAt(references, "ChqNb");
  if (cheque !== undefined) into.entryNumber = cheque;
}

function addParties(into: Counterpart, parties: XmlElement | undefined, fromDebtor: boolean): void {
  if (!parties) return;
  const name = nameOf(elementAt(parties, fromDebtor ? "Dbtr" : "Cdtr"));
  if (name !== undefined) into.counterpartyName = name;
  const account = elementAt(parties, fromDebtor ? "DbtrAcct" : "CdtrAcct", "Id");
  const iban = validIban(textAt(account, "IBAN") ?? textAt(account, "Othr", "Id") ?? "");
  if (iban !== undefined) into.counterpartyIban = iban;
  const creditor = elementAt(parties, "Cdtr");
  const creditorId =
    textAt(creditor, "Id", "PrvtId", "Othr", "Id") ??
    textAt(elementAt(creditor, "Pty"), "Id", "PrvtId", "Othr", "Id");
  if (creditorId !== undefined) into.creditorId = creditorId;
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
export function addRemittance(into: string[], transaction: XmlElement, fromDebtor: boolean): void {
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

/** AddtlTxInf and the bank's words on a return. */
export function addAdditional(into: string[], transaction: XmlElement): void {
  addText(into, textAt(transaction, "AddtlTxInf"));
  for (const words of childrenNamed(elementAt(transaction, "RtrInf"), "AddtlInf")) addText(into, words.text);
}

function addText(into: string[], text: string | undefined): void {
  if (text !== undefined && text !== "") into.push(text);
}
