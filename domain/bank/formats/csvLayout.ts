import { error, type Problem } from "../../problems.ts";
import { comparable } from "../../tableColumns.ts";
import { type CsvMapping, MAPPED_COLUMNS } from "./csvMapping.ts";
import { CSV_PROFILES, type CsvProfile, type CsvRole } from "./csvProfiles.ts";

/** Where each thing stands in the rows of a file, from 0, and the header it has there, to name it in problems. */
export type CsvLayout = {
  delimiter: string;
  /** Physical line of the header; one less than the first row in a file that has none. */
  headerLine: number;
  /** The headers as `comparable` writes them: a second table in the file begins with the same. */
  headers: readonly string[];
  columns: Partial<Record<CsvRole, CsvPlace>>;
  details: readonly CsvPlace[];
  minorUnits: boolean;
};

export type CsvPlace = { at: number; header: string };

const DELIMITERS = [";", "\t", ",", "|"];
/** Crédit Agricole writes some ten lines above its header. */
const HEADER_LINES_MAX = 20;
/** Fewer cells are a letter with commas in it. */
const COLUMNS_MIN = 3;

/** The layout of a known bank's table, found by its header anywhere in the first lines. */
export function layoutOfProfile(text: string): CsvLayout | undefined {
  for (const [index, line] of linesOf(text).entries()) {
    for (const delimiter of DELIMITERS) {
      const cells = cellsOf(line, delimiter);
      const profile = cells.length >= COLUMNS_MIN ? profileOf(cells.map(comparable)) : undefined;
      if (profile) return layoutOf(profile, { cells, delimiter, headerLine: index + 1 });
    }
  }
  return undefined;
}

/** Whether a text that no profile knows is a table all the same: several lines of as many cells. */
export function isTable(text: string): boolean {
  return tableIn(linesOf(text)) !== undefined;
}

/** The first line of the table in a text, of a known bank or not: its header, or its first row where it has none. */
export function tableHead(text: string): TableHead | undefined {
  return tableIn(linesOf(text));
}

/** The layout that a mapping gives, or the column it names in vain. */
export function layoutOfMapping(text: string, mapping: CsvMapping): CsvLayout | Problem {
  const skipped = mapping.skipLines ?? 0;
  const delimiters = mapping.delimiter === undefined ? DELIMITERS : [mapping.delimiter];
  if (typeof mapping.date === "number") {
    const delimiter = mapping.delimiter ?? tableIn(linesOf(text, skipped))?.delimiter ?? ";";
    return mappedLayout(mapping, { cells: [], delimiter, headerLine: skipped }) as CsvLayout;
  }
  let nearest: Header | undefined;
  for (const [index, line] of linesOf(text, skipped).entries()) {
    for (const delimiter of delimiters) {
      const header = { cells: cellsOf(line, delimiter), delimiter, headerLine: skipped + index + 1 };
      const layout = mappedLayout(mapping, header);
      if (typeof layout === "object") return layout;
      if (knows(header, mapping.date) && !nearest) nearest = header;
    }
  }
  const missing = nearest && mappedLayout(mapping, nearest);
  const value = typeof missing === "string" ? missing : mapping.date;
  const headers = headersText(nearest?.cells ?? tableIn(linesOf(text, skipped))?.cells ?? []);
  return error("csv_column_missing", {
    line: nearest?.headerLine ?? skipped + 1,
    value,
    params: { headers },
  });
}

/** What is said of a table that neither a profile nor a mapping fits: the headers, for a mapping to be made from them. */
export function unknownColumns(text: string): Problem {
  const table = tableIn(linesOf(text));
  const params = { headers: headersText(table?.cells ?? []) };
  return error("csv_columns_unknown", { line: table?.headerLine ?? 1, params });
}

export type TableHead = { cells: string[]; delimiter: string; headerLine: number };
type Header = TableHead;

function linesOf(text: string, skipped = 0): string[] {
  return text.split(/\r\n|\n|\r/, skipped + HEADER_LINES_MAX).slice(skipped);
}

/** A header cell holds no delimiter and no line end, whatever a label may hold. */
function cellsOf(line: string, delimiter: string): string[] {
  return line.split(delimiter).map((cell) =>
    cell
      .trim()
      .replace(/^"(.*)"$/, "$1")
      .trim(),
  );
}

function profileOf(names: readonly string[]): CsvProfile | undefined {
  const found = new Set(names);
  return CSV_PROFILES.find(
    ({ header, others, columns }) =>
      header.every((name) => name.split("|").some((each) => found.has(each))) &&
      [columns.date, columns.label].every((role) => role?.some((name) => found.has(name)) === true) &&
      (others === undefined || names.every((name) => others.has(name))),
  );
}

function layoutOf(profile: CsvProfile, { cells, delimiter, headerLine }: Header): CsvLayout {
  const headers = cells.map(comparable);
  const placeOf = (name: string): CsvPlace[] => {
    const at = headers.indexOf(name);
    return at < 0 ? [] : [{ at, header: cells[at] ?? name }];
  };
  const columns: CsvLayout["columns"] = {};
  for (const [role, names] of Object.entries(profile.columns) as [CsvRole, readonly string[]][]) {
    const place = names.flatMap(placeOf)[0];
    if (place) columns[role] = place;
  }
  const details = (profile.details ?? []).flatMap(placeOf);
  return { delimiter, headerLine, headers, columns, details, minorUnits: profile.minorUnits === true };
}

/** The layout of a mapping under one header, or the first column that is not there. */
function mappedLayout(mapping: CsvMapping, { cells, delimiter, headerLine }: Header): CsvLayout | string {
  const headers = cells.map(comparable);
  const placeOf = (name: string | number): CsvPlace | undefined => {
    const at = typeof name === "number" ? name - 1 : headers.indexOf(comparable(name));
    return at < 0 ? undefined : { at, header: String(name) };
  };
  const columns: CsvLayout["columns"] = {};
  for (const role of MAPPED_COLUMNS) {
    const name = mapping[role];
    const place = name === undefined ? undefined : placeOf(name);
    if (name !== undefined && !place) return String(name);
    if (place) columns[role] = place;
  }
  const details: CsvPlace[] = [];
  for (const name of mapping.details ?? []) {
    const place = placeOf(name);
    if (!place) return String(name);
    details.push(place);
  }
  return { delimiter, headerLine, headers, columns, details, minorUnits: false };
}

function knows({ cells }: Header, name: string | number): boolean {
  return typeof name === "string" && cells.map(comparable).includes(comparable(name));
}

/** The first line of a table: as many cells as the line after it, with words in them. */
function tableIn(lines: readonly string[]): Header | undefined {
  for (const [index, line] of lines.entries()) {
    for (const delimiter of DELIMITERS) {
      const cells = cellsOf(line, delimiter);
      const next = cellsOf(lines[index + 1] ?? "", delimiter);
      const words = cells.filter((cell) => /\p{L}/u.test(cell));
      if (cells.length >= COLUMNS_MIN && next.length === cells.length && words.length * 2 > cells.length) {
        return { cells, delimiter, headerLine: index + 1 };
      }
    }
  }
  return undefined;
}

const HEADERS_LENGTH_MAX = 1_000;

function headersText(cells: readonly string[]): string {
  return cells
    .filter((cell) => cell !== "")
    .join(", ")
    .slice(0, HEADERS_LENGTH_MAX);
}
