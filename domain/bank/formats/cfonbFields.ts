import { type IsoDate, isoDate } from "../../days.ts";
import { decimalsOf, rescale } from "../currency.ts";

/**
 * Columns of the CFONB note "Évolutions du relevé de compte 120 caractères", v2.0, March 2010. The account is at the same place
 * in all records; a record 05 begins like its 04, up to the booking date.
 */
export const ACCOUNT = {
  bank: [3, 7],
  branch: [12, 16],
  currency: [17, 19],
  decimals: [20, 20],
  account: [22, 32],
  all: [3, 32],
} as const;

/** Of the records 01 and 07. */
export const BALANCE = { date: [35, 40], amount: [91, 104] } as const;

/** Of the record 04. The label is 31 columns long: 80-81 are reserved, whatever other readers take. */
export const MOVEMENT = {
  interbankCode: [33, 34],
  bookedOn: [35, 40],
  returnReason: [41, 42],
  valuedOn: [43, 48],
  label: [49, 79],
  entryNumber: [82, 88],
  amount: [91, 104],
  reference: [105, 120],
} as const;

/** Of the record 05. */
export const COMPLEMENT = { qualifier: [46, 48], information: [49, 118] } as const;

/** Of the record 05 as one ETEBAC note of 2004 has it: no qualifier, free text, and number and amount of the 04 once more. */
export const OLD_COMPLEMENT = { text: [41, 81], entryNumber: [82, 88], amount: [91, 104] } as const;

/** The last digit and the sign share one character: { A-I are +0 to +9, } J-R are -0 to -9. */
const CREDIT = "{ABCDEFGHI";
const DEBIT = "}JKLMNOPQR";
/** In French EBCDIC (IBM297) é and è stand where the braces are in others, and a 2004 note prints them so. */
const ACCENTS: Readonly<Record<string, string>> = { é: "{", è: "}" };

/** Digits before that character. */
const DIGITS = 13;
const DIGIT_0 = "0".charCodeAt(0);

export type SignedAmount = { amount: bigint; repaired: boolean };

/** Reads zone 91-104 in minor units of the currency. Undefined when it is no amount; `repaired` when its sign was not as printed. */
export function readAmount(zone: string, decimals: string, currency: string): SignedAmount | undefined {
  const written = zone.slice(DIGITS);
  const sign = ACCENTS[written] ?? written.toUpperCase();
  const debit = DEBIT.indexOf(sign);
  const last = debit < 0 ? CREDIT.indexOf(sign) : debit;
  const digits = wholeNumber(zone, DIGITS);
  if (sign.length !== 1 || last < 0 || digits === undefined || !/^[\d ]$/.test(decimals)) return undefined;
  const scale = decimalsOf(currency);
  const units = BigInt(digits * 10 + last);
  const amount = rescale(units, decimals === " " ? scale : Number(decimals), scale);
  if (amount === undefined) return undefined;
  return { amount: debit < 0 ? amount : -amount, repaired: sign !== written };
}

/** The first digits of a text; a number holds the fourteen of an amount exactly, and is read faster than a bigint. */
function wholeNumber(text: string, length: number): number | undefined {
  let number = 0;
  for (let index = 0; index < length; index++) {
    const digit = text.charCodeAt(index) - DIGIT_0;
    if (!(digit >= 0 && digit <= 9)) return undefined;
    number = number * 10 + digit;
  }
  return number;
}

/** Two-digit years: from 60 on they are of the last century, as the banks' own programs have it. */
const YEAR_PIVOT = 60;
const DATE = /^(\d{2})(\d{2})(\d{2})$/;

/** Reads DDMMYY. "absent" when blank or zeros, undefined when there is no such day. */
export function readDate(zone: string): IsoDate | "absent" | undefined {
  if (/^(?: {6}|0{6})$/.test(zone)) return "absent";
  const known = knownDays.get(zone);
  if (known !== undefined) return known;
  const match = DATE.exec(zone);
  if (!match) return undefined;
  const year = Number(match[3]);
  const day = isoDate(year < YEAR_PIVOT ? 2000 + year : 1900 + year, Number(match[2]), Number(match[1]));
  if (day !== undefined) knownDays.set(zone, day);
  return day;
}

/** A file repeats a few days hundreds of thousands of times. Bounded by the days of a century. */
const knownDays = new Map<string, IsoDate>();
