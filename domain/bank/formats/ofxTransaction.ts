import { type IsoDate, isoDate } from "../../days.ts";
import { error, type Problem } from "../../problems.ts";
import { frenchAccountKey, otherAccountKey, validIban } from "../accountKey.ts";
import type { AccountKey, StatementLine } from "../statement.ts";
import { parseWrittenAmount } from "../writtenAmount.ts";

export type OfxValue = { text: string; line: number };
/** The values of an aggregate by their names; those of an aggregate inside it as "PAYEE/NAME". */
export type OfxValues = Map<string, OfxValue>;

/** Values in a problem are for a person to recognise, not to keep. */
const VALUE_MAX = 100;

export type OfxTransaction = { values: OfxValues; line: number; raw: string };

/**
 * Reads one STMTTRN. NAME is the label: French banks write the first words of theirs there, and only a PAYEE names a person.
 * The sign is that of the amount, whatever TRNTYPE says. A transaction without amount or day is none.
 */
export function readTransaction(
  { values, line, raw }: OfxTransaction,
  account: AccountKey,
): { line?: Omit<StatementLine, "rank">; problems: Problem[] } {
  const problems: Problem[] = [];
  const written = values.get("TRNAMT") ?? { text: "", line };
  const amount = parseWrittenAmount(written.text, account.currency);
  const posted = values.get("DTPOSTED") ?? { text: "", line };
  const bookedOn = readOfxDay(posted.text);
  const available = values.get("DTAVAIL");
  const valuedOn = readOfxDay(available?.text ?? "");
  if (amount === undefined) problems.push(badValue("bad_amount", "TRNAMT", written));
  if (bookedOn === undefined || bookedOn === "absent")
    problems.push(badValue("bad_date", "DTPOSTED", posted));
  if (available && valuedOn === undefined) problems.push(badValue("bad_date", "DTAVAIL", available));
  const currency = values.get("CURRENCY/CURSYM");
  if (currency && currency.text !== account.currency) {
    const params = { expected: account.currency };
    problems.push(
      error("line_currency_differs", { line: currency.line, field: "CURSYM", value: currency.text, params }),
    );
  }
  if (problems.length > 0 || amount === undefined || bookedOn === undefined) return { problems };
  const [label, ...details] = wordsOf(values);
  const entry: Omit<StatementLine, "rank"> = { bookedOn, amount, label, details, lineNumber: line, raw };
  if (valuedOn !== undefined && valuedOn !== "absent") entry.valuedOn = valuedOn;
  addReferences(entry, values);
  return { line: entry, problems };
}

/** The label, then the details. */
function wordsOf(values: OfxValues): [string, ...string[]] {
  const name = textOf(values, "NAME") ?? textOf(values, "PAYEE/NAME");
  const words = new Set<string>();
  for (const text of [name, textOf(values, "MEMO"), textOf(values, "EXTDNAME"), textOf(values, "REFNUM")])
    if (text !== undefined) words.add(text);
  const [label = textOf(values, "TRNTYPE") ?? "", ...details] = words;
  return [label, ...details];
}

function addReferences(line: Omit<StatementLine, "rank">, values: OfxValues): void {
  const payee = textOf(values, "PAYEE/NAME");
  if (payee !== undefined) line.counterpartyName = payee;
  const iban = validIban(textOf(values, "BANKACCTTO/ACCTID") ?? "");
  if (iban !== undefined) line.counterpartyIban = iban;
  const bankReference = textOf(values, "FITID");
  if (bankReference !== undefined) line.bankReference = bankReference;
  const number = textOf(values, "CHECKNUM") ?? "";
  if (/[^0 ]/.test(number)) line.entryNumber = number;
}

function textOf(values: OfxValues, name: string): string | undefined {
  return values.get(name)?.text || undefined;
}

/** What a transaction says of its kind that only money out has. */
const EXPENSES = new Set("POS ATM CHECK PAYMENT FEE SRVCHG DIRECTDEBIT".split(" "));

export function isExpense(values: OfxValues): boolean {
  return EXPENSES.has(values.get("TRNTYPE")?.text.toUpperCase() ?? "");
}

/**
 * The day as written. The hour and the zone behind it are those of the bank's machine, malformed in some files, and a shift to
 * ours would move movements to another day. "absent" when blank or zeros, undefined when there is no such day.
 */
export function readOfxDay(text: string): IsoDate | "absent" | undefined {
  if (/^0*$/.test(text)) return "absent";
  const match = /^(\d{4})-?(\d{2})-?(\d{2})/.exec(text);
  return match ? isoDate(Number(match[1]), Number(match[2]), Number(match[3])) : undefined;
}

/**
 * The account of BANKACCTFROM or CCACCTFROM. Bank and branch of five digits and an account of eleven characters at most are a
 * French one, whose key is the same in every format. An ACCTID that is an IBAN or a RIB says all by itself; another number is
 * known only with its bank.
 */
export function ofxAccount(values: OfxValues, currency: string): AccountKey | undefined {
  const text = (name: string) => (values.get(name)?.text ?? "").replace(/\s/g, "").toUpperCase();
  const [bank, branch, account] = [text("BANKID"), text("BRANCHID"), text("ACCTID")];
  if (account === "") return undefined;
  const alone = otherAccountKey(account, currency);
  if (alone.iban !== undefined) return alone;
  const french =
    /^\d{5}$/.test(bank) && /^\d{5}$/.test(branch)
      ? frenchAccountKey({ bank, branch, account }, currency)
      : undefined;
  return french ?? otherAccountKey(`${bank}${branch}${account}`, currency);
}

export function badValue(
  code: "bad_amount" | "bad_date" | "bad_currency" | "field_repeated",
  field: string,
  { text, line }: OfxValue,
): Problem {
  return error(code, { line, field, value: text.slice(0, VALUE_MAX) });
}
