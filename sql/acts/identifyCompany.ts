import { error, type Parsed } from "../../domain/problems.ts";
import { isSiren } from "../../domain/siren.ts";
import type { Pool } from "../connect.ts";
import { type CompanyAct, changeCompany } from "./setLock.ts";

/** Gives the company its SIREN, with which the name of its FEC begins. */
export function setSiren(
  pool: Pool,
  act: CompanyAct & { siren: string },
): Promise<Parsed<{ siren: string }>> {
  const siren = act.siren.replace(/\s/g, "");
  return changeCompany(pool, act, "set_siren", async (db, { siren: before }) => {
    if (!isSiren(siren)) return error("siren_wrong", { value: act.siren });
    await db`update company set siren = ${siren} where id = ${act.companyId}`;
    return { value: { siren }, detail: { before, after: siren } };
  });
}

/**
 * Chooses the month in which the financial year ends, until the first entry is validated: afterwards the numbers given
 * belong to their years.
 */
export function setYearEnd(
  pool: Pool,
  act: CompanyAct & { month: number },
): Promise<Parsed<{ yearEndMonth: number }>> {
  const { companyId, month } = act;
  return changeCompany(pool, act, "set_year_end", async (db, { yearEndMonth: before }) => {
    const [validated] =
      await db`select from journal_entry where company_id = ${companyId} and validated_on is not null limit 1`;
    if (validated && month !== before) return error("year_end_in_use");
    await db`update company set year_end_month = ${month} where id = ${companyId}`;
    return { value: { yearEndMonth: month }, detail: { before, after: month } };
  });
}
