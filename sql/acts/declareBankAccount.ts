import { nthBankAccount } from "../../domain/accounting/accounts.ts";
import type { AccountKey } from "../../domain/bank/statement.ts";
import { error, type Parsed } from "../../domain/problems.ts";
import { lockBooks, writeAudit } from "../books.ts";
import { asCompany, type Db, type Pool } from "../connect.ts";
import { ask } from "../outbox.ts";

type Declaration = { companyId: bigint; fileId: bigint; name?: string; by?: bigint; at: Date };

/**
 * Declares the bank accounts that a held file speaks of, each with its journal and its 512 account, and asks for every file
 * held for them to be read again.
 */
export async function declareBankAccount(
  pool: Pool,
  { companyId, fileId, name, by, at }: Declaration,
): Promise<Parsed<{ bankAccountId: bigint; filesRequeued: number }>> {
  return asCompany(pool, companyId, async (db) => {
    await lockBooks(db);
    const missing = await db<{ params: { key: string; currency: string; iban?: string } }[]>`
      select params from file_problem where file_id = ${fileId} and code = 'account_not_declared' order by rank
    `;
    if (missing.length === 0) return { ok: false, problems: [error("nothing_to_declare")] };
    let bankAccountId = 0n;
    for (const { params } of missing) {
      bankAccountId =
        (await findBankAccount(db, params)) ?? (await addBankAccount(db, companyId, params, at, name));
      await writeAudit(db, companyId, {
        ...(by === undefined ? {} : { actorId: by }),
        at,
        action: "declare_bank_account",
        subject: "bank_account",
        subjectId: bankAccountId,
        detail: { fileId: String(fileId), key: params.key },
      });
    }
    return {
      ok: true,
      value: { bankAccountId, filesRequeued: await releaseHeldFiles(db, companyId) },
      warnings: [],
    };
  });
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

/** The account with the next free journal (BQ1, BQ2 …) and 512 account. Throws beyond 99 accounts. */
export async function addBankAccount(
  db: Db,
  companyId: bigint,
  account: AccountKey,
  at: Date,
  name?: string,
): Promise<bigint> {
  const [known] = await db<{ count: number }[]>`
    select count(*)::integer as count from bank_account where company_id = ${companyId}
  `;
  const nth = (known?.count ?? 0) + 1;
  const place = nthBankAccount(nth);
  if (!place) throw new Error("a company has at most 99 bank accounts");
  const title = name?.trim() || `Banque ${nth}`;
  await db`
    insert into account (company_id, number, name) values (${companyId}, ${place.account}, ${title}) on conflict do nothing
  `;
  await db`insert into journal (company_id, code, name) values (${companyId}, ${place.journal}, ${title}) on conflict do nothing`;
  const [row] = await db<{ id: bigint }[]>`
    insert into bank_account (company_id, name, account_key, iban, currency, journal, account, declared_at)
    values (${companyId}, ${title}, ${account.key}, ${account.iban ?? null}, ${account.currency}, ${place.journal},
            ${place.account}, ${at})
    returning id
  `;
  if (!row) throw new Error("the bank account was not created");
  return row.id;
}

/** Files held for accounts that are all declared by now go back to the queue, as if they had just arrived. */
export async function releaseHeldFiles(db: Db, companyId: bigint): Promise<number> {
  const released = await db<{ id: bigint }[]>`
    update received_file
       set state = 'received'
     where state = 'held'
       and exists (select from file_problem as problem
                    where problem.file_id = received_file.id and problem.code = 'account_not_declared')
       and not exists (
         select from file_problem as problem
          where problem.file_id = received_file.id
            and problem.code = 'account_not_declared'
            and not exists (
              select from bank_account
               where bank_account.company_id = current_company()
                 and bank_account.account_key = problem.params ->> 'key'
                 and bank_account.currency = problem.params ->> 'currency'))
    returning id
  `;
  for (const { id } of released) await ask(db, { queue: "bank-statement", companyId, fileId: id });
  return released.length;
}
