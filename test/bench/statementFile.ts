import { addDays } from "../../domain/days.ts";
import { decimalOf } from "../../domain/money.ts";
import { ibanOf } from "./parties.ts";
import { type BankedLine, bankText } from "./truth.ts";

/** The company's own account, which the bench declares. */
export const OWN_IBAN = ibanOf(8_999_999);
const [BANK, BRANCH, ACCOUNT] = [OWN_IBAN.slice(4, 9), OWN_IBAN.slice(9, 14), OWN_IBAN.slice(14, 25)];

const FIRST_DAY = "2026-10-01";
const DAYS = 50;
const OPENING_CENTS = 25_000_000;

/** The lines of one day, with what the account held before and after. */
type Day = { on: string; rank: number; opening: number; closing: number; lines: BankedLine[] };

/** The text of a statement file of any size, piece by piece: opening and lines make closing, and each day follows the last. */
export type StatementFormat = (lines: Iterable<BankedLine>, count: number) => Generator<string>;

function* daysOf(lines: Iterable<BankedLine>, count: number): Generator<Day> {
  const perDay = Math.max(1, Math.ceil(count / DAYS));
  let [rank, opening] = [1, OPENING_CENTS];
  let held: BankedLine[] = [];
  const close = (): Day => {
    const closing = held.reduce((sum, line) => sum + line.cents, opening);
    return { on: addDays(FIRST_DAY, rank - 1), rank, opening, closing, lines: held };
  };
  for (const line of lines) {
    held.push(line);
    if (held.length < perDay) continue;
    const day = close();
    yield day;
    [rank, opening, held] = [rank + 1, day.closing, []];
  }
  if (held.length > 0) yield close();
}

/** CFONB 120: one group per day, the line's id as its entry number. */
export const cfonb120: StatementFormat = function* (lines, count) {
  for (const day of daysOf(lines, count)) {
    yield `${balanceRecord("01", addDays(day.on, -1), day.opening)}\n`;
    for (const line of day.lines) yield `${movementRecords(line, day.on).join("\n")}\n`;
    yield `${balanceRecord("07", day.on, day.closing)}\n`;
  }
};

function balanceRecord(code: "01" | "07", on: string, cents: number): string {
  const head = `${code}${BANK}    ${BRANCH}EUR2 ${ACCOUNT}  ${shortDay(on)}`;
  return `${head.padEnd(90)}${zoneOf(cents)}${" ".repeat(16)}`;
}

function movementRecords(line: BankedLine, on: string): string[] {
  const day = shortDay(on);
  const head = `04${BANK}    ${BRANCH}EUR2 ${ACCOUNT}${line.code}${day}  ${day}`;
  const movement = `${head}${line.label.padEnd(31)}  ${String(line.id).padStart(7, "0")}  ${zoneOf(line.cents)}`;
  const complement = (qualifier: string, text: string) =>
    `05${head.slice(2, 34)}${day}     ${qualifier}${bankText(text).slice(0, 70)}`.padEnd(120);
  return [
    movement.padEnd(120),
    ...(line.payer ? [complement("NPY", line.payer)] : []),
    ...(line.iban ? [complement("CPY", line.iban)] : []),
    ...(line.detail ? [complement("LCC", line.detail)] : []),
    ...(line.detail2 ? [complement("LC2", line.detail2)] : []),
    ...(line.endToEnd ? [complement("RCN", line.endToEnd)] : []),
  ];
}

function shortDay(on: string): string {
  return `${on.slice(8, 10)}${on.slice(5, 7)}${on.slice(2, 4)}`;
}

/** Fourteen characters, of which the last is a digit and the sign. */
function zoneOf(cents: number): string {
  const digits = String(Math.abs(cents)).padStart(14, "0");
  const last = Number(digits.at(-1));
  return `${digits.slice(0, 13)}${(cents < 0 ? "}JKLMNOPQR" : "{ABCDEFGHI").charAt(last)}`;
}

/** camt.053.001.02: one statement per day, the line's id as the bank's reference. */
export const camt053: StatementFormat = function* (lines, count) {
  yield `<?xml version="1.0" encoding="UTF-8"?>\n<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.02"><BkToCstmrStmt><GrpHdr><MsgId>BENCH</MsgId><CreDtTm>2026-11-21T06:00:00</CreDtTm></GrpHdr>\n`;
  for (const day of daysOf(lines, count)) {
    yield `<Stmt><Id>${day.rank}</Id><CreDtTm>${day.on}T22:00:00</CreDtTm><Acct><Id><IBAN>${OWN_IBAN}</IBAN></Id><Ccy>EUR</Ccy></Acct>\n`;
    yield `${balanceElement("OPBD", day.on, day.opening)}\n${balanceElement("CLBD", day.on, day.closing)}\n`;
    for (const line of day.lines) yield `${entryElement(line, day.on)}\n`;
    yield "</Stmt>\n";
  }
  yield "</BkToCstmrStmt></Document>\n";
};

function balanceElement(kind: "OPBD" | "CLBD", on: string, cents: number): string {
  return `<Bal><Tp><CdOrPrtry><Cd>${kind}</Cd></CdOrPrtry></Tp>${signedAmount(cents)}<Dt><Dt>${on}</Dt></Dt></Bal>`;
}

function entryElement(line: BankedLine, on: string): string {
  const reference = line.endToEnd ? `<Refs><EndToEndId>${escaped(line.endToEnd)}</EndToEndId></Refs>` : "";
  const name = line.payer ? `<Dbtr><Nm>${escaped(line.payer)}</Nm></Dbtr>` : "";
  const account = line.iban ? `<DbtrAcct><Id><IBAN>${line.iban}</IBAN></Id></DbtrAcct>` : "";
  const parties = name || account ? `<RltdPties>${name}${account}</RltdPties>` : "";
  const said = [line.detail, line.detail2].flatMap((text) =>
    text ? [`<Ustrd>${escaped(text)}</Ustrd>`] : [],
  );
  const remittance = said.length > 0 ? `<RmtInf>${said.join("")}</RmtInf>` : "";
  const id = String(line.id).padStart(7, "0");
  return (
    `<Ntry><NtryRef>${id}</NtryRef>${signedAmount(line.cents)}<Sts>BOOK</Sts><BookgDt><Dt>${on}</Dt></BookgDt><ValDt><Dt>${on}</Dt></ValDt>` +
    `<AcctSvcrRef>${id}</AcctSvcrRef><BkTxCd><Prtry><Cd>${line.code}</Cd><Issr>CFONB</Issr></Prtry></BkTxCd>` +
    `<NtryDtls><TxDtls>${reference}${parties}${remittance}</TxDtls></NtryDtls><AddtlNtryInf>${escaped(line.label)}</AddtlNtryInf></Ntry>`
  );
}

function signedAmount(cents: number): string {
  return `<Amt Ccy="EUR">${decimalOf(BigInt(Math.abs(cents)))}</Amt><CdtDbtInd>${cents < 0 ? "DBIT" : "CRDT"}</CdtDbtInd>`;
}

function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
