import { Buffer } from "node:buffer";
import iconv from "iconv-lite";
import type { IsoDate } from "../days.ts";
import { type Cents, decimalOf } from "../money.ts";
import { squeeze } from "../text.ts";

/** A line of the « fichier des écritures comptables » (LPF A47 A-1), in the order of its columns. */
export type FecRow = {
  journal: string;
  journalName: string;
  /** Journal and five digits: without a gap per journal. */
  number: string;
  postedOn: IsoDate;
  account: string;
  accountName: string;
  /** Both or none. A patient is known by the code alone. */
  aux?: string;
  auxName?: string;
  piece: string;
  pieceOn: IsoDate;
  label: string;
  debit: Cents;
  credit: Cents;
  /** Both or none: of balanced groups only. */
  letterCode?: string;
  letteredOn?: IsoDate;
  validatedOn: IsoDate;
  /** Both or none: a foreign amount and its currency. */
  foreignAmount?: Cents;
  currency?: string;
};

export type FecSeparator = "\t" | "|";

/** The eighteen columns with their exact names, and how each is written. */
const COLUMNS: readonly [name: string, write: (row: FecRow) => string][] = [
  ["JournalCode", (row) => clean(row.journal)],
  ["JournalLib", (row) => clean(row.journalName)],
  ["EcritureNum", (row) => clean(row.number)],
  ["EcritureDate", (row) => compactDay(row.postedOn)],
  ["CompteNum", (row) => clean(row.account)],
  ["CompteLib", (row) => clean(row.accountName)],
  ["CompAuxNum", (row) => clean(row.aux ?? "")],
  ["CompAuxLib", (row) => clean(row.auxName ?? "")],
  ["PieceRef", (row) => clean(row.piece)],
  ["PieceDate", (row) => compactDay(row.pieceOn)],
  ["EcritureLib", (row) => clean(row.label)],
  ["Debit", (row) => commaDecimal(row.debit)],
  ["Credit", (row) => commaDecimal(row.credit)],
  ["EcritureLet", (row) => clean(row.letterCode ?? "")],
  ["DateLet", (row) => compactDay(row.letteredOn)],
  ["ValidDate", (row) => compactDay(row.validatedOn)],
  ["Montantdevise", (row) => (row.foreignAmount === undefined ? "" : commaDecimal(row.foreignAmount))],
  ["Idevise", (row) => clean(row.currency ?? "")],
];

export const FEC_COLUMNS = COLUMNS.map(([name]) => name);

/** "732829320FEC20261231.txt" */
export function fecFileName(siren: string, closingOn: IsoDate): string {
  return `${siren}FEC${compactDay(closingOn)}.txt`;
}

export function fecHeader(separator: FecSeparator = "\t"): string {
  return FEC_COLUMNS.join(separator);
}

/** A row as the file holds it, without the end of line. */
export function fecLine(row: FecRow, separator: FecSeparator = "\t"): string {
  return COLUMNS.map(([, write]) => write(row)).join(separator);
}

/** EcritureNum of an entry: "BQ100001". */
export function fecNumber(journal: string, number: number): string {
  return `${journal}${String(number).padStart(5, "0")}`;
}

/** Lines of the file → its bytes: ISO-8859-15, the encoding the order names, each line ended by CR LF. */
export function fecBytes(lines: readonly string[]): Buffer {
  return iconv.encode(lines.map((line) => `${transliterate(line)}\r\n`).join(""), ENCODING);
}

const ENCODING = "iso-8859-15";

/** Signs of print that ISO-8859-15 lacks and everybody can read otherwise. */
const PLAIN: Record<string, string> = {
  "‘": "'",
  "’": "'",
  ʼ: "'",
  "“": '"',
  "”": '"',
  "„": '"',
  "–": "-",
  "—": "-",
  "‐": "-",
  "‑": "-",
  "−": "-",
  "…": "...",
  "•": "-",
  "\u202f": " ",
  "\u2009": " ",
  "→": "->",
};

/** What the encoding lacks is written with what it has: a plain sign, a letter without its accent, else "?". */
export function transliterate(text: string): string {
  const composed = text.normalize("NFC");
  if (ASCII.test(composed)) return composed;
  return Array.from(composed, (sign) => {
    if (ENCODABLE.has(sign)) return sign;
    const plain = PLAIN[sign] ?? sign.normalize("NFKD").replace(/\p{M}/gu, "");
    return Array.from(plain, (left) => (ENCODABLE.has(left) ? left : "?")).join("");
  }).join("");
}

/** All that needs no second look. */
const ASCII = /^\p{ASCII}*$/u;

/** The 256 signs the encoding has: asked once for all, since a file has millions of signs. */
const ENCODABLE = new Set(
  Array.from({ length: 256 }, (_, byte) => iconv.decode(Buffer.from([byte]), ENCODING)),
);

/** Without what would break the line: the separators and every control sign. */
export function clean(text: string): string {
  return squeeze(text.replace(/[|\p{Cc}]/gu, " "));
}

function compactDay(day: IsoDate | undefined): string {
  return day === undefined ? "" : day.replaceAll("-", "");
}

/** "1234,50": no thousands separator, a comma, and 0,00 on the other side. */
function commaDecimal(amount: Cents): string {
  return decimalOf(amount).replace(".", ",");
}
