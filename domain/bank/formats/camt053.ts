import { error, type Problem, type ProblemCode, warning } from "../../problems.ts";
import { isCurrency } from "../currency.ts";
import type { AccountKey, Balance, StatementEvent } from "../statement.ts";
import { accountKeyOf, type CamtAccount, readCamtAccount } from "./camtAccount.ts";
import { type CamtBalance, chooseBalance, readCamtBalance } from "./camtBalance.ts";
import { readEntry } from "./camtEntry.ts";
import type { StatementReader } from "./reader.ts";
import { elementAt, localName, type XmlElement, xmlReader } from "./xml.ts";

/** Of the entry in a problem: for a person to recognise. */
const RAW_MAX = 2_000;

type Statement = {
  line: number;
  reference: string | undefined;
  named: CamtAccount | undefined;
  account: AccountKey | undefined;
  balances: CamtBalance[];
  opening: Balance | undefined;
  rank: number;
  sum: bigint;
  /** What the entries marked as reversals add to the sum. */
  reversals: bigint;
  notBooked: Map<string, number>;
  /** Batches whose payments do not add up to them: how many, and where the first one is. */
  batches: { count: number; line: number };
};

type Reading = {
  events: StatementEvent[];
  statement: Statement | undefined;
  /**
   * Parts of the statement that are complete and not read yet. They are read together when a piece of the file is parsed: what saxes
   * calls is compiled into its own loops, and the more that is, the slower they are.
   */
  waiting: { element: XmlElement; raw: string }[];
};

/**
 * Reads camt.053, versions 001.02 to 001.13 alike: where they differ (status, parties, dates) every known path is tried, so the
 * version need not be believed. Whatever the message around it, a statement is a Stmt inside a BkToCstmrStmt.
 */
export function camt053Reader(): StatementReader {
  const reading: Reading = { events: [], statement: undefined, waiting: [] };
  const xml = xmlReader({
    opened: (name, parent, line) => {
      if (name === "Stmt" && parent === "BkToCstmrStmt") {
        readWaiting(reading);
        if (reading.statement) leaveUnfinished(reading, reading.statement);
        reading.statement = newStatement(line);
      }
      return reading.statement !== undefined && parent === "Stmt" && isRead(name);
    },
    collected: (element, raw) => {
      reading.waiting.push({ element, raw });
    },
    closed: (name) => {
      if (name !== "Stmt" || !reading.statement) return;
      readWaiting(reading);
      closeStatement(reading, reading.statement);
    },
    problem: (problem) => {
      readWaiting(reading);
      tell(reading, problem);
    },
  });
  return {
    read: (text) => {
      xml.read(text);
      readWaiting(reading);
      return taken(reading);
    },
    end: () => {
      xml.end();
      readWaiting(reading);
      // Only a fault, told above, leaves a statement open.
      if (reading.statement?.account) reading.events.push(NO_FOOT);
      return taken(reading);
    },
  };
}

/** Before anything else happens to the statement, so that events keep the order of the file. */
function readWaiting(reading: Reading): void {
  const { statement, waiting } = reading;
  if (statement) for (const { element, raw } of waiting) readPart(reading, statement, element, raw);
  waiting.length = 0;
}

/** What of a statement is read; the rest (summaries, interest, related accounts) is not ours to check. */
function isRead(name: string): boolean {
  return name === "Ntry" || name === "Bal" || name === "Acct" || name === "Id";
}

/** Given for a statement that has no end, so that events come as head, lines, foot. */
const NO_FOOT: StatementEvent = { kind: "foot", foot: {} };

/** A statement begins before the one before it has ended: two files ran into each other. */
function leaveUnfinished(reading: Reading, { line, account }: Statement): void {
  refuse(reading, "statement_unfinished", { line });
  if (account) reading.events.push(NO_FOOT);
}

function newStatement(line: number): Statement {
  return {
    line,
    reference: undefined,
    named: undefined,
    account: undefined,
    balances: [],
    opening: undefined,
    rank: 0,
    sum: 0n,
    reversals: 0n,
    notBooked: new Map(),
    batches: { count: 0, line },
  };
}

function readPart(reading: Reading, statement: Statement, element: XmlElement, raw: string): void {
  switch (localName(element.name)) {
    case "Id":
      statement.reference ??= element.text || undefined;
      return;
    case "Acct":
      statement.named ??= readCamtAccount(element);
      return;
    case "Bal":
      statement.balances.push(readCamtBalance(element));
      return;
    case "Ntry":
      addEntry(reading, statement, element, raw);
  }
}

