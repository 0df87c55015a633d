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
export function readDetails(transactions: XmlElement[], fromDebtor: boolean): CamtDetails {
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
  return withoutBlanks({
    counterpartyName: nameOf(party),
    counterpartyIban: validIban(textAt(account, "IBAN") ?? textAt(account, "Othr", "Id") ?? ""),
    endToEndId: endToEndId === "NOTPROVIDED" ? undefined : endToEndId,
    mandate: textAt(references, "MndtId"),
    creditorId:
      textAt(creditor, "Id", "PrvtId", "Othr", "Id") ?? textAt(creditor, "Pty", "Id", "PrvtId", "Othr", "Id"),
    structuredReference: structuredReference(transaction),
    returnReason: textAt(reason, "Cd") ?? textAt(reason, "Prtry"),
    entryNumber: textAt(references, "ChqNb"),
  });
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
  const structured = childrenNamed(remittance, "Strd").flatMap((each) => [
    ...childrenNamed(each, "RfrdDocInf").map((document) => textAt(document, "Nb")),
    ...childrenNamed(each, "AddtlRmtInf").map((element) => element.text),
  ]);
  const ultimate = nameOf(elementAt(transaction, "RltdPties", fromDebtor ? "UltmtDbtr" : "UltmtCdtr"));
  const free = joinCut(childrenNamed(remittance, "Ustrd").map((element) => element.text));
  return [...free, ...structured, ultimate].filter((text) => text !== undefined && text !== "") as string[];
}

/** Puts a cut text together again without adding anything; texts that were not cut stay apart. */
function joinCut(texts: string[]): string[] {
  const joined: string[] = [];
  let cut = false;
  for (const text of texts) {
    if (cut) joined.push(`${joined.pop() ?? ""}${text}`);
    else joined.push(text);
    cut = text.length === REMITTANCE_LENGTH;
  }
  return joined;
}

function additionalOf(transaction: XmlElement): string[] {
  const words = childrenNamed(elementAt(transaction, "RtrInf"), "AddtlInf").map((element) => element.text);
  return [textAt(transaction, "AddtlTxInf"), ...words].filter(
    (text) => text !== undefined && text !== "",
  ) as string[];
}

type Optional<T> = { [K in keyof T]?: T[K] | undefined };

function withoutBlanks<T extends object>(values: Optional<T>): T {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as T;
}
