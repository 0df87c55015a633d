import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { Response } from "express";
import type { Cents, Language } from "../domain/money.ts";
import { formatAmount } from "../domain/money.ts";

/** What a cell of an exported table may hold: text, cents, a day (ISO), or nothing. */
export type Cell = string | { cents: Cents } | { day: string } | null;

/**
 * Sends a table as a file, row by row as they are read: a list of a million rows is never held in memory. A spreadsheet opens
 * the CSV as the language writes it: in French semicolons and decimal commas, in English commas and points, both in UTF-8
 * with its mark, which Excel needs to see the accents.
 * @param name of the file, without its extension
 */
export async function sendTable(
  response: Response,
  table: { name: string; language: Language; heads: readonly string[]; rows: AsyncIterable<readonly Cell[]> },
): Promise<void> {
  const separator = table.language === "fr" ? ";" : ",";
  const line = (cells: readonly Cell[]) =>
    `${cells.map((cell) => csvCell(cell, table.language, separator)).join(separator)}\r\n`;
  response.status(200).type("text/csv; charset=utf-8");
  response.attachment(`${table.name}.csv`);
  async function* lines(): AsyncGenerator<string> {
    yield `\ufeff${line(table.heads)}`;
    for await (const row of table.rows) yield line(row);
  }
  try {
    await pipeline(Readable.from(lines()), response);
  } catch (failure) {
    // Whoever asked closed the window: there is nobody to tell.
    if ((failure as { code?: unknown }).code !== "ERR_STREAM_PREMATURE_CLOSE") throw failure;
  }
}

function csvCell(cell: Cell, language: Language, separator: string): string {
  if (cell === null) return "";
  if (typeof cell === "object") return "day" in cell ? cell.day : plainAmount(cell.cents, language);
  // A spreadsheet takes a text that begins like this for a formula: the apostrophe makes it a text again.
  const text = /^[=+\-@\t\r]/.test(cell) ? `'${cell}` : cell;
  return new RegExp(`["\\r\\n${separator}]`).test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** An amount for a machine: no thousands, an ASCII minus. */
function plainAmount(cents: Cents, language: Language): string {
  return formatAmount(cents, language)
    .replaceAll("−", "-")
    .replace(language === "fr" ? /[^\d,-]/g : /[^\d.-]/g, "");
}
