import type { IsoDate } from "../../days.ts";
import { error, type Problem, warning } from "../../problems.ts";
import type { AccountKey, Balance, StatementEvent } from "../statement.ts";
import {
  type DateOrder,
  dayOf,
  type QifDate,
  type QifRecord,
  rawOf,
  readQifDate,
  readQifLine,
  recordCutter,
  textOf,
} from "./qifRecords.ts";
import type { StatementReader } from "./reader.ts";

/** What a person knows of a file that does not say it. */
export type QifOptions = { account?: AccountKey; dateOrder?: DateOrder };

/** Records that wait until one of them tells the order of dates. In a file of a bank that is one of the first thirty. */
const WAITING_MAX = 10_000;
const WAITING_CHARACTERS_MAX = 4_194_304;

type Waiting = { record: QifRecord; date: QifDate | undefined };

type Reading = {
  events: StatementEvent[];
  account: AccountKey | undefined;
  order: DateOrder | undefined;
  /** Nobody said the order: the dates must follow each other in the one that was found. */
  isInferred: boolean;
  waiting: Waiting[];
  waitingCharacters: number;
  last: IsoDate | undefined;
  direction: "up" | "down" | undefined;
  isAsked: boolean;
  section: "movements" | "account" | "other";
  accountName: string | undefined;
  isOpen: boolean;
  hasRecords: boolean;
  isDamaged: boolean;
  isInvestments: boolean;
  rank: number;
};

/**
 * Reads QIF, the last resort: the file names no account, no currency and no balance, and writes dates in one order or the
 * other. What is missing is asked for, and nothing is booked before. Without an account the rest is read for its errors.
 */
export function qifReader({ account, dateOrder }: QifOptions = {}): StatementReader {
  const cutter = recordCutter();
  const reading = newReading(account, dateOrder);
  return {
    read: (text) => {
      for (const record of cutter.cut(text)) readRecord(reading, record);
      return taken(reading);
    },
    end: () => {
      for (const record of cutter.end()) readRecord(reading, record);
      end(reading);
      return taken(reading);
    },
  };
}

function newReading(account: AccountKey | undefined, order: DateOrder | undefined): Reading {
  return {
    events: [],
    account,
    order,
    isInferred: order === undefined,
    waiting: [],
    waitingCharacters: 0,
    last: undefined,
    direction: undefined,
    isAsked: false,
    section: "movements",
    accountName: undefined,
    isOpen: false,
    hasRecords: false,
    isDamaged: false,
    isInvestments: false,
    rank: 0,
  };
}

const MOVEMENTS = /^!Type:\s*(?:Bank|Cash|CCard|Oth ?[AL])\b/i;
const INVESTMENTS = /^!Type:\s*(?:Invst|Port)\b/i;

function readRecord(reading: Reading, record: QifRecord): void {
  const text = record.lines[0]?.text ?? "";
  if (text.startsWith("!")) readHeader(reading, record, text);
  else if (reading.section === "account") readAccountName(reading, record);
  else if (reading.section === "movements") readMovement(reading, record);
}

/** Lists of categories and of securities are no movements; switches ("!Option:…", "!Clear:…") change nothing here. */
function readHeader(reading: Reading, { line }: QifRecord, text: string): void {
  if (INVESTMENTS.test(text)) {
    tell(reading, error("investments_not_read", { line, value: text.slice(0, 100) }));
    reading.isInvestments = true;
    reading.section = "other";
  } else if (MOVEMENTS.test(text)) reading.section = "movements";
  else if (/^!Account\b/i.test(text)) reading.section = "account";
  else if (/^!Type:/i.test(text)) reading.section = "other";
}

/** A program's export may hold several accounts, each after its name: they must not become one. */
function readAccountName(reading: Reading, record: QifRecord): void {
  const name = textOf(record, "N") ?? "";
  reading.accountName ??= name;
  if (name === reading.accountName || !reading.hasRecords) {
    reading.accountName = name;
    return;
  }
  const params = { expected: reading.accountName };
  tell(reading, error("account_differs", { line: record.line, field: "!Account", value: name, params }));
}

