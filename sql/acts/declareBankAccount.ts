import {
  type BankPlace,
  isBankAccountNumber,
  isBankJournal,
  nthBankAccount,
} from "../../domain/accounting/accounts.ts";
import type { AccountKey } from "../../domain/bank/statement.ts";
import { error, type Parsed, type Problem } from "../../domain/problems.ts";
import { lockBooks, writeAudit } from "../books.ts";
import { asCompany, type Db, type Pool } from "../connect.ts";
import { ask } from "../outbox.ts";

/** An account as statements name it. */
type Named = { key: string; currency: string; iban?: string };

type Declaration = {
  companyId: bigint;
  fileId: bigint;
  /** Which of the accounts that the file waits for; all of them when it is not said. */
  account?: { key: string; currency: string };
  name?: string;
  /** Its journal and its 512 account, where they are not to be the next free ones. For one account at a time. */
  place?: Partial<BankPlace>;
  by?: bigint;
  at: Date;
};

/** The accounts that a file names, that nobody declared or set aside yet, in the order of the file. */
export async function accountsToDeclare(db: Db, fileId: bigint): Promise<Named[]> {
  const rows = await db<{ params: Named }[]>`
    select params from file_problem as problem
     where file_id = ${fileId} and code in ('account_not_declared', 'account_not_followed')
       and not exists (select from bank_account
                        where company_id = current_company() and account_key = problem.params ->> 'key'
                          and currency = problem.params ->> 'currency')
       and (code = 'account_not_followed'
            or not exists (select from unfollowed_account
                            where company_id = current_company() and account_key = problem.params ->> 'key'
                              and currency = problem.params ->> 'currency'))
     order by rank
  `;
  return rows.map((row) => row.params);
}

/**
 * Declares bank accounts that a file speaks of, each with its journal and its 512 account, and asks for every file
 * that waited for them, or set their lines aside, to be read again.
 */
export async function declareBankAccount(
  pool: Pool,
  { companyId, fileId, account, name, place = {}, by, at }: Declaration,
): Promise<Parsed<{ bankAccountId: bigint; filesRequeued: number }>> {
  return asCompany(pool, companyId, async (db) => {
    await lockBooks(db);
    const missing = await chosenAccounts(db, fileId, account);
    if (missing.length === 0) return { ok: false, problems: [error("nothing_to_declare")] };
    const stand = missing.length === 1 ? await findPlace(db, place) : undefined;
    if (stand && "code" in stand) return { ok: false, problems: [stand] };
    let bankAccountId = 0n;
    for (const named of missing) {
      bankAccountId = await addBankAccount(db, companyId, named, at, { name, place: stand });
      await db`delete from unfollowed_account where account_key = ${named.key} and currency = ${named.currency}`;
      await writeAudit(db, companyId, {
        ...(by === undefined ? {} : { actorId: by }),
        at,
        action: "declare_bank_account",
        subject: "bank_account",
        subjectId: bankAccountId,
        detail: { fileId: String(fileId), key: named.key },
      });
    }
    return {
      ok: true,
      value: { bankAccountId, filesRequeued: await releaseHeldFiles(db, companyId) },
      warnings: [],
    };
  });
}

/**
 * Says that an account is not kept here: the total of a deferred debit card is on the statement of the current account, and its
 * purchases would count twice. Its statements are read, told and set aside from now on, and the files that wait for it go on.
 */
export async function leaveBankAccount(
  pool: Pool,
  { companyId, fileId, account, by, at }: Declaration,
): Promise<Parsed<{ filesRequeued: number }>> {
  return asCompany(pool, companyId, async (db) => {
    await lockBooks(db);
    const missing = await chosenAccounts(db, fileId, account);
    if (missing.length === 0) return { ok: false, problems: [error("nothing_to_declare")] };
    for (const { key, currency } of missing) {
      await db`
        insert into unfollowed_account (company_id, account_key, currency, decided_by, decided_at)
        values (${companyId}, ${key}, ${currency}, ${by ?? null}, ${at}) on conflict do nothing
      `;
      await writeAudit(db, companyId, {
        ...(by === undefined ? {} : { actorId: by }),
        at,
        action: "leave_bank_account",
        subject: "received_file",
        subjectId: fileId,
        detail: { key, currency },
      });
    }
    return { ok: true, value: { filesRequeued: await releaseHeldFiles(db, companyId) }, warnings: [] };
  });
}

async function chosenAccounts(db: Db, fileId: bigint, chosen: Declaration["account"]): Promise<Named[]> {
  const missing = await accountsToDeclare(db, fileId);
  if (!chosen) return missing;
  return missing.filter(({ key, currency }) => key === chosen.key && currency === chosen.currency);
}

