import { type Cents, decimalOf } from "../money.ts";
import { emitterKind, REFERENCES } from "./noemieCodes.ts";
import { readAmount, readCount, readDay, readSign } from "./noemieFields.ts";
import { BLOCK_LENGTH, type HeaderFields, readHeaderFields, readTrailerFields } from "./noemieLayout.ts";
import type { Report } from "./noemieReport.ts";
import type { Exchange, InsurerKind } from "./return.ts";

/** One file, from its header 000 to its trailer 999. */
export type OpenExchange = {
  exchange: Exchange;
  isTest: boolean;
  /** What its emitter says of who pays; undefined for those who relay. */
  kind: InsurerKind | undefined;
  header: HeaderFields;
  firstLine: number;
};

/** Flags that say no (section 3): a blank, a no, a zero. Anything else is believed, and the file refused. */
const NOT_SET: ReadonlySet<string> = new Set([" ", "N", "0"]);
const EUROS: ReadonlySet<string> = new Set(["U", " "]);
const REAL_FLOWS: ReadonlySet<string> = new Set([" ", "R"]);
const TEST_FLOWS: ReadonlySet<string> = new Set(["T", "D"]);

/** Reads the header. Undefined, and refused by name, when what follows cannot be read at all. */
export function openExchange(text: string, line: number, report: Report): OpenExchange | undefined {
  const header = readHeaderFields(text);
  if (refusedByName(header, line, report)) return undefined;
  const reference = /\d{3}/.exec(header.reference)?.[0] ?? header.reference.trim();
  if (!REFERENCES.has(reference)) report.warnOnce("noemie_reference_other", { line, value: reference });
  const length = readCount(header.recordLength);
  if (length !== BLOCK_LENGTH) report.warnOnce("noemie_block_length", { line, value: header.recordLength });
  if (!REAL_FLOWS.has(header.flow) && !TEST_FLOWS.has(header.flow)) {
    report.warnOnce("noemie_flow_unknown", { line, value: header.flow });
  }
  const createdOn = readDay(header.createdOn);
  const emitter = { type: header.emitterType.trim(), number: header.emitter.trim() };
  return {
    header,
    firstLine: line,
    // A letter we do not know is no proof that the money is real.
    isTest: !REAL_FLOWS.has(header.flow),
    kind: emitterKind(emitter.type),
    exchange: {
      reference,
      emitter,
      receiver: { type: header.receiverType.trim(), number: header.receiver.trim() },
      fileId: header.fileId.trim(),
      ...(createdOn !== undefined && createdOn !== "absent" && { createdOn }),
    },
  };
}

/** The practice's own outgoing file, what is packed or ciphered, and another currency. */
function refusedByName(header: HeaderFields, line: number, report: Report): boolean {
  const { version, compaction, encryption, currency } = header;
  if (version === "B2") report.refuse("return_is_b2", { line });
  else if (!NOT_SET.has(compaction)) report.refuse("noemie_compressed", { line, value: compaction });
  else if (!NOT_SET.has(encryption)) report.refuse("noemie_encrypted", { line, value: encryption });
  else if (!EUROS.has(currency)) report.refuse("noemie_currency", { line, value: currency });
  else return false;
  return true;
}

/** What was read of a file. When it is broken, an error was told already and the amount would only echo it. */
export type ReadTotals = { amount: Cents; lotCount: number; isBroken: boolean };

/**
 * Compares a trailer with what was read (section 3). The amount is the proof that no money was lost and its disagreement
 * refuses the file; what the counts count is assumed, so they only warn.
 */
export function checkTrailer(
  open: OpenExchange,
  trailer: { text: string; line: number },
  read: ReadTotals,
  report: Report,
): void {
  const { text, line } = trailer;
  if (!text.startsWith("999")) {
    report.refuse("noemie_trailer_missing", { line, value: text.slice(0, 3) });
    return;
  }
  const fields = readTrailerFields(text);
  const announced = readAmount(fields.amount);
  const sign = readSign(fields.amountSign);
  if (announced === undefined || announced === "absent" || sign === undefined) {
    report.refuse("noemie_file_total_unreadable", { line, value: `${fields.amount}${fields.amountSign}` });
  } else if (announced * sign !== read.amount && !read.isBroken) {
    const params = totalsOf(announced * sign, read.amount);
    report.refuse("noemie_file_total", { line, params });
  }
  const blocks = line - open.firstLine + 1;
  const counts = [
    ["noemie_record_count", fields.recordCount, blocks],
    ["noemie_lot_count", fields.lotCount, read.lotCount],
  ] as const;
  for (const [code, zone, found] of counts) {
    if (readCount(zone) === found) continue;
    report.warnOnce(code, { line, params: { announced: zone.trim(), found: String(found) } });
  }
  compareEnds(open, { fields, line }, report);
}

export function totalsOf(announced: Cents, found: Cents): Record<string, string> {
  return {
    announced: decimalOf(announced),
    found: decimalOf(found),
    difference: decimalOf(found - announced),
  };
}

type Trailer = { fields: ReturnType<typeof readTrailerFields>; line: number };

/** A trailer repeats its header; one that does not may be the end of another file. */
function compareEnds({ header }: OpenExchange, { fields, line }: Trailer, report: Report): void {
  const isReal = (flow: string) => REAL_FLOWS.has(flow);
  const differs =
    fields.emitter !== header.emitter ||
    fields.receiver !== header.receiver ||
    fields.fileId !== header.fileId ||
    isReal(fields.flow) !== isReal(header.flow);
  if (differs) report.warnOnce("noemie_ends_differ", { line });
}
