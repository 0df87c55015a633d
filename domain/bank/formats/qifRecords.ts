import { type IsoDate, isoDate } from "../../days.ts";
import { error, type Problem } from "../../problems.ts";
import type { StatementLine } from "../statement.ts";
import { parseWrittenAmount } from "../writtenAmount.ts";
import { lineCutter, TEXT_LENGTH_MAX, type TextLine } from "./textLines.ts";

/** One record: its lines, each a letter and a text. A header ("!Type:Bank") is a record of its own. */
export type QifRecord = {
  line: number;
  lines: TextLine[];
  tooLong: boolean;
  /** The "^" behind it was read: the record is whole. */
  isClosed: boolean;
};

export function recordCutter(): { cut(text: string): QifRecord[]; end(): QifRecord[] } {
  const cutter = lineCutter();
  let lines: TextLine[] = [];
  let length = 0;
  let tooLong = false;

  function finish(isClosed: boolean): QifRecord[] {
    const [first] = lines;
    const records = first ? [{ line: first.line, lines, tooLong, isClosed }] : [];
    lines = [];
    length = 0;
    tooLong = false;
    return records;
  }

  function take(line: TextLine): QifRecord[] {
    const text = line.text.trim();
    if (text.startsWith("^")) return finish(true);
    if (text.startsWith("!"))
      return [
        ...finish(false),
        { line: line.line, lines: [{ ...line, text }], tooLong: false, isClosed: true },
      ];
    if (text === "") return [];
    length += text.length;
    if (line.tooLong || length > TEXT_LENGTH_MAX) tooLong = true;
    if (!tooLong || lines.length === 0) lines.push({ ...line, text });
    return [];
  }

  return {
    cut: (text) => cutter.cut(text).flatMap(take),
    end: () => [...cutter.end().flatMap(take), ...finish(false)],
  };
}

/** The text of the first line that begins with a letter. */
export function textOf({ lines }: QifRecord, letter: string): string | undefined {
  return lines
    .find(({ text }) => text.startsWith(letter))
    ?.text.slice(1)
    .trim();
}

export type DateOrder = "dmy" | "mdy";
/** A date whose first two numbers may be day and month or the reverse. ISO dates are sure. */
export type QifDate = { first: number; second: number; year: number } | { on: IsoDate };

/** From 70 on, years of two digits are of the last century, when the format was born. After an apostrophe they are of this one. */
const YEAR_PIVOT = 70;
const DATE = /^(\d{1,2})[/.-](\d{1,2})([/.'-])(\d{4}|\d{1,2})$/;
const ISO = /^(\d{4})[/.-](\d{1,2})[/.-](\d{1,2})$/;

/** Reads "05/06/26", "6/ 5'26", "05/06'2026", "2026-06-05". */
export function readQifDate(text: string): QifDate | undefined {
  const written = text.replace(/\s/g, "");
  const iso = ISO.exec(written);
  if (iso) {
    const on = isoDate(Number(iso[1]), Number(iso[2]), Number(iso[3]));
    return on === undefined ? undefined : { on };
  }
  const match = DATE.exec(written);
  if (!match) return undefined;
  const [, first, second, mark, digits = ""] = match;
  const short = Number(digits);
  const century = mark === "'" || short < YEAR_PIVOT ? 2000 : 1900;
  const year = digits.length === 4 ? short : century + short;
  return { first: Number(first), second: Number(second), year };
}

export function dayOf(date: QifDate, order: DateOrder): IsoDate | undefined {
  if ("on" in date) return date.on;
  const { first, second, year } = date;
  return order === "dmy" ? isoDate(year, second, first) : isoDate(year, first, second);
}

/** Reads one movement. P is the label, M and the parts of a split its details; the customer's categories stay in the raw record. */
export function readQifLine(
  record: QifRecord,
  bookedOn: IsoDate | undefined,
  currency: string,
): { line?: Omit<StatementLine, "rank">; problems: Problem[] } {
  const place = { line: record.line, raw: rawOf(record) };
  // U repeats T with more digits in some programs.
  const written = textOf(record, "T") ?? textOf(record, "U") ?? "";
  const amount = parseWrittenAmount(written, currency);
  const problems: Problem[] = [];
  if (amount === undefined) problems.push(error("bad_amount", { ...place, field: "T", value: written }));
  if (bookedOn === undefined)
    problems.push(error("bad_date", { ...place, field: "D", value: textOf(record, "D") ?? "" }));
  if (amount === undefined || bookedOn === undefined) return { problems };
  const number = textOf(record, "N") ?? "";
  const isNumber = /^\d*[1-9]\d*$/.test(number);
  const words = [textOf(record, "P") ?? "", textOf(record, "M") ?? "", isNumber ? "" : number].filter(
    (text) => text !== "",
  );
  const [label = "", ...details] = [...new Set(words)];
  return {
    line: {
      bookedOn,
      amount,
      label,
      details: [...details, ...splitsOf(record)],
      ...(isNumber && { entryNumber: number }),
      lineNumber: record.line,
      raw: place.raw,
    },
    problems,
  };
}

/** S begins a part, E says more of it, $ is its amount: "Mort Int -746.36". */
function splitsOf({ lines }: QifRecord): string[] {
  const splits: string[][] = [];
  for (const { text } of lines) {
    const letter = text[0] ?? "";
    if (letter === "S") splits.push([]);
    if ("SE$".includes(letter)) splits.at(-1)?.push(text.slice(1).trim());
  }
  return splits.map((words) => words.filter((word) => word !== "").join(" ")).filter((text) => text !== "");
}

export function rawOf({ lines }: QifRecord): string {
  return lines.map(({ text }) => text).join("\n");
}
