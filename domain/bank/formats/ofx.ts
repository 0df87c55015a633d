import { error, type Problem, type ProblemCode, warning } from "../../problems.ts";
import { isCurrency } from "../currency.ts";
import type { AccountKey, Balance, StatementEvent } from "../statement.ts";
import { parseWrittenAmount } from "../writtenAmount.ts";
import { type OfxTag, ofxScanner } from "./ofxScanner.ts";
import {
  badValue,
  isExpense,
  type OfxValues,
  ofxAccount,
  readOfxDay,
  readTransaction,
} from "./ofxTransaction.ts";
import type { StatementReader } from "./reader.ts";
import { TEXT_LENGTH_MAX } from "./textLines.ts";

/** STMTRS or CCSTMTRS: one account. */
type Statement = {
  line: number;
  values: OfxValues;
  account: AccountKey | undefined;
  rank: number;
  /** Payments by card and the like, and those of them that are money in; whether anything is money out. */
  expenses: { count: number; positive: number; anyNegative: boolean };
  pending: number;
  warned: Set<ProblemCode>;
};

/** An aggregate of a statement: its values, those of one level below it included. */
type Part = { name: string; line: number; values: OfxValues; inside: string; raw: string; tooLong: boolean };

type Reading = {
  events: StatementEvent[];
  statement: Statement | undefined;
  part: Part | undefined;
  isComplete: boolean;
};

const STATEMENTS = new Set(["STMTRS", "CCSTMTRS"]);
/** Parts of a statement. Those that are not read are here so that their values are not taken for its own. */
const PARTS = new Set(
  "BANKACCTFROM CCACCTFROM STMTTRN STMTTRNP LEDGERBAL AVAILBAL BAL CASHADVBALAMT REWARDINFO".split(" "),
);
/** Aggregates of a transaction whose values have names of their own. */
const INSIDE = new Set(
  "PAYEE EXTDPAYEE CURRENCY ORIGCURRENCY BANKACCTTO CCACCTTO BANKACCTFROM CCACCTFROM IMAGEDATA".split(" "),
);
/** Ends of what holds statements: one that is open here lost its end tag. */
const ENDS = new Set("STMTTRNRS CCSTMTTRNRS BANKMSGSRSV1 CREDITCARDMSGSRSV1 OFX".split(" "));
/** A second one in a transaction means that two transactions ran into each other. */
const ONCE = new Set(["TRNAMT", "DTPOSTED", "FITID"]);

/**
 * Reads OFX 1 and 2, bank and card statements, from the tags of `ofxScanner`. Which aggregate a value belongs to is told by the
 * last one opened of its level: end tags are missing or wrong in some files (CCSTMTRS closed by STMTRS), and nothing is nested
 * deeper than three levels. There is no opening balance to prove that nothing was lost, so a file without its last tag is refused.
 */
export function ofxReader(): StatementReader {
  const scanner = ofxScanner();
  const reading: Reading = { events: [], statement: undefined, part: undefined, isComplete: false };
  return {
    read: (text) => {
      for (const tag of scanner.scan(text)) readTag(reading, tag);
      return taken(reading);
    },
    end: () => {
      const tags = scanner.end();
      for (const tag of tags) readTag(reading, tag);
      if (!reading.isComplete)
        tell(reading, error("file_truncated", { line: tags.at(-1)?.line ?? 1, value: "OFX" }));
      closeStatement(reading);
      return taken(reading);
    },
  };
}

function readTag(reading: Reading, tag: OfxTag): void {
  if (tag.tooLong) tell(reading, error("text_too_long", { line: tag.line, field: tag.name }));
  if (tag.source.includes("\uFFFD")) warnOnce(reading, "text_damaged", tag);
  if (tag.name.startsWith("/")) closeTag(reading, tag.name.slice(1), tag);
  else if (tag.name === "!") tell(reading, error("xml_doctype_refused", { line: tag.line }));
  else openTag(reading, tag);
}

function openTag(reading: Reading, tag: OfxTag): void {
  const { name, line } = tag;
  if (name === "INVSTMTRS") tell(reading, error("investments_not_read", { line, value: name }));
  // A file may be several, one behind the other.
  if (name === "OFX") reading.isComplete = false;
  if (STATEMENTS.has(name)) openStatement(reading, line);
  else if (INSIDE.has(name) && isTransaction(reading.part)) openInside(reading.part, tag);
  else if (PARTS.has(name)) openPart(reading, tag);
  else addValue(reading, tag);
}

function closeTag(reading: Reading, name: string, tag: OfxTag): void {
  if (reading.part) addRaw(reading.part, tag);
  if (STATEMENTS.has(name) || ENDS.has(name)) closeStatement(reading);
  else if (name === reading.part?.inside) reading.part.inside = "";
  else if (name === reading.part?.name || name === "BANKTRANLIST") closePart(reading);
  if (name === "OFX") reading.isComplete = true;
}

function openStatement(reading: Reading, line: number): void {
  closeStatement(reading);
  reading.statement = {
    line,
    values: new Map(),
    account: undefined,
    rank: 0,
    expenses: { count: 0, positive: 0, anyNegative: false },
    pending: 0,
    warned: new Set(),
  };
}

function openPart(reading: Reading, tag: OfxTag): void {
  closePart(reading);
  const { name, line } = tag;
  reading.part = { name, line, values: new Map(), inside: "", raw: "", tooLong: false };
  addRaw(reading.part, tag);
}

function openInside(part: Part, tag: OfxTag): void {
  part.inside = tag.name;
  addRaw(part, tag);
}

function isTransaction(part: Part | undefined): part is Part {
  return part?.name === "STMTTRN" || part?.name === "STMTTRNP";
}

