import type { Db } from "../connect.ts";

/**
 * Whether another part of the same day opens where this `statement` closes: the parts of a day came in any order, and its last one, for
 * which this is false, says what the account holds.
 */
export function goesOn(db: Db) {
  return db`
    exists (select from statement as part
             where part.bank_account_id = statement.bank_account_id and part.closing_on = statement.closing_on
               and part.id <> statement.id and part.opening_cents = statement.closing_cents)`;
}

/** Whether another part of the same day closes where this `statement` opens: false for the first one. */
export function goesBefore(db: Db) {
  return db`
    exists (select from statement as part
             where part.bank_account_id = statement.bank_account_id and part.closing_on = statement.closing_on
               and part.id <> statement.id and part.closing_cents = statement.opening_cents)`;
}
