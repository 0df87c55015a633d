import { error, type Problem } from "../../problems.ts";
import { comparable } from "../../tableColumns.ts";
import { isCurrency } from "../currency.ts";
import type { AccountKey, StatementEvent } from "../statement.ts";
import { type Above, nameAccount, readAbove } from "./csvAbove.ts";
import { dateColumn } from "./csvCells.ts";
import { type CsvLayout, layoutOfMapping, layoutOfProfile, unknownColumns } from "./csvLayout.ts";
import type { CsvMapping } from "./csvMapping.ts";
import { type CsvColumns, cellOf, csvColumns, isRemark, readMovement } from "./csvMovement.ts";
import { type CsvRow, type RowCutter, rowCutter } from "./csvRows.ts";
import { type CsvStatement, csvStatement } from "./csvStatement.ts";
import type { StatementReader } from "./reader.ts";

/** What a table does not say of itself. */
export type CsvOptions = { account?: AccountKey; csvMapping?: CsvMapping };

/** Lines that decide what a table is, and what they may weigh. */
const HEAD_LINES = 22;
const HEAD_LENGTH_MAX = 65_536;

type Reading = {
  options: CsvOptions;
  events: StatementEvent[];
  /** The beginning of the file, until there is enough of it to say what the table is; then undefined. */
  head: string | undefined;
  table: Table | undefined;
  /** Nothing more is read: the table is unknown, or stopped being one. */
  stopped: boolean;
};

type Table = {
  layout: CsvLayout;
  cutter: RowCutter;
  dates: ReturnType<typeof dateColumn>;
  columns: CsvColumns | undefined;
  /** In the lines above the table. */
  isAbove: boolean;
  above: Above;
  /** What was said between rows: of a further account of the file, if its header follows. */
  next: Above | undefined;
  statement: CsvStatement | undefined;
  /** What the account column says in the rows of this statement. */
  accountCell: string | undefined;
  /** Line of the header of this statement. */
  line: number;
};

/**
 * Reads the table of a bank: its columns from the profile that knows the header, or from the mapping that was given. The file is
 * read as it comes; only the first lines are held to see what it is, and as many rows as it takes to see which way balances run.
 */
export function csvReader(options: CsvOptions = {}): StatementReader {
  const reading: Reading = { options, events: [], head: "", table: undefined, stopped: false };
  return {
    read: (text) => {
      readText(reading, text);
      return taken(reading);
    },
    end: () => {
      if (reading.head !== undefined) recognise(reading, reading.head);
      const { table } = reading;
      if (table && !reading.stopped) readRows(reading, table, table.cutter.end());
      // A table that stopped being one before its first row is no statement without movement.
      if (table && !table.isAbove && (table.statement || !reading.stopped)) closeStatement(reading, table);
      return taken(reading);
    },
  };
}

function readText(reading: Reading, text: string): void {
  if (reading.stopped) return;
  if (reading.head === undefined) {
    if (reading.table) readRows(reading, reading.table, reading.table.cutter.cut(text));
    return;
  }
  reading.head += text;
  const lines = HEAD_LINES + (reading.options.csvMapping?.skipLines ?? 0);
  const isEnough = reading.head.length >= HEAD_LENGTH_MAX || reading.head.split("\n", lines).length === lines;
  if (isEnough) recognise(reading, reading.head);
}

function recognise(reading: Reading, head: string): void {
  const { csvMapping } = reading.options;
  const start = head.slice(0, HEAD_LENGTH_MAX);
  const layout = csvMapping ? layoutOfMapping(start, csvMapping) : layoutOfProfile(start);
  reading.head = undefined;
  if (!layout || "code" in layout) {
    tell(reading, layout ?? unknownColumns(start));
    reading.stopped = true;
    return;
  }
  const table: Table = {
    layout,
    cutter: rowCutter(layout.delimiter, layout.headers.length),
    dates: dateColumn(csvMapping?.dateFormat),
    columns: undefined,
    isAbove: true,
    above: {},
    next: undefined,
    statement: undefined,
    accountCell: undefined,
    line: layout.headerLine,
  };
  reading.table = table;
  readRows(reading, table, table.cutter.cut(head));
}

function readRows(reading: Reading, table: Table, rows: CsvRow[]): void {
  for (const row of rows) readRow(reading, table, row);
  const fault = table.cutter.fault();
  if (!fault || reading.stopped) return;
  reading.stopped = true;
  tell(reading, fault);
}

