import type { IsoDate } from "../../days.ts";
import { error, type Problem, type ProblemCode, warning } from "../../problems.ts";
import { frenchAccountKey } from "../accountKey.ts";
import { isCurrency } from "../currency.ts";
import type { AccountKey, Balance, StatementEvent } from "../statement.ts";
import { addComplement } from "./cfonbComplements.ts";
import {
  type AccountFields,
  type BalanceFields,
  balanceFields,
  complementFields,
  movementFields,
  readAmount,
  readDate,
} from "./cfonbFields.ts";
import { finishedLine, type Movement, readMovement } from "./cfonbMovement.ts";
import { type CfonbPiece, recordCutter } from "./cfonbRecords.ts";
import type { StatementReader } from "./read.ts";

/** One account and one period: a record 01, movements, a record 07. */
type Group = {
  opening: CfonbPiece;
  fields: BalanceFields;
  /** Known from the first record after the 01, which may leave currency and decimals blank. */
  account: AccountKey | undefined;
  decimals: string;
  rank: number;
  warned: Set<ProblemCode>;
};

type Reading = {
  events: StatementEvent[];
  group: Group | undefined;
  /** The movement whose records 05 are being read; "refused" takes those of a movement that could not be read. */
  movement: Movement | "refused" | undefined;
};

/**
 * Reads CFONB 120, the statement of French banks: groups of 01 (previous balance), 04 (movement) with its 05 (complements), and
 * 07 (new balance), in any number and any order of accounts and days. Nothing that looks like money is skipped without an error.
 */
export function cfonb120Reader(): StatementReader {
  const cutter = recordCutter();
  const reading: Reading = { events: [], group: undefined, movement: undefined };
  return {
    read: (text) => {
      for (const piece of cutter.cut(text)) readPiece(reading, piece);
      return taken(reading);
    },
    end: () => {
      for (const piece of cutter.end()) readPiece(reading, piece);
      finishMovement(reading);
      if (reading.group) leaveUnfinished(reading, reading.group);
      return taken(reading);
    },
  };
}

function readPiece(reading: Reading, piece: CfonbPiece): void {
  const code = piece.text.slice(0, 2);
  if (piece.text.includes("\uFFFD")) warnOnce(reading, "text_damaged", piece);
  if (code !== "05") finishMovement(reading);
  if (!piece.whole) {
    refuse(reading, "cfonb_record_length", piece, { value: String(piece.text.length) });
  } else if (code === "01") openGroup(reading, piece);
  else if (code === "04") startMovement(reading, piece);
  else if (code === "05") readComplement(reading, piece);
  else if (code === "07") closeGroup(reading, piece);
  else refuse(reading, "cfonb_record_unknown", piece, { field: "1-2", value: code });
}

function openGroup(reading: Reading, opening: CfonbPiece): void {
  if (reading.group) leaveUnfinished(reading, reading.group);
  const fields = balanceFields(opening.text);
  reading.group = { opening, fields, account: undefined, decimals: "", rank: 0, warned: new Set() };
}

/** Gives the head, at the latest moment: currency and decimals that the 01 leaves blank (LCL) are those of the record after it. */
function openAccount(reading: Reading, group: Group, next: AccountFields): AccountKey {
  if (group.account) return group.account;
  const { opening, fields } = group;
  const currency = fields.currency.trim() || next.currency.trim() || "EUR";
  group.decimals = fields.decimals.trim() || next.decimals;
  if (!isCurrency(currency)) refuse(reading, "bad_currency", opening, { field: "17-19", value: currency });
  const named = frenchAccountKey(rib(fields), currency);
  if (!named)
    refuse(reading, "bad_account", opening, { field: "3-32", value: Object.values(rib(fields)).join(" ") });
  const account = named ?? { key: fields.account.trim(), currency };
  group.account = account;
  // A balance without its date still proves the lines: that error comes before the head, outside the statement.
  const on = readDay(reading, opening, fields.date);
  const read = readAmount(fields.amount, group.decimals, currency);
  const balance = read && balanceOf(read.amount, on);
  reading.events.push({ kind: "head", head: { account, ...(balance && { opening: balance }) } });
  checkAmount(reading, opening, fields.amount, read);
  return account;
}

function startMovement(reading: Reading, piece: CfonbPiece): void {
  reading.movement = "refused";
  const { group } = reading;
  if (!group) {
    refuse(reading, "line_outside_statement", piece);
    return;
  }
  const fields = movementFields(piece.text);
  const account = openAccount(reading, group, fields);
  const belongs = sameAccount(reading, group, fields, piece);
  if (!sameCurrency(reading, account, fields, piece, "line_currency_differs") || !belongs) return;
  const { movement, problems } = readMovement(piece, fields, account.currency, group.decimals);
  for (const problem of problems) reading.events.push({ kind: "problem", problem });
  if (!movement) return;
  checkAmount(reading, piece, fields.amount, movement);
  reading.movement = movement;
}

