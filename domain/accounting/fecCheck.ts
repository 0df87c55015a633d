import { type IsoDate, parseIsoDate } from "../days.ts";
import { type Cents, decimalOf } from "../money.ts";
import { clean, type FecRow, fecNumber } from "./fec.ts";

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
  | "entry_apart"
  | "total_off"
  | "number_gap"
  | "lettering_off"
  | "opening_not_first";

/** A fault and where it stands: the row, from 1, where there is one. */
export type FecFinding = { fault: FecFault; row?: number; place: string };

/** What stands for the rest: a file that is wrong everywhere is not told row by row. */
const FINDINGS_MAX = 1_000;

/** Rows go in as they are written; the findings come out at the end. */
export type FecCheck = { add: (row: FecRow) => void; finish: () => FecFinding[] };

/**
 * What we check of a FEC ourselves, since the official tool does not look at it: each entry and the whole are balanced,
 * numbers have no gap and entries stand together, days are real and within the year, pairs are whole, lettering groups are
 * at zero, opening balances come first.
 * Row by row: it remembers the entry it is in, the last number of each journal, and the groups that are not at zero yet.
 */
export function startFecCheck(year: { startsOn: IsoDate; closingOn: IsoDate }): FecCheck {
  const findings: FecFinding[] = [];
  const tell = (finding: FecFinding) => {
    if (findings.length < FINDINGS_MAX) findings.push(finding);
  };
  const groups = new Map<string, Cents>();
  const lastNumbers = new Map<string, number>();
  let [rows, total, pastOpening] = [0, 0n, false];
  let entry: OpenEntry | undefined;

  const closeEntry = () => {
    if (entry && entry.gap !== 0n)
      tell({ fault: "entry_off", row: entry.firstRow, place: `${entry.number} by ${decimalOf(entry.gap)}` });
  };
  const openEntry = (row: FecRow): OpenEntry => {
    closeEntry();
    const number = Number(row.number.slice(row.journal.length));
    const expected = (lastNumbers.get(row.journal) ?? 0) + 1;
    if (number > expected) tell({ fault: "number_gap", place: fecNumber(row.journal, expected) });
    if (number < expected) tell({ fault: "entry_apart", row: rows, place: row.number });
    lastNumbers.set(row.journal, Math.max(number, expected - 1));
    return { number: row.number, gap: 0n, head: headOf(row), firstRow: rows };
  };

  return {
    add: (row) => {
      rows += 1;
      for (const fault of faultsOfRow(row, year)) tell({ fault, row: rows, place: row.number });
      if (entry?.number !== row.number) entry = openEntry(row);
      else if (entry.head !== headOf(row)) tell({ fault: "entry_differs", row: rows, place: row.number });
      const side = row.debit - row.credit;
      entry.gap += side;
      total += side;
      if (row.journal !== "AN") pastOpening = true;
      else if (pastOpening) tell({ fault: "opening_not_first", row: rows, place: row.number });
      if (row.letterCode !== undefined)
        addTo(groups, `${row.account} ${row.aux ?? ""} ${row.letterCode}`, side);
    },
    finish: () => {
      closeEntry();
      if (total !== 0n) tell({ fault: "total_off", place: `by ${decimalOf(total)}` });
      for (const [group, gap] of groups)
        tell({ fault: "lettering_off", place: `${group} by ${decimalOf(gap)}` });
      return findings;
    },
  };
}

/** Findings in one line: each kind with how often it stands there and the first place. */
export function sumUpFindings(findings: readonly FecFinding[]): string {
  const kinds = new Map<FecFault, { count: number; place: string }>();
  for (const { fault, place } of findings) {
    const known = kinds.get(fault);
    kinds.set(fault, { count: (known?.count ?? 0) + 1, place: known?.place ?? place });
  }
  return [...kinds].map(([fault, { count, place }]) => `${fault} × ${count} (${place})`).join(", ");
}

/** The same over rows at hand. */
export function checkFec(
  rows: Iterable<FecRow>,
  year: { startsOn: IsoDate; closingOn: IsoDate },
): FecFinding[] {
  const check = startFecCheck(year);
  for (const row of rows) check.add(row);
  return check.finish();
}

type OpenEntry = { number: string; gap: Cents; head: string; firstRow: number };

/** What all rows of an entry have in common. */
function headOf(row: FecRow): string {
  return [row.journal, row.postedOn, row.piece, row.pieceOn, row.validatedOn].join("|");
}

/** A group at zero is forgotten: what is left at the end is what is off. */
function addTo(groups: Map<string, Cents>, group: string, side: Cents): void {
  const sum = (groups.get(group) ?? 0n) + side;
  if (sum === 0n) groups.delete(group);
  else groups.set(group, sum);
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
