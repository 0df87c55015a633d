import { fold } from "../../text.ts";
import { otherAccountKey } from "../accountKey.ts";
import type { AccountKey, Balance } from "../statement.ts";
import { amountColumn, dateColumn } from "./csvCells.ts";

/** What the lines above a header say of the account, as far as they say it. */
export type Above = { account?: string; balance?: Balance };

const IBAN = /\b[A-Z]{2}\d{2}(?: ?[0-9A-Z]{4}){3,7}(?: ?[0-9A-Z]{1,3})?\b/;
const RIB = /\b\d{5} ?\d{5} ?[0-9A-Z]{11} ?\d{2}\b/;
/**
 * "Compte de Dépôt n° 12345678901", "Numéro Compte : 1234567X020", "Compte chèques ****1234", and savings, which banks call by
 * their own names and put into the same file: "Livret A n° 99945678901", "LDD Solidaire n° …", "PEL n° …".
 */
const NUMBER =
  /\b(?:COMPTE|ACCOUNT|IBAN|RIB|LIVRET|LDDS?|PEL|CEL|PEA|PLAN|EPARGNE)\b.*?(\*{2,} ?[0-9A-Z]{4,}|X{4,}[0-9]{4,}|\b\d[0-9A-Z]{6,15}\b)/;
/** A balance of another day than that of the file proves nothing about its lines. */
const BALANCE = /\bSOLDE\b(?!.*(?:PREVISIONNEL|A VENIR|PRECEDENT|INITIAL|DEBUT|FRANCS))/;
const DAY = /\b\d{2}[/-]\d{2}[/-]\d{4}\b/;
const AMOUNT = /[+−-]?\s*\d[\d.\s']*(?:[.,]\d{2})\b(?:\s*-)?/;

/** Longer lines are no title, and the expressions above take quadratic time. */
const LENGTH_MAX = 500;

/** Reads one line above the header. A number that is part of an account only names it: it is compared, never trusted alone. */
export function readAbove(cells: readonly string[]): Above {
  const text = fold(cells.join(" ").slice(0, LENGTH_MAX)).replace(/\s+/g, " ");
  const account = (IBAN.exec(text) ?? RIB.exec(text))?.[0] ?? NUMBER.exec(text)?.[1];
  const balance = BALANCE.test(text) ? balanceIn(text) : undefined;
  return { ...(account !== undefined && { account }), ...(balance && { balance }) };
}

function balanceIn(text: string): Balance | undefined {
  const written = AMOUNT.exec(text.replace(DAY, ";"))?.[0];
  const amount = written === undefined ? undefined : amountColumn("EUR")(written);
  if (amount === undefined) return undefined;
  const on = dateColumn()(DAY.exec(text)?.[0] ?? "");
  return { amount, ...(on !== undefined && { on }) };
}

/** The account of a table, and what is wrong with it: nothing said of it at all, or something that contradicts what we were told. */
export type NamedAccount = { account: AccountKey; wrong?: "format_needs_account" | "chosen_account_differs" };

/** Fewer characters are anybody's. */
const TAIL_MIN = 4;

/**
 * A table names its account in full (IBAN, RIB), in part ("****1234", a number without its bank), or not at all. In full it is the
 * account, and must be the one we were told of; else the one we were told of is, and the part must fit it.
 */
export function nameAccount(
  written: string | undefined,
  told: AccountKey | undefined,
  currency: string,
): NamedAccount {
  const own = written === undefined ? undefined : otherAccountKey(written, currency);
  if (own?.iban !== undefined) {
    return told && told.key !== own.key
      ? { account: own, wrong: "chosen_account_differs" }
      : { account: own };
  }
  if (!told) return { account: own ?? { key: "", currency }, wrong: "format_needs_account" };
  const part = (own?.key ?? "").replace(/^[*X0]+|\*/g, "");
  const fits = part.length < TAIL_MIN || told.key.includes(part) || told.iban?.includes(part) === true;
  return fits
    ? { account: { ...told, currency } }
    : { account: { ...told, currency }, wrong: "chosen_account_differs" };
}
