import { type IsoDate, parseIsoDate } from "../../days.ts";
import { error, type Problem } from "../../problems.ts";
import { parseMinorUnits } from "../currency.ts";
import { elementAt, localName, textAt, type XmlElement } from "./xml.ts";

/** A date, or a date with a time, or (xs:date allows it) with a zone. The day is the one written: no zone is applied. */
const DATE = /^(\d{4}-\d{2}-\d{2})(?:T[\d:.]+)?(?:Z|[+-]\d{2}:\d{2})?$/;
/** Values in a problem are for a person to recognise, not to keep. */
const VALUE_MAX = 100;

export type Read<T> = { value?: T; problem?: Problem };

/** Amt and CdtDbtInd as signed minor units: CRDT is money in. */
export function readSignedAmount(element: XmlElement, currency: string): Read<bigint> {
  const text = textAt(element, "Amt") ?? "";
  const amount = parseMinorUnits(text, currency);
  if (amount === undefined)
    return { problem: badValue("bad_amount", elementAt(element, "Amt") ?? element, "Amt", text) };
  const direction = textAt(element, "CdtDbtInd") ?? "";
  if (direction === "CRDT") return { value: amount };
  if (direction === "DBIT") return { value: -amount };
  return {
    problem: badValue("bad_direction", elementAt(element, "CdtDbtInd") ?? element, "CdtDbtInd", direction),
  };
}

/** A date element: Dt or DtTm inside, and some banks write a time in Dt. No value and no problem when it is absent. */
export function readDay(element: XmlElement | undefined): Read<IsoDate> {
  const text = textAt(element, "Dt") ?? textAt(element, "DtTm");
  if (element === undefined || text === undefined) return {};
  const day = parseIsoDate(text) ?? parseIsoDate(DATE.exec(text)?.[1] ?? "");
  return day === undefined
    ? { problem: badValue("bad_date", element, localName(element.name), text) }
    : { value: day };
}

export function badValue(
  code: "bad_amount" | "bad_date" | "bad_direction" | "bad_status",
  { line }: XmlElement,
  field: string,
  value: string,
): Problem {
  return error(code, { line, field, value: value.slice(0, VALUE_MAX) });
}
