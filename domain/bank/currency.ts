/**
 * How many decimals a currency has (ISO 4217), where it is not two. Amounts are stored in minor units, so this table decides
 * what "1234" means; a statement that writes more or fewer decimals than its currency has is brought to this scale.
 */
const DECIMALS: ReadonlyMap<string, number> = new Map([
  ..."BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF"
    .split(" ")
    .map((code) => [code, 0] as const),
  ..."BHD IQD JOD KWD LYD OMR TND".split(" ").map((code) => [code, 3] as const),
]);

const DECIMALS_USUAL = 2;
const DECIMAL = /^\+?(\d*)(?:\.(\d*))?$/;
/** Eighteen digits (nine million billion cents) are what a PostgreSQL bigint holds, and more than any account. */
const UNITS_END = 10n ** 18n;
/** So many digits are exact in a Number. */
const EXACT_DIGITS = 15;
const [DIGIT_0, POINT] = ["0".charCodeAt(0), ".".charCodeAt(0)];

export function isCurrency(code: string): boolean {
  return /^[A-Z]{3}$/.test(code);
}

export function decimalsOf(currency: string): number {
  return DECIMALS.get(currency) ?? DECIMALS_USUAL;
}

/**
 * Reads the unsigned decimal of ISO 20022 ("000149.870") as minor units, exactly. Undefined when it is no number, or when
 * digits other than zero stand beyond the decimals of the currency: money is never rounded.
 */
export function parseMinorUnits(text: string, currency: string): bigint | undefined {
  const decimals = decimalsOf(currency);
  return usualUnits(text, decimals) ?? anyUnits(text, decimals);
}

/** An amount as nearly all are written, "1234.50" for two decimals, in whole numbers: it is half of what reading a line takes. */
function usualUnits(text: string, decimals: number): bigint | undefined {
  const point = text.length - decimals - 1;
  if (decimals === 0 || point < 1 || text.length > EXACT_DIGITS || text.charCodeAt(point) !== POINT)
    return undefined;
  let units = 0;
  for (let at = 0; at < text.length; at++) {
    const digit = text.charCodeAt(at) - DIGIT_0;
    if (digit >= 0 && digit <= 9) units = units * 10 + digit;
    else if (at !== point) return undefined;
  }
  return BigInt(units);
}

function anyUnits(text: string, decimals: number): bigint | undefined {
  const match = DECIMAL.exec(text);
  if (!match) return undefined;
  const [, whole = "", fraction = ""] = match;
  if (whole.length + fraction.length === 0) return undefined;
  const units = BigInt(`${whole}${fraction}`);
  return units < UNITS_END ? rescale(units, fraction.length, decimals) : undefined;
}

/** The same amount with another number of decimals; undefined when digits other than zero would be lost. */
export function rescale(amount: bigint, from: number, to: number): bigint | undefined {
  if (from === to) return amount;
  if (from < to) return amount * 10n ** BigInt(to - from);
  const divisor = 10n ** BigInt(from - to);
  return amount % divisor === 0n ? amount / divisor : undefined;
}

/** "-1234.50" for euros, "-1234" for Pacific francs: what a problem names. */
export function decimalText(amount: bigint, currency: string): string {
  const decimals = decimalsOf(currency);
  const digits = String(amount < 0n ? -amount : amount).padStart(decimals + 1, "0");
  const sign = amount < 0n ? "-" : "";
  if (decimals === 0) return `${sign}${digits}`;
  return `${sign}${digits.slice(0, -decimals)}.${digits.slice(-decimals)}`;
}
