import { error, type Problem, type ProblemCode } from "../../problems.ts";
import type { StatementLine } from "../statement.ts";
import { type Complements, counterparty, entryNumber, noComplements } from "./cfonbComplements.ts";
import { ACCOUNT, MOVEMENT, readAmount, readDate } from "./cfonbFields.ts";
import type { CfonbPiece } from "./cfonbRecords.ts";
import { type Column, column } from "./fixedWidth.ts";

/** A record 04 with what its records 05 add. */
export type Movement = {
  record: string;
  /** Its account as written, which its records 05 repeat. */
  account: string;
  amount: bigint;
  repaired: boolean;
  bookedOn: string;
  valuedOn: string | undefined;
  complements: Complements;
  lineNumber: number;
  raw: string;
};

/** Reads a record 04. All that is wrong in it is told; a movement without amount or booking date is none. */
export function readMovement(
  piece: CfonbPiece,
  currency: string,
  decimalsOfGroup: string,
): { movement?: Movement; problems: Problem[] } {
  const record = piece.text;
  const decimals = column(record, ACCOUNT.decimals).trim() || decimalsOfGroup;
  const amount = readAmount(column(record, MOVEMENT.amount), decimals, currency);
  const bookedOn = readDate(column(record, MOVEMENT.bookedOn));
  const valuedOn = readDate(column(record, MOVEMENT.valuedOn));
  const problems: Problem[] = [];
  if (amount === undefined) problems.push(badColumn("bad_amount", piece, MOVEMENT.amount));
  if (bookedOn === undefined || bookedOn === "absent")
    problems.push(badColumn("bad_date", piece, MOVEMENT.bookedOn));
  if (valuedOn === undefined) problems.push(badColumn("bad_date", piece, MOVEMENT.valuedOn));
  if (!amount || bookedOn === undefined || bookedOn === "absent" || valuedOn === undefined)
    return { problems };
  const movement: Movement = {
    record,
    account: column(record, ACCOUNT.all),
    amount: amount.amount,
    repaired: amount.repaired,
    bookedOn,
    valuedOn: valuedOn === "absent" ? undefined : valuedOn,
    complements: noComplements(),
    lineNumber: piece.line,
    raw: record.trimEnd(),
  };
  return { movement, problems };
}

function badColumn(code: ProblemCode, { text, line }: CfonbPiece, at: Column): Problem {
  return error(code, { line, field: at.join("-"), value: column(text, at), raw: text.trimEnd() });
}

/** The line, once no record 05 can follow. Fields are set one by one: a file has a million of them. */
export function finishedLine(movement: Movement, rank: number): StatementLine {
  const { record, complements, amount } = movement;
  const interbankCode = column(record, MOVEMENT.interbankCode).trim();
  const returnReason = column(record, MOVEMENT.returnReason).trim();
  const reference = column(record, MOVEMENT.reference).trim();
  if (reference !== "") complements.details.push(reference);
  const { name, iban } = counterparty(complements, amount, interbankCode);
  const number = entryNumber(column(record, MOVEMENT.entryNumber)) || complements.entryNumber;
  const line: StatementLine = {
    rank,
    bookedOn: movement.bookedOn,
    amount,
    label: column(record, MOVEMENT.label).trim(),
    details: complements.details,
    lineNumber: movement.lineNumber,
    raw: movement.raw,
  };
  if (movement.valuedOn !== undefined) line.valuedOn = movement.valuedOn;
  if (name !== "") line.counterpartyName = name;
  if (iban !== "") line.counterpartyIban = iban;
  if (complements.endToEndId !== "") line.endToEndId = complements.endToEndId;
  if (complements.mandate !== "") line.mandate = complements.mandate;
  if (complements.creditorId !== "") line.creditorId = complements.creditorId;
  if (complements.structuredReference !== "") line.structuredReference = complements.structuredReference;
  if (complements.bankReference !== "") line.bankReference = complements.bankReference;
  if (number !== "") line.entryNumber = number;
  if (interbankCode !== "") line.interbankCode = interbankCode;
  if (returnReason !== "") line.returnReason = returnReason;
  return line;
}
