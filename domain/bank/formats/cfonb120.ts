import type { IsoDate } from "../../days.ts";
import { error, type Problem, type ProblemCode, warning } from "../../problems.ts";
import { type FrenchAccount, frenchAccountKey } from "../accountKey.ts";
import { isCurrency } from "../currency.ts";
import type { AccountKey, Balance, StatementEvent } from "../statement.ts";
import { addComplement } from "./cfonbComplements.ts";
import { ACCOUNT, BALANCE, MOVEMENT, readAmount, readDate } from "./cfonbFields.ts";
import { finishedLine, type Movement, readMovement } from "./cfonbMovement.ts";
import { type CfonbPiece, recordCutter } from "./cfonbRecords.ts";
import { type Column, column } from "./fixedWidth.ts";
import type { StatementReader } from "./reader.ts";

/** One account and one period: a record 01, movements, a record 07. */
type Group = {
  opening: CfonbPiece;
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
  /** Something in the file was not text. Looked for once in each piece of it: most files have nothing of the kind. */
  damaged: boolean;
};

const DAMAGE = "\uFFFD";

/**
 * Reads CFONB 120, the statement of French banks: groups of 01 (previous balance), 04 (movement) with its 05 (complements), and
 * 07 (new balance), in any number and any order of accounts and days. Nothing that looks like money is skipped without an error.
 */
