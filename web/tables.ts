import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import yazl from "yazl";
import { daysBetween, type IsoDate } from "../domain/days.ts";
import { type Cents, decimalOf, type Language } from "../domain/money.ts";

/** A column of an export. Amounts are cents, days ISO: each format writes them its own way. */
export type Column = { title: string; kind: "text" | "amount" | "day" | "count"; width?: number };
export type Cell = string | Cents | number | null | undefined;
export type Table = { title: string; columns: readonly Column[]; rows: AsyncIterable<readonly Cell[][]> };
export type TableFormat = "csv" | "xlsx";

/** A file made for one answer, in a folder of its own: whoever sends it removes the folder. */
export type SpooledFile = { folder: string; path: string; name: string; type: string };

const TYPES: Record<TableFormat, string> = {
  csv: "text/csv; charset=utf-8",
  xlsx: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
};

/**
 * Writes a table to a file of its own, row by row: memory does not grow with it, and a reader who takes long keeps no
 * transaction open.
 * @param name the file's name without its ending
 */
export async function spoolTable(
  format: TableFormat,
  name: string,
  table: Table,
  language: Language,
): Promise<SpooledFile> {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "rappro-export-"));
  const file = path.join(folder, `table.${format}`);
  try {
    if (format === "csv") await pipeline(Readable.from(csv(table, language)), fs.createWriteStream(file));
    else await writeWorkbook(table, file);
  } catch (failure) {
    fs.rmSync(folder, { recursive: true, force: true });
    throw failure;
  }
  return { folder, path: file, name: `${name}.${format}`, type: TYPES[format] };
}

/**
 * For the spreadsheets of the country: semicolons and decimal commas in French, commas and points in English. With the mark
 * by which they know UTF-8.
 */
async function* csv({ columns, rows }: Table, language: Language): AsyncGenerator<string> {
  const separator = language === "fr" ? ";" : ",";
  yield `\ufeff${columns.map(({ title }) => quoted(title, separator)).join(separator)}\r\n`;
  for await (const batch of rows) {
    const lines = batch.map((row) =>
      columns.map((column, at) => csvCell(column, row[at], separator, language)).join(separator),
    );
    yield lines.map((line) => `${line}\r\n`).join("");
  }
}

function csvCell(column: Column, cell: Cell, separator: string, language: Language): string {
  if (cell === null || cell === undefined) return "";
  if (typeof cell === "bigint" && column.kind === "amount") {
    const written = decimalOf(cell);
    return language === "fr" ? written.replace(".", ",") : written;
  }
  return quoted(column.kind === "text" ? harmless(String(cell)) : String(cell), separator);
}

/** A text that begins like a formula would be one for the spreadsheet: the bank's words are only words. */
function harmless(text: string): string {
  return /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
}

