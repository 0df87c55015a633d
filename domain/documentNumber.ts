import { fold } from "./text.ts";

/**
 * The form in which two writings of one document number are compared: capitals, no separators, no leading zeros in any
 * block of digits ("FA2610-00123", "fa 2610/123" and "FA2610 00123" meet). accounting-fr section 5.
 */
export function normaliseNumber(text: string): string {
  return blocksOf(text).map(withoutZeros).join("");
}

/** A block of digits without the zeros before it; one zero stays of zeros alone. */
export function withoutZeros(block: string): string {
  return block.startsWith("0") ? block.replace(/^0+(?=\d)/, "") : block;
}

/** Letters and digits in runs: "FA2610-00123" → FA, 2610, 00123. */
export function blocksOf(text: string): string[] {
  return fold(text).match(/[A-Z]+|\d+/g) ?? [];
}

/** Letters and digits run together, with every zero: the number as it is printed, but for its separators. */
export function solidNumber(text: string): string {
  return fold(text).replace(/[^A-Z0-9]/g, "");
}
