import { layoutOfProfile } from "./csvLayout.ts";
import { textDecoder } from "./decode.ts";

/** Every format we can tell by its first bytes, with the name we give it on screen. */
export const FORMAT_NAMES = {
  cfonb120: "CFONB 120",
  cfonb240: "CFONB 240",
  camt052: "camt.052",
  camt053: "camt.053",
  camt054: "camt.054",
  pain: "pain",
  mt940: "MT940",
  mt942: "MT942",
  ofx: "OFX",
  qif: "QIF",
  csv: "CSV",
  pdf: "PDF",
  xls: "Excel (.xls)",
  xlsx: "Excel (.xlsx)",
  zip: "ZIP",
  gzip: "gzip",
} as const;

export type Format = keyof typeof FORMAT_NAMES;

/** The bytes a container begins with, in hexadecimal. */
const SIGNATURES: readonly [string, Format][] = [
  ["504b0304", "zip"],
  ["504b0506", "zip"],
  ["1f8b", "gzip"],
  ["25504446", "pdf"],
  ["d0cf11e0", "xls"],
];

/**
 * The element under the root says what an ISO 20022 message is, the namespace only in a file whose first element is out of
 * sight; the other way round would believe a wrong namespace over what is there.
 */
const MESSAGES: readonly [RegExp, Format][] = [
  [/<(?:[\w.-]+:)?BkToCstmrStmt[\s/>]/, "camt053"],
  [/<(?:[\w.-]+:)?BkToCstmrAcctRpt[\s/>]/, "camt052"],
  [/<(?:[\w.-]+:)?BkToCstmrDbtCdtNtfctn[\s/>]/, "camt054"],
  [/<(?:[\w.-]+:)?(?:CstmrCdtTrfInitn|CstmrDrctDbtInitn|CstmrPmtStsRpt|CstmrPmtRvsl)[\s/>]/, "pain"],
  [/:xsd:camt\.053\./, "camt053"],
  [/:xsd:camt\.052\./, "camt052"],
  [/:xsd:camt\.054\./, "camt054"],
  [/:xsd:pain\.\d/, "pain"],
];

/**
 * Text formats, surest mark first. CFONB files have no header: a first record is known by its code and by what its first 20
 * columns may hold, so that a CSV that begins with a date is not taken for one.
 */
const TEXTS: readonly [RegExp, Format][] = [
  [/^\s*OFXHEADER:|<\?OFX\s|<OFX>/i, "ofx"],
  [/^\s*!(?:Type|Account|Option)\b/i, "qif"],
  [/^\s*(?:01|04|05|07)[\dA-Z ]{5}[^;,\t]{4}[\dA-Z ]{5}(?:[A-Z]{3}|\s{3})[\d\s]/, "cfonb120"],
  [/^\s*31\d{6}[\dA-Z]{2}\d{6}[A-Z ]/, "cfonb240"],
  [/^:34F:|\{2:[IO]942/m, "mt942"],
  [/^:20:[\s\S]*^:25:|\{2:[IO]940/m, "mt940"],
  // QIF without its header (BNP): a date, then an amount within the lines of one record.
  [/^\s*D[\d ]{1,3}[/.-][\d ]{1,3}[/.'-][\d ]{2,5}[\r\n]+(?:[A-Z$][^\r\n]*[\r\n]+){0,20}?T[-+\d]/, "qif"],
];

/** What a file is, by its first bytes; undefined when nothing in them tells. */
export function detectFormat(head: Uint8Array): Format | undefined {
  const container = containerOf(Buffer.from(head));
  if (container) return container;
  const text = textDecoder(head)
    .write(head)
    .replace(/^\uFEFF/, "");
  const xml = /^\s*</.test(text) ? firstFit(MESSAGES, text.replace(/<!--[\s\S]*?-->/g, "")) : undefined;
  return xml ?? firstFit(TEXTS, text) ?? (layoutOfProfile(text) ? "csv" : undefined);
}

/** A workbook is a ZIP whose first entries are those of Office Open XML. */
function containerOf(head: Buffer): Format | undefined {
  const start = head.toString("hex", 0, 4);
  const found = SIGNATURES.find(([signature]) => start.startsWith(signature))?.[1];
  const isWorkbook = found === "zip" && (head.includes("[Content_Types].xml") || head.includes("xl/"));
  return isWorkbook ? "xlsx" : found;
}

function firstFit(marks: readonly [RegExp, Format][], text: string): Format | undefined {
  return marks.find(([mark]) => mark.test(text))?.[1];
}
