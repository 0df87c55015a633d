import { decimalsOf, parseMinorUnits } from "./currency.ts";

/** More than any amount needs; it also bounds the time of the expressions below. */
const LENGTH_MAX = 40;
const SIGNED = /^([+\-\u2212]?)\s*([\d.,\s]+)$/;
/** Blanks, no-break ones included, stand between groups of three or nowhere. */
const SPACED = /^\d{1,3}(?:\s\d{3})+(?:[.,]\d*)?$/;
/** Groups of three behind one mark, decimals behind the other: "1,234,567.89", "1.234,56". */
const GROUPED = /^\d{1,3}(?:([.,])\d{3})(?:\1\d{3})*(?!\1)[.,](\d*)$/;
const GROUPED_WHOLE = /^\d{1,3}(?:,\d{3}){2,}$|^\d{1,3}(?:\.\d{3}){2,}$/;
const PLAIN = /^(\d*)[.,](\d*)$/;
/** "1,234" is a thousand and more for some, one and a bit for others. */
const AMBIGUOUS = /^[1-9]\d{0,2}[.,]\d{3}$/;

/**
 * Reads an amount as people and their programs write it (OFX and QIF, whose banks follow no rule): a sign or none, comma or
 * point, thousands marked or not. Undefined when it is no number or when two readings of it are possible: money is not guessed.
 */
export function parseWrittenAmount(text: string, currency: string): bigint | undefined {
  const match = text.length > LENGTH_MAX ? undefined : SIGNED.exec(text.trim());
  if (!match) return undefined;
  const [, sign, given = ""] = match;
  const written = SPACED.test(given) ? given.replace(/\s/g, "") : given;
  const decimal = withPoint(written, currency);
  const amount = decimal === undefined ? undefined : parseMinorUnits(decimal, currency);
  return amount === undefined || sign === "" || sign === "+" ? amount : -amount;
}

function withPoint(written: string, currency: string): string | undefined {
  if (/^\d+$/.test(written)) return written;
  if (AMBIGUOUS.test(written) && decimalsOf(currency) !== 3) return undefined;
  const plain = PLAIN.exec(written);
  if (plain) return `${plain[1]}.${plain[2]}`;
  if (GROUPED_WHOLE.test(written)) return written.replace(/[.,]/g, "");
  const grouped = GROUPED.exec(written);
  if (!grouped) return undefined;
  const fraction = grouped[2] ?? "";
  return `${written.slice(0, written.length - fraction.length - 1).replace(/[.,]/g, "")}.${fraction}`;
}
