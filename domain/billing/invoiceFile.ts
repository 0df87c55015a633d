import { type RawRow, readTable } from "../csvTable.ts";
import type { Cents } from "../money.ts";
import { error, type Parsed, type Problem } from "../problems.ts";
import { type InvoiceDraft, type InvoiceLine, ROUNDING_LIMIT_CENTS } from "./invoice.ts";
import { dayFormOf } from "./invoiceCells.ts";
import { checkInvoice } from "./invoiceChecks.ts";
import {
  type InvoiceColumns,
  type InvoiceField,
  type InvoiceMapping,
  locateColumns,
} from "./invoiceColumns.ts";
import { completeLine, turnedLines } from "./invoiceLines.ts";
import { namesPatient, partiesOf } from "./invoiceParties.ts";
import {
  cellOf,
  type InvoiceRow,
  type Reading,
  readRow,
  readRowLine,
  reportCell,
  reportMissing,
} from "./invoiceRow.ts";
import { readTerms } from "./invoiceTerms.ts";
import { problemList } from "./problemList.ts";

/** Fields that belong to a line; all the others must agree between the rows of one invoice. */
const LINE_FIELDS: ReadonlySet<string> = new Set<InvoiceField>([
  "account",
  "line_label",
  "net_cents",
  "net",
  "vat_rate",
  "vat_cents",
  "vat",
  "vat_due",
]);

/** An invoice of the file with all its rows: the first says what they share. */
type Group = {
  raw: RawRow[];
  head: InvoiceRow;
  terms: ReturnType<typeof readTerms>;
  lines: InvoiceLine[];
};

/**
 * Reads a CSV of invoices: separator `,` `;` or tab, a header, one row per invoice or per line of one. Either every
 * invoice is returned, or all that is wrong: a file read in part would be found out months later.
 * @param mapping headers of this company's files, where they are not the usual ones
 * @param limit cents by which the shares of an invoice may miss its total (D9)
 */
export function readInvoiceFile(
  text: string,
  mapping: InvoiceMapping = {},
  limit: Cents = ROUNDING_LIMIT_CENTS,
): Parsed<InvoiceDraft[]> {
  const problems = problemList();
  const rows = readTable(text, problems.report);
  const [header, ...body] = rows;
  if (problems.errorCount() > 0) return { ok: false, problems: problems.all() };
  if (!header || body.length === 0) return { ok: false, problems: [error("no_invoice_in_file")] };
  const columns = locateColumns(
    header.cells.map((cell) => cell.trim()),
    mapping,
  );
  if (isProblem(columns)) return { ok: false, problems: [columns] };
  const reading = { ...problems, columns, dayForm: dayFormIn(body, columns) };
  const groups = readGroups(body, header.cells.length, reading);
  const drafts = draftsOf(groups, reading, limit);
  if (problems.errorCount() > 0) return { ok: false, problems: problems.all() };
  return { ok: true, value: drafts, warnings: problems.all() };
}

/** What stands in several columns, or in another one where a file has not its own: the first of these that the file has. */
const ELSEWHERE: Partial<Record<string, readonly (readonly InvoiceField[])[]>> = {
  shares: [["amo", "amc", "patient"], ["total"]],
  lines: [["account", "net", "vat_rate", "vat"], ["total"]],
  customer_id: [["customer_id"], ["customer_name"]],
};

/** Problems with the header that their field has in this file: its reader knows no other name of it. */
export function namedByHeaders(
  problems: readonly Problem[],
  text: string,
  mapping: InvoiceMapping = {},
): Problem[] {
  const [header] = readTable(text, () => undefined);
  const columns =
    header &&
    locateColumns(
      header.cells.map((cell) => cell.trim()),
      mapping,
    );
  if (!columns || isProblem(columns)) return [...problems];
  const headers = new Map(Object.entries(columns).map(([field, place]) => [field, place.header]));
  const headerOf = (field: string) => headers.get(field) ?? headers.get(`${field}_cents`) ?? [];
  return problems.map((problem) => {
    const { field = "" } = problem;
    const found = (ELSEWHERE[field] ?? [[field]]).map((fields) => fields.flatMap(headerOf));
    const named = found.find((some) => some.length > 0);
    return named === undefined ? problem : { ...problem, field: named.join(", ") };
  });
}

function isProblem(found: InvoiceColumns | Problem): found is Problem {
  return "code" in found;
}

/** The first day that can be read says how the file writes them all. */
function dayFormIn(rows: readonly RawRow[], columns: InvoiceColumns): Reading["dayForm"] {
  const at = columns.issue_date?.at ?? 0;
  for (const row of rows) {
    const form = dayFormOf((row.cells[at] ?? "").trim());
    if (form) return form;
  }
  return "iso";
}

