import type { Role } from "../domain/accounting/accounts.ts";
import { type AccountKind, ROLES, type RoleBooks } from "../domain/accounting/roleAccounts.ts";
import { type Company, companyRoles, rolesOf } from "./companies.ts";
import type { Db } from "./connect.ts";

type PlanRow = { number: string; name: string; lettered: boolean; side: AccountKind["side"] | null };

export type RoleRow = { role: Role; number: string; name: string; isUsed: boolean };

/** Which account each rule posts to, in the order of the rules, and whether an entry moved it. */
export async function listRoleAccounts(db: Db): Promise<RoleRow[]> {
  const roles = await companyRoles(db);
  const plan = await planOf(db, Object.values(roles));
  return ROLES.map((role) => {
    const known = plan.get(roles[role]);
    return { role, number: roles[role], name: known?.name ?? "", isUsed: known?.isUsed ?? false };
  });
}

/** What of the books decides whether a role may have another account. */
export async function roleBooks(
  db: Db,
  company: Company,
  { role, number }: { role: Role; number: string },
): Promise<RoleBooks> {
  const roles = rolesOf(company);
  const [bank] = await db`
    select from bank_account where company_id = current_company() and account = ${number}
  `;
  return {
    roles,
    former: company.settings.formerAccounts,
    plan: await planOf(db, [roles[role], number]),
    isBank: bank !== undefined,
  };
}

async function planOf(db: Db, numbers: readonly string[]): Promise<RoleBooks["plan"]> {
  const rows = await db<(PlanRow & { isUsed: boolean })[]>`
    select number, name, lettered, side,
           exists (select from journal_line as line
                    where line.company_id = account.company_id and line.account = account.number) as is_used
      from account
     where company_id = current_company() and number = any (${[...numbers]})
  `;
  return new Map(
    rows.map(({ number, name, lettered, side, isUsed }) => [
      number,
      { name, isUsed, kind: { ...(lettered ? { lettered } : {}), ...(side ? { side } : {}) } },
    ]),
  );
}
