import { error, type Problem, type ProblemCode, warning } from "../../problems.ts";
import { decimalText, isCurrency } from "../currency.ts";
import type { AccountKey, Balance, StatementEvent } from "../statement.ts";
import { intradayReport } from "./intradayReport.ts";
import {
  accountOf,
  fieldCutter,
  type MtField,
  readAccountField,
  readAmount,
  readBalance,
} from "./mt940Fields.ts";
import {
  addToMovement,
  clampings,
  finishedLine,
  type Movement,
  rawOf,
  readMovement,
} from "./mt940Movement.ts";
import type { StatementReader } from "./reader.ts";

/** What :20: to :28C: and the envelope say, before the first balance or movement. */
type Message = {
  line: number;
  reference: string | undefined;
  number: string | undefined;
  account: { number: string; currency: string | undefined; line: number } | undefined;
  /** MT942: "yes" by its envelope or its floor limit; "maybe" by its time only, which a balance overrules. */
  intraday: "yes" | "maybe" | "no";
  floorCurrency: string | undefined;
  /** A statement of this message was read to its end. */
  closed: boolean;
};

/** One account and one page: :60F: or :60M:, movements, :62F: or :62M:. An intraday report has neither balance. */
type Group = {
  account: AccountKey;
  line: number;
  isIntraday: boolean;
  /** Lines given; in an intraday report, lines read. */
  rank: number;
  sum: bigint;
  /** The sum that :90D: and :90C: announce. */
  announced: bigint | undefined;
  warned: Set<ProblemCode>;
};

type Reading = {
  events: StatementEvent[];
  message: Message | undefined;
  group: Group | undefined;
  /** The movement whose :86: are being read; "refused" takes those of a movement that could not be read. */
  movement: Movement | "refused" | undefined;
  envelope: string | undefined;
  /** Accounts whose IBAN was said to be wrong: a month is thirty messages of one account. */
  told: Set<string>;
};

/**
 * Reads MT940, the end-of-day statement of SWIFT, and MT942, its intraday report, told apart message by message because one
 * file may hold both. Only movements between two balances are booked; see `intradayReport` for the others.
 */
export function mt940Reader(): StatementReader {
  const cutter = fieldCutter();
  const reading: Reading = {
    events: [],
    message: undefined,
    group: undefined,
    movement: undefined,
    envelope: undefined,
    told: new Set(),
  };
  return {
    read: (text) => {
      for (const field of cutter.cut(text)) readField(reading, field);
      return taken(reading);
    },
    end: () => {
      for (const field of cutter.end()) readField(reading, field);
      finishMessage(reading);
      return taken(reading);
    },
  };
}

function readField(reading: Reading, field: MtField): void {
  if (field.tooLong) refuse(reading, "text_too_long", field);
  if (field.lines.some((text) => text.includes("\uFFFD"))) warnOnce(reading, "text_damaged", field);
  switch (field.tag) {
    case "-":
    case "{":
    case "20":
      beginMessage(reading, field);
      return;
    case "60F":
    case "60M":
      openStatement(reading, field);
      return;
    case "61":
      startMovement(reading, field);
      return;
    case "86":
    case "NS":
      if (reading.movement && reading.movement !== "refused") addToMovement(reading.movement, field);
      return;
    case "62F":
    case "62M":
      closeStatement(reading, field);
      return;
    case "90D":
    case "90C":
      addAnnounced(reading, field);
      return;
    default:
      readHeading(messageOf(reading, field), field);
  }
}

