import { type BankPlace, DEFAULT_ACCOUNTS, DEFAULT_JOURNALS } from "../../domain/accounting/accounts.ts";
import { ibanAccountKey } from "../../domain/bank/accountKey.ts";
import { insertRows } from "../bulk.ts";
import type { Db, Pool } from "../connect.ts";
import { addBankAccount } from "./declareBankAccount.ts";

type NewCompany = {
  name: string;
  siren?: string;
  /** Its bank accounts, where it matters with journal and account. */
  ibans?: readonly (string | ({ iban: string } & BankPlace))[];
  /** A company to try things in (settings.isTest). */
  isTest?: boolean;
  at: Date;
};

/**
 * A company with the default accounts and journals, and its bank accounts (IBAN already checked by the caller).
 * Runs as the owner: there is no company to work as yet. Throws when the name is taken.
 */
export async function createCompany(pool: Pool, company: NewCompany): Promise<bigint> {
  return (await pool.begin(async (db: Db) => {
    const [row] = await db<{ id: bigint }[]>`
      insert into company (name, siren, settings)
      values (${company.name}, ${company.siren ?? null}, ${db.json(company.isTest ? { isTest: true } : {})})
      returning id
    `;
    if (!row) throw new Error("the company was not created");
    await db`select set_config('rappro.company', ${String(row.id)}, true)`;
    await insertRows(
      db,
      "account",
      { company_id: "bigint", number: "text", name: "text", lettered: "boolean", side: "text" },
      DEFAULT_ACCOUNTS.map((account) => [
        row.id,
        account.number,
        account.name,
        account.lettered ?? false,
        account.side,
      ]),
    );
    await insertRows(
      db,
      "journal",
      { company_id: "bigint", code: "text", name: "text" },
      DEFAULT_JOURNALS.map((journal) => [row.id, journal.code, journal.name]),
    );
    for (const given of company.ibans ?? []) {
      const { iban, place } =
        typeof given === "string" ? { iban: given } : { iban: given.iban, place: given };
      await addBankAccount(db, row.id, ibanAccountKey(iban, "EUR"), company.at, { place });
    }
    return row.id;
  })) as bigint;
}
