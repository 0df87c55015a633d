import { ibanAccountKey, otherAccountKey } from "../accountKey.ts";
import type { AccountKey } from "../statement.ts";
import { textAt, type XmlElement } from "./xml.ts";

/** What the Acct of a message says. */
export type CamtAccount = {
  iban: string | undefined;
  /** Another number, where the bank gives no IBAN. */
  other: string | undefined;
  currency: string | undefined;
  line: number;
};

export function readCamtAccount(element: XmlElement): CamtAccount {
  return {
    iban: textAt(element, "Id", "IBAN"),
    other: textAt(element, "Id", "Othr", "Id"),
    currency: textAt(element, "Ccy"),
    line: element.line,
  };
}

/** Undefined when the message names no account. */
export function accountKeyOf(account: CamtAccount | undefined, currency: string): AccountKey | undefined {
  if (account?.iban !== undefined) return ibanAccountKey(account.iban, currency);
  return account?.other === undefined ? undefined : otherAccountKey(account.other, currency);
}
