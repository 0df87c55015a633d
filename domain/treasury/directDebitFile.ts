import { type RawRow, readTable } from "../csvTable.ts";
import { type IsoDate, parseIsoDate } from "../days.ts";
import type { Cents } from "../money.ts";
import { error, type Parsed, type Problem } from "../problems.ts";

/** Direct debits that another program made and sent: a batch is one file of the bank. */
export type DebitBatch = {
  reference: string;
  /** The day of collection, where the file says it. */
  collectOn?: IsoDate;
  debits: { invoice: string; amount: Cents; iban: string; mandate?: string; line: number }[];
};

/** Columns that such a table has; `collect_on` and `mandate` may be missing. */
export const DIRECT_DEBIT_COLUMNS = ["batch_ref", "invoice", "amount_cents", "debtor_iban"] as const;
type Column = (typeof DIRECT_DEBIT_COLUMNS)[number] | "collect_on" | "mandate";

/** Reads a table of direct debits: a header, one row per debit, rows of one `batch_ref` in one batch. All of it, or all that is wrong. */
export function readDirectDebits(text: string): Parsed<DebitBatch[]> {
  const problems: Problem[] = [];
  const report = (problem: Problem) => void problems.push(problem);
  const [header, ...body] = readTable(text, report);
  if (!header || body.length === 0) report(error("no_direct_debit_in_file"));
  if (!header || problems.length > 0) return { ok: false, problems };
  const headers = header.cells.map((cell) => cell.trim());
  const batches = new Map<string, DebitBatch>();
  for (const row of body) {
    if (row.cells.length !== headers.length) {
      const params = { expected: String(headers.length), found: String(row.cells.length) };
      report(error("row_of_another_width", { line: row.line, params }));
      continue;
    }
    const read = readRow(row, (name) => (row.cells[headers.indexOf(name)] ?? "").trim(), report);
    if (!read) continue;
    const { reference, collectOn, ...debit } = read;
    const batch = batches.get(reference) ?? { reference, ...(collectOn ? { collectOn } : {}), debits: [] };
    if (batch.collectOn !== collectOn) report(wrongCell(row, "collect_on", collectOn ?? ""));
    batch.debits.push(debit);
    batches.set(reference, batch);
  }
  return problems.length > 0
    ? { ok: false, problems }
    : { ok: true, value: [...batches.values()], warnings: [] };
}

function readRow(row: RawRow, cell: (name: Column) => string, report: (problem: Problem) => void) {
  const amount = /^\d{1,15}$/.test(cell("amount_cents")) ? BigInt(cell("amount_cents")) : 0n;
  const day = cell("collect_on");
  const collectOn = parseIsoDate(day);
  const wrong: Column[] = [
    ...(["batch_ref", "invoice"] as const).filter((name) => cell(name) === ""),
    ...(amount > 0n ? [] : ["amount_cents" as const]),
    ...(day === "" || collectOn ? [] : ["collect_on" as const]),
  ];
  for (const name of wrong) report(wrongCell(row, name, cell(name)));
  if (wrong.length > 0) return undefined;
  const mandate = cell("mandate");
  return {
    reference: cell("batch_ref"),
    ...(collectOn ? { collectOn } : {}),
    invoice: cell("invoice"),
    amount,
    iban: cell("debtor_iban").replace(/\s/g, "").toUpperCase(),
    ...(mandate ? { mandate } : {}),
    line: row.line,
  };
}

function wrongCell({ line }: RawRow, field: Column, value: string): Problem {
  return error("direct_debit_row_wrong", { line, field, value });
}
