import type { IsoDate } from "../../days.ts";
import { error, type Problem, type ProblemCode, warning } from "../../problems.ts";
import { fold, squeeze } from "../../text.ts";
import { validIban } from "../accountKey.ts";
import type { StatementLine } from "../statement.ts";
import { type AmountColumn, amountColumn, type DateColumn, minorUnits } from "./csvCells.ts";
import type { CsvLayout, CsvPlace } from "./csvLayout.ts";
import type { DecimalMark } from "./csvMapping.ts";
import type { CsvRow } from "./csvRows.ts";

/** Readers of the columns of one table: each keeps the decimal mark it found. */
export type CsvColumns = {
  layout: CsvLayout;
  currency: string;
  dates: DateColumn;
  amounts: Record<"amount" | "debit" | "credit" | "balance", AmountColumn>;
};

export function csvColumns(
  layout: CsvLayout,
  settings: { currency: string; dates: DateColumn; mark: DecimalMark | undefined },
): CsvColumns {
  const { currency, dates, mark } = settings;
  const column = () => (layout.minorUnits ? minorUnits : amountColumn(currency, mark));
  const amounts = { amount: column(), debit: column(), credit: column(), balance: column() };
  return { layout, currency, dates, amounts };
}

/** What a row of totals says of one column; all that comes in or goes out, or the one less the other. */
export type CsvTotal = { of: "in" | "out" | "net"; amount: bigint; field: string; written: string };

/** A row is a movement, one that did not take place (with its status), a remark of the bank, a row of totals, or wrong. */
export type CsvMovement =
  | { kind: "line"; line: Omit<StatementLine, "rank">; balance: bigint | undefined; problems: Problem[] }
  | { kind: "not_booked"; status: string; ever: boolean }
  | { kind: "remark" }
  | { kind: "total"; totals: CsvTotal[]; line: number }
  | { kind: "wrong"; problems: Problem[] };

/** Words for the state of a movement, of Qonto and its like, as they are folded. */
const STATUSES = {
  booked: /^(?:SETTLED|COMPLETED|EXECUTED|BOOKED|REGLEE?|EFFECTUEE?|EXECUTEE?|COMPTABILISEE?|TERMINEE?)$/,
  pending: /^(?:PROCESSING|PENDING|AUTHORI[SZ]ED|EN COURS.*|EN ATTENTE|A VENIR|EN TRAITEMENT|AUTORISEE?)$/,
  cancelled: /^(?:DECLINED|CANCELL?ED|REJECTED|REFUSED|FAILED|REFUSEE?|ANNULEE?|REJETEE?|ECHOUEE?)$/,
} as const;

export function readMovement(columns: CsvColumns, row: CsvRow): CsvMovement {
  const { layout } = columns;
  if (isRemark(layout, row)) return { kind: "remark" };
  if (!hasWidth(layout, row)) {
    const params = { expected: String(layout.headers.length), found: String(row.cells.length) };
    return { kind: "wrong", problems: [error("row_of_another_width", { line: row.line, params })] };
  }
  if (isTotal(layout, row)) return totalOf(columns, row);
  const status = layout.columns.status && cellOf(row, layout.columns.status);
  if (status !== undefined && !STATUSES.booked.test(fold(status))) return notBooked(layout, row, status);
  return movementOf(columns, row);
}

/** A row cut short or a stray delimiter would move amounts by one column. Empty cells at the end mean nothing. */
function hasWidth({ headers }: CsvLayout, { cells }: CsvRow): boolean {
  if (headers.length === 0) return true;
  const isShort = headers.slice(cells.length).some((header) => header !== "");
  return !isShort && cells.slice(headers.length).every((cell) => cell.trim() === "");
}

/**
 * "Fin du relevé", "Compte n° 12345678901", "Ancien solde" beside a balance: words where the day should be, and nothing that moves. A
 * total has an amount, and is no remark.
 */
export function isRemark({ columns }: CsvLayout, row: CsvRow): boolean {
  const { date, amount, debit, credit } = columns;
  const amounts = [amount, debit, credit].filter((place) => place !== undefined);
  return (
    amounts.every((place) => cellOf(row, place) === "") &&
    !/^\d/.test(date === undefined ? "" : cellOf(row, date))
  );
}

const TOTAL =
  /^(?:TOTAL|TOTAUX)(?: (?:GENERAL|GENERAUX|DES OPERATIONS|DES MOUVEMENTS|DE LA PERIODE|DU MOIS|EUR|EUROS))?$/;

/** "Total", "Totaux des opérations" in a row without a day: it repeats the rows above, and is held against them. */
function isTotal({ columns }: CsvLayout, row: CsvRow): boolean {
  const { date, valueDate } = columns;
  const isTitle = (cell: string) => TOTAL.test(squeeze(fold(cell).replace(/[^A-Z]+/g, " ")));
  const hasDay = [date, valueDate].some((place) => place && /^\d/.test(cellOf(row, place)));
  return !hasDay && row.cells.some(isTitle);
}

