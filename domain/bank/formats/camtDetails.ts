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
  const [transaction, ...others] = transactions;
  return {
    remittance: transactions.flatMap((each) => remittanceOf(each, fromDebtor)),
    additional: transactions.flatMap(additionalOf),
    line: transaction && others.length === 0 ? partiesAndReferences(transaction, fromDebtor) : {},
  };
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
  return childrenNamed(elementAt(transaction, "RmtInf"), "Strd")
    .map((structured) => textAt(structured, "CdtrRefInf", "Ref"))
    .find((reference) => reference !== undefined);
}

/**
 * Free texts, then the invoice numbers and additional texts of structured ones, then who the payment is really for: the ultimate
 * party is often the one that the invoice names.
 */
export function remittanceOf(transaction: XmlElement, fromDebtor: boolean): string[] {
  const remittance = elementAt(transaction, "RmtInf");
  const texts = joinCut(childrenNamed(remittance, "Ustrd"));
  for (const structured of childrenNamed(remittance, "Strd")) {
    for (const document of childrenNamed(structured, "RfrdDocInf")) texts.push(textAt(document, "Nb") ?? "");
    for (const additional of childrenNamed(structured, "AddtlRmtInf")) texts.push(additional.text);
  }
  texts.push(nameOf(elementAt(transaction, "RltdPties", fromDebtor ? "UltmtDbtr" : "UltmtCdtr")) ?? "");
  return texts.filter((text) => text !== "");
}

/** Puts a cut text together again without adding anything; texts that were not cut stay apart. */
function joinCut(elements: readonly XmlElement[]): string[] {
  const joined: string[] = [];
  let cut = false;
  for (const { text } of elements) {
    if (cut) joined.push(`${joined.pop() ?? ""}${text}`);
    else joined.push(text);
    cut = text.length === REMITTANCE_LENGTH;
  }
  return joined;
}

function additionalOf(transaction: XmlElement): string[] {
  const words = childrenNamed(elementAt(transaction, "RtrInf"), "AddtlInf").map((element) => element.text);
  return [textAt(transaction, "AddtlTxInf") ?? "", ...words].filter((text) => text !== "");
}