function quoted(text: string, separator: string): string {
  return text.includes(separator) || /["\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** What one sheet of a workbook can hold, with its heading. */
const SHEET_ROWS_MAX = 1_048_575;

/** An Office Open XML workbook, as plain as one can be: a bold heading that stays, amounts and days as such. */
async function writeWorkbook(table: Table, file: string): Promise<void> {
  const zip = new yazl.ZipFile();
  const written = pipeline(zip.outputStream, fs.createWriteStream(file));
  const rows = oneByOne(table.rows);
  const more = { left: true };
  let sheets = 0;
  while (more.left) {
    sheets += 1;
    const sheet = Readable.from(sheetXml(table.columns, rows, more));
    const read = new Promise((resolve, reject) => sheet.once("end", resolve).once("error", reject));
    zip.addReadStream(sheet, `xl/worksheets/sheet${sheets}.xml`);
    await read;
  }
  for (const [name, text] of Object.entries(partsOf(table.title, sheets)))
    zip.addBuffer(Buffer.from(text, "utf8"), name);
  zip.end();
  await written;
}

async function* oneByOne(batches: AsyncIterable<readonly Cell[][]>): AsyncGenerator<readonly Cell[]> {
  for await (const batch of batches) yield* batch;
}

async function* sheetXml(
  columns: readonly Column[],
  rows: AsyncGenerator<readonly Cell[]>,
  more: { left: boolean },
): AsyncGenerator<string> {
  const widths = columns.map(
    ({ kind, width }, at) =>
      `<col min="${at + 1}" max="${at + 1}" width="${width ?? (kind === "text" ? 24 : 14)}" customWidth="1"/>`,
  );
  yield `${XML}<worksheet xmlns="${MAIN}"><sheetViews><sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews><cols>${widths.join("")}</cols><sheetData>`;
  yield `<row>${columns.map(({ title }) => textCell(title, STYLES.heading)).join("")}</row>`;
  for (let count = 0; count < SHEET_ROWS_MAX; ) {
    const parts: string[] = [];
    for (; parts.length < 1_000 && count < SHEET_ROWS_MAX; count++) {
      const next = await rows.next();
      if (next.done) {
        more.left = false;
        break;
      }
      parts.push(`<row>${columns.map((column, at) => sheetCell(column, next.value[at])).join("")}</row>`);
    }
    yield parts.join("");
    if (!more.left) break;
  }
  yield "</sheetData></worksheet>";
}

const XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
const MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
const RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const PACKAGE = "http://schemas.openxmlformats.org/package/2006";

/** Where each style stands in the list of the workbook. */
const STYLES = { plain: 0, amount: 1, day: 2, heading: 3 } as const;

/** Amounts are written as decimals and never pass through a float of ours. */
function sheetCell({ kind }: Column, cell: Cell): string {
  if (cell === null || cell === undefined || cell === "") return "<c/>";
  if (kind === "amount" && typeof cell === "bigint")
    return `<c s="${STYLES.amount}"><v>${decimalOf(cell)}</v></c>`;
  if (kind === "day" && typeof cell === "string")
    return `<c s="${STYLES.day}"><v>${daysBetween(SERIAL_DAY_0, cell)}</v></c>`;
  if (kind === "count") return `<c><v>${String(cell)}</v></c>`;
  return textCell(String(cell), STYLES.plain);
}

/** Spreadsheets count days from here, since one of them took 1900 for a leap year. */
const SERIAL_DAY_0: IsoDate = "1899-12-30";

function textCell(text: string, style: number): string {
  return `<c s="${style}" t="inlineStr"><is><t xml:space="preserve">${escaped(text)}</t></is></c>`;
}

function escaped(text: string): string {
  const legal = text.replace(/[\p{Cc}\p{Cs}\ufffe\uffff]/gu, " ");
  return legal
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;");
}

function partsOf(title: string, sheets: number): Record<string, string> {
  const numbers = Array.from({ length: sheets }, (_, at) => at + 1);
  const name = (number: number) => escaped(sheetName(title) + (number === 1 ? "" : ` ${number}`));
  const sheetType = "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml";
  return {
    "[Content_Types].xml": `${XML}<Types xmlns="${PACKAGE}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/><Override PartName="/xl/styles.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"/>${numbers.map((number) => `<Override PartName="/xl/worksheets/sheet${number}.xml" ContentType="${sheetType}"/>`).join("")}</Types>`,
    "_rels/.rels": `${XML}<Relationships xmlns="${PACKAGE}/relationships"><Relationship Id="rId1" Type="${RELATIONS}/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
    "xl/workbook.xml": `${XML}<workbook xmlns="${MAIN}" xmlns:r="${RELATIONS}"><sheets>${numbers.map((number) => `<sheet name="${name(number)}" sheetId="${number}" r:id="rId${number}"/>`).join("")}</sheets></workbook>`,
    "xl/_rels/workbook.xml.rels": `${XML}<Relationships xmlns="${PACKAGE}/relationships">${numbers.map((number) => `<Relationship Id="rId${number}" Type="${RELATIONS}/worksheet" Target="worksheets/sheet${number}.xml"/>`).join("")}<Relationship Id="rId${sheets + 1}" Type="${RELATIONS}/styles" Target="styles.xml"/></Relationships>`,
    "xl/styles.xml": `${XML}<styleSheet xmlns="${MAIN}"><fonts count="2"><font><sz val="11"/><name val="Calibri"/></font><font><b/><sz val="11"/><name val="Calibri"/></font></fonts><fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills><borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="4"><xf fontId="0"/><xf fontId="0" numFmtId="4" applyNumberFormat="1"/><xf fontId="0" numFmtId="14" applyNumberFormat="1"/><xf fontId="1" applyFont="1"/></cellXfs></styleSheet>`,
  };
}

/** A sheet's name holds 31 signs at most, and none of these. */
function sheetName(title: string): string {
  return title.replace(/[[\]:*?/\\]/g, " ").slice(0, 26);
}