function addRaw(part: Part, { source }: OfxTag): void {
  part.tooLong ||= part.raw.length + source.length > TEXT_LENGTH_MAX;
  part.raw = part.tooLong ? "" : `${part.raw}${source}`;
}

/** A value without its aggregate is told when it is money: the tag that opened the transaction is damaged. */
function addValue(reading: Reading, tag: OfxTag): void {
  const { part } = reading;
  const { name, text, line } = tag;
  if (part) addRaw(part, tag);
  if (text === "") return;
  const values = valuesOf(reading, name);
  const path = part?.inside ? `${part.inside}/${name}` : name;
  if (name === "TRNAMT" && !isTransaction(part)) refuse(reading, "line_outside_statement", tag);
  else if (values?.has(path) && isTransaction(part) && ONCE.has(path))
    tell(reading, badValue("field_repeated", name, tag));
  else if (values && !values.has(path)) values.set(path, { text, line });
}

/** Where a value belongs, so that no more is held than the statement and one part of it have. */
function valuesOf({ part, statement }: Reading, name: string): OfxValues | undefined {
  if (part) return part.tooLong ? undefined : part.values;
  return name === "CURDEF" ? statement?.values : undefined;
}

function closePart(reading: Reading): void {
  const { part, statement } = reading;
  reading.part = undefined;
  if (!part) return;
  if (part.tooLong) tell(reading, error("text_too_long", { line: part.line, field: part.name }));
  if (!statement) {
    if (part.name === "STMTTRN")
      tell(reading, error("line_outside_statement", { line: part.line, raw: part.raw }));
  } else if (part.name === "STMTTRN") addTransaction(reading, statement, part);
  else if (part.name === "STMTTRNP") statement.pending += 1;
  else if (part.name !== "AVAILBAL" && part.name !== "BAL") {
    for (const [name, value] of part.values) statement.values.set(`${part.name}/${name}`, value);
  }
}

/** Gives the head, with the first transaction or at the end of a statement without any. */
function openAccount(reading: Reading, statement: Statement): AccountKey {
  if (statement.account) return statement.account;
  const { values, line } = statement;
  const written = values.get("CURDEF");
  const currency = written?.text.toUpperCase() ?? "EUR";
  if (written && !isCurrency(currency)) tell(reading, badValue("bad_currency", "CURDEF", written));
  const found = ["BANKACCTFROM", "CCACCTFROM"]
    .map((name) => ofxAccount(within(values, name), currency))
    .find((account) => account !== undefined);
  if (!found) tell(reading, error("account_missing", { line }));
  const account = found ?? { key: "", currency };
  statement.account = account;
  reading.events.push({ kind: "head", head: { account } });
  return account;
}

function within(values: OfxValues, part: string): OfxValues {
  const start = `${part}/`;
  return new Map(
    [...values].flatMap(([name, value]) =>
      name.startsWith(start) ? [[name.slice(start.length), value]] : [],
    ),
  );
}

function addTransaction(reading: Reading, statement: Statement, part: Part): void {
  const account = openAccount(reading, statement);
  const { line, problems } = readTransaction({ ...part, raw: part.raw.trimEnd() }, account);
  for (const problem of problems) tell(reading, problem);
  if (!line) return;
  statement.rank += 1;
  if (line.amount < 0n) statement.expenses.anyNegative = true;
  if (isExpense(part.values)) {
    statement.expenses.count += 1;
    if (line.amount > 0n) statement.expenses.positive += 1;
  }
  reading.events.push({ kind: "line", line: Object.assign(line, { rank: statement.rank }) });
}

function closeStatement(reading: Reading): void {
  closePart(reading);
  const { statement } = reading;
  reading.statement = undefined;
  if (!statement) return;
  const account = openAccount(reading, statement);
  const { count, positive, anyNegative } = statement.expenses;
  if (count > 1 && positive === count && !anyNegative) {
    const params = { account: account.key, count: String(count) };
    tell(reading, warning("expenses_positive", { line: statement.line, params }));
  }
  if (statement.pending > 0) {
    const params = { status: "STMTTRNP", count: String(statement.pending) };
    tell(reading, warning("entries_not_booked", { line: statement.line, field: "STMTTRNP", params }));
  }
  const closing = closingOf(reading, within(statement.values, "LEDGERBAL"), account.currency);
  reading.events.push({ kind: "foot", foot: closing ? { closing } : {} });
}

/** LEDGERBAL is the booked balance; it is absent or empty in some files. AVAILBAL, what may be spent, proves nothing. */
function closingOf(reading: Reading, values: OfxValues, currency: string): Balance | undefined {
  const written = values.get("BALAMT");
  if (!written) return undefined;
  const amount = parseWrittenAmount(written.text, currency);
  if (amount === undefined) tell(reading, badValue("bad_amount", "BALAMT", written));
  const date = values.get("DTASOF");
  const on = readOfxDay(date?.text ?? "");
  if (date && on === undefined) tell(reading, badValue("bad_date", "DTASOF", date));
  if (amount === undefined) return undefined;
  return { amount, ...(on !== undefined && on !== "absent" && { on }) };
}

function refuse(reading: Reading, code: ProblemCode, { line, name, source }: OfxTag): void {
  tell(reading, error(code, { line, field: name, raw: source.trimEnd() }));
}

/** What is odd about one text of a statement is odd about most: once is enough. */
function warnOnce(reading: Reading, code: ProblemCode, place: Pick<Problem, "line">): void {
  if (reading.statement?.warned.has(code)) return;
  reading.statement?.warned.add(code);
  tell(reading, warning(code, { line: place.line ?? 1 }));
}

function tell(reading: Reading, problem: Problem): void {
  reading.events.push({ kind: "problem", problem });
}

function taken(reading: Reading): StatementEvent[] {
  const { events } = reading;
  reading.events = [];
  return events;
}
