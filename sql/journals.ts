import type { Db } from "./connect.ts";

export type JournalListed = { code: string; name: string; bankName: string | null; iban: string | null };

/** Every journal of the company by its code, with the bank account it follows. */
export async function listJournals(db: Db): Promise<JournalListed[]> {
  return db<JournalListed[]>`
    select journal.code, journal.name, bank_account.name as bank_name, bank_account.iban
      from journal
      left join bank_account on bank_account.company_id = journal.company_id and bank_account.journal = journal.code
     where journal.company_id = current_company()
     order by journal.code
  `;
}
