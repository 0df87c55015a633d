import { parseIsoDate } from "../domain/days.ts";

const LONGEST = 300;

/** A value typed by someone: one text, trimmed, without the sign that Postgres refuses. Undefined when empty. */
export function text(value: unknown): string | undefined {
  if (typeof value !== "string") return undefined;
  return value.replaceAll("\0", "").trim().slice(0, LONGEST) || undefined;
}

/** An identity in an address or a form. */
export function id(value: unknown): bigint | undefined {
  return typeof value === "string" && /^\d{1,18}$/.test(value) ? BigInt(value) : undefined;
}

/** A page number, from 1. */
export function pageNumber(value: unknown): number {
  return typeof value === "string" && /^[1-9]\d{0,5}$/.test(value) ? Number(value) : 1;
}

/** The value when it is one of those known. */
export function oneOf<T extends string>(value: unknown, known: readonly T[]): T | undefined {
  return known.find((each) => each === value);
}

/** An address of ours to go back to. Anything that could lead elsewhere becomes the front page. */
export function ownAddress(value: unknown): string {
  const address = typeof value === "string" ? value : "";
  return /^\/(?![/\\])[^\s\\]*$/.test(address) ? address : "/";
}

/** The last row of the page before, "2026-11-03~412": a day and an id. */
export function dayAndId(written: string | undefined): { day: string; id: bigint } | undefined {
  const [, typedDay = "", typedId] = /^(\d{4}-\d{2}-\d{2})~(\d{1,18})$/.exec(written ?? "") ?? [];
  const day = parseIsoDate(typedDay);
  const rowId = id(typedId);
  return day && rowId !== undefined ? { day, id: rowId } : undefined;
}
