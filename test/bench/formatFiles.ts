import { addDays } from "../../domain/days.ts";
import { decimalOf } from "../../domain/money.ts";
import { ibanOf } from "./parties.ts";
import { camt053, cfonb120, OWN_IBAN } from "./statementFile.ts";
import type { BankedLine } from "./truth.ts";

/** The formats whose reading is measured. */
export const MEASURED = ["cfonb120", "mt940", "ofx", "csv", "camt053"] as const;
export type MeasuredFormat = (typeof MEASURED)[number];

/** Characters of one line and its share of a day, so that a file of a given size holds as many as it takes. */
const LINE_LENGTHS: Record<MeasuredFormat, number> = {
  cfonb120: 605,
  mt940: 232,
  ofx: 268,
  csv: 118,
  camt053: 640,
};

/** A statement of about so many megabytes, piece by piece. */
export function formatFile(format: MeasuredFormat, megabytes: number): Generator<string> {
  const count = Math.ceil((megabytes * 1_000_000) / LINE_LENGTHS[format]);
  return FORMATS[format](bankedLines(count), count);
}

const FORMATS = { cfonb120, mt940, ofx, csv, camt053 };

/** Lines of a bank as they come: one in three a debit, all with a payer and what he wrote. */
function* bankedLines(count: number): Generator<BankedLine> {
  for (let id = 1; id <= count; id++) {
    const number = String(id).padStart(7, "0");
    yield {
      id,
      cents: (id % 3 === 0 ? -1 : 1) * (1_000 + ((id * 7_919) % 250_000)),
      code: id % 3 === 0 ? "06" : "05",
      label: `VIR SEPA CLIENT ${number}`,
      payer: `SOCIETE ${number} SERVICES`,
      iban: ibanOf(id % 1_000_000),
      detail: `REGLEMENT FACTURE FA2610-${number}`,
      endToEnd: `E2E-${number}`,
    };
  }
}

const FIRST_DAY = "2026-10-01";
const PER_DAY = 5_000;
const OPENING_CENTS = 25_000_000;

type Day = { on: string; opening: number; closing: number; lines: BankedLine[] };

function* daysOf(lines: Iterable<BankedLine>): Generator<Day> {
  let [opening, nth] = [OPENING_CENTS, 0];
  let held: BankedLine[] = [];
  const day = (): Day => {
    const closing = held.reduce((sum, line) => sum + line.cents, opening);
    return { on: addDays(FIRST_DAY, nth), opening, closing, lines: held };
  };
  for (const line of lines) {
    held.push(line);
    if (held.length < PER_DAY) continue;
    const full = day();
    yield full;
    [opening, nth, held] = [full.closing, nth + 1, []];
  }
  if (held.length > 0) yield day();
}

function* mt940(lines: Iterable<BankedLine>): Generator<string> {
  for (const day of daysOf(lines)) {
    const on = day.on.slice(2).replaceAll("-", "");
    const mark = (cents: number) => (cents < 0 ? "D" : "C");
    const amount = (cents: number) => decimalOf(BigInt(Math.abs(cents))).replace(".", ",");
    const balance = (cents: number) => `${mark(cents)}${on}EUR${amount(cents)}`;
    yield `:20:${on}\n:25:${OWN_IBAN}\n:28C:1/1\n:60F:${balance(day.opening)}\n`;
    for (const line of day.lines) {
      yield `:61:${on}${on.slice(2)}${mark(line.cents)}${amount(line.cents)}NTRF${line.endToEnd}//B${line.id}\n` +
        `:86:166?00VIREMENT?20SVWZ+${line.detail}?21EREF+${line.endToEnd}?31${line.iban}?32${line.payer?.slice(0, 27)}\n`;
    }
    yield `:62F:${balance(day.closing)}\n-\n`;
  }
}

function* ofx(lines: Iterable<BankedLine>): Generator<string> {
  yield "OFXHEADER:100\nDATA:OFXSGML\nVERSION:102\nSECURITY:NONE\nENCODING:USASCII\nCHARSET:1252\nCOMPRESSION:NONE\nOLDFILEUID:NONE\nNEWFILEUID:NONE\n\n<OFX><BANKMSGSRSV1>\n";
  for (const day of daysOf(lines)) {
    const on = day.on.replaceAll("-", "");
    const account = `<BANKACCTFROM><BANKID>${OWN_IBAN.slice(4, 9)}<BRANCHID>${OWN_IBAN.slice(9, 14)}<ACCTID>${OWN_IBAN.slice(14, 25)}<ACCTTYPE>CHECKING</BANKACCTFROM>`;
    yield `<STMTTRNRS><TRNUID>1<STMTRS><CURDEF>EUR${account}<BANKTRANLIST><DTSTART>${on}<DTEND>${on}\n`;
    for (const line of day.lines) {
      yield `<STMTTRN>\n<TRNTYPE>${line.cents < 0 ? "DEBIT" : "CREDIT"}\n<DTPOSTED>${on}\n<DTUSER>${on}\n<TRNAMT>${signed(line.cents)}\n<FITID>B${line.id}\n<NAME>${line.payer}\n<MEMO>${line.detail} ${line.endToEnd}\n</STMTTRN>\n`;
    }
    yield `</BANKTRANLIST><LEDGERBAL><BALAMT>${signed(day.closing)}<DTASOF>${on}</LEDGERBAL></STMTRS></STMTTRNRS>\n`;
  }
  yield "</BANKMSGSRSV1></OFX>\n";
}

function* csv(lines: Iterable<BankedLine>): Generator<string> {
  yield `IBAN : ${OWN_IBAN}\nDate;Date de valeur;Libellé;Débit;Crédit;Solde\n`;
  for (const day of daysOf(lines)) {
    const on = day.on.split("-").reverse().join("/");
    let balance = day.opening;
    for (const line of day.lines) {
      balance += line.cents;
      const [debit, credit] = line.cents < 0 ? [french(-line.cents), ""] : ["", french(line.cents)];
      yield `${on};${on};"${line.label} ${line.detail}";${debit};${credit};${french(balance)}\n`;
    }
  }
}

function signed(cents: number): string {
  return `${cents < 0 ? "-" : ""}${decimalOf(BigInt(Math.abs(cents)))}`;
}

function french(cents: number): string {
  return signed(cents).replace(".", ",");
}
