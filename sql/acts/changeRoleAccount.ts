import type { Role } from "../../domain/accounting/accounts.ts";
import { kindOf, roleAccountProblem } from "../../domain/accounting/roleAccounts.ts";
import type { Parsed } from "../../domain/problems.ts";
import { changeSettings } from "../companies.ts";
import type { Db, Pool } from "../connect.ts";
import { roleBooks } from "../roleAccounts.ts";
import { type CompanyAct, changeCompany } from "./setLock.ts";

/**
 * From now on a rule posts to another account, which is added to the chart when it is not there; entries before keep theirs. Refused
 * when the account is of another class or kind, serves for something else, or the balance sheet has entries on it already.
 */
export function changeRoleAccount(
  pool: Pool,
  act: CompanyAct & { role: Role; number: string; name?: string },
): Promise<Parsed<{ number: string }>> {
  const { companyId, role, number, name } = act;
  return changeCompany(pool, act, "change_account", async (db, company) => {
    const books = await roleBooks(db, company, { role, number });
    const problem = roleAccountProblem({ role, number, name }, books);
    if (problem) return problem;
    if (name && !books.plan.has(number)) await addAccount(db, companyId, { role, number, name });
    const before = books.roles[role];
    const earlier = (books.former[role] ?? []).filter((each) => each !== number && each !== before);
    await changeSettings(db, {
      accounts: { ...company.settings.accounts, [role]: number },
      formerAccounts: { ...books.former, [role]: before === number ? earlier : [...earlier, before] },
    });
    return { value: { number }, detail: { role, before, after: number } };
  });
}

async function addAccount(
  db: Db,
  companyId: bigint,
  { role, number, name }: { role: Role; number: string; name: string },
): Promise<void> {
  const { lettered, side } = kindOf(role);
  await db`
    insert into account (company_id, number, name, lettered, side)
    values (${companyId}, ${number}, ${name}, ${lettered ?? false}, ${side ?? null})
  `;
}
