import { type RawRow, readTable } from "../csvTable.ts";
import { sumCents } from "../money.ts";
import { error, type Parsed, type Problem, warning } from "../problems.ts";
import type { InsurerReturn, Lot, ShareItem } from "./return.ts";
import { dayFormOf } from "./returnCells.ts";
import { locateReturnColumns, type ReturnColumns, type ReturnMapping } from "./returnColumns.ts";
import { type ReturnRow, type RowReading, readReturnRow } from "./returnRow.ts";

/**
 * Reads a CSV of returns: separator `,` `;` or tab, a header, one row per share of an invoice. Rows of one payer and one
 * transfer reference are one return; without a reference, those of one lot. Either every return is given, or all that is wrong.
 * @param mapping headers of this company's exports, where they are not the usual ones
 */
export function readReturnCsv(text: string, mapping: ReturnMapping = {}): Parsed<InsurerReturn[]> {
  const problems: Problem[] = [];
  const report = (problem: Problem) => void problems.push(problem);
  const errorCount = () => problems.filter(({ severity }) => severity === "error").length;
  const [header, ...body] = readTable(text, report);
  if (problems.length > 0) return { ok: false, problems };
  if (!header || body.length === 0) return { ok: false, problems: [error("no_return")] };
  const headers = header.cells.map((cell) => cell.trim());
  const columns = locateReturnColumns(headers, mapping);
  if (isProblem(columns)) return { ok: false, problems: [columns] };
  const reading = { report, errorCount, columns, dayForm: dayFormIn(body, columns) };
  const rows = body
    .filter((row) => hasWidth(row, headers.length, reading))
    .flatMap((row) => readReturnRow(row, reading) ?? []);
  const groups = groupRows(rows, reading);
  problems.sort((a, b) => (a.line ?? 0) - (b.line ?? 0));
  if (errorCount() > 0) return { ok: false, problems };
  const returns = groups.map((group, index) => returnOf(group, index + 1));
  return { ok: true, value: returns, warnings: problems };
}

function isProblem(found: ReturnColumns | Problem): found is Problem {
  return "code" in found;
}

/** The first day that can be read says how the file writes them all. */
function dayFormIn(rows: readonly RawRow[], columns: ReturnColumns): RowReading["dayForm"] {
  const at = (columns.paid_on ?? columns.lot_date)?.at ?? 0;
  for (const row of rows) {
    const form = dayFormOf((row.cells[at] ?? "").trim());
    if (form) return form;
  }
  return "iso";
}

/** A row cut short or a stray separator would move every amount by one column. Empty cells at the end mean nothing. */
function hasWidth(row: RawRow, width: number, reading: RowReading): boolean {
  if (row.cells.length >= width && row.cells.slice(width).every((cell) => cell.trim() === "")) return true;
  const params = { expected: String(width), found: String(row.cells.length) };
  reading.report(error("row_of_another_width", { line: row.line, params }));
  return false;
}

type Group = { first: ReturnRow; rows: ReturnRow[] };

/** Rows of one transfer, in the order of the file, wherever in it they stand. */
function groupRows(rows: readonly ReturnRow[], reading: RowReading): Group[] {
  const groups = new Map<string, Group>();
  const seen = new Map<string, number>();
  for (const row of rows) {
    const { payer, transferRef, lot } = row;
    const transfer = transferRef === "" ? ["lot", lot?.number, lot?.on] : ["transfer", transferRef];
    const key = JSON.stringify([payer.kind, payer.code, payer.name, ...transfer]);
    const group = groups.get(key);
    if (group) group.rows.push(row);
    else groups.set(key, { first: row, rows: [row] });
    const { invoice, asked, paid, rejection } = row;
    const same = [key, invoice, lot?.number, String(asked), String(paid), rejection?.code].join("\n");
    const first = seen.get(same);
    if (first === undefined) seen.set(same, row.line);
    else {
      const place = { line: row.line, value: invoice, params: { first: String(first) } };
      reading.report(warning("return_row_repeated", place));
    }
  }
  return [...groups.values()];
}

function returnOf({ first, rows }: Group, rank: number): InsurerReturn {
  const paidOn = rows.map((row) => row.paidOn).find((day) => day !== undefined);
  const lots = new Map(rows.flatMap(({ lot }) => (lot ? [[`${lot.number} ${lot.on}`, lot] as const] : [])));
  const items = rows.map(itemOf);
  return {
    rank,
    source: "csv",
    payer: first.payer,
    paidOn: paidOn ?? lastDayOf([...lots.values()]),
    paidOnIs: paidOn === undefined ? "lot" : "paid",
    paymentReference: first.transferRef,
    labels: first.transferRef === "" ? [] : [first.transferRef],
    isTest: false,
    line: first.line,
    net: sumCents(items.map(({ paid }) => paid)),
    itemCount: items.length,
    lots: [...lots.values()],
    extras: [],
    items,
  };
}

/** A transfer cannot come before the last of the lots it pays. */
function lastDayOf(lots: readonly Lot[]): string {
  return lots.reduce((last, { on = "" }) => (on > last ? on : last), "");
}

function itemOf(row: ReturnRow, index: number): ShareItem {
  const { status, rejection } = row;
  const reasons = rejection ? [rejection] : [];
  return {
    kind: "share",
    rank: index + 1,
    line: row.line,
    invoice: row.invoice,
    ...(row.lot && { lot: row.lot }),
    payer: row.payer.kind,
    ...(row.asked !== undefined && { asked: row.asked }),
    paid: row.paid,
    status,
    rejections: status === "rejected" ? reasons : [],
    flags: status === "rejected" ? [] : reasons,
    comments: [],
    extras: [],
  };
}