export function cfonb120Reader(): StatementReader {
  const cutter = recordCutter();
  const reading: Reading = { events: [], group: undefined, movement: undefined, damaged: false };
  return {
    read: (text) => {
      reading.damaged ||= text.includes(DAMAGE);
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
  const { text } = piece;
  if (reading.damaged && text.includes(DAMAGE)) warnOnce(reading, "text_damaged", piece);
  if (piece.whole && text.startsWith("05")) {
    readComplement(reading, piece);
    return;
  }
  finishMovement(reading);
  if (!piece.whole) leaveRecord(reading, "cfonb_record_length", piece, { value: String(text.length) });
  else if (text.startsWith("04")) startMovement(reading, piece);
  else if (text.startsWith("01")) openGroup(reading, piece);
  else if (text.startsWith("07")) closeGroup(reading, piece);
  else leaveRecord(reading, "cfonb_record_unknown", piece, { field: "1-2", value: text.slice(0, 2) });
}

/** What is no record refuses the file; the records 05 behind it may be those of the movement it hides, and are no errors of their own. */
function leaveRecord(reading: Reading, code: ProblemCode, piece: CfonbPiece, place: Partial<Problem>): void {
  const { group } = reading;
  // Inside the statement, whose sum then means nothing.
  if (group) openAccount(reading, group, group.opening);
  refuse(reading, code, piece, place);
  reading.movement = "refused";
}

function openGroup(reading: Reading, opening: CfonbPiece): void {
  if (reading.group) leaveUnfinished(reading, reading.group);
  reading.group = { opening, account: undefined, decimals: "", rank: 0, warned: new Set() };
}

/** Gives the head, at the latest moment: currency and decimals that the 01 leaves blank (LCL) are those of the record after it. */
function openAccount(reading: Reading, group: Group, next: CfonbPiece): AccountKey {
  if (group.account) return group.account;
  const { opening } = group;
  const currency = writtenIn(opening, next, ACCOUNT.currency).trim() || "EUR";
  group.decimals = writtenIn(opening, next, ACCOUNT.decimals);
  if (!isCurrency(currency)) refuse(reading, "bad_currency", opening, { field: "17-19", value: currency });
  const parts = ribOf(opening);
  const named = frenchAccountKey(parts, currency);
  if (!named)
    refuse(reading, "bad_account", opening, { field: "3-32", value: Object.values(parts).join(" ") });
  const account = named ?? { key: column(opening.text, ACCOUNT.account).trim(), currency };
  group.account = account;
  // A balance without its date still proves the lines: that error comes before the head, outside the statement.
  const on = readDay(reading, opening);
  const read = readAmount(column(opening.text, BALANCE.amount), group.decimals, currency);
  const balance = read && balanceOf(read.amount, on);
  reading.events.push({ kind: "head", head: { account, ...(balance && { opening: balance }) } });
  checkAmount(reading, opening, read);
  return account;
}

function writtenIn(opening: CfonbPiece, next: CfonbPiece, at: Column): string {
  return column(opening.text, at).trim() || column(next.text, at);
}

function startMovement(reading: Reading, piece: CfonbPiece): void {
  reading.movement = "refused";
  const { group } = reading;
  if (!group) {
    refuse(reading, "line_outside_statement", piece);
    return;
  }
  const account = openAccount(reading, group, piece);
  const belongs = sameAccount(reading, group, piece);
  if (!sameCurrency(reading, account, piece, "line_currency_differs") || !belongs) return;
  const { movement, problems } = readMovement(piece, account.currency, group.decimals);
  for (const problem of problems) reading.events.push({ kind: "problem", problem });
  if (!movement) return;
  checkAmount(reading, piece, movement);
  reading.movement = movement;
}

function readComplement(reading: Reading, piece: CfonbPiece): void {
  const { movement, group } = reading;
  if (movement === "refused") return;
  if (!movement || !group) {
    refuse(reading, "detail_without_line", piece);
    return;
  }
  if (column(piece.text, ACCOUNT.all) !== movement.account) sameAccount(reading, group, piece);
  movement.raw += `\n${piece.text.trimEnd()}`;
  addComplement(movement.complements, piece.text, movement);
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
  const account = openAccount(reading, group, piece);
  sameAccount(reading, group, piece);
  sameCurrency(reading, account, piece, "balance_currency_differs");
  const decimals = column(piece.text, ACCOUNT.decimals).trim() || group.decimals;
  const read = readAmount(column(piece.text, BALANCE.amount), decimals, account.currency);
  checkAmount(reading, piece, read);
  const on = readDay(reading, piece);
  reading.events.push({ kind: "foot", foot: read ? { closing: balanceOf(read.amount, on) } : {} });
  reading.group = undefined;
}

/** A foot is given all the same: events always come as head, lines, foot. */
function leaveUnfinished(reading: Reading, group: Group): void {
  openAccount(reading, group, group.opening);
  refuse(reading, "statement_unfinished", group.opening);
  reading.events.push({ kind: "foot", foot: {} });
  reading.group = undefined;
}

/** Records of one group speak of one account. Some banks write another bank or branch on some records: only a warning. */
function sameAccount(reading: Reading, group: Group, piece: CfonbPiece): boolean {
  const [expected, found] = [placeOf(group.opening), placeOf(piece)];
  if (found.account !== expected.account) {
    const params = { expected: expected.account };
    refuse(reading, "account_differs", piece, { field: "22-32", value: found.account, params });
    return false;
  }
  if (found.bank !== expected.bank || found.branch !== expected.branch) {
    const params = { expected: `${expected.bank} ${expected.branch}` };
    warnOnce(reading, "bank_code_differs", piece, { value: `${found.bank} ${found.branch}`, params });
  }
  return true;
}

function sameCurrency(
  reading: Reading,
  account: AccountKey,
  piece: CfonbPiece,
  code: "line_currency_differs" | "balance_currency_differs",
): boolean {
  const value = column(piece.text, ACCOUNT.currency).trim();
  if (value === "" || value === account.currency) return true;
  refuse(reading, code, piece, { field: "17-19", value, params: { expected: account.currency } });
  return false;
}

/** Balances and movements have their amount in the same columns. */
function checkAmount(reading: Reading, piece: CfonbPiece, read: { repaired: boolean } | undefined): void {
  if (read && !read.repaired) return;
  const value = column(piece.text, MOVEMENT.amount);
  if (!read) refuse(reading, "bad_amount", piece, { field: "91-104", value });
  else warnOnce(reading, "amount_sign_repaired", piece, { field: "104", value });
}

function readDay(reading: Reading, piece: CfonbPiece): IsoDate | undefined {
  const value = column(piece.text, BALANCE.date);
  const date = readDate(value);
  if (date === undefined) refuse(reading, "bad_date", piece, { field: "35-40", value });
  return date === "absent" ? undefined : date;
}

function balanceOf(amount: bigint, on: IsoDate | undefined): Balance {
  return { amount, ...(on !== undefined && { on }) };
}

function placeOf({ text }: CfonbPiece): FrenchAccount {
  return {
    bank: column(text, ACCOUNT.bank),
    branch: column(text, ACCOUNT.branch),
    account: column(text, ACCOUNT.account),
  };
}

function ribOf(piece: CfonbPiece): FrenchAccount {
  const { bank, branch, account } = placeOf(piece);
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
