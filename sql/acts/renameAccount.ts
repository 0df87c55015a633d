import { error, type Parsed } from "../../domain/problems.ts";
import type { Pool } from "../connect.ts";
import { type CompanyAct, changeCompany } from "./setLock.ts";

/**
 * Another name for an account of the chart, on screens, in exports and in the FEC from now on. Its number stays: entries belong to it,
 * and so do their seals, which hold the number and not the name.
 */
export function renameAccount(
  pool: Pool,
  act: CompanyAct & { number: string; name: string },
): Promise<Parsed<{ name: string }>> {
  const { number } = act;
  const name = act.name.trim();
  return changeCompany(pool, act, "rename_account", async (db) => {
    const [known] = await db<{ name: string }[]>`
      select name from account where company_id = current_company() and number = ${number}
    `;
    if (!known) return error("account_not_in_chart", { value: number });
    if (!name) return error("account_name_empty", { value: number });
    await db`update account set name = ${name} where company_id = current_company() and number = ${number}`;
    return { value: { name }, detail: { number, before: known.name, after: name } };
  });
}