function readMovement(reading: Reading, record: QifRecord): void {
  reading.hasRecords = true;
  const raw = rawOf(record);
  if (record.tooLong) {
    tell(reading, error("text_too_long", { line: record.line, field: "QIF" }));
    return;
  }
  if (raw.includes("\uFFFD") && !reading.isDamaged) {
    reading.isDamaged = true;
    tell(reading, warning("text_damaged", { line: record.line }));
  }
  if (!record.isClosed) tell(reading, warning("last_record_open", { line: record.line, raw }));
  const date = readQifDate(textOf(record, "D") ?? "");
  reading.order ??= date && orderTold(date);
  reading.waiting.push({ record, date });
  reading.waitingCharacters += raw.length;
  if (reading.order !== undefined) giveWaiting(reading, reading.order);
  else if (reading.waiting.length > WAITING_MAX || reading.waitingCharacters > WAITING_CHARACTERS_MAX)
    askForOrder(reading);
}

/** Only a day after the twelfth tells. */
function orderTold(date: QifDate): DateOrder | undefined {
  if ("on" in date) return undefined;
  if (date.first > 12 && date.second <= 12) return "dmy";
  return date.second > 12 && date.first <= 12 ? "mdy" : undefined;
}

function isSameInBoth(date: QifDate | undefined): boolean {
  return date === undefined || "on" in date || date.first === date.second;
}

function giveWaiting(reading: Reading, order: DateOrder): void {
  const { waiting } = reading;
  reading.waiting = [];
  reading.waitingCharacters = 0;
  for (const { record, date } of waiting) give(reading, record, date && dayOf(date, order));
}

function give(reading: Reading, record: QifRecord, day: IsoDate | undefined): void {
  const { line, problems } = readQifLine(record, day, reading.account?.currency ?? "EUR");
  if (day !== undefined) followDays(reading, record, day);
  if (line && !reading.isOpen && isOpeningBalance(record)) {
    openHead(reading, { on: line.bookedOn, amount: line.amount });
    return;
  }
  openHead(reading);
  for (const problem of problems) tell(reading, problem);
  if (!line) return;
  reading.rank += 1;
  if (reading.account) reading.events.push({ kind: "line", line: { ...line, rank: reading.rank } });
}

/** Money and Quicken write the balance they began with as a first record, transferred from the account to itself. */
function isOpeningBalance(record: QifRecord): boolean {
  const label = textOf(record, "P") ?? "";
  return /^(?:opening balance|solde initial)$/i.test(label) && /^\[.*\]$/.test(textOf(record, "L") ?? "");
}

/**
 * The days of a statement go up or go down. Where they do both, a spreadsheet may have turned those days round that it could
 * (3 April for 4 March) and left the others, so the order found in one of them is not that of all.
 */
function followDays(reading: Reading, record: QifRecord, day: IsoDate): void {
  const { last, direction } = reading;
  reading.last = day;
  if (last === undefined || last === day) return;
  const now = day > last ? "up" : "down";
  reading.direction ??= now;
  if (direction !== undefined && direction !== now && reading.isInferred) ask(reading, record);
}

function askForOrder(reading: Reading): void {
  const [first] = reading.waiting;
  if (first) ask(reading, first.record);
  // Read on for other errors; the file is refused, so the days do not count.
  reading.order = "dmy";
  giveWaiting(reading, "dmy");
}

function ask(reading: Reading, record: QifRecord): void {
  if (reading.isAsked) return;
  reading.isAsked = true;
  // Inside the statement, so that its missing balances are not told beside the cause.
  openHead(reading);
  const value = textOf(record, "D") ?? "";
  tell(reading, error("date_order_unknown", { line: record.line, field: "D", value }));
}

function openHead(reading: Reading, opening?: Balance): void {
  if (reading.isOpen) return;
  reading.isOpen = true;
  const { account } = reading;
  if (account) reading.events.push({ kind: "head", head: { account, ...(opening && { opening }) } });
}

function end(reading: Reading): void {
  if (reading.waiting.every(({ date }) => isSameInBoth(date))) giveWaiting(reading, "dmy");
  else askForOrder(reading);
  const { account, isInvestments, hasRecords } = reading;
  if (!account && hasRecords && !isInvestments)
    tell(reading, error("format_needs_account", { params: { format: "QIF" } }));
  if (isInvestments && !hasRecords) return;
  openHead(reading);
  if (account) reading.events.push({ kind: "foot", foot: {} });
}

function tell(reading: Reading, problem: Problem): void {
  reading.events.push({ kind: "problem", problem });
}

function taken(reading: Reading): StatementEvent[] {
  const { events } = reading;
  reading.events = [];
  return events;
}