export async function isUnfollowed(db: Db, account: { key: string; currency: string }): Promise<boolean> {
  const [row] = await db`
    select from unfollowed_account
     where company_id = current_company() and account_key = ${account.key} and currency = ${account.currency}
  `;
  return row !== undefined;
}

export async function findBankAccount(
  db: Db,
  account: { key: string; currency: string },
): Promise<bigint | undefined> {
  const [row] = await db<{ id: bigint }[]>`
    select id from bank_account
     where company_id = current_company() and account_key = ${account.key} and currency = ${account.currency}
  `;
  return row?.id;
}

/**
 * The account with its journal and its 512 account: those given, as where the books began elsewhere, else the next free ones (BQ1 and
 * 512100, BQ2 and 512200 …). Throws beyond 99 accounts.
 */
export async function addBankAccount(
  db: Db,
  companyId: bigint,
  account: AccountKey,
  at: Date,
  { name, place }: { name?: string | undefined; place?: BankPlace | undefined } = {},
): Promise<bigint> {
  const taken = await db<
    BankPlace[]
  >`select journal, account from bank_account where company_id = ${companyId}`;
  const stand = place ?? nextPlace(taken);
  if (!stand) throw new Error("a company has at most 99 bank accounts");
  const { journal, account: number } = stand;
  const title = name?.trim() || `Banque ${taken.length + 1}`;
  await db`insert into account (company_id, number, name) values (${companyId}, ${number}, ${title}) on conflict do nothing`;
  await db`insert into journal (company_id, code, name) values (${companyId}, ${journal}, ${title}) on conflict do nothing`;
  const [row] = await db<{ id: bigint }[]>`
    insert into bank_account (company_id, name, account_key, iban, currency, journal, account, declared_at)
    values (${companyId}, ${title}, ${account.key}, ${account.iban ?? null}, ${account.currency}, ${journal}, ${number}, ${at})
    returning id
  `;
  if (!row) throw new Error("the bank account was not created");
  return row.id;
}

/**
 * Where a bank account will stand: the journal and the 512 account asked for, as where the books began elsewhere; for what is not
 * asked, the next free one. Refused: bank_journal_wrong, bank_journal_taken, bank_number_wrong, bank_number_taken, bank_accounts_full.
 */
export async function findPlace(db: Db, asked: Partial<BankPlace>): Promise<BankPlace | Problem> {
  const taken = await db<BankPlace[]>`
    select journal, account from bank_account where company_id = current_company()
  `;
  const next = nextPlace(taken);
  if (!next) return error("bank_accounts_full");
  const { journal = next.journal, account = next.account } = asked;
  if (!isBankJournal(journal)) return error("bank_journal_wrong", { value: journal });
  if (!isBankAccountNumber(account)) return error("bank_number_wrong", { value: account });
  if (taken.some((place) => place.journal === journal))
    return error("bank_journal_taken", { value: journal });
  if (taken.some((place) => place.account === account)) return error("bank_number_taken", { value: account });
  return { journal, account };
}

/** The first journal and account of the usual ones of which neither is another bank account's; undefined when all 99 are taken. */
export function nextPlace(taken: readonly BankPlace[]): BankPlace | undefined {
  for (let nth = 1; ; nth++) {
    const place = nthBankAccount(nth);
    if (!place) return undefined;
    if (!taken.some(({ journal, account }) => journal === place.journal || account === place.account))
      return place;
  }
}

/**
 * Files held for accounts that are all declared or set aside by now go back to the queue, as if they had just arrived; so do files
 * that were read without an account which is declared now.
 */
export async function releaseHeldFiles(db: Db, companyId: bigint): Promise<number> {
  const released = await db<{ id: bigint }[]>`
    with named as (
      select problem.file_id, problem.code,
             exists (select from bank_account
                      where company_id = current_company() and account_key = problem.params ->> 'key'
                        and currency = problem.params ->> 'currency') as is_declared,
             exists (select from unfollowed_account
                      where company_id = current_company() and account_key = problem.params ->> 'key'
                        and currency = problem.params ->> 'currency') as is_left
        from file_problem as problem
       where code in ('account_not_declared', 'account_not_followed')
    ), waiting as (
      select file_id from named where code = 'account_not_declared'
       group by file_id having bool_and(is_declared or is_left)
      union
      select file_id from named where code = 'account_not_followed' and is_declared
    )
    update received_file set state = 'received'
     where id in (select file_id from waiting) and state in ('held', 'read')
    returning id
  `;
  for (const { id } of released) await ask(db, { queue: "bank-statement", companyId, fileId: id });
  return released.length;
}