/** A column that is signed by another one has no total that could be checked. */
function totalOf({ layout, amounts }: CsvColumns, row: CsvRow): CsvMovement {
  const { amount, direction, debit, credit } = layout.columns;
  const places = [
    { of: "net", place: direction ? undefined : amount, read: amounts.amount },
    { of: "out", place: debit, read: amounts.debit },
    { of: "in", place: credit, read: amounts.credit },
  ] as const;
  const problems: Problem[] = [];
  const totals: CsvTotal[] = [];
  for (const { of, place, read } of places) {
    const written = place ? cellOf(row, place) : "";
    if (!place || written === "") continue;
    const total = read(written);
    if (total === undefined) problems.push(problemAt("bad_amount", row, place.header, written));
    else {
      const isNegative = of === "out" && total < 0n;
      totals.push({ of, amount: isNegative ? -total : total, field: place.header, written: shown(written) });
    }
  }
  return problems.length > 0 ? { kind: "wrong", problems } : { kind: "total", totals, line: row.line };
}

function notBooked({ columns }: CsvLayout, row: CsvRow, status: string): CsvMovement {
  const folded = fold(status);
  const pending = STATUSES.pending.test(folded);
  if (pending || STATUSES.cancelled.test(folded)) return { kind: "not_booked", status, ever: pending };
  const field = columns.status?.header ?? "";
  return { kind: "wrong", problems: [problemAt("csv_status_unknown", row, field, status)] };
}

function movementOf(columns: CsvColumns, row: CsvRow): CsvMovement {
  const { layout } = columns;
  const problems: Problem[] = [];
  const bookedOn = readDay(columns, row, "date", problems);
  const valuedOn = readDay(columns, row, "valueDate", problems);
  const amount = readAmount(columns, row, problems);
  const balance = readBalance(columns, row, problems);
  const currency = layout.columns.currency && cellOf(row, layout.columns.currency);
  if (currency && currency !== columns.currency) {
    const place = { line: row.line, field: layout.columns.currency?.header ?? "", value: shown(currency) };
    problems.push(error("line_currency_differs", { ...place, params: { expected: columns.currency } }));
  }
  if (problems.length > 0 || bookedOn === undefined || amount === undefined)
    return { kind: "wrong", problems };
  if (row.raw.includes("\uFFFD")) problems.push(warning("text_damaged", { line: row.line }));
  const line: Omit<StatementLine, "rank"> = {
    bookedOn,
    amount,
    ...wordsOf(layout, row),
    lineNumber: row.line,
    raw: row.raw,
  };
  if (valuedOn !== undefined) line.valuedOn = valuedOn;
  addReferences(line, layout, row);
  return { kind: "line", line, balance, problems };
}

function readDay(
  { layout, dates }: CsvColumns,
  row: CsvRow,
  role: "date" | "valueDate",
  problems: Problem[],
): IsoDate | undefined {
  const place = layout.columns[role];
  const text = place ? cellOf(row, place) : "";
  const day = dates(text);
  if (day === undefined && (role === "date" || text !== ""))
    problems.push(problemAt("bad_date", row, place?.header ?? "", text));
  return day;
}

/**
 * One signed column, or two of which one is empty or zero. Banks write debits with or without a minus, so the column decides; a
 * credit below zero has no such excuse.
 */
function readAmount({ layout, amounts }: CsvColumns, row: CsvRow, problems: Problem[]): bigint | undefined {
  const { amount, direction, debit, credit } = layout.columns;
  if (amount) {
    const text = cellOf(row, amount);
    const read = amounts.amount(text);
    if (read === undefined) problems.push(problemAt("bad_amount", row, amount.header, text));
    return read === undefined || !direction ? read : directed(read, row, direction, problems);
  }
  const texts = { debit: debit ? cellOf(row, debit) : "", credit: credit ? cellOf(row, credit) : "" };
  const read = {
    debit: texts.debit === "" ? undefined : amounts.debit(texts.debit),
    credit: texts.credit === "" ? undefined : amounts.credit(texts.credit),
  };
  const wrong = wrongSide(texts, read);
  if (wrong) {
    const value = wrong === "both" ? `${texts.debit} / ${texts.credit}` : texts[wrong];
    const side = wrong === "both" ? "debit" : wrong;
    problems.push(problemAt("bad_amount", row, layout.columns[side]?.header ?? "", value));
    return undefined;
  }
  const out = read.debit ?? 0n;
  return (read.credit ?? 0n) - (out < 0n ? -out : out);
}

