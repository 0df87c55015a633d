import { error, type Problem, warning } from "../../problems.ts";
import type { StatementLine } from "../statement.ts";
import { addAdditional, addCounterpart, addRemittance, isFromDebtor } from "./camtDetails.ts";
import { readTransactions } from "./camtTransactions.ts";
import { badValue, readDay, readSignedAmount } from "./camtValues.ts";
import { childrenNamed, elementAt, textAt, type XmlElement } from "./xml.ts";

export type Entry = {
  line?: StatementLine;
  isReversal: boolean;
  /** The status of an entry that is announced only. */
  notBooked?: string;
  /** It lists the payments of a batch, and their amounts are not its own. */
  doesNotAddUp?: boolean;
  problems: Problem[];
};

/** What the statement around it says of an entry: the currency of its account, and its rank if it is booked. */
type Expected = { currency: string; rank: number };

/** Announced, informative and future entries: they come again when they are booked. */
const NOT_BOOKED = new Set(["PDNG", "INFO", "FUTR"]);

/** Reads one Ntry. The entry is the movement on the account, whatever its details say: they enrich it and never change it. */
export function readEntry(element: XmlElement, raw: string, { currency, rank }: Expected): Entry {
  const reversal = textAt(element, "RvslInd");
  const isReversal = reversal === "true" || reversal === "1";
  // Text up to version 001.06, a code from 001.08.
  const status = textAt(element, "Sts") ?? textAt(element, "Sts", "Cd") ?? "";
  if (status !== "BOOK" && NOT_BOOKED.has(status)) return { isReversal, notBooked: status, problems: [] };
  const amount = readSignedAmount(element, currency);
  const bookedOn = readDay(elementAt(element, "BookgDt"));
  const valuedOn = readDay(elementAt(element, "ValDt"));
  const problems: Problem[] = [];
  if (status !== "BOOK") problems.push(badValue("bad_status", element, "Sts", status));
  const written = elementAt(element, "Amt")?.currency ?? currency;
  if (written !== currency) {
    const params = { expected: currency };
    problems.push(
      error("line_currency_differs", { line: element.line, field: "Amt", value: written, params }),
    );
  }
  if (amount.problem) problems.push(amount.problem);
  if (bookedOn.problem) problems.push(bookedOn.problem);
  if (valuedOn.problem) problems.push(valuedOn.problem);
  if (!bookedOn.value && !bookedOn.problem) problems.push(badValue("bad_date", element, "BookgDt", ""));
  if (problems.length > 0 || amount.value === undefined || bookedOn.value === undefined)
    return { isReversal, problems };
  if (raw.includes("\uFFFD")) problems.push(warning("text_damaged", { line: element.line }));
  const transactions = transactionsOf(element);
  const batch = readTransactions(transactions, { amount: amount.value, currency, isReversal });
  const fromDebtor = isFromDebtor(transactions[0], textAt(element, "CdtDbtInd") === "CRDT", isReversal);
  const line: StatementLine = {
    rank,
    bookedOn: bookedOn.value,
    amount: amount.value,
    label: "",
    details: [],
    lineNumber: element.line,
    raw,
  };
  const [transaction] = transactions;
  // Several have no party in common: the name of the first payer of a batch would be a false trail.
  if (transaction && transactions.length === 1) addCounterpart(line, transaction, fromDebtor);
  const interbankCode = bankCode(element) ?? (transaction && bankCode(transaction));
  const bankReference = textAt(element, "AcctSvcrRef") ?? textAt(element, "NtryRef");
  if (valuedOn.value !== undefined) line.valuedOn = valuedOn.value;
  if (bankReference !== undefined) line.bankReference = bankReference;
  if (interbankCode !== undefined) line.interbankCode = interbankCode;
  if (typeof batch === "object") line.transactions = batch;
  addWords(line, element, transactions, fromDebtor);
  return { line, isReversal, doesNotAddUp: batch === "do_not_add_up", problems };
}

function transactionsOf(entry: XmlElement): readonly XmlElement[] {
  const parts = childrenNamed(entry, "NtryDtls");
  if (parts.length === 1) return childrenNamed(parts[0], "TxDtls");
  return parts.flatMap((part) => childrenNamed(part, "TxDtls"));
}

/**
 * The label is what a person would call the line: the bank's words, else the payer's, else a name, else the code of the operation.
 * Details are remittance texts, the bank's words unless they are the label, and for a batch without its payments the references of
 * our order.
 */
function addWords(
  line: StatementLine,
  entry: XmlElement,
  transactions: readonly XmlElement[],
  fromDebtor: boolean,
): void {
  const additional: string[] = [];
  for (const transaction of transactions) {
    addRemittance(line.details, transaction, fromDebtor);
    addAdditional(additional, transaction);
  }
  line.label =
    textAt(entry, "AddtlNtryInf") ??
    additional[0] ??
    line.details[0] ??
    line.counterpartyName ??
    line.interbankCode ??
    "";
  for (const text of additional) if (text !== line.label) line.details.push(text);
  if (transactions.length === 0)
    line.details.push(...childrenNamed(entry, "NtryDtls").flatMap(batchReferences));
}

/** The two characters of CFONB where a French bank gives them, else domain, family and sub-family, else the bank's own code. */
function bankCode(element: XmlElement): string | undefined {
  const code = elementAt(element, "BkTxCd");
  const own = textAt(code, "Prtry", "Cd");
  if (own !== undefined && /^[0-9A-Z]{2}$/.test(own)) return own;
  const domain = elementAt(code, "Domn");
  const family = elementAt(domain, "Fmly");
  const words = [textAt(domain, "Cd"), textAt(family, "Cd"), textAt(family, "SubFmlyCd")];
  const joined = words.filter((word) => word !== undefined).join("/");
  return joined === "" ? own : joined;
}

/** A batch without its transactions is known by the references of our own order. */
function batchReferences(part: XmlElement): string[] {
  return childrenNamed(part, "Btch").flatMap((batch) =>
    [textAt(batch, "PmtInfId"), textAt(batch, "MsgId")].filter((text) => text !== undefined),
  );
}
