import type { RawRow } from "../csvTable.ts";
import type { IsoDate } from "../days.ts";
import type { Cents } from "../money.ts";
import { error, type Problem, type ProblemCode } from "../problems.ts";
import { fold, squeeze } from "../text.ts";
import {
  type InsurerKind,
  type Lot,
  type Rejection,
  type ReturnPayer,
  type ShareStatus,
  settledStatus,
} from "./return.ts";
import { type DayForm, readCentsCell, readDayCell, readEurosCell } from "./returnCells.ts";
import type { ReturnColumns, ReturnField } from "./returnColumns.ts";

/** What reading a table is about: where its columns are, how it writes days, and where problems go. */
export type RowReading = {
  columns: ReturnColumns;
  dayForm: DayForm;
  report: (problem: Problem) => void;
  /** Errors reported so far: a row that added one gives no item. */
  errorCount: () => number;
};

/** A share of an invoice as a row says it. */
export type ReturnRow = {
  line: number;
  invoice: string;
  payer: ReturnPayer;
  lot: Lot | undefined;
  paidOn: IsoDate | undefined;
  transferRef: string;
  asked: Cents | undefined;
  paid: Cents;
  status: ShareStatus;
  rejection: Rejection | undefined;
};

const KINDS: ReadonlyMap<string, InsurerKind> = new Map([
  ...["AMO", "RO", "CAISSE", "REGIME OBLIGATOIRE", "OBLIGATOIRE", "SS"].map(kindOf("amo")),
  ...["AMC", "RC", "MUTUELLE", "COMPLEMENTAIRE", "REGIME COMPLEMENTAIRE"].map(kindOf("amc")),
]);

/** Reads a row. Undefined when a cell cannot be read: each has been reported. */
export function readReturnRow(row: RawRow, reading: RowReading): ReturnRow | undefined {
  const before = reading.errorCount();
  const invoice = required(row, reading, "invoice");
  const kind = payerKind(row, reading);
  const code = cellOf(row, reading, "payer_code");
  const name = cellOf(row, reading, "payer_name");
  if (code === "" && name === "") reportMissing(row, reading, "payer_name");
  const lotNumber = cellOf(row, reading, "lot");
  const lotOn = dayIn(row, reading, "lot_date");
  const paidOn = dayIn(row, reading, "paid_on");
  if (paidOn === undefined && lotOn === undefined) reportMissing(row, reading, dayField(reading));
  const transferRef = cellOf(row, reading, "transfer_ref");
  if (transferRef === "" && lotNumber === "") reportMissing(row, reading, "transfer_ref");
  const paid = amountIn(row, reading, "amount_paid");
  if (paid === undefined) reportMissing(row, reading, fieldOf(reading, "amount_paid"));
  const asked = amountIn(row, reading, "share");
  const rejection = rejectionIn(row, reading);
  if (reading.errorCount() > before || paid === undefined || paid === "refused" || asked === "refused")
    return undefined;
  return {
    line: row.line,
    invoice,
    payer: { kind: kind ?? "amo", ...(code !== "" && { code }), ...(name !== "" && { name }) },
    // The day alone still says when: a lot without number has an empty one.
    lot: lotNumber === "" && lotOn === undefined ? undefined : lotWith(lotNumber, lotOn),
    paidOn,
    transferRef,
    asked,
    paid,
    status: statusOf({ paid, asked, isRejected: rejection !== undefined }),
    rejection,
  };
}

/** A table has no state letter: nothing paid and a reason is a rejection, nothing paid and no reason is not handled yet. */
function statusOf(row: { paid: Cents; asked: Cents | undefined; isRejected: boolean }): ShareStatus {
  if (row.paid !== 0n) return settledStatus(row);
  if (row.isRejected) return "rejected";
  return row.asked === 0n ? "paid" : "not_handled";
}

/** "2900 005 FACTURE DEJA PAYEE" or "R014 NIR INCONNU": code, refinement of three digits if any, label. */
const CODE_AND_LABEL = /^([A-Z]?\d{3,4})(?: (\d{3}))?(?: (.+))?$/;

/** The reason of a row, code and label in one cell or in two. A cell that has no such form is the code as received. */
function rejectionIn(row: RawRow, reading: RowReading): Rejection | undefined {
  const cell = cellOf(row, reading, "rejection_code");
  const ownLabel = cellOf(row, reading, "rejection_label");
  if (cell === "" && ownLabel === "") return undefined;
  const [, code = cell, refinement, label = ""] = CODE_AND_LABEL.exec(cell) ?? [];
  return {
    code,
    ...(refinement !== undefined && { refinement }),
    level: "unknown",
    label: ownLabel === "" ? label : ownLabel,
  };
}

function payerKind(row: RawRow, reading: RowReading): InsurerKind | undefined {
  const text = required(row, reading, "payer_type");
  const kind = KINDS.get(fold(text));
  if (text !== "" && !kind) reportCell(row, reading, "payer_type", "return_payer_kind_unknown");
  return kind;
}

function dayIn(row: RawRow, reading: RowReading, field: "lot_date" | "paid_on"): IsoDate | undefined {
  const text = cellOf(row, reading, field);
  if (text === "") return undefined;
  const day = readDayCell(text, reading.dayForm);
  if (day === undefined) reportCell(row, reading, field, "invoice_day_unreadable");
  return day ?? "";
}

type AmountName = "amount_paid" | "share";

/** Cents if the file has them, else euros. Undefined for an empty cell: no amount is not an amount of zero. */
function amountIn(row: RawRow, reading: RowReading, name: AmountName): Cents | undefined | "refused" {
  const field = fieldOf(reading, name);
  const text = cellOf(row, reading, field);
  if (text === "") return undefined;
  const amount = field === name ? readEurosCell(text) : readCentsCell(text);
  if (amount === undefined) reportCell(row, reading, field, "invoice_amount_unreadable");
  return amount ?? "refused";
}

function fieldOf(reading: RowReading, name: AmountName): ReturnField {
  return reading.columns[`${name}_cents`] === undefined ? name : `${name}_cents`;
}

function dayField({ columns }: RowReading): ReturnField {
  return columns.paid_on ? "paid_on" : "lot_date";
}

/** A cell with one blank between words; empty when the file has no such column. */
function cellOf(row: RawRow, { columns }: RowReading, field: ReturnField): string {
  const column = columns[field];
  return column === undefined ? "" : squeeze(row.cells[column.at] ?? "");
}

function required(row: RawRow, reading: RowReading, field: ReturnField): string {
  const text = cellOf(row, reading, field);
  if (text === "") reportMissing(row, reading, field);
  return text;
}

function reportMissing(row: RawRow, reading: RowReading, field: ReturnField): void {
  reportCell(row, reading, field, "value_missing");
}

/** Reports a cell under the header it has in the file, so that it can be found there. */
function reportCell(row: RawRow, reading: RowReading, field: ReturnField, code: ProblemCode): void {
  const header = reading.columns[field]?.header ?? field;
  reading.report(error(code, { line: row.line, field: header, value: cellOf(row, reading, field) }));
}

function kindOf(kind: InsurerKind) {
  return (word: string): [string, InsurerKind] => [word, kind];
}

function lotWith(number: string, on: IsoDate | undefined): Lot {
  return on === undefined ? { number } : { number, on };
}