type Sides<T> = { debit: T; credit: T };

function wrongSide(
  texts: Sides<string>,
  read: Sides<bigint | undefined>,
): keyof Sides<never> | "both" | undefined {
  if (texts.debit !== "" && read.debit === undefined) return "debit";
  if (texts.credit !== "" && (read.credit === undefined || read.credit < 0n)) return "credit";
  if (texts.debit === "" && texts.credit === "") return "debit";
  return read.debit && read.credit ? "both" : undefined;
}

/** Words for out and in, as they are folded: French, English, ISO 20022, German, Dutch, or a sign alone. */
const DIRECTIONS = {
  out: /^(?:D|DB|DR|DBIT|DEBIT(?:EUR)?|DEPENSE|SORTIE|OUT|S|SOLL|AF|[-−])$/,
  in: /^(?:C|CR|CRDT|CREDIT(?:EUR)?|RECETTE|ENTREE|IN|H|HABEN|BIJ|\+)$/,
} as const;

/** An amount whose column of its own says which way it goes. A minus beside "debit" says the same twice; beside "credit" nobody knows. */
function directed(amount: bigint, row: CsvRow, place: CsvPlace, problems: Problem[]): bigint | undefined {
  const text = cellOf(row, place);
  const folded = fold(text);
  if (DIRECTIONS.out.test(folded)) return amount < 0n ? amount : -amount;
  if (DIRECTIONS.in.test(folded) && amount >= 0n) return amount;
  problems.push(problemAt("bad_direction", row, place.header, text));
  return undefined;
}

function readBalance({ layout, amounts }: CsvColumns, row: CsvRow, problems: Problem[]): bigint | undefined {
  const place = layout.columns.balance;
  const text = place ? cellOf(row, place) : "";
  if (!place || text === "") return undefined;
  const balance = amounts.balance(text);
  if (balance === undefined) problems.push(problemAt("bad_amount", row, place.header, text));
  return balance;
}

/** Crédit Agricole writes a label over several lines of one cell: the first names the movement, the others are its details. */
function wordsOf({ columns, details }: CsvLayout, row: CsvRow): Pick<StatementLine, "label" | "details"> {
  const labels = columns.label ? linesIn(cellOf(row, columns.label)) : [];
  const others = details.flatMap((place) => linesIn(cellOf(row, place)));
  const [label = others[0] ?? "", ...more] = labels;
  return { label, details: [...new Set([...more, ...others])].filter((each) => each !== label) };
}

/** In place: entries of an object made and made an object again take as long as the rest of a row. */
function addReferences(line: Omit<StatementLine, "rank">, { columns }: CsvLayout, row: CsvRow): void {
  const bankReference = textOf(columns.reference, row);
  if (bankReference !== undefined) line.bankReference = bankReference;
  const counterpartyName = textOf(columns.counterparty, row);
  if (counterpartyName !== undefined) line.counterpartyName = counterpartyName;
  const counterpartyIban = validIban(textOf(columns.iban, row) ?? "");
  if (counterpartyIban !== undefined) line.counterpartyIban = counterpartyIban;
  const endToEndId = textOf(columns.endToEndId, row);
  if (endToEndId !== undefined && endToEndId !== "NOTPROVIDED") line.endToEndId = endToEndId;
  const interbankCode = textOf(columns.interbankCode, row);
  if (interbankCode !== undefined) line.interbankCode = interbankCode;
}

function textOf(place: CsvPlace | undefined, row: CsvRow): string | undefined {
  const written = place ? squeeze(withLatin9(cellOf(row, place))) : "";
  return written === "" ? undefined : written;
}

function linesIn(cell: string): string[] {
  return withLatin9(cell)
    .split(/[\r\n]+/)
    .map(squeeze)
    .filter((text) => text !== "");
}

/**
 * Crédit Mutuel and CIC write ISO-8859-15, which no byte of a file tells from windows-1252: € and œ arrive as a sign that no bank
 * writes and as fractions inside words.
 */
function withLatin9(text: string): string {
  if (!/[¤¼½]/.test(text)) return text;
  return text
    .replaceAll("¤", "€")
    .replace(/¼(?=\p{L})/gu, "Œ")
    .replace(/½(?=\p{L})/gu, "œ");
}

export function cellOf({ cells }: CsvRow, { at }: CsvPlace): string {
  return (cells[at] ?? "").trim();
}

function problemAt(code: ProblemCode, { line, raw }: CsvRow, field: string, value: string): Problem {
  return error(code, { line, field, value: shown(value), raw: raw.slice(0, RAW_MAX) });
}

/** For a person to recognise, not to keep. */
const VALUE_MAX = 100;
const RAW_MAX = 1_000;

function shown(value: string): string {
  return value.slice(0, VALUE_MAX);
}
