import { detectFormat } from "./bank/formats/detect.ts";
import { fold } from "./text.ts";

/** What a file is for: it decides which job reads it. */
export type FileKind = "bank_statement" | "invoices" | "direct_debits" | "insurer_return";

/** A NOEMIE header block: entity 000, 128 characters, the reference among them (rsp-noemie section 2). */
const NOEMIE_HEADER = /^000[^\r\n]{125}/;

/** Columns that only one kind of our neutral tables has, accents and case aside. */
const HEADERS: readonly [FileKind, readonly RegExp[]][] = [
  ["insurer_return", [/\bLOT\b/, /\bINVOICE\b/, /\bREJECTION_CODE\b/]],
  ["direct_debits", [/\bBATCH_REF\b/, /\bDEBTOR_IBAN\b/]],
  [
    "invoices",
    [
      /\b(NUMBER|NUMERO|N° ?(DE )?FACTURE|FACTURE|INVOICE)\b/,
      /\b(TOTAL|TTC|MONTANT|TOTAL_CENTS)\b/,
      /\b(CUSTOMER|CLIENT|PATIENT|NOM)/,
    ],
  ],
];

/**
 * What a file is for, from its first bytes (4 KiB do). Undefined when nothing tells: it is then read as a bank statement,
 * whose reader says which formats are accepted.
 */
export function fileKindOf(head: Uint8Array): FileKind | undefined {
  const text = new TextDecoder("utf-8").decode(head);
  if (NOEMIE_HEADER.test(text)) return "insurer_return";
  if (detectFormat(head)) return "bank_statement";
  const firstLine = fold(text.replace(/^\uFEFF/, "").split(/\r?\n/, 1)[0] ?? "");
  return HEADERS.find(([, marks]) => marks.every((mark) => mark.test(firstLine)))?.[0];
}