function readComplement(reading: Reading, piece: CfonbPiece): void {
  const { movement, group } = reading;
  if (movement === "refused") return;
  if (!movement || !group) {
    refuse(reading, "detail_without_line", piece);
    return;
  }
  sameAccount(reading, group, complementFields(piece.text), piece);
  movement.raw.push(piece.text.trimEnd());
  addComplement(movement.complements, piece.text, movement.amountZone);
}

function finishMovement(reading: Reading): void {
  const { movement, group } = reading;
  if (movement && movement !== "refused" && group) {
    group.rank += 1;
    reading.events.push({ kind: "line", line: finishedLine(movement, group.rank) });
  }
  reading.movement = undefined;
}

function closeGroup(reading: Reading, piece: CfonbPiece): void {
  const { group } = reading;
  if (!group) {
    refuse(reading, "closing_without_opening", piece);
    return;
  }
  const fields = balanceFields(piece.text);
  const account = openAccount(reading, group, fields);
  sameAccount(reading, group, fields, piece);
  sameCurrency(reading, account, fields, piece, "balance_currency_differs");
  const read = readAmount(fields.amount, fields.decimals.trim() || group.decimals, account.currency);
  checkAmount(reading, piece, fields.amount, read);
  const on = readDay(reading, piece, fields.date);
  reading.events.push({ kind: "foot", foot: read ? { closing: balanceOf(read.amount, on) } : {} });
  reading.group = undefined;
}

/** A foot is given all the same: events always come as head, lines, foot. */
function leaveUnfinished(reading: Reading, group: Group): void {
  openAccount(reading, group, group.fields);
  refuse(reading, "statement_unfinished", group.opening);
  reading.events.push({ kind: "foot", foot: {} });
  reading.group = undefined;
}

/** Records of one group speak of one account. Some banks write another bank or branch on some records: only a warning. */
function sameAccount(reading: Reading, group: Group, fields: AccountFields, piece: CfonbPiece): boolean {
  const { bank, branch, account } = group.fields;
  if (fields.account !== account) {
    const params = { expected: account };
    refuse(reading, "account_differs", piece, { field: "22-32", value: fields.account, params });
    return false;
  }
  if (fields.bank !== bank || fields.branch !== branch) {
    const params = { expected: `${bank} ${branch}` };
    warnOnce(reading, "bank_code_differs", piece, { value: `${fields.bank} ${fields.branch}`, params });
  }
  return true;
}

function sameCurrency(
  reading: Reading,
  account: AccountKey,
  fields: AccountFields,
  piece: CfonbPiece,
  code: "line_currency_differs" | "balance_currency_differs",
): boolean {
  const value = fields.currency.trim();
  if (value === "" || value === account.currency) return true;
  refuse(reading, code, piece, { field: "17-19", value, params: { expected: account.currency } });
  return false;
}

function checkAmount(
  reading: Reading,
  piece: CfonbPiece,
  zone: string,
  read: { repaired: boolean } | undefined,
): void {
  if (!read) refuse(reading, "bad_amount", piece, { field: "91-104", value: zone });
  if (read?.repaired) warnOnce(reading, "amount_sign_repaired", piece, { field: "104", value: zone });
}

function readDay(reading: Reading, piece: CfonbPiece, zone: string): IsoDate | undefined {
  const date = readDate(zone);
  if (date === undefined) refuse(reading, "bad_date", piece, { field: "35-40", value: zone });
  return date === "absent" ? undefined : date;
}

function balanceOf(amount: bigint, on: IsoDate | undefined): Balance {
  return { amount, ...(on !== undefined && { on }) };
}

function rib({ bank, branch, account }: AccountFields): { bank: string; branch: string; account: string } {
  return { bank: bank.trim(), branch: branch.trim(), account: account.trim().toUpperCase() };
}

function refuse(reading: Reading, code: ProblemCode, piece: CfonbPiece, place: Partial<Problem> = {}): void {
  const problem = error(code, { line: piece.line, raw: piece.text.trimEnd(), ...place });
  reading.events.push({ kind: "problem", problem });
}

/** What is odd about one record of a group is odd about most: once is enough. */
function warnOnce(
  reading: Reading,
  code: ProblemCode,
  piece: CfonbPiece,
  place: Partial<Problem> = {},
): void {
  if (reading.group?.warned.has(code)) return;
  reading.group?.warned.add(code);
  const problem = warning(code, { line: piece.line, raw: piece.text.trimEnd(), ...place });
  reading.events.push({ kind: "problem", problem });
}

function taken(reading: Reading): StatementEvent[] {
  const { events } = reading;
  reading.events = [];
  return events;
}