/**
 * Gives the head with the first entry, or at the end of a statement without entries. Banks leave out the currency of the
 * account; that of its balances, then of its first entry, is taken for it.
 */
function openAccount(reading: Reading, statement: Statement, entry?: XmlElement): AccountKey {
  if (statement.account) return statement.account;
  const { named, balances, reference } = statement;
  const opening = chooseBalance(balances, "opening");
  const currency =
    named?.currency ??
    opening?.currency ??
    chooseBalance(balances, "closing")?.currency ??
    elementAt(entry, "Amt")?.currency ??
    "EUR";
  if (!isCurrency(currency))
    refuse(reading, "bad_currency", { line: statement.line, field: "Ccy", value: currency });
  const account = accountOf(reading, statement, currency);
  statement.account = account;
  statement.opening = opening && balanceIn(reading, account, opening);
  reading.events.push({
    kind: "head",
    head: {
      account,
      ...(reference !== undefined && { reference }),
      ...(statement.opening && { opening: statement.opening }),
    },
  });
  return account;
}

function accountOf(reading: Reading, { named, line }: Statement, currency: string): AccountKey {
  const account = accountKeyOf(named, currency);
  if (!account) {
    refuse(reading, "account_missing", { line: named?.line ?? line, field: "Acct" });
    return { key: "", currency };
  }
  if (named?.iban !== undefined && account.iban === undefined)
    tell(reading, warning("iban_not_valid", { line: named.line, field: "IBAN", value: named.iban }));
  return account;
}

/** A balance counts only in the currency of the account: there is no sum across currencies. */
function balanceIn(reading: Reading, account: AccountKey, found: CamtBalance): Balance | undefined {
  for (const problem of found.problems) tell(reading, problem);
  if (found.currency !== account.currency) {
    const params = { expected: account.currency };
    refuse(reading, "balance_currency_differs", {
      line: found.line,
      field: "Bal",
      value: found.currency,
      params,
    });
    return undefined;
  }
  return found.balance;
}

function addEntry(reading: Reading, statement: Statement, element: XmlElement, raw: string): void {
  const account = openAccount(reading, statement, element);
  const rank = statement.rank + 1;
  const entry = readEntry(element, raw, { currency: account.currency, rank });
  for (const problem of entry.problems) tell(reading, { ...problem, raw: raw.slice(0, RAW_MAX) });
  if (entry.notBooked !== undefined) {
    statement.notBooked.set(entry.notBooked, (statement.notBooked.get(entry.notBooked) ?? 0) + 1);
  }
  if (entry.doesNotAddUp === true) {
    if (statement.batches.count === 0) statement.batches.line = element.line;
    statement.batches.count += 1;
  }
  const { line, isReversal } = entry;
  if (!line) return;
  statement.rank = rank;
  statement.sum += line.amount;
  if (isReversal) statement.reversals += line.amount;
  reading.events.push({ kind: "line", line });
}

function closeStatement(reading: Reading, statement: Statement): void {
  const account = openAccount(reading, statement);
  const found = chooseBalance(statement.balances, "closing", account.currency);
  const closing = found && balanceIn(reading, account, found);
  for (const [status, count] of statement.notBooked) {
    const params = { status, count: String(count) };
    tell(reading, warning("entries_not_booked", { line: statement.line, field: "Sts", params }));
  }
  const { batches } = statement;
  if (batches.count > 0) {
    const params = { count: String(batches.count) };
    tell(reading, warning("batch_details_do_not_add_up", { line: batches.line, field: "TxDtls", params }));
  }
  if (closing && reversalsLookInverted(statement, closing)) {
    tell(reading, warning("reversals_inverted", { line: statement.line, field: "RvslInd" }));
  }
  reading.events.push({ kind: "foot", foot: closing ? { closing } : {} });
  reading.statement = undefined;
}

/**
 * The sign of an entry is what CdtDbtInd says, reversal or not: it is the direction of the money. Some German banks are
 * reported to mean it the other way round; when only that reading balances we say so, and refuse the file all the same.
 */
function reversalsLookInverted({ opening, sum, reversals }: Statement, closing: Balance): boolean {
  if (!opening || reversals === 0n) return false;
  const plain = opening.amount + sum;
  return plain !== closing.amount && plain - 2n * reversals === closing.amount;
}

function refuse(reading: Reading, code: ProblemCode, place: Partial<Problem>): void {
  tell(reading, error(code, place));
}

function tell(reading: Reading, problem: Problem): void {
  reading.events.push({ kind: "problem", problem });
}

function taken(reading: Reading): StatementEvent[] {
  const { events } = reading;
  reading.events = [];
  return events;
}
