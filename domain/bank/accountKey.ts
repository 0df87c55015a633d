import { electronicFormatIBAN, isValidBBAN, isValidIBAN } from "ibantools";
import type { AccountKey } from "./statement.ts";

/** What identifies a French account on its RIB, without the two digits of its key. */
export type FrenchAccount = { bank: string; branch: string; account: string };

const BANK_AND_BRANCH = /^[0-9A-Z]{5}$/;
const ACCOUNT = /^[0-9A-Z]{1,11}$/;
const FRENCH_IBAN = /^(?:FR|MC)\d{2}([0-9A-Z]{21})\d{2}$/;
const [DIGIT_0, LETTER_A] = ["0".charCodeAt(0), "A".charCodeAt(0)];
/** Check digits go from 02 to 98; of the RIB, only the account number may have letters. */
const WRITTEN_FRENCH_IBAN = /^FR(?:0[2-9]|[1-8]\d|9[0-8])\d{10}[0-9A-Z]{11}\d{2}$/;
/** Norway's. */
const IBAN_LENGTH_MIN = 15;
const FRENCH_RIB = /^([0-9A-Z]{21})\d{2}$/;

/**
 * The key of an account written as bank, branch and number (CFONB 120): 21 characters, the same that a French IBAN holds, so
 * that both formats speak of one account. Undefined when a part cannot be one.
 *
 * The IBAN is rebuilt as a French one. An account in Monaco has the same parts under MC and nothing in the record tells them
 * apart: its key is right, only the IBAN we show beside it would differ by country and check digits.
 */
export function frenchAccountKey(parts: FrenchAccount, currency: string): AccountKey | undefined {
  if (
    !BANK_AND_BRANCH.test(parts.bank) ||
    !BANK_AND_BRANCH.test(parts.branch) ||
    !ACCOUNT.test(parts.account)
  ) {
    return undefined;
  }
  const key = `${parts.bank}${parts.branch}${parts.account.padStart(11, "0")}`;
  const iban = frenchIban(key);
  return { key, currency, ...(iban === undefined ? {} : { iban }) };
}

/** The key of an account written as an IBAN. Without a valid IBAN the text is still a key, but no IBAN is claimed. */
export function ibanAccountKey(text: string, currency: string): AccountKey {
  const iban = withoutBlanks(text);
  if (!isIban(iban)) return { key: iban, currency };
  return { key: FRENCH_IBAN.exec(iban)?.[1] ?? iban, currency, iban };
}

/** The key of an account under another number: a RIB of 23 characters is French, an IBAN in the wrong place stays an IBAN. */
export function otherAccountKey(text: string, currency: string): AccountKey {
  const number = withoutBlanks(text);
  const rib = FRENCH_RIB.exec(number)?.[1];
  if (rib !== undefined && isValidBBAN(number, "FR")) {
    const iban = frenchIban(rib);
    return { key: rib, currency, ...(iban === undefined ? {} : { iban }) };
  }
  return ibanAccountKey(number, currency);
}

/** The IBAN in a field, when there is a valid one: an IBAN whose check digits fail identifies nobody. */
export function validIban(text: string): string | undefined {
  if (text.length < IBAN_LENGTH_MIN) return undefined;
  if (WRITTEN_FRENCH_IBAN.test(text)) return hasFrenchSums(text) ? text : undefined;
  const iban = withoutBlanks(text);
  return isIban(iban) ? iban : undefined;
}

/**
 * What ibantools says of the text. French ones are checked here, by the same two sums in whole numbers: every line of a French
 * statement has one, and the library takes as long for it as the rest of the line does.
 */
function isIban(text: string): boolean {
  return WRITTEN_FRENCH_IBAN.test(text) ? hasFrenchSums(text) : isValidIBAN(text);
}

/**
 * Both are remainders of 97, over the 23 characters of the RIB. RIB key: they divide by it, letters counted as the RIB counts them.
 * ISO 7064 mod 97-10: with F, R (15, 27) and the check digits behind them they leave 1, letters counted from A = 10.
 */
function hasFrenchSums(iban: string): boolean {
  let rib = 0;
  let whole = 0;
  for (let index = 4; index < iban.length; index++) {
    const code = iban.charCodeAt(index);
    rib = reduced(rib) * 10 + ribDigit(code);
    whole =
      code < LETTER_A ? reduced(whole) * 10 + code - DIGIT_0 : reduced(whole) * 100 + code - LETTER_A + 10;
  }
  return rib % 97 === 0 && ((whole % 97) * 1_000_000 + 152_700 + Number(iban.slice(2, 4))) % 97 === 1;
}

/** The same modulo 97. A division takes the time of six digits, so it waits until two more would leave 32 bits. */
function reduced(remainder: number): number {
  return remainder > 9_999_999 ? remainder % 97 : remainder;
}

/** FR, the two check digits, the 21 characters and the RIB key. Undefined when a character has no value in the RIB key. */
function frenchIban(key: string): string | undefined {
  const bban = `${key}${ribKey(key)}`;
  const iban = `FR${ibanCheckDigits("FR", bban)}${bban}`;
  return isIban(iban) ? iban : undefined;
}

/** The two digits that make the RIB divisible by 97, letters counted as the RIB counts them (A and J are 1, S is 2). */
function ribKey(key: string): string {
  const digits = [...key].map((character) => ribDigit(character.charCodeAt(0))).join("");
  return String(97n - ((BigInt(digits) * 100n) % 97n)).padStart(2, "0");
}

function ribDigit(code: number): number {
  const letter = code - LETTER_A;
  if (letter < 0) return code - DIGIT_0;
  // A-I are 1-9, J-R are 1-9 again, S-Z are 2-9: the punched-card rows the RIB was born with.
  return letter < 18 ? (letter % 9) + 1 : letter - 16;
}

/** ISO 7064 mod 97-10, letters counted from A = 10. */
function ibanCheckDigits(country: string, bban: string): string {
  const digits = [...`${bban}${country}00`].map((character) => Number.parseInt(character, 36)).join("");
  return String(98n - (BigInt(digits) % 97n)).padStart(2, "0");
}

function withoutBlanks(text: string): string {
  if (WRITTEN_FRENCH_IBAN.test(text)) return text;
  return electronicFormatIBAN(text.replace(/\s+/g, "")) ?? "";
}
