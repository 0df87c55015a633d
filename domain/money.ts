/** Euro cents (or the minor unit of the currency said beside it), signed. */
export type Cents = bigint;

const DECIMAL = /^([+-]?)(\d+)(?:[.,](\d{1,2}))?$/;

/** More digits before the point are no amount; cents of as many still fit what the database keeps (63 bits), summed a thousand times. */
const EUROS_DIGITS = 13;

/**
 * Reads a plain decimal such as "1234,5" or "-12.34" without any float on the way.
 * Undefined for anything else, and for more than 13 digits of euros: only the caller knows which line to blame.
 */
export function parseCents(text: string): Cents | undefined {
  const match = DECIMAL.exec(text.trim());
  if (!match) return undefined;
  const [, sign, euros = "", decimals = ""] = match;
  if (euros.replace(/^0+/, "").length > EUROS_DIGITS) return undefined;
  const value = BigInt(euros) * 100n + BigInt(decimals.padEnd(2, "0"));
  return sign === "-" ? -value : value;
}

/** Cents as a plain decimal for machines: "-1234.50". */
export function decimalOf(amount: Cents): string {
  const digits = String(amount < 0n ? -amount : amount).padStart(3, "0");
  return `${amount < 0n ? "-" : ""}${digits.slice(0, -2)}.${digits.slice(-2)}`;
}

export function sumCents(amounts: Iterable<Cents>): Cents {
  let total = 0n;
  for (const amount of amounts) total += amount;
  return total;
}

export function absCents(amount: Cents): Cents {
  return amount < 0n ? -amount : amount;
}

const NO_BREAK_SPACE = "\u00a0";
const MINUS = "−";

/** "1 234,56" with no-break spaces and a real minus: how an amount is shown, never how it is stored. */
export function formatAmount(amount: Cents, language: Language = "fr"): string {
  const [euros = "0", decimals = "00"] = decimalOf(absCents(amount)).split(".");
  const grouped = euros.replace(/\B(?=(\d{3})+$)/g, language === "fr" ? NO_BREAK_SPACE : ",");
  return `${amount < 0n ? MINUS : ""}${grouped}${language === "fr" ? "," : "."}${decimals}`;
}

/** "1 234,56 €" in French, "€1,234.56" in English. */
export function formatEuros(amount: Cents, language: Language = "fr"): string {
  if (language === "fr") return `${formatAmount(amount)}${NO_BREAK_SPACE}€`;
  return `${amount < 0n ? MINUS : ""}€${formatAmount(absCents(amount), "en")}`;
}

export type Language = "fr" | "en";
