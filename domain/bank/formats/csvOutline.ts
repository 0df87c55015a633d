import { createHash } from "node:crypto";
import { comparable } from "../../tableColumns.ts";
import { layoutOfProfile, type TableHead, tableHead } from "./csvLayout.ts";
import { rowCutter } from "./csvRows.ts";

/** A table as a person sees it, to say what its columns hold. */
export type CsvOutline = {
  delimiter: string;
  /** Physical line of the header, or of the first row where there is none. */
  headerLine: number;
  /** As written; undefined when the first line is already a movement. */
  headers: string[] | undefined;
  columns: number;
  rows: string[][];
};

/** A cell of a movement, which no header holds: a day or an amount. */
const VALUE = /^(?:\d{1,4}[/.-]\d{1,2}[/.-]\d{1,4}.*|[+−-]?[\d\s.,']*\d[\d\s.,']*(?:€|EUR)?)$/;

/** The table in the first lines of a text: its header and its first rows. */
export function csvOutline(text: string, rowsMax: number): CsvOutline | undefined {
  const head = tableHead(text);
  if (!head) return undefined;
  const cutter = rowCutter(head.delimiter);
  const whole = text.slice(0, text.lastIndexOf("\n") + 1) || text;
  const rows = [...cutter.cut(whole), ...cutter.end()];
  const hasHeaders = !isMovement(head);
  const first = hasHeaders ? head.headerLine + 1 : head.headerLine;
  return {
    delimiter: head.delimiter,
    headerLine: head.headerLine,
    headers: hasHeaders ? head.cells : undefined,
    columns: head.cells.length,
    rows: rows
      .filter(({ line }) => line >= first)
      .slice(0, rowsMax)
      .map(({ cells }) => cells),
  };
}

function isMovement({ cells }: TableHead): boolean {
  return cells.some((cell) => VALUE.test(cell));
}

/** Postgres indexes no text beyond 2,700 bytes; no bank has a header of this length. */
const KEY_LENGTH_MAX = 600;

/**
 * What tells that two tables have the same columns: their headers without accents, capitals and punctuation; only the number of
 * columns where there are none.
 */
export function csvHeaderKey(text: string): string {
  const known = layoutOfProfile(text)?.headers;
  const head = tableHead(text);
  if (!known && !head) return "";
  if (!known && head && isMovement(head)) return `${head.cells.length} columns`;
  const key = (known ?? head?.cells.map(comparable) ?? []).join("|");
  if (key.length <= KEY_LENGTH_MAX) return key;
  return `${key.slice(0, KEY_LENGTH_MAX)}#${createHash("sha256").update(key).digest("hex")}`;
}
