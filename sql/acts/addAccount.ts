import { type NewAccount, newAccountProblem } from "../../domain/accounting/newAccount.ts";
import type { Parsed } from "../../domain/problems.ts";
import type { Db, Pool } from "../connect.ts";
import { ask } from "../outbox.ts";
import { type CompanyAct, changeCompany } from "./setLock.ts";

/** Adds an account to the chart, for invoices, rules and entries from now on. Files that were refused for it are read again. */
export function addAccount(pool: Pool, act: CompanyAct & NewAccount): Promise<Parsed<NewAccount>> {
  const added = { number: act.number, name: act.name.trim(), lettered: act.lettered };
  const { number, name, lettered } = added;
  return changeCompany(pool, act, "add_account", async (db) => {
    const [known] = await db`select from account where company_id = current_company() and number = ${number}`;
    const problem = newAccountProblem(added, { isKnown: known !== undefined });
    if (problem) return problem;
    await db`
      insert into account (company_id, number, name, lettered) values (${act.companyId}, ${number}, ${name}, ${lettered})
    `;
    for (const fileId of await releaseFilesWithout(db, number))
      await ask(db, { queue: "bank-statement", companyId: act.companyId, fileId });
    return { value: added, detail: added };
  });
}

async function releaseFilesWithout(db: Db, number: string): Promise<bigint[]> {
  const released = await db<{ id: bigint }[]>`
    update received_file as file
       set state = 'received'
     where file.state = 'refused' and file.kind = 'invoices'
       and exists (select from file_problem as problem
                    where problem.file_id = file.id and problem.code = 'account_unknown' and problem.value = ${number})
    returning file.id
  `;
  return released.map(({ id }) => id);
}
