import { textDecoder } from "./bank/formats/decode.ts";
import { detectFormat } from "./bank/formats/detect.ts";
import { locateColumns } from "./billing/invoiceColumns.ts";
import { locateReturnColumns } from "./insurer/returnColumns.ts";
import { DIRECT_DEBIT_COLUMNS } from "./treasury/directDebitFile.ts";

/** What a file is for: it decides which job reads it. */
export type FileKind = "bank_statement" | "invoices" | "direct_debits" | "insurer_return";

/** A NOEMIE header block: entity 000, 128 characters without a line end (rsp-noemie section 2). */
const NOEMIE_HEADER = /^000[^\r\n]{125}/;

/**
 * What a file is for, from its first bytes (4 KiB do). Undefined when nothing tells: it is then read as a bank statement,
 * whose reader says which formats are accepted.
 */
export function fileKindOf(head: Uint8Array): FileKind | undefined {
  // A byte-order mark is no part of a header, nor are blank lines above it.
  const text = textDecoder(head)
    .write(head)
    .replace(/^[\uFEFF\s]+/, "");
  if (NOEMIE_HEADER.test(text)) return "insurer_return";
  if (detectFormat(head)) return "bank_statement";
  const [firstLine = ""] = text.split(/\r?\n/, 1);
  for (const separator of [";", ",", "\t"]) {
    const headers = firstLine.split(separator).map((header) => header.replace(/^\s*"?|"?\s*$/g, ""));
    if (headers.length < 3) continue;
    if (!("code" in locateReturnColumns(headers))) return "insurer_return";
    if (DIRECT_DEBIT_COLUMNS.every((column) => headers.includes(column))) return "direct_debits";
    if (!("code" in locateColumns(headers))) return "invoices";
  }
  return undefined;
}