function readRow(reading: Reading, table: Table, row: CsvRow): void {
  const { layout } = table;
  if (table.isAbove) {
    readAboveTable(reading, table, row);
    return;
  }
  if (isHeader(layout, row)) {
    if (table.next && !isSamePage(table, table.next)) {
      closeStatement(reading, table);
      table.above = table.next;
      table.line = row.line;
      if (table.next.account === undefined)
        tell(reading, error("account_missing", { line: row.line, field: "account", raw: row.raw }));
    }
    table.next = undefined;
    return;
  }
  if (isRemark(layout, row)) {
    table.next = { ...table.next, ...readAbove(row.cells) };
    return;
  }
  table.next = undefined;
  const accountCell = layout.columns.account && cellOf(row, layout.columns.account);
  if (table.statement && accountCell !== table.accountCell) closeStatement(reading, table);
  const { columns, statement } = openStatement(reading, table, row);
  statement.add(readMovement(columns, row));
}

/**
 * Whether what stands between two headers goes on with the same account: it names none, and no other balance. A balance of its
 * own is that of another account, whose lines must not become those of this one.
 */
function isSamePage({ above }: Table, { account, balance }: Above): boolean {
  return account === undefined && (balance === undefined || balance.amount === above.balance?.amount);
}

/** The header is where the layout was found; a file without headers has none, and its rows begin after the lines to skip. */
function readAboveTable(reading: Reading, table: Table, row: CsvRow): void {
  const { headerLine, headers } = table.layout;
  if (row.line < headerLine || (headers.length === 0 && row.line === headerLine)) {
    table.above = { ...table.above, ...readAbove(row.cells) };
    return;
  }
  table.isAbove = false;
  table.line = row.line;
  if (headers.length === 0) readRow(reading, table, row);
}

function isHeader({ headers }: CsvLayout, { cells }: CsvRow): boolean {
  return headers.length > 0 && headers.every((header, at) => header === comparable(cells[at] ?? ""));
}

function openStatement(
  reading: Reading,
  table: Table,
  row?: CsvRow,
): { columns: CsvColumns; statement: CsvStatement } {
  if (table.statement && table.columns) return { statement: table.statement, columns: table.columns };
  const { layout, dates, above } = table;
  const { account, csvMapping } = reading.options;
  const told = account ?? csvMapping?.account;
  const written = row && layout.columns.currency ? cellOf(row, layout.columns.currency) : "";
  const currency = told?.currency ?? (isCurrency(written) ? written : "EUR");
  table.accountCell = row && layout.columns.account ? cellOf(row, layout.columns.account) : undefined;
  const accountText = table.accountCell ?? above.account;
  const named = nameAccount(accountText, told && accountOf(told), currency);
  if (table.columns?.currency !== currency) {
    table.columns = csvColumns(layout, { currency, dates, mark: csvMapping?.decimalMark });
  }
  table.statement = csvStatement(named.account, {
    tell: (event) => reading.events.push(event),
    balanceField: layout.columns.balance?.header,
    closing: above.balance,
  });
  if (named.wrong) {
    const problem = wrongAccount(named.wrong, { line: row?.line ?? table.line, accountText, told });
    table.statement.tell(problem);
  }
  return { statement: table.statement, columns: table.columns };
}

/** A stored mapping may hold an IBAN that is undefined; an account has one or none. */
function accountOf({ key, currency, iban }: { key: string; currency: string; iban?: string | undefined }) {
  return { key, currency, ...(iban !== undefined && { iban }) };
}

type Wrong = { line: number; accountText: string | undefined; told: { key: string } | undefined };

function wrongAccount(code: "format_needs_account" | "chosen_account_differs", wrong: Wrong): Problem {
  const value = wrong.accountText ?? "";
  const params = { format: "CSV", expected: wrong.told?.key ?? "" };
  return error(code, { line: wrong.line, field: "account", ...(value !== "" && { value }), params });
}

function closeStatement(reading: Reading, table: Table): void {
  // A table without rows is a statement all the same: the account did not move.
  const { statement } = openStatement(reading, table);
  statement.close();
  table.statement = undefined;
}

function tell(reading: Reading, problem: Problem): void {
  reading.events.push({ kind: "problem", problem });
}

function taken(reading: Reading): StatementEvent[] {
  const { events } = reading;
  reading.events = [];
  return events;
}
