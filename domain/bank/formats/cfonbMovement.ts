import { error, type Problem, type ProblemCode } from "../../problems.ts";
import type { StatementLine } from "../statement.ts";
import { type Complements, counterparty, entryNumber, noComplements } from "./cfonbComplements.ts";
import { type movementFields, readAmount, readDate } from "./cfonbFields.ts";
import type { CfonbPiece } from "./cfonbRecords.ts";

type MovementFields = ReturnType<typeof movementFields>;

/** A record 04 with what its records 05 add. */
export type Movement = {
  fields: MovementFields;
  amountZone: string;
  amount: bigint;
  repaired: boolean;
  bookedOn: string;
  valuedOn: string | undefined;
  complements: Complements;
  lineNumber: number;
  raw: string[];
};

/** Reads a record 04. All that is wrong in it is told; a movement without amount or booking date is none. */
export function readMovement(
  piece: CfonbPiece,
  fields: MovementFields,
  currency: string,
  decimalsOfGroup: string,
): { movement?: Movement; problems: Problem[] } {
  const amount = readAmount(fields.amount, fields.decimals.trim() || decimalsOfGroup, currency);
  const bookedOn = readDate(fields.bookedOn);
  const valuedOn = readDate(fields.valuedOn);
  const problems: Problem[] = [];
  const refuse = (code: ProblemCode, field: string, value: string) =>
    problems.push(error(code, { line: piece.line, field, value, raw: piece.text.trimEnd() }));
  if (amount === undefined) refuse("bad_amount", "91-104", fields.amount);
  if (bookedOn === undefined || bookedOn === "absent") refuse("bad_date", "35-40", fields.bookedOn);
  if (valuedOn === undefined) refuse("bad_date", "43-48", fields.valuedOn);
  if (!amount || bookedOn === undefined || bookedOn === "absent" || valuedOn === undefined)
    return { problems };
  const movement: Movement = {
    fields,
    amountZone: fields.amount,
    ...amount,
    bookedOn,
    valuedOn: valuedOn === "absent" ? undefined : valuedOn,
    complements: noComplements(),
    lineNumber: piece.line,
    raw: [piece.text.trimEnd()],
  };
  return { movement, problems };
}

/** The line, once no record 05 can follow. */
export function finishedLine(movement: Movement, rank: number): StatementLine {
  const { fields, complements, amount } = movement;
  const interbankCode = fields.interbankCode.trim();
  const returnReason = fields.returnReason.trim();
  const number = entryNumber(fields.entryNumber);
  const reference = fields.reference.trim();
  return {
    rank,
    bookedOn: movement.bookedOn,
    ...(movement.valuedOn === undefined ? {} : { valuedOn: movement.valuedOn }),
    amount,
    label: fields.label.trim(),
    details: reference === "" ? complements.details : [...complements.details, reference],
    ...counterparty(complements, amount, interbankCode),
    ...complements.line,
    ...(number === "" ? {} : { entryNumber: number }),
    ...(interbankCode === "" ? {} : { interbankCode }),
    ...(returnReason === "" ? {} : { returnReason }),
    lineNumber: movement.lineNumber,
    raw: movement.raw.join("\n"),
  };
}
