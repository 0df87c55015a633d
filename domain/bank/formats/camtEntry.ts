import { error, type Problem, warning } from "../../problems.ts";
import type { StatementLine } from "../statement.ts";
import { type CamtDetails, readDetails } from "./camtDetails.ts";
import { readTransactions } from "./camtTransactions.ts";
import { badValue, readDay, readSignedAmount } from "./camtValues.ts";
import { childrenNamed, elementAt, textAt, type XmlElement } from "./xml.ts";

export type Entry = {
  line?: Omit<StatementLine, "rank">;
  isReversal: boolean;
  /** The status of an entry that is announced only. */
  notBooked?: string;
  /** It lists the payments of a batch, and their amounts are not its own. */
  doesNotAddUp?: boolean;
  problems: Problem[];
};

/** Announced, informative and future entries: they come again when they are booked. */
const NOT_BOOKED = new Set(["PDNG", "INFO", "FUTR"]);

/** Reads one Ntry. The entry is the movement on the account, whatever its details say: they enrich it and never change it. */
export function readEntry(element: XmlElement, raw: string, currency: string): Entry {
  const isReversal = /^(?:true|1)$/.test(textAt(element, "RvslInd") ?? "");
  // Text up to version 001.06, a code from 001.08.
  const status = textAt(element, "Sts") ?? textAt(element, "Sts", "Cd") ?? "";
  if (NOT_BOOKED.has(status)) return { isReversal, notBooked: status, problems: [] };
  const amount = readSignedAmount(element, currency);
  const bookedOn = readDay(elementAt(element, "BookgDt"));
  const valuedOn = readDay(elementAt(element, "ValDt"));
  const problems: Problem[] = [];
  if (status !== "BOOK") problems.push(badValue("bad_status", element, "Sts", status));
  const written = elementAt(element, "Amt")?.attributes.Ccy ?? currency;
  if (written !== currency) {
    const params = { expected: currency };
    problems.push(
      error("line_currency_differs", { line: element.line, field: "Amt", value: written, params }),
    );
  }
  for (const { problem } of [amount, bookedOn, valuedOn]) if (problem) problems.push(problem);
  if (!bookedOn.value && !bookedOn.problem) problems.push(badValue("bad_date", element, "BookgDt", ""));
  if (problems.length > 0 || amount.value === undefined || bookedOn.value === undefined)
    return { isReversal, problems };
  if (raw.includes("\uFFFD")) problems.push(warning("text_damaged", { line: element.line }));
  const transactions = transactionsOf(element);
  const batch = readTransactions(transactions, { amount: amount.value, currency, isReversal });
  const line = {
    bookedOn: bookedOn.value,
    ...(valuedOn.value !== undefined && { valuedOn: valuedOn.value }),
    amount: amount.value,
    ...describe(element, transactions, (textAt(element, "CdtDbtInd") === "CRDT") !== isReversal),
    ...(typeof batch === "object" && { transactions: batch }),
    lineNumber: element.line,
    raw,
  };
  return { line, isReversal, doesNotAddUp: batch === "do_not_add_up", problems };
}

function transactionsOf(entry: XmlElement): XmlElement[] {
  return childrenNamed(entry, "NtryDtls").flatMap((part) => childrenNamed(part, "TxDtls"));
}

type Description = Omit<StatementLine, "rank" | "bookedOn" | "valuedOn" | "amount" | "lineNumber" | "raw">;

function describe(entry: XmlElement, transactions: XmlElement[], fromDebtor: boolean): Description {
  const parts = childrenNamed(entry, "NtryDtls");
  const found = readDetails(transactions, fromDebtor);
  const bankReference = textAt(entry, "AcctSvcrRef") ?? textAt(entry, "NtryRef");
  const interbankCode = bankCode(entry) ?? (transactions[0] && bankCode(transactions[0]));
  const label = labelOf(entry, found, interbankCode);
  const batch = transactions.length === 0 ? parts.flatMap(batchReferences) : [];
  return {
    label,
    details: [...found.remittance, ...found.additional.filter((text) => text !== label), ...batch],
    ...found.line,
    ...(bankReference !== undefined && { bankReference }),
    ...(interbankCode !== undefined && { interbankCode }),
  };
}

/** What a person would call the line: the bank's words, else the payer's, else a name, else the code of the operation. */
function labelOf(entry: XmlElement, found: CamtDetails, interbankCode: string | undefined): string {
  return (
    textAt(entry, "AddtlNtryInf") ??
    found.additional[0] ??
    found.remittance[0] ??
    found.line.counterpartyName ??
    interbankCode ??
    ""
  );
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