/** The rows of each number, read. Those that cannot be read are reported and left out. */
function readGroups(rows: readonly RawRow[], width: number, reading: Reading): Group[] {
  const byNumber = new Map<string, RawRow[]>();
  for (const row of rows) {
    if (!hasWidth(row, width, reading)) continue;
    const number = cellOf(row, reading, "number");
    const known = byNumber.get(number);
    if (number === "") reportMissing(row, reading, "number");
    else if (!known) byNumber.set(number, [row]);
    else if (agrees(row, known[0] ?? row, reading)) known.push(row);
  }
  return [...byNumber.values()].flatMap((raw) => {
    const head = raw[0] && readRow(raw[0], reading);
    const terms = raw[0] ? readTerms(raw[0], reading) : {};
    const lines = head && readLines(raw, head, reading);
    return head && lines ? [{ raw, head, terms, lines }] : [];
  });
}

/** A row cut short or a stray separator would move every amount by one column. Empty cells at the end mean nothing. */
function hasWidth(row: RawRow, width: number, reading: Reading): boolean {
  if (row.cells.length >= width && row.cells.slice(width).every((cell) => cell.trim() === "")) return true;
  const params = { expected: String(width), found: String(row.cells.length) };
  reading.report(error("row_of_another_width", { line: row.line, params }));
  return false;
}

/** Whether a further row of a number is a line of the same invoice. Reports the first column in which it is not. */
function agrees(row: RawRow, first: RawRow, reading: Reading): boolean {
  for (const field of Object.keys(reading.columns) as InvoiceField[]) {
    if (LINE_FIELDS.has(field) || cellOf(row, reading, field) === cellOf(first, reading, field)) continue;
    reportCell(row, reading, field, "invoice_rows_disagree", {
      first: String(first.line),
      before: cellOf(first, reading, field),
    });
    return false;
  }
  return true;
}

/** The lines of an invoice; none when its only row says nothing of account and VAT. Undefined when they cannot be read. */
function readLines(raw: readonly RawRow[], head: InvoiceRow, reading: Reading): InvoiceLine[] | undefined {
  const before = reading.errorCount();
  const said = raw.map((row) => readRowLine(row, reading));
  if (reading.errorCount() > before) return undefined;
  const isSilent = said.every((line) => line === undefined);
  if (isSilent && raw.length === 1) return [];
  const lines: InvoiceLine[] = [];
  for (const [at, row] of raw.entries()) {
    const line = said[at];
    const complete = line ? completeLine(line, raw.length === 1 ? head.total : undefined) : "net";
    if (typeof complete !== "string") lines.push(complete);
    else if (!isSilent) reportMissing(row, reading, complete);
    else if (at > 0) reportCell(row, reading, "number", "invoice_number_twice", { first: String(head.line) });
  }
  return reading.errorCount() > before ? undefined : lines;
}

function draftsOf(groups: readonly Group[], reading: Reading, limit: Cents): InvoiceDraft[] {
  const patients = new Set(groups.flatMap(({ head }) => (namesPatient(head) ? [head.customer.code] : [])));
  return groups.flatMap((group) => {
    const draft = draftOf(group, patients, reading);
    if (!draft) return [];
    const problems = checkInvoice(draft, limit);
    for (const problem of problems) reading.report(problem);
    return problems.length === 0 ? [draft] : [];
  });
}

function draftOf({ raw, head, terms, lines }: Group, patients: ReadonlySet<string>, reading: Reading) {
  const parties = partiesOf(head, patients);
  if (Array.isArray(parties)) {
    for (const { code, field } of parties)
      reportCell(raw[0] ?? { line: head.line, cells: [] }, reading, field, code);
    return undefined;
  }
  const draft: InvoiceDraft = {
    number: head.number,
    type: parties.type,
    lifecycle: head.lifecycle,
    issuedOn: head.issuedOn,
    ...(head.dueOn ? { dueOn: head.dueOn } : {}),
    total: head.total,
    customer: parties.customer,
    ...(head.branch === "" ? {} : { branch: head.branch }),
    ...terms,
    shares: parties.shares,
    lines,
    ...(head.deposit.number === "" ? {} : { deposits: [head.deposit] }),
    lineNumber: head.line,
  };
  return draft.type === "credit_note" && draft.total > 0n ? turned(draft) : draft;
}

/** Half of the programs write credit notes with positive amounts: their type says what they are. */
function turned(draft: InvoiceDraft): InvoiceDraft {
  return {
    ...draft,
    total: -draft.total,
    shares: draft.shares.map((share) => ({ ...share, amount: -share.amount })),
    lines: turnedLines(draft.lines),
  };
}
