import { CsvError, Parser } from "csv-parse";
import { error, type Problem } from "../../problems.ts";

/** A row with the physical line it begins on. Cells are as written, quotes undone. */
export type CsvRow = { cells: string[]; line: number; raw: string };

export type RowCutter = {
  cut(text: string): CsvRow[];
  end(): CsvRow[];
  /** Why no more rows come before the end of the file. */
  fault(): Problem | undefined;
};

/** For one row: a quotation mark left open swallows no more than this. */
const ROW_BYTES_MAX = 65_536;
/** A row after the last one. It comes out only if no quotation mark was left open before it. */
const SENTINEL = "\u0000end of rappro file\u0000";

/**
 * Cuts text into rows as it comes. Holds nothing but the row being read.
 * @param width how many cells most rows have, where that is known: rows of another width are cut alike, only slowly
 */
export function rowCutter(delimiter: string, width = 0): RowCutter {
  let rows: CsvRow[] = [];
  let fault: Problem | undefined;
  let ended = false;
  let line = 1;
  let heldReturn = "";
  const parser = rowParser(delimiter, width, (row, lastLine) => {
    if (row.cells[0] === SENTINEL && row.cells.length === 1) ended = true;
    else if (!ended) rows.push(row);
    line = lastLine + 1;
  });

  function write(text: string): void {
    if (fault || text === "") return;
    parser.write(text);
    if (parser.errored) fault = faultOf(parser.errored, line);
  }
  function taken(): CsvRow[] {
    const given = rows;
    rows = [];
    return given;
  }
  return {
    cut: (text) => {
      // All line ends become LF: csv-parse counts CR LF inside quotation marks as two lines.
      const whole = heldReturn + text;
      heldReturn = whole.endsWith("\r") ? "\r" : "";
      write((heldReturn === "" ? whole : whole.slice(0, -1)).replace(/\r\n?/g, "\n"));
      return taken();
    },
    end: () => {
      // The line ends after it make up for what the parser holds back to see whether a delimiter follows.
      write(`\n${SENTINEL}\n\n\n\n`);
      if (!ended) fault ??= error("csv_unreadable", { line });
      return taken();
    },
    fault: () => fault,
  };
}

/**
 * The parser of csv-parse is a stream, but hands each row to `on_record` while it is being written to; as that keeps none for the
 * stream, its output side stays empty and nothing ever waits: no pipe is needed and the core stays free of input and output.
 *
 * For each row that is not as wide as the first one it makes an error with its stack, relaxed or not, which takes ten times as long
 * as the row: so it is given a row of the usual width before the text, whose first line often is a title.
 */
function rowParser(delimiter: string, width: number, give: (row: CsvRow, lastLine: number) => void): Parser {
  const linesBefore = width > 1 ? 1 : 0;
  const parser = new Parser({
    delimiter,
    record_delimiter: "\n",
    relax_column_count: true,
    relax_quotes: true,
    skip_empty_lines: true,
    max_record_size: ROW_BYTES_MAX,
    raw: true,
    on_record: (given, info) => {
      const lines = info.lines - linesBefore;
      if (lines === 0) return null;
      // With `raw` a record is this object, whatever the types of csv-parse say.
      const { record: cells, raw: written } = given as unknown as { record: string[]; raw: string };
      const raw = written.replace(/^\n+|\n+$/g, "");
      give({ cells, line: lines - lineEndsIn(raw), raw }, lines);
      return null;
    },
  });
  // The stream tells of its error later; `errored` tells of it at once.
  parser.on("error", () => {});
  if (linesBefore > 0) parser.write(`${delimiter.repeat(width - 1)}\n`);
  return parser;
}

function faultOf(cause: Error, line: number): Problem {
  if (!(cause instanceof CsvError)) throw cause;
  return error("csv_unreadable", { line });
}

function lineEndsIn(text: string): number {
  return text.includes("\n") ? text.split("\n").length - 1 : 0;
}
