import type { BankPlace } from "../../domain/accounting/accounts.ts";
import { ibanAccountKey } from "../../domain/bank/accountKey.ts";
import { error, type Parsed } from "../../domain/problems.ts";
import { listBankAccounts } from "../companies.ts";
import type { Pool } from "../connect.ts";
import { addBankAccount, findPlace, releaseHeldFiles } from "./declareBankAccount.ts";
import { type CompanyAct, changeCompany } from "./setLock.ts";

/** Another name for a journal, on screens and in exports from now on. Its code stays: numbers belong to it. */
export function renameJournal(
  pool: Pool,
  act: CompanyAct & { code: string; name: string },
): Promise<Parsed<{ name: string }>> {
  const { code } = act;
  const name = act.name.trim();
  return changeCompany(pool, act, "rename_journal", async (db) => {
    if (!name) return error("journal_name_missing", { value: code });
    const [known] = await db<{ name: string }[]>`
      select name from journal where company_id = current_company() and code = ${code}
    `;
    if (!known) return error("journal_unknown", { value: code });
    await db`update journal set name = ${name} where company_id = current_company() and code = ${code}`;
    return { value: { name }, detail: { code, before: known.name, after: name } };
  });
}

/**
 * Declares a bank account in euros before its first statement arrives, with its journal and its 512 account: those asked for, else
 * the next free ones (BQ1, BQ2 …). Files that waited for it are read.
 */
export function openBankJournal(
  pool: Pool,
  act: CompanyAct & { iban: string; name?: string; place?: Partial<BankPlace> },
): Promise<Parsed<{ bankAccountId: bigint }>> {
  const { companyId, at, iban, name, place = {} } = act;
  return changeCompany(pool, act, "declare_bank_account", async (db) => {
    const account = ibanAccountKey(iban.toUpperCase(), "EUR");
    if (account.iban === undefined) return error("bank_iban_wrong", { value: iban });
    const declared = await listBankAccounts(db);
    const known = declared.find(
      ({ accountKey, currency }) => accountKey === account.key && currency === account.currency,
    );
    if (known) return error("bank_account_known", { value: known.journal });
    const found = await findPlace(db, place);
    if ("code" in found) return found;
    const bankAccountId = await addBankAccount(db, companyId, account, at, { name, place: found });
    await db`
      delete from unfollowed_account where account_key = ${account.key} and currency = ${account.currency}
    `;
    await releaseHeldFiles(db, companyId);
    const detail = { bankAccountId: String(bankAccountId), key: account.key, ...found };
    return { value: { bankAccountId }, detail };
  });
}
