import type { Buffer } from "node:buffer";
import iconv from "iconv-lite";
import { type IsoDate, parseIsoDate } from "../days.ts";
import { type Cents, decimalOf } from "../money.ts";
import { squeeze } from "../text.ts";

/** A line of the « fichier des écritures comptables » (LPF A47 A-1, accounting-fr 2.3), in the order of its columns. */
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
  return Array.from(text.normalize("NFC"), (sign) => {
    if (isEncodable(sign)) return sign;
    const plain = PLAIN[sign] ?? sign.normalize("NFKD").replace(/\p{M}/gu, "");
    return Array.from(plain, (left) => (isEncodable(left) ? left : "?")).join("");
  }).join("");
}

function isEncodable(sign: string): boolean {
  return iconv.decode(iconv.encode(sign, ENCODING), ENCODING) === sign;
}

/** Without what would break the line: the separators and every control sign. */
function clean(text: string): string {
  return squeeze(text.replace(/[|\p{Cc}]/gu, " "));
}

function compactDay(day: IsoDate | undefined): string {
  return day === undefined ? "" : day.replaceAll("-", "");
}

/** "1234,50": no thousands separator, a comma, and 0,00 on the other side. */
function commaDecimal(amount: Cents): string {
  return decimalOf(amount).replace(".", ",");
}

export type FecFault =
  | "nothing_on_line"
  | "both_sides"
  | "negative_amount"
  | "missing_value"
  | "half_a_pair"
  | "bad_account"
  | "bad_date"
  | "outside_the_year"
  | "entry_off"
  | "entry_differs"
  | "total_off"
  | "number_gap"
  | "lettering_off"
  | "opening_not_first";

/** A fault and where it stands: the row, from 1, where there is one. */
export type FecFinding = { fault: FecFault; row?: number; place: string };

/**
 * The checks that the tax office's own tool does not make (accounting-fr 2.4): balance per entry and in total, numbers without
 * a gap per journal, dates within the year, pairs both or none, lettering groups at zero, opening balances first.
 */
export function checkFec(
  rows: Iterable<FecRow>,
  year: { startsOn: IsoDate; closingOn: IsoDate },
): FecFinding[] {
  const seen = newTally();
  for (const row of rows) {
    seen.rows += 1;
    for (const fault of faultsOfRow(row, year))
      seen.findings.push({ fault, row: seen.rows, place: row.number });
    count(seen, row);
  }
  return [...seen.findings, ...faultsOfWhole(seen)];
}

type Tally = {
  rows: number;
  findings: FecFinding[];
  total: Cents;
  entries: Map<string, { journal: string; gap: Cents; head: string; firstRow: number }>;
  groups: Map<string, Cents>;
  pastOpening: boolean;
};

function newTally(): Tally {
  return { rows: 0, findings: [], total: 0n, entries: new Map(), groups: new Map(), pastOpening: false };
}

const PAIRS = [
  ["aux", "auxName"],
  ["letterCode", "letteredOn"],
  ["foreignAmount", "currency"],
] as const;
const REQUIRED = ["journal", "journalName", "number", "accountName", "piece", "label"] as const;
const DAYS = ["postedOn", "pieceOn", "validatedOn"] as const;

function faultsOfRow(row: FecRow, year: { startsOn: IsoDate; closingOn: IsoDate }): FecFault[] {
  const faults: FecFault[] = [];
  if (row.debit === 0n && row.credit === 0n) faults.push("nothing_on_line");
  if (row.debit !== 0n && row.credit !== 0n) faults.push("both_sides");
  if (row.debit < 0n || row.credit < 0n) faults.push("negative_amount");
  if (REQUIRED.some((key) => clean(row[key]) === "")) faults.push("missing_value");
  if (PAIRS.some(([one, other]) => (row[one] === undefined) !== (row[other] === undefined)))
    faults.push("half_a_pair");
  if (!/^\d{3}/.test(row.account)) faults.push("bad_account");
  if (DAYS.some((key) => parseIsoDate(row[key]) === undefined)) faults.push("bad_date");
  if (row.postedOn < year.startsOn || row.postedOn > year.closingOn) faults.push("outside_the_year");
  return faults;
}

function count(seen: Tally, row: FecRow): void {
  const side = row.debit - row.credit;
  seen.total += side;
  const head = [row.journal, row.postedOn, row.piece, row.pieceOn, row.validatedOn].join("|");
  const known = seen.entries.get(row.number);
  if (!known) seen.entries.set(row.number, { journal: row.journal, gap: side, head, firstRow: seen.rows });
  else {
    known.gap += side;
    if (known.head !== head)
      seen.findings.push({ fault: "entry_differs", row: seen.rows, place: row.number });
  }
  if (row.journal !== "AN") seen.pastOpening = true;
  else if (seen.pastOpening)
    seen.findings.push({ fault: "opening_not_first", row: seen.rows, place: row.number });
  if (row.letterCode === undefined) return;
  const group = `${row.account} ${row.aux ?? ""} ${row.letterCode}`;
  seen.groups.set(group, (seen.groups.get(group) ?? 0n) + side);
}

function faultsOfWhole(seen: Tally): FecFinding[] {
  const off = [...seen.entries].flatMap(([number, { gap, firstRow }]): FecFinding[] =>
    gap === 0n ? [] : [{ fault: "entry_off", row: firstRow, place: `${number} by ${decimalOf(gap)}` }],
  );
  const lettering = [...seen.groups].flatMap(([group, gap]): FecFinding[] =>
    gap === 0n ? [] : [{ fault: "lettering_off", place: `${group} by ${decimalOf(gap)}` }],
  );
  const total: FecFinding[] =
    seen.total === 0n ? [] : [{ fault: "total_off", place: `by ${decimalOf(seen.total)}` }];
  return [...off, ...total, ...numberGaps(seen), ...lettering];
}

/** Numbers of a journal go from 1 to as many as it has entries. */
function numberGaps(seen: Tally): FecFinding[] {
  const numbers = new Map<string, Set<number>>();
  for (const [number, { journal }] of seen.entries) {
    const known = numbers.get(journal) ?? new Set();
    numbers.set(journal, known.add(Number(number.slice(journal.length))));
  }
  return [...numbers].flatMap(([journal, given]): FecFinding[] => {
    for (let next = 1; next <= given.size; next++)
      if (!given.has(next)) return [{ fault: "number_gap", place: fecNumber(journal, next) }];
    return [];
  });
}
