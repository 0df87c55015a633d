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
  const text = decode(head);
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

/** UTF-8 if it is, else one character a byte: enough to recognise a header. A character cut at the end of the head is let go. */
function decode(head: Uint8Array): string {
  const bytes = Buffer.from(head);
  const text = new TextDecoder("utf-8").decode(bytes, { stream: true });
  return (text.includes("\uFFFD") ? bytes.toString("latin1") : text).replace(/^\uFEFF/, "");
}