function beginMessage(reading: Reading, field: MtField): void {
  const text = field.lines[0] ?? "";
  finishMessage(reading);
  if (field.tag === "20") messageOf(reading, field).reference = text.trim() || undefined;
  else reading.envelope = /\{2:[IO](\d{3})/.exec(text)?.[1] ?? reading.envelope;
}

function messageOf(reading: Reading, field: MtField): Message {
  reading.message ??= {
    line: field.line,
    reference: undefined,
    number: undefined,
    account: undefined,
    intraday: reading.envelope === "942" ? "yes" : "no",
    floorCurrency: undefined,
    closed: false,
  };
  reading.envelope = undefined;
  return reading.message;
}

/** Every other field above the lines. Those that say nothing we need (available balances, related references) pass. */
function readHeading(message: Message, field: MtField): void {
  const text = (field.lines[0] ?? "").trim();
  if (field.tag === "25" || field.tag === "25P")
    message.account = { ...readAccountField(text), line: field.line };
  else if (field.tag === "28C" || field.tag === "28") message.number = text || undefined;
  else if (field.tag === "13D" && message.intraday === "no") message.intraday = "maybe";
  else if (field.tag === "34F") {
    message.intraday = "yes";
    message.floorCurrency ??= /^[A-Z]{3}/.exec(text)?.[0];
  }
}

function openStatement(reading: Reading, field: MtField): void {
  finishGroup(reading);
  const message = messageOf(reading, field);
  if (message.intraday === "maybe") message.intraday = "no";
  const currencyOtherwise = message.account?.currency ?? "EUR";
  const read = readBalance(field.lines[0] ?? "", currencyOtherwise);
  const currency = read?.currency ?? currencyOtherwise;
  const account = openAccount(reading, message, field, currency);
  const balance = read && balanceOf(reading, field, read);
  openGroup(reading, message, { account, line: field.line, ...(balance && { opening: balance }) });
  if (!read) refuseField(reading, field);
  else if (read.amount === undefined) refuseValue(reading, "bad_amount", field);
}

/** An intraday report has no balance to open it: its first movement, or its end, does. */
function openIntraday(reading: Reading, message: Message, field: MtField): Group {
  const currency = message.account?.currency ?? message.floorCurrency ?? "EUR";
  const account = openAccount(reading, message, field, currency);
  return openGroup(reading, message, { account, line: message.line });
}

const LIKE_AN_IBAN = /^[A-Z]{2}\d{2}[A-Z0-9]{11,30}$/;

function openAccount(reading: Reading, message: Message, field: MtField, currency: string): AccountKey {
  if (!isCurrency(currency)) refuseValue(reading, "bad_currency", field);
  if (!message.account || message.account.number === "") {
    refuse(reading, "account_missing", field);
    return { key: "", currency };
  }
  const { number, line } = message.account;
  const account = accountOf(number, currency);
  if (account.iban === undefined && LIKE_AN_IBAN.test(number) && !reading.told.has(number)) {
    reading.told.add(number);
    tell(reading, warning("iban_not_valid", { line, field: "25", value: number }));
  }
  return account;
}

function openGroup(
  reading: Reading,
  message: Message,
  { account, line, opening }: { account: AccountKey; line: number; opening?: Balance },
): Group {
  const isIntraday = message.intraday !== "no";
  // An intraday report gives no lines: it is no statement of ours, in this format as in camt.052.
  if (!isIntraday) {
    const reference = message.number ?? message.reference;
    reading.events.push({
      kind: "head",
      head: { account, ...(reference !== undefined && { reference }), ...(opening && { opening }) },
    });
  }
  reading.group = { account, line, isIntraday, rank: 0, sum: 0n, announced: undefined, warned: new Set() };
  return reading.group;
}

function startMovement(reading: Reading, field: MtField): void {
  finishMovement(reading);
  reading.movement = "refused";
  const message = messageOf(reading, field);
  const group =
    reading.group ?? (message.intraday === "no" ? undefined : openIntraday(reading, message, field));
  if (!group) {
    refuse(reading, "line_outside_statement", field);
    return;
  }
  const { movement, problems } = readMovement(field, group.account.currency, group.isIntraday);
  for (const problem of problems) tell(reading, problem);
  if (movement) reading.movement = movement;
}

function finishMovement(reading: Reading): void {
  const { movement, group } = reading;
  reading.movement = undefined;
  if (!movement || movement === "refused" || !group) return;
  group.rank += 1;
  group.sum += movement.amount;
  if (!group.isIntraday) reading.events.push({ kind: "line", line: finishedLine(movement, group.rank) });
}

function closeStatement(reading: Reading, field: MtField): void {
  finishMovement(reading);
  const { group } = reading;
  if (!group) {
    refuse(reading, "closing_without_opening", field);
    return;
  }
  // The closing balance of an intraday report is not that of its lines.
  if (group.isIntraday) return;
  const read = readBalance(field.lines[0] ?? "", group.account.currency);
  const balance = read && balanceOf(reading, field, read);
  if (!read) refuseField(reading, field);
  else if (read.amount === undefined) refuseValue(reading, "bad_amount", field);
  const written = read?.currency ?? group.account.currency;
  if (written !== group.account.currency) {
    const params = { expected: group.account.currency };
    refuse(reading, "balance_currency_differs", field, { value: written, params });
  }
  endGroup(reading, balance);
}

function balanceOf(
  reading: Reading,
  field: MtField,
  { amount, day }: NonNullable<ReturnType<typeof readBalance>>,
): Balance | undefined {
  const place = placeOf(field);
  if (!day) refuseValue(reading, "bad_date", field);
  else
    for (const problem of clampings(place, [[(field.lines[0] ?? "").slice(1, 7), day]]))
      tell(reading, problem);
  return amount === undefined ? undefined : { amount, ...(day && { on: day.on }) };
}

const ANNOUNCED = /^\d*([A-Z]{3})([\d,]+)\s*$/;

/** :90D: and :90C: give number and sum of the debits and of the credits. Only the net is compared: banks count RC and RD differently. */
function addAnnounced(reading: Reading, field: MtField): void {
  finishMovement(reading);
  const [, currency = "", written = ""] = ANNOUNCED.exec(field.lines[0] ?? "") ?? [];
  const { group } = reading;
  if (!group || currency !== group.account.currency) return;
  const amount = readAmount(written, currency);
  if (amount === undefined) return;
  group.announced = (group.announced ?? 0n) + (field.tag === "90C" ? amount : -amount);
}

/** What is open at the end of a message is an intraday report, or a statement that was cut. */
function finishMessage(reading: Reading): void {
  const { message } = reading;
  finishMovement(reading);
  if (message && message.intraday === "yes" && !reading.group && !message.closed)
    openIntraday(reading, message, { tag: "20", lines: [], line: message.line, tooLong: false });
  const wasOpen = reading.group !== undefined;
  finishGroup(reading);
  if (message && !message.closed && !wasOpen)
    tell(reading, error("statement_unfinished", { line: message.line }));
  reading.message = undefined;
}

function finishGroup(reading: Reading): void {
  finishMovement(reading);
  const { group } = reading;
  if (!group) return;
  if (group.isIntraday) {
    tell(reading, intradayReport({ ...group, count: group.rank, currency: group.account.currency }));
    checkAnnounced(reading, group);
  } else tell(reading, error("statement_unfinished", { line: group.line }));
  endGroup(reading, undefined);
}

function checkAnnounced(reading: Reading, { announced, sum, line, account }: Group): void {
  if (announced === undefined || announced === sum) return;
  const params = {
    expected: decimalText(announced, account.currency),
    sum: decimalText(sum, account.currency),
  };
  tell(reading, warning("intraday_sum_differs", { line, params }));
}

/** A statement has its foot whatever happened: events always come as head, lines, foot. */
function endGroup(reading: Reading, closing: Balance | undefined): void {
  if (!reading.group?.isIntraday) reading.events.push({ kind: "foot", foot: closing ? { closing } : {} });
  reading.group = undefined;
  if (reading.message) reading.message.closed = true;
}

function refuseField(reading: Reading, field: MtField): void {
  refuseValue(reading, "swift_field_unreadable", field);
}

function refuseValue(reading: Reading, code: ProblemCode, field: MtField): void {
  refuse(reading, code, field, { value: (field.lines[0] ?? "").trim().slice(0, 100) });
}

function refuse(reading: Reading, code: ProblemCode, field: MtField, place: Partial<Problem> = {}): void {
  tell(reading, error(code, { ...placeOf(field), raw: rawOf(field), ...place }));
}

/** What is odd about one field of a statement is odd about most: once is enough. */
function warnOnce(reading: Reading, code: ProblemCode, field: MtField): void {
  if (reading.group?.warned.has(code)) return;
  reading.group?.warned.add(code);
  tell(reading, warning(code, placeOf(field)));
}

function placeOf(field: MtField): { line: number; field: string } {
  return { line: field.line, field: field.tag };
}

function tell(reading: Reading, problem: Problem): void {
  reading.events.push({ kind: "problem", problem });
}

function taken(reading: Reading): StatementEvent[] {
  const { events } = reading;
  reading.events = [];
  return events;
}
