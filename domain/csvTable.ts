import { CsvError } from "csv-parse";
import { parse } from "csv-parse/sync";
import { error, type Problem } from "./problems.ts";

/** A row as received, with its physical line in the file, from 1. */
export type RawRow = { line: number; cells: readonly string[] };

/**
 * Every row of a table with a header, separated by `,` `;` or tab. Empty rows are left out. A text that stops being CSV at some
 * point is reported (`csv_unreadable`), with the line; the rows before it are given. So is a row with a byte of zero
 * (`row_has_zero_byte`): no text has one, and no database keeps it.
 */
export function readTable(text: string, report: (problem: Problem) => void): RawRow[] {
  const rows: RawRow[] = [];
  // One kind of line end: a header put above the rows of another program brings a second, and csv-parse takes the first one for
  // all; it also counts CR LF inside quotation marks as two lines.
  const lines = text.replace(/\r\n?/g, "\n");
  try {
    parse(lines, {
      bom: true,
      delimiter: separatorOf(text),
      relax_column_count: true,
      relax_quotes: true,
      skip_empty_lines: true,
      skip_records_with_empty_values: true,
      on_record: (cells: string[], { lines }) => {
        if (cells.some((cell) => cell.includes("\0"))) report(error("row_has_zero_byte", { line: lines }));
        rows.push({ line: lines, cells });
        return null;
      },
    });
  } catch (failure) {
    if (!(failure instanceof CsvError)) throw failure;
    report(error("csv_unreadable", typeof failure.lines === "number" ? { line: failure.lines } : {}));
  }
  return rows;
}

/** The one the header has most of: amounts bring commas of their own, headers hardly ever do. */
function separatorOf(text: string): string {
  const header = text.slice(0, 10_000).trimStart().split(/\r?\n/, 1)[0] ?? "";
  const counts = [";", "\t", ","].map((separator) => ({ separator, count: header.split(separator).length }));
  return counts.reduce((most, next) => (next.count > most.count ? next : most)).separator;
}
