import type { IsoDate } from "../../days.ts";
import { error, type Problem, warning } from "../../problems.ts";
import { validIban } from "../accountKey.ts";
import type { StatementLine } from "../statement.ts";
import {
  type MtDay,
  type MtField,
  type MtMovement,
  readAmount,
  readEntryDay,
  readMovementField,
} from "./mt940Fields.ts";
import { isReference, readInformation } from "./mt940Information.ts";

/** A :61: with the :86: that follow it. */
export type Movement = {
  fields: MtMovement;
  bookedOn: IsoDate;
  valuedOn: IsoDate;
  amount: bigint;
  /** The second line of :61: and national fields. */
  supplement: string[];
  information: string[][];
  lineNumber: number;
  raw: string[];
};

/** Reads a :61:. All that is wrong in it is told; a movement without amount or date is none. */
export function readMovement(
  field: MtField,
  currency: string,
  isIntraday: boolean,
): { movement?: Movement; problems: Problem[] } {
  const text = field.lines[0] ?? "";
  const place = { line: field.line, field: "61", raw: rawOf(field) };
  const fields = readMovementField(text);
  // Expected movements belong to intraday reports only: booked, they would be money that is not there.
  if (!fields || (fields.isExpected && !isIntraday))
    return { problems: [error("swift_field_unreadable", { ...place, value: text.slice(0, 100) })] };
  const amount = readAmount(fields.amount, currency);
  const { valuedOn } = fields;
  const bookedOn =
    valuedOn && fields.entryDay !== undefined ? readEntryDay(fields.entryDay, valuedOn.on) : valuedOn;
  const problems: Problem[] = [];
  if (amount === undefined) problems.push(error("bad_amount", { ...place, value: fields.amount }));
  if (!valuedOn || !bookedOn) {
    const value = valuedOn ? (fields.entryDay ?? "") : text.slice(0, 6);
    problems.push(error("bad_date", { ...place, value }));
  }
  if (amount === undefined || !valuedOn || !bookedOn) return { problems };
  problems.push(
    ...clampings(place, [
      [text.slice(0, 6), valuedOn],
      [fields.entryDay ?? "", bookedOn],
    ]),
  );
  const movement = {
    fields,
    bookedOn: bookedOn.on,
    valuedOn: valuedOn.on,
    amount: fields.isCredit ? amount : -amount,
    supplement: field.lines.slice(1).map((text) => text.trim()),
    information: [],
    lineNumber: field.line,
    raw: [rawOf(field)],
  };
  return { movement, problems };
}

/** One warning for the days of a field that were brought back to the end of their month. */
export function clampings(place: Partial<Problem>, days: [string, MtDay][]): Problem[] {
  const clamped = days.find(([, { clamped }]) => clamped);
  if (!clamped) return [];
  const [value, { on }] = clamped;
  return [warning("date_after_end_of_month", { ...place, value, params: { on } })];
}

/** Adds a field that follows the :61:. */
export function addToMovement(movement: Movement, field: MtField): void {
  if (field.tag === "86") movement.information.push(field.lines);
  else movement.supplement.push(...nationalTexts(field.lines));
  movement.raw.push(rawOf(field));
}

/** Of a national field, two digits and a text in every line, the words; its numbers stay in the raw record. */
function nationalTexts(lines: string[]): string[] {
  return lines.flatMap((text) => /^\d\d(.*\p{L}{2}.*)$/u.exec(text)?.[1]?.trim() ?? []);
}

/** The line, once no :86: can follow. */
export function finishedLine(movement: Movement, rank: number): StatementLine {
  const { fields, amount, bookedOn, valuedOn } = movement;
  const found = readInformation(movement.information, fields.isCredit);
  const iban = [fields.reference, ...movement.supplement].map(validIban).find((each) => each !== undefined);
  const isCheque =
    fields.type.endsWith("CHK") && /^\d+$/.test(fields.reference) && Number(fields.reference) > 0;
  const reference = isReference(fields.reference) && !isCheque ? fields.reference : "";
  const told = [found.label, ...found.details].filter((text) => text !== undefined).join(" ");
  const others = [...movement.supplement, reference].filter(
    (text) => text !== "" && validIban(text) === undefined && !told.includes(text),
  );
  const { counterpartyName } = found.line;
  const texts = told === "" && counterpartyName !== undefined ? [counterpartyName, ...others] : others;
  const [label = fields.type, ...details] = [
    ...(found.label === undefined ? [] : [found.label]),
    ...found.details,
    ...texts,
  ];
  const line: StatementLine = {
    rank,
    bookedOn,
    valuedOn,
    amount,
    label,
    details: details.filter((text, index) => text !== label && details.indexOf(text) === index),
    lineNumber: movement.lineNumber,
    raw: movement.raw.join("\n"),
  };
  // Not spread into the literal: that takes several times as long, for each line of the file.
  if (iban !== undefined) line.counterpartyIban = iban;
  Object.assign(line, found.line);
  if (isReference(fields.bankReference)) line.bankReference = fields.bankReference;
  if (isCheque) line.entryNumber = fields.reference;
  return line;
}

export function rawOf({ tag, lines }: MtField): string {
  return `:${tag}:${lines.join("\n")}`.trimEnd();
}
